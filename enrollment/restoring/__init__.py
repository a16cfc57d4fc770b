"""What makes a restored database safe: a log of every stop and a pulse outside it, the comparison
with what the relays took, and a hold that lasts until an admin has released it.

A backup forgets what was sent and who said no after it was taken. docs/evidence.md says what an
operator does.
"""
