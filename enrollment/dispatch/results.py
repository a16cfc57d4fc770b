"""What came of an attempt to send."""

from dataclasses import dataclass
from datetime import datetime

from enrollment.channels.answers import Receipt


@dataclass(frozen=True)
class Result:
    """The answer, and by the database's clock the moments of the last look and of the dot; None
    when no dot was written."""

    receipt: Receipt
    dot_at: datetime | None
    looked_at: datetime | None = None
