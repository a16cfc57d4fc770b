"""Whose data this is: workspaces, users, roles, API keys, and the scope every query runs in."""
