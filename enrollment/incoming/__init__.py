"""Mail that is fetched from the servers of mailboxes (IMAP): sessions, and trying an account."""
