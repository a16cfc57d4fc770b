"""Who stands in, as an automatic answer names them: name, address and telephone.

Looks at sentences: one that names an address or leads to somebody ("please contact") is read for
names and numbers around it. Never the absent person's own: what the signature holds, the sender's
address, and "my mobile" are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from signals.reading.fields import addresses
from signals.reading.results import StandIn
from signals.reading.stand_in_words import (
    FIRST_NAMES,
    LEADS_TO,
    LEADS_TO_UNSPACED,
    NEW,
    NOT_NAMES,
    OWN,
    TITLES,
    TO_ME,
)

MAX_TEXT = 10_000
MAX_SENTENCES = 60
MAX_STAND_INS = 10

_SENTENCE = re.compile(
    r"(?<!Tel\.)(?<!Mr\.)(?<!Dr\.)(?<!Hr\.)(?<!Fr\.)(?<!Ms\.)(?<!Mrs\.)(?<!Sr\.)(?<=[.!?。]"
    r")\s+|\n\s*\n|\n(?=\s*[-*•])|。"
)
_LEADS = re.compile(
    rf"(?<!\w)(?:{'|'.join(LEADS_TO.values())})(?!\w)|{LEADS_TO_UNSPACED}", re.IGNORECASE
)
_OWN = re.compile(OWN, re.IGNORECASE)
_NEW = re.compile(NEW, re.IGNORECASE)
_TO_ME = re.compile(TO_ME, re.IGNORECASE)
_TITLE = rf"(?:(?:{TITLES})\.?\s)?"
_NAME = r"[A-ZÀ-ÞŁŚŻŹĆČŠŘŽĎŤŇА-Я](?:[^\W\d_]|['’-]){1,24}(?![\w-])"
_PARTICLE = r"(?:van|de|der|den|von|zu|di|da|dos|la|le|el|af)"
_NAMED = re.compile(rf"{_TITLE}(?P<name>{_NAME}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME}){{0,3}})")
_UNSPACED_NAME = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,4}?(?:\s?[\u4e00-\u9fff]{1,4})?)(?:様|さん|氏)?\s?[（(]?\s?$"
)
_OTHER = re.compile(
    rf"\s(?:or|and|oder|und|ou|et|o|y|of|en|lub|i|eller|och)\s(?P<name>{_NAME}(?:\s{_NAME})+)"
)
_BESIDE = re.compile(
    r"[ :(<,]{0,3}(?:(?:at|on|under|unter|au|en|al|em|op|på|pod|via|tel)\.? )?[ :(<]{0,2}$",
    re.IGNORECASE,
)
_DATES = re.compile(r"[\d./ -]*(?:\d{1,2}[./]\d{1,2}[./-]|20\d\d-\d\d)[\d./ -]*")
_NUMBER = re.compile(r"(?<![\w@./-])(?:\+|00)?\(?\d[\d ()/.-]{6,20}\d(?![\w@]|[./-]\d)")


@dataclass(frozen=True, slots=True)
class _Place:
    """An address or a number in a sentence."""

    start: int
    end: int
    text: str
    is_address: bool


def stand_ins(text: str, own: frozenset[str]) -> tuple[StandIn, ...]:
    """Who a text without quote and signature names, in order, each once, at most ten.

    own: addresses of the absent person and ours, lower case.
    """
    found: dict[tuple[str, str], StandIn] = {}
    sentences = [part for part in _SENTENCE.split(text[:MAX_TEXT]) if part]
    for sentence in sentences[:MAX_SENTENCES]:
        for each in _in_sentence(" ".join(sentence.split())[:1_000], own):
            found.setdefault((each.address, "" if each.address else each.name or each.phone), each)
    return tuple(islice(_joined(list(found.values())), MAX_STAND_INS))


def _joined(found: list[StandIn]) -> Iterator[StandIn]:
    """A name that is told again with an address is one person."""
    with_address = " ".join(each.name for each in found if each.address)
    for each in found:
        if each.address or not (each.name and each.name in with_address):
            yield each


def _in_sentence(sentence: str, own: frozenset[str]) -> Iterator[StandIn]:
    leads = _LEADS.search(sentence)
    places = sorted((*_addresses(sentence, own), *_numbers(sentence)), key=lambda each: each.start)
    if leads is None and not any(each.is_address for each in places):
        return
    if not places:
        yield from _by_names(sentence, leads)
        return
    found: list[StandIn] = []
    start = 0
    for place in places:
        between = sentence[start : place.start]
        led = [each.end() for each in _LEADS.finditer(between)]
        name = _name_before(between[led[-1] :] if led else between)
        if not name and not found and leads:
            name = _name_after(sentence[leads.end() : place.start]) or _name_before(between)
        if found and not name and _belongs(found[-1], place, between):
            found[-1] = _with(found[-1], place)
        else:
            found.append(_with(StandIn(name), place))
        start = place.end
    yield from (each for each in found if each.name or each.address)


def _belongs(last: StandIn, place: _Place, between: str) -> bool:
    """Whether an address or a number goes with whoever stands before it."""
    has = last.address if place.is_address else last.phone
    return not has and len(between) < 40 and _LEADS.search(between) is None


def _with(person: StandIn, place: _Place) -> StandIn:
    if place.is_address:
        return replace(person, address=place.text)
    return replace(person, phone=place.text)


def _addresses(sentence: str, own: frozenset[str]) -> Iterator[_Place]:
    lower = sentence.lower()
    for address in addresses(sentence):
        if address not in own and _of_another(address, sentence):
            start = max(lower.find(address), 0)
            yield _Place(start, start + len(address), address, is_address=True)


def _numbers(sentence: str) -> Iterator[_Place]:
    for match in islice(_NUMBER.finditer(sentence), MAX_STAND_INS):
        digits = sum(character.isdigit() for character in match[0])
        is_own = _OWN.search(sentence[: match.start()])
        if match[0].isdigit() and match[0][0] != "0":
            continue  # A ticket, not a telephone.
        if 7 <= digits <= 15 and not is_own and not _DATES.fullmatch(match[0]):
            text = match[0].strip(" .-")
            text = text if ")" in text else text.strip("(")
            yield _Place(match.start(), match.end(), text, is_address=False)


def _of_another(address: str, sentence: str) -> bool:
    """Not "my private address" or "write to me at", unless it is the new one."""
    before = sentence[: max(sentence.lower().find(address), 0)]
    return _NEW.search(before) is not None or not (_OWN.search(before) or _TO_ME.search(before))


def _by_names(sentence: str, leads: re.Match[str] | None) -> Iterator[StandIn]:
    """People without address and number: "ask Tom", "Ann Lee or Bob Ray"."""
    if leads is None:
        return
    rest = sentence[leads.end() :]
    name = _name_after(rest) or _name_before(sentence[: leads.start()], full_only=True)
    if not name:
        return
    yield StandIn(name)
    other = _OTHER.match(rest[rest.find(name) + len(name) :]) if name in rest else None
    if other and " " in (second := _clean(other["name"])):
        yield StandIn(second)


def _name_before(text: str, *, full_only: bool = False) -> str:
    """The name nearest to what follows the text: a full or titled one, or one right there."""
    unspaced = _UNSPACED_NAME.search(text[-12:])
    if unspaced:
        return unspaced["name"].rstrip("様氏")
    near = text[-90:]
    found = [match for match in _NAMED.finditer(near) if _clean(match["name"])]
    full = [match for match in found if _is_full(match)]
    beside = [] if full_only else [m for m in found if _BESIDE.match(near[m.end() :])]
    return next((_clean(match["name"]) for match in (*full[-1:], *beside[-1:])), "")


def _name_after(text: str) -> str:
    """The name that a leading word is about: a full or titled one, or the very next word."""
    for match in islice(_NAMED.finditer(text[:80]), 4):
        if match.start() > 40:
            break
        name = _clean(match["name"])
        if name and (_is_full(match) or match.start() <= 3):
            return name
    return ""


def _is_full(match: re.Match[str]) -> bool:
    return match.start() != match.start("name") or " " in _clean(match["name"])


def _clean(name: str) -> str:
    words = name.split()
    if len(words) > 1 and words[0].lower() in FIRST_NAMES:
        return name
    while words and words[0].lower().strip("'") in NOT_NAMES:
        words.pop(0)
    while words and words[-1].lower() in NOT_NAMES:
        words.pop()
    return " ".join(words)
