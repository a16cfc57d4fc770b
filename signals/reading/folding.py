"""One spelling for all: lower case, no accents on Latin letters, plain quotes, sentences."""

import re
import unicodedata

MAX_TEXT = 10_000
MAX_SENTENCES = 300
MAX_SENTENCE = 600

_QUOTES = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
_LETTERS = {"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"}
_END = re.compile(
    r"(?<=[!?;。])\s*|(?<=[^\d\s][.…])(?<!\bart\.)(?<!\bnr\.)(?<!\bdr\.)(?<!\bmr\.)(?<!\bca\.)"
    r"(?<!\binkl\.)(?<!\bincl\.)(?<!\bbzw\.)(?<!\bevtl\.)(?<!\bggf\.)(?<!\bzzgl\.)(?:\s+|$)|"
    r"\n\s*\n|\n(?=[-*•]\s)"
)


def _table() -> dict[int, str]:
    latin = (chr(code) for code in range(0xC0, 0x250))
    bare = {ord(c): unicodedata.normalize("NFKD", c)[0] for c in latin}
    plain = {code: letter for code, letter in bare.items() if letter.isascii()}
    return plain | {ord(k): v for k, v in (_QUOTES | _LETTERS).items()}


_TABLE = _table()


def bare(text: str) -> str:
    """Without accents on Latin letters; also for patterns, since no letter changes its meaning."""
    return text.translate(_TABLE)


def fold(text: str) -> str:
    """The first 10,000 characters, comparable: NFKC, lower case, without accents."""
    return bare(unicodedata.normalize("NFKC", text[:MAX_TEXT]).lower())[:MAX_TEXT]


def sentences(folded: str) -> list[str]:
    """At most 300 sentences of at most 600 characters, each with the mark that ends it."""
    pieces = _END.split(folded)[:MAX_SENTENCES]
    flat = (" ".join(piece.split())[:MAX_SENTENCE] for piece in pieces)
    return [piece for piece in flat if piece]
