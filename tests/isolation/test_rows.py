"""Every tenant model: another workspace sees nothing, writes nothing, takes nothing."""

import json

import pytest
from django.db import connection, models, transaction
from django.db.utils import IntegrityError, ProgrammingError

from tenancy.models import Workspace
from tenancy.scope import identity, unscoped
from tests.isolation.rows import Model, a_row, each_model, outside, reached, run, table
from tests.world import World

# The role of the processes may not change these at all, in its own workspace either.
APPEND_ONLY = {"audit_entry", "audit_seal", "compliance_decision", "compliance_reviewsignature"}


@pytest.fixture
def row(in_acme: World, model: Model) -> models.Model:
    """A row of acme, with what it needs."""
    return a_row(model, in_acme)


def seen(row: models.Model) -> dict[str, int]:
    """How many of `row` each way of reading shows."""
    model = type(row)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table(model)} WHERE id = %s", [row.pk])
        raw = cursor.fetchone()[0]
    with unscoped("the test asks row level security alone"):
        bare = model._base_manager.filter(pk=row.pk).count()
    return {
        "manager": model._default_manager.filter(pk=row.pk).count(),
        "base manager": bare,
        "raw SQL": raw,
    }


@each_model
def test_a_row_is_of_its_own_workspace_alone(row: models.Model, globex: World) -> None:
    assert set(seen(row).values()) == {1}
    with outside(globex):
        assert set(seen(row).values()) == {0}
    cannot_be_copied_to(globex, row)
    cannot_be_moved_to(globex, row)
    is_out_of_reach_of(globex, row)


def cannot_be_copied_to(globex: World, row: models.Model) -> None:
    name = table(type(row))
    stolen = as_json(row)
    copy = f"INSERT INTO {name} SELECT * FROM json_populate_record(NULL::{name}, %s)"
    with outside(globex), pytest.raises(ProgrammingError, match="row-level security"):
        run(copy, stolen)


def as_json(row: models.Model) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_json(t) FROM {table(type(row))} t WHERE id = %s", [row.pk])
        return json.dumps(cursor.fetchone()[0])


def cannot_be_moved_to(globex: World, row: models.Model) -> None:
    move = f"UPDATE {table(type(row))} SET workspace_id = %s WHERE id = %s"
    if table(type(row)) in APPEND_ONLY:
        assert reached(move, globex.workspace.pk, row.pk) == 0
        return
    with pytest.raises(ProgrammingError, match="row-level security"):
        run(move, globex.workspace.pk, row.pk)


def is_out_of_reach_of(globex: World, row: models.Model) -> None:
    name, key = table(type(row)), row.pk
    with outside(globex):
        changed = reached(f"UPDATE {name} SET id = id WHERE id = %s", key)
        deleted = reached(f"DELETE FROM {name} WHERE id = %s", key)
    assert (changed, deleted) == (0, 0)


def test_without_a_scope_the_database_shows_nothing(acme: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_membership")
        assert cursor.fetchone() == (0,)


def test_a_workspace_knows_itself_alone(in_acme: World, globex: World) -> None:
    assert list(Workspace.objects.values_list("slug", flat=True)) == ["acme"]
    name = "UPDATE tenancy_workspace SET name = 'mine' WHERE id = %s"
    assert reached(name, globex.workspace.pk) == 0


def test_a_person_without_a_workspace_sees_their_own_seats_alone(
    acme: World, globex: World
) -> None:
    with identity(acme.rep.user_id), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tenancy_membership")
        assert cursor.fetchall() == [(acme.rep.pk,)]
        assert list(Workspace.objects.values_list("slug", flat=True)) == ["acme"]


def test_a_person_without_a_workspace_changes_no_seat(acme: World) -> None:
    with identity(acme.rep.user_id):
        promote = "UPDATE tenancy_membership SET role = 'admin' WHERE id = %s"
        assert reached(promote, acme.rep.pk) == 0


def test_a_row_cannot_point_into_another_workspace(in_acme: World, globex: World) -> None:
    point = "UPDATE enrollment_mailbox SET owner_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match="owner_id_same_ws"), transaction.atomic():
        run(point, globex.rep.pk, in_acme.mailbox.pk)
        run("SET CONSTRAINTS ALL IMMEDIATE")
