"""Storing what a verified call of an e-mail service says: every event once, then its effect.

All of a call is stored before it is answered. What cannot be read is stored as it came and changes
nothing; effects for which the call has no time are given by the sweep.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from django.db import InterfaceError, OperationalError, transaction

from compliance.services import address_key
from contacts.addresses import parse_address
from enrollment.models import IntentState, SendIntent
from signals import intake, listener, reactions
from signals.inlets.handed import Handed
from signals.inlets.known import by_machine, lasting
from signals.inlets.meaning import meaning
from signals.kinds import ENGAGEMENT, Kind
from signals.matching import Match
from signals.models import Signal, SignalState
from signals.reading.fields import addresses
from signals.reading.mime import MAX_HEAD, parse
from signals.tracking import hits
from signals.tracking.machines import Request
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused
from tenancy.scope import current_workspace_id

CALLER = system("webhook")
# `enrollment.channels.esp` puts the intent's id there.
INTENT = "intent"
MOST_KEPT = 64 * 1024
DEEPEST = 50
# For effects, within the patience of every service.
EFFECTS_SECONDS = 5.0
# What may stop somebody; all of it comes before what stops nobody.
STOPPING = frozenset({"unsubscribed", "complained", "bounced", "rejected", "failed"})
DOUBTFUL = (IntentState.ARMED, IntentState.UNKNOWN)
AWAY = (OperationalError, InterfaceError)

log = structlog.get_logger(__name__)


@dataclass
class Taken:
    """What became of the mails of one call: how many were stored, could not be, and were for
    nobody here."""

    mails: int = 0
    unread: int = 0
    strangers: int = 0


def source_of(provider: str) -> str:
    """The source of a service's signals; no program can name itself so."""
    return f"esp:{provider}"


def take_events(
    provider: str, events: Sequence[AnymailTrackingEvent], unread: Sequence[object]
) -> None:
    """Store the events of a call, and `unread` as it came; then give effects, those that stop
    somebody as soon as they are stored. In the workspace's scope, outside a transaction. Raises
    django.db errors while the database is away; what was stored by then is recognised when the
    service tries again."""
    end = time.monotonic() + EFFECTS_SECONDS
    waiting: list[Signal] = []
    for event in sorted(_new(provider, events), key=lambda each: each.event_type not in STOPPING):
        signal = _kept_somehow(provider, event)
        if signal is None:
            continue
        if event.event_type in STOPPING and time.monotonic() < end:
            reactions.attempt(signal)
        else:
            waiting.append(signal)
    waiting += [_keep_unread(provider, given) for given in unread]
    for signal in waiting:
        if time.monotonic() < end:
            reactions.attempt(signal)


@transaction.atomic
def _new(provider: str, events: Sequence[AnymailTrackingEvent]) -> list[AnymailTrackingEvent]:
    """Those that have not had their effect before; one statement, so that a call that is sent
    again costs little."""
    ids = {_event_id(provider, event): event for event in events}
    done = Signal.objects.filter(source=source_of(provider), event_id__in=ids)
    done = done.exclude(state__in=(SignalState.RECEIVED, SignalState.MATCHED))
    had = set(done.values_list("event_id", flat=True))
    return [event for name, event in ids.items() if name not in had]


def _kept_somehow(provider: str, event: AnymailTrackingEvent) -> Signal | None:
    try:
        return _kept(provider, event)
    except AWAY:
        raise
    except Exception as error:  # One that cannot be stored must not lose the others.
        log.warning("an event could not be stored", kind=type(error).__name__)
        return _keep_unread(provider, event.esp_event)


def take_mail(events: Iterable[AnymailInboundEvent]) -> Taken:
    """Store the mails of a call, each in the mailboxes of this workspace that it is for. Raises
    django.db errors while the database is away."""
    taken = Taken()
    for event in events:
        try:
            _take_one(event, taken)
        except AWAY:
            raise
        except Exception as error:  # One that cannot be stored must not lose the others.
            log.exception("a mail could not be stored", kind=type(error).__name__)
            taken.unread += 1
    return taken


def _take_one(event: AnymailInboundEvent, taken: Taken) -> None:
    if event.message is None:
        taken.unread += 1
    elif found := _places(event):
        _deliver(event, found, event.message.as_bytes())
        taken.mails += 1
    else:
        taken.strangers += 1


def _kept(provider: str, event: AnymailTrackingEvent) -> Signal | None:
    """The stored signal; None for what is of no use to us."""
    words = " ".join(str(each) for each in (event.mta_response, event.description) if each)
    means = meaning(
        str(event.event_type), event.reject_reason, lasting(provider, event.esp_event), words
    )
    with transaction.atomic():
        intent = _intent(event)
        named = _named(event, intent)
    if means.kind in ENGAGEMENT:
        _note_hit(provider, event, intent, is_image=means.kind == Kind.OPENED)
        return None
    if not named or (means.only_doubts and not _is_doubtful(intent)):
        return None
    try:
        return intake.keep_event(
            source=source_of(provider),
            event_id=_event_id(provider, event),
            kind=means.kind.value,
            occurred_at=_moment(event.timestamp),
            actor=CALLER,
            data=means.data,
            **named,
        )
    except Refused as refused:
        if refused.code != "event_id_reused":
            raise
        # Told again after the message or the person was erased: it has had its effect.
        return None


def _intent(event: AnymailTrackingEvent) -> SendIntent | None:
    """The message that an event is about, by the id that travels with it, or by its Message-ID."""
    rows = SendIntent.objects.all()
    metadata = event.metadata if isinstance(event.metadata, Mapping) else {}
    try:
        return rows.filter(pk=UUID(str(metadata[INTENT]))).first()
    except (KeyError, ValueError):
        bare = str(event.message_id or "").strip("<>")
        known = bare and "@" in bare and "\0" not in bare
        return rows.filter(message_id=f"<{bare}>").first() if known else None


def _named(event: AnymailTrackingEvent, intent: SendIntent | None) -> dict[str, str]:
    """Whom it is about, in the words of `intake.keep_event`. What is told of a copy is not about
    the message: the person it was for may have had it."""
    email = str(event.recipient or "").strip()
    if intent is None:
        return {"email": email} if email else {}
    if email and address_key(parse_address(email).base) != intent.address_key:
        return {"email": email}
    return {"email": email, "message_id": intent.message_id}


def _note_hit(
    provider: str, event: AnymailTrackingEvent, intent: SendIntent | None, *, is_image: bool
) -> None:
    """Opens and clicks are noted as at our own door, where the message is watched, and nowhere
    else; a worker judges who it was. One about a copy is nobody's."""
    if intent is None or "message_id" not in _named(event, intent):
        return
    purposes = ("prefetch",) if by_machine(provider, event.esp_event) else ()
    request = Request("GET", str(event.user_agent or ""), purposes, is_image)
    hits.told(intent, request, url=str(event.click_url or ""), at=_moment(event.timestamp))


def _is_doubtful(intent: SendIntent | None) -> bool:
    return intent is not None and intent.outcome in DOUBTFUL


def _moment(told: datetime | None) -> datetime | None:
    """When it was, as the service says; without a zone, services mean UTC."""
    return told.replace(tzinfo=UTC) if told and told.tzinfo is None else told


def _event_id(provider: str, event: AnymailTrackingEvent) -> str:
    """The same for the same event, however often it is told; services that give no ids are known
    by everything that they say."""
    said: list[Any] = [provider, event.event_type, event.recipient, event.event_id]
    if event.event_id is None:
        said += [event.message_id, str(event.timestamp), event.click_url, _raw(event.esp_event)]
    text = json.dumps(said, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _raw(event: object) -> str:
    try:
        return json.dumps(event, default=str, sort_keys=True)
    except RecursionError:
        # It was only just not too deep to be read.
        return json.dumps(_flat(event, DEEPEST), default=str, sort_keys=True)


def _flat(said: object, depth: int) -> object:
    """The same without what lies deeper than that."""
    if isinstance(said, Mapping):
        return {n: _flat(each, depth - 1) for n, each in said.items()} if depth else "…"
    if isinstance(said, list):
        return [_flat(each, depth - 1) for each in said] if depth else "…"
    return said


def _keep_unread(provider: str, given: object) -> Signal:
    """Keep something that nobody can read, so that it is not lost; it changes nothing."""
    raw = _raw(given).encode("utf-8", "replace")
    now = clock.now()
    arrival = intake.Arrival(
        source=source_of(provider),
        event_id=hashlib.sha256(b"unread:" + raw).hexdigest(),
        kind=Kind.OTHER,
        match=Match(),
        keeper=current_workspace_id(),
        occurred_at=now,
        received_at=datetime.now(UTC),
        raw=raw[:MOST_KEPT],
        said={"unreadable": True},
    )
    with transaction.atomic():
        return intake.store(arrival, actor=CALLER)


def _places(event: AnymailInboundEvent) -> dict[UUID, list[str]]:
    """By mailbox of this workspace, the addresses of it that a mail is for: the envelope's, and
    only where the service has none, those of the header."""
    named = addressees(event.message)
    found: dict[UUID, list[str]] = {}
    for address, place in listener.places(named[: listener.MAX_RECIPIENTS]).items():
        if place.workspace_id == current_workspace_id():
            found.setdefault(place.mailbox_id, []).append(address)
    return found


def addressees(message: Handed) -> list[str]:
    """Whom a mail is for: the envelope's recipient; where the service has none, the addresses of
    the header."""
    if message.envelope_recipient:
        return [str(message.envelope_recipient)]
    fields = parse(message.as_bytes()[:MAX_HEAD]).fields
    names = ("delivered-to", "x-original-to", "to", "cc")
    return [each for name in names for value in fields.every(name) for each in addresses(value)]


def _deliver(event: AnymailInboundEvent, found: Mapping[UUID, list[str]], raw: bytes) -> None:
    moment = datetime.now(UTC)
    for mailbox_id, recipients in found.items():
        intake.receive_mail(
            raw,
            recipients=recipients,
            mailbox_id=mailbox_id,
            received_at=moment,
            sender=str(event.message.envelope_sender or ""),
        )
