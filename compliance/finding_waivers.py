"""Findings of the content check that a manager or admin accepts until a day: these words alone.

The finding stays visible and weighs nothing. Who wrote the message accepts nothing in it; what law
asks for, and what would deceive the reader, is never accepted.
"""

from datetime import datetime, timedelta

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from compliance import reviews, weighing
from compliance.models import FindingWaiver, Review, ReviewState
from compliance.suppressing import invalid
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership, Workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

LONGEST = timedelta(days=90)
MAX_REASON = 300


def obstacle(review: Review, by: Membership) -> str:
    """Why this person may accept nothing in this message, as a sentence; "" when they may."""
    if not by.may(Capability.WAIVE):
        return "Your role may not accept what the check finds. Ask a manager or an admin."
    if by.pk in weighing.writers(review):
        return "You wrote this message, so somebody else has to accept what was found in it."
    return ""


@transaction.atomic
def accept(
    review: Review,
    *,
    code: str,
    words: str,
    reason: str,
    expires_at: datetime,
    seat: Membership,
    actor: Actor,
) -> FindingWaiver:
    """Accept what the check finds in this message, here and in every other, until `expires_at`
    (aware, at most 90 days from now). `words` are as the finding shows them, "" for an absence.

    Refused: not_allowed, four_eyes, no_such_finding, not_waivable, already_waived, invalid.
    Raises vault.Erased when the message is gone.
    """
    check_may(seat, actor, Capability.WAIVE)
    # Two who accept the same at once would both find nothing accepted yet.
    Workspace.objects.select_for_update().get(pk=current_workspace_id())
    if sentence := obstacle(review, seat):
        raise Refused(sentence, code="four_eyes")
    found = _finding(review, code, words)
    now = clock.now()
    waiver: FindingWaiver = FindingWaiver.objects.create(
        code=code,
        words=weighing.key_of(found.finding)[1],
        reason=_checked(reason, expires_at, now),
        granted_by=seat,
        granted_at=now,
        expires_at=expires_at,
    )
    until = expires_at.isoformat()
    record(
        Action.FINDING_WAIVED, waiver, actor=actor, code=code, until=until, review=str(review.pk)
    )
    return waiver


@transaction.atomic
def end(waiver: FindingWaiver, *, seat: Membership, actor: Actor) -> FindingWaiver:
    """Accept it no longer; ending what is over changes nothing."""
    check_may(seat, actor, Capability.WAIVE)
    row = FindingWaiver.objects.select_for_update().filter(pk=waiver.pk).first()
    if row is None:
        raise NotFound
    now = clock.now()
    if row.ended_at is None and row.expires_at > now:
        row.ended_at, row.ended_by = now, seat
        row.save(update_fields=["ended_at", "ended_by"])
        record(Action.WAIVER_ENDED, row, actor=actor, code=row.code)
    found: FindingWaiver = row
    return found


def _finding(review: Review, code: str, words: str) -> weighing.Weighed:
    if review.state != ReviewState.PENDING:
        message = "This message is decided already, so there is nothing to accept in it."
        raise Refused(message, code="no_such_finding")
    weighed = reviews.weighed(review, reviews.content_of(review))
    asked = weighing.key(code, words)
    every = [each for each in weighed if weighing.key_of(each.finding) == asked]
    if not every:
        message = "The check does not find this here any more. Reload the page and look again."
        raise Refused(message, code="no_such_finding")
    found = every[0]
    if found.waiver:
        message = f"This is accepted until {found.waiver.expires_at:%Y-%m-%d} already."
        raise Refused(f"{message} End that first.", code="already_waived")
    if not found.waivable:
        message = f"{found.finding.message} This cannot be accepted, it has to be corrected."
        raise Refused(message, code="not_waivable")
    return found


def _checked(reason: str, expires_at: datetime, now: datetime) -> str:
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON or not reason.isprintable():
        raise invalid("reason", f"Say why in one line of at most {MAX_REASON} characters.")
    if not now < expires_at <= now + LONGEST:
        raise invalid("expires_at", f"Choose a day within the next {LONGEST.days} days.")
    return reason
