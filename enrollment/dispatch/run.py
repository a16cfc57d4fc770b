"""One worker's turn: claim for the workspaces that are due, and take each touch to its end."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enrollment import planning
from enrollment.dispatch import arm, check, claim, record, wire
from enrollment.dispatch.loading import glance, load
from enrollment.models import Touch
from tenancy import clock, turns
from tenancy.scope import current_workspace_id, scope

# So many are armed at once even where the last ones were very slow.
FEWEST = 8


def workspace_turn(limit: int = claim.BATCH) -> int:
    """Work on what is due in the open scope; returns how many touches were claimed.

    One that fails is logged and left to its lease: it comes back, and too many attempts end it.
    """
    messages, others = take(limit)
    _pass(others)
    _send(messages)
    turns.served(current_workspace_id(), planning.next_due_moment)
    return len(messages) + len(others)


def take(limit: int = claim.BATCH) -> tuple[list[Touch], list[Touch]]:
    """Claim what is due: the messages, and what is none."""
    claimed = claim.claim(limit)
    if not claimed:
        return [], []
    with transaction.atomic():
        touches = glance(claimed)
        messages = [touch for touch in touches if touch.automatic]
        check.choose_senders(messages)
    return messages, [touch for touch in touches if not touch.automatic]


def _pass(touches: Sequence[Touch]) -> None:
    """What is no message becomes a task, or is over, or waits."""
    if touches:
        with transaction.atomic():
            loaded = load(touch.pk for touch in touches)
        check.check(loaded)


def _send(ready: Sequence[Touch]) -> None:
    """Arm, wire and record, as many at a time as can leave soon after they were armed. No
    transaction is open on the wire."""
    # A slow server must not let leases run out under us: then others would claim what we hold.
    enough = time.monotonic() + settings.TOUCH_LEASE_SECONDS / 2
    left = list(ready)
    while left:
        if time.monotonic() > enough:
            claim.let_go(left)
            return
        count = _pace.at_once()
        batch, left = left[:count], left[count:]
        if armed := arm.arm(batch):
            started = time.monotonic()
            settle(wire.transmit(armed))
            _pace.note(len(armed), time.monotonic() - started)


class _Pace:
    """How many messages leave in a second, as this worker has seen lately: no more are armed at
    once than leave well before their deadline."""

    def __init__(self) -> None:
        self._a_second: dict[UUID, float] = {}

    def at_once(self) -> int:
        """For the workspace of the open scope."""
        known = self._a_second.get(current_workspace_id(), math.inf)
        return int(max(FEWEST, min(arm.AT_ONCE, known * settings.WIRE_DEADLINE_SECONDS / 5)))

    def note(self, count: int, seconds: float) -> None:
        """So many were sent in so long."""
        self._a_second[current_workspace_id()] = count / max(seconds, 0.001)


_pace = _Pace()


def settle(answers: Mapping[UUID, Sequence[wire.Answered]]) -> None:
    """Settle what was answered, each in its own workspace: an answer may come so late that the
    turn is another's by then."""
    for workspace_id, found in answers.items():
        with scope(workspace_id):
            record.record_many(found)


def hear_late(seconds: float) -> None:
    """Wait for answers that are late, so long at most, and record them. Needs no scope."""
    settle(wire.collect(seconds))


def due_workspaces() -> Iterator[UUID]:
    """Whose turn it is now, the one that waited longest first; asked anew after every turn."""
    yield from turns.due(clock.now())
