"""REAPER and RESOLVER: what mends the life of a touch when a worker or an answer was lost.

An expired claim is free again by itself. An armed touch past its deadline becomes unknown, never
planned. An unknown one is settled by evidence alone, and "not sent" only after the receiver's own
read timeout; without evidence a person decides, and after 72 h it counts as sent.
"""

from datetime import timedelta

from django.db import transaction

from audit.transitions import perform
from enrollment import evidence, planning
from enrollment.activities import contacted
from enrollment.dispatch import record
from enrollment.models import IntentState, SendIntent
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused

REAPER = system("reaper")
RESOLVER = system("resolver")
GRACE = timedelta(seconds=5)
ASSUME_AFTER = timedelta(hours=72)


def reap() -> int:
    """Doubt every armed touch whose deadline has passed; returns how many."""
    with transaction.atomic():
        late = clock.real_now() - GRACE
        rows = list(SendIntent.objects.filter(outcome=IntentState.ARMED, deadline_at__lt=late))
    return sum(_doubt(row) for row in rows)


def _doubt(intent: SendIntent) -> bool:
    with transaction.atomic():
        fresh = record.lock(intent)
        if fresh is None or fresh.outcome != IntentState.ARMED:
            return False
        record.doubt(fresh)
    return True


def resolve() -> int:
    """Settle what evidence settles; returns how many doubts are gone."""
    with transaction.atomic():
        rows = list(SendIntent.objects.filter(outcome=IntentState.UNKNOWN))
        now = clock.real_now()
    log = evidence.relay_log()
    # "Not sent" needs a log that was read after the receiver had given up.
    found = log.find([row.message_id for row in rows]) if log else {}
    settled = 0
    for row in rows:
        silent_since = row.deadline_at + evidence.relay_gave_up()
        if row.message_id in found:
            settled += _accept(row, found[row.message_id])
        elif log is not None and now > silent_since:
            settled += _return(row, "the relay's log has no such message", RESOLVER)
        elif now - row.armed_at > ASSUME_AFTER:
            settled += assume(row, RESOLVER)
    return settled


def _accept(intent: SendIntent, reference: str) -> bool:
    with transaction.atomic():
        fresh = record.lock(intent)
        if fresh is None:
            return False
        record.accept(
            fresh, remote_ref=reference, resolution="the relay's log has it", actor=RESOLVER
        )
    return True


def _return(intent: SendIntent, why: str, actor: Actor) -> bool:
    with transaction.atomic():
        fresh = record.lock(intent)
        if fresh is None:
            return False
        record.give_back(
            fresh,
            wait=timedelta(),
            cause="proven not to have left, goes out again",
            resolution=why,
            actor=actor,
        )
    return True


def assume(intent: SendIntent, actor: Actor, why: str = "no evidence either way") -> bool:
    """Count it as sent without proof; it is never sent again."""
    with transaction.atomic():
        fresh = record.lock(intent)
        if fresh is None:
            return False
        fresh.outcome, fresh.settled_at = IntentState.ASSUMED, clock.real_now()
        fresh.resolution, fresh.resolved_by = why[:200], actor.label
        fresh.save()
        now = clock.now()
        touch = perform(fresh.touch, "assume_sent", actor=actor, at=now)
        contacted(touch.enrollment.contact_id, mode=touch.kind, at=now)
        planning.follow(touch, actor=actor)
    return True


def decide(intent: SendIntent, *, sent: bool, reason: str, actor: Actor) -> None:
    """A person settles a doubt, with a reason. Raises Refused when it is settled already, or
    when the server could still be taking it."""
    if not reason.strip():
        raise Refused("Say how you know.", fields={"reason": "Write a reason."})
    with transaction.atomic():
        waiting = intent.deadline_at + evidence.relay_gave_up()
        too_early = clock.real_now() < waiting
    if intent.outcome == IntentState.ARMED or (too_early and not sent):
        raise Refused("The server may still be taking it. Wait a minute and try again.")
    why = f"{actor.label}: {reason.strip()}"
    done = assume(intent, actor, why) if sent else _return(intent, why, actor)
    if not done:
        raise Refused("This is settled already. Reload the page.", code="state_changed")
