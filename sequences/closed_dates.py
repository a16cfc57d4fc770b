"""The workspace's own closed dates: days on which nothing leaves, besides public holidays.

They count for every version at once, also for touches that are planned already: each is asked
again when it is due.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from contacts.csvfile.countries import country_code
from sequences.models import ClosedDate
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_DAYS = 100
MAX_ROWS = 500
MAX_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Which days, both inclusive; `country` is an ISO 3166-1 alpha-2 code, "" for everybody."""

    first: date
    last: date
    name: str
    country: str = ""


def closings() -> QuerySet[ClosedDate]:
    """All of the workspace, the earliest first."""
    return ClosedDate.objects.order_by("first", "last", "id")


@transaction.atomic
def add_closing(closing: Closing, *, seat: Membership, actor: Actor) -> ClosedDate:
    """Close days. Refused: not_allowed, invalid, too_many."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    values = _checked(closing)
    if ClosedDate.objects.count() >= MAX_ROWS:
        raise Refused(f"There are {MAX_ROWS} entries. Delete old ones first.", code="too_many")
    row = ClosedDate.objects.create(**values)
    _record(row, actor, "added")
    return row


@transaction.atomic
def change_closing(
    row: ClosedDate, closing: Closing, *, seat: Membership, actor: Actor
) -> ClosedDate:
    """Other days, or another name. Refused: not_allowed, invalid."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    values, locked = _checked(closing), _locked(row)
    if any(getattr(locked, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(locked, name, value)
        locked.save()
        _record(locked, actor, "changed")
    return locked


@transaction.atomic
def delete_closing(row: ClosedDate, *, seat: Membership, actor: Actor) -> None:
    """Open the days again."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    locked = _locked(row)
    _record(locked, actor, "deleted")
    locked.delete()


def _locked(row: ClosedDate) -> ClosedDate:
    found: ClosedDate | None = ClosedDate.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise NotFound("Somebody has deleted these closed dates. Reload the page.")
    return found


def _checked(closing: Closing) -> dict[str, Any]:
    name, country = closing.name.strip(), closing.country.strip().upper()
    wrong: dict[str, str] = {}
    if not name or len(name) > MAX_NAME or not name.isprintable():
        wrong["name"] = f"Name the days in 1 to {MAX_NAME} characters, such as Works outing."
    if closing.last < closing.first:
        wrong["last"] = "The last day is before the first one. Change one of them."
    elif (closing.last - closing.first).days >= MAX_DAYS:
        wrong["last"] = f"At most {MAX_DAYS} days are closed at once. Retire the version instead."
    if country and (len(country) != 2 or country_code(country) != country):
        wrong["country"] = "There is no such country. Write two letters such as DE, or nothing."
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)
    return {"first": closing.first, "last": closing.last, "name": name, "country": country}


def _record(row: ClosedDate, actor: Actor, verb: str) -> None:
    days: dict[str, Any] = {
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "country": row.country,
    }
    record(Action.CLOSED_DATES_CHANGED, row, actor=actor, label=row.name, done=verb, **days)
