"""CLAIM: take due touches of one workspace for a while, by a lease and a fence."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from enrollment import control
from enrollment.models import Touch
from tenancy.scope import current_workspace_id
from tenancy.statements import document, rows, run

BATCH = 100

# An array of ids goes by their key, however few touches the statistics know of in the workspace.
# Only columns of the touch itself: a locked and released row is not checked again against other
# tables, so a condition on those would let two workers claim it (measured).
_CLAIM = """
WITH due AS (
    SELECT id FROM enrollment_touch
    WHERE workspace_id = %(workspace)s AND state = 'planned' AND NOT held
        AND due_at <= app_now()
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND sequence_id <> ALL(%(sequences)s)
        AND (mailbox_id IS NULL OR NOT automatic OR mailbox_id <> ALL(%(mailboxes)s))
    ORDER BY due_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE enrollment_touch AS touch
SET fence = fence + 1, attempts = attempts + 1,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE touch.id = ANY(ARRAY(SELECT id FROM due))
RETURNING touch.id
"""

# In one order, so that two batches that hold the same touches queue at the first one.
_HELD = """
SELECT touch.id FROM enrollment_touch AS touch
    JOIN json_to_recordset(%s::json) AS mine (id uuid, fence int) USING (id, fence)
WHERE touch.workspace_id = %s AND touch.state = 'planned' AND NOT touch.held
    AND touch.lease_until > clock_timestamp()
ORDER BY touch.id FOR UPDATE OF touch
"""
_FREE = """
UPDATE enrollment_touch AS touch SET lease_until = NULL{besides}
FROM json_to_recordset(%s::json) AS mine (id uuid, fence int)
WHERE touch.id = mine.id AND touch.fence = mine.fence AND touch.workspace_id = %s
    AND touch.state = 'planned'
"""


def claim(limit: int = BATCH) -> list[UUID]:
    """Claim up to `limit` due touches; closed switches leave theirs where they are.

    Returns touch ids. Each is ours until the lease ends, by the database's clock; a claim changes
    no state, so a worker that dies here loses nothing.
    """
    with transaction.atomic():
        closed = control.closed_refs()
        if closed.everything:
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                _CLAIM,
                {
                    "workspace": current_workspace_id(),
                    "sequences": list(closed.sequences),
                    "mailboxes": list(closed.mailboxes),
                    "limit": limit,
                    "lease": settings.TOUCH_LEASE_SECONDS,
                },
            )
            return [row[0] for row in cursor.fetchall()]


def held(touches: Sequence[Touch]) -> list[UUID]:
    """Lock those of our claims whose fence and lease are still ours, until the transaction ends."""
    ours = [{"id": touch.pk, "fence": touch.fence} for touch in touches]
    return [pk for (pk,) in rows(_HELD, document(ours), current_workspace_id())]


def release(touches: Sequence[Touch]) -> None:
    """Let leases go; the next claim finds out why these could not leave."""
    _free(touches, "")


def let_go(touches: Sequence[Touch]) -> None:
    """Give claims back that we did not get to, as if they had not been made."""
    _free(touches, ", attempts = greatest(touch.attempts - 1, 0)")


def _free(touches: Sequence[Touch], besides: str) -> None:
    if not touches:
        return
    ours = [{"id": touch.pk, "fence": touch.fence} for touch in touches]
    with transaction.atomic():
        run(_FREE.format(besides=besides), document(ours), current_workspace_id())
