"""Stopping many people at once: a pasted text, or a list of up to a million lines."""

from enrollment.stop_lists.pasting import (
    MOST_AT_ONCE,
    Pasted,
    as_list,
    needs_worker,
    read,
    stop_pasted,
)
from enrollment.stop_lists.running import run, unfinished
from enrollment.stop_lists.uploading import (
    REASONS,
    cancel,
    is_open,
    layout,
    may_cancel,
    start,
    upload,
)

__all__ = [
    "MOST_AT_ONCE",
    "REASONS",
    "Pasted",
    "as_list",
    "cancel",
    "is_open",
    "layout",
    "may_cancel",
    "needs_worker",
    "read",
    "run",
    "start",
    "stop_pasted",
    "unfinished",
    "upload",
]
