"""Mail that is fetched from the servers of mailboxes, and how it is seen that this works."""
