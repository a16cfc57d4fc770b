"""Which messages of a group are unlike the others, each with its reasons in sentences. Pure.

The words of a group are the same, so what can be wrong with one of them lies in the values of its
facts and in what was found in it. An outlier is decided on alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from uuid import UUID

from compliance.content import Content, Fact
from compliance.wording.letters import UNSEEN

# Values that are ours, not the person's.
_OURS = ("workspace.", "mailbox.", "enrollment.")
_NAMES = frozenset({"first_name", "last_name", "full_name"})
# A word, a dot (or what a browser takes for one) and what may be the end of an address.
_LINK = re.compile(
    r"https?:|www\.|\w[.\u3002\uff0e\uff61](?:xn--|[^\W\d_]{2})"
    r"|\bdot\b.?\s*(?:com|net|org|info|biz|app|io|ru|de|uk)\b|\d(?:\.\d{1,3}){3}",
    re.IGNORECASE,
)
# Seven digits or more, with what people write between them.
_PHONE = re.compile(r"\d(?:[\s()./-]{0,3}\d){6}")
_UNSEEN = re.compile(f"[{UNSEEN}\u2800]")
_GAP = re.compile(r"\s{3}")
_WORD = re.compile(r"[^\W\d_]+")
# Alphabets whose letters can be taken for one another.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU"})
_MARKUP = re.compile(r"[{}<>\[\]|\\]|&#?\w{1,10};")
_NOT_A_NAME = re.compile(r"[\d@_/+*=]")
# As Unicode names them: the ordinal signs and the micro sign are letters for it.
_USUAL = frozenset({"LATIN", "FEMININE", "MASCULINE", "MICRO"})
# Shorter ones are how companies write their names.
SHORTEST_SHOUT = 5
LONGEST = 40
TIMES_LONGER = 3


@dataclass(frozen=True, slots=True)
class Member:
    """One message of a group. `findings` are the sentences of what was found in it by their code,
    `errors` the sentences of what keeps it from being approved."""

    id: UUID
    content: Content
    findings: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trait:
    """Something about a value; `alone` tells of it also when many of the group have it."""

    says: str
    holds: Callable[[str, Fact], bool]
    alone: bool = True


_TRAITS = (
    _Trait("holds a link", lambda _, fact: bool(_LINK.search(fact.value)), alone=False),
    _Trait("holds a phone number", lambda _, f: bool(_PHONE.search(f.value)), alone=False),
    _Trait("holds brackets or markup", lambda _, fact: bool(_MARKUP.search(fact.value))),
    _Trait("holds characters that cannot be seen", lambda _, fact: _hidden(fact.value)),
    _Trait("mixes letters of several alphabets in a word", lambda _, fact: _mixes(fact.value)),
    _Trait("is in another alphabet", lambda _, fact: _is_foreign(fact.value), alone=False),
    _Trait("is in capitals", lambda _, fact: _shouts(fact.value), alone=False),
    _Trait(
        "is not written like a name",
        lambda name, fact: name in _NAMES and bool(_NOT_A_NAME.search(fact.value)),
    ),
    _Trait("is empty, so the template's default stands", lambda _, f: not f.value, alone=False),
)


def outliers(group: Sequence[Member]) -> dict[UUID, tuple[str, ...]]:
    """The members that are unlike the others, with why; the order of `group` does not matter."""
    found = {
        member.id: (*member.errors, *_findings(member, group), *_facts(member, group))
        for member in group
    }
    values = _by_name(group)
    for member in group:
        found[member.id] += tuple(_values(member, values))
    return {key: tuple(dict.fromkeys(reasons)) for key, reasons in found.items() if reasons}


def _findings(member: Member, group: Sequence[Member]) -> Iterator[str]:
    common = Counter(code for each in group for code in each.findings)
    for code, sentence in sorted(member.findings.items()):
        if sentence not in member.errors and _is_rare(common[code], len(group)):
            yield f"Most others do not have this: {sentence}"


def _facts(member: Member, group: Sequence[Member]) -> Iterator[str]:
    sets = Counter(_used(each) for each in group)
    mine = _used(member)
    if len(group) > 1 and _is_rare(sets[mine], len(group)):
        yield "It uses other facts than most others."


def _values(member: Member, group: Mapping[str, list[Fact]]) -> Iterator[str]:
    for name, fact in sorted(_personal(member).items()):
        for trait in _TRAITS:
            if not trait.holds(name, fact):
                continue
            having = sum(trait.holds(name, other) for other in group[name])
            if trait.alone or _is_rare(having, len(group[name])):
                yield f"{_label(name)} {trait.says}."
        if _is_longer(fact.value, [other.value for other in group[name]]):
            yield f"{_label(name)} is far longer than the others'."


def _by_name(group: Sequence[Member]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for member in group:
        for name, fact in _personal(member).items():
            found.setdefault(name, []).append(fact)
    return found


def _personal(member: Member) -> dict[str, Fact]:
    return {f.name: f for f in member.content.facts if not f.source.startswith(_OURS)}


def _used(member: Member) -> frozenset[str]:
    return frozenset(fact.name for fact in member.content.facts)


def _is_rare(having: int, among: int) -> bool:
    """Whether fewer than half of the others are like the one that is looked at."""
    return (having - 1) * 2 < among - 1


def _is_longer(value: str, values: Sequence[str]) -> bool:
    usual = median(len(each) for each in values)
    return len(value) > max(LONGEST, TIMES_LONGER * usual)


def _shouts(value: str) -> bool:
    letters = [each for each in value if each.isalpha()]
    return len(letters) >= SHORTEST_SHOUT and value.isupper()


def _hidden(value: str) -> bool:
    """Control and format characters, signs without a shape and gaps; a line break has no place in
    a value either, and one of nothing but spaces is not empty for the template."""
    if _UNSEEN.search(value) or _GAP.search(value) or (value and not value.strip()):
        return True
    return any(unicodedata.category(each) in ("Cc", "Cf", "Co", "Cn") for each in value)


def _mixes(value: str) -> bool:
    return any(len(_alphabets(word) & _ALIKE) > 1 for word in _WORD.findall(value))


def _is_foreign(value: str) -> bool:
    """Letters drawn like Latin ones, as in mathematics, are no Latin letters."""
    return bool(_alphabets(value) - _USUAL)


def _alphabets(text: str) -> set[str]:
    """The first word of each letter's name in Unicode, which is its alphabet's."""
    letters = (each for each in text if unicodedata.category(each) in ("Lu", "Ll", "Lt", "Lo"))
    return {unicodedata.name(each, "").partition(" ")[0] for each in letters}


def _label(name: str) -> str:
    return name.removeprefix("custom.").replace("_", " ").capitalize()
