"""Which encoding a file has that is neither UTF-8 nor UTF-16, as far as its letters tell; pure.

Western Europe's is taken unless its reading looks wrong: symbols within words, words of accented
letters alone, capitals amid small letters, or letters that no one language has together. A person
sees the first rows and may say otherwise.
"""

import re
from collections.abc import Iterable, Mapping

from charset_normalizer import from_bytes

WESTERN = "cp1252"
#: What a person may choose, with words for it.
ENCODINGS: Mapping[str, str] = {
    WESTERN: "Western Europe",
    "cp1250": "Central Europe",
    "cp1251": "Cyrillic",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1257": "Baltic",
    "mac_roman": "Western Europe, from a Mac",
    "cp932": "Japanese",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "cp949": "Korean",
}
# Those in which words are told from symbols by the eye alone; the others are told by a library.
_CENTRAL, _MAC = "cp1250", "mac_roman"
_OTHERS = ("cp1251", "cp1253", "cp932", "gb18030", "big5", "cp949")
# Letters in the Western reading, others of which one is there too, and those that would explain
# them: without any of these it is Czech, Hungarian or Turkish.
_TELLING = (
    ("ø", "èìùšžýÈÌŠŽÝ", "æåÆÅ", "cp1250"),
    ("õ", "öüáéíóú", "ãñêçä", "cp1250"),
    ("û", "öü", "ãñêçäàâèîô", "cp1250"),
    ("þðý", "çöüÇÖÜþ", "æáíóúé", "cp1254"),
)
_BETWEEN = re.compile(rb"[\s,;|\"]+")
_MOST_WORDS = 2_000
# What stands between letters in any language.
_WITHIN = "’‘´–—…·"
_TOO_MANY = 0.2


def guess(sample: bytes) -> str:
    """The encoding of a sample in which some bytes are above 127."""
    words = [each for each in _BETWEEN.split(sample) if not each.isascii()][:_MOST_WORDS]
    wrong = {name: _wrong(words, name) for name in (WESTERN, _CENTRAL, _MAC)}
    # Where a Mac has its letters the others have few: of two that both read well it is that.
    on_mac = not any(byte >= 0xA0 for byte in b"".join(words))
    order = (WESTERN, _MAC, _CENTRAL) if on_mac else (WESTERN, _CENTRAL, _MAC)
    best = min(order, key=lambda name: wrong[name])
    if wrong[best] <= _TOO_MANY * len(words):
        return _by_letters(words) if best == WESTERN else best
    found = from_bytes(b"\n".join(words), cp_isolation=list(_OTHERS)).best()
    return found.encoding if found is not None else WESTERN


def _by_letters(words: Iterable[bytes]) -> str:
    there = set(b" ".join(words).decode(WESTERN, "replace"))
    for some, beside, but, name in _TELLING:
        if there & set(some) and there & set(beside) and not there & set(but):
            return name
    return WESTERN


def _wrong(words: Iterable[bytes], encoding: str) -> int:
    return sum(_is_wrong(word.decode(encoding, "replace")) for word in words)


def _is_wrong(word: str) -> bool:
    """Whether nobody writes like this in Latin letters."""
    letters = [char for char in word if char.isalpha()]
    if "\ufffd" in word or (len(letters) > 2 and not any(char.isascii() for char in letters)):
        return True
    for before, char, after in zip(word, word[1:], word[2:] + " ", strict=False):
        if not char.isascii() and before.isalpha():
            is_symbol = not char.isalpha() and char not in _WITHIN and after.isalpha()
            if is_symbol or (char.isupper() and (before.islower() or after.islower())):
                return True
    return False
