"""The moments of a send in which something is done to the worker, and what may be left then."""

from dataclasses import dataclass
from enum import Enum


class Strike(Enum):
    """What is done to a worker."""

    KILL = "SIGKILL"
    FREEZE = "SIGSTOP"
    REPLY = "reply lost"


@dataclass(frozen=True)
class Point:
    """A moment by its name in the crash matrix."""

    name: str
    moment: str
    strike: Strike = Strike.KILL


POINTS = (
    Point("K0", "before CLAIM commits"),
    Point("K1", "after CLAIM"),
    Point("K2", "before checking"),
    Point("K3", "before ARM commits"),
    Point("K3r", "reply to ARM's commit lost", Strike.REPLY),
    Point("K4", "after ARM, before the wire"),
    Point("K5", "half of the message written"),
    Point("K5b", "before the last look"),
    Point("K6", "dot written, no answer yet"),
    Point("K7", "server has it, answer not read"),
    Point("K8", "answer read, RECORD not begun"),
    Point("K8b", "before RECORD commits"),
    Point("K9", "reply to RECORD's commit lost", Strike.REPLY),
    Point("K10", "after RECORD, task not over"),
    Point("K11", "frozen past lease and deadline", Strike.FREEZE),
)
BY_NAME = {each.name: each for each in POINTS}
