"""One round of races: a database full of due touches, processes that arm them and others that stop
them at the same moments, and what the server says of the order afterwards."""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.run.child import Child, Spec
from config.run.errors import RunError
from tests.benchmarks.drain import listening
from tests.benchmarks.drain.listening import ROOT
from tests.chaos.races import judging
from tests.chaos.races.judging import Arming, Stop, Tally

if TYPE_CHECKING:
    from tests.benchmarks.drain.cluster import Cluster
    from tests.benchmarks.drain.stage import Stage

WORKSPACES = 8
ARMING, STOPPING = 2, 2
# Nobody waits longer for the last few; what they did until then is judged.
PATIENCE = 240.0
PACE = 0.5
_OPEN = """
SELECT count(*) FROM enrollment_touch touch JOIN enrollment_enrollment enrollment
    ON enrollment.id = touch.enrollment_id
WHERE touch.state IN ('planned', 'armed') AND NOT touch.held AND touch.due_at <= app_now()
    AND enrollment.state = 'active'
"""
_COMMITS = """
SELECT number, extract(epoch FROM pg_xact_commit_timestamp(number::xid8::xid))::float
FROM unnest(%s::text[]) AS number
"""
_INTENTS = "SELECT id::text, message_id, left_after_stop FROM enrollment_sendintent"


@dataclass(frozen=True)
class Round:
    """So many touches; `locks` is False for the control, which arms without them."""

    stage: "Stage"
    folder: Path
    touches: int
    locks: bool

    @property
    def cluster(self) -> "Cluster":
        return self.stage.cluster

    @property
    def name(self) -> str:
        """Of its database."""
        return f"chaos_races_{os.getpid()}"


def carry_out(each: Round) -> dict[str, Tally]:
    """The races by kind of stop. Raises RunError when a process ends by itself."""
    each.folder.mkdir(parents=True)
    each.stage.database(each.name, workspaces=WORKSPACES, due=each.touches)
    try:
        with listening.running() as sink:
            with _running(each, sink.url):
                _wait(each)
            came = sink.take()
        return judging.judge(*_read(each, dict(zip(came.message_ids, came.dots, strict=True))))
    finally:
        each.cluster.drop(each.name)


@contextmanager
def _running(each: Round, mail: str) -> Iterator[None]:
    children = [_child(each, mail, words) for words in _commands()]
    try:
        for child in children:
            child.start()
        yield
        for child in children:
            if child.exit_code() is not None:
                raise RunError(f"{child.spec.name} ended.\n{child.last_lines()}")
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait_or_end(5)


def _commands() -> Iterator[str]:
    for _ in range(ARMING):
        yield "arming"
    for number in range(STOPPING):
        yield f"stopping {number} {STOPPING}"


def _child(each: Round, mail: str, words: str) -> Child:
    module, *rest = words.split()
    env = {
        **os.environ,
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": each.cluster.url(each.name),
        "DATABASE_OWNER_URL": "",
        "EMAIL_URL": mail,
        "LOG_LEVEL": "ERROR",
        "STOP_LOG_DIR": str(each.folder / "stops"),
        "CHAOS_DIARY": str(each.folder),
        "CHAOS_LOCKS": str(int(each.locks)),
    }
    argv = (sys.executable, "-m", f"tests.chaos.races.{module}", *rest)
    name = "-".join(words.split())
    return Child(Spec(name, argv, env, ROOT, each.folder / f"{name}.log"))


def _wait(each: Round) -> None:
    """Until nothing is due, or nothing moves any more."""
    end = time.monotonic() + PATIENCE
    with each.cluster.superuser(each.name) as connection:
        while time.monotonic() < end:
            row = connection.execute(_OPEN).fetchone()
            if row is not None and row[0] == 0:
                return
            time.sleep(PACE)


def _read(each: Round, came: Mapping[str, float]) -> tuple[list[Stop], list[Arming]]:
    """`came` says when the server had the dot of each message."""
    stops, armings = _lines(each.folder, "stops-*.jsonl"), _lines(each.folder, "armings-*.jsonl")
    touches = [touch for line in armings for touch in line["touches"]]
    numbers = {line["number"] for line in stops} | {touch[4] for touch in touches if touch[4]}
    with each.cluster.superuser(each.name) as connection:
        commits = dict(connection.execute(_COMMITS, [sorted(numbers)]).fetchall())
        rows = connection.execute(_INTENTS).fetchall()
    dots = {key: (came[name], labelled) for key, name, labelled in rows if name in came}
    return (
        [_stop(line, commits) for line in stops],
        [arming for line in armings for arming in _armings(line, commits, dots)],
    )


def _lines(folder: Path, pattern: str) -> list[dict[str, Any]]:
    """What was written; a last line that was cut by the end of its process is left out."""
    found = []
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text().splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
    return found


def _stop(line: Mapping[str, Any], commits: Mapping[str, float]) -> Stop:
    until = inf if line["opened"] is None else line["opened"]
    committed = commits[line["number"]]
    return Stop(line["kind"], line["covers"], line["called"], committed, line["done"], until)


def _armings(
    line: Mapping[str, Any], commits: Mapping[str, float], dots: Mapping[str, Sequence[Any]]
) -> Iterable[Arming]:
    for touch, workspace, sequence, mailbox, number, intent in line["touches"]:
        dot_at, labelled = dots.get(intent, (None, False))
        yield Arming(
            line["begun"],
            line["ended"],
            # The installation is named by nothing.
            frozenset((touch, workspace, sequence, mailbox, "")),
            commits[number] if number else None,
            dot_at,
            labelled,
        )
