"""Reading a template: text with placeholders, or an error at a line and column.

Reading takes time in proportion to the length: every pattern here is bounded, snippets are one
level deep and count with what they hold, and the first error ends it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from sequences.rendering.html import HtmlContext, Place
from sequences.rendering.parts import Fixed, Kind, Part, Placeholder, Template, TemplateError
from sequences.rendering.snippets import PREFIX, Snippets, SnippetTrouble
from sequences.rendering.variables import Variable, suggestion, variable

MAX_LINE = 998  # the longest line of RFC 5322
MAX_BODY = 200_000
MAX_PLACEHOLDERS = 500
NO_SNIPPETS: Mapping[str, str] = MappingProxyType({})

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

MOST_KEPT = 512
_THREE = "There are three braces. Write {{ name }} with two."
_NESTED = "A snippet, signature or disclosure cannot hold another one. Write its text here."


def parse(
    source: str, kind: Kind = Kind.TEXT, snippets: Mapping[str, str] = NO_SNIPPETS
) -> Template:
    """Read `source`; line ends become LF. TemplateError says what is wrong and where.

    `snippets` are the texts that `{{ snippet.<name> }}` stands for, by name.
    """
    return _parsed(source, kind, tuple(sorted(snippets.items())))


# A version's templates are written for many people; what was read does not change.
@lru_cache(maxsize=MOST_KEPT)
def _parsed(source: str, kind: Kind, snippets: tuple[tuple[str, str], ...]) -> Template:
    room = MAX_LINE if kind is Kind.SUBJECT else MAX_BODY
    return _Reader(source, kind, Snippets(dict(snippets), kind, room, parse_plain)).read()


@lru_cache(maxsize=MOST_KEPT)
def parse_plain(source: str) -> Template:
    """Read a snippet, signature or disclosure: text with variables. TemplateError as `parse`."""
    return _Reader(source, Kind.TEXT, None).read()


def snippets_in(source: str) -> tuple[str, ...]:
    """The names of the snippets that a template uses, known or not, each once."""
    found = (_INSIDE.fullmatch(match[1]) for match in _TAG.finditer(source))
    names = (inside[1] for inside in found if inside and inside[1].startswith(PREFIX))
    return tuple(dict.fromkeys(name.removeprefix(PREFIX) for name in names))


class _Reader:
    """One pass over a source; without `snippets` it may hold variables alone."""

    def __init__(self, source: str, kind: Kind, snippets: Snippets | None) -> None:
        self.source = source.replace("\r\n", "\n").replace("\r", "\n")
        self.kind, self.snippets = kind, snippets
        self.context = HtmlContext()
        self.count = 0

    def read(self) -> Template:
        self._check_length()
        self._check_characters()
        return Template(self.kind, tuple(part for part in self._parts() if part != Fixed("")))

    def _error(self, position: int, message: str) -> TemplateError:
        line = self.source.count("\n", 0, position) + 1
        column = position - (self.source.rfind("\n", 0, position) + 1) + 1
        return TemplateError(message, line, column)

    def _check_length(self) -> None:
        size = len(self.source.encode(errors="replace"))
        if self.kind is Kind.SUBJECT and size > MAX_LINE:
            raise TemplateError(f"There are at most {MAX_LINE} bytes. Shorten it.")
        if size > MAX_BODY:
            raise TemplateError("A template has at most 200 kB. Shorten it.")

    def _check_characters(self) -> None:
        if found := UNPRINTABLE.search(self.source):
            code = f"U+{ord(found[0]):04X}"
            message = f"There is an invisible character ({code}). Delete it."
            raise self._error(found.start(), message)
        if self.kind is Kind.SUBJECT and "\n" in self.source:
            message = "This has to be one line. Join its lines."
            raise self._error(self.source.index("\n"), message)
        if found := _LOOKALIKE.search(self.source):
            message = "These braces only look like { and }. Type {{ and }} instead."
            raise self._error(found.start(), message)

    def _parts(self) -> Iterator[Part]:
        position = 0
        for match in _TAG.finditer(self.source):
            fixed = self.source[position : match.start()]
            self._check_braces(position, match.start())
            self.context.feed(fixed)
            yield Fixed(fixed)
            for part in self._read_tag(match):
                self._count(part, match)
                yield part
            position = match.end()
        self._check_braces(position, len(self.source))
        yield Fixed(self.source[position:])

    def _count(self, part: Part, match: re.Match[str]) -> None:
        self.count += isinstance(part, Placeholder)
        if self.count > MAX_PLACEHOLDERS:
            message = f"A template has at most {MAX_PLACEHOLDERS} variables. Use fewer."
            raise self._error(match.start(), message)

    def _check_braces(self, start: int, end: int) -> None:
        """Refuse what is left of a placeholder that could not be read."""
        for found in _BRACES.finditer(self.source, start, end):
            if found[0] == "}}" and self.kind is Kind.HTML:
                continue  # the end of nested rules in a style sheet
            raise self._error(found.start(), _brace_message(self.source, found))
        if start and self.source.startswith("}", start):
            raise self._error(start, _THREE)
        if end < len(self.source) and self.source.endswith("{", start, end):
            raise self._error(end - 1, _THREE)

    def _read_tag(self, match: re.Match[str]) -> tuple[Part, ...]:
        name, default = self._inside(match)
        if name.startswith(PREFIX):
            return self._snippet(name.removeprefix(PREFIX), default, match)
        known = variable(name)
        if known is None:
            message = f'Unknown variable "{name}". {suggestion(name)}'
            raise self._error(match.start(), message)
        self._check_default(known, default, match)
        return (Placeholder(name, default, match[0], self._place(name, known, match)),)

    def _inside(self, match: re.Match[str]) -> tuple[str, str | None]:
        """The name and the default between two pairs of braces."""
        inside = _INSIDE.fullmatch(match[1])
        if inside is None:
            message = 'This is not a variable. Write {{ name }} or {{ name | default: "text" }}.'
            raise self._error(match.start(), message)
        name, filter_name, default = inside.groups()
        if filter_name not in (None, "default"):
            message = f'Unknown filter "{filter_name}". Only default is known.'
            raise self._error(match.start(), message)
        if filter_name and default is None:
            message = 'default needs a text in straight quotes: {{ name | default: "text" }}.'
            raise self._error(match.start(), message)
        return name, default

    def _check_default(self, known: Variable, default: str | None, match: re.Match[str]) -> None:
        # A link of our own may stand where no other value may: so must what stands in for it.
        if known.is_url and default and not default.startswith(("https://", "http://")):
            message = "This default is no web address. Begin it with https://, or delete it."
            raise self._error(match.start(), message)

    def _place(self, name: str, known: Variable, match: re.Match[str]) -> Place:
        if known.is_block and self.snippets is None:
            raise self._error(match.start(), _NESTED)
        if known.is_block and self.kind is Kind.SUBJECT:
            raise self._error(match.start(), f"The {name} has lines and cannot stand in this one.")
        if self.kind is not Kind.HTML:
            return Place.TEXT
        place = self.context.place(is_url=known.is_url)
        if place is Place.UNSAFE or (known.is_block and place is not Place.TEXT):
            message = (
                f"{name} cannot stand here. Put variables in the text, in a quoted attribute, or "
                "in a link after the host's name."
            )
            raise self._error(match.start(), message)
        return place

    def _snippet(self, name: str, default: str | None, match: re.Match[str]) -> tuple[Part, ...]:
        if self.snippets is None:
            raise self._error(match.start(), _NESTED)
        if default is not None:
            message = "A snippet has no default: its text is always there. Delete the default."
            raise self._error(match.start(), message)
        if self.kind is Kind.HTML and self.context.place(is_url=False) is not Place.TEXT:
            message = f"The snippet {name} cannot stand inside a tag. Put it in the text."
            raise self._error(match.start(), message)
        try:
            return self.snippets.parts(name, room=len(self.source))
        except SnippetTrouble as trouble:
            raise self._error(match.start(), str(trouble)) from trouble


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
