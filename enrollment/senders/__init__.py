"""Accounts that mailboxes send by: entering, testing, and keeping their tokens fresh."""
