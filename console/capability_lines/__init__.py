"""The console's part of the capability table, one module per part of the console."""
