"""Who is simulated: loaded in chunks, with hours, facts, mailbox and owner, and judged once.

People who start anew pass the gate as they would today; who would not be let in is left out and
counted by cause. People in flight go on from where they stand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from uuid import UUID

from django.db.models import Max, QuerySet

from compliance import gate
from compliance.case import Purpose
from compliance.verdicts import Finding
from contacts.facts import fields_of
from contacts.filtering import matching
from contacts.models import Contact
from enrollment import facts, planning, preflights, progress
from enrollment.models import UNSETTLED, Enrollment, EnrollmentState, Mailbox, Touch
from enrollment.simulating.asking import MOST_PEOPLE, Asked, conditions_of
from enrollment.simulating.surroundings import working_hours
from sequences.cadence import Due, Hours, next_in_window
from sequences.calendars import OwnClosedDate
from sequences.models import Version
from sequences.simulation import Person
from sequences.timetable import closed_dates, hours_for
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tenancy.scope import current_workspace_id

CHUNK = 500
DAY = timedelta(days=1)
S = EnrollmentState
GOING = (S.AWAITING_REVIEW, S.ACTIVE, S.PAUSED, S.ON_HOLD)
OVERLAP = frozenset({"exclusivity", "cool_off"})
Cause = tuple[str, str]


@dataclass
class People:
    """Everybody who was loaded, their names, and how many were left out for which cause."""

    found: list[Person] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    left_out: Counter[Cause] = field(default_factory=Counter)

    def as_json(self) -> list[dict[str, object]]:
        """The causes, the most frequent first. A person counts under each of theirs."""
        return [
            {"rule": rule, "label": preflights.label_of(rule), "reason": reason, "count": n}
            for (rule, reason), n in self.left_out.most_common()
        ]


class Loader:
    """Loads the people of one question; each call is a part that runs in its own transaction."""

    def __init__(self, version: Version, asked: Asked, seat: Membership, now: datetime) -> None:
        self.version, self.asked, self.seat, self.now = version, asked, seat, now
        self.workspace = Workspace.objects.get(pk=current_workspace_id())
        self.boxes = facts.senders()
        self.closed: Sequence[OwnClosedDate] = closed_dates()
        self.people = People()
        self._hours: dict[Hours, Hours] = {}
        self._arrivals = _arrivals(asked, working_hours(self.workspace, self.closed))
        self.in_flight = asked.audience["kind"] == "in_flight"

    def ids(self) -> list[UUID]:
        """Who is asked about: ids of contacts, or of enrollments in flight."""
        if self.in_flight:
            rows = Enrollment.objects.visible_to(self.seat)
            found = rows.filter(version=self.version, state__in=GOING).order_by("pk")
            return list(found.values_list("pk", flat=True)[:MOST_PEOPLE])
        return list(self._contacts().values_list("pk", flat=True)[:MOST_PEOPLE])

    def _contacts(self) -> QuerySet[Contact]:
        audience = self.asked.audience
        visible = Contact.objects.known().visible_to(self.seat)
        if audience["kind"] == "contacts":
            return visible.filter(pk__in=audience["ids"]).order_by("pk")
        if audience["kind"] == "newest":
            # Ids sort by their moment of birth.
            newest = visible.order_by("-pk").values_list("pk", flat=True)[: audience["count"]]
            return visible.filter(pk__in=list(newest)).order_by("pk")
        kind, conditions = conditions_of(audience)
        return matching(kind, conditions, now=self.now, among=visible).order_by("pk")

    def load(self, ids: Sequence[UUID]) -> None:
        """Add a chunk of people."""
        if self.in_flight:
            self._add_going(ids)
        else:
            self._add_new(facts.with_companies(ids))

    def _add_new(self, contacts: Sequence[Contact]) -> None:
        asked = facts.Asked(self.version, Purpose.PREFLIGHT, self.now)
        # A draft is simulated as if it were the approved one.
        cases = [replace(case, approved_versions=1) for case in facts.load(contacts, asked)]
        for contact, verdict in zip(contacts, gate.judge(cases), strict=True):
            said = (*verdict.blocks, *verdict.defers)
            if self.asked.with_overlap:
                said = tuple(each for each in said if not _overlaps(each))
            if not said:
                person = self._person(contact, self._sender(contact), next(self._arrivals))
                self._add(contact, replace(person, fields=fields_of(contact, self.now)))
            else:
                self.people.left_out.update({(each.rule, each.reason) for each in said})

    def _add_going(self, ids: Sequence[UUID]) -> None:
        rows, touches, last = _going(ids), _open_touches(ids), _last_touches(ids)
        known = progress.facts_of(rows, self.now)
        for row in rows:
            touch = touches.get(row.pk)
            if cause := _stands_still(row, touch):
                self.people.left_out[cause] += 1
                continue
            start = max(self.now, self.asked.start)
            person = replace(
                self._person(row.contact, row.mailbox, start, key=row.pk.bytes),
                fields=known[row.pk],
                passed=frozenset(row.passed),
                last_touch=last.get(row.pk),
            )
            self._add(row.contact, _standing(row, touch, person))

    def _person(
        self, contact: Contact, sender: Mailbox | None, start: datetime, key: bytes = b""
    ) -> Person:
        found = hours_for(
            self.version, contact, workspace=self.workspace, closed=self.closed, sender=sender
        )
        return Person(
            id=str(contact.pk),
            key=key or contact.pk.bytes,
            hours=self._hours.setdefault(found.hours, found.hours),
            start=start,
            mailbox=str(sender.pk) if sender else "",
            owner=str(contact.owner_id or ""),
            sequence=str(self.version.sequence_id),
            contacted_at=contact.last_contacted_at,
            active_at=contact.last_activity_at,
        )

    def _sender(self, contact: Contact) -> Mailbox | None:
        return facts.sender_for(contact, self.boxes, self.seat.pk)

    def _add(self, contact: Contact, person: Person) -> None:
        self.people.found.append(person)
        self.people.names[person.id] = contact.full_name


def _overlaps(finding: Finding) -> bool:
    """Whether only another sequence keeps the person out, and a manager might let it pass."""
    return finding.rule in OVERLAP and finding.overridable


def _arrivals(asked: Asked, hours: Hours) -> Iterator[datetime]:
    """When each new person is enrolled: all at once, or so many on each working day."""
    at = asked.start
    for number in count(1):
        yield at
        if asked.enrolled_a_day and number % asked.enrolled_a_day == 0:
            tomorrow = at.astimezone(hours.zone).date() + DAY
            at = next_in_window(datetime.combine(tomorrow, time(), hours.zone), hours).at


def _stands_still(row: Enrollment, touch: Touch | None) -> Cause | None:
    """Why nothing more happens to somebody by itself."""
    if row.state == S.ON_HOLD or (row.state == S.PAUSED and row.pause_until is None):
        return "paused", "Waits until a person decides."
    if row.state != S.AWAITING_REVIEW and touch is None:
        return "settled", "Has had every step."
    return None


def _standing(row: Enrollment, touch: Touch | None, person: Person) -> Person:
    """The person with the step that is planned for them; who waits for review starts anew."""
    if touch is None:
        return person
    # What waits for the end of a pause is due then; what is overdue, at once.
    at = max(touch.due_at, row.pause_until or touch.due_at, person.start)
    due = next_in_window(at, person.hours) if at > touch.due_at else Due(at, touch.cause)
    return replace(person, next_key=touch.step.key, due=due)


def _going(ids: Sequence[UUID]) -> list[Enrollment]:
    related = ("contact__account", "contact__owner", "mailbox", "version", "workspace")
    rows = Enrollment.objects.filter(pk__in=list(ids)).select_related(*related)
    return list(rows.order_by("pk"))


def _open_touches(ids: Sequence[UUID]) -> dict[UUID, Touch]:
    rows = Touch.objects.filter(enrollment__in=list(ids), state__in=UNSETTLED).select_related(
        "step"
    )
    return {row.enrollment_id: row for row in rows.order_by("-due_at")}


def _last_touches(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    rows = Touch.objects.filter(enrollment__in=list(ids), state__in=planning.TOUCHED)
    rows = rows.exclude(kind="wait").values_list("enrollment_id")
    return dict(rows.annotate(at=Max("settled_at")))


def check_somebody(found: int, loader: Loader) -> None:
    """Refused when there is nobody to simulate."""
    if not found:
        who = "is in flight in this version" if loader.in_flight else "fits"
        raise Refused(f"Nobody whom you may see {who}. Choose other people.", code="nobody")
