"""Guards taken away one by one, to see that the suite notices each: `make mutants`."""
