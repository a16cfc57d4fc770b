"""What holds people up in a simulation: limits, reviewers, owners, dates, other sequences."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from compliance.models import Review, ReviewState
from enrollment import campaign, canaries, limits, undecided
from enrollment.limits import Limit
from enrollment.models import CanaryState, Mailbox, MailboxLine, Touch
from enrollment.simulating.asking import Asked
from sequences import patience
from sequences.cadence import OFFICE_HOURS, CadenceError, Hours, Window, zone_or_utc
from sequences.calendars import OwnClosedDate, closures
from sequences.models import StepKind, Version
from sequences.quotas import Quota
from sequences.simulation import Dates, Owner, Person, Rates, Reviewing, Sender, World
from sequences.timetable import closed_dates
from tenancy import statements
from tenancy.models import Membership, Workspace


def world_for(
    version: Version,
    asked: Asked,
    people: Sequence[Person],
    played: Collection[UUID],
    workspace: Workspace,
    now: datetime,
) -> World:
    """Everything besides the people, as it is now; a fixed number of queries. `played` are the
    planned touches and open reviews whose place the simulation takes."""
    zone = zone_or_utc(workspace.zone)
    others = _others(workspace, played, {"", *(each.domain for each in people)})
    canary = canaries.run_of(version)
    sending = Sending(others, people, workspace, now)
    return World(
        start=max(asked.start, now),
        zone=zone,
        dates=Dates(
            campaign.starts_at(version.sequence, workspace),
            campaign.ends_at(version.sequence, workspace),
        ),
        senders=sending.senders(),
        quotas=sending.quotas,
        spent=sending.spent(),
        addresses=_addresses(),
        owners=_owners(others, asked, zone, people),
        reviewing=_reviewing(asked, played, working_hours(workspace, closed_dates())),
        canary=canary is None or canary.state != CanaryState.PASSED,
        competing=_competing(version, zone, {person.id for person in people}),
        behaviour=Rates(**asked.rates, seed=asked.seed),
        patience=patience.usual(workspace),
        decided=undecided.kinds(version.motion),
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
    pending = Review.objects.filter(state=ReviewState.PENDING).exclude(pk__in=played)
    return Reviewing(asked.reviewers * asked.reviews_a_day, hours, pending.count())


class Other(NamedTuple):
    """How many are planned besides at a quarter of an hour (days begin with one everywhere), for
    whomever."""

    mailbox: UUID | None
    owner: UUID | None
    automatic: bool
    due_at: datetime
    kind: str
    domain: str
    many: int


_OTHERS = """
SELECT touch.mailbox_id, enrollment.owner_id, touch.automatic,
    date_bin('15 minutes', touch.due_at, 'epoch'), touch.kind,
    CASE WHEN contact.domain = ANY(%s) THEN contact.domain ELSE '' END, count(*)
FROM enrollment_touch AS touch
    JOIN enrollment_enrollment AS enrollment
        ON enrollment.workspace_id = touch.workspace_id AND enrollment.id = touch.enrollment_id
    JOIN contacts_contact AS contact
        ON contact.workspace_id = touch.workspace_id AND contact.id = enrollment.contact_id
WHERE touch.workspace_id = %s AND touch.state IN ('planned', 'due') AND touch.kind <> 'wait'
    AND enrollment.state = 'active'
    AND NOT EXISTS (SELECT FROM unnest(%s::uuid[]) AS played (id) WHERE played.id = touch.id)
GROUP BY 1, 2, 3, 4, 5, 6
"""


def _others(workspace: Workspace, played: Collection[UUID], domains: set[str]) -> list[Other]:
    """What is planned for others than those who are simulated; of domains only theirs are told."""
    found = statements.rows(_OTHERS, list(domains), workspace.pk, list(played))
    return [Other(*row) for row in found]


class Sending:
    """The mailboxes in use, and every limit that their messages take of; three statements."""

    def __init__(
        self,
        others: Sequence[Other],
        people: Sequence[Person],
        workspace: Workspace,
        now: datetime,
    ) -> None:
        self.now, self.workspace = now, workspace
        self._known: dict[tuple[str, str], Sequence[Quota]] = {}
        self.boxes = {str(box.pk): box for box in Mailbox.objects.filter(is_active=True)}
        self.others = [each for each in others if each.automatic and each.mailbox]
        self.domains = {"", *(each.domain for each in people)}
        self.used = limits.known(self._counters())

    def _counters(self) -> list[Limit]:
        """All of which messages to these people may take now."""
        own = [limits.of_mailbox(box, self.now) for box in self.boxes.values()]
        shared = {each for box in self.boxes for each in self.quotas(box, "")}
        for box in list(self.boxes)[:1]:
            # Those of a domain are the same for every mailbox.
            shared.update(each for to in self.domains for each in self.quotas(box, to))
        return [*own, *(limits.of_quota(each, self.now) for each in shared)]

    def quotas(self, mailbox: str, domain: str) -> Sequence[Quota]:
        """The shared limits of a message, as arming takes of them; none of a mailbox that is
        nobody's."""
        pair = mailbox, domain
        if pair not in self._known:
            box = self.boxes.get(mailbox)
            self._known[pair] = limits.quotas(box, self.workspace, domain) if box else ()
        return self._known[pair]

    def spent(self) -> dict[str, int]:
        """What is used of the shared limits and what others have planned, by the counter's key."""
        found: Counter[str] = Counter()
        for each in self._counters():
            found[each.key] = self.used.used(each)
        for other in self.others:
            to = "" if other.kind == StepKind.SMS else other.domain
            for quota in self.quotas(str(other.mailbox), to):
                found[quota.key(max(other.due_at, self.now))] += other.many
        return found

    def senders(self) -> dict[str, Sender]:
        """The mailboxes with what is taken of their days."""
        taken: defaultdict[str, Counter[date]] = defaultdict(Counter)
        for other in self.others:
            day = max(other.due_at, self.now).astimezone(UTC).date()
            taken[str(other.mailbox)][day] += other.many
        free = dict(MailboxLine.objects.values_list("mailbox_id", "booked_to"))
        found = {}
        for key, box in self.boxes.items():
            today = limits.of_mailbox(box, self.now)
            taken[key][self.now.astimezone(UTC).date()] += self.used.used(today)
            found[key] = Sender(
                key,
                box.name,
                box.daily_limit,
                taken[key],
                box.ramp,
                timedelta(seconds=box.gap_seconds),
                free.get(box.pk),
            )
        return found


def _addresses() -> dict[str, str]:
    rows = Mailbox.objects.filter(is_active=True).values_list("address", "pk")
    return {address.lower(): str(pk) for address, pk in rows}


def _owners(
    others: Sequence[Other],
    asked: Asked,
    zone: ZoneInfo,
    people: Sequence[Person],
) -> dict[str, Owner]:
    taken: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for each in others:
        if not each.automatic and each.owner is not None:
            taken[str(each.owner)][each.due_at.astimezone(zone).date()] += each.many
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
    rows = rows.filter(enrollment__contact__in=ids)
    days: defaultdict[str, set[date]] = defaultdict(set)
    for contact_id, due_at in rows.values_list("enrollment__contact_id", "due_at"):
        days[str(contact_id)].add(due_at.astimezone(zone).date())
    return {key: frozenset(found) for key, found in days.items()}
