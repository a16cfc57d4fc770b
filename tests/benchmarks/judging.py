"""What the benchmark of the gate measures, in a workspace with every kind of fact on record."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.case import Purpose
from compliance.models import Consent
from compliance.services import Stop, suppress_many
from contacts.models import Account, Contact
from enrollment import eligibility, facts
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy import clock
from tenancy.actors import system
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests import database
from tests.factories import ContactFactory
from tests.world import World, approved, build_world

BENCH = system("benchmark")
COUNTRIES = ("US", "DE", "GB", "CA", "FR")
COLLEAGUES = 20
TIMES = 50
MANY, ONE = 5.0, 0.010


@dataclass(frozen=True)
class Took:
    """What one run cost."""

    wall: float
    processor: float
    statements: int

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.processor:.2f} s processor), {self.statements} statements"


def measured(count: int) -> Iterator[str]:
    """Build the people and tell what judging them costs, line by line."""
    with database.cloned():
        world = build_world("bench")
        with scope(world.workspace.pk), transaction.atomic():
            version, ids = _people(world, count)
        database.analyze()
        with scope(world.workspace.pk), transaction.atomic():
            yield from _measure(version, ids)


def _measure(version: Version, ids: list[UUID]) -> Iterator[str]:
    count = len(ids)
    yield f"{count:,} people, loaded and judged: {(looked := _took(lambda: _look(version, ids)))}"
    yield f"the same, each decision kept: {(kept := _took(lambda: _keep(version, ids)))}"
    alone = _took(lambda: _look(version, ids[-1:]), TIMES)
    told = f"{alone.wall * 1000:.1f} ms ({alone.processor * 1000:.1f} ms processor)"
    yield f"one person alone: {told}, {alone.statements} statements"
    if count == 10_000:
        good = max(looked.wall, kept.wall) < MANY and alone.wall < ONE
        yield "within 5 s and 10 ms" if good else "TOO SLOW"


def _took(work: Callable[[], object], times: int = 1) -> Took:
    """Statements are counted in a run of their own, because counting takes time too."""
    with CaptureQueriesContext(connection) as seen:
        work()
    walls, processors = [], []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return Took(median(walls), median(processors), len(seen))


def _look(version: Version, ids: list[UUID]) -> None:
    eligibility.look(facts.with_companies(ids), version)


def _keep(version: Version, ids: list[UUID]) -> None:
    people = facts.with_companies(ids)
    with transaction.atomic():
        eligibility.decide(people, version, Purpose.ENROL, enrollments={})
        transaction.set_rollback(True)


def _people(world: World, count: int) -> tuple[Version, list[UUID]]:
    """People of many companies in five countries; some have a past, a ground, a stop."""
    version = approved(world.admin, world.other_admin)
    companies = [_company(n) for n in range(max(1, count // COLLEAGUES))]
    Account.objects.bulk_create(companies)
    people = [_person(world, n, companies) for n in range(count)]
    Contact.objects.bulk_create(people)
    Consent.objects.bulk_create(_grounds(people))
    Enrollment.objects.bulk_create(_past(world, version, people[::10]))
    stops = [_stop(person.email) for person in people[::7]]
    suppress_many([*stops, *(_stop(f"s{n}@other.example") for n in range(count))], actor=BENCH)
    return version, [person.pk for person in people]


def _company(number: int) -> Account:
    name = f"Company {number}"
    return Account(name=name, name_normal=name.lower(), domain=f"c{number}.example", country="US")


def _person(world: World, number: int, companies: list[Account]) -> Contact:
    company = companies[number % len(companies)]
    made: Contact = ContactFactory.build(
        email=f"p{number}@{company.domain}",
        account=company,
        owner=world.rep,
        country=COUNTRIES[number % len(COUNTRIES)],
        mobile=f"+1212555{number % 10_000:04}",
    )
    return made


def _grounds(people: list[Contact]) -> Iterator[Consent]:
    given = clock.now() - timedelta(days=40)
    for person in people[::3]:
        ground = {"basis": "express", "given_at": given, "evidence": "form 7"}
        yield Consent(contact=person, channel="email", recorded_by="bench", **ground)


def _past(world: World, version: Version, people: list[Contact]) -> Iterator[Enrollment]:
    for person in people:
        yield Enrollment(
            id=uuid7(),
            contact=person,
            sequence_id=version.sequence_id,
            version=version,
            enrolled_by=world.rep,
            reason="Trade fair",
            created_at=clock.now(),
        )


def _stop(address: str) -> Stop:
    return Stop(kind="address", value=address, reason="opt_out", source="benchmark")
