"""Control under load: how late a small workspace's messages are while another one has a million
that are due, and how soon after its commit a stop switch is felt.

Three workspaces: a big one, all of whose messages are due at once; a second one with a tenth of
that; and a small one, whose messages fall due one after another. The moments of dots are those that
the sink notes, on the clock of the machine that also commits the switch.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import psycopg

from tests.benchmarks.drain import checking, engine, growing, people
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.draining import Bench
from tests.benchmarks.drain.people import House
from tests.benchmarks.drain.rounds import machine

NAME = "bench_control"
DUE = 1_000_000
# Of the small workspace: how many messages, and over how many seconds they fall due.
FEW, SPAN = 300, 60
BEGINS = 5
PATIENCE = 180.0
# Goals: the 95th percentile of lateness, and from the commit of a switch to the last dot.
MOST_LATE, MOST_FELT = 60.0, 2.0
# So long nothing may come before a switch counts as felt, and so many dots come before it.
QUIET, BUSY = 3.0, 200
LANES = 2

_SPREAD = """
WITH mine AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM enrollment_touch
    WHERE workspace_id = %(workspace)s AND state = 'planned' AND automatic AND NOT held
        AND due_at <= app_now()
)
UPDATE enrollment_touch AS touch
SET due_at = app_now() + make_interval(secs => %(begins)s + n * %(each)s::float),
    first_due_at = app_now() + make_interval(secs => %(begins)s + n * %(each)s::float)
FROM mine WHERE mine.id = touch.id RETURNING touch.id
"""
_TURNS = """
UPDATE tenancy_turn SET served_at = NULL, next_due_at = (
    SELECT min(due_at) FROM enrollment_touch
    WHERE workspace_id = tenancy_turn.workspace_id AND state = 'planned' AND NOT held
)
"""
_LATE = """
SELECT extract(epoch FROM intent.dot_at - (touch.due_at - clock.ahead))::float
FROM enrollment_touch AS touch JOIN enrollment_sendintent AS intent ON intent.touch_id = touch.id
    JOIN tenancy_clock AS clock ON clock.id = 1
WHERE touch.id = ANY(%s) AND intent.dot_at IS NOT NULL
"""
_MINE = """
SELECT message_id FROM enrollment_sendintent
WHERE message_id = ANY(%s) AND (workspace_id = %s OR mailbox_id = %s OR %s)
"""


@dataclass(frozen=True)
class Felt:
    """One switch: seconds until it was committed, and from then to the last dot that it covers;
    how many dots came after it."""

    switch: str
    asked: float
    felt: float
    after: int


@dataclass(frozen=True)
class Load:
    """Everything that runs, and the workspaces: the big one, the second, the small one."""

    bench: Bench
    connection: "psycopg.Connection[Any]"
    homes: Sequence[House]


def measure(bench: Bench, asked: Asked) -> int:
    """Print both tables; 1 when a goal is missed."""
    (size,) = asked.rows or (DUE,)
    homes = _prepared(bench, size)
    say(f"{size:,} messages of one workspace are due, {size // 10:,} of another")
    bench.cluster.forget_messages()
    with (
        engine.workers(bench.cluster, NAME, bench.sink),
        bench.cluster.superuser(NAME) as connection,
        _inside(),
    ):
        load = Load(bench, connection, homes)
        late, sent = _lateness(load)
        felt = [_felt(load, *each) for each in _switches(load)]
    bench.cluster.drop(NAME)
    kept = asked.json / "control.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    told = {"late": late, "felt": [asdict(each) for each in felt], "machine": machine()}
    kept.write_text(json.dumps(told, indent=1, default=str))
    return max(_told_late(late, sent), _told_felt(felt))


def _prepared(bench: Bench, size: int) -> list[House]:
    homes = people.houses(bench.stage.model, 3)
    bench.cluster.create(NAME, bench.stage.template)
    with bench.cluster.superuser(NAME) as connection:
        people.build(connection, bench.stage.model, homes)
        people.fill(connection, bench.stage.model, homes, FEW * len(homes))
        for home, rows in zip(homes, (size, size // 10), strict=False):
            growing.plan(connection, [home], rows, growing.BY_NOW)
        # A limit that ends the load would end the measurement.
        connection.execute("UPDATE enrollment_mailbox SET daily_limit = 1000000")
        connection.execute("VACUUM ANALYZE")
    return homes


@contextmanager
def _inside() -> Iterator[None]:
    """This process works in the database too, as the application's role: it closes switches."""
    checking.use(NAME)
    try:
        yield
    finally:
        checking.leave()


def _lateness(load: Load) -> tuple[list[float], int]:
    """Of each message of the small workspace, and how many the others had sent meanwhile."""
    ask = {"workspace": load.homes[2].workspace_id, "begins": BEGINS, "each": SPAN / FEW}
    ids = [row[0] for row in load.connection.execute(_SPREAD, ask).fetchall()]
    load.connection.execute(_TURNS)
    load.bench.sink.take()
    end = time.monotonic() + BEGINS + SPAN + PATIENCE

    def all_there() -> bool:
        return len(_late(load, ids)) == len(ids)

    _nudge_until(load, all_there, end=end)
    late = sorted(_late(load, ids))
    if len(late) < len(ids):
        raise engine.Broken(f"{len(ids) - len(late)} messages of the small workspace never left.")
    return late, load.bench.sink.count() - len(late)


def _late(load: Load, ids: Sequence[UUID]) -> list[float]:
    return [float(row[0]) for row in load.connection.execute(_LATE, [list(ids)]).fetchall()]


def _switches(load: Load) -> Iterator[tuple[str, Callable[[], object], list[Any]]]:
    """Each switch: its name, what closes it, and which messages it covers."""
    from enrollment import control, installation
    from tenancy.actors import system
    from tenancy.scope import scope

    by, big = system("benchmark"), load.homes[0].workspace_id
    boxes = "SELECT id FROM enrollment_mailbox WHERE workspace_id = %s ORDER BY id"
    box: UUID = load.connection.execute(boxes, [big]).fetchall()[0][0]

    def close(kind: str, ref: UUID) -> None:
        with scope(big):
            control.close(kind, ref, reason="measuring", actor=by)

    def close_all() -> None:
        installation.stop(reason="measuring", by=by, everywhere=lambda note: _each(load, note))

    yield "mailbox", lambda: close("mailbox", box), [None, box, False]
    yield "workspace", lambda: close("workspace", big), [big, None, False]
    yield "installation", close_all, [None, None, True]


def _each(load: Load, note: Callable[[], None]) -> None:
    from tenancy.scope import scope

    for home in load.homes:
        with scope(home.workspace_id):
            note()


def _felt(load: Load, name: str, close: Callable[[], object], covers: list[Any]) -> Felt:
    """Close a switch while messages leave, and see when the last one did that it covers."""
    sink = load.bench.sink
    sink.take()
    _nudge_until(load, lambda: sink.count() >= BUSY, end=time.monotonic() + PATIENCE)
    asked = time.time()
    close()
    committed = time.time()
    _nudge_until(load, lambda: False, end=time.monotonic() + QUIET)
    came = sink.take()
    found = load.connection.execute(_MINE, [came.message_ids, *covers]).fetchall()
    mine = {row[0] for row in found}
    dots = [at for each, at in zip(came.message_ids, came.dots, strict=True) if each in mine]
    if not mine or max(dots) > committed + QUIET - 0.5:
        raise engine.Broken(
            f"The switch of the {name} was not felt at all, or nothing left before."
        )
    after = [at - committed for at in dots if at > committed]
    return Felt(name, committed - asked, max(after, default=0.0), len(after))


def _nudge_until(load: Load, done: Callable[[], bool], *, end: float) -> None:
    while time.monotonic() < end and not done():
        if load.bench.cluster.waiting() < LANES:
            engine.nudge(LANES)
        time.sleep(engine.NUDGE_SECONDS)


def _told_late(late: list[float], sent: int) -> int:
    share = {name: late[int(len(late) * part)] for name, part in (("half", 0.5), ("95 %", 0.95))}
    say(f"\nLateness of {len(late)} messages that fell due over {SPAN} s; others sent {sent:,}")
    say(f"{'half':>10}{'95 %':>10}{'latest':>10}   seconds")
    say("".join(f"{each:>10.2f}" for each in (*share.values(), late[-1])))
    good = share["95 %"] <= MOST_LATE
    say(f"the 95th percentile is {'within' if good else 'OVER'} {MOST_LATE:.0f} s")
    return 0 if good else 1


def _told_felt(felt: Sequence[Felt]) -> int:
    say(f"\n{'switch':<14}{'until committed':>18}{'then last dot':>16}{'dots after':>12}")
    for each in felt:
        say(f"{each.switch:<14}{each.asked:>16.3f} s{each.felt:>14.3f} s{each.after:>12}")
    good = all(each.felt <= MOST_FELT for each in felt)
    say(f"every switch is felt {'within' if good else 'LATER THAN'} {MOST_FELT:.0f} s")
    return 0 if good else 1
