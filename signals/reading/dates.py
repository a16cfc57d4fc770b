"""The return date in an automatic answer.

A date counts when a cue stands before it ("until", "zurück am") or when it ends a range. Dates
without a year are taken in the future of the day of receipt. A day/month order that cannot be
known yields the later candidate: waiting too long is polite, writing too early is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from signals.reading.calendar_words import (
    BACK,
    BACK_AFTER,
    BACK_BEFORE,
    FILLER,
    JAPANESE_UNTIL,
    MONTHS,
    NEXT_WEEK,
    RANGE_BEGINS,
    TOMORROW,
    UNTIL,
    WEAK_UNTIL,
    WEEKDAYS,
)

MAX_AHEAD = timedelta(days=366)
#: A yearless date a few weeks back is a note that was left on, not a year of absence.
STALE = timedelta(days=35)
MAX_TEXT = 10_000
MAX_DATES = 40

_DAY_WORDS = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_GAP = rf"(?:[\s,:]|(?:{FILLER}|{_DAY_WORDS})\b\.?){{0,8}}"
_YEAR = r"(?P<{}>20\d\d|\d\d(?!\d|[:.h]\d|\s?(?:uhr|am\b|pm\b)))"
_DATE = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<iso_y>20\d\d)[-/.](?P<iso_m>\d{1,2})[-/.](?P<iso_d>\d{1,2})(?!\d)"
    r"|(?:(?P<ja_y>20\d\d)年\s?)?(?P<ja_m>\d{1,2})月\s?(?P<ja_d>\d{1,2})日"
    r"|(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º|ª|°|:e|e)?\s?(?:of |de |d['’])?"
    rf"(?P<month>{_MONTH})\b\.?(?:,?\s(?:de |del )?{_YEAR.format('year')})?"
    rf"|(?P<us_month>{_MONTH})\b\.?\s(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"(?:,?\s{_YEAR.format('us_year')})?"
    r"|(?P<n1>\d{1,2})(?P<sep>[./-])\s?(?P<n2>\d{1,2})(?!\d)"
    rf"(?:(?P=sep)\s?{_YEAR.format('n_year')})?\.?"
    r")"
)
_BACK = re.compile(rf"(?<!\w)(?:{BACK})(?!\w){_GAP}")
_BACK_BEFORE = re.compile(rf"(?<!\w)(?:{BACK_BEFORE})(?!\w){_GAP}")
_BACK_AFTER = re.compile(rf"[^.!?]{{0,12}}\b(?:{BACK_AFTER})\b")
_UNTIL = re.compile(rf"(?<!\w)(?P<cue>{UNTIL})(?!\w){_GAP}")
_RANGE_BEGINS = re.compile(rf"(?<!\w)(?:{RANGE_BEGINS})(?!\w)[^!?]{{1,60}}$")
_JAPANESE_UNTIL = re.compile(JAPANESE_UNTIL)
_DASH = re.compile(rf"(?:\d\.?|\w{{3}}\.?|日|[)）])\s?[-–—～〜~/]\s?{_GAP}")
_WEEKDAY = re.compile(rf"(?:next |nächsten |kommenden )?(?P<day>{_DAY_WORDS})(?!\w)")


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    is_return: bool


def return_date(text: str, received: date) -> date | None:
    """The day named as return, else as end of the absence, else None.

    Reads the first 10,000 characters; the answer lies within 366 days from `received`.
    """
    flat = " ".join(text[:MAX_TEXT].lower().split())
    found = [*_calendar_days(flat, received), *_spoken_days(flat, received)]
    named = [item.day for item in found if item.is_return]
    return max(named or [item.day for item in found], default=None)


def _calendar_days(text: str, received: date) -> Iterator[_Found]:
    for match in list(_DATE.finditer(text))[:MAX_DATES]:
        before = text[max(0, match.start() - 90) : match.start()]
        after = text[match.end() : match.end() + 60]
        is_return = _says_back(before, after)
        if is_return or _says_until(before, after):
            day = max(_candidates(match, received), default=None)
            if day is not None:
                yield _Found(day, is_return)


def _says_back(before: str, after: str) -> bool:
    if _last(_BACK, before):
        return True
    return _BACK_AFTER.match(after) is not None and _last(_BACK_BEFORE, before) is not None


def _says_until(before: str, after: str) -> bool:
    cue = _last(_UNTIL, before)
    if cue and (cue["cue"] not in WEAK_UNTIL or _RANGE_BEGINS.search(before)):
        return True
    return _JAPANESE_UNTIL.match(after) is not None or _last(_DASH, before) is not None


def _last(cue: re.Pattern[str], before: str) -> re.Match[str] | None:
    """The cue that stands directly before the date, if any."""
    return next((match for match in cue.finditer(before) if match.end() == len(before)), None)


def _candidates(match: re.Match[str], received: date) -> Iterator[date]:
    year, pairs = _numbers(match)
    for month, day in pairs:
        resolved = _resolve(year, month, day, received)
        if resolved is not None:
            yield resolved


def _numbers(match: re.Match[str]) -> tuple[int | None, list[tuple[int, int]]]:
    """Year or None, and the possible (month, day) pairs of one match."""
    if match["iso_y"]:
        return int(match["iso_y"]), [(int(match["iso_m"]), int(match["iso_d"]))]
    if match["ja_m"]:
        return _year(match["ja_y"]), [(int(match["ja_m"]), int(match["ja_d"]))]
    if match["month"]:
        return _year(match["year"]), [(MONTHS[match["month"]], int(match["day"]))]
    if match["us_month"]:
        return _year(match["us_year"]), [(MONTHS[match["us_month"]], int(match["us_day"]))]
    first, second = int(match["n1"]), int(match["n2"])
    # With dots the day always comes first; with slashes and dashes nobody knows.
    pairs = [(second, first)] if match["sep"] == "." else [(second, first), (first, second)]
    return _year(match["n_year"]), pairs


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _resolve(year: int | None, month: int, day: int, received: date) -> date | None:
    years = [year] if year else [received.year - 1, received.year, received.year + 1]
    days = [found for each in years if (found := _date(each, month, day)) is not None]
    if year is None and any(timedelta(0) < received - found <= STALE for found in days):
        return None
    return min((d for d in days if received <= d <= received + MAX_AHEAD), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _spoken_days(text: str, received: date) -> Iterator[_Found]:
    """Days without a number: "back on Monday", "zurück morgen", "until next week"."""
    for pattern, is_return in ((_BACK, True), (_UNTIL, False)):
        for cue in list(pattern.finditer(text))[:MAX_DATES]:
            day = _spoken(cue, text[cue.end() : cue.end() + 30].lstrip(), received)
            if day is not None and (is_return or cue["cue"] not in WEAK_UNTIL):
                yield _Found(day, is_return)


def _spoken(cue: re.Match[str], rest: str, received: date) -> date | None:
    if _DATE.match(rest):
        return None
    weekday = _WEEKDAY.search(cue[0]) or _WEEKDAY.match(rest)
    if weekday:
        ahead = (WEEKDAYS[weekday["day"]] - received.weekday()) % 7
        return _later(received, ahead or 7)
    if re.split(r"[\s.,!;]", rest, maxsplit=1)[0] in TOMORROW:
        return _later(received, 1)
    return _later(received, 7 - received.weekday()) if rest.startswith(NEXT_WEEK) else None


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
