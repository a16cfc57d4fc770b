"""The management commands of the signals app."""
