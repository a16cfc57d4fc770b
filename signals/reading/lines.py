"""The lines of a body, each with how deep it is quoted and what its program said of it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MAX_LINES = 4_000
MAX_LINE = 12_000
_MAX_KEY = 2_000

_QUOTE = re.compile(r"^\s{0,3}((?:>\s?){1,40})")
_INITIALS = re.compile(r"^[A-Z]{1,4}>{1,4}(?:\s|$)")
_BAR = re.compile(r"^\s{0,2}[|│┃](?:\s|$)")
_GROUPWISE = re.compile(r"^>{2,3}\s.{3,200}\s>{2,3}\s*$")
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x0307, 0x200B, 0xFEFF])


class Mark(StrEnum):
    """What the markup of a program says of a line."""

    OWN = "own"
    CUT = "cut"
    ATTRIBUTION = "attribution"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is read; `depth` counts quotes around it, `tint` is a colour or empty."""

    text: str
    depth: int = 0
    mark: Mark = Mark.OWN
    tint: str = ""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.text.strip()


# Each line is looked at again from the lines above it.
@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """What the word tables are matched against: lower case, one kind of space, no directions."""
    plain = text[:_MAX_KEY].translate(_DIRECTION).casefold().translate(_DIRECTION)
    return " ".join(plain.replace("’", "'").split())


def plain_lines(text: str, *, flowed: bool = False, delsp: bool = False) -> list[Line]:
    """Lines of a text/plain body; `flowed` joins soft breaks as RFC 3676 says."""
    rows = text.split("\n")[: MAX_LINES * 2]
    if flowed:
        rows = _unflowed(rows, delsp)
    found: list[Line] = []
    for row in rows[:MAX_LINES]:
        found.append(_line(row.rstrip()[:MAX_LINE], found[-1] if found else None))
    return found


def _line(row: str, before: Line | None) -> Line:
    if _GROUPWISE.match(row):
        return Line(row)
    if quoted := _QUOTE.match(row):
        return Line(row[quoted.end() :], quoted[1].count(">"))
    if _INITIALS.match(row) or (_BAR.match(row) and _quote_may_go_on(before)):
        return Line(row, 1)
    return Line(row)


def _quote_may_go_on(before: Line | None) -> bool:
    return before is not None and (before.depth > 0 or before.text.rstrip().endswith(":"))


def _unflowed(rows: list[str], delsp: bool) -> list[str]:
    joined: list[str] = []
    pieces: list[str] = []
    open_at = ""
    for row in rows:
        content = row.lstrip(">")
        quotes = row[: len(row) - len(content)]
        content = content[1:] if content.startswith(" ") else content
        if pieces and quotes != open_at:
            joined.append(_stuffed(open_at, pieces))
            pieces = []
        open_at = quotes
        soft = content.endswith(" ") and content != "-- "
        pieces.append(content[:-1] if soft and delsp else content)
        if not soft:
            joined.append(_stuffed(quotes, pieces))
            pieces = []
    return [*joined, _stuffed(open_at, pieces)] if pieces else joined


def _stuffed(quotes: str, pieces: list[str]) -> str:
    return f"{quotes} {''.join(pieces)}" if quotes else "".join(pieces)
