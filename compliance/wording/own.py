"""A workspace's own words: found as whole words, in any case and any form of a letter; grave ones
also in letters of other scripts that look the same.

Words are plain: no patterns. All rules are one tree of tokens, so a text is read once, whatever
their number, and no word that anybody enters can make the check slow.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from compliance.reading import alike, as_it_stands
from compliance.wording.letters import UNSEEN
from compliance.wording.rule import Severity

# Accents that stand behind their letter, and marks that nobody sees, belong to a word. Bounded:
# putting many accents in order takes time in proportion to their square.
_TOKEN = re.compile(rf"[\w\u0300-\u036f{UNSEEN}]{{1,400}}|[^\w\s\-\u2010-\u2015]")
_DROPPED = re.compile(f"[{UNSEEN}]")
MAX_TOKENS = 12
# No flood of one phrase makes the check forget another.
MAX_HITS = 200


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One version of a rule of the workspace, as plain data."""

    id: str
    version: int
    code: str
    severity: Severity
    message: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule's words stand; `end` is not part of it."""

    rule: OwnRule
    start: int
    end: int


@dataclass(slots=True)
class Tree:
    """The words of all rules, token by token; in `disguised` the errors among them, in the
    letters that they look like."""

    branches: dict[str, "Tree"] = field(default_factory=dict)
    rules: list[OwnRule] = field(default_factory=list)
    disguised: "Tree | None" = None


def folded(text: str) -> str:
    """What two spellings of the same words share: case, width and composed letters do not
    matter, nor do spaces and dashes between words."""
    return " ".join(token for token, _, _ in tokens(text))


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word or sign, folded, with its place in `text`."""
    for match in _TOKEN.finditer(text):
        plain = unicodedata.normalize("NFKC", _DROPPED.sub("", match[0])).casefold()
        if plain := unicodedata.normalize("NFKC", plain):
            yield plain, match.start(), match.end()


def planted(rules: Iterable[OwnRule]) -> Tree:
    """The tree of these rules."""
    root = Tree(disguised=Tree())
    for rule in rules:
        for phrase in rule.words:
            _plant(root, rule, phrase)
            if root.disguised is not None and rule.severity is Severity.ERROR:
                _plant(root.disguised, rule, alike(as_it_stands(phrase)).text)
    return root


def _plant(root: Tree, rule: OwnRule, phrase: str) -> None:
    node = root
    for token, _, _ in tokens(phrase):
        node = node.branches.setdefault(token, Tree())
    if node is not root and rule not in node.rules:
        node.rules.append(rule)


def hits(tree: Tree, text: str) -> Iterator[Hit]:
    """Where words of a rule stand, from left to right; words may overlap. Each phrase at most
    200 times."""
    if not tree.branches:
        return
    read = list(tokens(text))
    counts: Counter[int] = Counter()
    for place, (_, start, _) in enumerate(read):
        node = tree
        for token, _, end in read[place : place + MAX_TOKENS]:
            if token not in node.branches:
                break
            node = node.branches[token]
            counts[id(node)] += 1
            if counts[id(node)] <= MAX_HITS:
                yield from (Hit(rule, start, end) for rule in node.rules)


NOTHING = Tree()
CODES: Mapping[str, str] = {
    "claim": "claim",
    "price": "price",
    "regulated": "regulated_own",
    "forbidden": "forbidden",
}
