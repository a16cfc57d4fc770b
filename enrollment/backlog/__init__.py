"""Release plans: what waited behind a closed switch is shown, decided and moved before it opens."""

from enrollment.backlog.looking import Group, Outlook, outlook
from enrollment.backlog.services import (
    Stopped,
    choose,
    count_again,
    decide_by,
    discard,
    draft,
    is_fresh,
    make,
    start,
    start_by_itself,
    stopped_by,
    tell_admins,
    undecided,
    unfinished,
)
from enrollment.backlog.work import run

__all__ = [
    "Group",
    "Outlook",
    "Stopped",
    "choose",
    "count_again",
    "decide_by",
    "discard",
    "draft",
    "is_fresh",
    "make",
    "outlook",
    "run",
    "start",
    "start_by_itself",
    "stopped_by",
    "tell_admins",
    "undecided",
    "unfinished",
]
