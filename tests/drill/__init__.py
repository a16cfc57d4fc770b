"""The restore drill: send, back up, send on, restore, and show that nothing is lost or doubled."""
