"""A state machine over the whole engine: Hypothesis chooses what happens next and where a process
dies; after every step all promises are looked at.

The product's code runs on the real database. Three things are the test's: the time, which passes
when a rule says so (`times`); the relay at the other end of the connection (`relay`, `line`); and
the process, which dies at the commit that it is told (`life`).
"""
