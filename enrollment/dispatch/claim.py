"""CLAIM: take due touches of one workspace for a while, by a lease and a fence."""

from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from enrollment import control
from enrollment.models import Touch
from tenancy.scope import current_workspace_id

BATCH = 20

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
FROM due WHERE touch.id = due.id
RETURNING touch.id
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


def let_go(touch_ids: list[UUID]) -> None:
    """Give claims back that we did not get to, as if they had not been made."""
    with transaction.atomic():
        Touch.objects.filter(pk__in=touch_ids, state="planned", lease_until__isnull=False).update(
            lease_until=None, attempts=Greatest(F("attempts") - 1, 0)
        )


def load(touch_id: UUID) -> Touch:
    """A claimed touch with everything that checking and writing it needs."""
    rows = Touch.objects.select_related(
        "enrollment__contact__account",
        "enrollment__contact__owner",
        "enrollment__sequence",
        "enrollment__version__sequence",
        "enrollment__version__author",
        "enrollment__version__last_editor",
        "enrollment__review",
        "enrollment__mailbox",
        "enrollment__workspace",
        "enrollment__enrolled_by",
        "step",
        "mailbox",
    )
    touch: Touch = rows.get(pk=touch_id)
    return touch
