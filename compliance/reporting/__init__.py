"""Figures about how first messages are reviewed."""
