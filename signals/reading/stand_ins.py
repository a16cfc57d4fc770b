"""Who stands in, as an automatic answer names them: name, address and telephone.

Looks at sentences: one that names an address or leads to somebody ("please contact") is read for
names and numbers around it. Never the absent person's own: what the signature holds, the sender's
address, and "my mobile" are left out.
"""

import re
from collections.abc import Iterator
from itertools import islice

from signals.reading.fields import addresses
from signals.reading.results import StandIn
from signals.reading.stand_in_words import (
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
_NAME = r"[A-ZÀ-ÞŁŚŻŹĆČŠŘŽĎŤŇА-Я][^\W\d_](?:[^\W\d_]|['’-]){0,24}(?![\w-])"
_PARTICLE = r"(?:van|de|der|den|von|zu|di|da|dos|la|le|el|af)"
_NAMED = re.compile(rf"{_TITLE}(?P<name>{_NAME}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME}){{0,3}})")
_UNSPACED_NAME = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,4}(?:\s?[\u4e00-\u9fff]{1,4})?)\s?[（(]?\s?$"
)
_NUMBER = re.compile(r"(?<![\w@./-])(?:\+|00)?\(?\d[\d ()/.-]{6,20}\d(?![\w@]|[./-]\d)")


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
    named = [
        each for each in addresses(sentence) if each not in own and _of_another(each, sentence)
    ]
    numbers = _numbers(sentence) if leads or named else []
    if not named:
        if leads and (found := _by_name(sentence, leads, numbers)):
            yield found
        return
    lower, start = sentence.lower(), 0
    for index, address in enumerate(named):
        place = max(lower.find(address, start), start)
        name = _name_before(sentence[start:place])
        if not name and leads:
            name = _name_after(sentence[leads.end() : place])
        phone = numbers[index] if index < len(numbers) else ""
        yield StandIn(name, address, phone)
        start = place + len(address)


def _of_another(address: str, sentence: str) -> bool:
    """Not "my private address" or "write to me at", unless it is the new one."""
    before = sentence[: max(sentence.lower().find(address), 0)]
    return _NEW.search(before) is not None or not (_OWN.search(before) or _TO_ME.search(before))


def _by_name(sentence: str, leads: re.Match[str], numbers: list[str]) -> StandIn | None:
    """Somebody without an address: "call Tom", "Beth can be reached on"; never a bare number."""
    name = _name_after(sentence[leads.end() :]) or _name_before(
        sentence[: leads.start()], full_only=True
    )
    return StandIn(name, "", numbers[0] if numbers else "") if name else None


def _name_before(text: str, *, full_only: bool = False) -> str:
    """The name nearest to what follows the text: a full or titled one, or one right there."""
    unspaced = _UNSPACED_NAME.search(text[-12:])
    if unspaced:
        return unspaced["name"]
    near = text[-90:]
    found = [match for match in _NAMED.finditer(near) if _clean(match["name"])]
    full = [match for match in found if _is_full(match)]
    beside = [] if full_only else [match for match in found if len(near) - match.end() <= 3]
    return next((_clean(match["name"]) for match in (*full[-1:], *beside[-1:])), "")


def _name_after(text: str) -> str:
    """The name that a leading word is about: a full or titled one, or the very next word."""
    for match in islice(_NAMED.finditer(text[:80]), 4):
        if match.start() > 40:
            break
        name = _clean(match["name"])
        if name and (_is_full(match) or match.start() <= 2):
            return name
    return ""


def _is_full(match: re.Match[str]) -> bool:
    return match.start() != match.start("name") or " " in _clean(match["name"])


def _clean(name: str) -> str:
    words = name.split()
    while words and words[0].lower().strip("'") in NOT_NAMES:
        words.pop(0)
    while words and words[-1].lower() in NOT_NAMES:
        words.pop()
    return " ".join(words)


def _numbers(sentence: str) -> list[str]:
    return [
        match[0].strip(" .-")
        for match in _NUMBER.finditer(sentence)
        if 7 <= sum(c.isdigit() for c in match[0]) <= 15
        and not _OWN.search(sentence[: match.start()])
        and not re.fullmatch(r"[\d./ -]*(?:\d{1,2}[./]\d{1,2}[./-]|20\d\d-\d\d)[\d./ -]*", match[0])
    ]
