"""Findings of the lint that are accepted for a time, with the reason and who says so."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from sequences.checks import check_four_eyes
from sequences.lint import Finding
from sequences.locking import locked_sequence
from sequences.models import Sequence, Version, VersionState, Waiver
from sequences.services import OPEN, findings
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

LONGEST = timedelta(days=180)
MAX_REASON = 300


@transaction.atomic
def waive(
    sequence: Sequence,
    *,
    code: str,
    step_key: str = "",
    reason: str,
    expires_at: datetime,
    seat: Membership,
    actor: Actor,
) -> Waiver:
    """Accept a finding of the open version, else of the approved one, until `expires_at` (aware,
    at most 180 days from now). It then no longer keeps that version, or a later one of this
    sequence, from being submitted.

    Refused: not_allowed, invalid, no_such_finding, not_waivable, already_waived, four_eyes (who
    had a hand in the version).
    """
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    row = locked_sequence(sequence)
    version = _in_question(row)
    check_four_eyes(version, seat, actor, "somebody else has to accept what was found in it")
    _check_waivable(_finding(version, code, step_key))
    now = clock.now()
    waiver: Waiver = Waiver.objects.create(
        sequence=row,
        code=code,
        step_key=step_key,
        reason=_checked(reason, expires_at, now),
        by=seat,
        created_at=now,
        expires_at=expires_at,
    )
    until = expires_at.isoformat()
    record(
        Action.FINDING_WAIVED, waiver, actor=actor, label=row.name, until=until, **_about(waiver)
    )
    return waiver


@transaction.atomic
def end_waiver(waiver: Waiver, *, seat: Membership, actor: Actor) -> Waiver:
    """Stop accepting a finding now; ending it again changes nothing."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    rows = Waiver.objects.select_for_update(of=("self",)).select_related("sequence")
    row: Waiver = rows.get(pk=waiver.pk)
    if row.expires_at > clock.now():
        row.expires_at = clock.now()
        row.save(update_fields=["expires_at"])
        label = row.sequence.name
        record(Action.WAIVER_ENDED, row, actor=actor, label=label, **_about(row))
    return row


def live_waivers(sequence: Sequence) -> QuerySet[Waiver]:
    """Those that hold now, the first to expire first."""
    rows = Waiver.objects.filter(sequence=sequence, expires_at__gt=clock.now())
    return rows.select_related("by").order_by("expires_at", "id")


def _in_question(row: Sequence) -> Version:
    versions = row.versions.order_by("-number")
    found = versions.filter(state__in=OPEN).first()
    found = found or versions.filter(state=VersionState.APPROVED).first()
    if found is None:
        message = "There is neither a draft nor an approved version whose findings count."
        raise Refused(f"{message} Open a draft first.", code="no_such_finding")
    return found


def _finding(version: Version, code: str, step_key: str) -> Finding:
    for finding in findings(version):
        if finding.code == code and (finding.step_key or "") == step_key:
            return finding
    message = f"Version {version.number} has no such finding any more. Reload and look again."
    raise Refused(message, code="no_such_finding")


def _check_waivable(finding: Finding) -> None:
    if not finding.waivable:
        message = f"{finding.message} This cannot be accepted: {finding.fix}"
        raise Refused(message, code="not_waivable")
    if finding.waived_until is not None:
        message = f"This is accepted until {finding.waived_until:%Y-%m-%d} already. End that first."
        raise Refused(message, code="already_waived")


def _checked(reason: str, expires_at: datetime, now: datetime) -> str:
    wrong: dict[str, str] = {}
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON or not reason.isprintable():
        wrong["reason"] = f"Say why in one line of at most {MAX_REASON} characters."
    if not now < expires_at <= now + LONGEST:
        wrong["expires_at"] = f"Choose a moment within the next {LONGEST.days} days."
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)
    return reason


def _about(waiver: Waiver) -> dict[str, Any]:
    about = {"code": waiver.code, "step_key": waiver.step_key}
    return {**about, "sequence_id": str(waiver.sequence_id)}
