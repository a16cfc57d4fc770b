"""The scope in Python, and row level security behind it."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from contacts.models import Contact
from tenancy.scope import ScopeError, current_workspace_id, scope
from tests.world import World, contact


def test_a_query_without_a_scope_raises(db: None) -> None:
    with pytest.raises(ScopeError):
        Contact.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_tenant_query_outside_a_transaction_raises(acme: World) -> None:
    with scope(acme.workspace.pk), pytest.raises(ScopeError, match="transaction"):
        Contact.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_workspace_is_not_read_outside_a_transaction_either(acme: World) -> None:
    with scope(acme.workspace.pk), pytest.raises(ScopeError, match="transaction"):
        acme.workspace.refresh_from_db()


def test_another_workspace_sees_nothing(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        contact()
    with scope(globex.workspace.pk):
        assert Contact.objects.count() == 0


def test_row_level_security_hides_rows_from_raw_sql(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        contact()
    with scope(globex.workspace.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact")
        assert cursor.fetchone() == (0,)


def test_row_level_security_refuses_a_row_for_another_workspace(
    in_acme: World, globex: World
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        Contact.objects.create(workspace=globex.workspace, email="x@y.example")


def test_a_nested_scope_gives_the_former_one_back(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        contact()
        with scope(globex.workspace.pk):
            pass
        assert Contact.objects.count() == 1


def test_a_scope_survives_a_savepoint_that_rolls_back(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        contact()
        with pytest.raises(ProgrammingError), transaction.atomic(), scope(globex.workspace.pk):
            connection.cursor().execute("SELECT nonsense")
        assert Contact.objects.count() == 1
        assert current_workspace_id() == acme.workspace.pk


@pytest.mark.django_db(transaction=True)
def test_a_new_transaction_forgets_the_scope_of_the_last_one(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        contact()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact")
        assert cursor.fetchone() == (0,)
