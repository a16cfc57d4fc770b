"""What the inbox reads: what asks for a person, and one message with what its decision needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from compliance import vault
from contacts.models import Contact
from enrollment.models import Enrollment, Touch, TouchState
from signals import desk, examples, intake, undoing
from signals.models import Asked, Signal, SignalState
from signals.reading import Reading, read, showing
from signals.reading.showing import Shown
from tenancy.models import Membership

SHOWN = 100
EARLIER = 10
MAX_OTHERS = 5
REACHED = (TouchState.SENT, TouchState.ASSUMED_SENT, TouchState.UNKNOWN, TouchState.DONE)


@dataclass(frozen=True)
class Line:
    """One message in the list; `left` is what is left of its time, below zero when it is over."""

    asked: Asked
    left: timedelta
    age: timedelta

    @property
    def signal(self) -> Signal:
        """The signal that asks."""
        return self.asked.signal

    @property
    def late(self) -> bool:
        """Whether its time limit has passed."""
        return self.left < timedelta()


@dataclass(frozen=True)
class Other:
    """Somebody whom a message names instead of its writer, to be added as a contact."""

    name: str
    address: str
    phone: str = ""
    known: Contact | None = None


@dataclass(frozen=True)
class Letter:
    """What somebody wrote, and what the reader found in it; `gone` says why there is nothing."""

    reading: Reading | None = None
    shown: Shown | None = None
    others: Sequence[Other] = ()
    gone: str = ""

    @property
    def meaning(self) -> str:
        """What it means, in words; "" for what no person wrote."""
        understood = self.reading.understood if self.reading else None
        return examples.MEANINGS.get(understood.intent, "Unclear") if understood else ""

    @property
    def example(self) -> str:
        """The sentence that is offered as an example: the first of the new text."""
        text = self.reading.new_text if self.reading else ""
        lines = [line.strip() for line in text.splitlines() if len(line.strip()) > 11]
        return lines[0][:300] if lines else ""


@dataclass(frozen=True)
class Dossier:
    """Everything beside the message; `ended` says why nobody is asked any more, though nobody has
    answered."""

    enrollments: Sequence[Enrollment]
    answered: Touch | None
    earlier: Sequence[Touch]
    undoable: bool
    line: Line | None
    ended: str


def lines(rows: Sequence[Asked], now: datetime) -> list[Line]:
    """Rows of the list; no statement."""
    return [Line(row, row.due_at - now, now - row.opened_at) for row in rows]


def visible(seat: Membership) -> QuerySet[Signal]:
    """Signals about people whom the seat may see; no statement."""
    related = ("contact", "contact__account", "contact__owner", "raw")
    return desk.about_visible(seat).select_related(*related)


def raw_of(signal: Signal) -> bytes:
    """The message as it came; empty without one. Raises vault.Erased. One statement."""
    return vault.unseal(signal.raw) if signal.raw is not None else b""


def letter(signal: Signal, seat: Membership) -> Letter:
    """The words of a mail, read again from the sealed original, and whom it names; four
    statements."""
    try:
        found = read_again(raw_of(signal), signal)
    except vault.Erased:
        return Letter(gone="The message was erased together with the person's data.")
    return replace(found, others=_others(found.reading, seat)) if found.reading else found


def read_again(raw: bytes, signal: Signal) -> Letter:
    """The words of a mail, from its original; two statements."""
    if not raw:
        return Letter(
            gone="There is no message: none came with this, or its time to be kept is over."
        )
    reading = read(
        raw,
        received_at=signal.occurred_at,
        own_domains=intake.own_domains(),
        rules=examples.rules_of_workspace(),
    )
    return Letter(reading, showing.show(raw))


def dossier(signal: Signal, now: datetime, listed: Sequence[Line] = ()) -> Dossier:
    """What stands beside the message; `listed` are the lines beside it. Four statements at most."""
    contact_id = signal.contact_id
    rows = Enrollment.objects.for_board().filter(contact=contact_id)
    touches = Touch.objects.select_related("step", "sequence").filter(
        enrollment__contact=contact_id, state__in=REACHED
    )
    earlier = list(touches.order_by("-settled_at", "-pk")[:EARLIER])
    line, ended = _asked(signal, now, listed)
    return Dossier(
        enrollments=list(rows.order_by("exited_at", "-pk")[:MAX_OTHERS]),
        answered=next((each for each in earlier if each.pk == signal.touch_id), None),
        earlier=earlier,
        undoable=signal.state != SignalState.HELD and undoing.changes_of(signal).exists(),
        line=line,
        ended=ended,
    )


def _asked(signal: Signal, now: datetime, listed: Sequence[Line]) -> tuple[Line | None, str]:
    found = next((line for line in listed if line.asked.signal_id == signal.pk), None)
    row = None if found else Asked.objects.filter(signal=signal).select_related("signal").first()
    if row is None:
        return found, ""
    if row.done_at is None and signal.state in desk.ASKING:
        found = Line(row, row.due_at - now, now - row.opened_at)
    return found, row.get_ended_display() if row.ended else ""


def following(seat: Membership, whose: str, kind: str, after: UUID) -> Asked | None:
    """What opens next; one statement."""
    rows = desk.waiting(seat, whose, kind).exclude(signal=after)
    return rows.first()


def _others(reading: Reading, seat: Membership) -> list[Other]:
    """Whom it names, each once, with an address; who is a contact already is linked."""
    named = {each.address: (each.name, each.phone) for each in reading.stand_ins if each.address}
    if reading.understood:
        for each in reading.understood.contacts:
            if each.email:
                named.setdefault(each.email, (each.name, ""))
    for address in reading.alternative_contacts:
        named.setdefault(address, ("", ""))
    chosen = list(named.items())[:MAX_OTHERS]
    known = {
        row.email_normal: row
        for row in Contact.objects.visible_to(seat).filter(
            email_normal__in=[address.lower() for address, _ in chosen]
        )
    }
    return [
        Other(name, address, phone, known.get(address.lower())) for address, (name, phone) in chosen
    ]
