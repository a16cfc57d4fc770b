"""What a signal says that the person did: kept for conditions and as their last activity."""

from collections.abc import Mapping

from enrollment import activities
from enrollment.models import ActivityKind
from signals.cases import Case
from signals.kinds import Kind

# The other kinds are about a company, about a message on its way, or nobody knows yet.
KINDS: Mapping[Kind, ActivityKind] = {
    Kind.OPENED: ActivityKind.OPENED,
    Kind.CLICKED: ActivityKind.CLICKED,
    Kind.REPLY: ActivityKind.REPLIED,
    Kind.OBJECTION: ActivityKind.REPLIED,
    Kind.REFERRAL: ActivityKind.REPLIED,
    Kind.NOT_NOW: ActivityKind.REPLIED,
    Kind.WRONG_PERSON: ActivityKind.REPLIED,
    Kind.CHANNEL_OPT_OUT: ActivityKind.OPTED_OUT,
    Kind.NOT_BEFORE: ActivityKind.REPLIED,
    Kind.MEETING_BOOKED: ActivityKind.MEETING,
    Kind.AUTO_REPLY: ActivityKind.OUT_OF_OFFICE,
    Kind.BOUNCE_HARD: ActivityKind.BOUNCED,
    Kind.BOUNCE_SOFT: ActivityKind.BOUNCED,
    Kind.OPT_OUT: ActivityKind.OPTED_OUT,
    Kind.COMPLAINT: ActivityKind.OPTED_OUT,
}


def note(case: Case, kind: Kind) -> None:
    """Keep it with the person and with the message that it answers; once, however often told."""
    if kind not in KINDS:
        return
    signal = case.signal
    activities.did(
        case.contact.pk,
        KINDS[kind],
        signal.occurred_at,
        signal_id=signal.pk,
        enrollment_id=signal.enrollment_id,
        touch_id=signal.touch_id,
    )


def noted(case: Case) -> str:
    """The effect of what changes nothing."""
    return f"{Kind(case.signal.kind).label}: noted. No sequence changes by it."
