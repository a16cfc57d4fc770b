"""INTAKE: everything that arrives is stored once, then has its effect.

Storing commits before anybody is told that it was taken. The effect follows in a transaction of
its own, right away; what fails there is tried again by the sweep (`signals.tasks`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform_held
from compliance import vault
from contacts.addresses import AddressError
from contacts.domains import is_shared
from contacts.models import Contact
from enrollment import heeding
from enrollment.models import Touch
from signals import ears, events, examples, matching, reactions
from signals.cases import key_of
from signals.kinds import FROM_STRANGERS, HOLDS_BACK, STOPPING, Kind
from signals.matching import Match
from signals.models import Signal
from signals.reading import Reading, Understanding, read
from signals.reading.fields import message_ids
from signals.reading.mime import parse
from signals.strangers import likeness
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.scope import current_workspace_id
from tenancy.statements import insert, rows, run

INTAKE = system("signals")
BLOB = "raw mail"
_OUR_ADDRESSES = "SELECT address FROM enrollment_mailbox WHERE workspace_id = %s"
_REFER = "SELECT 1 FROM contacts_contact WHERE workspace_id = %s AND id = %s FOR KEY SHARE"
# What only a mail can be: words that came without one are still somebody's answer.
MAIL_ONLY = frozenset(
    {Kind.BOUNCE_HARD, Kind.BOUNCE_SOFT, Kind.DELAY, Kind.OTHER, Kind.LEFT_COMPANY}
)

BARS = frozenset({Kind.OPT_OUT, Kind.COMPLAINT})


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One thing that arrived, ready to be stored. `raw` is sealed under the contact, else under
    `keeper`; `said` goes into the open reading. `is_likely`: nobody is meant, and it may still be
    about somebody whom we have written to. `sender_key`: whence a person wrote it."""

    source: str
    event_id: str
    kind: Kind
    match: Match
    keeper: UUID
    occurred_at: datetime
    received_at: datetime
    mailbox_id: UUID | None = None
    raw: bytes = b""
    said: Mapping[str, Any] = field(default_factory=dict)
    is_likely: bool = False
    sender_key: str = ""


def receive_mail(
    raw: bytes,
    *,
    recipients: Sequence[str],
    mailbox_id: UUID,
    received_at: datetime,
    sender: str = "",
    cut_from: int = 0,
) -> Signal | None:
    """Take in one mail to one mailbox, and give it its effect. See `keep_mail`."""
    signal = keep_mail(
        raw,
        recipients=recipients,
        mailbox_id=mailbox_id,
        received_at=received_at,
        sender=sender,
        cut_from=cut_from,
    )
    return reactions.attempt(signal) if signal is not None else None


def keep_mail(
    raw: bytes,
    *,
    recipients: Sequence[str],
    mailbox_id: UUID,
    received_at: datetime,
    sender: str = "",
    cut_from: int = 0,
) -> Signal | None:
    """Store one mail to one mailbox; None for our own probes, which are not kept. Its effect is for
    the caller to give, or for the sweep; until then it holds back.

    `sender` and `recipients` are the envelope's, `received_at` is real time. `cut_from` is the size
    in octets of a mail of which `raw` is the header alone. Call it in the
    workspace's scope, outside a transaction: when it returns, the mail is committed. Raises
    django.db.Error when the database is away; then nothing was stored.
    """
    fields = parse(raw).fields
    if ears.is_probe(fields.get("subject"), recipients):
        with transaction.atomic():
            ears.heard(mailbox_id, received_at)
        return None
    # Dates like "back on Monday" are meant by the clock that the touches follow.
    now = clock.now()
    letter = _with_envelope(raw, sender, recipients)
    with transaction.atomic():
        domains, rules = own_domains(), examples.rules_of_workspace()
    reading = read(letter, received_at=now, own_domains=domains, rules=rules)
    with transaction.atomic():
        ears.heard(mailbox_id, received_at)
        match = matching.of_mail(reading, recipients)
        arrival = Arrival(
            source=events.MAIL,
            event_id=_mail_id(mailbox_id, fields.get("message-id"), raw),
            kind=reading.kind,
            match=match,
            keeper=mailbox_id,
            occurred_at=now,
            received_at=received_at,
            mailbox_id=mailbox_id,
            raw=letter,
            said={
                **_open_facts(reading),
                "words": events.digest_of([reading.sender, reading.new_text.split()]),
                **({"cut_from": cut_from} if cut_from else {}),
            },
            is_likely=_is_likely(reading, match),
            sender_key=matching.sender_key(reading),
        )
        signal = store(arrival, actor=INTAKE)
        if not _is_lost_behind(signal, arrival):
            return signal
        named = f"{arrival.event_id} {arrival.said['words']}".encode()
        return store(replace(arrival, event_id=hashlib.sha256(named).hexdigest()), actor=INTAKE)


def receive_event(
    *,
    source: str,
    event_id: str,
    kind: str,
    occurred_at: datetime | None,
    actor: Actor,
    email: str = "",
    contact_external_id: str = "",
    message_id: str = "",
    data: Mapping[str, Any] | None = None,
) -> Signal:
    """Take in what a program reports, and give it its effect. See `keep_event`."""
    signal = keep_event(
        source=source,
        event_id=event_id,
        kind=kind,
        occurred_at=occurred_at,
        actor=actor,
        email=email,
        contact_external_id=contact_external_id,
        message_id=message_id,
        data=data,
    )
    return reactions.attempt(signal)


def keep_event(
    *,
    source: str,
    event_id: str,
    kind: str,
    occurred_at: datetime | None,
    actor: Actor,
    email: str = "",
    contact_external_id: str = "",
    message_id: str = "",
    data: Mapping[str, Any] | None = None,
) -> Signal:
    """Store what a program reports: the same `event_id` again stores nothing more. Its effect is
    for the caller to give, or for the sweep.

    `data` may hold the keys of `events.DATA`; `text` is kept sealed. The words of a reply are read
    as those of a mail are, and decide what it is. Raises Refused for an unknown kind, an event
    about nobody, or an id that was used for something else.
    """
    named = {"email": email, "external_id": contact_external_id, "message_id": message_id}
    event = events.read(source, event_id, kind, named, data or {})
    now = clock.now()
    with transaction.atomic():
        heard = _heard(event) if event.kind == Kind.REPLY and event.letter else Words(event.kind)
        try:
            match = matching.of_event(**named)
        except AddressError as error:
            raise Refused(str(error), code="invalid", fields={"email": str(error)}) from None
        arrival = Arrival(
            source=source,
            event_id=event_id,
            kind=heard.kind,
            match=match,
            keeper=current_workspace_id(),
            occurred_at=_happened(heard.kind, occurred_at, match, now),
            received_at=datetime.now(UTC),
            raw=event.letter,
            said={**event.said, **heard.said},
        )
        signal = store(arrival, actor=actor)
    if signal.reading.get("digest") != event.said["digest"]:
        raise Refused(
            "This event_id was used for another event. Give each event an id of its own.",
            code="event_id_reused",
            fields={"event_id": "It belongs to another event."},
        )
    return signal


def _happened(kind: Kind, said: datetime | None, match: Match, now: datetime) -> datetime:
    """When it happened, as far as that can be: not in the future; and no message is refused before
    it has left, from which on the next try is counted."""
    moment = min(said or now, now)
    if kind != Kind.BOUNCE_SOFT or match.touch_id is None:
        return moment
    left = Touch.objects.values_list("settled_at", flat=True).get(pk=match.touch_id)
    return max(moment, min(left, now)) if left else moment


@dataclass(frozen=True)
class Words:
    """What words mean that came without a mail; `said` goes into the open reading."""

    kind: Kind
    said: Mapping[str, Any] = field(default_factory=dict)


def read_words(letter: bytes) -> Words:
    """Read somebody's answer that came without a mail, by the workspace's examples as well. In a
    transaction; one statement."""
    reading = read(letter, received_at=clock.now(), rules=examples.rules_of_workspace())
    kind = Kind.REPLY if reading.kind in MAIL_ONLY else reading.kind
    return Words(kind, _open_facts(reading))


def _heard(event: events.Event) -> Words:
    """What a program has said itself stands."""
    words = read_words(event.letter)
    given = {name: value for name, value in event.said.items() if value}
    return Words(words.kind, {**words.said, **given})


def store(arrival: Arrival, *, actor: Actor) -> Signal:
    """Store an arrival, or return what was stored under its id before. In a transaction."""
    row: Signal = Signal(
        source=arrival.source,
        event_id=arrival.event_id,
        kind=arrival.kind,
        mailbox_id=arrival.mailbox_id,
        reading={**arrival.said, **_open_match(arrival.match)},
        received_at=arrival.received_at,
        occurred_at=arrival.occurred_at,
        is_likely=arrival.is_likely,
        sender_key=arrival.sender_key,
    )
    # Two deliveries at once: the second waits here for the first, and then finds it.
    if not insert([row], ignore_conflicts=True):
        kept: Signal = Signal.objects.get(source=arrival.source, event_id=arrival.event_id)
        return kept
    source, kind = arrival.source, arrival.kind.value
    record(Action.SIGNAL_RECEIVED, row, actor=actor, source=source, kind=kind)
    if arrival.match.contact is not None:
        _match(row, arrival, arrival.match.contact, actor)
    elif sealed := _sealed(arrival):
        row.raw_id = sealed["raw_id"]
        row.save(update_fields=["raw"])
    return row


def refer_to(contact: Contact) -> None:
    """The signal will name this row, which the database makes sure of at the commit. It is done
    here, because imports and erasures hold the contact when they come to the gates."""
    run(_REFER, current_workspace_id(), contact.pk)


def _sealed(arrival: Arrival) -> dict[str, UUID]:
    """The raw message, sealed, as a column of the signal."""
    if not arrival.raw or arrival.match.erased:
        return {}
    contact = arrival.match.contact
    blob = vault.seal(contact.pk if contact else arrival.keeper, BLOB, arrival.raw)
    return {"raw_id": blob.pk}


def _match(row: Signal, arrival: Arrival, contact: Contact, actor: Actor) -> None:
    """It is known whom it concerns; nothing leaves to them until it has its effect."""
    refer_to(contact)
    match = arrival.match
    holds_back = arrival.kind in HOLDS_BACK
    changes = {
        "contact_id": contact.pk,
        "enrollment_id": match.enrollment_id,
        "touch_id": match.touch_id,
        "held_back_at": datetime.now(UTC) if holds_back else None,
        **_sealed(arrival),
    }
    perform_held([row], "match", actor=actor, changes=changes, data=lambda _: {"by": match.by})
    if holds_back:
        keys = {key_of(contact), match.wrote, *match.said} - {""}
        heeding.hold_back(keys, row.pk)


def _with_envelope(raw: bytes, sender: str, recipients: Sequence[str]) -> bytes:
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {each}" for each in recipients)]
    clean = (line.replace("\r", "").replace("\n", "") for line in lines)
    return "".join(f"{line}\r\n" for line in clean).encode("utf-8", "replace") + raw


def own_domains() -> frozenset[str]:
    """What mail of ours comes from; one statement. At a provider's domain the address alone is
    ours: our neighbours there are strangers."""
    addresses = (each.lower() for (each,) in rows(_OUR_ADDRESSES, current_workspace_id()))
    named = ((address, address.rpartition("@")[2]) for address in addresses)
    return frozenset(address if is_shared(domain) else domain for address, domain in named)


def _is_likely(reading: Reading, match: Match) -> bool:
    """Asked now, while its words are open: later only the sealed original has them."""
    if match.contact is not None or match.erased or reading.kind not in FROM_STRANGERS:
        return False
    return likeness.is_likely(reading.sender, reading.sender_name)


def _mail_id(mailbox_id: UUID, header: str, raw: bytes) -> str:
    """One id for a mail to a mailbox, however often and by whatever way it is delivered."""
    named = message_ids(header)
    own = named[0].encode() if named else hashlib.sha256(raw).digest()
    return hashlib.sha256(mailbox_id.bytes + own).hexdigest()


def _is_lost_behind(signal: Signal, arrival: Arrival) -> bool:
    """Whether another mail has the Message-ID of this one, which stops more than that did: programs
    that give all their mails one id must not hide what a person wrote."""
    if signal.reading.get("words") in (None, arrival.said["words"]):
        return False
    return any(arrival.kind in stops and signal.kind not in stops for stops in (STOPPING, BARS))


def _open_facts(reading: Reading) -> dict[str, Any]:
    """What may lie in the open: codes, dates and numbers; never a word of the mail."""
    return {
        "confidence": round(reading.confidence, 2),
        "evidence": sorted({each.where for each in reading.evidence}),
        "return_date": reading.return_date.isoformat() if reading.return_date else None,
        "first_day_back": reading.is_first_day_back,
        "status": reading.status,
        "reason": reading.reason.value if reading.reason else "",
        "permanent": reading.permanent,
        "alternatives": len(reading.alternative_contacts),
        **({"understood": _meant(reading.understood)} if reading.understood else {}),
    }


def _meant(found: Understanding) -> dict[str, Any]:
    """What a reply was understood to mean, in codes, dates and counts."""
    return {
        "intent": found.intent.value,
        "others": [each.value for each in found.others],
        "confidence": round(found.confidence, 2),
        "held": found.held,
        "objections": [each.value for each in found.objections],
        "demands": [each.value for each in found.demands],
        "come_back": found.come_back.isoformat() if found.come_back else None,
        "proposed": [each.day.isoformat() for each in found.proposed if each.day],
        "links": len(found.booking_links),
        "contacts": len(found.contacts),
        "by_rule": bool(found.rule),
    }


def _open_match(match: Match) -> dict[str, Any]:
    """How it was matched, with keyed hashes instead of addresses."""
    return {
        "by": match.by,
        "wrote": match.wrote,
        "erased": match.erased,
        "intent": str(match.intent_id) if match.intent_id else "",
        "said": list(match.said),
        "also": [str(each) for each in match.also],
    }
