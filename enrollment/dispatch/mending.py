"""REAPER and RESOLVER: what mends the life of a touch when a worker or an answer was lost.

An expired claim is free again by itself. An armed touch past its deadline becomes unknown, never
planned. An unknown one is settled by evidence alone, and "not sent" only after the receiver's own
read timeout, by the database's clock and by a monotonic one of the process that looks; without
evidence a person decides, and after 72 h it counts as sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from audit.transitions import perform
from enrollment import notices, planning
from enrollment.activities import contacted
from enrollment.dispatch import record, repeating
from enrollment.dispatch.text_lists import TextLists
from enrollment.evidence import looking
from enrollment.evidence.shapes import Evidence, Outcome
from enrollment.models import IntentState, SendIntent
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Role

REAPER = system("reaper")
RESOLVER = system("resolver")
GRACE = timedelta(seconds=5)
ASSUME_AFTER = timedelta(hours=72)
ESCALATE_AFTER = timedelta(minutes=15)


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
    """Look for what is in doubt and settle what evidence settles; returns how many doubts are
    gone. Tells the admins of those that nothing settles."""
    with transaction.atomic():
        # "Not sent" needs a log that was read after the receiver had given up.
        now = clock.real_now()
        rows = looking.due_for_a_look(now)
        looking.note_waited_out(now)
    looks = _asked_again(rows, looking.look(rows, now, [TextLists()]), now)
    looking.keep(looks, now)
    settled = sum(_settle(row, looks[row.pk], now) for row in rows)
    escalate(now)
    return settled


def _asked_again(rows: Sequence[SendIntent], looks: looking.Looks, now: datetime) -> looking.Looks:
    """The looks, and what providers say who were asked again about what nothing else settles."""
    open_ = [row for row in rows if looking.verdict(looks[row.pk]) is None]
    said = repeating.ask_again(open_, now)
    return {pk: [*each, said[pk]] if pk in said else each for pk, each in looks.items()}


def _settle(row: SendIntent, said: Sequence[Evidence], now: datetime) -> bool:
    verdict = looking.verdict(said)
    if verdict is not None and verdict.outcome == Outcome.FOUND:
        return _accept(row, verdict)
    if verdict is not None:
        return _return(row, f"the {verdict.source} has no such message", RESOLVER)
    return now > assumed_at(row) and assume(row, RESOLVER)


def assumed_at(intent: SendIntent) -> datetime:
    """Until when evidence may settle it; then it counts as sent."""
    moment: datetime = intent.armed_at + ASSUME_AFTER
    return moment


def escalate(now: datetime) -> int:
    """Tell the admins once of each send that has been in doubt for a quarter of an hour."""
    with transaction.atomic():
        late = SendIntent.objects.filter(
            outcome=IntentState.UNKNOWN, armed_at__lt=now - ESCALATE_AFTER, escalated_at=None
        )
        count: int = late.update(escalated_at=now)
        if not count:
            return 0
        title = "A send is in doubt" if count == 1 else f"{count} sends are in doubt"
        body = "Nobody knows whether they left. Look at what was found and decide."
        admins = Membership.objects.filter(is_active=True, role=Role.ADMIN).order_by("pk")
        for admin in admins:
            notices.tell(admin, title, body, "operations/doubts/", "warn")
    return count


def _accept(intent: SendIntent, found: Evidence) -> bool:
    with transaction.atomic():
        fresh = record.lock(intent)
        if fresh is None:
            return False
        if fresh.dot_at is None and found.at is not None:
            record.note_dot(fresh, found.at)
        why = f"the {found.source} has it"
        record.accept(fresh, remote_ref=found.reference, resolution=why, actor=RESOLVER)
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
    if intent.outcome == IntentState.ARMED or not (sent or may_say_not_sent(intent)):
        raise Refused("The server may still be taking it. Wait a minute and try again.")
    why = f"{actor.label}: {reason.strip()}"
    done = assume(intent, actor, why) if sent else _return(intent, why, actor)
    if not done:
        raise Refused("This is settled already. Reload the page.", code="state_changed")


def may_say_not_sent(intent: SendIntent) -> bool:
    """Whether a person may say that it was not sent: a process has waited until no server takes it
    any more, by a clock that nobody sets."""
    return intent.outcome == IntentState.UNKNOWN and intent.waited_out_at is not None


def not_sent_from(intent: SendIntent) -> datetime:
    """From when on no server takes it any more, by the clock of the database; the workers wait as
    long by their own before `may_say_not_sent`."""
    moment: datetime = intent.deadline_at + looking.relay_gave_up()
    return moment
