"""Who may leave from a mailbox that keeps a gap between two messages: asked while arming, under a
lock for each such mailbox. A mailbox without a gap has no row and costs nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from enrollment.models import MailboxLine, Touch
from enrollment.planning import Diary
from sequences.cadence import Due, step_spread
from sequences.spacing import TURN, Line, cause
from tenancy import clock
from tenancy.ids import uuid7
from tenancy.scope import current_workspace_id
from tenancy.statements import array, document, rows, run, save_many

_OPENED = """
INSERT INTO enrollment_mailboxline (id, workspace_id, mailbox_id, free_at, booked_to)
SELECT * FROM json_to_recordset(%s::json)
    AS new (id uuid, workspace_id uuid, mailbox_id uuid, free_at timestamptz, booked_to timestamptz)
ON CONFLICT (workspace_id, mailbox_id) DO NOTHING
"""
# In one order, so that two who need the same mailboxes queue at the first one. The counter of each
# is locked as well, but at midnight two days have two counters.
_HELD = """
SELECT id, mailbox_id, free_at, booked_to FROM enrollment_mailboxline
WHERE workspace_id = %s AND mailbox_id = ANY(%s::uuid[]) ORDER BY mailbox_id FOR UPDATE
"""


class Lines:
    """The lines of some mailboxes, locked until the transaction ends."""

    def __init__(self, kept: dict[UUID, MailboxLine], gaps: dict[UUID, int], diary: Diary) -> None:
        self._kept, self._diary = kept, diary
        # After the locks: what somebody else took meanwhile lies before this moment.
        self._now = clock.now()
        self._lines = {
            pk: Line(timedelta(seconds=gaps[pk]), row.free_at, row.booked_to)
            for pk, row in kept.items()
        }

    def ask(self, touch: Touch) -> Due | None:
        """Until when a touch waits for its turn; None when it leaves now, which takes the turn."""
        line = self._lines.get(touch.mailbox_id) if touch.mailbox_id else None
        if line is None:
            return None

        def opening(moment: datetime) -> datetime:
            opens = self._diary.opening(touch.enrollment, moment).at
            if opens <= moment:
                return moment
            key = step_spread(touch.enrollment_id.bytes, touch.step.key)
            return self._diary.opening(touch.enrollment, moment, spread_key=key).at

        has_turn = touch.cause.startswith(TURN)
        at = line.ask(touch.pk, self._now, has_turn=has_turn, opening=opening)
        return Due(at, cause(line.gap)) if at else None

    def keep(self) -> None:
        """Store the turns that were taken and given."""
        for pk, row in self._kept.items():
            row.free_at, row.booked_to = self._lines[pk].free_at, self._lines[pk].booked_to
        save_many(list(self._kept.values()), ("free_at", "booked_to"))


def held(touches: Iterable[Touch], diary: Diary) -> Lines:
    """The lines of those mailboxes that keep a gap; no statement when none does, else two."""
    boxes = (touch.mailbox for touch in touches)
    gaps = {box.pk: box.gap_seconds for box in boxes if box is not None and box.gap_seconds}
    if not gaps:
        return Lines({}, {}, diary)
    here, long_ago = current_workspace_id(), clock.now() - timedelta(days=1)
    new = [
        {
            "id": uuid7(),
            "workspace_id": here,
            "mailbox_id": pk,
            "free_at": long_ago,
            "booked_to": long_ago,
        }
        for pk in gaps
    ]
    run(_OPENED, document(new))
    found = rows(_HELD, here, array(gaps))
    return Lines({row[1]: _row(*row) for row in found}, gaps, diary)


def _row(pk: UUID, mailbox_id: UUID, free_at: datetime, booked_to: datetime) -> MailboxLine:
    return MailboxLine(pk=pk, mailbox_id=mailbox_id, free_at=free_at, booked_to=booked_to)
