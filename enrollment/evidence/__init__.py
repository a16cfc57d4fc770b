"""Evidence for sends whose answer was lost: a relay's durable log, a Sent folder, or a message
that comes in and names ours. docs/evidence.md says what each source proves."""
