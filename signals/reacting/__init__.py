"""The reaction table seen from outside: its REST, and what it would have done otherwise."""
