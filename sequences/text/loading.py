"""YAML as plain data, with the place of each field; strict, and safe for whatever is sent.

Nothing is built from more than a megabyte, over 20 levels, or with anchors, tags, names that are
not text or stand there twice. A value is text unless it is plain and reads true, false, null or a
decimal number: `no`, `17:30` and `2026-03-29` are text, as their author meant them.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from sequences.text.document import MAX_BYTES, Fault, Place, TextError

MAX_DEPTH = 20
MAX_NODES = 50_000

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,3})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The data of the one document, and where each of its fields stands, by path."""

    data: Any
    places: dict[str, Place]


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet; `name` and `path` are those of the next value."""

    value: Any
    path: str
    name: str | None = None
    key: Place = field(default_factory=lambda: Place(1, 1))


def load(source: str | bytes) -> Loaded:
    """The data of a text in UTF-8. Raises TextError, which names line and column."""
    text = _decoded(source)
    builder = _Builder(text)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except ReaderError as error:
        raise _unreadable(text, error.position, error.character) from error
    except MarkedYAMLError as error:
        raise TextError(_explained(error)) from error
    except (ValueError, OverflowError) as error:
        if isinstance(error, TextError):
            raise
        # The parser computes numbers of escapes and directives without looking at their size.
        message = "There is an escape or a directive that means nothing. Delete it."
        raise TextError(Fault("", message)) from error
    return builder.loaded()


def _decoded(source: str | bytes) -> str:
    size = len(source if isinstance(source, bytes) else source.encode(errors="replace"))
    if size > MAX_BYTES:
        message = f"The text has {size:,} bytes; at most {MAX_BYTES:,} fit. Shorten it."
        raise TextError(Fault("", message))
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        message = "This is not UTF-8. Save the file with that encoding."
        raise TextError(Fault("", message, line)) from error


class _Builder:
    """Takes the events of the parser one by one; stops at the first that is not allowed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] | None = None
        self.documents: list[Any] = []
        self.open: list[_Open] = []
        self.places: dict[str, Place] = {}
        self.nodes = 0

    def take(self, event: yaml.Event) -> None:
        """One event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event)
        elif isinstance(event, yaml.AliasEvent):
            raise _fault(event, "Aliases (*) are not used here. Write it out.", self._path())
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()

    def loaded(self) -> Loaded:
        """What was built."""
        if not self.documents:
            raise TextError(Fault("", "The text is empty. Write a sequence.", 1, 1))
        return Loaded(self.documents[0], self.places)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        if event.version or event.tags:
            raise _fault(event, "Directives (%) are not used here. Delete the line.")
        if self.documents:
            raise _fault(event, "A second document begins here. Keep one, in a file of its own.")

    def _node(self, event: Any) -> None:
        if event.anchor:
            raise _fault(event, "Anchors (&) are not used here. Delete it.", self._path())
        if event.tag:
            raise _fault(event, "Tags (!) are not used here. Delete it.", self._path())
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _fault(event, f"There are more than {MAX_NODES:,} values. Split the sequence.")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._collection(event)

    def _path(self) -> str:
        """The path of the next value, or of the mapping whose next name is to come."""
        if not self.open:
            return ""
        owner = self.open[-1]
        if isinstance(owner.value, list):
            return _joined(owner, str(len(owner.value) + 1))
        return owner.path if owner.name is None else _joined(owner, owner.name)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        owner = self.open[-1] if self.open else None
        if owner is not None and isinstance(owner.value, dict) and owner.name is None:
            self._name(owner, event)
        else:
            self._put(event, _value(event))

    def _name(self, owner: _Open, event: yaml.ScalarEvent) -> None:
        if event.value in owner.value:
            name = event.value[:40]
            raise _fault(event, f"“{name}” stands here twice. Delete one.", _joined(owner, name))
        owner.name, owner.key = event.value, _place(event)

    def _collection(self, event: Any) -> None:
        owner = self.open[-1] if self.open else None
        if owner is not None and isinstance(owner.value, dict) and owner.name is None:
            message = "A name is text, not a list or a mapping. Write a name."
            raise _fault(event, message, self._path())
        if len(self.open) >= MAX_DEPTH:
            message = f"This is nested deeper than {MAX_DEPTH} levels. Write it flatter."
            raise _fault(event, message)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(value, self._put(event, value)))

    def _put(self, event: Any, value: Any) -> str:
        """Where the value belongs, and its path."""
        if not self.open:
            self.documents.append(value)
            self.places[""] = _place(event)
            return ""
        owner = self.open[-1]
        if isinstance(owner.value, dict):
            name, owner.name = str(owner.name), None
            owner.value[name] = value
            path = _joined(owner, name)
            empty = isinstance(event, yaml.ScalarEvent) and not event.value
            self.places[path] = owner.key if empty else self._placed(event)
            return path
        owner.value.append(value)
        path = _joined(owner, str(len(owner.value)))
        self.places[path] = self._placed(event)
        return path

    def _placed(self, event: Any) -> Place:
        """The place of a value, and for a block scalar the column at which its lines begin."""
        place = _place(event)
        if not isinstance(event, yaml.ScalarEvent) or event.style != "|":
            return place
        if self.lines is None:
            self.lines = _BREAK.split(self.text)
        written = zip(self.lines[place.line :], event.value.split("\n"), strict=False)
        indent = next((len(line) - len(own) for line, own in written if own.strip()), 0)
        return Place(place.line, place.column, indent + 1)


def _value(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _joined(owner: _Open, name: str) -> str:
    return f"{owner.path}.{name}" if owner.path else name


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _fault(event: Any, message: str, path: str = "") -> TextError:
    place = _place(event)
    return TextError(Fault(path, message, place.line, place.column))


def _unreadable(text: str, position: int, character: int | str) -> TextError:
    before = text[:position]
    line = len(_BREAK.findall(before)) + 1
    column = len(_BREAK.split(before)[-1]) + 1
    code = f"U+{ord(character) if isinstance(character, str) else character:04X}"
    message = f"There is an invisible character ({code}). Delete it, or write it as an escape."
    return TextError(Fault("", message, line, column))


def _explained(error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    said = str(error.problem or error.context or "it cannot be read")[:200]
    message = f"This is no YAML: {said}. Check indentation, quotes and colons."
    return Fault("", message, mark.line + 1, mark.column + 1) if mark else Fault("", message)
