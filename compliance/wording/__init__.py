"""Words and patterns that a reviewer should look at: data for the content checker, by pack.

Each pattern is bounded, so that a check takes time in proportion to the text.
"""

from collections.abc import Iterable

from compliance.wording import financial, general, health
from compliance.wording.general import SPAM
from compliance.wording.patterns import (
    FALSE_REPLY,
    LINK,
    SAYS_NO,
    SAYS_STOP,
    SHORTENERS,
    UNRESOLVED,
)
from compliance.wording.rule import OWN, Pack, Severity, WordRule

__all__ = [
    "ALL_PACKS",
    "FALSE_REPLY",
    "LINK",
    "OWN",
    "RULES",
    "SAYS_NO",
    "SENSITIVE",
    "SHORTENERS",
    "SPAM",
    "UNRESOLVED",
    "Pack",
    "Severity",
    "WordRule",
    "packs_on",
    "says_stop",
]

RULES: tuple[WordRule, ...] = (*general.RULES, *financial.RULES, *health.RULES)
# Those that are about what is said, not about what was left unfilled.
SENSITIVE = tuple(rule.pattern for rule in RULES if rule.code != "unresolved")
ALL_PACKS = frozenset(Pack)


def says_stop(text: str) -> bool:
    """Whether a text message says how to have no more of them."""
    return SAYS_STOP.search(text) is not None or SAYS_NO.search(text) is not None


def packs_on(stored: Iterable[str]) -> frozenset[Pack]:
    """The packs of a workspace. Nothing stored is no choice yet: all are on. A choice always
    names the general one, so that "no other" can be told from it."""
    chosen = {Pack(each) for each in stored if each in set(Pack)}
    return frozenset(chosen | {Pack.GENERAL}) if chosen else ALL_PACKS
