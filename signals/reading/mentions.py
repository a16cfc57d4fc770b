"""The days that a folded text names, in figures or words, each with its place.

Dates that cannot be, lie in the past or more than 18 months ahead are left out; so are numbers
that only look like dates: clock times, telephone numbers, versions.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from signals.reading import calendar_words as words
from signals.reading.vocabulary import vocabulary

MAX_AHEAD = timedelta(days=548)
#: A yearless date a few weeks back is a note that was left on, not a year of absence.
STALE = timedelta(days=35)
MAX_MENTIONS = 60

_MONTH = "|".join(sorted(map(re.escape, words.MONTHS), key=len, reverse=True))
_WEEKDAY_WORD = "|".join(sorted(map(re.escape, words.WEEKDAYS), key=len, reverse=True))
_NO_CLOCK = r"(?!\d|[:h]\d|\s?(?:uhr|am\b|pm\b|a\.m|p\.m|o'?clock|h\b|hrs?\b|%|days|tage|weeks))"
_YEAR = r"(?P<{}>20\d\d|'?\d\d(?!\d|[:.h]\d|\s?(?:uhr|am\b|pm\b)))"
_DATE = re.compile(
    r"(?<![\d.+])(?<!\d[/-])(?:"
    r"(?P<iso_y>20\d\d)[-/.](?P<iso_m>\d{1,2})[-/.](?P<iso_d>\d{1,2})(?!\d)|"
    r"(?:(?P<ja_y>20\d\d) ?[年년] ?)?(?P<ja_m>\d{1,2}) ?[月월] ?(?P<ja_d>\d{1,2}) ?[日号일]"
    r"|(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|o|a|°|:e|e)?\s?(?:of |de |d'|-)?"
    rf"(?P<month>{_MONTH})(?!\w)\.?(?:,?\s(?:de |del )?{_YEAR.format('year')})?"
    rf"|(?<!\w)(?P<us_month>{_MONTH})\.?\s(?:the )?(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?!\d|[:h]\d)"
    rf"(?:,?\s{_YEAR.format('us_year')})?|"
    rf"(?P<n1>\d{{1,2}})(?P<sep>[./-])\s?(?P<n2>\d{{1,2}}){_NO_CLOCK}"
    rf"(?:(?P=sep)\s?{_YEAR.format('n_year')})?\.?"
    r")"
)
#: Ranges without spaces, or within a month: "15.06-26.06", "15-26.06", "9-11 June", "June 11-16",
#: "6月15日~19日".
_SHORT_RANGES = (
    (re.compile(r"(?<!\w)(?:tj|d\. ?h|i\.e|dvs|t\.j)\."), " "),
    (re.compile(r"(?<=[./]20\d\d)-(?=\d{1,2}[./]\d)"), " – "),
    (re.compile(r"(?<=\d[./]\d|[./]\d\d)\.?-(?=\d{1,2}[./]\d)"), " – "),
    (
        re.compile(
            rf"(?<![\d./-])(\d{{1,2}}(?:st|nd|rd|th)?)\.?-(?=\d{{1,2}}(?:[./]\d{{1,2}}(?!\d)|(?:\.|"
            rf"st|nd|rd|th)?\s?(?:de |of )?(?:{_MONTH})(?!\w)))"
        ),
        r"\1 – ",
    ),
    (
        re.compile(
            rf"(?<!\w)((?:{_MONTH})\.? )(\d{{1,2}})(?:st|nd|rd|th)? ?(?:[-–]|to|through|until) ?"
            r"(?=\d{1,2}(?:st|nd|rd|th)?(?![\d:/]))"
        ),
        r"\1\2 – \1",
    ),
    (re.compile(r"(\d{1,2}月)(\d{1,2})日? ?[~〜–-] ?(?=\d{1,2}日)"), r"\1\2日 – \1"),
)
_DAY_OF_MONTH = re.compile(
    r"(?<![\d.:/-])(?:(?:the |le |den |dem |am |il |el |dia |op |de )(?P<a>\d{1,2})"
    r"(?:st|nd|rd|th|er|e|:[ae]|\.(?=\s|$))?|(?P<b>\d{1,2})(?:st|nd|rd|th)|(?P<d>\d{1,2})日"
    r"|(?:(?<=\bal )|(?<=\bau )|(?<=\bdo )|(?<=\bbis )|(?<=\bzum )|(?<=\buntil ))"
    r"(?P<e>\d{1,2})(?:\.(?=\s|$)|er)?"
    rf"|(?:{_WEEKDAY_WORD})\.?,? (?:the |den |le |dem )?(?P<c>\d{{1,2}})(?:st|nd|rd|th|\.)?)"
    r"(?![\d:/]|\.\d|-\d|h\b|\s?(?:uhr|am\b|pm\b|h\b|hrs?\b|days|tage|jours|dias|giorni|weeks|"
    r"wochen|o'?clock|%))"
)
#: Short names are other words elsewhere ("mon retour"), so alone they need a mark behind them.
_WEEKDAY = re.compile(
    rf"(?<!\w)(?P<day>(?:{_WEEKDAY_WORD})(?<=\w{{4}})|(?:mon|tue|wed|thu|fri)(?=[.,!)]|$))"
    r"(?![a-zа-я-])"
)
_CJK_WEEKDAY = re.compile(rf"(?P<day>{'|'.join(w for w in words.WEEKDAYS if ord(w[0]) > 0x2E80)})")
_MONTH_ALONE = re.compile(
    rf"(?<![\w.'-])(?P<month>{_MONTH})(?<=\w{{4}})(?![\w'-])"
    r"(?:,? (?:de |del )?(?P<year>20\d\d)(?!\d)|(?! ?\d))"
)
_PARTS = tuple(
    (
        re.compile(
            rf"(?<!\w)(?:{names})[ -]?(?:de |du |des |of )?(?P<month>{_MONTH})(?!\w)"
            r"(?: (?P<year>20\d\d))?"
        ),
        day,
    )
    for names, day in words.PARTS.items()
)
_JAPANESE_END = re.compile(r"(?P<month>\d{1,2})月(?P<part>末|下旬|中旬|上旬|初)")
_US = re.compile(r"(?<!\w)\+?1[ .-]\(?[2-9]\d\d\)?[ .-]\d{3}[ .-]\d{4}|\b(?:vacation|pto)\b")
_ENGLISH = re.compile(
    r"\b(?:the|i|am|will|be|and|of|until|till|back|from|out|thru|through|return)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A day and where it is named. Vague ones count only right behind their cue."""

    start: int
    end: int
    day: date
    vague: bool


def spread(text: str) -> str:
    """A folded text with ranges within a month written out: both ends have their month."""
    for pattern, full in _SHORT_RANGES:
        text = pattern.sub(full, text)
    return text


def mentions(text: str, received: date, day_first: bool | None = None) -> Iterator[Mention]:
    """Each day that a folded and spread text names, as it can be meant on the day of receipt."""
    taken: list[tuple[int, int]] = []
    in_figures = _in_figures(text, received, day_first)
    for start, end, day in (*in_figures, *_in_words(text, received)):
        if any(start < stop and begin < end for begin, stop in taken):
            continue
        taken.append((start, end))
        if day is not None:
            yield Mention(start, end, day, vague=len(taken) > len(in_figures))


_Found = tuple[int, int, date | None]


def _in_figures(text: str, received: date, day_first: bool | None) -> list[_Found]:
    matches = list(islice(_DATE.finditer(text), MAX_MENTIONS))
    order = _order(text, matches, received) if day_first is None else day_first
    return [(m.start(), m.end(), _meant(m, received, order)) for m in matches]


def _in_words(text: str, received: date) -> Iterator[_Found]:
    for pattern, part in _PARTS:
        for match in islice(pattern.finditer(text), MAX_MENTIONS):
            year, month = match["year"], words.MONTHS[match["month"]]
            yield *match.span(), _part_of(int(year) if year else None, month, part, received)
    for match in islice(_JAPANESE_END.finditer(text), MAX_MENTIONS):
        part = {"末": 0, "下": 0, "中": 20}.get(match["part"][0], 10)
        yield *match.span(), _part_of(None, int(match["month"]), part, received)
    for phrase, day_of in _PHRASES:
        for match in islice(phrase.finditer(text), MAX_MENTIONS):
            yield *match.span(), _safely(day_of, received)
    for match in islice(_DAY_OF_MONTH.finditer(text), MAX_MENTIONS):
        number = next(int(group) for group in match.groups() if group)
        yield *match.span(), _next_with_number(number, received)
    for pattern in (_WEEKDAY, _CJK_WEEKDAY):
        for match in islice(pattern.finditer(text), MAX_MENTIONS):
            ahead = (words.WEEKDAYS[match["day"]] - received.weekday()) % 7 or 7
            yield *match.span(), _safely(_DAYS_AHEAD[ahead], received)
    for match in islice(_MONTH_ALONE.finditer(text), MAX_MENTIONS):
        year = int(match["year"]) if match["year"] else None
        yield *match.span(), _resolve(year, words.MONTHS[match["month"]], 1, received)


def _order(text: str, matches: list[re.Match[str]], received: date) -> bool | None:
    """Whether days come before months in figures with slashes; None when nothing tells."""
    pairs = [(int(m["n1"]), int(m["n2"])) for m in matches if m["n1"] and m["sep"] != "."]
    if any(first > 12 >= second for first, second in pairs):
        return True
    if any(second > 12 >= first for first, second in pairs):
        return False
    if any(ord(character) > 0x2E80 for character in text):
        return False
    if len(_ENGLISH.findall(text[:2_000])) < 2:
        return True
    return False if _US.search(text) else None


def _meant(match: re.Match[str], received: date, day_first: bool | None) -> date | None:
    year, pairs = _numbers(match, day_first)
    days = (_resolve(year, month, day, received) for month, day in pairs)
    return max((day for day in days if day is not None), default=None)


def _numbers(
    match: re.Match[str], day_first: bool | None
) -> tuple[int | None, list[tuple[int, int]]]:
    """Year or None, and the possible (month, day) pairs of one match."""
    if match["iso_y"]:
        return int(match["iso_y"]), [(int(match["iso_m"]), int(match["iso_d"]))]
    if match["ja_m"]:
        return _year(match["ja_y"]), [(int(match["ja_m"]), int(match["ja_d"]))]
    if match["month"]:
        return _year(match["year"]), [(words.MONTHS[match["month"]], int(match["day"]))]
    if match["us_month"]:
        return _year(match["us_year"]), [(words.MONTHS[match["us_month"]], int(match["us_day"]))]
    first, second = int(match["n1"]), int(match["n2"])
    both = [(second, first), (first, second)]
    if match["sep"] == "." or day_first:
        both = both[:1]
    elif day_first is False:
        both = both[1:]
    return _year(match["n_year"]), both


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    number = int(text.strip("'"))
    return number + (2000 if number < 100 else 0)


def _resolve(year: int | None, month: int, day: int, received: date) -> date | None:
    years = [year] if year else [received.year - 1, received.year, received.year + 1]
    days = [found for each in years if (found := _date(each, month, day)) is not None]
    if year is None and any(timedelta(0) < received - found <= STALE for found in days):
        return None
    return min((d for d in days if timedelta(0) <= d - received <= MAX_AHEAD), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _part_of(year: int | None, month: int, day: int, received: date) -> date | None:
    """The day that stands for a part of a month; 0 is its last one."""
    if not 1 <= month <= 12:
        return None
    if day:
        return _resolve(year, month, day, received)
    number = year or received.year + (month < received.month)
    return _resolve(number, month, calendar.monthrange(number, month)[1], received)


def _next_with_number(number: int, received: date) -> date | None:
    """The next day of that number in a month, today included."""
    months = [(received.year, received.month + n) for n in (0, 1, 2)]
    days = (_date(y + (m > 12), m - 12 * (m > 12), number) for y, m in months)
    return min((day for day in days if day is not None and day >= received), default=None)


def _safely(day_of: Callable[[date], date], received: date) -> date | None:
    try:
        return day_of(received)
    except (OverflowError, ValueError):
        return None


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _ahead(days: int) -> Callable[[date], date]:
    return lambda day: day + timedelta(days=days)


_DAYS_AHEAD = {days: _ahead(days) for days in range(1, 8)}
#: Longer phrases first: "end of next week" contains "next week".
_PHRASES: tuple[tuple[re.Pattern[str], Callable[[date], date]], ...] = (
    (vocabulary(words.END_OF_NEXT_WEEK), lambda day: day + timedelta(days=13 - day.weekday())),
    (vocabulary(words.END_OF_WEEK), lambda day: day + timedelta(days=6 - day.weekday())),
    (vocabulary(words.END_OF_MONTH), _last_of_month),
    (vocabulary(words.END_OF_YEAR), lambda day: day.replace(month=12, day=31)),
    (vocabulary(words.NEXT_WEEK), lambda day: day + timedelta(days=7 - day.weekday())),
    (vocabulary(words.NEXT_MONTH), lambda day: _last_of_month(day) + timedelta(days=1)),
    (vocabulary(words.DAY_AFTER_TOMORROW), lambda day: day + timedelta(days=2)),
    (vocabulary(words.TOMORROW), lambda day: day + timedelta(days=1)),
)
