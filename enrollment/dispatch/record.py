"""RECORD: what the server answered, and what follows from it, in one transaction.

Guarded by fence and state: a worker that was thought dead and comes back late changes nothing that
somebody else has settled.
"""

import re
from datetime import datetime, timedelta

from django.db import transaction

from audit.transitions import perform
from compliance import services as compliance
from compliance.models import SuppressionKind, SuppressionReason
from contacts.models import Contact
from enrollment import gates, planning, services, stops
from enrollment.activities import contacted
from enrollment.channels.smtp import Answer, Receipt
from enrollment.dispatch.wire import Result
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    IntentState,
    PauseReason,
    SendIntent,
    StopRecord,
    Touch,
    TouchState,
)
from tenancy import clock
from tenancy.actors import Actor, system

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


def record(intent: SendIntent, result: Result) -> None:
    """Settle an intent by the answer of the server."""
    receipt = result.receipt
    with transaction.atomic():
        fresh = lock(intent)
        if fresh is None:
            return
        if result.dot_at is not None:
            _note_dot(fresh, result.dot_at)
        if receipt.answer == Answer.ACCEPTED:
            # Servers may repeat the address, and whoever was erased meanwhile has none any more.
            gone = fresh.touch.enrollment.contact.erased_at is not None
            words = "accepted" if gone else receipt.text
            accept(fresh, remote_ref=words, resolution=_answer(receipt), actor=ENGINE)
        elif receipt.answer == Answer.REFUSED:
            _refused(fresh, receipt)
        elif receipt.answer == Answer.UNKNOWN:
            doubt(fresh)
        else:
            wait, cause = _wait(fresh, receipt)
            give_back(fresh, wait=wait, cause=cause, resolution=receipt.answer, actor=ENGINE)


def lock(intent: SendIntent) -> SendIntent | None:
    """The intent while it is open; its contact, their gate and its touch locked in this order:
    whoever changes contacts holds them when they come to the gates."""
    people = Contact.objects.filter(enrollments__touches=intent.touch_id)
    list(people.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    gates.lock([intent.address_key])
    Touch.objects.select_for_update().get(pk=intent.touch_id)
    rows = SendIntent.objects.select_for_update(of=("self",)).select_related(
        "touch__enrollment__contact",
        "touch__enrollment__version",
        "touch__enrollment__workspace",
        "touch__step",
    )
    open_states = (IntentState.ARMED, IntentState.UNKNOWN)
    return rows.filter(pk=intent.pk, outcome__in=open_states).first()


def accept(intent: SendIntent, *, remote_ref: str, resolution: str, actor: Actor) -> None:
    """It was taken: by the server's word, its log, or a message that names it."""
    _settle(intent, IntentState.ACCEPTED, resolution, actor, remote_ref=remote_ref or "named")
    now = clock.now()
    touch = perform(
        intent.touch, "record_sent", actor=actor, data={"intent": str(intent.pk)}, at=now
    )
    contacted(touch.enrollment.contact_id, mode=touch.kind, at=now)
    planning.follow(touch, actor=actor)


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
    touch = perform(
        intent.touch,
        "release",
        actor=actor,
        data={"intent": str(intent.pk), "cause": cause},
        due_at=clock.now() + wait,
        cause=cause,
    )
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
    if not _no_such_address(receipt):
        _ask_person(intent, failure)
        return
    contact = intent.touch.enrollment.contact
    evidence = f"intent {intent.pk}"
    compliance.suppress(
        kind=SuppressionKind.ADDRESS,
        value=contact.email_base,
        reason=SuppressionReason.HARD_BOUNCE,
        source="the receiving server",
        evidence=evidence,
        contact_id=contact.pk,
        actor=ENGINE,
    )
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
        return UNREACHABLE_WAIT, "waits for the mail server, which could not be reached"
    step = min(intent.touch.attempts, len(BACKOFF)) - 1
    return BACKOFF[max(step, 0)], f"the receiving server asked to wait ({receipt.code})"


def _answer(receipt: Receipt) -> str:
    """How it was settled; names no address, the content has them."""
    if not receipt.refused_copies:
        return "the server's answer"
    codes = ", ".join(str(code) for code in receipt.refused_copies)
    count = len(receipt.refused_copies)
    return f"the server's answer; it refused {count} {'copies' if count > 1 else 'copy'} ({codes})"


def _settle(
    intent: SendIntent, outcome: IntentState, resolution: str, actor: Actor, remote_ref: str = ""
) -> None:
    intent.outcome = outcome
    intent.resolution, intent.resolved_by = resolution[:200], actor.label
    intent.settled_at = clock.real_now()
    intent.remote_ref = remote_ref[:300]
    intent.save()


def _note_dot(intent: SendIntent, dot_at: datetime) -> None:
    """Label what left after a stop had committed, and by how much."""
    intent.dot_at = dot_at
    stop = (
        StopRecord.objects.filter(
            address_key=intent.address_key, at__lte=dot_at, epoch__gt=intent.gate_epoch
        )
        .order_by("at")
        .first()
    )
    if stop is not None:
        intent.left_after_stop = True
        intent.overlap_ms = int((dot_at - stop.at).total_seconds() * 1000)
    intent.save()
