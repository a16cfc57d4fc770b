"""Marks in a message: which words came from a field, and which a reviewer should look at.

Pure apart from escaping. Positions count characters from 0; the end is not part of a mark.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from compliance.content import Content, Fact
from compliance.findings import ContentFinding
from console.components.domain import source
from console.components.texts import words
from sequences.rendering import Kind, RenderError, TemplateError, highlight, parse

# The heaviest mark of a stretch gives its looks.
WEIGHTS = {"error": 3, "warning": 2, "fact": 1}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text and what to say about it."""

    start: int
    end: int
    kind: str
    note: str


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """The escaped text with `<mark>` around each stretch; the note is its title."""
    kept = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, kept)))


def of_findings(findings: Iterable[ContentFinding], field: str) -> list[Mark]:
    """The marks of what the check found in one field of a message."""
    return [
        Mark(found.start, found.end, found.severity.value, found.message)
        for found in findings
        if found.field == field
    ]


def of_facts(content: Content, field: str, template: str) -> list[Mark]:
    """Where the values of the facts stand in a field.

    Exact while the field reads as its template gives it; else, when a person has edited it,
    wherever a value stands as a word of its own.
    """
    text = str(getattr(content, field))
    exact = _by_template(content, field, template)
    return exact if exact is not None else list(_by_words(content, text))


def unedited(content: Content, field: str, template: str) -> str:
    """The field as its template would give it with the same facts; "" when that is unknown."""
    segments = _segments(content, field, template)
    return "".join(text for text, _ in segments) if segments else ""


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[SafeString]:
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    for start, end in pairwise(cuts):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        yield _piece(text[start:end], over)


def _piece(text: str, over: Sequence[Mark]) -> SafeString:
    if not over:
        return format_html("{}", text)
    heaviest = max(over, key=lambda mark: WEIGHTS[mark.kind])
    notes = " · ".join(dict.fromkeys(mark.note for mark in over))
    return format_html('<mark class="{}" title="{}">{}</mark>', heaviest.kind, notes, text)


def _by_template(content: Content, field: str, template: str) -> list[Mark] | None:
    segments = _segments(content, field, template)
    if segments is None or "".join(text for text, _ in segments) != getattr(content, field):
        return None
    marks: list[Mark] = []
    position = 0
    for text, note in segments:
        if note and text:
            marks.append(Mark(position, position + len(text), "fact", note))
        position += len(text)
    return marks


def _segments(content: Content, field: str, template: str) -> list[tuple[str, str]] | None:
    """Stretches of the rendered template, each with the name and source of its value or ""."""
    facts = {fact.name: fact for fact in content.facts}
    values: Mapping[str, str] = {name: fact.value for name, fact in facts.items()}
    try:
        found = highlight(parse(template, Kind(field)), values)
    except (TemplateError, RenderError):
        return None
    return [
        (each.text, _from(facts[each.variable])) if each.variable in facts else (each.text, "")
        for each in found
    ]


def _by_words(content: Content, text: str) -> Iterator[Mark]:
    for fact in content.facts:
        if len(fact.value) > 1:
            pattern = rf"(?<!\w){re.escape(fact.value)}(?!\w)"
            for found in re.finditer(pattern, text):
                yield Mark(found.start(), found.end(), "fact", _from(fact))


def _from(fact: Fact) -> str:
    """ "First name, from Contact: first name, revision 2"."""
    return f"{words(fact.name)}, from {source(fact.source)}"
