"""A process that works on what is due, and writes down what it arms and in which transaction.

    python -m tests.chaos.races.arming

It works as a worker does, workspace by workspace, in batches of different sizes. Before each
arming it waits a little, so that a stop may be the first of the two as well. The functions of the
engine are wrapped from outside.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.db import connection

SIZES = (5, 20, 60, 100)
# Seconds between a claim and its arming, at most.
HESITATES = 0.03
_HELD = "FOR UPDATE OF touch"


class Diary:
    """What this process does, in two files: `now` has the touches it is about to arm, for whoever
    wants to stop one; `done` a line for each arming."""

    def __init__(self, folder: Path) -> None:
        self._now = folder / f"now-{os.getpid()}"
        self._done = (folder / f"armings-{os.getpid()}.jsonl").open("a")
        self._committed: dict[UUID, tuple[str, str]] = {}
        self._is_inside = False

    def claimed(self, claim: Callable[[int], list[UUID]]) -> Callable[[int], list[UUID]]:
        """A claim that tells whom it has taken."""

        def told(limit: int) -> list[UUID]:
            found = claim(limit)
            self._tell(found)
            return found

        return told

    def armed(self, arm: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
        """An arming with its line. One that tries its touches alone has one line for all."""

        def told(touches: Sequence[Any]) -> list[Any]:
            if self._is_inside:
                return arm(touches)
            time.sleep(random.uniform(0, HESITATES))
            self._is_inside, self._committed, begun = True, {}, time.time()
            try:
                found = arm(touches)
            finally:
                self._is_inside = False
            self._write(begun, touches, {each.intent.touch_id for each in found})
            return found

        return told

    def committed(self, commit_to: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        """The last thing of an arming transaction, with the transaction's number."""

        def told(*args: Any) -> list[Any]:
            found = commit_to(*args)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()::text")
                number = cursor.fetchone()[0]
            for each in found:
                self._committed[each.intent.touch_id] = number, str(each.intent.pk)
            return found

        return told

    def _tell(self, ids: Iterable[UUID]) -> None:
        from tenancy.scope import current_workspace_id

        said = {"workspace": str(current_workspace_id()), "touches": [str(pk) for pk in ids]}
        fresh = self._now.with_suffix(".new")
        fresh.write_text(json.dumps(said))
        fresh.replace(self._now)

    def _write(self, begun: float, touches: Sequence[Any], armed: set[UUID]) -> None:
        rows = []
        for touch in touches:
            number, intent = self._committed[touch.pk] if touch.pk in armed else ("", "")
            names = (touch.pk, touch.workspace_id, touch.sequence_id, touch.mailbox_id)
            rows.append([*map(str, names), number, intent])
        line = {"begun": begun, "ended": time.time(), "touches": rows}
        self._done.write(json.dumps(line) + "\n")
        self._done.flush()


def without_locks() -> None:
    """The control: arm without any of the locks that stops take too."""
    from enrollment import gates
    from enrollment.dispatch import claim
    from enrollment.models import RecipientGate

    def unlocked(keys: Iterable[str]) -> dict[str, RecipientGate]:
        wanted = sorted(set(keys))
        missing = [RecipientGate(address_key=key) for key in wanted]
        RecipientGate.objects.bulk_create(missing, ignore_conflicts=True)
        return {
            row.address_key: row for row in RecipientGate.objects.filter(address_key__in=wanted)
        }

    assert _HELD in claim._HELD
    _put(claim, "_HELD", claim._HELD.replace(_HELD, ""))
    _put(gates, "lock", unlocked)
    _put(gates, "share", lambda keys: None)


def _put(place: object, name: str, instead: object) -> None:
    setattr(place, name, instead)


def _arrange(folder: Path) -> None:
    from enrollment.dispatch import arm, claim

    diary = Diary(folder)
    _put(claim, "claim", diary.claimed(claim.claim))
    _put(arm, "arm", diary.armed(arm.arm))
    _put(arm, "_commit_to", diary.committed(arm._commit_to))


def main() -> None:
    """Work until killed."""
    django.setup()
    from enrollment.dispatch import run
    from tenancy import turns
    from tenancy.scope import scope

    if os.environ["CHAOS_LOCKS"] == "0":
        without_locks()
    _arrange(Path(os.environ["CHAOS_DIARY"]))
    known = turns.workspaces()
    while True:
        with scope(random.choice(known)):
            if run.workspace_turn(random.choice(SIZES)) == 0:
                time.sleep(0.01)


if __name__ == "__main__":
    main()
