"""Reading mail: pure functions from the bytes of a message to what it means.

`read(raw, received_at=…)` never raises and works within fixed time and memory.
"""

from signals.reading.intent import Rule, Understanding
from signals.reading.reader import read
from signals.reading.results import Delivery, Envelope, Evidence, Reading, Reason, StandIn

__all__ = [
    "Delivery",
    "Envelope",
    "Evidence",
    "Reading",
    "Reason",
    "Rule",
    "StandIn",
    "Understanding",
    "read",
]
