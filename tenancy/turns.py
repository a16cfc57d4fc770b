"""Whose turn it is: a global table of (workspace, next due moment), free of personal data.

Workers have no scope until they choose a workspace; this is the only thing they read before.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction


def workspaces() -> list[UUID]:
    """Every workspace, in a stable order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT workspace_id FROM tenancy_turn ORDER BY workspace_id")
        return [row[0] for row in cursor.fetchall()]


# A turn is taken when it begins, so that the next who asks finds the next workspace; what falls
# due meanwhile has its place in the same order.
_NEXT = """
UPDATE tenancy_turn SET served_at = clock_timestamp() WHERE workspace_id = (
    SELECT workspace_id FROM tenancy_turn
    WHERE (next_due_at <= greatest(%(moment)s, app_now())
            -- A sweep, so that no mistake about the next moment can silence a workspace.
            OR served_at IS NULL OR served_at < clock_timestamp() - interval '60 s')
        -- A turn later than now was noted while the clock was wrong.
        AND (served_at IS NULL OR served_at < %(began)s OR served_at > clock_timestamp())
    ORDER BY served_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING workspace_id
"""


def due(moment: datetime) -> Iterator[UUID]:
    """Workspaces with something due, one turn each: always the one that was served longest ago.

    Asked anew for every turn, so whoever falls due waits for those alone that were served longer
    ago, however much the others have to do. Ends when everybody who is due has had a turn.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        began = cursor.fetchone()[0]
    while (found := _take(moment, began)) is not None:
        yield found


def _take(moment: datetime, began: datetime) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"moment": moment, "began": began})
        row = cursor.fetchone()
    return row[0] if row else None


def unseen_since(moment: datetime) -> list[tuple[UUID, datetime]]:
    """Workspaces that nobody has looked at since `moment` (real time), and when somebody did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT workspace_id, served_at FROM tenancy_turn WHERE served_at < %s"
            " ORDER BY served_at",
            [moment],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def last_served(workspace_id: UUID) -> datetime | None:
    """When somebody last looked at a workspace (real time)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT served_at FROM tenancy_turn WHERE workspace_id = %s", [workspace_id])
        row = cursor.fetchone()
    return row[0] if row else None


def bring_forward(workspace_id: UUID, moment: datetime) -> None:
    """Something of this workspace falls due at `moment`, perhaps earlier than was known.

    Written after the commit: inside it, everybody who plans would queue at this one row. Should
    we die between the two, the sweep of `due` finds the touch within a minute.
    """
    transaction.on_commit(lambda: _bring_forward(workspace_id, moment), robust=True)


def _bring_forward(workspace_id: UUID, moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_turn SET next_due_at = least(next_due_at, %s)"
            " WHERE workspace_id = %s AND (next_due_at IS NULL OR next_due_at > %s)",
            [moment, workspace_id, moment],
        )


def served(workspace_id: UUID, next_due: Callable[[], datetime | None]) -> None:
    """The workspace had its turn; `next_due` reads when it is due again.

    The row is locked first and the moment read in a new statement after it, so a touch that is
    planned meanwhile is either seen here or moves the moment forward again afterwards.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM tenancy_turn WHERE workspace_id = %s FOR UPDATE", [workspace_id]
        )
        cursor.execute(
            "UPDATE tenancy_turn SET served_at = clock_timestamp(), next_due_at = %s"
            " WHERE workspace_id = %s",
            [next_due(), workspace_id],
        )


def oldest_due_age(now: datetime, real_now: datetime) -> float:
    """Seconds for which the workspace that waits longest has waited for a worker.

    A jump of the demo's clock makes much due at once, so the wait since the last turn counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT next_due_at, served_at FROM tenancy_turn WHERE next_due_at <= %s", [now]
        )
        waits = [
            min((now - due_at).total_seconds(), (real_now - (seen or due_at)).total_seconds())
            for due_at, seen in cursor.fetchall()
        ]
    return max(waits, default=0.0)


def note_figures(workspace_id: UUID, found: Mapping[str, Any]) -> None:
    """Keep counts and seconds of a workspace, without names, for the operators' metrics."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_turn SET figures = %s, figures_at = clock_timestamp()"
            " WHERE workspace_id = %s",
            [json.dumps(found), workspace_id],
        )


def figures() -> dict[UUID, dict[str, Any]]:
    """What is kept of every workspace, with `age`, the seconds since it was taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT workspace_id, figures::text,"
            " extract(epoch FROM clock_timestamp() - figures_at)::float"
            " FROM tenancy_turn WHERE figures_at IS NOT NULL"
        )
        return {key: {**json.loads(found), "age": age} for key, found, age in cursor.fetchall()}
