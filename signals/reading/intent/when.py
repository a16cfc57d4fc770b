"""The date to come back: "in Q3", "nach den Sommerferien", "in zwei Monaten", "after 1 May".

Everything is resolved from the day of receipt and lies after it, at most three years ahead. A
vague time means its first day; "after" a named day is the day behind it, "after" a month the month
behind it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from signals.reading.calendar_words import MONTHS
from signals.reading.folding import bare
from signals.reading.intent.calendar_phrases import (
    AFTER,
    CHRISTMAS,
    EASTER,
    END,
    HALF_YEAR,
    MIDDLE,
    MONTH_PREFIX,
    NEXT_MONTH,
    NEXT_QUARTER,
    NEXT_WEEK,
    NEXT_YEAR,
    NUMBERS,
    ORDINALS,
    POLISH_IN,
    QUARTER,
    SEASONS,
    SPAN_PREFIX,
    SUMMER_OVER,
    UNITS,
)
from signals.reading.intent.days import named_days

MAX_YEARS = 3
MAX_FOUND = 40

#: "Out" is also October in Portuguese: short names count only where nothing else is written so.
_SHORT_MONTHS = frozenset("may mai mei maj jan feb apr jun jul aug sep oct okt nov dec dez".split())
_MONTH_OF = {
    folded: number
    for name, number in MONTHS.items()
    if len(folded := bare(name)) > 3 or folded in _SHORT_MONTHS
} | dict(zip(POLISH_IN.split(), range(1, 13), strict=True))
_MONTH = "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True))
_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_NUMBER = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_AFTER = re.compile(rf"(?<!\w)(?:{AFTER})\s(?:\w{{1,4}}\s){{0,2}}$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that was named: the day it means, its words, and whether it is a day of its own."""

    day: date
    words: str
    exact: bool = False


def moments(folded: str, received: date) -> list[Moment]:
    """The times after `received` that a folded text names, as they stand, at most 40."""
    found = sorted(_found(folded, received), key=lambda each: each[0])
    limit = _add_months(received, 12 * MAX_YEARS)
    return [moment for _, moment in found if received < moment.day <= limit][:MAX_FOUND]


def _found(text: str, received: date) -> Iterator[tuple[int, Moment]]:
    for start, end, day in named_days(text, received):
        later = (
            timedelta(days=1) if _AFTER.search(text[max(0, start - 30) : start]) else timedelta(0)
        )
        yield start, Moment(day + later, text[start:end], exact=True)
    for pattern, resolve in _RULES:
        for match in _some(pattern, text):
            after = _AFTER.search(text[max(0, match.start() - 30) : match.start()]) is not None
            day_or_none = resolve(match, received, after)
            if day_or_none is not None:
                yield match.start(), Moment(day_or_none, match[0])


def _some(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for count, match in enumerate(pattern.finditer(text)):
        if count >= MAX_FOUND:
            return
        yield match


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return day


def _first(month: int, received: date, year: int | None = None) -> date:
    if year is not None:
        return date(year, month, 1)
    same = date(received.year, month, 1)
    return same if same > received else date(received.year + 1, month, 1)


def _quarter(match: re.Match[str], received: date, after: bool) -> date | None:
    number = next(
        (ORDINALS.get(value) or int(value) for value in match.groups() if value is not None), 0
    )
    if not 1 <= number <= 4:
        return None
    first = _first(number * 3 - 2, received)
    return _add_months(first, 3) if after else first


def _month(match: re.Match[str], received: date, after: bool) -> date:
    year = int(match["year"]) if match["year"] else None
    month = _MONTH_OF[match["month"]]
    first = _first(month, received, year)
    where = match["where"] or ""
    if after or _AFTER.search(f"{where.strip()} "):
        return _add_months(first, 1)
    if re.search(MIDDLE, where):
        return first.replace(day=15)
    return first.replace(day=28) if re.search(END, where) else first


def _japanese_month(match: re.Match[str], received: date, after: bool) -> date | None:
    month = int(match["ja"])
    if not 1 <= month <= 12:
        return None
    year = received.year + 1 if match["next"] else None
    first = _first(month, received, year)
    return _add_months(first, 1) if after else first


def _span(match: re.Match[str], received: date, _after: bool) -> date | None:
    said = match["number"]
    number = NUMBERS[said] if said in NUMBERS else float(said)
    unit = _UNIT_OF[match["unit"]]
    if number > 60 or (unit == "year" and number > MAX_YEARS):
        return None
    if unit in ("month", "year"):
        return _add_months(received, round(number * (12 if unit == "year" else 1)))
    return received + timedelta(days=round(number * (7 if unit == "week" else 1)))


def _season(month: int) -> Callable[[re.Match[str], date, bool], date]:
    def resolve(_match: re.Match[str], received: date, after: bool) -> date:
        first = _first(month, received)
        return _add_months(first, 3) if after else first

    return resolve


def _summer_over(_match: re.Match[str], received: date, _after: bool) -> date:
    return _first(9, received)


def _christmas(_match: re.Match[str], received: date, after: bool) -> date | None:
    """After the holidays means when people are back: the day after Epiphany."""
    back = date(received.year, 1, 7)
    later = back if back > received else back.replace(year=received.year + 1)
    return later if after else None


def _easter(_match: re.Match[str], received: date, after: bool) -> date:
    monday = next(
        each
        for year in (received.year, received.year + 1)
        if (each := _easter_monday(year)) > received
    )
    return monday + timedelta(days=1) if after else monday


def _easter_monday(year: int) -> date:
    """The day after Easter Sunday of the Gregorian calendar."""
    century = year // 100
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - year % 19) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (moon - weekday + 40) // 44
    day = moon - weekday + 28 - 31 * (month // 4)
    return date(year, month, day) + timedelta(days=1)


def _next_quarter(_match: re.Match[str], received: date, _after: bool) -> date:
    return _add_months(received.replace(day=1), 3 - (received.month - 1) % 3)


def _next_year(match: re.Match[str], received: date, _after: bool) -> date | None:
    stated = match.groupdict().get("year")
    year = int(stated) if stated else received.year + 1
    return date(year, 1, 1) if year > received.year else None


def _next_month(_match: re.Match[str], received: date, _after: bool) -> date:
    return _add_months(received.replace(day=1), 1)


def _next_week(_match: re.Match[str], received: date, _after: bool) -> date:
    return received + timedelta(days=7 - received.weekday())


def _half_year(_match: re.Match[str], received: date, _after: bool) -> date:
    return _add_months(received, 6)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, bool], date | None]], ...] = (
    (re.compile(QUARTER.replace("ORDINAL", _ORDINAL)), _quarter),
    (
        re.compile(
            rf"(?<!\w)(?!(?:i|we|a) may\b)(?P<where>(?:{MONTH_PREFIX})[\s-](?:(?:the|le|la|el|il|"
            rf"de|den|dem|des|of)\s){{0,2}})(?P<month>{_MONTH})\b(?!\w)"
            r"(?:\s(?:de\s|del\s)?(?P<year>20\d\d))?(?!\.?\s?\d)"
        ),
        _month,
    ),
    (
        re.compile(r"(?P<next>来年の?|翌年の?)?(?P<ja>\d{1,2})月(?!\s?\d{1,2}日)"),
        _japanese_month,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:{SPAN_PREFIX})\s(?:about |ca\.? |etwa |circa |environ |unos |unas |"
            rf"around |like )?"
            rf"(?P<number>\d{{1,2}}|{_NUMBER})[\s-](?P<unit>{_UNIT})(?!\w)"
        ),
        _span,
    ),
    (
        re.compile(
            rf"(?P<number>\d{{1,2}}|{_NUMBER}) ?(?:か|ヶ|カ|ヵ|ケ|箇)?(?P<unit>日|週間|月|"
            rf"年)(?:後|ほど後|くらい後|先)"
        ),
        _span,
    ),
    (re.compile(HALF_YEAR), _half_year),
    (re.compile(SUMMER_OVER), _summer_over),
    *(
        (re.compile(rf"(?<!\w)(?:{words})(?!\w)"), _season(month))
        for month, words in SEASONS.items()
    ),
    (re.compile(rf"(?<!\w)(?:{CHRISTMAS})(?!\w)"), _christmas),
    (re.compile(rf"(?<!\w)(?:{EASTER})(?!\w)"), _easter),
    (re.compile(NEXT_QUARTER), _next_quarter),
    (re.compile(NEXT_YEAR), _next_year),
    (re.compile(NEXT_MONTH), _next_month),
    (re.compile(NEXT_WEEK), _next_week),
)
