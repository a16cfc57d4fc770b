"""What can be fuzzed: one parser of bytes from outside, with what it promises."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True, kw_only=True)
class Target:
    """One parser.

    take: gives it an input and asserts what it promises; whatever it raises is a finding.
    seeds: inputs as they really come, from the corpora of the tests.
    shapes: strategies of whole inputs, where mutated seeds do not reach far enough.
    words: what the format is made of, to be put in anywhere.
    longest: of the inputs that are tried by the thousand, in bytes.
    stretched: how long a part of an input is made by repeating it; it must still take its time.
    """

    name: str
    group: str
    take: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    shapes: tuple[SearchStrategy[bytes], ...] = ()
    words: tuple[bytes, ...] = ()
    longest: int = 8_192
    stretched: int = 1_000_000


def text_of(data: bytes) -> str:
    """Bytes as a text with any characters in it, none of them half of a pair."""
    return data.decode("utf-8", "replace")


def parted(data: bytes, count: int) -> list[str]:
    """Texts from one input: the parts between lines of a lone bar, so many of them."""
    found = text_of(data).split("\n|\n", count - 1)
    return [*found, *[""] * (count - len(found))]
