"""A text message as telephones get it: its alphabet, its length, and in how many parts it is sent.

Pure. GSM 03.38 has seven bits a letter: 160 of them fit into one message, or 153 into each part of
a longer one. One letter outside of that alphabet makes it UCS-2, where 70 fit, or 67. Letters of
the extension table count twice, those beyond the basic plane too; neither is cut in two.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# As many parts as providers take in one message.
MOST_PARTS = 10
# Letters that a sentence names.
MOST_NAMED = 5

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")


class Alphabet(StrEnum):
    """How the letters of a message are written."""

    GSM = "GSM-7"
    UCS2 = "UCS-2"


# What fits into a message of its own, and into each part of a longer one.
_FITS = {Alphabet.GSM: (160, 153), Alphabet.UCS2: (70, 67)}


@dataclass(frozen=True, slots=True)
class Measured:
    """A text as it is sent. `length` counts as its alphabet does; `room` is what is left in the
    last part; `foreign` are the letters that the shorter alphabet lacks, each once."""

    alphabet: Alphabet
    length: int
    parts: int
    room: int
    foreign: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """A few of the foreign letters in quotes."""
        return " ".join(f"“{sign}”" for sign in self.foreign[:MOST_NAMED])

    @property
    def in_words(self) -> str:
        """As in "161 characters in 2 parts"."""
        letters = "1 character" if self.length == 1 else f"{self.length} characters"
        return f"{letters} in {self.parts} {'part' if self.parts == 1 else 'parts'}"


def as_sent(text: str) -> str:
    """The text in the form that leaves: composed letters, plain line ends, no blank edges."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return unicodedata.normalize("NFC", plain)


def measured(text: str) -> Measured:
    """How a text is sent; an empty one has no parts."""
    sent = as_sent(text)
    foreign = tuple(dict.fromkeys(sign for sign in sent if not _is_gsm(sign)))
    alphabet = Alphabet.UCS2 if foreign else Alphabet.GSM
    widths = [_width(sign, alphabet) for sign in sent]
    whole, part = _FITS[alphabet]
    length = sum(widths)
    if length <= whole:
        return Measured(alphabet, length, 1 if length else 0, whole - length, foreign)
    parts, room = _cut(widths, part)
    return Measured(alphabet, length, parts, room, foreign)


def _is_gsm(sign: str) -> bool:
    return sign in _BASIC or sign in _EXTENSION


def _width(sign: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM:
        return 2 if sign in _EXTENSION else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _cut(widths: list[int], part: int) -> tuple[int, int]:
    """The number of parts, and what is left in the last one."""
    parts, room = 0, 0
    for width in widths:
        if width > room:
            parts, room = parts + 1, part
        room -= width
    return parts, room
