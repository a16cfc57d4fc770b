"""What a template is made of, once it has been read."""

from dataclasses import dataclass
from enum import StrEnum

from sequences.rendering.html import Place


class Kind(StrEnum):
    """What a template makes; it decides what is allowed in it and how values are escaped.

    A subject is any single line: preview texts are read as subjects too.
    """

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


Part = Fixed | Placeholder


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read and found good; snippets are parts of it like all else."""

    kind: Kind
    parts: tuple[Part, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The names used, each once, in order of their first use."""
        return tuple(dict.fromkeys(p.name for p in self.parts if isinstance(p, Placeholder)))
