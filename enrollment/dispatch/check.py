"""CHECK and RENDER: everything that can be known before arming, without locks.

What is decided here is decided again while arming; doing it first keeps the locks short and gives
whatever waits its cause.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit.transitions import perform
from compliance import reviews, rules
from compliance.case import Purpose
from compliance.content import Content, content_hash
from compliance.models import ReviewState
from compliance.packs import Channel
from compliance.verdicts import Finding, Outcome, Verdict
from enrollment import (
    canaries,
    composing,
    eligibility,
    first_touch,
    limits,
    planning,
    services,
)
from enrollment.dispatch import arriving
from enrollment.models import Enrollment, EnrollmentState, Mailbox, PauseReason, Touch
from sequences import published
from sequences.cadence import CadenceError, Due, next_in_window
from sequences.models import StepKind
from sequences.plans import step_of
from tenancy import clock
from tenancy.actors import system

ENGINE = system("dispatch")
EARS_MUST_BE_YOUNGER = timedelta(minutes=5)
ASK_AGAIN = timedelta(minutes=1)
MOST_ATTEMPTS = 8


@dataclass(frozen=True)
class Ready:
    """A touch that may be armed, with the content that would leave."""

    touch: Touch
    content: Content
    content_hash: str


def check(touch: Touch) -> Ready | None:
    """Judge and write one claimed touch. None when it was dealt with otherwise: deferred, held,
    turned into a task, paused for a person. Runs in the caller's transaction."""
    if touch.enrollment.state != EnrollmentState.ACTIVE:
        Touch.objects.filter(pk=touch.pk, state="planned").update(held=True, lease_until=None)
        return None
    if not arriving.arrives(touch):
        return None
    if not touch.automatic:
        if touch.kind not in eligibility.CHANNELS or _may_be_made(touch):
            fall_due(touch)
        return None
    _choose_sender(touch)
    if _waits(touch) or _too_late(touch) or _tried_too_often(touch):
        return None
    content = _content(touch)
    if content is None or not _allowed(touch):
        return None
    return Ready(touch, content, content_hash(content))


def _choose_sender(touch: Touch) -> None:
    """The step's own sender may have come or gone since the touch was planned."""
    mailbox = composing.sender_of(touch.enrollment, step_of(touch.step))
    if mailbox is not None and mailbox.pk != touch.mailbox_id:
        Touch.objects.filter(pk=touch.pk, state="planned").update(mailbox=mailbox)
        touch.mailbox = mailbox


def fall_due(touch: Touch) -> None:
    """A manual step becomes a task of the owner."""
    if arriving.mine(touch):
        if touch.kind == StepKind.EMAIL_PERSONAL:
            # Its draft has the person's own link, which a page that shows it must not make.
            composing.unsubscribe_url(touch.enrollment)
        perform(touch, "fall_due", actor=ENGINE, data={"step": touch.step.key})


def _waits(touch: Touch) -> bool:
    """Defer what has to wait for its turn, its window, its mailbox's ears or tomorrow's limit.

    Who waits for a beginning is not late by it; whatever follows one is.
    """
    now = clock.now()
    if (due := waiting_to_begin(touch, now)) is not None:
        planning.defer(touch, due, actor=ENGINE, anew=True)
    elif (due := waiting(touch, now)) is not None:
        planning.defer(touch, due, actor=ENGINE)
    return due is not None


def waiting_to_begin(touch: Touch, now: datetime) -> Due | None:
    """Until when a first message waits because only so many begin at a time; None when it may."""
    if not touch.first:
        return None
    if (due := canaries.waiting(touch, now)) is not None:
        return due
    enrollment, mailbox = touch.enrollment, touch.mailbox
    plan = published.plan(enrollment.version)
    if limits.starts_full(enrollment.version, plan, now) and limits.is_start(touch):
        opening = _opening(enrollment, limits.next_start_day(now))
        return Due(opening.at, limits.starts_cause(plan))
    return _full_of_follow_ups(enrollment, mailbox, now) if mailbox else None


def waiting(touch: Touch, now: datetime) -> Due | None:
    """Until when a touch has to wait and for what; None when it may leave now, but for what
    `waiting_to_begin` says."""
    enrollment, mailbox = touch.enrollment, touch.mailbox
    if mailbox is None or not mailbox.is_active:
        return Due(now + ASK_AGAIN, "waits for an active mailbox")
    opening = _opening(enrollment, now)
    if opening.at > now:
        return opening
    if deaf(mailbox):
        return Due(
            now + ASK_AGAIN, "waits until replies to this mailbox are heard again (stale ears)"
        )
    return None if touch.first else _full(enrollment, mailbox, now)


def _full(enrollment: Enrollment, mailbox: Mailbox, now: datetime) -> Due | None:
    if not limits.is_full(mailbox, now):
        return None
    cause = f"waits: the mailbox has reached its limit of {mailbox.daily_limit} a day"
    return Due(_opening(enrollment, limits.tomorrow(now)).at, cause)


def _full_of_follow_ups(enrollment: Enrollment, mailbox: Mailbox, now: datetime) -> Due | None:
    if full := _full(enrollment, mailbox, now):
        return full
    if not limits.keeps_for_follow_ups(mailbox, now):
        return None
    cause = f"waits: today's follow-ups need the rest of the mailbox's {mailbox.daily_limit} a day"
    return Due(_opening(enrollment, limits.tomorrow(now)).at, cause)


def _opening(enrollment: Enrollment, moment: datetime) -> Due:
    return planning.opening(enrollment, planning.hours_of(enrollment), moment)


def deaf(mailbox: Mailbox) -> bool:
    """Whether mail to this mailbox has not been proven to arrive for five minutes."""
    if mailbox.unmonitored_by_id is not None:
        return False
    if mailbox.heard_at is None:
        return True
    return datetime.now(UTC) - mailbox.heard_at > EARS_MUST_BE_YOUNGER


def _too_late(touch: Touch) -> bool:
    """What comes too late to be useful is not sent; a person decides when it resumes."""
    hours = touch.enrollment.workspace.max_lateness_hours
    since = _first_chance(touch)
    if clock.now() <= since + timedelta(hours=hours):
        return False
    note = f"A message was due {since:%d %b %H:%M} UTC, more than {hours} h ago."
    _give_to_person(touch, PauseReason.LATE, note)
    return True


def _first_chance(touch: Touch) -> datetime:
    """When it could first have left by its hours as they are now: days that were closed after it
    was planned make nothing late, and no deferral makes it early again."""
    since = touch.first_due_at or touch.due_at
    try:
        return next_in_window(since, planning.hours_of(touch.enrollment)).at
    except CadenceError:
        return since


def _tried_too_often(touch: Touch) -> bool:
    if touch.attempts <= MOST_ATTEMPTS:
        return False
    note = f"The mail server did not take this message in {MOST_ATTEMPTS} tries."
    _give_to_person(touch, PauseReason.SOFT_BOUNCE, note)
    Touch.objects.filter(pk=touch.pk).update(attempts=0)
    return True


def _content(touch: Touch) -> Content | None:
    """The approved content of a first touch, never a fresh rendering; else the step written
    now."""
    if touch.first and touch.enrollment.review_id is not None:
        return _approved(touch)
    content = _written(touch)
    if content is not None and touch.first:
        first_touch.ask(touch.enrollment, content, actor=ENGINE)
        return None
    return content


def _approved(touch: Touch) -> Content | None:
    enrollment = touch.enrollment
    if first_touch.refresh(enrollment, actor=ENGINE) is not None:
        return None
    review = enrollment.review
    if review is None or review.state != ReviewState.APPROVED:
        _give_to_person(touch, PauseReason.BLOCKED, "The first message has no approval.")
        return None
    return reviews.content_of(review)


def _written(touch: Touch) -> Content | None:
    try:
        composed = composing.compose(touch.enrollment, touch.step)
    except composing.Unwritable as error:
        _give_to_person(touch, PauseReason.INCOMPLETE, error.message)
        return None
    if composed.missing:
        names = ", ".join(composed.missing)
        _give_to_person(touch, PauseReason.INCOMPLETE, f"The message needs {names}.")
        return None
    return composed.content


def _allowed(touch: Touch) -> bool:
    verdict = eligibility.decide_touch(touch, Purpose.RENDER).verdict
    if verdict.outcome == Outcome.DEFER:
        _wait_for(touch, verdict)
    elif verdict.outcome == Outcome.BLOCK:
        _give_to_person(touch, PauseReason.BLOCKED, verdict.summary)
    return verdict.allows


def _may_be_made(touch: Touch) -> bool:
    """Whether a call or a text message may become somebody's task now. Where only this channel is
    closed to the person, the step is left out and the others go on."""
    verdict = eligibility.decide_touch(touch, Purpose.RENDER).verdict
    if verdict.outcome == Outcome.DEFER:
        _wait_for(touch, verdict)
    elif verdict.outcome == Outcome.BLOCK and all(map(_is_of_the_channel, verdict.blocks)):
        _leave_out(touch, verdict)
    elif verdict.outcome == Outcome.BLOCK:
        _give_to_person(touch, PauseReason.BLOCKED, verdict.summary)
    return verdict.allows


def _wait_for(touch: Touch, verdict: Verdict) -> None:
    """The rules know when it may go on; what they hold back on purpose is not late by it."""
    until = verdict.until or clock.now() + ASK_AGAIN
    planning.defer(touch, Due(until, verdict.summary[:300]), actor=ENGINE, anew=True)


def _is_of_the_channel(finding: Finding) -> bool:
    """Whether a rule speaks of the way to reach a person, and not of the person."""
    rule = rules.BY_ID.get(finding.rule)
    return rule is not None and Channel.TASK not in rule.channels


def _leave_out(touch: Touch, verdict: Verdict) -> None:
    if arriving.mine(touch):
        rule, note, now = verdict.blocks[0].rule, verdict.summary[:300], clock.now()
        said = {"step": touch.step.key, "rule": rule, "cause": note}
        skipped = perform(touch, "skip", actor=ENGINE, data=said, rule=rule, note=note, at=now)
        planning.follow(skipped, actor=ENGINE)


def _give_to_person(touch: Touch, reason: PauseReason, note: str) -> None:
    services.pause(touch.enrollment, reason=reason, note=note, actor=ENGINE)
