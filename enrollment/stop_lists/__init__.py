"""Stopping many people at once: a pasted text, or a list of up to a million lines."""

from enrollment.stop_lists.pasting import MOST_AT_ONCE, Pasted, stop_pasted
from enrollment.stop_lists.running import run, unfinished
from enrollment.stop_lists.uploading import REASONS, cancel, is_open, layout, start, upload

__all__ = [
    "MOST_AT_ONCE",
    "REASONS",
    "Pasted",
    "cancel",
    "is_open",
    "layout",
    "run",
    "start",
    "stop_pasted",
    "unfinished",
    "upload",
]
