"""Writing a sequence as canonical YAML: one text for one document, and equal documents equal texts.

Keys stand in the order of the fields, two spaces a level, LF alone. Text of several lines is a
block scalar, never folded; whatever a reader of YAML 1.1 or 1.2 could take for something else is
in double quotes. It is written here and not by a library, because no library promises its bytes.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sequences.plans import Plan, as_data
from sequences.text.document import FORMAT, Facts
from sequences.text.weekdays import named

_INDENT = "  "
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@-]+)*")
# What YAML 1.1 or 1.2 reads as something other than text although it begins with a letter.
_NOT_TEXT = frozenset("true false yes no on off y n null".split())
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
# What nobody would see, what readers of YAML take for a line break, and direction overrides, with
# which a text looks other than it is. Fixed ranges: Unicode grows, and bytes must not change.
_HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
_NO_BLOCK = re.compile(f"[{_HIDDEN}]")
_ESCAPED = re.compile(f'["\\\\\n\t{_HIDDEN}]')


def to_text(facts: Facts, plan: Plan) -> str:
    """The canonical text of a document; it ends with one line break."""
    return dump({"format": FORMAT, "sequence": as_data(facts), **named(as_data(plan))})


def dump(data: Mapping[str, Any]) -> str:
    """Canonical YAML of plain data: mappings with text keys, lists, text, numbers, yes and no."""
    writer = _Writer()
    writer.mapping(data, 0)
    return writer.text()


class _Writer:
    """Collects lines. `last` is where the last block scalar begins, and how it looks in quotes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.last: tuple[int, str] = (0, "")

    def text(self) -> str:
        """The whole. Empty lines at the end of a file get lost easily, so none carry meaning."""
        if not self.lines[-1]:
            start, quoted = self.last
            self.lines[start:] = [quoted]
        return "\n".join([*self.lines, ""])

    def mapping(self, data: Mapping[str, Any], level: int, lead: str = "") -> None:
        """Each key on a line of its own; `lead` stands before the first one."""
        for key, value in data.items():
            self.value(f"{lead or _INDENT * level}{_scalar(key)}:", value, level)
            lead = ""

    def items(self, data: Sequence[Any], level: int) -> None:
        """Each item behind a dash."""
        for item in data:
            lead = f"{_INDENT * level}-"
            if isinstance(item, Mapping) and item:
                self.mapping(item, level + 1, f"{lead} ")
            else:
                self.value(lead, item, level)

    def value(self, lead: str, value: Any, level: int) -> None:
        """What stands behind a key or a dash."""
        if isinstance(value, Mapping) and value:
            self.lines.append(lead)
            self.mapping(value, level + 1)
        elif isinstance(value, list | tuple) and value:
            self.lines.append(lead)
            self.items(value, level + 1)
        elif isinstance(value, str) and _is_block(value):
            self.block(lead, value, level)
        else:
            self.lines.append(f"{lead} {_scalar(value)}")

    def block(self, lead: str, text: str, level: int) -> None:
        """Text of several lines, as it is."""
        self.last = len(self.lines), f"{lead} {_quoted(text)}"
        indicator = str(len(_INDENT)) if text[0] in " \t\n" else ""
        body = text.removesuffix("\n")
        chomping = "-" if body == text else "+" if body.endswith("\n") else ""
        self.lines.append(f"{lead} |{indicator}{chomping}")
        indent = _INDENT * (level + 1)
        self.lines += [indent + line if line else "" for line in body.split("\n")]


def _is_block(text: str) -> bool:
    """Whether it has several lines and can stand as it is."""
    return "\n" in text and bool(text.strip()) and not _NO_BLOCK.search(text)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT
        return value if plain else _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return _quoted(value.isoformat())
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)):f}"
    if isinstance(value, Mapping | list | tuple):
        return "{}" if isinstance(value, Mapping) else "[]"
    raise TypeError(f"There is no text for a {type(value).__name__}.")


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _ESCAPES.get(found[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
