"""Rules against too much at once: whom a sequence takes beside others, and a pause after it."""

from datetime import UTC, datetime, timedelta

from compliance.case import Case, Entry, LiveEnrollment
from compliance.rules.rule import ENTRY, Answer, blocked, day, deferred, passed, rule
from contacts.conditions import plain_list


@rule("One sequence at a time", version=2, purposes=ENTRY, overridable=True)
def exclusivity(case: Case) -> Answer:
    """Block whom the sequence does not take beside others or again; being in this very one now
    cannot be overridden, whatever it takes.
    """
    live = [each for each in case.other_enrollments if each.id != case.own_enrollment_id]
    here = [each for each in live if _same_sequence(each, case)]
    in_the_way = here + [each for each in live if each not in here and _excludes(each, case)]
    entry = case.policy.entry.value
    if in_the_way:
        names = plain_list(sorted({f"“{each.sequence_name}”" for each in in_the_way}))
        return blocked(
            f"The person is already in {names}.",
            "Wait until it ends, or end it first.",
            enrollments=", ".join(sorted(each.id for each in in_the_way)),
            entry=entry,
        ).final_if(bool(here))
    if case.policy.entry is Entry.ONCE_EVER and case.past.been_here:
        return blocked(
            "The person has been in this sequence before, and it takes nobody twice.",
            "Use another sequence.",
            entry=entry,
        )
    if live:
        return passed("The sequence takes people who are in others.", entry=entry, others=len(live))
    return passed("The person is in no other sequence.", entry=entry)


@rule("Wrong person", purposes=ENTRY)
def wrong_person(case: Case) -> Answer:
    """Block whom this sequence has written to at this address, and who answered that they are not
    the right person; another sequence may be."""
    if case.past.turned_away:
        return blocked(
            "This sequence has written to this address before, and the answer was that this is "
            "the wrong person.",
            "Correct the contact, or use another sequence.",
        )
    return passed("Nobody at this address has answered this sequence that they are the wrong one.")


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


def _excludes(live: LiveEnrollment, case: Case) -> bool:
    """Whether the sequence of the case takes nobody who is in that one."""
    entry = case.policy.entry
    if entry is Entry.EXCLUSIVE:
        return live.entry is Entry.EXCLUSIVE
    return entry is not Entry.ANY


def _same_sequence(live: LiveEnrollment, case: Case) -> bool:
    return bool(case.sequence_id) and live.sequence_id == case.sequence_id


def _days_after(moment: datetime, days: int) -> datetime:
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
