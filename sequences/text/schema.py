"""The JSON Schema (draft 2020-12) of the text form.

It is made by the functions that read a document: they are given an outline instead of data, and
whatever they ask for is written down. So schema and reader cannot name different fields. What
only the whole can tell (circles of jumps, time zones, templates) is the reader's alone.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from contacts.vocabulary import CUSTOM
from sequences.plans.reader import MAX_KEY, MAX_WORD, Read, Reader
from sequences.plans.vocabulary import FIELDS, STEP_FACTS
from sequences.text.document import FORMAT
from sequences.text.reading import document_from
from sequences.text.weekdays import NAMES, WEEKDAY

DRAFT = "https://json-schema.org/draft/2020-12/schema"


@cache
def schema() -> dict[str, Any]:
    """The schema of a whole document; callers must not change it."""
    definitions: dict[str, Any] = {}
    outline = Outline(definitions)
    document_from(outline)
    outline.properties["format"] = {"const": FORMAT}
    definitions["step"]["required"].append("key")
    definitions["condition"]["properties"]["field"] = _fields()
    definitions["block"]["properties"][WEEKDAY] = {"enum": list(NAMES)}
    return {"$schema": DRAFT, "title": "Sequence", **outline.described(), "$defs": definitions}


def _fields() -> dict[str, Any]:
    """What conditions may ask for."""
    facts = "|".join(STEP_FACTS)
    return {
        "type": "string",
        "anyOf": [
            {"enum": sorted(FIELDS)},
            {"pattern": f"^{re.escape(CUSTOM)}[a-z0-9_]+$"},
            {"pattern": f"^step\\.[a-z0-9-]+\\.({facts})$"},
        ],
    }


class Outline(Reader):
    """Looks like a reader of an empty mapping, and writes down what it is asked for."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        super().__init__({}, "", [])
        self.definitions = definitions
        self.properties: dict[str, Any] = {}
        self.required: list[str] = []

    def described(self) -> dict[str, Any]:
        """The schema of the mapping that was asked for."""
        return {
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": False,
        }

    def text(
        self,
        name: str,
        default: str = "",
        *,
        limit: int = 200,
        required: bool = False,
        options: Iterable[str] = (),
    ) -> str:
        """A text, or one of several words."""
        words = [str(option) for option in options]
        self._add(name, {"enum": words} if words else _text(limit), required)
        return str(default)

    def whole(self, name: str, default: int, low: int, high: int, *, required: bool = False) -> int:
        """A whole number."""
        self._add(name, {"type": "integer", "minimum": low, "maximum": high}, required)
        return default

    def percentage(self, name: str, default: float) -> float:
        """A number from 0 to 100."""
        self._add(name, {"type": "number", "minimum": 0, "maximum": 100})
        return default

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        self._add(name, {"type": "boolean"})
        return default

    def items(
        self,
        name: str,
        read: Callable[[Reader], Read],
        most: int,
        least: int = 0,
        *,
        required: bool = False,
    ) -> tuple[Read, ...]:
        """A list; its items are described apart."""
        listed = {"type": "array", "items": self._defined(read), "maxItems": most}
        self._add(name, {**listed, **({"minItems": least} if least else {})}, required)
        return ()

    def one(
        self, name: str, read: Callable[[Reader], Read], *, required: bool = False
    ) -> Read | None:
        """A mapping, described apart."""
        self._add(name, self._defined(read), required)
        return None

    def words(self, name: str, most: int, limit: int = MAX_WORD) -> tuple[str, ...]:
        """A list of texts."""
        self._add(name, {"type": "array", "items": _text(limit), "maxItems": most})
        return ()

    def texts(self, name: str, most: int, limit: int = 1_000) -> dict[str, str]:
        """Texts by name."""
        named = {"propertyNames": {"maxLength": MAX_KEY}, "additionalProperties": _text(limit)}
        self._add(name, {"type": "object", **named, "maxProperties": most})
        return {}

    def _add(self, name: str, described: dict[str, Any], required: bool = False) -> None:
        self.properties[name] = described
        if required:
            self.required.append(name)

    def _defined(self, read: Callable[[Reader], Read]) -> dict[str, Any]:
        name = read.__name__.strip("_")
        if name not in self.definitions:
            inner = Outline(self.definitions)
            read(inner)
            self.definitions[name] = inner.described()
        return {"$ref": f"#/$defs/{name}"}


def _text(limit: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": limit}
