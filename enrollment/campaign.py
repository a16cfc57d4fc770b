"""The dates of a campaign: nothing before its first day, nothing after its last."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from sequences.cadence import resolve_local, zone_or_utc
from sequences.models import Sequence
from tenancy.errors import Refused
from tenancy.models import Workspace

DAY = timedelta(days=1)


def starts_at(sequence: Sequence, workspace: Workspace) -> datetime | None:
    """Midnight of the first day, where the workspace is; None without a first day."""
    return _midnight(sequence.starts_on, workspace) if sequence.starts_on else None


def ends_at(sequence: Sequence, workspace: Workspace) -> datetime | None:
    """The end of the last day, where the workspace is; None without a last day."""
    return _midnight(sequence.ends_on + DAY, workspace) if sequence.ends_on else None


def is_over(sequence: Sequence, workspace: Workspace, now: datetime) -> bool:
    """Whether the last day has passed."""
    ends = ends_at(sequence, workspace)
    return ends is not None and ends <= now


def check_open(sequence: Sequence, workspace: Workspace, now: datetime) -> None:
    """Refused (campaign_over) once the last day has passed; before the first one people wait."""
    if is_over(sequence, workspace, now):
        raise Refused(
            f"“{sequence.name}” {ended(sequence)}, so it takes nobody any more. Give it a later"
            " end date, or choose another sequence.",
            code="campaign_over",
        )


def ended(sequence: Sequence) -> str:
    """The end in words, for a trail or a refusal: ended on 1 December 2026."""
    assert sequence.ends_on is not None
    return f"ended on {sequence.ends_on.day} {sequence.ends_on:%B %Y}"


def over(workspace: Workspace, now: datetime) -> Q:
    """The sequences whose last day has passed, as a condition on their rows."""
    return Q(ends_on__lt=now.astimezone(zone_or_utc(workspace.zone)).date())


def _midnight(day: date, workspace: Workspace) -> datetime:
    return resolve_local(datetime.combine(day, time()), zone_or_utc(workspace.zone))
