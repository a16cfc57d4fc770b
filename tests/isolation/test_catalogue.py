"""What the database itself enforces, read from its catalogue."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from tenancy.rls import PARTITIONED
from tenancy.rows import is_tenant
from tests.isolation.rows import Model, each_model, table

pytestmark = pytest.mark.django_db

# Tables that belong to no workspace, and why each needs none.
GLOBAL = {
    "tenancy_user": "a person may have seats in several workspaces",
    "tenancy_workspace": "has a policy of its own: the open one, or those of one's seats",
    "tenancy_keydigest": "finds the workspace of an API key; no secret, no name",
    "compliance_tokendigest": "finds the workspace of an unsubscribe link; no address",
    "enrollment_trackeddigest": "finds the workspace of a tracked link; no target, no person",
    "enrollment_mailboxaddress": "finds the workspace of incoming mail; our own addresses",
    "tenancy_turn": "whose turn it is; moments, counts and seconds only",
    "tenancy_sighting": "processes of the engine and when they were seen; no data of anybody",
    "tenancy_clock": "one row: the demo's clock",
    "tenancy_cache": "attempt limits and used codes; keys are hashed or of addresses that log in",
    "tenancy_installation": "one row: identity and restore epoch",
    "account_emailaddress": "log-in",
    "account_emailconfirmation": "log-in",
    "mfa_authenticator": "second factors of people",
    "django_session": "sessions of people",
    "django_content_type": "names of models",
    "django_migrations": "history of the schema",
    "auth_permission": "unused; comes with Django's user model",
    "auth_group": "unused; comes with Django's user model",
    "auth_group_permissions": "unused; comes with Django's user model",
}
# Unique without the workspace, and why.
WIDER = {
    "enrollment_sendintent (message_id)": "Message-IDs are unique for ever, everywhere",
    "enrollment_taskwatch (touch_id)": "a touch lies in one workspace; its key binds it there",
    "signals_asked (signal_id)": "a signal lies in one workspace; its key binds it there",
}
# The one policy of every tenant table, those that let people find their workspaces, and one that
# narrows what may be added to the trail.
MORE_POLICIES = {
    ("audit_entry", "stamped", "a"),
    ("tenancy_membership", "own_seats", "r"),
    ("tenancy_workspace", "tenant", "*"),
    ("tenancy_workspace", "seated", "r"),
}

TENANT_TABLES = {table(model) for model in apps.get_models() if is_tenant(model)}


def ask(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def one(sql: str, *parameters: Any) -> Any:
    return ask(sql, *parameters)[0][0]


def test_every_table_is_a_tenants_or_on_the_list_of_global_ones() -> None:
    found = ask(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert {name for (name,) in found} == TENANT_TABLES | set(GLOBAL)


def test_nothing_else_shows_rows() -> None:
    """A view or a function of the owner's would read past row level security."""
    views = ask(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f')"
        " AND relnamespace = 'public'::regnamespace"
    )
    definers = ask(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert views + definers == []


@each_model
def test_row_level_security_is_on_and_binds_the_owner_too(model: Model) -> None:
    rows = ask(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table(model)
    )
    assert rows == [(True, True)]


@each_model
def test_the_policy_compares_the_workspace_for_reading_and_writing(model: Model) -> None:
    rows = ask("SELECT qual, with_check FROM pg_policies WHERE policyname = 'tenant'"
               " AND tablename = %s", table(model))  # fmt: skip
    expected = "(workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))"
    assert [(qual.startswith(expected), check == qual) for qual, check in rows] == [(True, True)]


def test_no_other_policy_widens_what_is_seen() -> None:
    rows = ask("SELECT polrelid::regclass::text, polname, polcmd FROM pg_policy")
    assert set(rows) == {(name, "tenant", "*") for name in TENANT_TABLES} | MORE_POLICIES


@each_model
def test_workspace_and_id_are_a_key(model: Model) -> None:
    if table(model) in PARTITIONED:
        assert keys(table(model)) == [["id", "at"]]
    else:
        assert ["workspace_id", "id"] in keys(table(model))


def keys(name: str) -> list[list[str]]:
    """The columns of each unique or primary key."""
    rows = ask(
        "SELECT array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(n, place)"
        " JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY place)"
        " FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')",
        name,
    )
    return [columns for (columns,) in rows]


def references() -> list[tuple[str, str, str]]:
    """Every foreign key from one tenant row to another: table, column, target."""
    return [
        (table(model), field.column, table(field.related_model))
        for model in apps.get_models()
        if is_tenant(model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and is_tenant(field.related_model)
    ]


@pytest.mark.parametrize(("name", "column", "target"), references())
def test_a_foreign_key_includes_the_workspace(name: str, column: str, target: str) -> None:
    composite = ask(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = %s::regclass AND confrelid = %s::regclass",
        name,
        target,
    )
    wanted = f"FOREIGN KEY (workspace_id, {column}) REFERENCES {target}(workspace_id, id)"
    assert any(text.startswith(wanted) for (text,) in composite)


def test_every_unique_index_includes_the_workspace() -> None:
    rows = ask(
        "SELECT indrelid::regclass::text, (SELECT string_agg(attname::text, ', ')"
        "  FROM pg_attribute WHERE attrelid = indexrelid)"
        " FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " WHERE indisunique AND NOT indisprimary AND NOT relispartition"
    )
    mine = [(name, columns) for name, columns in rows if name in TENANT_TABLES]
    wide = {f"{name} ({columns})" for name, columns in mine if "workspace_id" not in columns}
    assert wide == set(WIDER)


def test_the_processes_role_has_no_power() -> None:
    rows = ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert rows == [(False, False, False, False, False)]
    assert one("SELECT current_user") == settings.DATABASES["default"]["USER"]


def test_the_processes_role_owns_nothing_and_is_nobody_else() -> None:
    mine = "pg_has_role(current_user, relowner, 'MEMBER')"
    owned = ask(f"SELECT relname FROM pg_class WHERE {mine}")
    assert owned == []
    assert ask("SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole") == []


def test_a_partition_is_reached_through_its_table_only() -> None:
    rights = "has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
    rows = ask(
        f"SELECT {rights}, count(*) FROM pg_class WHERE relispartition AND relkind = 'r' GROUP BY 1"
    )
    assert [allowed for allowed, _ in rows] == [False]
    assert rows[0][1] >= 2 * 48


@pytest.mark.parametrize("name", ["audit_entry", "audit_seal", "compliance_decision"])
def test_what_was_recorded_can_only_be_read_and_added_to(name: str) -> None:
    rights = [
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
        if one("SELECT has_table_privilege(%s, %s)", name, right)
    ]
    assert rights == ["SELECT", "INSERT"]


def test_no_table_can_be_truncated_by_the_processes() -> None:
    rows = ask(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'TRUNCATE')"
    )
    assert rows == []
