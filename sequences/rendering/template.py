"""Reading a template: text with placeholders, or an error at a line and column.

Reading takes time in proportion to the length: every pattern here is bounded and the first
error ends it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sequences.rendering.html import HtmlContext, Place
from sequences.rendering.variables import suggestion, variable

MAX_SUBJECT = 998  # the longest line of RFC 5322
MAX_BODY = 200_000
MAX_PLACEHOLDERS = 500

_TAG = re.compile(r"\{\{([^{}]{0,400})\}\}")
_INSIDE = re.compile(
    r"[ \t]*([A-Za-z_][\w.]{0,63})[ \t]*"
    r"(?:\|[ \t]*([A-Za-z_]\w{0,30})[ \t]*(?::[ \t]*\"([^\"\n]{0,200})\")?[ \t]*)?",
    re.ASCII,
)
_BRACES = re.compile(r"\{\{|\}\}|\{%")
# Full-width, small and ornamental braces look like ours and would be sent as they are.
_LOOKALIKE = re.compile("[\uff5b\ufe5b\u2774\u2983][ \t]?[\uff5b\ufe5b\u2774\u2983]")
# Control characters, direction overrides and halves of surrogate pairs; tab and LF are text.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")

_THREE = "There are three braces. Write {{ name }} with two."


class Kind(StrEnum):
    """What a template makes; it decides what is allowed in it and how values are escaped."""

    SUBJECT = "subject"
    TEXT = "text"
    HTML = "html"


class TemplateError(ValueError):
    """A template that cannot be used: a sentence for its author, and where (both from 1)."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text that is sent as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place for a value; `written` is how the author wrote it."""

    name: str
    default: str | None
    written: str
    place: Place = Place.TEXT


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read and found good."""

    kind: Kind
    parts: tuple[Fixed | Placeholder, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The names used, each once, in order of their first use."""
        return tuple(dict.fromkeys(p.name for p in self.parts if isinstance(p, Placeholder)))


def parse(source: str, kind: Kind = Kind.TEXT) -> Template:
    """Read `source`; line ends become LF. TemplateError says what is wrong and where."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    _check_length(source, kind)
    _check_characters(source, kind)
    return Template(kind, tuple(part for part in _parts(source, kind) if part != Fixed("")))


def _check_length(source: str, kind: Kind) -> None:
    size = len(source.encode(errors="replace"))
    if kind is Kind.SUBJECT and size > MAX_SUBJECT:
        raise TemplateError(f"A subject has at most {MAX_SUBJECT} bytes. Shorten it.")
    if size > MAX_BODY:
        raise TemplateError("A template has at most 200 kB. Shorten it.")


def _check_characters(source: str, kind: Kind) -> None:
    if found := UNPRINTABLE.search(source):
        code = f"U+{ord(found[0]):04X}"
        raise _error(source, found.start(), f"There is an invisible character ({code}). Delete it.")
    if kind is Kind.SUBJECT and "\n" in source:
        raise _error(source, source.index("\n"), "A subject is one line. Join its lines.")
    if found := _LOOKALIKE.search(source):
        message = "These braces only look like { and }. Type {{ and }} instead."
        raise _error(source, found.start(), message)


def _parts(source: str, kind: Kind) -> Iterator[Fixed | Placeholder]:
    context = HtmlContext()
    position = 0
    for count, match in enumerate(_TAG.finditer(source)):
        if count == MAX_PLACEHOLDERS:
            message = f"A template has at most {MAX_PLACEHOLDERS} variables. Use fewer."
            raise _error(source, match.start(), message)
        fixed = source[position : match.start()]
        _check_braces(source, position, match.start(), kind)
        context.feed(fixed)
        yield Fixed(fixed)
        yield _placeholder(source, match, kind, context)
        position = match.end()
    _check_braces(source, position, len(source), kind)
    yield Fixed(source[position:])


def _check_braces(source: str, start: int, end: int, kind: Kind) -> None:
    """Refuse what is left of a placeholder that could not be read."""
    for found in _BRACES.finditer(source, start, end):
        if found[0] == "}}" and kind is Kind.HTML:
            continue  # the end of nested rules in a style sheet
        raise _error(source, found.start(), _brace_message(source, found))
    if start and source.startswith("}", start):
        raise _error(source, start, _THREE)
    if end < len(source) and source.endswith("{", start, end):
        raise _error(source, end - 1, _THREE)


def _brace_message(source: str, found: re.Match[str]) -> str:
    if found[0] == "{%":
        return "{% \u2026 %} is not supported here. Only {{ name }} is."
    if found[0] == "}}":
        return "}} closes nothing. Open it with {{, or delete it."
    if source.startswith("{{{", found.start()):
        return _THREE
    closing = source.find("}", found.end(), found.end() + 400)
    opening = source.find("{", found.end(), found.end() + 400)
    if 0 <= opening < closing:
        return "A variable cannot stand inside another. Close the first with }}."
    return "{{ is not closed. Add }} after the name."


def _placeholder(
    source: str, match: re.Match[str], kind: Kind, context: HtmlContext
) -> Placeholder:
    inside = _INSIDE.fullmatch(match[1])
    if inside is None:
        message = 'This is not a variable. Write {{ name }} or {{ name | default: "text" }}.'
        raise _error(source, match.start(), message)
    name, filter_name, default = inside.groups()
    known = variable(name)
    if known is None:
        raise _error(source, match.start(), f'Unknown variable "{name}". {suggestion(name)}')
    if filter_name not in (None, "default"):
        message = f'Unknown filter "{filter_name}". Only default is known.'
        raise _error(source, match.start(), message)
    if filter_name and default is None:
        message = 'default needs a text in straight quotes: {{ name | default: "text" }}.'
        raise _error(source, match.start(), message)
    place = context.place(is_url=known.is_url) if kind is Kind.HTML else Place.TEXT
    if place is Place.UNSAFE:
        message = (
            f"{name} cannot stand here. Put variables in the text, in a quoted attribute, or "
            "in a link after the host's name."
        )
        raise _error(source, match.start(), message)
    return Placeholder(name, default, match[0], place)


def _error(source: str, position: int, message: str) -> TemplateError:
    line = source.count("\n", 0, position) + 1
    column = position - (source.rfind("\n", 0, position) + 1) + 1
    return TemplateError(message, line, column)
