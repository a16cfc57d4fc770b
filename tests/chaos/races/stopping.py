"""A process that stops whom others are about to arm, in several connections at once.

    python -m tests.chaos.races.stopping NUMBER OF

Takes the touches whose id, divided by OF, leaves NUMBER, so that no two processes stop the same
person. Each stop has a line in a file, with its transaction and the moments around it.
"""

import json
import os
import random
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django
from django.db import connection, transaction

if TYPE_CHECKING:
    from enrollment.models import Touch
    from tests.chaos.races.kinds import Kind

THREADS = 3
# Seconds for which a switch stays closed: longer than most armings take, so that one which did
# not ask for the locks would commit meanwhile.
CLOSED = (0.03, 0.2)
NOBODY = 0.003


@dataclass
class Hunter:
    """Looks for touches that are about to be armed, and stops them."""

    folder: Path
    number: int
    of: int
    known: set[str] = field(default_factory=set)
    turn: threading.Lock = field(default_factory=threading.Lock)
    # One switch at a time: two that are closed at once cannot be told apart.
    switch: threading.Lock = field(default_factory=threading.Lock)

    def hunt(self) -> None:
        """Until the process is killed."""
        from tests.chaos.races.kinds import KINDS

        # One process alone has the switches: one that is closed twice opens once.
        kinds = [each for each in KINDS if each.opens is None or self.number == 0]
        weights = [each.weight for each in kinds]
        with (self.folder / f"stops-{os.getpid()}-{threading.get_ident()}.jsonl").open("a") as done:
            while True:
                (kind,) = random.choices(kinds, weights)
                prey = self._prey(for_good=kind.opens is None)
                if prey is None:
                    time.sleep(NOBODY)
                elif line := self._stop(kind, *prey):
                    done.write(json.dumps(line) + "\n")
                    done.flush()

    def work(self) -> None:
        """A thread that fails takes the process with it, so that it is noticed."""
        try:
            self.hunt()
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    def _prey(self, *, for_good: bool) -> tuple[UUID, str] | None:
        """A touch that somebody holds and nobody has stopped, with its workspace."""
        files = list(self.folder.glob("now-*[0-9]"))
        if not files:
            return None
        said = json.loads(random.choice(files).read_text())
        with self.turn:
            ours = [pk for pk in said["touches"] if self._is_ours(pk)]
            if not ours:
                return None
            pk = random.choice(ours)
            if for_good:
                self.known.add(pk)
        return UUID(said["workspace"]), pk

    def _is_ours(self, pk: str) -> bool:
        return UUID(pk).int % self.of == self.number and pk not in self.known

    def _stop(self, kind: "Kind", workspace_id: UUID, pk: str) -> Mapping[str, Any] | None:
        from enrollment.models import EnrollmentState, Touch
        from tenancy.scope import scope

        with scope(workspace_id):
            with transaction.atomic():
                touch = Touch.objects.select_related("enrollment__contact").get(pk=pk)
            if kind.opens is not None:
                with self.switch:
                    return _timed(kind, touch)
            if touch.enrollment.state == EnrollmentState.ACTIVE:
                return _timed(kind, touch)
        return None


def _timed(kind: "Kind", touch: "Touch") -> Mapping[str, Any]:
    called = time.time()
    with transaction.atomic():
        kind.stop(touch)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            number = cursor.fetchone()[0]
    done = time.time()
    if kind.opens is not None:
        time.sleep(random.uniform(*CLOSED))
    opened = time.time()
    if kind.opens is not None:
        kind.opens(touch)
    return {
        "kind": kind.name,
        "covers": kind.covers(touch),
        "called": called,
        "done": done,
        "opened": opened if kind.opens else None,
        "number": number,
    }


def main(argv: list[str]) -> None:
    """Stop until killed."""
    django.setup()
    hunter = Hunter(Path(os.environ["CHAOS_DIARY"]), int(argv[0]), int(argv[1]))
    threads = [threading.Thread(target=hunter.work, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
