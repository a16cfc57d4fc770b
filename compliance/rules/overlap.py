"""Rules against too much at once: one sequence at a time, and a pause after the last one."""

from datetime import UTC, datetime, timedelta

from compliance.case import Case, LiveEnrollment
from compliance.rules.rule import ENTRY, Answer, blocked, day, deferred, passed, rule
from contacts.conditions import plain_list


@rule("One sequence at a time", purposes=ENTRY, overridable=True)
def exclusivity(case: Case) -> Answer:
    """Block a person who is in a sequence now; being in this very one cannot be overridden."""
    live = [each for each in case.other_enrollments if each.id != case.own_enrollment_id]
    if not live:
        return passed("The person is in no other sequence.")
    names = plain_list(sorted({f"“{each.sequence_name}”" for each in live}))
    return blocked(
        f"The person is already in {names}.",
        "Wait until it ends, or end it first.",
        enrollments=", ".join(sorted(each.id for each in live)),
    ).final_if(any(_same_sequence(each, case) for each in live))


@rule("Cool-off", purposes=ENTRY, overridable=True)
def cool_off(case: Case) -> Answer:
    """Defer until so many days have gone since the last touch and the end of the last sequence."""
    past = case.past
    moments = [moment for moment in (past.last_touch_at, past.last_finished_at) if moment]
    if not moments or case.cool_off_days <= 0:
        return passed("No cool-off is running.", days=case.cool_off_days)
    ends = _days_after(max(moments), case.cool_off_days)
    if case.moment >= ends:
        return passed("The cool-off is over.", days=case.cool_off_days)
    return deferred(
        f"The person was in touch with us less than {case.cool_off_days} days ago.",
        f"Enrol them from {day(ends)} on.",
        ends,
        days=case.cool_off_days,
    )


def _same_sequence(live: LiveEnrollment, case: Case) -> bool:
    return bool(case.sequence_id) and live.sequence_id == case.sequence_id


def _days_after(moment: datetime, days: int) -> datetime:
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
