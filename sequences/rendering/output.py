"""Putting values into a template: the message, and the reviewer's view of it."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from sequences.rendering.html import Place, html_inline
from sequences.rendering.parts import Fixed, Kind, Part, Placeholder, Template
from sequences.rendering.template import UNPRINTABLE
from sequences.rendering.variables import variable

MAX_VALUE = 10_000
MAX_OUTPUT = 1_000_000
MAX_SUBJECT_LINE = 998
DEFAULT_SOURCE = "default in the template"

_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


class RenderError(ValueError):
    """A value that cannot be put into a message; `variable` names it, never its content."""

    def __init__(self, message: str, variable: str | None = None) -> None:
        super().__init__(message)
        self.variable = variable


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message part. `missing` names variables without value or default: they block the send,
    and `text` shows them as they were written."""

    text: str
    used: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a rendered part. `source` is the field its value came from, or None for
    fixed text and for a variable that is missing."""

    kind: Literal["fixed", "variable"]
    text: str
    variable: str | None = None
    source: str | None = None


def render_text(template: Template, values: Mapping[str, str]) -> Rendered:
    """The text part. RenderError for a value with control characters or over 10,000 letters."""
    return _render(template, values, Kind.TEXT)


def render_html(template: Template, values: Mapping[str, str]) -> Rendered:
    """The HTML part: values are escaped, the template's own HTML stays. Errors as above."""
    return _render(template, values, Kind.HTML)


def render_subject(template: Template, values: Mapping[str, str]) -> Rendered:
    """A subject or preview text: one line of at most 998 bytes; a value with a line end is
    refused."""
    rendered = _render(template, values, Kind.SUBJECT)
    if len(rendered.text.encode()) > MAX_SUBJECT_LINE:
        message = f"The subject or preview text is over {MAX_SUBJECT_LINE} bytes. Shorten it."
        raise RenderError(message)
    return rendered


def highlight(template: Template, values: Mapping[str, str]) -> list[Segment]:
    """The rendered part in stretches, so that a reviewer sees what came from where.

    Joined, the texts are exactly what the render function of the template's kind returns.
    """
    return [_segment(part, values, template.kind) for part in template.parts]


def _render(template: Template, values: Mapping[str, str], kind: Kind) -> Rendered:
    if template.kind is not kind:
        raise RenderError(f"This template makes a {template.kind} part, not a {kind} part.")
    texts: list[str] = []
    found: dict[str, bool] = {}
    for part in template.parts:
        if isinstance(part, Fixed):
            texts.append(part.text)
        else:
            text, source = _filled(part, values.get(part.name, ""), kind)
            texts.append(text)
            found[part.name] = source is not None
    whole = "".join(texts)
    if len(whole) > MAX_OUTPUT:
        raise RenderError("The message is too long with these values. Shorten the template.")
    return Rendered(
        whole,
        tuple(name for name, present in found.items() if present),
        tuple(name for name, present in found.items() if not present),
    )


def _segment(part: Part, values: Mapping[str, str], kind: Kind) -> Segment:
    if isinstance(part, Fixed):
        return Segment("fixed", part.text)
    text, source = _filled(part, values.get(part.name, ""), kind)
    return Segment("variable", text, part.name, source)


def _filled(part: Placeholder, value: str, kind: Kind) -> tuple[str, str | None]:
    text, source = _choice(part, value, kind)
    if part.place is Place.URL and source:
        text = quote(text, safe="")
    if kind is Kind.HTML:
        known = variable(part.name)
        text = html_inline(text) if known and known.is_block else html.escape(text)
    return text, source


def _choice(part: Placeholder, value: str, kind: Kind) -> tuple[str, str | None]:
    if value.strip():
        known = variable(part.name)
        if known and known.is_url and not value.startswith(("https://", "http://")):
            raise RenderError(f"The value of {part.name} is not a web address.", part.name)
        return _checked(part.name, value, kind), known.source if known else part.name
    if part.default is not None:
        return part.default, DEFAULT_SOURCE
    return part.written, None


def _checked(name: str, value: str, kind: Kind) -> str:
    if value.isprintable() and len(value) <= MAX_VALUE:
        # Neither line ends nor control characters are printable: nothing else can be wrong.
        return value
    if kind is Kind.SUBJECT and _LINE_ENDS.search(value):
        raise RenderError(
            f"The value of {name} has more than one line and cannot stand in a subject or "
            "preview text. "
            "Correct the field.",
            name,
        )
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value) > MAX_VALUE:
        raise RenderError(f"The value of {name} is too long for a message. Shorten it.", name)
    if UNPRINTABLE.search(value):
        raise RenderError(
            f"The value of {name} has invisible control characters. Correct the field.", name
        )
    return value
