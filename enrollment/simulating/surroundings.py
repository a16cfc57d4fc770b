"""What holds people up in a simulation: limits, reviewers, owners, dates, other sequences."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from compliance.models import Review, ReviewState
from enrollment import campaign, canaries, limits
from enrollment.models import CanaryState, Mailbox, Touch
from enrollment.simulating.asking import Asked
from sequences import patience
from sequences.cadence import OFFICE_HOURS, CadenceError, Hours, Window, zone_or_utc
from sequences.calendars import OwnClosedDate, closures
from sequences.models import Version
from sequences.simulation import Dates, Owner, Person, Rates, Reviewing, Sender, World
from sequences.timetable import closed_dates
from tenancy.models import Membership, Workspace


def world_for(
    version: Version,
    asked: Asked,
    people: Sequence[Person],
    played: Collection[UUID],
    workspace: Workspace,
    now: datetime,
) -> World:
    """Everything besides the people, as it is now; a fixed number of queries and one for each
    mailbox. `played` are the planned touches and open reviews whose place the simulation takes."""
    zone = zone_or_utc(workspace.zone)
    others = _others(played)
    canary = canaries.run_of(version)
    return World(
        start=max(asked.start, now),
        zone=zone,
        dates=Dates(
            campaign.starts_at(version.sequence, workspace),
            campaign.ends_at(version.sequence, workspace),
        ),
        senders=_senders(others, now),
        addresses=_addresses(),
        owners=_owners(others, asked, zone, people),
        reviewing=_reviewing(asked, played, working_hours(workspace, closed_dates())),
        canary=canary is None or canary.state != CanaryState.PASSED,
        competing=_competing(version, zone, {person.id for person in people}),
        behaviour=Rates(**asked.rates, seed=asked.seed),
        patience=patience.usual(workspace),
    )


def working_hours(workspace: Workspace, closed: Iterable[OwnClosedDate]) -> Hours:
    """When reviewers and enrollers work: the workspace's window, zone and days off."""
    calendar = closures(country=workspace.country, region="", observe=True, own=closed)
    window = OFFICE_HOURS
    if workspace.window:
        try:
            window = Window.parse(workspace.window)
        except CadenceError:
            window = OFFICE_HOURS
    return Hours(zone_or_utc(workspace.zone), window, calendar)


def _reviewing(asked: Asked, played: Collection[UUID], hours: Hours) -> Reviewing | None:
    if not asked.reviewers:
        return None
    pending = Review.objects.filter(state=ReviewState.PENDING).values_list("pk", flat=True)
    waiting = sum(pk not in played for pk in pending)
    return Reviewing(asked.reviewers * asked.reviews_a_day, hours, waiting)


def _others(
    played: Collection[UUID],
) -> list[tuple[UUID | None, UUID | None, bool, datetime]]:
    """What is planned besides, for whomever: mailbox, owner, automatic, when."""
    rows = Touch.objects.filter(state__in=("planned", "due"), enrollment__state="active")
    columns = ("pk", "mailbox_id", "enrollment__owner_id", "automatic", "due_at")
    found = rows.exclude(kind="wait").values_list(*columns)
    return [row[1:] for row in found if row[0] not in played]


def _senders(
    others: Sequence[tuple[UUID | None, UUID | None, bool, datetime]], now: datetime
) -> dict[str, Sender]:
    taken: defaultdict[UUID, Counter[date]] = defaultdict(Counter)
    for mailbox_id, _, automatic, due_at in others:
        if automatic and mailbox_id is not None:
            taken[mailbox_id][max(due_at, now).astimezone(UTC).date()] += 1
    found: dict[str, Sender] = {}
    for box in Mailbox.objects.filter(is_active=True):
        taken[box.pk][now.astimezone(UTC).date()] += limits.used(box, now)
        found[str(box.pk)] = Sender(str(box.pk), box.name, box.daily_limit, taken[box.pk], box.ramp)
    return found


def _addresses() -> dict[str, str]:
    rows = Mailbox.objects.filter(is_active=True).values_list("address", "pk")
    return {address.lower(): str(pk) for address, pk in rows}


def _owners(
    others: Sequence[tuple[UUID | None, UUID | None, bool, datetime]],
    asked: Asked,
    zone: ZoneInfo,
    people: Sequence[Person],
) -> dict[str, Owner]:
    taken: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for _, owner_id, automatic, due_at in others:
        if not automatic and owner_id is not None:
            taken[str(owner_id)][due_at.astimezone(zone).date()] += 1
    ids = {person.owner for person in people if person.owner}
    labels = Membership.objects.filter(pk__in=ids).values_list("pk", "label")
    found = {"": Owner("", "Nobody", 0)}
    for pk, label in labels:
        found[str(pk)] = Owner(str(pk), label, asked.tasks_a_day, taken[str(pk)])
    return found


def _competing(
    version: Version, zone: ZoneInfo, ids: Collection[str]
) -> dict[str, frozenset[date]]:
    """The days on which other sequences are to touch these people, as far as it is planned."""
    rows = Touch.objects.filter(state__in=("planned", "due"), enrollment__state="active")
    rows = rows.exclude(sequence=version.sequence_id).exclude(kind="wait")
    days: defaultdict[str, set[date]] = defaultdict(set)
    for contact_id, due_at in rows.values_list("enrollment__contact_id", "due_at"):
        if str(contact_id) in ids:
            days[str(contact_id)].add(due_at.astimezone(zone).date())
    return {key: frozenset(found) for key, found in days.items()}
