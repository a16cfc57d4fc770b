"""Pools of mailboxes: from which one a new person is written to, and by which they stay."""
