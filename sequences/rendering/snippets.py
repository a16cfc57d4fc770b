"""Putting snippets into a template: one level deep, and within the limits of a template."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from sequences.rendering.html import Place, html_inline
from sequences.rendering.parts import Fixed, Kind, Part, Template, TemplateError
from sequences.rendering.variables import variable

PREFIX = "snippet."


class SnippetTrouble(ValueError):
    """Why a snippet cannot stand where it is used: a sentence for the author of the template."""


class Snippets:
    """The snippets of one template, each read once; what they add is counted."""

    def __init__(
        self, texts: Mapping[str, str], kind: Kind, most: int, read: Callable[[str], Template]
    ) -> None:
        self.texts, self.kind, self.most, self._read = texts, kind, most, read
        self._added = 0
        self._known: dict[str, tuple[Part, ...]] = {}

    def parts(self, name: str, *, room: int) -> tuple[Part, ...]:
        """What stands for `{{ snippet.<name> }}`; `room` characters are taken by the template.

        Raises SnippetTrouble for one that is unknown, wrong, or too long with all the others.
        """
        if name not in self.texts:
            raise SnippetTrouble(f'There is no snippet "{name[:40]}". {self._suggestion(name)}')
        self._added += len(self.texts[name])
        if room + self._added > self.most:
            message = f"With its snippets this is over {self.most:,} characters. Use fewer."
            raise SnippetTrouble(message)
        if name not in self._known:
            self._known[name] = self._made(name)
        return self._known[name]

    def _made(self, name: str) -> tuple[Part, ...]:
        try:
            parts = self._read(self.texts[name]).parts
        except TemplateError as error:
            raise SnippetTrouble(f"In the snippet {name}: {error}") from error
        if self.kind is Kind.HTML:
            return tuple(_in_html(parts))
        if self.kind is Kind.SUBJECT and any("\n" in p.text for p in parts if isinstance(p, Fixed)):
            raise SnippetTrouble(f"The snippet {name} has lines and cannot stand in this one.")
        return parts

    def _suggestion(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.texts, n=1)
        return f"Did you mean {close[0]}?" if close else "Choose another, or write the snippet."


def _in_html(parts: Sequence[Part]) -> Iterator[Part]:
    """Text as HTML: escaped, with its lines and links kept."""
    for number, part in enumerate(parts, 1):
        known = None if isinstance(part, Fixed) else variable(part.name)
        if isinstance(part, Fixed):
            yield Fixed(html_inline(part.text, goes_on=number < len(parts)))
        elif known and known.is_url:
            yield Fixed('<a href="')
            yield replace(part, place=Place.ATTRIBUTE)
            yield Fixed('">')
            yield part
            yield Fixed("</a>")
        else:
            yield part
