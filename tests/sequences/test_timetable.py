"""In whose hours a version runs: zone, window, holidays, gap and spread, each with its source."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Account, Contact
from enrollment.models import Mailbox
from sequences.calendars import OwnClosedDate
from sequences.models import ClosedDate, Version
from sequences.plans import StepInput
from sequences.timetable import Timetable, closed_dates, hours_for, window_of, zone_of
from tenancy.models import Membership, User
from tests.sequences.drafting import drafted
from tests.world import World

CHRISTMAS = date(2026, 12, 25)
FAIR = OwnClosedDate(date(2026, 9, 1), date(2026, 9, 2), "Trade fair")
HOURS = [{"weekday": 1, "start": "09:00", "end": "10:00"}]


@pytest.fixture
def world(in_acme: World) -> Iterator[World]:
    in_acme.workspace.zone = "Europe/Berlin"
    yield in_acme


def version(**options: Any) -> Version:
    row: Version = Version(options=options)
    return row


def sender(own: str = "", owners: str = "UTC") -> Mailbox:
    return Mailbox(zone=own, owner=Membership(user=User(zone=owners)))


def found(world: World, person: Contact, **more: Any) -> Timetable:
    arguments = {"workspace": world.workspace, "closed": (), **more}
    return hours_for(arguments.pop("version", version()), person, **arguments)


# Zones

COMPANY = {"zone": "Asia/Tokyo", "country": "FR"}


@pytest.mark.parametrize(
    ("person", "company", "zone", "source"),
    [
        ({"zone": "Asia/Dubai", "country": "US"}, COMPANY, "Asia/Dubai", "contact"),
        ({"country": "GB"}, COMPANY, "Europe/London", "contact's country"),
        ({"country": "US", "region": "Texas"}, COMPANY, "America/Chicago", "contact's country"),
        ({"country": "US"}, COMPANY, "Asia/Tokyo", "company"),
        ({}, {"country": "FR"}, "Europe/Paris", "company's country"),
        ({}, {"country": "US", "region": "CA"}, "America/Los_Angeles", "company's country"),
        ({}, {"country": "US"}, "Pacific/Auckland", "sender"),
        ({}, None, "Pacific/Auckland", "sender"),
    ],
)
def test_the_zone_is_the_nearest_that_is_known(
    world: World, person: dict[str, str], company: dict[str, str] | None, zone: str, source: str
) -> None:
    account = Account(**company) if company is not None else None
    row = Contact(**person, account=account)
    seen = found(world, row, sender=sender("Pacific/Auckland", "Asia/Tokyo"))
    assert (seen.zone.key, seen.zone_source) == (zone, source)


@pytest.mark.parametrize(
    ("mailbox", "options", "zone", "source"),
    [
        (("", "Asia/Tokyo"), {"zone": "Asia/Dubai"}, "Asia/Tokyo", "sender"),
        (("", "UTC"), {"zone": "Asia/Dubai"}, "Asia/Dubai", "sequence"),
        (None, {"zone": "Asia/Dubai"}, "Asia/Dubai", "sequence"),
        (None, {}, "Europe/Berlin", "workspace"),
    ],
)
def test_without_a_place_it_is_the_senders_the_sequences_or_the_workspaces(
    world: World, mailbox: tuple[str, str] | None, options: dict[str, str], zone: str, source: str
) -> None:
    box = sender(*mailbox) if mailbox else Mailbox()
    seen = zone_of(version(**options), Contact(), world.workspace, box)
    assert (seen[0].key, seen[1]) == (zone, source)


def test_a_zone_that_cannot_be_read_is_passed_over_and_said(world: World) -> None:
    zone, source = zone_of(version(), Contact(zone="../etc"), world.workspace)
    assert zone.key == "Europe/Berlin"
    assert source == "workspace (the zone given by contact is unknown)"


def test_without_any_zone_it_is_utc(world: World) -> None:
    world.workspace.zone = "Mars"
    zone, source = zone_of(version(), Contact(), world.workspace)
    assert (zone.key, source) == ("UTC", "UTC (the zone given by workspace is unknown)")


def test_nothing_is_asked_of_the_database_for_a_contact_with_its_company(world: World) -> None:
    row = Contact(country="DE", account=Account(country="FR"))
    with CaptureQueriesContext(connection) as seen:
        found(world, row, sender=world.mailbox)
    assert len(seen) == 0


# Windows


def test_the_window_is_the_versions_or_else_the_workspaces(world: World) -> None:
    row, world.workspace.window = Version(window=HOURS), [{**HOURS[0], "weekday": 2}]
    assert [str(window_of(row, world.workspace)[0]), window_of(row, world.workspace)[1]] == [
        "Tue 09:00\u201310:00",
        "sequence",
    ]
    assert window_of(Version(), world.workspace)[1] == "workspace"


def test_a_window_that_cannot_be_read_is_passed_over(world: World) -> None:
    world.workspace.window = [{"broken": True}]
    assert window_of(Version(window=[1]), world.workspace)[1] == "office hours"


# Days off, gap and spread


@pytest.mark.parametrize(
    ("person", "company", "country", "why"),
    [
        ({"country": "GB"}, "FR", "GB", "Christmas Day in the United Kingdom"),
        ({}, "FR", "FR", "Christmas Day in France"),
        ({}, "", "DE", "Christmas Day in Germany"),
    ],
)
def test_holidays_are_those_of_the_contact_the_company_or_the_workspace(
    world: World, person: dict[str, str], company: str, country: str, why: str
) -> None:
    seen = found(world, Contact(**person, account=Account(country=company)))
    assert (seen.country, seen.hours.closures.why(CHRISTMAS)) == (country, why)


def test_a_region_of_the_company_does_not_go_with_the_contacts_country(world: World) -> None:
    row = Contact(country="DE", account=Account(country="DE", region="Bavaria"))
    assert found(world, row).hours.closures.why(date(2026, 1, 6)) == ""


def test_a_version_may_take_no_notice_of_holidays(world: World) -> None:
    row = Contact(country="DE")
    seen = found(world, row, version=version(holidays=False), closed=[FAIR]).hours.closures
    assert (seen.why(CHRISTMAS), seen.why(FAIR.first)) == ("", "a closed date: Trade fair")


def test_gap_and_spread_are_the_versions(world: World) -> None:
    row = version(min_gap_hours=24, spread_minutes=5)
    seen = found(world, Contact(), version=row).hours
    assert (seen.gap, seen.spread) == (timedelta(hours=24), timedelta(minutes=5))


@pytest.mark.parametrize("stored", [None, True, -1, "5"])
def test_what_is_no_number_leaves_the_default(world: World, stored: object) -> None:
    row = version(min_gap_hours=stored, spread_minutes=stored)
    seen = found(world, Contact(), version=row).hours
    assert (seen.gap, seen.spread) == (timedelta(0), timedelta(minutes=20))


def test_closed_dates_are_read_in_one_query(world: World) -> None:
    ClosedDate.objects.create(first=FAIR.first, last=FAIR.last, name=FAIR.name)
    with CaptureQueriesContext(connection) as seen:
        assert closed_dates() == (FAIR,)
    assert len(seen) == 1


def test_a_forecast_knows_the_waits_of_the_plan(world: World) -> None:
    steps = [StepInput("email"), StepInput("wait", delay_amount=1), StepInput("call")]
    seen = found(world, Contact(), version=version(min_gap_hours=4, holidays=False))
    dues = seen.forecast(steps, datetime(2026, 6, 2, 8, tzinfo=UTC))
    assert [due.at.day for due in dues] == [2, 3, 3]
    assert dues[1].at == dues[2].at


def test_a_draft_starts_with_the_defaults(world: World) -> None:
    hours = found(world, Contact(country="DE"), version=drafted(world.admin)).hours
    assert hours.closures.why(CHRISTMAS)
    assert (hours.gap, hours.spread) == (timedelta(0), timedelta(minutes=20))
