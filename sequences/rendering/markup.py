"""The tags of an HTML text as mail programs read them, in time proportional to its length."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# What these hold is text: no tag begins in it before their own end.
RAW = frozenset("iframe noembed noframes plaintext script style textarea title xmp".split())

_OPENING = re.compile(r"<(?:(!--)|([!?])|(/?)([A-Za-z][^\s/>]*))")
_COMMENT_END = re.compile("--!?>")
_SPACE = re.compile(r"[\s/]*")
_NAME = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
# Python refuses to read numbers of over 4,300 digits; no letter has over seven.
_NUMBER = re.compile(r"&#\d{8,}")
_ZEROS = re.compile(r"&#0+(?=\d)")
_PLACEHOLDER = re.compile(r"\{\{[^{}]{0,400}\}\}")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. Names are in lower case, values decoded; of an attribute given twice the first
    counts. `start` and `end` are positions; `whole` is False when the text ended within it."""

    name: str
    closing: bool
    attributes: Mapping[str, str]
    start: int
    end: int
    whole: bool = True


def masked(source: str) -> str:
    """A template with its placeholders as letters: no quote in a default ends an attribute."""
    return _PLACEHOLDER.sub(lambda match: re.sub(r"\S", "x", match[0]), source)


def decoded(text: str) -> str:
    """Text of HTML with its character references as characters."""
    return html.unescape(_NUMBER.sub("&#9999999", _ZEROS.sub("&#", text)))


def tags(text: str) -> Iterator[Tag]:
    """Every tag in reading order; comments and what raw elements hold are passed over."""
    position = 0
    while found := _OPENING.search(text, position):
        if found[1]:
            # The dashes that open a comment may also close it.
            position = _after(_COMMENT_END.search(text, found.start() + 2), text)
            continue
        if found[2]:
            position = _past(text, ">", found.end())
            continue
        tag = _tag(text, found)
        yield tag
        position = tag.end
        if tag.name in RAW and not tag.closing:
            end = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE | re.ASCII)
            found_end = end.search(text, position)
            position = found_end.start() if found_end else len(text)


def _after(match: re.Match[str] | None, text: str) -> int:
    return match.end() if match else len(text)


def _past(text: str, sign: str, position: int) -> int:
    found = text.find(sign, position)
    return len(text) if found < 0 else found + 1


def _tag(text: str, found: re.Match[str]) -> Tag:
    attributes: dict[str, str] = {}
    position = _skip(text, found.end())
    whole = True
    while position < len(text) and text[position] != ">":
        name, value, position, whole = _attribute(text, position)
        attributes.setdefault(name, value)
        position = _skip(text, position)
    whole = whole and position < len(text)
    end = min(position + 1, len(text))
    return Tag(found[4].lower(), bool(found[3]), attributes, found.start(), end, whole)


def _skip(text: str, position: int) -> int:
    return _after(_SPACE.match(text, position), text)


def _attribute(text: str, position: int) -> tuple[str, str, int, bool]:
    """Name, decoded value and the position after an attribute, and whether its quotes close."""
    name = _NAME.match(text, position)
    position = _after(name, text)
    label = name[0].lower() if name else ""
    equals = _EQUALS.match(text, position)
    if equals is None:
        return label, "", position, True
    position = equals.end()
    quote = text[position : position + 1]
    if quote in ('"', "'"):
        end = text.find(quote, position + 1)
        if end < 0:
            return label, decoded(text[position + 1 :]), len(text), False
        return label, decoded(text[position + 1 : end]), end + 1, True
    bare = _BARE.match(text, position)
    return label, decoded(bare[0] if bare else ""), _after(bare, text), True
