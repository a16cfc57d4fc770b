"""How a mailbox fares with those it writes to, and what follows when it does badly."""
