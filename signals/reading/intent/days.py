"""Calendar days that a text names, whatever they are for."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from signals.reading.mentions import mentions

MAX_DAYS = 40


def named_days(folded: str, received: date) -> Iterator[tuple[int, int, date]]:
    """Start, end and day of each day that is named in figures; at most 40 of a folded text."""
    exact = (each for each in mentions(folded, received) if not each.vague)
    for mention in islice(exact, MAX_DAYS):
        yield mention.start, mention.end, mention.day
