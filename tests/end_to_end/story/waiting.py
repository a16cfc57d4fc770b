"""Waiting for real processes: always with an end, and with a sentence when it was in vain."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.2


def wait_for(look: Callable[[], T], what: str, seconds: float = 30.0) -> T:
    """Look until there is something; what was found. Fails with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"After {seconds:.0f} s still not: {what}"
        time.sleep(PAUSE)
    return found
