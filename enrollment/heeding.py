"""What was heard about a person and has not had its effect yet: until it has, nothing leaves.

A signal holds back from the commit that stores it; what it does to sequences, tasks and records may
take its time after that. It raises the epoch of each gate that it concerns, so what is being armed
or written to that address is judged anew.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from enrollment import stops
from enrollment.models import Touch, Unheeded
from sequences.cadence import Due
from tenancy.ids import uuid7
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import array, document, insert, run

CAUSE = "waits until what was heard from this person has had its effect"
ASK_AGAIN = timedelta(seconds=30)
# Sorted, as everybody locks gates; one that is missing begins with the epoch of this.
_RAISE = """
INSERT INTO enrollment_recipientgate AS gate
    (id, workspace_id, address_key, epoch, stopped_at, reason)
SELECT id, workspace_id, address_key, 1, NULL, ''
FROM json_to_recordset(%s::json) AS new (id uuid, workspace_id uuid, address_key text)
ORDER BY address_key
ON CONFLICT (workspace_id, address_key) DO UPDATE SET epoch = gate.epoch + 1
"""


def hold_back(address_keys: Iterable[str], signal_id: UUID) -> None:
    """Nothing leaves to these addresses from the commit on, until `heed`. In the transaction that
    stores the signal."""
    keys = sorted(set(address_keys))
    if not keys:
        return
    here = current_workspace_id()
    rows = [{"id": uuid7(), "workspace_id": here, "address_key": key} for key in keys]
    run(_RAISE, document(rows))
    since = datetime.now(UTC)
    insert([Unheeded(address_key=key, signal_id=signal_id, since=since) for key in keys])


def heed(signal_ids: Iterable[UUID]) -> None:
    """These signals have their effect in this transaction."""
    Unheeded.objects.filter(signal_id__in=list(signal_ids)).delete()


def unheeded(touches: Sequence[Touch]) -> frozenset[str]:
    """The gates, among those of these touches, that something holds back; one statement. Locked
    before, they are sure to be all."""
    keys = {stops.gate_key(touch.enrollment) for touch in touches}
    found = read(Unheeded, "this.address_key = ANY(%s::text[])", array(keys))
    return frozenset(row.address_key for row in found)


def waiting(touch: Touch, held_back: frozenset[str], now: datetime) -> Due | None:
    """Until when a touch waits for that; None when it does not."""
    if stops.gate_key(touch.enrollment) not in held_back:
        return None
    return Due(now + ASK_AGAIN, CAUSE)
