"""Mail that is fetched from where mailboxes lie: sessions (IMAP), the APIs of Google and Microsoft,
and trying an account."""
