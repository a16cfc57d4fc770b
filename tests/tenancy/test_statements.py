"""Statements written by hand keep to what all others keep to."""

import pytest

from tenancy.ids import uuid7
from tenancy.scope import ScopeError, scope
from tenancy.statements import array, rows, run
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
