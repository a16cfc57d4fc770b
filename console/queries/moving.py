"""What the pages about migrations read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from console.components.moments import duration_text
from console.components.plans import step_name
from console.queries.trials import Limit
from enrollment.models import (
    Enrollment,
    Migration,
    MigrationPerson,
    MigrationState,
    PersonFate,
    Touch,
    TouchState,
)
from enrollment.moving.persons import LEFT
from enrollment.moving.standing import MOVABLE
from enrollment.moving.watching import THRESHOLDS, broken, figures
from sequences import published
from sequences.models import Version, VersionState
from sequences.plans import Plan
from tenancy import clock
from tenancy.models import Membership

F = PersonFate
LABELS: Mapping[str, str] = {
    "bounce": "Bounced",
    "opt_out": "Opted out",
    "complaint": "Complained",
    "failed": "Had a message that failed",
}
# Tabs of the list of people; what was not judged yet is in none but the first.
FATES: Mapping[str, str] = {
    F.MOVES.value: "Will move",
    F.WAITS.value: "Wait for a message",
    F.MOVED.value: "Moved",
    F.RETURNED.value: "Moved back",
    F.STAYS.value: "Stay",
}
RELATED = ("source__sequence", "target", "created_by")


@dataclass(frozen=True)
class Counts:
    """People by fate ("" is not looked at yet): everybody, and those of the first share."""

    all: Mapping[str, int]
    first: Mapping[str, int]

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(self.all.values())

    @property
    def first_total(self) -> int:
        """Everybody of the first share."""
        return sum(self.first.values())

    @property
    def moves(self) -> int:
        """Who would be moved, those who wait for a message included."""
        return self._of(F.MOVES, F.WAITS)

    @property
    def first_moves(self) -> int:
        """The same of the first share."""
        return sum(self.first.get(fate, 0) for fate in (F.MOVES, F.WAITS))

    @property
    def waits(self) -> int:
        """Who is moved as soon as their message has settled."""
        return self._of(F.WAITS)

    @property
    def moved(self) -> int:
        """Who is on the new version."""
        return self._of(F.MOVED)

    @property
    def stays(self) -> int:
        """Who is not moved."""
        return self._of(F.STAYS)

    @property
    def returned(self) -> int:
        """Who was moved back."""
        return self._of(F.RETURNED)

    def _of(self, *fates: str) -> int:
        return sum(self.all.get(fate, 0) for fate in fates)


@dataclass(frozen=True)
class Work:
    """What a worker is doing with a migration, and how far it is."""

    label: str
    done: int
    total: int


@dataclass(frozen=True)
class Place:
    """A next touch: the step in words, when, and what it waits for."""

    step: str
    at: datetime | None
    cause: str


@dataclass(frozen=True)
class Row:
    """One person: the next touch before and after; `shift` says how the date changes."""

    person: MigrationPerson
    before: Place
    after: Place | None
    shift: str


@dataclass(frozen=True)
class Back:
    """What a roll-back would do: people who return, and those who stay because something of the
    new version has left (or because they have ended)."""

    returns: int
    stays: int


@dataclass(frozen=True)
class Movable:
    """A version whose people could be moved to the approved one."""

    version: Version
    people: int


def migrations() -> QuerySet[Migration]:
    """Migrations with what their pages show, newest first."""
    rows: QuerySet[Migration] = Migration.objects.select_related(*RELATED)
    return rows.order_by("-pk")


def moves_of(sequence_id: UUID, most: int = 3) -> list[Migration]:
    """The latest migrations of a sequence; one statement."""
    return list(migrations().filter(source__sequence=sequence_id)[:most])


def counts(migration: Migration) -> Counts:
    """How many people each fate has; one statement."""
    grouped = migration.people.values_list("fate", "first").annotate(n=Count("pk")).order_by()
    everybody: dict[str, int] = {}
    first: dict[str, int] = {}
    for fate, is_first, number in grouped:
        everybody[fate] = everybody.get(fate, 0) + number
        if is_first:
            first[fate] = first.get(fate, 0) + number
    return Counts(everybody, first)


def work(migration: Migration, found: Counts) -> Work | None:
    """What goes on just now; None when nothing does, or only waiting is left."""
    match migration.state:
        case MigrationState.DRAFT if migration.judged_at is None:
            left = found.all.get("", 0)
            return Work("Looking at everybody", found.total - left, found.total)
        case MigrationState.CANARY if migration.watched_until is None:
            left = found.first_moves
            return Work("Moving the first share", found.first_total - left, found.first_total)
        case MigrationState.RUNNING if found.moves > found.waits:
            return Work("Moving everybody else", found.total - found.moves, found.total)
        case MigrationState.ROLLING_BACK:
            back = found.returned + found.moved
            return Work("Moving people back", found.returned, back)
    return None


def people(migration: Migration, seat: Membership, fate: str) -> QuerySet[MigrationPerson]:
    """The people whom the seat may see; of one fate, or all."""
    seen = Enrollment.objects.visible_to(seat)
    rows: QuerySet[MigrationPerson] = migration.people.filter(enrollment__in=seen)
    if fate in FATES:
        rows = rows.filter(fate=fate)
    return rows.select_related("enrollment__contact__account")


def rows_of(migration: Migration, found: Sequence[MigrationPerson]) -> list[Row]:
    """People with their places in words; no statement once the plans are known."""
    source, target = published.plan(migration.source), published.plan(migration.target)
    return [_row(person, source, target) for person in found]


def pairs(migration: Migration) -> list[tuple[str, str]]:
    """The step map in words: an old step, and the new one or ""; no statement once the plans are
    known."""
    source, target = published.plan(migration.source), published.plan(migration.target)
    found = [(step.key, migration.step_map.get(step.key, "")) for step in source.steps]
    return [(_name(source, old), _name(target, new) if new else "") for old, new in found]


def watched(migration: Migration) -> list[Limit]:
    """The figures of the first share beside their thresholds; two statements while it is watched,
    else those that were kept."""
    live = migration.state == MigrationState.CANARY
    found = figures(migration) if live else migration.figures
    return [_limit(name, found, migration) for name in LABELS] if found else []


def left(until: datetime | None) -> timedelta | None:
    """How long it is until then; None for no moment, or one that is past."""
    span = until - clock.now() if until else timedelta()
    return span if span > timedelta() else None


def back(migration: Migration) -> Back:
    """What a roll-back would do now; one statement."""
    ours = Touch.objects.filter(
        LEFT, enrollment=OuterRef("enrollment"), step__version=migration.target_id
    )
    here = Q(enrollment__state__in=MOVABLE, enrollment__version=migration.target_id)
    rows = migration.people.filter(fate=F.MOVED).aggregate(
        moved=Count("pk"), returns=Count(Case(When(here & ~Exists(ours), then="pk")))
    )
    return Back(rows["returns"], rows["moved"] - rows["returns"])


def movable() -> list[Movable]:
    """Versions with people in flight besides the approved one of their sequence; one statement."""
    newer = Version.objects.filter(sequence=OuterRef("sequence"), state=VersionState.APPROVED)
    rows = Version.objects.filter(Exists(newer), state=VersionState.RETIRED)
    inside = Q(enrollments__state__in=MOVABLE)
    counted = rows.annotate(people=Count("enrollments", filter=inside)).filter(people__gt=0)
    found = counted.select_related("sequence").order_by("sequence__name", "-number")
    return [Movable(row, row.people) for row in found]


def approved_beside(version: Version) -> Version | None:
    """The version that people can be moved to; one statement."""
    rows = Version.objects.filter(sequence=version.sequence_id, state=VersionState.APPROVED)
    found: Version | None = rows.select_related("sequence").exclude(pk=version.pk).first()
    return found


def people_in(version: Version) -> int:
    """How many people of a version could be moved; one statement."""
    count: int = Enrollment.objects.filter(version=version, state__in=MOVABLE).count()
    return count


def standing_at(version: Version) -> dict[str, int]:
    """How many people wait for each step, by its key; one statement."""
    rows = Touch.objects.filter(
        step__version=version,
        state__in=(TouchState.PLANNED, TouchState.DUE),
        enrollment__state__in=MOVABLE,
    )
    return dict(rows.values_list("step__key").annotate(n=Count("pk")).order_by())


def _row(person: MigrationPerson, source: Plan, target: Plan) -> Row:
    before = _place(person.before, source)
    after = _place(person.after, target) if person.after else None
    return Row(person, before, after, _shift(before, after))


def _place(data: Mapping[str, Any], plan: Plan) -> Place:
    key, at = data.get("step", ""), data.get("due_at", "")
    moment = datetime.fromisoformat(at) if at else None
    return Place(_name(plan, key) if key else "", moment, data.get("cause", ""))


def _name(plan: Plan, key: str) -> str:
    name = step_name(plan, key)
    return name[:1].upper() + name[1:]


def _shift(before: Place, after: Place | None) -> str:
    if after is None or not before.at or not after.at:
        return ""
    span = after.at - before.at
    if abs(span) < timedelta(minutes=1):
        return "same moment"
    return f"{duration_text(abs(span))} {'later' if span > timedelta(0) else 'earlier'}"


def _limit(name: str, found: Mapping[str, Any], migration: Migration) -> Limit:
    number, total = found.get(name, 0), found.get("people", 0)
    limit = {**THRESHOLDS, **migration.thresholds}[name]
    alone = {**dict.fromkeys(THRESHOLDS, 0), "people": total, name: number}
    return Limit(
        label=LABELS[name],
        count=number,
        rate=100 * number / total if total else 0.0,
        limit=f"{limit:g} % or more" if name == "complaint" else f"more than {limit:g} %",
        over=bool(broken(alone, migration.thresholds)),
    )
