"""ARM: the point of no return, in one short transaction.

First the locks, then, in new statements, every rule again: only what is read after the locks were
taken is sure to see a stop that committed before. After the commit, and only then, bytes may
leave.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit.transitions import perform
from compliance.case import Purpose
from compliance.content import Content, content_hash
from compliance.gate import Decided
from enrollment import (
    canaries,
    composing,
    control,
    eligibility,
    first_touch,
    gates,
    limits,
    stops,
)
from enrollment.channels import mail
from enrollment.dispatch import arriving, claim, copies
from enrollment.dispatch.check import ENGINE, Ready, waiting, waiting_to_begin
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    Mailbox,
    RecipientGate,
    SendIntent,
    Touch,
)
from sequences import published
from tenancy import clock
from tenancy.models import Installation


@dataclass(frozen=True)
class Armed:
    """What the wire needs: the intent and the exact bytes."""

    intent: SendIntent
    wire: bytes
    return_path: str
    recipient: str
    copies: tuple[str, ...] = ()


class _NoRoom(Exception):
    """A limit has nothing left; what was taken of the others is given back."""


def arm(ready: Ready) -> Armed | None:
    """Arm one checked touch. None when anything has changed: it stays planned, its lease is let
    go, and the next claim finds out why."""
    with transaction.atomic():
        armed = _arm(ready)
    if armed is None:
        _let_go(ready.touch)
    return armed


def _arm(ready: Ready) -> Armed | None:
    mailbox = ready.touch.mailbox
    if mailbox is None:
        return None
    gates.share(gates.keys_of(sequence_id=ready.touch.sequence_id, mailbox_id=mailbox.pk))
    key = stops.gate_key(ready.touch.enrollment)
    locked = gates.lock([key, *copies.keys_of(ready.content)])
    touch = _mine(ready.touch)
    if touch is None or not _still(touch, locked[key], ready):
        return None
    decided = _decide(touch)
    if decided is None or not _take(touch, mailbox):
        return None
    without = copies.unwanted(ready.content, locked, clock.now())
    return _commit_to(touch, ready.content, locked[key], decided, without)


def _take(touch: Touch, mailbox: Mailbox) -> bool:
    """Take one of every limit, or of none."""
    version, now = touch.enrollment.version, clock.now()
    starts = limits.is_start(touch)
    try:
        with transaction.atomic():
            if not limits.take(mailbox, now):
                raise _NoRoom
            if starts and not limits.take_start(version, published.plan(version), now):
                raise _NoRoom
            if not canaries.take(touch):
                raise _NoRoom
    except _NoRoom:
        return False
    return True


def _mine(touch: Touch) -> Touch | None:
    """The touch as it is now, locked, while its fence and lease are ours."""
    now = clock.real_now()
    locked = (
        Touch.objects.select_for_update()
        .filter(pk=touch.pk, state="planned", held=False, fence=touch.fence, lease_until__gt=now)
        .exists()
    )
    return claim.load(touch.pk) if locked else None


def _still(touch: Touch, gate: RecipientGate, ready: Ready) -> bool:
    """Switches, the person's gate, the enrollment, the conditions, the approval, the moment: all
    once more."""
    enrollment, mailbox = touch.enrollment, touch.mailbox
    if mailbox is None or gate.stopped_at is not None:
        return False
    if control.closed_refs().covers(sequence_id=touch.sequence_id, mailbox_id=mailbox.pk):
        return False
    now = clock.now()
    live = enrollment.state == EnrollmentState.ACTIVE and touch.due_at <= now
    if not live or waiting(touch, now) is not None or _another_open(touch):
        return False
    if waiting_to_begin(touch, now) is not None:
        return False
    if not arriving.still_does(touch, now):
        return False
    return approved(enrollment, ready.content) if touch.first else _unchanged(touch, ready)


def _another_open(touch: Touch) -> bool:
    """A step of this enrollment that was planned before and is not settled keeps this one from
    leaving; so does whatever of it may be on the wire or lies in somebody's list."""
    rows = Touch.objects.filter(enrollment=touch.enrollment_id).exclude(pk=touch.pk)
    unsettled = Q(state__in=("due", "armed", "unknown")) | Q(state="planned", pk__lt=touch.pk)
    return bool(rows.filter(unsettled).exists())


def approved(enrollment: Enrollment, content: Content) -> bool:
    """Whether a live approval of exactly this content stands, and its facts still hold."""
    review = enrollment.review
    if review is None or content_hash(content) != review.content_hash:
        return False
    return first_touch.approval_stands(enrollment, review)


def _unchanged(touch: Touch, ready: Ready) -> bool:
    composed = composing.compose(touch.enrollment, touch.step)
    return not composed.missing and content_hash(composed.content) == ready.content_hash


def _decide(touch: Touch) -> Decided | None:
    """The allow decision of this very transaction; a refusal is kept as well."""
    decided = eligibility.decide_touch(touch, Purpose.ARM)
    return decided if decided.verdict.allows else None


def _commit_to(
    touch: Touch,
    content: Content,
    gate: RecipientGate,
    decided: Decided,
    without: frozenset[str],
) -> Armed:
    enrollment = touch.enrollment
    assert touch.mailbox is not None
    message_id = new_message_id(touch)
    armed_at = clock.real_now()
    intent = SendIntent(
        touch=touch,
        decision_id=decided.decision_id,
        fence=touch.fence,
        message_id=message_id,
        address_key=gate.address_key,
        gate_epoch=gate.epoch,
        content_hash=content_hash(content),
        content=composing.store_many([(enrollment.contact, content)])[0],
        mailbox=touch.mailbox,
        armed_at=armed_at,
        # A worker that stalls longer than this drops the connection instead of the dot.
        deadline_at=armed_at + timedelta(seconds=settings.WIRE_DEADLINE_SECONDS),
    )
    wire = _bytes(touch, content, message_id, without)
    intent.wire_hash = hashlib.sha256(wire).hexdigest()
    intent.save(force_insert=True)
    perform(
        touch,
        "arm",
        actor=ENGINE,
        data={
            "intent": str(intent.pk),
            "decision": str(intent.decision_id),
            "step": touch.step.key,
            **copies.left_out(without),
        },
    )
    envelope = mail.envelope_copies(content, without)
    return Armed(intent, wire, return_path(intent), content.recipient, envelope)


def _bytes(touch: Touch, content: Content, message_id: str, without: frozenset[str]) -> bytes:
    """The message as it goes over the wire, read back and compared with what was approved."""
    answers = composing.threads([touch.enrollment])[touch.enrollment_id] if touch.step.same_thread else []
    message = mail.build(
        content,
        message_id=message_id,
        date=clock.now(),
        unsubscribe_url=composing.unsubscribe_url(touch.enrollment),
        thread=[row.message_id for row in answers],
        without=without,
    )
    wire = mail.wire_bytes(message)
    mail.must_say(wire, content, without)
    return wire


def new_message_id(touch: Touch) -> str:
    """HMAC of installation, restore epoch, touch and fence: known before the send, and unique
    for ever, also when a database is made anew."""
    known = Installation.objects.get(pk=1)
    text = f"{known.install_id}:{known.restore_epoch}:{touch.pk}:{touch.fence}"
    digest = hmac.new(settings.VAULT_KEY.encode(), text.encode(), hashlib.sha256)
    assert touch.mailbox is not None
    return f"<{digest.hexdigest()[:40]}@{touch.mailbox.address.rpartition('@')[2]}>"


def return_path(intent: SendIntent) -> str:
    """Where bounces go: the mailbox itself, tagged with the intent, so that they find it."""
    local, _, domain = intent.mailbox.address.rpartition("@")
    return f"{local}+b-{intent.pk.hex}@{domain}"


def _let_go(touch: Touch) -> None:
    with transaction.atomic():
        Touch.objects.filter(pk=touch.pk, state="planned", fence=touch.fence).update(
            lease_until=None
        )
