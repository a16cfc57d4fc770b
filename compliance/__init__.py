"""May we say it, to this address, now: rules, suppression, consent, review and privacy."""
