"""Settings: the workspace, its texts and days, its members, mailboxes and keys; for admins."""
