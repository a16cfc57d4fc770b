"""Text in one form for matching: lower case, one kind of apostrophe, no accents.

Vocabularies are folded when they are compiled, so that "Reponse automatique" and "Réponse
automatique", or digits of full and half width, are the same.
"""

import re
import unicodedata
from collections.abc import Mapping

from signals.reading.folding import MAX_TEXT, bare

_UNSEEN = str.maketrans({"\u200b": None, "\xad": None, "´": "'"})
_EMPTY_LINES = re.compile(r"(?:\r?\n[ \t]{0,9}){2,9}")
_MARKS = re.compile("[\u0300-\u036f]+")
#: Languages that do not put spaces between words.
_UNSPACED = frozenset({"ja", "zh", "ko"})


def fold(text: str) -> str:
    """The folded text of the first 10,000 characters; " ¶ " stands for empty lines."""
    flat = without_marks(text[:MAX_TEXT].translate(_UNSEEN).lower())
    blocks = (" ".join(block.split()) for block in _EMPTY_LINES.split(flat))
    return " ¶ ".join(block for block in blocks if block)[: 2 * MAX_TEXT]


def vocabulary(words: Mapping[str, str], *, whole: bool = False) -> re.Pattern[str]:
    """One pattern from alternatives by language, for folded text; it begins at words.

    whole: it also ends at them.
    """
    spaced = "|".join(part for language, part in words.items() if language not in _UNSPACED)
    unspaced = "|".join(part for language, part in words.items() if language in _UNSPACED)
    end = r"(?!\w)" if whole else ""
    parts = [rf"(?<!\w)(?:{spaced}){end}" if spaced else "", f"(?:{unspaced})" if unspaced else ""]
    return re.compile(without_marks("|".join(part for part in parts if part)))


def without_marks(text: str) -> str:
    """The text without accents (as `folding.bare`), in compatible forms; case is kept."""
    apart = unicodedata.normalize("NFKD", bare(text))
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))
