"""Management commands of enrollment."""
