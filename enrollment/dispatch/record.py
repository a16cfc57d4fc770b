"""RECORD: what the server answered, and what follows from it, in one transaction.

Guarded by fence and state: a worker that was thought dead and comes back late changes nothing that
somebody else has settled.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from audit.transitions import perform, perform_held
from compliance import services as compliance
from compliance.models import SuppressionKind, SuppressionReason
from enrollment import breakers, gates, planning, services, stops
from enrollment.activities import contacted_many
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import labels, texts
from enrollment.dispatch.loading import load
from enrollment.dispatch.results import Result
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    IntentState,
    PauseReason,
    SendIntent,
    Touch,
    TouchState,
)
from tenancy import clock, turns
from tenancy.actors import Actor, system
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows, save_many

ENGINE = system("dispatch")
# Real-world waits before a temporary refusal is tried again; the last one repeats.
BACKOFF = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
UNREACHABLE_WAIT = timedelta(minutes=1)
ENHANCED = re.compile(r"\s*(\d\.\d{1,3})\.\d{1,3}\b")
NOBODY = re.compile(
    r"no such (user|mailbox|recipient|address)|(user|recipient|mailbox|address) (is )?unknown"
    r"|unknown (user|recipient|mailbox)|does not exist|not a valid (user|mailbox|recipient)",
    re.IGNORECASE,
)


SETTLED = ("outcome", "settled_at", "resolution", "resolved_by", "remote_ref")
# Whoever changes contacts holds them when they come to the gates, so these are locked first.
_PEOPLE = """
SELECT contact.id FROM contacts_contact AS contact
    JOIN enrollment_enrollment AS enrollment
        ON enrollment.workspace_id = contact.workspace_id AND enrollment.contact_id = contact.id
    JOIN enrollment_touch AS touch
        ON touch.workspace_id = enrollment.workspace_id AND touch.enrollment_id = enrollment.id
WHERE contact.workspace_id = %s AND touch.id = ANY(%s::uuid[])
ORDER BY contact.id FOR NO KEY UPDATE OF contact
"""
_HELD = """
SELECT id FROM enrollment_touch WHERE workspace_id = %s AND id = ANY(%s::uuid[])
ORDER BY id FOR UPDATE
"""
_OPEN = """
this.id = ANY(%s::uuid[]) AND this.outcome IN ('armed', 'unknown') ORDER BY this.id FOR UPDATE
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """An intent that a server has accepted, locked and open, and by whose word."""

    intent: SendIntent
    remote_ref: str
    resolution: str


def record_many(answered: Sequence[tuple[SendIntent, Result]]) -> None:
    """Settle intents by the answers of servers: those that were accepted in one transaction, the
    others each alone. One that fails is logged; its deadline makes it a doubt, which evidence
    settles."""
    accepted = [each for each in answered if each[1].receipt.answer == Answer.ACCEPTED]
    if accepted and not _accepted(accepted):
        for each in accepted if len(accepted) > 1 else ():
            _accepted([each])
    for intent, result in answered:
        if result.receipt.answer != Answer.ACCEPTED:
            _alone(intent, result)


def _accepted(answered: Sequence[tuple[SendIntent, Result]]) -> bool:
    results = {intent.pk: result for intent, result in answered}
    try:
        with transaction.atomic():
            fresh = lock_many([intent for intent, _ in answered])
            labels.put({row: results[row.pk] for row in fresh})
            accept_many(
                [_taken(row, results[row.pk].receipt) for row in fresh],
                actor=ENGINE,
                besides=labels.COLUMNS,
            )
            breakers.passed(fresh)
    except Exception:
        log.exception("answers not recorded", count=len(answered))
        return False
    return True


def _taken(intent: SendIntent, receipt: Receipt) -> Taken:
    # Servers may repeat the address, and whoever was erased meanwhile has none any more.
    gone = intent.touch.enrollment.contact.erased_at is not None
    return Taken(intent, "accepted" if gone else receipt.text, _answer(receipt))


def _alone(intent: SendIntent, result: Result) -> None:
    receipt = result.receipt
    try:
        with transaction.atomic():
            fresh = lock(intent)
            if fresh is None:
                return
            labels.keep({fresh: result})
            if receipt.answer == Answer.REFUSED:
                _refused(fresh, receipt)
                breakers.passed([fresh])
            elif receipt.answer == Answer.UNKNOWN:
                doubt(fresh)
            else:
                if receipt.answer == Answer.TEMPORARY:
                    breakers.heard(fresh, receipt.code, receipt.text)
                wait, cause = _wait(fresh, receipt)
                give_back(fresh, wait=wait, cause=cause, resolution=receipt.answer, actor=ENGINE)
    except Exception:
        log.exception("answer not recorded", intent_id=str(intent.pk))


def lock(intent: SendIntent) -> SendIntent | None:
    """The intent while it is open, as `lock_many`."""
    return next(iter(lock_many([intent])), None)


def lock_many(intents: Sequence[SendIntent]) -> list[SendIntent]:
    """Those of the intents that are open, with their touches as they are now; their contacts,
    gates and touches are locked in this order."""
    ids = array(intent.touch_id for intent in intents)
    rows(_PEOPLE, current_workspace_id(), ids)
    gates.lock_known(intent.address_key for intent in intents)
    rows(_HELD, current_workspace_id(), ids)
    found = read(SendIntent, _OPEN, array(intent.pk for intent in intents))
    beside = [touch for intent in intents if (touch := _in_hand(intent)) is not None]
    touches = {touch.pk: touch for touch in load((row.touch_id for row in found), beside)}
    for row in found:
        row.touch = touches[row.touch_id]
    return found


def _in_hand(intent: SendIntent) -> Touch | None:
    """The touch that came with an intent, when it is one that was just armed."""
    field: Any = SendIntent._meta.get_field("touch")
    touch: Touch | None = field.get_cached_value(intent, default=None)
    return touch if touch is not None and "workspace" in _known_of(touch) else None


def _known_of(touch: Touch) -> Mapping[str, Any]:
    field: Any = Touch._meta.get_field("enrollment")
    enrollment = field.get_cached_value(touch, default=None)
    return enrollment._state.fields_cache if enrollment is not None else {}


def accept(intent: SendIntent, *, remote_ref: str, resolution: str, actor: Actor) -> None:
    """It was taken: by the server's word, its log, or a message that names it."""
    labels.presume(intent)
    accept_many([Taken(intent, remote_ref, resolution)], actor=actor, besides=labels.COLUMNS)


def accept_many(taken: Sequence[Taken], *, actor: Actor, besides: Sequence[str] = ()) -> None:
    """As `accept`, for what `lock_many` has locked; what follows each is planned with it. The
    columns `besides`, which the caller has set, are stored with the outcome."""
    if not taken:
        return
    settled_at, now = clock.real_now(), clock.now()
    for each in taken:
        row = each.intent
        # The dot's moment is the latest that it can have been; nothing is settled before its dot.
        row.settled_at = max(settled_at, row.dot_at or settled_at)
        row.outcome = IntentState.ACCEPTED
        row.resolution, row.resolved_by = each.resolution[:200], actor.label
        row.remote_ref = each.remote_ref[:300] or "named"
    save_many([each.intent for each in taken], (*SETTLED, *besides))
    intents = {each.intent.touch_id: each.intent for each in taken}
    touches = [row.touch for row in intents.values()]
    perform_held(
        touches,
        "record_sent",
        actor=actor,
        changes={"settled_at": now, "lease_until": None},
        data=lambda touch: {"intent": str(intents[touch.pk].pk)},
    )
    for kind in {touch.kind for touch in touches}:
        people = [touch.enrollment.contact_id for touch in touches if touch.kind == kind]
        contacted_many(people, mode=kind, at=now)
    planning.follow_many(touches, actor=actor)


def doubt(intent: SendIntent) -> None:
    """Nobody knows whether it was taken; only evidence settles it."""
    SendIntent.objects.filter(pk=intent.pk).update(outcome=IntentState.UNKNOWN)
    if intent.touch.state == TouchState.ARMED:
        perform(intent.touch, "doubt", actor=ENGINE, data={"intent": str(intent.pk)})


def give_back(
    intent: SendIntent, *, wait: timedelta, cause: str, resolution: str, actor: Actor
) -> None:
    """Proven not to have been taken: planned again, or cancelled when the enrollment is over."""
    _settle(intent, IntentState.RETURNED, resolution, actor)
    due_at = clock.earliest_now() + wait
    touch = perform(
        intent.touch,
        "release",
        actor=actor,
        data={"intent": str(intent.pk), "cause": cause},
        due_at=due_at,
        cause=cause,
    )
    turns.bring_forward(current_workspace_id(), due_at)
    enrollment = Enrollment.objects.get(pk=touch.enrollment_id)
    if enrollment.state == EnrollmentState.EXITED:
        perform(touch, "cancel", actor=actor, cause="The enrollment ended.", at=clock.now())
    elif enrollment.state != EnrollmentState.ACTIVE:
        Touch.objects.filter(pk=touch.pk).update(held=True)


def _refused(intent: SendIntent, receipt: Receipt) -> None:
    """Refused for good: an address that does not exist is a hard bounce, right here."""
    _settle(intent, IntentState.REFUSED, f"refused: {receipt.code}", ENGINE)
    now = clock.now()
    failure = f"The server refused it: {receipt.code}"
    perform(intent.touch, "fail", actor=ENGINE, failure=failure, at=now)
    if intent.number_key:
        texts.note_refusal(intent, receipt, ENGINE)
    if intent.number_key or not _no_such_address(receipt):
        _ask_person(intent, failure)
        return
    contact = intent.touch.enrollment.contact
    # What does not exist is what was written to; they may have another address by now, or none.
    is_theirs = stops.gate_key(intent.touch.enrollment) == intent.address_key
    evidence = f"intent {intent.pk}"
    compliance.suppress(
        kind=SuppressionKind.ADDRESS,
        key=intent.address_key,
        hint=compliance.mask(contact.email) if is_theirs else "",
        reason=SuppressionReason.HARD_BOUNCE,
        source="the receiving server",
        evidence=evidence,
        contact_id=contact.pk if is_theirs else None,
        actor=ENGINE,
    )
    if not is_theirs:
        _ask_person(intent, failure)
        return
    stops.stop_address(
        contact.email_base,
        cause=ExitReason.BOUNCED,
        evidence=evidence,
        actor=ENGINE,
        contact_id=contact.pk,
    )


def _ask_person(intent: SendIntent, failure: str) -> None:
    enrollment = Enrollment.objects.select_related("contact").get(pk=intent.touch.enrollment_id)
    if enrollment.state == EnrollmentState.ACTIVE:
        services.pause(enrollment, reason=PauseReason.SOFT_BOUNCE, note=failure, actor=ENGINE)


def _no_such_address(receipt: Receipt) -> bool:
    """By the enhanced code (RFC 3463, 5.1.x), or in words where the server gives none. A 550
    alone is often spam policy, and must not suppress an address that lives."""
    if receipt.code not in (550, 551, 553):
        return False
    enhanced = ENHANCED.match(receipt.text)
    return enhanced[1] == "5.1" if enhanced else bool(NOBODY.search(receipt.text))


def _wait(intent: SendIntent, receipt: Receipt) -> tuple[timedelta, str]:
    if receipt.answer == Answer.WITHHELD:
        return timedelta(), "was withheld at the last look"
    if receipt.answer == Answer.UNREACHABLE:
        # The server is down, not this message: that costs no attempt.
        Touch.objects.filter(pk=intent.touch_id).update(attempts=0)
        intent.touch.attempts = 0
        what = "provider of text messages" if intent.number_key else "mail server"
        return UNREACHABLE_WAIT, f"waits for the {what}, which could not be reached"
    step = min(intent.touch.attempts, len(BACKOFF)) - 1
    return BACKOFF[max(step, 0)], f"the receiving server asked to wait ({receipt.code})"


def _answer(receipt: Receipt) -> str:
    """How it was settled; names no address, the content has them."""
    if not receipt.refused_copies:
        return "the server's answer"
    codes = ", ".join(str(code) for code in receipt.refused_copies)
    count = len(receipt.refused_copies)
    return f"the server's answer; it refused {count} {'copies' if count > 1 else 'copy'} ({codes})"


def _settle(intent: SendIntent, outcome: IntentState, resolution: str, actor: Actor) -> None:
    intent.outcome = outcome
    intent.resolution, intent.resolved_by = resolution[:200], actor.label
    intent.settled_at = clock.real_now()
    intent.save()


def note_dot(intent: SendIntent, at: datetime) -> None:
    """As the relay's log tells it, where the worker did not live to say it."""
    labels.keep({intent: Result(Receipt(Answer.ACCEPTED), at)})
