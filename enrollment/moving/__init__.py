"""Migration in flight: people go from one version of a sequence to another, on purpose.

A migration is planned with a step map, shows for each person the next touch before and after,
moves a first share, watches it, goes on or stops, and can be rolled back for everybody who has
had nothing of the new version. A worker does the moving, person by person, each in its own
transaction; run twice or killed, it goes on where it stood.
"""

from enrollment.moving.services import (
    change_map,
    create,
    discard,
    go_on,
    roll_back,
    start,
    stop,
    unfinished,
)
from enrollment.moving.work import run

__all__ = [
    "change_map",
    "create",
    "discard",
    "go_on",
    "roll_back",
    "run",
    "start",
    "stop",
    "unfinished",
]
