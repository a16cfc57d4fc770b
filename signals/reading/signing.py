"""The end of a text: where the signature, the phone's line and the small print begin."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from signals.reading.lines import Line, Mark, folded
from signals.reading.sign_words import (
    BANNER,
    CASUAL,
    CLOSING,
    CONTACT,
    DEVICE,
    FOOTER,
    GUARDED,
    MAIL,
    OF_THIS_MAIL,
    POSTSCRIPT,
    PROGRAM,
    SMALL_PRINT,
    THANKS,
)

_DELIMITER = re.compile(r"^(?:--|—|–)$")
_RULE = re.compile(r"^(?:[-_=*~#—–―─・.]{3,}|__|- -|\*{2}|={2})$")
_NAME = re.compile(r"[^\W\d_]+")
_NAME_LINE = re.compile(
    r"^[\W_]{0,4}[^\W\d_][^\W\d_.'-]*\.?(?:\s[^\W\d_][^\W\d_.'-]*\.?){0,3}[\s.,!]*$"
)
_SENTENCE = re.compile(r"[?？]\s*$|[^\W\d]{4,}[.!。！]\s*$|[。！]")
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DASHED_NAME = re.compile(r"^[-–—/~]\s?([^\W\d_])")
_PHONE = re.compile(r"\d[\d\s()./-]{6,}")
_MAX_END = 250
_MAX_SIGNATURE = 25
_MAX_PASSES = 5
#: Words behind a sign-off's comma that are more than a name.
_SAYS = 3


@dataclass(frozen=True, slots=True)
class Sender:
    """The words of a sender's name and address, folded."""

    words: frozenset[str] = frozenset()
    initials: str = ""

    @classmethod
    def of(cls, field: str) -> "Sender":
        """From a From field such as `Anna Berg <a.berg@nord.example>`."""
        shown, _, address = field[:300].partition("<")
        local = (address or shown).partition("@")[0]
        display = _words(shown.partition("@")[0])
        words = {*display, *_words(local)}
        return cls(frozenset(words), "".join(word[0] for word in display))

    def named_by(self, line: str) -> bool:
        """Whether a line is this person's name, a part of it or its initials."""
        words = _words(line)
        if not words or len(words) > 5 or re.search(r"\d|[?]", line):
            return False
        if any(len(word) > 1 for word in words) and all(map(self._knows, words)):
            return True
        joined = "".join(words)
        if len(joined) <= 3 and self.initials:
            return joined == self.initials or joined == self.initials[0]
        capital = all(word[:1].isupper() for word in line.split()) and len(words) <= 3
        if capital and len(words) > 1 and len(words[-1]) > 2 and words[-1] in self.words:
            return True
        return len(words) > 1 and sum(w in self.words for w in words) >= 2

    def _knows(self, word: str) -> bool:
        initial = len(word) == 1 and any(known.startswith(word) for known in self.words)
        return initial or word in self.words

    def may_be_called(self, line: str) -> bool:
        """Whether one capitalised word could be a short form of the first name."""
        words = _words(line)
        if len(words) != 1 or len(words[0]) < 3 or not line.strip(" -–—/~*")[:1].isupper():
            return False
        return any(len(w) > 2 and w[:3] == words[0][:3] for w in self.words)


def _words(text: str) -> list[str]:
    """The words of a name, without accents, since addresses have none."""
    plain = unicodedata.normalize("NFKD", folded(text))
    return _NAME.findall("".join(char for char in plain if not unicodedata.combining(char)))


def without_signature(
    lines: list[Line], sender: Sender, *, below_quote: bool = False
) -> tuple[list[str], list[str]]:
    """The text and what stood below it (signature, device line, small print), as lines.

    below_quote: there is text above a quote, so that these lines may be a signature alone.
    """
    marked = [line for line in lines if line.mark is Mark.SIGNATURE]
    own = [line.text for line in lines if line.mark is not Mark.SIGNATURE]
    if not any(text.strip() for text in own):
        own, marked = [line.text for line in lines], []
    start = _below_banners(own)
    body, tail = _cut(own[start:], sender, any(not line.blank for line in marked), below_quote)
    body, tail = _with_postscript(*_unless_it_says_all(body, tail, below_quote))
    return body, [*tail, *(line.text for line in marked)]


def _unless_it_says_all(
    body: list[str], tail: list[str], below_quote: bool
) -> tuple[list[str], list[str]]:
    """ "Cheers, send it over" is no sign-off where nothing stands above it."""
    filled = [index for index, text in enumerate(tail) if text.strip()]
    if below_quote or not filled or any(text.strip() for text in body):
        return body, tail
    _, comma, behind = tail[filled[0]].partition(",")
    if not comma or len(behind.split()) < _SAYS:
        return body, tail
    return [tail[filled[0]]], tail[filled[0] + 1 :]


def _below_banners(texts: list[str]) -> int:
    """Where the text begins below what a gateway wrote above it."""
    start = 0
    for begin, end in _paragraphs(texts)[:4]:
        if not BANNER.match(folded(" ".join(texts[begin:end]))) or end - begin > 8:
            break
        start = end
        if end - begin > 1 and not BANNER.match(folded(texts[begin])):
            break
    return start if any(text.strip() for text in texts[start:]) else 0


def _paragraphs(texts: list[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begin = -1
    for index, text in enumerate([*texts, ""]):
        if text.strip() and begin < 0:
            begin = index
        elif not text.strip() and begin >= 0:
            found.append((begin, index))
            begin = -1
    return found


def _cut(
    texts: list[str], sender: Sender, signed: bool, below_quote: bool
) -> tuple[list[str], list[str]]:
    """Take one layer after the other from the end: small print, signature, sign-off, name."""
    start = max(0, len(texts) - _MAX_END)
    ending = _Ending(texts[start:], sender, below_quote)
    end = ending.trimmed(len(ending.texts))
    for _ in range(_MAX_PASSES):
        cut = ending.trimmed(ending.end_of_text(end, signed))
        if cut >= end:
            break
        end, signed = cut, not CLOSING.match(ending.keys[ending.next_filled(cut)])
    return texts[: start + end], texts[start + end :]


class _Ending:
    """The last lines of a text, with what is asked of them often."""

    def __init__(self, texts: list[str], sender: Sender, below_quote: bool) -> None:
        self.texts = [text.strip() for text in texts]
        self.keys = [folded(text) for text in texts]
        self.sender = sender
        self.below_quote = below_quote
        self.filled = list(accumulate((bool(text) for text in self.texts), initial=0))
        self.footers = [index for index in range(len(texts)) if self._is_footer(index)]

    def trimmed(self, end: int) -> int:
        """`end` without empty lines before it."""
        while end and not self.texts[end - 1]:
            end -= 1
        return end

    def next_filled(self, index: int) -> int:
        """The first line from `index` on that is not empty; there must be one."""
        return next(i for i in range(index, len(self.texts)) if self.texts[i])

    def end_of_text(self, end: int, signed: bool) -> int:
        """Where the text ends above `end`; `signed` says that a signature follows there."""
        return min(
            self._at_delimiter(end),
            self._at_footer(end),
            self._at_closing(end, signed),
            self._at_contacts(end),
            self._at_name(end),
        )

    def _text_above(self, index: int) -> bool:
        return self.below_quote or self.filled[index] > 0

    def _is_footer(self, index: int) -> bool:
        key = self.keys[index]
        begins = not index or not self.keys[index - 1] or SMALL_PRINT.match(key)
        if not key or not (begins or len(key) > 60):
            return False
        return is_footer(" ".join(self._paragraph(index)) if begins else key)

    def _paragraph(self, index: int) -> list[str]:
        """At most twelve lines up to the next empty one."""
        lines = self.keys[index : index + 12]
        return lines[: lines.index("")] if "" in lines else lines

    def _at_footer(self, end: int) -> int:
        for index in range(end):
            if self._is_device(index, end) and self._signs(index + 1, end, 30):
                return index
            if index in self.footers:
                return index
        return end

    def _is_device(self, index: int, end: int) -> bool:
        """A line that names a program, or says "sent from" and stands alone."""
        key = self.keys[index]
        alone = not (index and self.texts[index - 1]) and not any(self.texts[index + 1 : end][:1])
        return is_device(key) or (alone and len(key.split()) < 6 and DEVICE.match(key) is not None)

    def _at_delimiter(self, end: int) -> int:
        for index in range(end):
            line = self.texts[index]
            if _DELIMITER.match(line):
                return index
            if _RULE.match(line) and self._text_above(index) and self._signs(index + 1, end, 12):
                return index
        return end

    def _signs(self, index: int, end: int, words: int) -> bool:
        """Whether these lines may be a signature: few, short, and no prose at their beginning."""
        filled = [i for i in range(index, min(end, index + 12)) if self.texts[i]][:3]
        for at in filled:
            key = self.keys[at]
            if at in self.footers or POSTSCRIPT.match(key) or is_device(key):
                break
            if _is_prose(self.texts[at], words):
                return False
        few = self.filled[end] - self.filled[index] <= _MAX_SIGNATURE
        return few or any(index <= at < end for at in self.footers)

    def _at_closing(self, end: int, signed: bool) -> int:
        for index in range(end):
            key = self.keys[index]
            if key and len(key) <= 160 and self._closes(index, end, signed):
                return index
        return end

    def _closes(self, index: int, end: int, signed: bool) -> bool:
        key = self.keys[index]
        if _is_closing(key, self.sender):
            above = self._text_above(index) or self._own_name_follows(index + 1, end)
            return above and self._signs(index + 1, end, 12)
        casual, thanked = CASUAL.match(key), THANKS.match(key)
        if self._ends_politely(index, end):
            return True
        if not (casual or thanked) or not self._text_above(index):
            return False
        named = self._name_follows(index + 1, end, signed)
        rest = thanked["rest"].strip(" ,.!-。、！") if thanked and not casual else ""
        named = named if not rest else self.sender.named_by(rest)
        return named and self._signs(index + 1, end, 9)

    def _ends_politely(self, index: int, end: int) -> bool:
        """A few words with a comma, alone above the sender's own name, whatever they say."""
        key = self.keys[index]
        if not key.endswith(",") or len(key.split()) > 5 or any(map(str.isdigit, key)):
            return False
        alone = index > 0 and not self.keys[index - 1] and self._text_above(index)
        below = next((text for text in self.texts[index + 1 : end] if text), "")
        return alone and self.sender.named_by(below) and self._signs(index + 1, end, 12)

    def _own_name_follows(self, index: int, end: int) -> bool:
        """Whether nothing or the sender's name is next: a greeting has a text below it."""
        below = next((text for text in self.texts[index:end] if text), "")
        return not below or self.sender.named_by(below)

    def _name_follows(self, index: int, end: int, signed: bool) -> bool:
        first = next((i for i in range(index, end) if self.texts[i]), -1)
        if first < 0:
            return signed
        if CLOSING.match(self.keys[first]):
            return False
        name = self.texts[first]
        return self.sender.named_by(name) or _NAME_LINE.match(name) is not None

    def _at_contacts(self, end: int) -> int:
        """A block that begins with the sender's name or is all contact data."""
        first = next((i for i in range(end) if self.texts[i]), end)
        if self.below_quote and first < end and self._is_contact_block(first, end):
            return first
        begins = (i for i in range(first + 1, end) if self.texts[i] and not self.texts[i - 1])
        for index in begins:
            above = next((t for t in reversed(self.texts[:index]) if t), "")
            if not above.endswith((":", "：")) and self._is_contact_block(index, end):
                return index
        last = max((i for i in range(1, end) if not self.texts[i - 1] and self.texts[i]), default=0)
        block = [key for key in self.keys[last:end] if key]
        phones = any(_PHONE.search(key) for key in block)
        if last and len(block) > 1 and phones and all(map(_is_contact, block)):
            return last
        for index in range(max(1, end - 12), end - 1):
            if self._is_name_with_contacts(index, end):
                return index
        return end

    def _is_contact_block(self, index: int, end: int) -> bool:
        if self.filled[end] - self.filled[index] > _MAX_SIGNATURE:
            return False
        block = [text for text in self.texts[index:end] if text]
        if any(len(text) > 160 or text.endswith(("?", "？")) for text in block):
            return False
        shown = sum(CONTACT.search(key) is not None for key in self.keys[index:end])
        head = re.split(r"\||,| - |/|·", block[0])[0].strip()
        plain = [text for text in block if len(text.split()) <= 12 and not _SENTENCE.search(text)]
        if self.sender.named_by(head):
            barred = re.search(r"\s[|·•]\s", block[0]) is not None
            short = barred or (len(block[0].split()) <= 9 and not _SENTENCE.search(block[0]))
            return short and (shown > 0 or len(plain) == len(block))
        is_name = _NAME_LINE.match(head) is not None or _ASIAN.search(head) is not None
        return is_name and shown >= 2 and len(plain) == len(block) >= 3

    def _is_name_with_contacts(self, index: int, end: int) -> bool:
        above, line = self.texts[index - 1], self.texts[index]
        if not above or above.endswith((":", ",")) or len(line.split()) < 2:
            return False
        contacts = any(CONTACT.search(key) for key in self.keys[index + 1 : end])
        return contacts and self.sender.named_by(line) and self._signs(index + 1, end, 9)

    def _at_name(self, end: int) -> int:
        last = end - 1
        if last < 1 or not self._text_above(last):
            return end
        line, above = self.texts[last], self.texts[last - 1]
        if not _NAME_LINE.match(line) or above.endswith(":"):
            return end
        listed = above.startswith(line[0]) or len(line.split()) > 3
        mark = _DASHED_NAME.match(line)
        dashed = mark is not None and not mark[1].islower() and not listed and not above
        called = not above and self.sender.may_be_called(line)
        return last if self.sender.named_by(line) or called or dashed else end


def _is_contact(key: str) -> bool:
    return CONTACT.search(key) is not None and len(key.split()) <= 8 and not key.endswith("?")


def is_device(key: str) -> bool:
    """Whether folded text is a line that a device or a program adds."""
    return DEVICE.match(key) is not None and PROGRAM.search(key) is not None


def is_footer(key: str) -> bool:
    """Whether folded text begins as small print does."""
    if FOOTER.match(key):
        return True
    starts = SMALL_PRINT.match(key)
    if starts and MAIL.search(key[:180]) and GUARDED.search(key[:500]):
        return True
    return any(GUARDED.search(found["said"]) for found in OF_THIS_MAIL.finditer(key[:500]))


def _is_closing(key: str, sender: Sender) -> bool:
    found = CLOSING.match(key)
    if not found:
        return False
    behind = found["rest"] or ""
    rest = behind.strip(" ,.!;-–—/|。、")
    if not re.search(r"\w", rest):
        return True
    if behind.lstrip().startswith("/") or CLOSING.match(rest):
        return CLOSING.match(rest) is not None
    named = behind.startswith(",") and _NAME_LINE.match(rest)
    return bool(named) or sender.named_by(rest) or sender.named_by(rest.split(",")[0])


def _is_prose(text: str, words: int) -> bool:
    if text.endswith(("?", "？")) and len(text) > 3:
        return True
    if _ASIAN.search(text):
        return len(text) > 40
    return len(text.split()) > words


def _with_postscript(body: list[str], tail: list[str]) -> tuple[list[str], list[str]]:
    """Move a postscript from below the signature to the text."""
    for begin, end in _paragraphs(tail):
        if POSTSCRIPT.match(folded(tail[begin])):
            return [*body, "", *tail[begin:end]], [*tail[:begin], *tail[end:]]
    return body, tail
