"""Management commands of sequences."""
