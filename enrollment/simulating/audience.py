"""Who is simulated: loaded in chunks, with hours, facts, mailbox and owner, and judged once.

People who start anew pass the gate as they would today; who would not be let in is left out and
counted by cause. People in flight go on from where they stand, or from where a move puts them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from compliance import gate
from compliance.case import Purpose
from compliance.verdicts import Finding
from contacts.facts import fields_of
from contacts.filtering import matching
from contacts.models import Contact
from enrollment import facts, planning, progress
from enrollment.models import Enrollment, Mailbox, Touch
from enrollment.moving.standing import MOVABLE, loaded
from enrollment.pools.picking import Picker
from enrollment.simulating import flight
from enrollment.simulating.asking import MOST_PEOPLE, Asked, conditions_of
from enrollment.simulating.flight import Cause, Here, Moved, Place
from enrollment.simulating.surroundings import working_hours
from sequences.cadence import Due, Hours, next_in_window
from sequences.calendars import OwnClosedDate
from sequences.models import StepKind, Version
from sequences.simulation import Person
from sequences.timetable import closed_dates, hours_for
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import own_workspace

CHUNK = 500
DAY = timedelta(days=1)
OVERLAP = frozenset({"exclusivity", "cool_off"})


@dataclass
class People:
    """Everybody who was loaded, their names, and how many were left out for which cause. `played`
    are the touches and reviews whose place the simulation takes, `notes` what a move leaves out."""

    found: list[Person] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    left_out: Counter[Cause] = field(default_factory=Counter)
    played: set[UUID] = field(default_factory=set)
    notes: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> list[dict[str, object]]:
        """The causes, the most frequent first. A person counts under each of theirs."""
        return [
            {"rule": rule, "label": _label(rule), "reason": reason, "count": n}
            for (rule, reason), n in self.left_out.most_common()
        ]


class Loader:
    """Loads the people of one question; each call is a part that runs in its own transaction."""

    def __init__(self, version: Version, asked: Asked, seat: Membership, now: datetime) -> None:
        self.version, self.asked, self.seat, self.now = version, asked, seat, now
        self.workspace = own_workspace()
        self.picker = Picker(version.sequence, seat.pk)
        self.closed: Sequence[OwnClosedDate] = closed_dates()
        self.people = People()
        self._hours: dict[Hours, Hours] = {}
        self._arrivals = _arrivals(asked, working_hours(self.workspace, self.closed))
        self.flight = self._flight() if asked.audience["kind"] == "in_flight" else None

    def ids(self) -> list[UUID]:
        """Who is asked about: ids of contacts, or of enrollments in flight."""
        if self.flight:
            rows = Enrollment.objects.visible_to(self.seat)
            going = rows.filter(version=self.flight.people_of, state__in=MOVABLE).order_by("pk")
            return list(going.values_list("pk", flat=True)[:MOST_PEOPLE])
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

    def _flight(self) -> Here | Moved:
        named = self.asked.audience.get("version")
        if not named:
            return Here(self.version)
        return Moved(Version.objects.get(pk=named), self.version, self.closed, self.now)

    def moved(self) -> dict[str, Any]:
        """How people of another version come here; {} when nobody is moved."""
        return self.flight.as_json(self.people.notes) if self.flight else {}

    def load(self, ids: Sequence[UUID]) -> None:
        """Add a chunk of people."""
        if self.flight:
            self._add_going(ids, self.flight)
        else:
            self._add_new(facts.with_companies(ids))

    def _add_new(self, contacts: Sequence[Contact]) -> None:
        asked = facts.Asked(self.version, Purpose.PREFLIGHT, self.now)
        # A draft is simulated as if it were the approved one.
        cases = [replace(case, approved_versions=1) for case in facts.load(contacts, asked)]
        self.picker.meet(contacts)
        for contact, verdict in zip(contacts, gate.judge(cases), strict=True):
            said = (*verdict.blocks, *verdict.defers)
            if self.asked.with_overlap:
                said = tuple(each for each in said if not _overlaps(each))
            if not said:
                person = self._person(contact, self.picker.sender(contact), next(self._arrivals))
                self._add(contact, replace(person, fields=fields_of(contact, self.now)))
            else:
                self.people.left_out.update({(each.rule, each.reason) for each in said})

    def _add_going(self, ids: Sequence[UUID], flight: Here | Moved) -> None:
        rows, touches = loaded(ids)
        places: dict[UUID, Place] = {}
        for row in rows.values():
            found = flight.place(row, touches[row.pk])
            if isinstance(found, Place):
                # The facts are those of a person who has passed these steps.
                places[row.pk], row.passed = found, dict(found.passed)
            else:
                self.people.left_out[found] += 1
        known = progress.facts_of([rows[pk] for pk in places], self.now)
        for pk in ids:
            if pk in places:
                self._add_placed(rows[pk], places[pk], touches[pk], known[pk])

    def _add_placed(
        self, row: Enrollment, place: Place, touches: Sequence[Touch], known: dict[str, str]
    ) -> None:
        # What waits for the end of a pause is due then; what is overdue, at once.
        start = max(self.now, self.asked.start)
        start = max(start, row.pause_until or start)
        person = self._person(row.contact, row.mailbox, start, key=row.pk.bytes)
        person = replace(
            person,
            fields=known,
            passed=frozenset(place.passed),
            last_touch=start if place.has_task else _last_touch(touches),
            next_key=place.next_key,
            due=_not_before(start, place.due, person.hours) if place.due else None,
            begun=place.begun,
        )
        self._add(row.contact, person)
        taken = (place.planned, None if place.begun else row.review_id)
        self.people.played.update(each for each in taken if each)
        if place.note:
            self.people.notes[place.note] += 1

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
            domain=contact.domain,
            contacted_at=contact.last_contacted_at,
            active_at=contact.last_activity_at,
        )

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


def _label(rule: str) -> str:
    return flight.LABELS.get(rule) or gate.label_of(rule)


def _not_before(start: datetime, due: Due, hours: Hours) -> Due:
    return next_in_window(start, hours) if start > due.at else due


def _last_touch(touches: Sequence[Touch]) -> datetime | None:
    touched = (each for each in touches if each.state in planning.TOUCHED)
    moments = (each.settled_at for each in touched if each.kind != StepKind.WAIT)
    return max((at for at in moments if at), default=None)


def check_somebody(found: int, loader: Loader) -> None:
    """Refused when there is nobody to simulate."""
    if not found:
        number = loader.flight.people_of.number if loader.flight else 0
        who = f"is in flight in version {number}" if number else "fits"
        raise Refused(f"Nobody whom you may see {who}. Choose other people.", code="nobody")
