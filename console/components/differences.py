"""Word-level difference between two texts, as HTML with `<ins>` and `<del>`."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Above this the matcher's quadratic worst case is felt; the texts are then shown whole.
LONGEST = 20_000


def word_diff(before: str, after: str) -> SafeString:
    """Escaped HTML: kept words plain, removed words in `<del>`, added words in `<ins>`."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(before, after)))


def _pieces(before: str, after: str) -> Iterator[str]:
    if len(before) + len(after) > LONGEST:
        yield from _changed(before, after)
        return
    old, new = WORDS.findall(before), WORDS.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "".join(old[a:b])
        else:
            yield from _changed("".join(old[a:b]), "".join(new[c:d]))


def _changed(removed: str, added: str) -> Iterator[SafeString]:
    if removed:
        yield format_html("<del>{}</del>", removed)
    if added:
        yield format_html("<ins>{}</ins>", added)
