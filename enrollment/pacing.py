"""How a mailbox is paced: whether it is new and grows to its limit, and the gap that it keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from enrollment import limits
from enrollment.models import Mailbox
from sequences import ramps
from sequences.cadence import zone_or_utc
from sequences.ramps import Ramp
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

MOST = 10_000
WIDEST_GAP = 3_600
SHOWN_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How a mailbox is paced. `ramp` None: it is warm, and may send its whole limit. `gap_seconds`
    lie at least between two of its messages; 0 is no gap."""

    ramp: Ramp | None
    gap_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a mailbox, and how many messages it may send on it."""

    day: date
    most: int


@dataclass(frozen=True)
class Outlook:
    """The coming days of a mailbox, and the day from which on it may send its whole limit; None
    where that is today's already."""

    days: Sequence[Day]
    grown_on: date | None


@transaction.atomic
def change_pace(mailbox: Mailbox, pace: Pace, *, seat: Membership, actor: Actor) -> Mailbox:
    """Change how a mailbox is paced; it holds from the next message on. Refused: not_allowed,
    invalid with a sentence at each field."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    wanted = _wanted(pace)
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    said: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in changed.items()
    }
    record(
        Action.MAILBOX_CHANGED, row, actor=actor, label=row.name, changed=sorted(changed), **said
    )
    return row


def today() -> date:
    """The day on which a mailbox begins that begins now: the workspace's."""
    zone = Workspace.objects.values_list("zone", flat=True).get(pk=current_workspace_id())
    return clock.now().astimezone(zone_or_utc(zone)).date()


def outlook(mailbox: Mailbox, now: datetime) -> Outlook:
    """What a mailbox may send on the coming days, which are those of its counter (UTC)."""
    first = now.astimezone(UTC).date()
    days = [first + timedelta(days=n) for n in range(SHOWN_DAYS)]
    ramp = mailbox.ramp
    grown_on = ramps.grown_on(mailbox.daily_limit, ramp) if ramp else first
    later = grown_on if grown_on > first else None
    return Outlook([Day(day, limits.cap(mailbox, day)) for day in days], later)


def _wanted(pace: Pace) -> dict[str, Any]:
    ramp, gap = pace.ramp, pace.gap_seconds
    if not 0 <= gap <= WIDEST_GAP:
        sentence = f"Enter a gap from 0 to {WIDEST_GAP:,} seconds."
        raise Refused(sentence, fields={"gap_seconds": sentence})
    if ramp is None:
        return {"ramp_from": None, "gap_seconds": gap}
    _check_ramp(ramp)
    return {
        "ramp_from": ramp.begins,
        "ramp_first": ramp.first,
        "ramp_step": ramp.step,
        "gap_seconds": gap,
    }


def _check_ramp(ramp: Ramp) -> None:
    wrong: dict[str, str] = {}
    if not date(2000, 1, 1) <= ramp.begins <= today():
        wrong["begins"] = "Enter the day on which it began to send: today, or an earlier day."
    for name, n in (("first", ramp.first), ("step", ramp.step)):
        if not 1 <= n <= MOST:
            wrong[name] = f"Enter a number from 1 to {MOST:,}."
    if wrong:
        raise Refused(next(iter(wrong.values())), fields=wrong)
