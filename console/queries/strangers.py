"""What the page of answers from people we do not know reads: the list, one message, and whom it may
be about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from compliance import vault
from compliance.models import SealedBlob
from console.components.moments import duration_text
from console.queries.inbox import Letter
from contacts.models import Contact
from enrollment.models import Mailbox
from signals.kinds import Kind
from signals.models import Signal
from signals.reactions import BARRED
from signals.reading.mime import parse
from signals.reading.senders import display_name
from signals.strangers import likeness, listing
from tenancy import clock
from tenancy.models import Membership

SHOWN = 50
# The first lines say who wrote and about what; that takes their originals, so large ones do not.
OPENED = 20
MOST_OCTETS = 200_000
FOUND = 9
_HEAD = 20_000


@dataclass(frozen=True)
class Line:
    """One message in the list; `sender` and `subject` are "" where its original was not opened."""

    signal: Signal
    sender: str
    subject: str


@dataclass(frozen=True)
class Choice:
    """A contact whom it may be about, and the evidence in words ("" for what was searched)."""

    contact: Contact
    evidence: str


def rows_of(seat: Membership) -> QuerySet[Signal]:
    """Those on the list of the seat, with the name of the mailbox; no statement."""
    named = Mailbox.objects.filter(pk=OuterRef("mailbox_id")).values("name")[:1]
    rows: QuerySet[Signal] = listing.waiting(seat).annotate(mailbox_name=Subquery(named))
    return rows


def originals(rows: Sequence[Signal], signal: Signal | None) -> Mapping[UUID, bytes]:
    """The originals of the first rows and of the open message, by the signal's id; two statements
    at most."""
    wanted = {row.raw_id: row.pk for row in rows[:OPENED]}
    small = Q(pk__in=list(wanted), size__lte=MOST_OCTETS)
    if signal is not None:
        wanted[signal.raw_id] = signal.pk
        small |= Q(pk=signal.raw_id)
    if not wanted:
        return {}
    blobs = SealedBlob.objects.annotate(size=Length("ciphertext")).filter(small)
    return {wanted[pk]: raw for pk, raw in vault.unseal_many(list(blobs)).items()}


def lines(rows: Sequence[Signal], raws: Mapping[UUID, bytes]) -> list[Line]:
    """The lines of these rows; no statement."""
    return [Line(row, *_head(raws.get(row.pk, b""))) for row in rows]


def _head(raw: bytes) -> tuple[str, str]:
    fields = parse(raw[:_HEAD]).fields
    return display_name(fields) or fields.get("from")[:200], fields.get("subject")[:200]


def choices(signal: Signal, letter: Letter, words: str, seat: Membership) -> list[Choice]:
    """Whom the seat may choose: those found by these words, else those it may be about; two
    statements at most."""
    if words:
        people = Contact.objects.visible_to(seat).known().matching(words)
        last = F("last_contacted_at").desc(nulls_last=True)
        found = people.select_related("account").order_by(last, "-pk")
        return [Choice(each, "") for each in found[:FOUND]]
    if letter.reading is None:
        return []
    reading = letter.reading
    about: Any = {"mailbox_id": signal.mailbox_id, "seat": seat}
    found_by = likeness.suggested(reading.sender, reading.sender_name, **about)
    return [Choice(each.contact, _words(each)) for each in found_by]


def _words(each: likeness.Suggestion) -> str:
    ago = max(clock.now() - each.wrote_at, timedelta())
    place = "from this mailbox" if each.from_here else "from another mailbox"
    return f"{each.evidence}; last written to {_ago(ago)} ago {place}"


def _ago(span: timedelta) -> str:
    if span.days:
        return "1 day" if span.days == 1 else f"{span.days} days"
    return duration_text(span)


def follows(signal: Signal) -> str:
    """What happens when it is given to a contact, in a sentence or two."""
    kind = Kind(signal.kind)
    undo = (
        "No undo of that: two people lift it."
        if kind in BARRED
        else "Undo takes this back, and whom it is about with it."
    )
    return f"{kind.effect} {undo} Whoever may see the contact reads the message then."
