"""The life of a touch: claim, check, arm, wire, record; and what mends it when we were killed.

PostgreSQL is the schedule of record. Whoever runs these functions, how often and on how many
machines, changes only how soon something leaves, never whether it leaves twice.
"""
