"""Counts, for all mailboxes of a workspace at once, what was sent and what became of it.

A message counts at the moment it was sent, whenever its bounce, complaint or answer came; once for
each of them, however often it was reported. Signals lie in the app above, so they are read by SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from enrollment.health.bands import MONTH, WEEK, Sample
from tenancy.ids import first_at
from tenancy.scope import current_workspace_id
from tenancy.statements import rows

# Ids are in order of time, so both tables are entered by the key of workspace and id.
_COUNTED = """
WITH told AS (
    SELECT touch_id, bool_or(kind = 'bounce_hard') AS bounced,
        bool_or(kind = 'complaint') AS complained,
        bool_or(kind NOT IN ('bounce_hard', 'complaint')) AS replied
    FROM signals_signal
    WHERE workspace_id = %(workspace)s AND id >= %(first)s AND state = 'applied'
        AND touch_id IS NOT NULL AND kind IN ('bounce_hard', 'complaint', 'reply', 'objection',
            'referral', 'not_now', 'wrong_person', 'meeting_booked')
    GROUP BY touch_id
), sent AS (
    SELECT intent.mailbox_id, intent.armed_at >= %(week)s AS lately,
        intent.outcome = 'refused' OR coalesce(told.bounced, false) AS bounced,
        coalesce(told.complained, false) AS complained, coalesce(told.replied, false) AS replied
    FROM enrollment_sendintent AS intent
        LEFT JOIN told ON told.touch_id = intent.touch_id
        LEFT JOIN enrollment_mailboxhealth AS health
            ON health.workspace_id = intent.workspace_id AND health.mailbox_id = intent.mailbox_id
    WHERE intent.workspace_id = %(workspace)s AND intent.id >= %(first)s
        AND intent.outcome IN ('accepted', 'assumed', 'refused')
        AND intent.armed_at >= greatest(%(month)s, health.counts_from)
)
SELECT mailbox_id, count(*),
    count(*) FILTER (WHERE bounced), count(*) FILTER (WHERE complained),
    count(*) FILTER (WHERE replied),
    count(*) FILTER (WHERE lately), count(*) FILTER (WHERE lately AND bounced),
    count(*) FILTER (WHERE lately AND complained), count(*) FILTER (WHERE lately AND replied)
FROM sent GROUP BY mailbox_id
"""
NOTHING = Sample()


@dataclass(frozen=True, slots=True)
class Counted:
    """What one mailbox sent in 30 days and, of that, in 7."""

    month: Sample = NOTHING
    week: Sample = NOTHING


def counted(now: datetime) -> Mapping[UUID, Counted]:
    """By mailbox, those that sent anything; one statement. `now` is real time."""
    month, week = now - timedelta(days=MONTH), now - timedelta(days=WEEK)
    found = rows(
        _COUNTED, workspace=current_workspace_id(), first=first_at(month), month=month, week=week
    )
    return {box: Counted(Sample(*counts[:4]), Sample(*counts[4:])) for box, *counts in found}
