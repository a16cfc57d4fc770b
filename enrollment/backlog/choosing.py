"""Reading what a person or a program chose for a release plan."""

from collections.abc import Collection, Mapping
from typing import Any

from enrollment.backlog.deciding import (
    MOST_DAYS,
    REVIEW_DAYS,
    STALE_HOURS,
    Choice,
    Stale,
    choice_of,
)
from enrollment.models import ReleaseKind
from tenancy.errors import Refused

ALL = "all"


def default(kind: str) -> dict[str, Any]:
    """The safe default for every group: as soon as limits and hours allow, evenly; a person decides
    on what is too late, but for what waited on purpose while its owner was away."""
    stale = Stale.SEND if kind == ReleaseKind.ABSENCE else Stale.PERSON
    return {ALL: Choice(stale=stale).to_json()}


def read(kind: str, given: Mapping[str, Any], groups: Collection[str]) -> dict[str, Any]:
    """Checked choices by group, the safe default for those that are not named. Refused: invalid."""
    strangers = sorted(set(given) - set(groups) - {ALL})
    if strangers:
        message = "The plan names a group that is not in this backlog. Count it again."
        raise Refused(message, code="invalid", fields={strangers[0][:80]: message})
    chosen = {name: _checked(name, each).to_json() for name, each in given.items()}
    return {**default(kind), **chosen}


def of_group(choices: Mapping[str, Any], group: str) -> Choice:
    """What was chosen for a group."""
    return choice_of(choices.get(group) or choices.get(ALL) or {})


def _checked(name: str, given: Any) -> Choice:
    try:
        choice = choice_of(given)
    except (AttributeError, TypeError, ValueError) as error:
        raise _wrong(name, "Choose one of the ways that the plan offers.") from error
    if not 1 <= choice.days <= MOST_DAYS:
        raise _wrong(f"{name}.days", f"Spread it over 1 to {MOST_DAYS} days.")
    if choice.stale_hours not in STALE_HOURS:
        known = ", ".join(str(each) for each in STALE_HOURS)
        raise _wrong(f"{name}.stale_hours", f"Too old is one of {known} hours.")
    if choice.review_days not in (0, *REVIEW_DAYS):
        known = ", ".join(str(each) for each in REVIEW_DAYS)
        raise _wrong(f"{name}.review_days", f"Review again after {known} days, or 0 for never.")
    return choice


def _wrong(field: str, message: str) -> Refused:
    return Refused(message, code="invalid", fields={field: message})
