"""In whose hours a version runs for a contact, each answer with the word for where it came from.

The zone is the contact's, else that of the place they are in, else the company's or its place's,
else the sender's, the sequence's, the workspace's. The window is the version's, else the
workspace's, else office hours. The public holidays are those of the contact's country, else the
company's, else the workspace's. What is stored but cannot be read is passed over, and said.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from contacts.models import Contact
from sequences.cadence import (
    OFFICE_HOURS,
    SPREAD,
    CadenceError,
    Due,
    Hours,
    Window,
    ZoneError,
    forecast,
    zone_or_error,
    zone_or_utc,
)
from sequences.calendars import Calendar, OwnClosedDate, closures
from sequences.models import ClosedDate, Version
from sequences.places import zone_for
from sequences.plans import StepInput, timings
from tenancy.models import Membership, Workspace
from tenancy.reading import read

UTC_NAME = "UTC"
MINUTES = timedelta(minutes=1)
HOURS = timedelta(hours=1)


class Sender(Protocol):
    """What is read of a mailbox."""

    @property
    def zone(self) -> str:
        """An IANA name, or "" for its owner's."""
        ...

    @property
    def owner(self) -> Membership | None:
        """Whose mailbox it is; None for the workspace's own."""
        ...


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one contact in one version. The sources are for people to read; `country` is
    the one whose public holidays count, "" when none do."""

    hours: Hours
    zone_source: str
    window_source: str
    country: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the hours."""
        return self.hours.zone

    @property
    def window(self) -> Window:
        """The window of the hours."""
        return self.hours.window

    def forecast(self, steps: Sequence[StepInput], start: datetime) -> list[Due]:
        """When each step would be due if the first counted from `start` (aware) and each were
        settled at once. CadenceError when the window cannot open."""
        return forecast(timings(steps), start, self.hours)


def hours_for(
    version: Version,
    contact: Contact,
    *,
    workspace: Workspace,
    closed: Sequence[OwnClosedDate],
    sender: Sender | None = None,
) -> Timetable:
    """The timetable of `contact` in `version`; `closed` is what `closed_dates` gives.

    Needs no query when the contact comes with its account. Only when neither has a zone or a
    place are the sender's owner and that person's settings looked at.
    """
    zone, zone_source = zone_of(version, contact, workspace, sender)
    window, window_source = window_of(version, workspace)
    calendar = _calendar(version, contact, workspace, closed)
    hours = Hours(
        zone,
        window,
        calendar,
        spread=_amount(version.options, "spread_minutes", MINUTES, SPREAD),
        gap=_amount(version.options, "min_gap_hours", HOURS, timedelta(0)),
    )
    return Timetable(hours, zone_source, window_source, calendar.country)


def hours_of_workspace(workspace: Workspace, closed: Sequence[OwnClosedDate]) -> Hours:
    """The hours of the workspace itself, for what is planned for many people at once."""
    try:
        window = Window.parse(workspace.window) if workspace.window else OFFICE_HOURS
    except CadenceError:
        window = OFFICE_HOURS
    days_off = closures(country=workspace.country, region="", observe=True, own=closed)
    return Hours(zone_or_utc(workspace.zone), window, days_off)


def hours_of_member(
    member: Membership | None, workspace: Workspace, closed: Sequence[OwnClosedDate]
) -> Hours:
    """The working hours of a colleague: the workspace's, in their own zone where they chose one.
    Needs no query when the member comes with the user."""
    hours = hours_of_workspace(workspace, closed)
    if member is None or member.user.zone == UTC_NAME:
        return hours
    return replace(hours, zone=zone_or_utc(member.user.zone))


def closed_dates() -> tuple[OwnClosedDate, ...]:
    """The workspace's own closed dates; one query. With many people, read them once."""
    found = read(ClosedDate, "TRUE ORDER BY this.first")
    return tuple(OwnClosedDate(row.first, row.last, row.name, row.country) for row in found)


def zone_of(
    version: Version, contact: Contact, workspace: Workspace, sender: Sender | None = None
) -> tuple[ZoneInfo, str]:
    """The contact's zone or the next best, and where it came from."""
    passed_over = ""
    for name, source in _candidates(version, contact, workspace, sender):
        if not name:
            continue
        try:
            return zone_or_error(name), source + passed_over
        except ZoneError:
            passed_over += f" (the zone given by {source} is unknown)"
    return zone_or_error(UTC_NAME), f"{UTC_NAME}{passed_over}"


def place_of(contact: Contact) -> tuple[str, str]:
    """The zone that a person or their company gives, and where it came from; "" twice for none.
    Needs no query when the contact comes with its account."""
    return next((found for found in _places(contact) if found[0]), ("", ""))


def window_of(version: Version, workspace: Workspace) -> tuple[Window, str]:
    """The version's window or the next best, and where it came from."""
    for stored, source in ((version.window, "sequence"), (workspace.window, "workspace")):
        if stored:
            try:
                return _window(json.dumps(stored)), source
            except CadenceError:
                continue
    return OFFICE_HOURS, "office hours"


# The same few windows count for everybody.
@lru_cache(maxsize=512)
def _window(stored: str) -> Window:
    return Window.parse(json.loads(stored))


def _candidates(
    version: Version, contact: Contact, workspace: Workspace, sender: Sender | None
) -> Iterator[tuple[str, str]]:
    """Zones in the order in which they count. Lazy: the later ones may cost a query."""
    yield from _places(contact)
    if sender is not None:
        yield sender.zone, "sender"
        yield _zone_of_owner(sender), "sender"
    yield str(version.options.get("zone", "")), "sequence"
    yield workspace.zone, "workspace"


def _places(contact: Contact) -> Iterator[tuple[str, str]]:
    yield contact.zone, "contact"
    yield zone_for(contact.country, contact.region, contact.city), "contact's country"
    account = contact.account
    if account is not None:
        yield account.zone, "company"
        yield zone_for(account.country, account.region), "company's country"


def _zone_of_owner(sender: Sender) -> str:
    """What the mailbox's owner chose; UTC is what everybody starts with, and tells nothing."""
    chosen = sender.owner.user.zone if sender.owner else ""
    return "" if chosen == UTC_NAME else chosen


def _calendar(
    version: Version, contact: Contact, workspace: Workspace, closed: Sequence[OwnClosedDate]
) -> Calendar:
    country, region = contact.country, contact.region
    if not country and contact.account is not None:
        country, region = contact.account.country, contact.account.region
    if not country:
        country, region = workspace.country, ""
    observe = version.options.get("holidays", True) is not False
    return closures(country=country, region=region, observe=observe, own=closed)


def _amount(
    options: Mapping[str, object], key: str, unit: timedelta, default: timedelta
) -> timedelta:
    stored = options.get(key)
    if isinstance(stored, bool) or not isinstance(stored, int) or stored < 0:
        return default
    return unit * stored
