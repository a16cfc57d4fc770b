"""What was done, by whom and why; and the one door through which a state changes."""
