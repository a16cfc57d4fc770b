"""What the settings ask, one module for each group of pages."""
