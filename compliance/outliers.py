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

# Values that are ours, not the person's.
_OURS = ("workspace.", "mailbox.", "enrollment.")
_NAMES = frozenset({"first_name", "last_name", "full_name"})
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|info|biz|example)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[{}<>\[\]|\\]|&#?\w{1,10};")
_NOT_A_NAME = re.compile(r"[\d@_/+*=]")
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
    _Trait("holds brackets or markup", lambda _, fact: bool(_MARKUP.search(fact.value))),
    _Trait("holds characters that cannot be seen", lambda _, fact: _hidden(fact.value)),
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
    """Control and format characters; a line break has no place in a value either."""
    return any(unicodedata.category(each) in ("Cc", "Cf", "Co", "Cn") for each in value)


def _label(name: str) -> str:
    return name.removeprefix("custom.").replace("_", " ").capitalize()
