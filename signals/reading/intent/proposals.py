"""Times and links that a person proposes for a meeting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from signals.reading.calendar_words import WEEKDAYS
from signals.reading.folding import bare
from signals.reading.intent.days import named_days

MAX_PROPOSALS = 5
_MAX_LINKS = 5

_DAY_OF = (
    {bare(name): number for name, number in WEEKDAYS.items()}
    | {
        short: number
        for number, names in enumerate(("mon", "tue tues", "wed", "thu thur thurs", "fri", "", ""))
        for short in names.split()
    }
    | {"terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "czwartek": 3, "sroda": 2}
)
_DAY = "|".join(sorted(map(re.escape, _DAY_OF), key=len, reverse=True))
_WEEKDAY = re.compile(rf"(?<!\w)(?P<day>{_DAY})(?![a-z])")
_TOMORROW = re.compile(
    r"(?<!\w)(?:tomorrow|demain|manana|domani|amanha|jutro|imorgon|"
    r"morgen(?= (?:um|gegen|ab|om|\d)))(?!\w)|明日"
)
_CLOCK = re.compile(
    r"(?<![\d.,/-])(?P<hour>[01]?\d|2[0-4])(?:(?:[:h.]|uur )(?P<minute>[0-5]\d)(?!\.?\d))?"
    r" ?(?P<unit>a\.?m\b\.?|p\.?m\b\.?|uhr|h\b|uur|o'clock|時)?(?![\d%€$./-])"
)
_BEFORE_CLOCK = re.compile(
    r"(?:\bat|\bum|\ba|\ba las|\balle|\bas|\bom|\bo|\bkl\.?|\bgegen|\bab|\bvers|\baround|\bfrom|"
    r"@) ?$"
)
_LINK = re.compile(
    r"https?://[^\s<>\"']{0,60}?(?:calendly|cal\.com|hubspot|meetings?|savvycal|zcal|doodle|"
    r"youcanbook|tidycal|bookings?|koalendar|chilipiper|appointlet|acuity|timerex|spir|calendar)"
    r"[^\s<>\"']{0,200}|(?<![\w/.@])(?:calendly\.com|cal\.com|zcal\.co)/[^\s<>\"']{1,200}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day or an hour, or both, as proposed; the hour is the sender's local time."""

    words: str
    day: date | None = None
    at: time | None = None


def booking_links(text: str) -> tuple[str, ...]:
    """Links to a booking page in the text as it was written, at most five."""
    found = (match[0].rstrip(".,;)") for match in _LINK.finditer(text[:10_000]))
    return tuple(dict.fromkeys(found))[:_MAX_LINKS]


def proposals(sentence: str, received: date) -> tuple[Proposal, ...]:
    """The times that one folded sentence names, at most five; weekdays are the next such day."""
    days = sorted(_days(sentence, received))[:MAX_PROPOSALS]
    hours = list(_hours(sentence))[:MAX_PROPOSALS]
    if not days:
        return tuple(Proposal(words, None, at) for _, words, at in hours)
    return tuple(_joined(place, words, day, hours) for place, words, day in days)


def _joined(place: int, words: str, day: date, hours: list[tuple[int, str, time]]) -> Proposal:
    near = [each for each in hours if 0 <= each[0] - place <= 40] or hours[:1]
    return Proposal(f"{words} {near[0][1]}" if near else words, day, near[0][2] if near else None)


def _days(sentence: str, received: date) -> Iterator[tuple[int, str, date]]:
    named = list(named_days(sentence, received))
    for start, end, day in named:
        yield start, sentence[start:end], day
    for match in _WEEKDAY.finditer(sentence) if not named else ():
        ahead = (_DAY_OF[match["day"]] - received.weekday()) % 7 or 7
        yield match.start(), match[0], received + timedelta(days=ahead)
    for match in _TOMORROW.finditer(sentence):
        yield match.start(), match[0], received + timedelta(days=1)


def _hours(sentence: str) -> Iterator[tuple[int, str, time]]:
    for match in _CLOCK.finditer(sentence):
        surely = match["unit"] or match["minute"]
        if surely or _BEFORE_CLOCK.search(sentence[max(0, match.start() - 10) : match.start()]):
            hour = int(match["hour"]) + (12 if _afternoon(match) else 0)
            if hour < 24:
                yield match.start(), match[0].strip(), time(hour, int(match["minute"] or 0))


def _afternoon(match: re.Match[str]) -> bool:
    return (match["unit"] or "").startswith("p") and int(match["hour"]) < 12
