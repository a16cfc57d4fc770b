"""The components of the console: what a page is made of, one module per kind."""
