"""The rule about how often one person hears from us, whatever sequence it comes from."""

from datetime import datetime, timedelta

from compliance.case import Case, LiveEnrollment, Purpose
from compliance.packs import Channel
from compliance.rules.rule import Answer, day, deferred, passed, rule

WINDOW = timedelta(days=7)
# When a sequence that comes first is about to send; asked again after it has.
ASK_AGAIN = timedelta(hours=1)
LEAVING = frozenset({Purpose.RENDER, Purpose.ARM})
COUNTED = frozenset({Channel.EMAIL, Channel.CALL, Channel.SMS})


@rule("Touches a week", purposes=LEAVING, channels=COUNTED, overridable=True)
def frequency_budget(case: Case) -> Answer:
    """Defer what would exceed the touches that one person gets in seven days, over all sequences
    and channels; and what would take the place of a sequence whose motion comes first."""
    budget = case.policy.touch_budget
    if budget <= 0:
        return passed("The workspace sets no budget of touches.")
    moment = case.moment
    touches = sorted(at for at in case.past.lately if at <= moment and moment - at < WINDOW)
    used = len(touches)
    if used >= budget:
        ends = _after(touches[used - budget], WINDOW)
        return deferred(
            f"The person has had {used} touches in seven days, and {budget} are allowed.",
            f"It goes on by itself from {day(ends)}.",
            ends,
            used=used,
            budget=budget,
        )
    first = _before_us(case)
    if used + len(first) < budget:
        return passed(f"{used} of {budget} touches in seven days are used.", used=used)
    return _yields(case, first[0], used)


def _yields(case: Case, winner: LiveEnrollment, used: int) -> Answer:
    assert winner.next_due is not None
    until = _after(max(winner.next_due, case.moment), ASK_AGAIN)
    motion = winner.motion.replace("_", " ")
    return deferred(
        f"“{winner.sequence_name}” comes first: its motion ({motion}) has priority, its next touch "
        f"is due on {day(winner.next_due)}, and the week has no room for both.",
        "It goes on by itself when there is room.",
        until,
        used=used,
        budget=case.policy.touch_budget,
        winner=winner.id,
    )


def _before_us(case: Case) -> list[LiveEnrollment]:
    """Sequences of an earlier motion with a touch due within the window, the soonest first."""
    ours = _rank(case.motion, case)
    rivals = [
        (each.next_due, each.id, each)
        for each in case.other_enrollments
        if each.id != case.own_enrollment_id
        and each.next_due is not None
        and each.next_due - case.moment <= WINDOW
        and _rank(each.motion, case) < ours
    ]
    return [each for *_, each in sorted(rivals, key=lambda rival: rival[:2])]


def _rank(motion: str, case: Case) -> int:
    """The place of a motion; those that nobody named come last, all alike."""
    order = case.policy.motion_priority
    return order.index(motion) if motion in order else len(order)


def _after(moment: datetime, time: timedelta) -> datetime:
    try:
        return moment + time
    except OverflowError:
        return moment
