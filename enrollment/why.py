"""May this person be contacted over this channel at this moment, and why or why not?

For a moment that is past the record answers: the newest decision that was kept by then. For now and
for what is to come everything is judged by the facts as they are, and nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from compliance import gate
from compliance.case import Purpose
from compliance.models import Decision
from compliance.packs import Channel
from compliance.verdicts import Verdict
from contacts.models import Contact
from enrollment import facts
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy import clock
from tenancy.errors import Refused


@dataclass(frozen=True)
class Answer:
    """What the gate says of one person, channel and moment.

    `decision` is the kept row that was read, None when the facts were judged anew. `verdict` is
    None when nobody had asked by then. `version` is what it was asked for, where that is known.
    """

    at: datetime
    channel: Channel
    verdict: Verdict | None
    decision: Decision | None = None
    version: Version | None = None

    @property
    def lines(self) -> list[gate.Line]:
        """Every rule's finding with the name that people know it by."""
        return gate.lines_of(self.verdict) if self.verdict else []

    @property
    def source(self) -> str:
        """Where the answer comes from, in a sentence."""
        if self.decision is not None:
            return "From the record: the newest decision that was kept by then."
        if self.verdict is None:
            return "Nobody had asked by then, so no decision is on record."
        return "Judged by the facts as they are on record now; nothing was kept."


@dataclass(frozen=True)
class Place:
    """The version that a person is asked about for, and their way through it, if they are in."""

    version: Version
    enrollment: Enrollment | None


def why(
    contact: Contact,
    channel: Channel,
    at: datetime | None = None,
    *,
    sequence_id: UUID | None = None,
) -> Answer:
    """The answer for `at` (aware; None is now). The contact comes with account and owner.

    What is to come is asked for the sequence that the person is in, else for the one named, else
    for the newest that takes people. Refused (no_sequence) when there is none.
    """
    now = clock.now()
    if at is not None and at < now:
        return _recorded(contact, channel, at, sequence_id)
    return evaluated(contact, channel, at or now, sequence_id=sequence_id)


def evaluated(
    contact: Contact, channel: Channel, at: datetime, *, sequence_id: UUID | None = None
) -> Answer:
    """Judge by the facts of now, and keep nothing."""
    place = place_of(contact, sequence_id)
    own = {contact.pk: place.enrollment.pk} if place.enrollment else {}
    purpose = Purpose.RENDER if place.enrollment else Purpose.PREFLIGHT
    asked = facts.Asked(place.version, purpose, at, channel, own)
    (verdict,) = gate.judge(facts.load([contact], asked))
    return Answer(at, channel, verdict, version=place.version)


def place_of(contact: Contact, sequence_id: UUID | None = None) -> Place:
    """For which version a person is asked about: what they are in now comes first, then what they
    were last proposed for, then what is newest. Refused (no_sequence) without any."""
    rows = Enrollment.objects.filter(contact=contact).select_related("version__sequence")
    taking = Version.objects.taking_people().select_related("sequence").order_by("-pk")
    if sequence_id is not None:
        rows, taking = rows.filter(sequence=sequence_id), taking.filter(sequence=sequence_id)
    live = rows.live().order_by("-pk").first()
    if live is not None:
        return Place(live.version, live)
    version = _proposed(rows.order_by("-pk").first(), taking) or next(iter(taking[:1]), None)
    if version is None:
        message = "No sequence takes people now, so there is nothing to ask about. Approve one."
        raise Refused(message, code="no_sequence")
    return Place(version, None)


def _proposed(row: Enrollment | None, taking: Sequence[Version]) -> Version | None:
    if row is None:
        return None
    return next((each for each in taking if each.sequence_id == row.sequence_id), None)


def _recorded(contact: Contact, channel: Channel, at: datetime, sequence_id: UUID | None) -> Answer:
    rows = gate.decisions_for(contact_id=contact.pk).filter(channel=channel.value, at__lte=at)
    if sequence_id is not None:
        theirs = Enrollment.objects.filter(contact=contact, sequence=sequence_id)
        rows = rows.filter(enrollment_id__in=theirs.values("pk"))
    found = rows.first()
    if found is None:
        return Answer(at, channel, None)
    row = (
        Enrollment.objects.filter(pk=found.enrollment_id)
        .select_related("version__sequence")
        .first()
    )
    return Answer(at, channel, gate.verdict_of(found), found, row.version if row else None)
