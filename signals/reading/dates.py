"""The return date in an automatic answer, and whether it is the first day back.

Days are found first, in figures or words; then each is bound to what stands around it: "back on"
makes it the first day back, "until" or the end of a range the last day away. A day that is bound
to neither is no return. Dates without a year lie ahead of the day of receipt; where nothing tells
day from month, the later one counts: waiting too long is polite, writing too early is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from signals.reading.calendar_words import (
    BACK,
    BACK_AFTER,
    BACK_PARTICLE,
    BETWEEN,
    FILLER,
    MONTHS,
    OVER,
    PREPOSITION,
    RANGE_BEGINS,
    UNTIL,
    UNTIL_PARTICLE,
    WEAK_UNTIL,
    WEEKDAYS,
)
from signals.reading.mentions import MAX_AHEAD, Mention, mentions, spread
from signals.reading.vocabulary import fold, vocabulary

__all__ = ["MAX_AHEAD", "Return", "day_first", "find_return"]

MAX_DATES = 40

_DAY_WORDS = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
_MONTH_WORDS = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_GAP = re.compile(rf"(?:[\s,:('¶]|(?:{FILLER}|{_DAY_WORDS})(?!\w)\.?){{0,10}}$")
_FREE_GAP = re.compile(r"[^\d.!?¶]{0,45}$")
_SHORT_FREE_GAP = re.compile(r"[^\d.!?¶]{0,25}$")
_BETWEEN = re.compile(BETWEEN)
_ENDS_IN_DAY = re.compile(rf"\d(?:st|nd|rd|th)?\.?(?: (?:{_MONTH_WORDS})\.?(?: 20\d\d)?)?,?\s*$")
_BACK = vocabulary(BACK, whole=True)
_BACK_AFTER = vocabulary(BACK_AFTER, whole=True)
_BACK_PARTICLE = re.compile(BACK_PARTICLE)
_UNTIL_PARTICLE = re.compile(UNTIL_PARTICLE)
_UNTIL = vocabulary(UNTIL, whole=True)
_OVER = vocabulary(OVER, whole=True)
_RANGE_BEGINS = vocabulary(RANGE_BEGINS, whole=True)
_RANGE_DAY = re.compile(
    rf"[^.!?]{{0,20}}?(?:\d|(?<!\w)(?:{_DAY_WORDS}|today|now|christmas|heute|weihnachten|noel|"
    r"aujourd'hui|hoy|oggi|hoje|vandaag|idag|dzis|dnes|сегодня)(?!\w))"
)
_PREPOSITION = vocabulary(PREPOSITION, whole=True)
_DASH = re.compile(r"(?:\d\.?|\w{3}\.?|[日)])\s?[-–—~〜/]\s?(?:\w{2,12}\.?,?\s)?$")
_CLAUSE_OPENS = re.compile(
    rf"(?:^|[.!?,;:¶]|\b(?:and|und|et|y|e|en|i|och))\s*(?:(?:am|next|this|nachsten?|kommenden?|"
    rf"diesen|el|il|na|op)\s){{0,2}}(?:(?:{_DAY_WORDS})\.?,?\s(?:the |den )?)?$"
)
_SENTENCE_ENDS = re.compile(r"(?<![\d.])(?<!\b\w)(?<!inkl)(?<!einschl)[.!?](?=\s)|¶")
#: Where months come first in figures, and country codes that are used all over the world.
_MONTH_FIRST = frozenset({"us", "gov", "edu", "mil", "jp", "cn", "kr", "tw", "ph"})
_EVERYWHERE = frozenset({"io", "ai", "co", "me", "tv", "cc", "ly", "gg", "fm", "am", "ca"})
_PLACE = re.compile(r" (?:(?:the|my|our) )?(?:office|desk|work|workplace|you)\b")
_FROM = re.compile(r"(?<!\w)(?:ab|from|vanaf|od|fran|a partir|a compter|dal|des le|desde)(?!\w)")
#: "Returning after 3 July": that day is still away.
_ONLY_AFTER = re.compile(
    r"\b(?:after|nach|apres|despues|dopo|depois|na|po|efter)\b(?: (?:the|dem|le|del?|il|do|den))?"
    rf"(?: (?:{_DAY_WORDS})\.?,?)?(?: (?:the|dem|le|el|il|o|den))?\s?$"
)
_NEXT_CLAUSE = re.compile(r" ?, (?:and )?(?:return|back\b|reopen)")
_AFTER = re.compile(r"[^.!?¶\d]{0,45}")


@dataclass(frozen=True, slots=True)
class Return:
    """The day that an absence names: the first day back, or else the last day away.

    Vague ones are weekdays and the like: a date in figures counts before them.
    """

    day: date
    is_first_day_back: bool
    is_vague: bool = False


def day_first(address: str) -> bool | None:
    """How 12/05 is written where an address belongs by its domain, if that tells."""
    country = address.rpartition(".")[2]
    if country in _MONTH_FIRST:
        return False
    return True if len(country) == 2 and country not in _EVERYWHERE else None


def find_return(text: str, received: date, *, day_first: bool | None = None) -> Return | None:
    """The day named as return, else as the end of the absence, else None.

    Reads the first 10,000 characters; the day lies at most 18 months after `received`.
    day_first: how the sender's country writes 12/05, if that is known.
    """
    flat = spread(fold(text))
    found = list(islice(_returns(flat, received, day_first), MAX_DATES))
    back = [each for each in found if each.is_first_day_back] or found
    exact = [each for each in back if not each.is_vague] or back
    return max(exact, key=lambda each: each.day, default=None)


def _returns(text: str, received: date, day_first: bool | None) -> Iterator[Return]:
    for mention in mentions(text, received, day_first):
        first_day_back = _bound(text, mention)
        if first_day_back is not None:
            yield Return(mention.day, first_day_back, mention.vague)


def _bound(text: str, mention: Mention) -> bool | None:
    """True: the first day back. False: the last day away. None: any other day."""
    before = _sentence_so_far(text[max(0, mention.start - 110) : mention.start])
    if _OVER.search(before):
        return None
    after = text[mention.end : mention.end + 60]
    until, back = _until(before), _back(before, mention)
    if until is not None and until > back:
        return _returns_then(before[:until])
    if back >= 0:
        return _ONLY_AFTER.search(before[back:]) is None
    if until is not None:
        return _returns_then(before[:until])
    if _BACK_PARTICLE.match(after):
        return True
    if (
        _UNTIL_PARTICLE.match(after)
        or _BETWEEN.search(before)
        or (not mention.vague and _DASH.search(before))
    ):
        return False
    return True if _says_back_after(before, after) else None


def _sentence_so_far(before: str) -> str:
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(before)]
    return before[ends[-1] :] if ends else before


def _until(before: str) -> int | None:
    """Where the "until" stands that leads to the date, if any."""
    for cue in _UNTIL.finditer(before):
        rest = before[cue.end() :]
        if _PLACE.match(rest):
            continue  # "Returning to the office on …"
        if _FROM.search(rest):
            continue  # "Until Monday, from Tuesday on …"
        strong = cue[0] not in WEAK_UNTIL or _is_range(before[: cue.start()], cue[0])
        if strong and _GAP.match(rest):
            return cue.start()
    return None


def _is_range(before: str, cue: str) -> bool:
    if cue in ("do", "till", "til", "по"):  # Also without a range, in their languages.
        return True
    begins = list(_RANGE_BEGINS.finditer(before))[-3:]
    return any(_RANGE_DAY.match(before[each.end() :]) for each in begins) or _ends_in_day(before)


def _ends_in_day(before: str) -> bool:
    """ "12 June to": a range without a word at its beginning."""
    return _ENDS_IN_DAY.search(before[-40:]) is not None


def _returns_then(before: str) -> bool:
    """ "Will not return until": the first day back after all."""
    return (
        re.search(r"not (?:be )?(?:return|back|in\b|available)\w*(?: \w+){0,4} ?$", before)
        is not None
    )


def _back(before: str, mention: Mention) -> int:
    """Where the "back" stands that leads to the date, or -1."""
    gap = _SHORT_FREE_GAP if mention.vague else _FREE_GAP
    places = [cue.start() for cue in _BACK.finditer(before) if gap.match(before[cue.end() :])]
    return places[-1] if places else -1


def _says_back_after(before: str, after: str) -> bool:
    opens = _CLAUSE_OPENS.search(before) is not None
    if not opens and not any(
        _GAP.match(before[cue.end() :]) for cue in _PREPOSITION.finditer(before)
    ):
        return False
    rest = _AFTER.match(after)
    found = _BACK_AFTER.search(rest[0]) if rest else None
    # ", returning" begins what follows: it is about the next date.
    return found is not None and not _NEXT_CLAUSE.match(after)
