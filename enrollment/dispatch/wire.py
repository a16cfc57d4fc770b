"""WIRE: stream, look once more, write the dot, wait for the answer."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from enrollment.channels import smtp
from enrollment.channels.smtp import Answer, Receipt
from enrollment.dispatch.arm import Armed
from tenancy.scope import current_workspace_id

# One statement, started at most 50 ms before the dot: the person's gate is as it was when arming,
# no switch closed meanwhile, the intent is still ours, the deadline has not passed.
_LOOK = """
SELECT clock_timestamp(), EXISTS (
    SELECT 1 FROM enrollment_sendintent intent
    JOIN enrollment_touch touch ON touch.id = intent.touch_id
    JOIN enrollment_recipientgate gate
        ON gate.workspace_id = intent.workspace_id AND gate.address_key = intent.address_key
    JOIN tenancy_installation installation ON installation.id = 1
    WHERE intent.id = %(intent)s AND intent.outcome = 'armed'
        AND touch.state = 'armed' AND touch.fence = intent.fence
        AND gate.epoch = intent.gate_epoch
        AND intent.deadline_at > clock_timestamp()
        AND installation.paused_at IS NULL AND NOT installation.restore_hold
        AND NOT EXISTS (
            SELECT 1 FROM enrollment_controlgate switch
            WHERE switch.ref IN (%(workspace)s, touch.sequence_id, intent.mailbox_id)
        )
)
"""
FRESH_SECONDS = 0.05


@dataclass(frozen=True)
class Result:
    """The answer, and by the database's clock the moments of the last look and of the dot; None
    when no dot was written."""

    receipt: Receipt
    dot_at: datetime | None
    looked_at: datetime | None = None


class LastLook:
    """Asks the database right before the dot and remembers when that was."""

    def __init__(self, armed: Armed) -> None:
        self.armed = armed
        self.dot_at: datetime | None = None

    def __call__(self) -> bool:
        """Whether the dot may be written now. A look that took too long is taken again, once."""
        return self._look() or (self.stale and self._look())

    stale = False

    def _look(self) -> bool:
        started = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            words = {"intent": self.armed.intent.pk, "workspace": current_workspace_id()}
            cursor.execute(_LOOK, words)
            seen_at, clear = cursor.fetchone()
        took = time.monotonic() - started
        self.stale = clear and took > FRESH_SECONDS
        self.dot_at = seen_at + timedelta(seconds=took)
        return bool(clear) and not self.stale


def transmit(armed: Armed) -> Result:
    """Send an armed message; outside any transaction."""
    look = LastLook(armed)
    receipt = smtp.send(
        armed.wire,
        return_path=armed.return_path,
        recipient=armed.recipient,
        copies=armed.copies,
        last_look=look,
    )
    wrote_dot = receipt.answer in (Answer.ACCEPTED, Answer.UNKNOWN) or (
        look.dot_at is not None and receipt.answer in (Answer.REFUSED, Answer.TEMPORARY)
    )
    return Result(receipt, look.dot_at if wrote_dot else None)
