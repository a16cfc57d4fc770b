"""The figures of one workspace's engine: counts and seconds, read by indexes alone.

The operations page reads them as they are now. For the operators' metrics each workspace's are kept
beside its turn by the regular work, so that reading all of them is one statement in no scope.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.models import Seal
from tenancy import clock, turns
from tenancy.ids import first_at
from tenancy.scope import current_workspace_id

# More than this nobody tells apart, and counting it would take longer.
MOST = 100_000
LATELY = timedelta(hours=1)
JUST_NOW = timedelta(minutes=5)
SAMPLE = 2_000

# Each count goes by its own index and stops at MOST. The claimed are counted among the oldest that
# are due: an index of leases would be written with every claim.
_COUNTS = """
SELECT
    waiting.due, waiting.claimed,
    (SELECT min(due_at) FROM enrollment_touch
        WHERE workspace_id = %(workspace)s AND state = 'planned' AND NOT held) AS first_due,
    (SELECT count(*) FROM enrollment_sendintent
        WHERE workspace_id = %(workspace)s AND outcome = 'armed') AS armed,
    (SELECT count(*) FROM enrollment_sendintent
        WHERE workspace_id = %(workspace)s AND outcome = 'unknown') AS unknown,
    (SELECT count(*) FROM (SELECT 1 FROM enrollment_touch
        WHERE workspace_id = %(workspace)s AND state = 'failed' LIMIT %(most)s) AS f) AS failed,
    (SELECT count(*) FROM (SELECT 1 FROM enrollment_touch
        WHERE workspace_id = %(workspace)s AND state = 'due' LIMIT %(most)s) AS t) AS tasks,
    (SELECT coalesce(sum(n), 0) FROM enrollment_limitcounter
        WHERE workspace_id = %(workspace)s AND key IN (
            SELECT 'mailbox:' || id || ':' || %(today)s FROM enrollment_mailbox
            WHERE workspace_id = %(workspace)s)) AS left_today,
    (SELECT count(*) FROM enrollment_controlgate WHERE workspace_id = %(workspace)s) AS closed,
    (SELECT count(*) FROM enrollment_mailbox
        WHERE workspace_id = %(workspace)s AND is_active) AS mailboxes,
    (SELECT count(*) FROM enrollment_mailbox
        WHERE workspace_id = %(workspace)s AND is_active AND unmonitored_by_id IS NULL
            AND (heard_at IS NULL OR heard_at < clock_timestamp() - interval '5 minutes'))
        AS deaf,
    (SELECT count(*) FROM enrollment_domainbreaker
        WHERE workspace_id = %(workspace)s AND state <> 'closed') AS breakers,
    (SELECT count(*) FROM enrollment_mailboxhealth
        WHERE workspace_id = %(workspace)s AND band = 'watch') AS watched,
    (SELECT count(*) FROM enrollment_mailboxhealth
        WHERE workspace_id = %(workspace)s AND band = 'pause') AS unwell
FROM (SELECT count(*) AS due, count(*) FILTER (WHERE lease_until > clock_timestamp()) AS claimed
    FROM (SELECT lease_until FROM enrollment_touch
        WHERE workspace_id = %(workspace)s AND state = 'planned' AND NOT held
            AND due_at <= %(now)s ORDER BY due_at LIMIT %(most)s) AS oldest) AS waiting
"""
# Of the newest messages of the last hour: by how much each was later than its due moment, and how
# many they were. Ids are in order of time, so the key finds them.
_LATENESS = """
SELECT count(*) AS left_lately,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY late) AS late_half,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY late) AS late_most
FROM (
    SELECT greatest(0, extract(epoch FROM touch.settled_at - touch.due_at))::float AS late
    FROM (SELECT touch_id FROM enrollment_sendintent
        WHERE workspace_id = %(workspace)s AND id > %(hour)s AND outcome = 'accepted'
        ORDER BY id DESC LIMIT %(sample)s) AS intent
    JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
) AS lately
"""
# How many have left in the last minutes, which is the rate; by the same key.
_RATE = """
SELECT count(*) AS left_just_now FROM (SELECT 1 FROM enrollment_sendintent
    WHERE workspace_id = %(workspace)s AND id > %(minutes)s AND outcome = 'accepted'
    LIMIT %(most)s) AS newest
"""
# From the moment a signal reached us to when nothing left to its person any more: it holds back
# when it is stored, before it has its effect. All in real time. What a person had to give to a
# contact first says nothing about it.
_LATENCY = """
SELECT count(*) AS stops,
    extract(epoch FROM percentile_cont(0.5)
        WITHIN GROUP (ORDER BY least(held_back_at, stop.at) - received_at))::float
        AS stop_half,
    extract(epoch FROM percentile_cont(0.99)
        WITHIN GROUP (ORDER BY least(held_back_at, stop.at) - received_at))::float
        AS stop_most
FROM signals_signal AS signal
    JOIN enrollment_stoprecord AS stop
        ON stop.workspace_id = signal.workspace_id AND stop.evidence = 'signal ' || signal.id
WHERE signal.workspace_id = %(workspace)s AND signal.id > %(day)s AND stop.id > %(day)s
    AND stop.at >= signal.received_at
    AND signal.reading->>'by' IS DISTINCT FROM 'person'
"""
# How long the oldest entry waits for its seal; `horizon` is the transaction that seals reach to.
_UNSEALED = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float AS unsealed
FROM audit_entry WHERE workspace_id = %(workspace)s AND tx >= %(horizon)s
"""
# What asks for a person, by kind, and how much of it is over its time; and signals whose effect has
# failed more than once. Both by indexes of what is open alone.
_HEARD = """
SELECT coalesce(json_object_agg(kind, asking), '{}'::json) AS asking,
    coalesce(sum(late), 0) AS asking_late,
    (SELECT count(*) FROM signals_signal
        WHERE workspace_id = %(workspace)s AND state IN ('received', 'matched')
            AND failures > 1) AS failing
FROM (SELECT asked.kind, count(*) AS asking, count(*) FILTER (WHERE due_at < %(now)s) AS late
    FROM signals_asked AS asked JOIN signals_signal AS signal ON signal.id = asked.signal_id
    WHERE asked.workspace_id = %(workspace)s AND done_at IS NULL
        AND signal.state IN ('held', 'applied')
    GROUP BY asked.kind) AS open
"""
_PARTS = {
    "heard": _HEARD,
    "counts": _COUNTS,
    "late": _LATENESS,
    "rate": _RATE,
    "stop": _LATENCY,
    "seal": _UNSEALED,
}
# One statement for all, so that the page pays one way to the database.
_ALL = " ".join(("SELECT * FROM", ", ".join(f"({sql}) AS {name}" for name, sql in _PARTS.items())))


@dataclass(frozen=True)
class Figures:
    """The state of one workspace's engine. Counts stop at 100,000; times are in seconds, None
    where nothing was measured. `asking` counts what waits for a person by kind of signal, `failing`
    signals whose effect keeps failing. `late_…` are of the messages of the last hour, `stop_…` of
    the stops of the last day; `left_just_now` are the messages of the last five minutes."""

    due: int
    oldest_due: float
    claimed: int
    armed: int
    unknown: int
    failed: int
    tasks: int
    left_today: int
    closed: int
    mailboxes: int
    deaf: int
    breakers: int
    watched: int
    unwell: int
    left_just_now: int
    left_lately: int
    late_half: float | None
    late_most: float | None
    stops: int
    stop_half: float | None
    stop_most: float | None
    unsealed: float
    asking: Mapping[str, int]
    asking_late: int
    failing: int


def now() -> Figures:
    """The figures of the open workspace as they are now; two statements whatever its size."""
    moment, real = clock.now(), datetime.now(UTC)
    # Asked before: as part of the other statement it would not be found by its index.
    sealed = Seal.objects.order_by("-number").values_list("horizon", flat=True).first()
    found = _read(
        now=moment,
        most=MOST,
        sample=SAMPLE,
        today=str(moment.astimezone(UTC).date()),
        hour=first_at(real - LATELY),
        minutes=first_at(real - JUST_NOW),
        day=first_at(real - timedelta(days=1)),
        horizon=sealed or 0,
    )
    first = found.pop("first_due")
    late = max(0.0, (moment - first).total_seconds()) if first else 0.0
    return Figures(oldest_due=late, **found)


def keep() -> None:
    """Keep them beside the workspace's turn, for whoever watches the installation."""
    with transaction.atomic():
        found = asdict(now())
    turns.note_figures(current_workspace_id(), found)


def kept() -> Mapping[UUID, Mapping[str, Any]]:
    """The kept figures of every workspace, by its id; in no scope."""
    return turns.figures()


def _read(**known: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"workspace": current_workspace_id(), **known})
        names = [column.name for column in cursor.description or ()]
        found = dict(zip(names, cursor.fetchone(), strict=True))
    return {name: int(n) if isinstance(n, Decimal) else n for name, n in found.items()}
