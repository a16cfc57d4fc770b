"""A text as its reader sees it, and where in the source each letter of that stands. Pure."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from compliance.wording.letters import ALIKE, UNSEEN

_UNSEEN = re.compile(f"[{UNSEEN}]+")
# Bounded: putting many accents in order takes time in proportion to their square.
_ODD = re.compile("(?:[^\x00-\x7f]|[A-Za-z](?=[\u0300-\u036f]))[\u0300-\u036f]{0,8}")
_SPACES = re.compile(r"[ \t]{2,}")
_ALIKE = re.compile(f"[{''.join(ALIKE)}]")
_ACCENTED = re.compile("[^\x00-\x7f]")
# Another letter than the one that they are made of: a rank #1 with a footnote is no rank #12.
_OTHER = ("<super>", "<sub>", "<fraction>")

# Start and end of what is replaced, and what by.
Cut = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Letter `n` of `text` stands at `starts[n]` to `ends[n]` of the source."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the source stands what is read at `start` to `end`, which is not empty."""
        return self.starts[start], self.ends[end - 1]

    def between(self, start: int, end: int) -> str:
        """What is read of the source from `start` to `end`."""
        return self.text[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def cut(self, cuts: Iterable[Cut]) -> "Reading":
        """With parts that are not empty replaced, in order; the letters of a replacement stand
        where the whole part stood."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        position = 0
        for start, end, letters in cuts:
            pieces += [self.text[position:start], letters]
            starts += [*self.starts[position:start], *[self.starts[start]] * len(letters)]
            ends += [*self.ends[position:start], *[self.ends[end - 1]] * len(letters)]
            position = end
        if not position:
            return self
        text = "".join([*pieces, self.text[position:]])
        return Reading(text, [*starts, *self.starts[position:]], [*ends, *self.ends[position:]])

    def sub(self, pattern: re.Pattern[str], change: Callable[[str], str]) -> "Reading":
        """With every match of `pattern`, which is never empty, as `change` makes it."""
        found = pattern.finditer(self.text)
        return self.cut((each.start(), each.end(), change(each[0])) for each in found)


def as_it_stands(text: str) -> Reading:
    """Each letter where it is."""
    return Reading(text, range(len(text)), range(1, len(text) + 1))


def usual(reading: Reading) -> Reading:
    """Without what nobody sees; letters of any width as usual ones, spaces as one."""
    seen = reading.sub(_UNSEEN, lambda _: "").sub(_ODD, _as_usual)
    return seen.sub(_SPACES, lambda _: " ")


def alike(reading: Reading) -> Reading:
    """Signs of other scripts as the Latin letters that they look like."""
    return reading.sub(_ALIKE, ALIKE.__getitem__)


def bare(reading: Reading) -> Reading:
    """Letters without their accents."""
    return reading.sub(_ACCENTED, _without_accents)


def _as_usual(letters: str) -> str:
    is_other = unicodedata.decomposition(letters[0]).startswith(_OTHER)
    return letters if is_other else unicodedata.normalize("NFKC", letters)


def _without_accents(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(each for each in parts if not unicodedata.combining(each))
