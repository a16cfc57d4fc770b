"""What the sender wrote now: a reply without the old messages and without the signature.

Convention, which is that of most sets of labelled replies: the new text is the body, with its
salutation, of everything that the sender wrote for this answer: above, below and between quotes.
Not part of it are quotes with the lines that announce them, forwarded messages, the sign-off
("Best regards" and all below it), names alone, lines of phones and programs, disclaimers and the
banners of gateways. A postscript below a signature is text. "Thanks" alone is text, "Thanks"
above a name is a sign-off. What stood below the text is kept as `tail`.

Works on lines, each looked at a bounded number of times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from signals.reading.lines import Line, Mark, folded, plain_lines
from signals.reading.quote_words import (
    ABOVE_LINE,
    HISTORY,
    INLINE,
    LABEL,
    LABELS_IN_LINE,
    ORIGINAL,
    QUOTING,
    STARTER,
    WROTE,
)
from signals.reading.signing import Sender, without_signature

MAX_TEXT = 200_000
MAX_NEW_TEXT = 10_000
_LONGEST_ATTRIBUTION = 4
_MAX_HEAD = 24

_DASHED = re.compile(
    r"^[\s*_]{0,3}[-_=*~‐-―─]{2,70}\s{0,3}(?P<words>[^-_=*~‐-―─].{0,78}?)\s{0,3}[-_=*~‐-―─]"
    r"{2,70}\s*:?$"
)
_RULE = re.compile(r"^[_\-=*—]{5,}$")
_ADDRESS = re.compile(r"<?\s?[^\s<>@]{1,80}@[^\s<>@]{1,120}>?")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h時点시]\s?\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr)\b")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}(?!\d)")
_INLINE_OLD = re.compile(
    r"<\s?[^\s<>@]{1,80}@[^\s<>@]{1,120}\s?>[\s,)]{0,3}(?P<verb>.{1,60}?)\s?[:：](?:\s|$)"
)
#: "Tom Reed wrote:" alone on its line: a name and the verb.
_NAME_WROTE = re.compile(
    rf"(?:[\"'*_]?[^\W\d_][\w.'’-]{{0,30}}[\"'*_]?\s){{1,4}}(?P<verb>{WROTE.pattern})\s?[:：]"
)
_STAMP = re.compile(r"^[\[(][^\[\]()]{5,90}[\])]$")
_FIELD = re.compile(r"^[*_\s]{0,3}[^\W\d_][^:：<>@\d]{0,24}[:：]\s{0,8}\S")
_DEFAULT_TINT = re.compile(
    r"|#?0{3,6}|black|windowtext|inherit|initial|auto|currentcolor|rgb\(0,0,0\)|#(?:2{3,6}|"
    r"3{3,6}|1f497d|0563c1|242424|212121|1d1c1d|4{3,6}|5{3,6}|6{3,6}|7{3,6}|8{3,6}|9{3,6})|gr[ae]y|"
    r"rgb\((\d+),\1,\1\)|white|#f{3,6}"
)


@dataclass(frozen=True, slots=True)
class Split:
    """`new` is the text to act on, `tail` the signature below it, `quoted` whether any was cut."""

    new: str
    tail: str
    quoted: bool

    @property
    def own(self) -> str:
        """All that is the sender's: the text and the signature."""
        return f"{self.new}\n{self.tail}".strip()


def split_reply(text: str, sender: str = "") -> Split:
    """Take a plain text apart; `sender` is the From field, whose name may stand below."""
    return split_lines(plain_lines(text[:MAX_TEXT]), sender)


def split_lines(lines: list[Line], sender: str = "") -> Split:
    """Take a body apart; reads the first 4,000 lines."""
    pieces, quoted = _own_pieces(lines)
    person = Sender.of(sender)
    new: list[str] = []
    tail: list[str] = []
    for piece in pieces:
        kept, below = without_signature(piece, person, below_quote=bool("".join(new).strip()))
        new += [*kept, ""] if piece[-1].blank or below else kept
        tail += below
    return Split(shorten(_join(new)), shorten(_join(tail)), quoted)


def best_split(marked: list[Line], unmarked: list[Line], sender: str) -> Split:
    """The more telling of a body's two forms: its HTML, unless only its text shows a quote."""
    first = split_lines(marked, sender) if marked else None
    if first is not None and first.new and first.quoted:
        return first
    second = split_lines(unmarked, sender)
    if first is None or (second.new and (second.quoted or not first.new)):
        return second
    return first


def shorten(text: str, limit: int = MAX_NEW_TEXT) -> str:
    """At most `limit` bytes of UTF-8, cut between characters."""
    return text.encode("utf-8", "ignore")[:limit].decode("utf-8", "ignore")


def _own_pieces(lines: list[Line]) -> tuple[list[list[Line]], bool]:
    """The sender's lines, one list for each stretch between quotes."""
    pieces: list[list[Line]] = [[]]
    index, quoted = 0, False
    while index < len(lines):
        length = _old_lines(lines, index)
        if not length:
            pieces[-1].append(lines[index])
            index += 1
            continue
        quoted = True
        if length < 0:
            pieces.append(_coloured(lines[index:], pieces))
            break
        if pieces[-1]:
            pieces.append([])
        index += length
    return [piece for piece in pieces if any(not line.blank for line in piece)], quoted


def _old_lines(lines: list[Line], index: int) -> int:
    """How many lines from here on are old: 0 for none, -1 for all."""
    line = lines[index]
    if line.depth or line.mark is Mark.ATTRIBUTION:
        return 1
    if line.mark is Mark.CUT:
        return -1
    if line.blank:
        return 0
    if length := _attribution(lines, index):
        return length if _quote_follows(lines, index + length) else -1
    if length := _head(lines, index):
        return length if _quote_follows(lines, index + length, 3) else -1
    return 0


def _quote_follows(lines: list[Line], index: int, reach: int = 4) -> bool:
    following = next((line for line in lines[index : index + reach] if not line.blank), None)
    return following is not None and following.depth > 0


def _attribution(lines: list[Line], index: int) -> int:
    """Number of lines of an "On …, … wrote:" that begins here, or 0."""
    first = folded(lines[index].text).strip("-*_> ")
    if QUOTING.match(first) and _ADDRESS.search(first):
        return 1
    if _announces(first, _quote_follows(lines, index + 1, 3)) or _names_writer(lines, index):
        return 1
    if not _may_begin(first):
        return 0
    joined = first
    for length, line in enumerate(lines[index + 1 : index + _LONGEST_ATTRIBUTION], start=2):
        if line.blank or line.depth:
            return 0
        here = folded(line.text).strip("-*_> ")
        if STARTER.match(here) and _announces(here, False):
            return 0
        joined = f"{joined} {here}"[:600]
        if _announces(joined, _quote_follows(lines, index + length, 3)):
            return length
    return 0


def _names_writer(lines: list[Line], index: int) -> bool:
    """ "Tom Reed <tom@…> wrote:" below a text, without a day: nothing else is on the line."""
    text = lines[index].text.strip()
    above = [line for line in lines[max(0, index - 20) : index] if not line.blank]
    if not above or not text.endswith((":", "：")) or len(text) > 160:
        return False
    key = folded(text)
    alone = lines[index - 1].blank
    address = _ADDRESS.search(key)
    if address is None:
        capital = all(word[:1].isupper() for word in text.split()[:-1])
        return alone and capital and _NAME_WROTE.fullmatch(key) is not None
    before, after = key[: address.start()], key[address.end() :].strip(" ):：]>\"'")
    return len(before.split()) <= 5 and WROTE.fullmatch(after) is not None


def _may_begin(key: str) -> bool:
    if len(key) > 200 or (key.endswith((".", "!", "?")) and not re.search(r"\d\.$", key)):
        return False
    address = _ADDRESS.search(key)
    return STARTER.match(key) is not None or (address is not None and address.start() < 60)


def _announces(key: str, before_quote: bool) -> bool:
    """Whether this folded line says who wrote what follows, and when."""
    if not key or len(key) > 600:
        return False
    if STARTER.match(key) and (inline := _INLINE_OLD.search(key)) and WROTE.search(inline["verb"]):
        return _TIME.search(key) is not None or _DAY.search(key) is not None
    if len(key) > 400:
        return False
    has_verb, has_address = WROTE.search(key) is not None, _ADDRESS.search(key) is not None
    has_time = _TIME.search(key) is not None
    when = has_time or _DAY.search(key) is not None
    ends = key.endswith((":", "：", "︰"))
    if before_quote and when and _STAMP.match(key):
        return True
    if before_quote:
        return (ends and (has_verb or has_address or (has_time and when))) or (
            has_verb and when and _ends_with_verb(key)
        )
    if not ends:
        return has_verb and has_address and when and _ends_with_verb(key)
    return when and (has_address or (has_verb and _may_begin(key.rstrip(":")))) and len(key) < 400


def _ends_with_verb(key: str) -> bool:
    ends = [found.end() for found in WROTE.finditer(key)]
    return bool(ends) and ends[-1] >= len(key) - 12


def _head(lines: list[Line], index: int) -> int:
    """Number of lines of a separator with a header, or of a header alone; 0 when there is none."""
    key = folded(lines[index].text)
    if ABOVE_LINE.match(key) and all(line.blank for line in lines[:index][-20:]):
        return 0
    if HISTORY.match(key) or ABOVE_LINE.match(key):
        return 1 + _fields(lines, index + 1)
    dashed = _DASHED.match(key)
    words = dashed["words"] if dashed else key
    if ORIGINAL.match(words) and (dashed or _fields(lines, index + 1) or _opens_forward(key)):
        return 1 + _fields(lines, index + 1)
    if dashed or _RULE.match(key.replace(" ", "")):
        below = next(
            (i for i in range(index + 1, min(index + 4, len(lines))) if not lines[i].blank), 0
        )
        found = _fields(lines, below) if below else 0
        return below - index + found if found else 0
    return _fields(lines, index)


def _opens_forward(key: str) -> bool:
    return key.endswith((":", "：")) and key.startswith(
        ("begin", "anfang", "début", "inici", "inizio", "iníc", "początek")
    )


def _fields(lines: list[Line], index: int) -> int:
    """Length of a header block of an old message that begins about here, or 0."""
    start = next((i for i in range(index, min(index + 2, len(lines))) if not lines[i].blank), -1)
    if start < 0:
        return 0
    key = folded(lines[start].text)
    if LABEL.match(key):
        if len({m.lastgroup for m in LABELS_IN_LINE.finditer(f"{key} ")}) >= 3:
            return start - index + 1
        if length := _known_fields(lines, start):
            return start - index + length
    length = _unknown_fields(lines, start)
    return start - index + length if length else 0


def _known_fields(lines: list[Line], start: int) -> int:
    seen: set[str | None] = set()
    end, misses = start, 0
    for index in range(start, min(start + _MAX_HEAD, len(lines))):
        if lines[index].blank:
            continue
        found = LABEL.match(folded(lines[index].text))
        misses = 0 if found else misses + 1
        if misses > 2:
            break
        if found:
            seen.add(found.lastgroup)
            end = index
    whole = len(seen) >= 3 and bool(seen & {"sender", "sent"}) and bool(seen & {"to", "subject"})
    # Two lines of a short forward: "From: …", "Subject: …", between empty lines.
    enough = whole or (end == start + 1 and _is_short_head(lines, start))
    return end - start + 1 if enough else 0


def _is_short_head(lines: list[Line], start: int) -> bool:
    pair = [LABEL.match(folded(line.text)) for line in lines[start : start + 2]]
    around = [line for at in (start - 1, start + 2) for line in lines[max(at, 0) : at + 1]]
    named = [found.lastgroup for found in pair if found]
    apart = all(line.blank for line in around)
    return apart and named in (["sender", "subject"], ["sender", "sent"])


def _unknown_fields(lines: list[Line], start: int) -> int:
    """Three lines "word: value" with an address and a moment are a header in any language."""
    block: list[str] = []
    for line in lines[start : start + 8]:
        if not _FIELD.match(line.text):
            break
        block.append(folded(line.text))
    text = " ".join(block)
    told = _ADDRESS.search(text) and _TIME.search(text) and _DAY.search(text)
    return len(block) if len(block) >= 3 and told else 0


def _coloured(old: list[Line], pieces: list[list[Line]]) -> list[Line]:
    """New lines in an old message that differ by colour, when the text above speaks of them."""
    above = folded(" ".join(line.text for piece in pieces for line in piece)[:2_000])
    if above and not INLINE.search(above):
        return []
    filled = [line for line in old if not line.blank]
    tinted = [line for line in filled if not _DEFAULT_TINT.fullmatch(line.tint)]
    if not tinted or len(tinted) * 2 > len(filled):
        return []
    return list(_spaced(old, tinted))


def _spaced(old: list[Line], tinted: list[Line]) -> Iterator[Line]:
    wanted = {id(line) for line in tinted}
    for line in old:
        if id(line) in wanted:
            yield Line(line.text)
        elif line.blank:
            yield Line("")


def _join(texts: list[str]) -> str:
    rows = (text.rstrip() for text in texts)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()
