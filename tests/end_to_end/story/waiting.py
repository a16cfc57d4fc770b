"""Waiting for real processes: always with an end, and with a sentence when it was in vain."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Looking takes the processes' time away from what is waited for, so it becomes rarer.
FIRST_PAUSE, LONGEST_PAUSE, LONGER = 0.1, 0.8, 1.5


def wait_for(look: Callable[[], T], what: str, seconds: float = 30.0) -> T:
    """Look until there is something; what was found. Fails with `what` after `seconds`."""
    end, pause = time.monotonic() + seconds, FIRST_PAUSE
    while not (found := look()):
        assert time.monotonic() < end, f"After {seconds:.0f} s still not: {what}"
        time.sleep(pause)
        pause = min(pause * LONGER, LONGEST_PAUSE)
    return found
