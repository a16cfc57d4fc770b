"""What a simulation says about one person: a passage for each step reached, and the end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class What(StrEnum):
    """What became of a step."""

    SENT = "sent"
    DONE = "done"
    SKIPPED = "skipped"
    ELAPSED = "elapsed"
    JUMPED = "jumped"
    EXPIRED = "expired"


TOUCHING = frozenset({What.SENT, What.DONE})


@dataclass(frozen=True, slots=True)
class Passage:
    """One step that somebody came to. `due` is when it fell due first, `at` when it was settled
    (both UTC); `because` says why it was skipped or jumped from, `to` where a jump led (a key),
    `waits` every cause that it waited for, in order, `variant` whose words were used."""

    step: str
    number: int
    kind: str
    what: What
    due: datetime
    at: datetime
    cause: str
    because: str = ""
    outcome: str = ""
    to: str = ""
    waits: tuple[str, ...] = ()
    variant: str = ""

    @property
    def touches(self) -> bool:
        """Whether the person was touched: a message left, or a task other than a wait was done."""
        return self.what in TOUCHING


@dataclass(frozen=True, slots=True)
class End:
    """How it ended: an exit reason, or "" for somebody who still waits then; with the sentence
    that says why."""

    reason: str
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything that happens to one person."""

    passages: tuple[Passage, ...]
    end: End

    def at(self, step: str) -> Passage | None:
        """The passage of a step, None when it was never reached."""
        return next((each for each in self.passages if each.step == step), None)
