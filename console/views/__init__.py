"""The views: read or call a service, then answer. One module per area of the console."""
