"""What people say about signals: what an answer is, that it is something else, and undo.

Each decision has the effect of its kind in one transaction with its audit entry, and keeps what it
changed (`signals.undoing`).
"""

from collections.abc import Mapping

from django.db import transaction

from audit.transitions import perform
from contacts.models import Contact
from enrollment import activities, services
from enrollment.models import Enrollment
from signals import desk, engagement, undoing, waits
from signals.cases import Case, counted, locked
from signals.inlets import numbers
from signals.kinds import CHOSEN, ENGAGEMENT, Kind
from signals.models import Signal, SignalState
from signals.reactions import BARRED, EFFECTS, effect_of, ignored, locked_signal, settled
from signals.strangers import assigning
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership

# What a person may say that an answer is.
COMPANY_OR_RECORD = {Kind.ACCOUNT_CHANGE, Kind.RECORD_CHANGE}
NOT_SAID = ENGAGEMENT | CHOSEN | COMPANY_OR_RECORD | {Kind.UNCLEAR, Kind.BOUNCE_SOFT}
DECIDABLE = frozenset(EFFECTS) - NOT_SAID | {Kind.OTHER}
S = SignalState
SEEN = (S.HELD, S.APPLIED, S.REVERSED, S.IGNORED)
FASTER = "Somebody has decided on this already. Reload the page."


def decide(
    signal: Signal,
    *,
    kind: Kind,
    seat: Membership,
    actor: Actor,
    seen: SignalState = SignalState.HELD,
) -> Signal:
    """A person says what an answer is, and it has that effect; OTHER lets the sequences go on.

    What was read or decided before is undone first, in the same transaction; only an opt-out or a
    complaint comes on top of it, whatever has moved since. `seen` is the state on the page that
    they looked at. Raises Refused when it is another by now, the kind cannot be chosen, or the
    former effect cannot be undone; NotFound when the seat may not see the person.
    """
    with transaction.atomic():
        fresh, case = opened(signal, seat, actor)
        if fresh.state != seen or fresh.state not in SEEN:
            raise Refused(FASTER, code="state_changed")
        if kind not in DECIDABLE:
            raise Refused("Choose what this reply is.", code="invalid")
        if fresh.state in (S.APPLIED, S.IGNORED):
            fresh, case = _without_former(case, kind)
        activities.lock(case.contact.pk)
        numbers.hold(fresh, kind)
        before = undoing.Before(case)
        done = _decided(fresh, case, kind)
        before.keep(seat)
        desk.answered(done, seat)
        return done


def reverse(
    signal: Signal, *, seat: Membership, actor: Actor, seen: SignalState | None = None
) -> Signal:
    """Take back what a signal has caused, the newest effect first: the schedule is as before. Of a
    decision on an unclear answer, the answer waits for one again.

    A pause or a hold is taken back also when other things have changed since: the sequences go on
    from where they stand. Whom a person has said that it is about goes with its effect: it is about
    nobody we know again. `seen` is the state on the page that they looked at: a second click must
    not take back the hold as well. Raises Refused as `undoing.undo`.
    """
    with transaction.atomic():
        fresh, case = opened(signal, seat, actor)
        if fresh.state not in (S.HELD, S.APPLIED, S.IGNORED) or seen not in (None, fresh.state):
            raise Refused("This was taken back already. Reload the page.", code="state_changed")
        done = _reversed(case)
        if done.state == S.HELD:
            desk.asked_again(done)
            return done
        desk.answered(done, seat)
        return assigning.let_go(done, actor) if assigning.is_by_person(done) else done


def answered(signal: Signal, *, seat: Membership, actor: Actor) -> None:
    """The person has seen to what a signal asked of them; nothing else changes. Refused
    (state_changed) when somebody was faster or it has to be decided first."""
    with transaction.atomic():
        fresh, _ = opened(signal, seat, actor)
        if fresh.state == S.HELD or not desk.answered(fresh, seat, actor):
            raise Refused(FASTER, code="state_changed")


def unanswered(signal: Signal, *, seat: Membership, actor: Actor) -> None:
    """The person takes back that they have seen to it. Refused (state_changed) when it asks
    already, or somebody else has seen to it."""
    with transaction.atomic():
        fresh, _ = opened(signal, seat, actor)
        if fresh.state != S.APPLIED or not desk.unanswered(fresh, seat, actor):
            raise Refused("It asks already. Reload the page.", code="state_changed")


def is_decidable(signal: Signal) -> bool:
    """Whether a person may say that this is something else: an answer, not a fact of the CRM."""
    return signal.kind not in {kind.value for kind in NOT_SAID - {Kind.UNCLEAR}} and (
        signal.state in SEEN
    )


def opened(signal: Signal, seat: Membership, actor: Actor) -> tuple[Signal, Case]:
    """The locked signal about a person whom the seat sees; NotFound otherwise."""
    fresh = locked_signal(signal.pk)
    contact = fresh.contact
    if contact is None or not Contact.objects.visible_to(seat).filter(pk=contact.pk).exists():
        raise NotFound
    return fresh, Case(fresh, contact, actor)


def _without_former(case: Case, kind: Kind) -> tuple[Signal, Case]:
    """What it was taken for is undone, unless a stricter reading comes on top of it."""
    signal = case.signal
    if signal.state == S.APPLIED and signal.kind == kind:
        raise Refused("It is read so already.", code="invalid")
    if kind in BARRED:
        fresh = undoing.set_aside(case, "A stricter reading replaces it.")
    elif undoing.changes_of(signal).exists():
        fresh = undoing.undo(case)
    elif signal.state == S.IGNORED:
        return signal, case
    else:
        raise Refused(f"Nothing is known to undo. {undoing.INSTEAD}", code="not_reversible")
    return fresh, Case(fresh, case.contact, case.actor)


def _decided(signal: Signal, case: Case, kind: Kind) -> Signal:
    if kind == Kind.OTHER:
        if signal.state == S.HELD:
            return ignored(signal, waits.released(case), case.actor)
        if signal.state == S.IGNORED:
            raise Refused("It is read so already.", code="invalid")
        return ignored(signal, "Not about a sequence; nothing changes.", case.actor)
    engagement.note(case, kind)
    over_hold = kind == Kind.AUTO_REPLY
    effect = waits.away(case, over_hold=True) if over_hold else effect_of(signal, kind)(case)
    return settled(signal, "apply", effect, case.actor, kind=kind.value)


def _reversed(case: Case) -> Signal:
    signal = case.signal
    waited = signal.state == S.HELD or bool(case.said.get("pauses"))
    try:
        with transaction.atomic():
            return undoing.undo(case)
    except Refused as refused:
        if not waited or refused.code == "suppressed":
            raise
    # The locks that were taken there are let go.
    case = Case(signal, case.contact, case.actor)
    activities.take_back(signal.pk)
    undoing.close(signal)
    effect = waits.released(case) if signal.state == S.HELD else _resumed(case)
    return perform(signal, "reverse", actor=case.actor, effect=effect)


def _resumed(case: Case) -> str:
    pauses: Mapping[str, str] = case.said.get("pauses", {})
    mine = [row for row in locked(case) if _still_paused(row, pauses)]
    for row in mine:
        services.resume(row, actor=case.actor)
    return f"Resumed {counted(len(mine))}."


def _still_paused(row: Enrollment, pauses: Mapping[str, str]) -> bool:
    return row.pause_until is not None and pauses.get(str(row.pk)) == row.pause_until.isoformat()
