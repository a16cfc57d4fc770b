"""Statements written by hand keep to what all others keep to."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.pq import TransactionStatus

from tenancy.ids import uuid7
from tenancy.scope import ScopeError, scope
from tenancy.statements import array, document, look, rows, run
from tests.world import World, contact


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", [rows, run])
def test_outside_a_transaction_they_are_refused(statement: object) -> None:
    assert callable(statement)
    with scope(uuid7()), pytest.raises(ScopeError, match="transaction"):
        statement("SELECT 1")


def test_an_array_holds_ids_and_what_is_missing(in_acme: World) -> None:
    one = uuid7()
    assert rows("SELECT %s::uuid[]", array([one, None])) == [([one, None],)]


def test_rows_among_many_ids_are_those_in_them(in_acme: World) -> None:
    here, other = contact("a@x.example"), contact("b@x.example")
    people = type(here).objects.filter(pk__among=[here.pk, uuid7()])
    assert list(people) == [here] and other not in people


ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)), ZoneInfo("America/New_York"))


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_moment_of_any_zone_stands_in_a_document(in_acme: World, zone: tzinfo) -> None:
    moment = datetime(2026, 3, 1, 9, 30, 0, 120, tzinfo=zone)
    read = "SELECT at FROM json_to_recordset(%s::json) AS each (at timestamptz)"
    assert rows(read, document([{"at": moment}])) == [(moment,)]


def test_bytes_and_ids_stand_in_a_document(in_acme: World) -> None:
    pk = uuid7()
    read = "SELECT id, raw FROM json_to_recordset(%s::json) AS each (id uuid, raw bytea)"
    assert rows(read, document([{"id": pk, "raw": b"\x00\xff"}])) == [(pk, b"\x00\xff")]


@pytest.mark.django_db(transaction=True)
def test_a_look_is_a_transaction_of_its_own_in_its_scope(acme: World) -> None:
    with scope(acme.workspace.pk):
        assert look("SELECT current_setting('app.workspace')") == [(str(acme.workspace.pk),)]
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE


@pytest.mark.django_db(transaction=True)
def test_a_look_that_fails_leaves_no_transaction_open(acme: World) -> None:
    with scope(acme.workspace.pk):
        with pytest.raises(DatabaseError):
            look("SELECT 1 / 0")
        assert look("SELECT 1") == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_look_changes_nothing(acme: World) -> None:
    with scope(acme.workspace.pk), pytest.raises(DatabaseError, match="read-only"):
        look("UPDATE tenancy_turn SET figures = '{}'")


@pytest.mark.django_db(transaction=True)
def test_a_look_needs_a_scope_and_no_transaction(acme: World) -> None:
    with pytest.raises(ScopeError):
        look("SELECT 1")
    with scope(acme.workspace.pk), transaction.atomic(), pytest.raises(ScopeError):
        look("SELECT 1")


MORE_THAN_A_STATEMENT_TAKES = 70_000


def test_a_list_may_be_longer_than_a_statement_takes_values(in_acme: World) -> None:
    here = contact("a@x.example")
    others = [uuid7() for _ in range(MORE_THAN_A_STATEMENT_TAKES)]
    rows = type(here).objects.all()
    assert list(rows.filter(pk__in=[here.pk, *others])) == [here]
    assert list(rows.filter(pk__in=others)) == []
    assert here in rows.exclude(pk__in=others)


def test_so_may_a_list_of_texts_and_one_of_rows_that_others_name(in_acme: World) -> None:
    here = contact("a@x.example", owner=in_acme.rep)
    numbers = range(MORE_THAN_A_STATEMENT_TAKES)
    texts = [here.email_base, *(f"a{number}@b.example" for number in numbers)]
    assert list(type(here).objects.filter(email_base__in=texts)) == [here]
    owners = [in_acme.rep.pk, *(uuid7() for _ in numbers)]
    assert here in type(here).objects.filter(owner__in=owners)
