"""What the contact pages read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from audit.models import Entry
from compliance import facts
from compliance.fingerprints import targets_of
from compliance.models import Consent, Decision, Suppression
from compliance.tracking_law import PURPOSE
from console.components.moments import in_zone
from console.queries.compliance import stops_of
from contacts.models import Contact
from enrollment.lifting import former_keys
from enrollment.models import Enrollment
from sequences.timetable import place_of
from tenancy import clock
from tenancy.models import Membership

ENTRIES = 40


@dataclass(frozen=True)
class Line:
    """A row of the list: the person, the sequences they are in now, and whether they are stopped.

    A stop of a domain or a company counts for everybody in it.
    """

    contact: Contact
    enrollments: Sequence[Enrollment]
    stopped: bool


@dataclass(frozen=True)
class Place:
    """Where a person is by the clock, and how we know; "" and "" when nobody does."""

    zone: str
    source: str
    local_time: str


@dataclass(frozen=True)
class Dossier:
    """What the page of one person shows beside their fields; five statements. `wishes` are
    what they said about being tracked, `former` the stops at addresses that are no longer theirs
    and follow them."""

    consents: Sequence[Consent]
    wishes: Sequence[Consent]
    suppressions: Sequence[Suppression]
    former: frozenset[UUID]
    enrollments: Sequence[Enrollment]
    entries: Sequence[Entry]


def lines(contacts: Sequence[Contact]) -> list[Line]:
    """Rows of the list for these people; two statements for any number."""
    found: dict[UUID, list[Enrollment]] = {contact.pk: [] for contact in contacts}
    live = Enrollment.objects.live().filter(contact__in=contacts).select_related("sequence")
    for row in live.order_by("pk"):
        found[row.contact_id].append(row)
    stops = facts.suppressions_for(contacts)
    return [
        Line(contact, found[contact.pk], bool(stops[contact.pk]) or contact.crm_opted_out)
        for contact in contacts
    ]


def dossier(contact: Contact) -> Dossier:
    """Consent, stops, enrollments and the newest entries of one person."""
    keys = {key for _, key in targets_of(contact)}
    rows = Suppression.objects.filter(stops_of(keys, former_keys(contact)), lifted_at=None)
    suppressions = list(rows.order_by("created_at"))
    said = list(Consent.objects.filter(contact=contact).order_by("-given_at"))
    return Dossier(
        consents=[row for row in said if row.channel != PURPOSE],
        wishes=[row for row in said if row.channel == PURPOSE],
        suppressions=suppressions,
        former=frozenset(row.pk for row in suppressions if row.key not in keys),
        enrollments=list(
            Enrollment.objects.filter(contact=contact).for_board().order_by("-pk")[:ENTRIES]
        ),
        entries=list(Entry.objects.for_contact(contact.pk).newest_first()[:ENTRIES]),
    )


def place(contact: Contact) -> Place:
    """The zone of a person, by what they or their company have stored; no statement."""
    zone, source = place_of(contact)
    now = clock.now()
    return Place(zone, source, in_zone(now, zone, now) if zone else "")


def owners() -> list[tuple[str, str]]:
    """Active seats as choices: id and name."""
    seats = Membership.objects.filter(is_active=True).order_by("label")
    return [(str(seat.pk), seat.label) for seat in seats]


def latest_decision(contact: Contact) -> Decision | None:
    """The newest verdict about one person, whatever it was for."""
    return Decision.objects.filter(contact_id=contact.pk).order_by("-at").first()


def address_of(seat_id: UUID) -> str:
    """The address by which records name the owner in this seat."""
    return Membership.objects.select_related("user").get(pk=seat_id).user.email
