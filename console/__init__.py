"""The HTML console: reads widely, writes only through services."""
