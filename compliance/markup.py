"""The tags of an HTML text as mail programs read them, in time proportional to its length."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
_HIDING = re.compile(
    r"display:none|visibility:hidden|font-size:[01](?:px|pt|em|rem|%)?(?![\d.])|opacity:0(?![\d.])"
    r"|max-height:0(?![\d.])"
)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. Names are in lower case, values decoded; of an attribute given twice the first
    counts. `start` and `end` are positions, `places` those of the values as they are written;
    `whole` is False when the text ended within it."""

    name: str
    closing: bool
    attributes: Mapping[str, str]
    start: int
    end: int
    whole: bool = True
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Text between tags; `within` is the raw element that holds it, or ""."""

    start: int
    end: int
    within: str = ""


def masked(source: str) -> str:
    """A template with its placeholders as letters: no quote in a default ends an attribute."""
    return _PLACEHOLDER.sub(lambda match: re.sub(r"\S", "x", match[0]), source)


def decoded(text: str) -> str:
    """Text of HTML with its character references as characters."""
    return html.unescape(_NUMBER.sub("&#9999999", _ZEROS.sub("&#", text)))


def hides(tag: Tag) -> bool:
    """Whether a tag itself keeps what is in it from being seen; style sheets are not asked."""
    style = re.sub(r"\s", "", tag.attributes.get("style", "")).lower()
    return _HIDING.search(style) is not None or "hidden" in tag.attributes


def tags(text: str) -> Iterator[Tag]:
    """Every tag in reading order; comments and what raw elements hold are passed over."""
    return (part for part in parts(text) if isinstance(part, Tag))


def parts(text: str) -> Iterator[Tag | Run]:
    """Every tag and all text between tags in reading order, without comments."""
    position = 0
    while found := _OPENING.search(text, position):
        if position < found.start():
            yield Run(position, found.start())
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
            inside, position = position, found_end.start() if found_end else len(text)
            if inside < position:
                yield Run(inside, position, tag.name)
    if position < len(text):
        yield Run(position, len(text))


def _after(match: re.Match[str] | None, text: str) -> int:
    return match.end() if match else len(text)


def _past(text: str, sign: str, position: int) -> int:
    found = text.find(sign, position)
    return len(text) if found < 0 else found + 1


def _tag(text: str, found: re.Match[str]) -> Tag:
    attributes: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    position = _skip(text, found.end())
    whole = True
    while position < len(text) and text[position] != ">":
        name, (start, end), position, whole = _attribute(text, position)
        if name not in attributes:
            attributes[name], places[name] = decoded(text[start:end]), (start, end)
        position = _skip(text, position)
    whole = whole and position < len(text)
    end = min(position + 1, len(text))
    name = found[4].lower()
    return Tag(name, bool(found[3]), attributes, found.start(), end, whole, places)


def _skip(text: str, position: int) -> int:
    return _after(_SPACE.match(text, position), text)


def _attribute(text: str, position: int) -> tuple[str, tuple[int, int], int, bool]:
    """Name, where its value stands, the position after an attribute, and whether its quotes
    close."""
    name = _NAME.match(text, position)
    position = _after(name, text)
    label = name[0].lower() if name else ""
    equals = _EQUALS.match(text, position)
    if equals is None:
        return label, (position, position), position, True
    position = equals.end()
    quote = text[position : position + 1]
    if quote in ('"', "'"):
        end = text.find(quote, position + 1)
        if end < 0:
            return label, (position + 1, len(text)), len(text), False
        return label, (position + 1, end), end + 1, True
    end = _after(_BARE.match(text, position), text)
    return label, (position, end), end, True
