"""The limits of a workspace: stricter than what providers bear, never laxer."""

from dataclasses import asdict, fields
from typing import Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from enrollment.health.bands import DEFAULTS, LAXEST, Limits
from enrollment.models import HealthLimits
from tenancy.actors import Actor
from tenancy.errors import Refused

NAMES = tuple(each.name for each in fields(Limits))


def current() -> Limits:
    """The limits of the open workspace; one statement."""
    row = HealthLimits.objects.first()
    return _of(row) if row else DEFAULTS


@transaction.atomic
def change(wanted: Limits, *, actor: Actor) -> Limits:
    """Set all limits; the trail has what each changed one was and became. They hold from the next
    look on. Refused: invalid."""
    _check(wanted)
    HealthLimits.objects.bulk_create([HealthLimits()], ignore_conflicts=True)
    row = HealthLimits.objects.select_for_update().get()
    before, after = asdict(_of(row)), asdict(wanted)
    changed: dict[str, Any] = {
        name: [before[name], after[name]] for name in NAMES if before[name] != after[name]
    }
    if not changed:
        return wanted
    for name in changed:
        setattr(row, name, after[name])
    row.save(update_fields=list(changed))
    record(Action.HEALTH_LIMITS_CHANGED, row, actor=actor, **changed)
    return wanted


def _of(row: HealthLimits) -> Limits:
    return Limits(**{name: getattr(row, name) for name in NAMES})


def _check(wanted: Limits) -> None:
    problems = {}
    for kind in ("bounce", "complaint"):
        watch, pause = getattr(wanted, f"{kind}_watch"), getattr(wanted, f"{kind}_pause")
        most = getattr(LAXEST, f"{kind}_pause")
        if not 0 < pause <= most:
            problems[f"{kind}_pause"] = f"Enter more than 0 and at most {most:g} percent."
        if not 0 < watch <= pause:
            problems[f"{kind}_watch"] = "Enter more than 0 and at most what pauses the mailbox."
    if not 0 <= wanted.reply_watch <= 100:
        problems["reply_watch"] = "Enter from 0 (off) to 100 percent."
    if problems:
        raise Refused("Some limits cannot be so.", code="invalid", fields=problems)
