"""How fast people come in: an enrolment by a worker, beside storing the very same rows with
Django's bulk_create and with COPY.

The people are new, in one workspace, and have everything that the gate asks for. The sequence
has tasks alone, so no approval comes first and each person's first step is planned at once: gate,
decision, enrollment, plan and audit. What the job wrote is read afterwards and written again in
the other two ways.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from contacts.models import Contact
from enrollment import preflights
from enrollment.models import Mailbox, Preflight
from sequences.models import Motion, StepKind, Version
from tenancy.actors import member
from tenancy.models import Membership, Workspace
from tenancy.scope import scope, unscoped
from tests.benchmarks.drain import asking, checking, copying, engine, people, processes, table
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.copying import Table
from tests.benchmarks.drain.draining import ROUND, Bench
from tests.benchmarks.drain.engine import Broken, Took
from tests.benchmarks.drain.people import House
from tests.benchmarks.drain.rounds import Contender
from tests.factories import ContactFactory
from tests.world import World, approved

CHECKED = "bench_enrol_checked"
TASK = "enrollment.tasks.run_preflight"
PATIENCE = 3600.0
PART = 1_000
LEAST = 0.25


def measure(bench: Bench, asked: Asked) -> int:
    """Enrol, and write the same rows without any of the work."""
    (house,) = people.houses(bench.stage.model, 1)
    home = house.workspace_id
    _prepare(bench, house, asked.people)
    written = _Written()
    contenders = [
        Contender(
            "enrolment by a worker, prefork 2",
            asked.people,
            partial(_job, bench, home, asked.people, written),
        ),
        Contender("bulk_create", asked.people, partial(_bulk, bench, home, asked.people, written)),
        Contender("COPY", asked.people, partial(_copy, bench, asked.people, written)),
    ]
    failed = asking.measure(asked, "enrolment", contenders)
    title = (
        f"People a second, {asked.people:,} people, {written.count / asked.people:.1f} rows each"
    )
    say("\n".join(table.lines(title, contenders)))
    job, bulk = contenders[0].rate, contenders[1].rate
    if not bulk:
        return 1
    say(f"\nthe whole job runs at {job / bulk:.0%} of bulk_create's rate; the goal is {LEAST:.0%}")
    return failed or int(job / bulk < LEAST)


class _Written:
    """The rows that the job wrote, as COPY lines and as objects; read once."""

    def __init__(self) -> None:
        self.lines: list[tuple[Table, str]] = []
        self.objects: dict[type[Model], list[Any]] = {}

    @property
    def count(self) -> int:
        return len(self.lines)

    def must_be_there(self) -> None:
        """Raises Broken when the job has not written anything that could be compared."""
        if not self.lines:
            raise Broken("There is nothing to compare with: the enrolment failed.")


def _prepare(bench: Bench, house: House, count: int) -> None:
    """A workspace with an approved version, so many people, and preflights that were judged."""
    bench.cluster.create(CHECKED, bench.stage.template)
    with bench.cluster.superuser(CHECKED) as connection:
        people.build(connection, bench.stage.model, [house])
    checking.use(CHECKED)
    home = house.workspace_id
    with scope(home):
        world = _world(home)
        with transaction.atomic():
            version = approved(
                world.admin,
                world.other_admin,
                name="Calls",
                motion=Motion.PARTNER,
                cadence=(("call", StepKind.CALL, 0), ("connect", StepKind.LINKEDIN, 1)),
            )
        ids = _contacts(world, count)
        waiting = _preflights(version, ids, world.rep)
    checking.leave()
    with bench.cluster.superuser(CHECKED) as connection:
        connection.execute("VACUUM ANALYZE")
    took = _by_workers(bench, CHECKED, home, waiting, "ready")
    say(f"{count:,} people were checked in {took.seconds:,.1f} s: {took.rate:,.0f} a second")


def _world(home: UUID) -> World:
    with transaction.atomic():
        names = ("admin", "other_admin", "reviewer", "manager", "rep", "other_rep", "viewer")
        seats = {
            name: Membership.objects.get(label=name.replace("_", " ").title()) for name in names
        }
        box = Mailbox.objects.get(owner=seats["rep"])
        return World(workspace=Workspace.objects.get(pk=home), mailbox=box, **seats)


def _contacts(world: World, count: int) -> list[UUID]:
    with transaction.atomic():
        rows: list[Contact] = [
            ContactFactory.build(
                email=f"new{number}@new{number // 20}.example",
                first_name="Ann",
                last_name="Lee",
                owner=world.rep,
            )
            for number in range(count)
        ]
        Contact.objects.bulk_create(rows, batch_size=PART)
    return [row.pk for row in rows]


def _preflights(version: Version, ids: Sequence[UUID], seat: Membership) -> list[UUID]:
    most = preflights.MOST_PEOPLE
    return [
        preflights.create(version, ids[first : first + most], seat=seat, actor=member(seat)).pk
        for first in range(0, len(ids), most)
    ]


def _job(bench: Bench, home: UUID, count: int, written: _Written) -> Took:
    """Ask for the enrolment of everybody, and wait until the workers have done it."""
    bench.cluster.create(ROUND, CHECKED)
    checking.use(ROUND)
    with scope(home), transaction.atomic():
        waiting = list(Preflight.objects.select_related("requested_by__user"))
    with scope(home):
        for each in waiting:
            seat = each.requested_by
            preflights.request_commit(each, reason="Trade fair", seat=seat, actor=member(seat))
    checking.leave()
    took = _by_workers(bench, ROUND, home, [each.pk for each in waiting], "committed")
    with bench.cluster.superuser(ROUND) as connection:
        row = connection.execute(_PLANNED).fetchone()
    if row is None or row != (count, count, count):
        raise Broken(f"Enrolled, planned and decided are {row} of {count:,} people.")
    if not written.lines:
        _read(bench, home, written)
    bench.cluster.drop(ROUND)
    return Took(count, took.seconds, took.start, took.bill, 0)


# A worker that has nothing else to do sees to what falls due meanwhile.
_PLANNED = """
SELECT (SELECT count(*) FROM enrollment_enrollment WHERE state = 'active'),
    (SELECT count(*) FROM enrollment_touch WHERE state IN ('planned', 'due')),
    (SELECT count(DISTINCT enrollment_id) FROM compliance_decision
        WHERE outcome = 'allow' AND purpose = 'enrol')
"""


def _by_workers(bench: Bench, name: str, home: UUID, ids: Sequence[UUID], until: str) -> Took:
    """Nudge a worker for each preflight; until all of them say `until`."""
    from config.celery import app

    bench.cluster.forget_messages()
    query = b"SELECT count(*) FROM enrollment_preflight WHERE stage <> %s"
    with engine.workers(bench.cluster, name, bench.sink) as running:
        cpu, begun = bench.meter.read(running.pids), time.monotonic()
        for each in ids:
            app.send_task(TASK, (str(home), str(each)))
        with bench.cluster.superuser(name) as connection:
            processes.wait_for(
                lambda: connection.execute(query, [until]).fetchone() == (0,),
                PATIENCE,
                f"preflights to be {until}",
                every=0.05,
            )
            total = connection.execute("SELECT sum(people_total) FROM enrollment_preflight")
            count = total.fetchone()
        seconds = time.monotonic() - begun
        bill = bench.meter.read(running.pids) - cpu
    assert count is not None
    return Took(int(count[0]), seconds, running.start, bill, 0)


def _read(bench: Bench, home: UUID, written: _Written) -> None:
    """What is there now and was not there before."""
    with bench.cluster.superuser(CHECKED) as before, bench.cluster.superuser(ROUND) as after:
        for known in copying.tables():
            had = {line.partition("\t")[0] for line in copying.lines(before, known)}
            new = (line for line in copying.lines(after, known))
            written.lines += [(known, line) for line in new if line.partition("\t")[0] not in had]
    keys: dict[str, list[str]] = {}
    for known, line in written.lines:
        keys.setdefault(known.name, []).append(line.partition("\t")[0])
    checking.use(ROUND)
    with scope(home), transaction.atomic(), unscoped("benchmark"):
        for model in apps.get_models():
            if found := keys.get(model._meta.db_table):
                written.objects[model] = list(model._default_manager.filter(pk__in=found))
    checking.leave()


def _copy(bench: Bench, count: int, written: _Written) -> Took:
    written.must_be_there()
    name = bench.round(CHECKED)
    with bench.cluster.superuser(name) as connection:
        return _took(bench, count, lambda: copying.write(connection, written.lines))


def _bulk(bench: Bench, home: UUID, count: int, written: _Written) -> Took:
    written.must_be_there()
    name = bench.round(CHECKED)
    checking.use(name)
    with scope(home):
        took = _took(bench, count, lambda: _create(written))
    checking.leave()
    return took


@transaction.atomic
def _create(written: _Written) -> None:
    for model, rows in written.objects.items():
        model._default_manager.bulk_create(rows, batch_size=PART)


def _took(bench: Bench, count: int, work: Callable[[], object]) -> Took:
    """What is done in this very process."""
    before, own, begun = bench.meter.read(()), time.process_time(), time.monotonic()
    work()
    seconds, client = time.monotonic() - begun, time.process_time() - own
    spent = bench.meter.read(()) - before
    return Took(count, seconds, 0.0, replace(spent, client=client), 0)
