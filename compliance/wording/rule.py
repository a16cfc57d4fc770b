"""What a rule about words is: which words, in which pack, and how much they weigh."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Pack(StrEnum):
    """Rules that are switched on together; those of `GENERAL` always are."""

    GENERAL = "general"
    FINANCIAL = "financial"
    HEALTH = "health"


# The pack that a workspace's own words are said to be of.
OWN = "own"


@dataclass(frozen=True, slots=True)
class WordRule:
    """Words that need a look. `version` grows with every change of the pattern, so that a stored
    finding says by which words it was found."""

    id: str
    version: int
    pack: Pack
    code: str
    severity: Severity
    pattern: re.Pattern[str]
    message: str


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern of whole words, in any case; no alternative may hold an unbounded repeat."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
