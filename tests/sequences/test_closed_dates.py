"""The workspace's own closed dates."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.models import Entry
from sequences import closed_dates
from sequences.closed_dates import (
    Closing,
    add_closing,
    change_closing,
    closings,
    delete_closing,
)
from sequences.models import ClosedDate
from sequences.timetable import closed_dates as counted
from tenancy.errors import NotFound
from tests.sequences.drafting import as_, refused
from tests.world import World

OUTING = Closing(first=date(2027, 5, 6), last=date(2027, 5, 7), name="Works outing")


def test_closed_days_count_for_the_timetable(in_acme: World) -> None:
    add_closing(replace(OUTING, country=" de "), **as_(in_acme.admin))
    (own,) = counted()
    assert (own.first, own.last, own.name, own.country) == (
        OUTING.first,
        OUTING.last,
        "Works outing",
        "DE",
    )


def test_closed_days_can_be_changed_and_opened_again(in_acme: World) -> None:
    row = add_closing(OUTING, **as_(in_acme.admin))
    change_closing(row, replace(OUTING, name="Summer party"), **as_(in_acme.admin))
    assert [each.name for each in closings()] == ["Summer party"]
    delete_closing(row, **as_(in_acme.admin))
    assert counted() == ()


def test_every_change_is_in_the_trail_and_a_change_to_the_same_is_none(in_acme: World) -> None:
    row = add_closing(OUTING, **as_(in_acme.admin))
    change_closing(row, OUTING, **as_(in_acme.admin))
    delete_closing(row, **as_(in_acme.admin))
    entries = Entry.objects.filter(action="closed_dates.changed").order_by("id")
    assert [entry.data["done"] for entry in entries] == ["added", "deleted"]
    assert entries[0].data["first"] == "2027-05-06"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"last": date(2027, 5, 5)}, "last"),
        ({"last": date(2027, 9, 1)}, "last"),
        ({"country": "XX"}, "country"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    in_acme: World, wrong: dict[str, Any], field: str
) -> None:
    with refused("invalid") as caught:
        add_closing(replace(OUTING, **wrong), **as_(in_acme.admin))
    assert list(caught.value.fields) == [field]
    assert not ClosedDate.objects.exists()


def test_the_list_has_an_end(in_acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed_dates, "MAX_ROWS", 1)
    add_closing(OUTING, **as_(in_acme.admin))
    with refused("too_many"):
        add_closing(OUTING, **as_(in_acme.admin))


def test_what_somebody_has_deleted_is_not_changed(in_acme: World) -> None:
    row = add_closing(OUTING, **as_(in_acme.admin))
    delete_closing(ClosedDate.objects.get(pk=row.pk), **as_(in_acme.admin))
    with pytest.raises(NotFound):
        change_closing(row, OUTING, **as_(in_acme.admin))


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_who_writes_sequences_closes_days(in_acme: World, name: str) -> None:
    row, seat = add_closing(OUTING, **as_(in_acme.admin)), getattr(in_acme, name)
    with refused("not_allowed"):
        add_closing(OUTING, **as_(seat))
    with refused("not_allowed"):
        change_closing(row, OUTING, **as_(seat))
    with refused("not_allowed"):
        delete_closing(row, **as_(seat))
