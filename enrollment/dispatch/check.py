"""CHECK: whether a touch may leave, and what becomes of it where it may not.

A message is judged once, while it is armed and everything is locked: judging it before as well
would cost as much again and decide nothing. What is no message is judged here without locks.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction

from audit.transitions import perform
from compliance import rules
from compliance.case import Purpose
from compliance.packs import Channel
from compliance.rules.permission import is_of_one_channel
from compliance.verdicts import Finding, Outcome, Verdict
from enrollment import absences, composing, eligibility, heeding, planning, services
from enrollment.dispatch import arriving, waiting
from enrollment.dispatch.loading import Around
from enrollment.models import EnrollmentState, PauseReason, Touch
from enrollment.planning import Later
from sequences import published
from sequences.cadence import CadenceError, Due, next_in_window
from sequences.models import StepKind
from sequences.plans import StepInput
from tenancy import clock
from tenancy.actors import system

ENGINE = system("dispatch")
MOST_ATTEMPTS = 8
# Tasks that reach the person, so the gate is asked before they are anybody's.
ASKED = (*eligibility.CHANNELS, StepKind.EMAIL_PERSONAL.value)
# What becomes of a touch that may not leave now: it waits, or somebody deals with it.
Act = Callable[[], object]
Judged = Later | Act | None

log = structlog.get_logger(__name__)


def check(touches: Sequence[Touch]) -> list[Touch]:
    """Judge claimed touches; returns those that nothing keeps. The others were dealt with:
    deferred, held, turned into a task, paused for a person. Opens its own transactions; one that
    fails is logged and left to its lease."""
    with transaction.atomic():
        around = Around(touches, clock.now())
        judged = [(touch, judge(touch, around)) for touch in touches]
    settle(judged)
    return [touch for touch, said in judged if said is None]


def judge(touch: Touch, around: Around) -> Judged:
    """Whether a touch may leave at the moment of `around`: None, or what becomes of it instead."""
    if touch.enrollment.state != EnrollmentState.ACTIVE:
        return partial(_hold, touch)
    if (due := heeding.waiting(touch, around.unheeded, around.now)) is not None:
        return Later(touch, due)
    said = arriving.judge(touch, around)
    if said is not None:
        return said
    if (due := absences.waiting(touch, around.now, around.away)) is not None:
        return Later(touch, due)
    if not touch.automatic:
        return partial(_become_a_task, touch)
    return waiting.judge(touch, around) or _too_late(touch, around) or _tried_too_often(touch)


def settle(judged: Sequence[tuple[Touch, Judged]]) -> None:
    """Deal with what may not leave: everything that waits at once, each other one alone."""
    laters = [said for _, said in judged if isinstance(said, Later)]
    if laters:
        with transaction.atomic():
            planning.defer_many(laters, actor=ENGINE)
    for touch, said in judged:
        if said is not None and not isinstance(said, Later):
            _alone(touch, said)


def _alone(touch: Touch, act: Act) -> None:
    try:
        with transaction.atomic():
            act()
    except Exception:
        log.exception("touch failed", touch_id=str(touch.pk))


def _hold(touch: Touch) -> None:
    Touch.objects.filter(pk=touch.pk, state="planned").update(held=True, lease_until=None)


def choose_senders(messages: Sequence[Touch]) -> None:
    """A step's own sender may have come or gone since the touch was planned."""
    steps = [(touch.enrollment, _step(touch)) for touch in messages]
    boxes = composing.senders_of(steps)
    for touch in messages:
        mailbox = boxes[touch.enrollment_id]
        if mailbox is not None and mailbox.pk != touch.mailbox_id:
            Touch.objects.filter(pk=touch.pk, state="planned").update(mailbox=mailbox)
            touch.mailbox = mailbox


def _step(touch: Touch) -> StepInput:
    return published.step(touch.enrollment.version, touch.step)


def _become_a_task(touch: Touch) -> None:
    if touch.kind not in ASKED or _may_be_made(touch):
        fall_due(touch)


def fall_due(touch: Touch) -> None:
    """A manual step becomes a task of the owner."""
    if arriving.mine(touch):
        if touch.kind == StepKind.EMAIL_PERSONAL:
            # Its draft has the person's own link, which a page that shows it must not make.
            composing.unsubscribe_url(touch.enrollment)
        perform(touch, "fall_due", actor=ENGINE, data={"step": touch.step.key})


def _too_late(touch: Touch, around: Around) -> Act | None:
    """What comes too late to be useful is not sent; a person decides when it resumes."""
    hours = touch.enrollment.workspace.max_lateness_hours
    since = _first_chance(touch, around)
    if around.now <= since + timedelta(hours=hours):
        return None
    note = f"A message was due {since:%d %b %H:%M} UTC, more than {hours} h ago."
    return give_to_person(touch, PauseReason.LATE, note)


def _first_chance(touch: Touch, around: Around) -> datetime:
    """When it could first have left by its hours as they are now: days that were closed after it
    was planned make nothing late, and no deferral makes it early again."""
    since: datetime = touch.first_due_at or touch.due_at
    try:
        return next_in_window(since, around.diary.hours[touch.enrollment_id]).at
    except CadenceError:
        return since


def _tried_too_often(touch: Touch) -> Act | None:
    if touch.attempts <= MOST_ATTEMPTS:
        return None
    note = f"The mail server did not take this message in {MOST_ATTEMPTS} tries."

    def act() -> None:
        give_to_person(touch, PauseReason.SOFT_BOUNCE, note)()
        Touch.objects.filter(pk=touch.pk).update(attempts=0)

    return act


def _may_be_made(touch: Touch) -> bool:
    """Whether a call, a text message or an e-mail to personalise may become somebody's task now.
    Where only this channel is closed to the person, the step is left out and the others go on."""
    (decided,) = eligibility.decide_touches([touch], Purpose.RENDER)
    verdict = decided.verdict
    if (said := refused(touch, verdict)) is not None:
        settle([(touch, said)])
    return verdict.allows


def refused(touch: Touch, verdict: Verdict) -> Judged:
    """What becomes of a touch that the rules do not let go: those that defer know until when, and
    what they hold back on purpose is not late by it. None for one that they allow."""
    if verdict.outcome == Outcome.DEFER:
        until = verdict.until or clock.now() + waiting.ASK_AGAIN
        return Later(touch, Due(until, verdict.summary[:300]), anew=True)
    if verdict.outcome == Outcome.BLOCK and _is_only_the_channel(touch, verdict):
        return partial(_leave_out, touch, verdict)
    if verdict.outcome == Outcome.BLOCK:
        return give_to_person(touch, PauseReason.BLOCKED, verdict.summary)
    return None


def _is_only_the_channel(touch: Touch, verdict: Verdict) -> bool:
    """Whether a touch is blocked by nothing but the way to reach the person. Of e-mails that is
    what the person has opted out of; what else is wrong with an address, somebody can mend."""
    if touch.kind in eligibility.CHANNELS:
        return all(map(_is_of_the_channel, verdict.blocks))
    return all(map(is_of_one_channel, verdict.blocks))


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


def give_to_person(touch: Touch, reason: PauseReason, note: str) -> Act:
    """Pause the enrollment, so that a person decides."""
    return partial(services.pause, touch.enrollment, reason=reason, note=note, actor=ENGINE)
