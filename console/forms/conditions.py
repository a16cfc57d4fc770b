"""Conditions as lines of a form: exclusion rules, audiences, saved views, and versions.

A line is a field, a comparison and a value, all as typed; a line with neither field nor value is
no condition. Several such lists stand in one form by their `prefix`. Every button sends the whole
form: the values of `do` that belong to a list are answered by `rearranged`.
"""

import csv
import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contacts.conditions import MAX_CONDITIONS, NONE, WORDS, Condition, Conditions, Match, Operator

Choices = Sequence[tuple[str, str]]

SPARE, MORE = 1, 2
HINTS: Mapping[Operator, str] = {
    Operator.IN: " (with commas between)",
    Operator.MORE_THAN: " (a number)",
    Operator.LESS_THAN: " (a number)",
}
OPERATORS: Choices = [
    (each.value, f"{words}{HINTS.get(each, '')}") for each, words in WORDS.items()
]
MATCHES: Choices = [
    (Match.ALL.value, "All of these hold"),
    (Match.ANY.value, "Any of these holds"),
]
_DROP = re.compile(r"drop-(\d{1,2})")


@dataclasses.dataclass
class ConditionRow:
    """One line, as typed. `number` is that of its names, from 0; `errors` are sentences by part."""

    number: int = 0
    field: str = ""
    operator: str = Operator.IS.value
    value: str = ""
    errors: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """A line that nobody has filled in is no condition."""
        return not self.field and not self.value.strip()

    def to_json(self) -> dict[str, Any]:
        """The form that the services and `plans.data` read."""
        data: dict[str, Any] = {"field": self.field, "operator": self.operator}
        several = self.operator == Operator.IN
        return {**data, "values": split(self.value)} if several else {**data, "value": self.value}


@dataclasses.dataclass
class ConditionLines:
    """A list of lines with its match; names in the form begin with `prefix`."""

    prefix: str = ""
    match: str = Match.ALL.value
    rows: list[ConditionRow] = dataclasses.field(default_factory=list)
    error: str = ""
    more: int = 0

    @property
    def operators(self) -> Choices:
        """How a field may be compared."""
        return OPERATORS

    @property
    def matches(self) -> Choices:
        """All or any."""
        return MATCHES

    @property
    def shown(self) -> list[ConditionRow]:
        """The lines with a few empty ones after them, as many as there may be."""
        total = min(len(self.rows) + SPARE + self.more, MAX_CONDITIONS)
        blank = [ConditionRow() for _ in range(total - len(self.rows))]
        lines = [*self.rows, *blank]
        for number, row in enumerate(lines):
            row.number = number
        return lines

    @property
    def has_room(self) -> bool:
        """Whether more lines fit than are shown."""
        return len(self.shown) < MAX_CONDITIONS

    def to_json(self) -> list[dict[str, Any]]:
        """The conditions as the services read them."""
        return [row.to_json() for row in self.rows]

    def asked(self) -> dict[str, Any] | None:
        """Match and conditions as `plans.data` reads them; None without any."""
        return {"match": self.match, "conditions": self.to_json()} if self.rows else None

    def rearranged(self, order: str) -> bool:
        """Answer a button such as `when-more` or `when-drop-2`; False for one of another list."""
        if not order.startswith(self.prefix):
            return False
        verb = order.removeprefix(self.prefix)
        if verb == "more":
            self.more = MORE
            return True
        found = _DROP.fullmatch(verb)
        if found:
            self.rows = [row for row in self.rows if row.number != int(found[1])]
        return found is not None

    def take(self, problems: Mapping[str, str]) -> None:
        """Put sentences such as that of `conditions.2.value` at their lines; others are of all."""
        for name, sentence in problems.items():
            _, number, part = (*name.split("."), "", "")[:3]
            if number.isdigit() and 0 < int(number) <= len(self.rows):
                self.rows[int(number) - 1].errors[part or "field"] = sentence
            else:
                self.error = self.error or sentence

    def texts(self) -> dict[str, str]:
        """What a browser would send for the lines, by name."""
        found = {f"{self.prefix}match": self.match}
        for row in self.rows:
            found |= {f"{self.prefix}{p}-{row.number}": getattr(row, p) for p in _PARTS}
        return found

    def names(self) -> list[str]:
        """The fields that are named already."""
        return [row.field for row in self.rows if row.field]


def stored(conditions: Conditions = NONE, prefix: str = "") -> ConditionLines:
    """The lines of stored conditions."""
    rows = [
        ConditionRow(number, each.field, each.operator.value, _typed(each))
        for number, each in enumerate(conditions.items)
    ]
    return ConditionLines(prefix, conditions.match.value, rows)


def posted(data: Mapping[str, Any], prefix: str = "") -> ConditionLines:
    """The lines of a form, as typed, without the blank ones."""
    rows = [
        ConditionRow(n, *_texts(data, prefix, n))
        for n in range(MAX_CONDITIONS)
        if f"{prefix}operator-{n}" in data
    ]
    match = str(data.get(f"{prefix}match", Match.ALL.value))
    return ConditionLines(prefix, match, [row for row in rows if not row.is_blank])


def split(text: str) -> list[str]:
    """The parts of "a, b"; a part that has a comma itself stands in double quotes."""
    line = text.replace("\r", " ").replace("\n", " ")
    try:
        parts = next(csv.reader([line], skipinitialspace=True), [])
    except csv.Error:
        # Longer than any value may be; whoever reads the conditions says so.
        parts = [line]
    return [part.strip() for part in parts if part.strip()]


def joined(parts: Iterable[str]) -> str:
    """The text that `split` reads."""
    return ", ".join(map(_quoted, parts))


_PARTS = ("field", "operator", "value")


def _texts(data: Mapping[str, Any], prefix: str, number: int) -> tuple[str, str, str]:
    field, operator, value = (str(data.get(f"{prefix}{part}-{number}", "")) for part in _PARTS)
    return field, operator, value


def _typed(condition: Condition) -> str:
    return joined(condition.values) if condition.operator is Operator.IN else condition.value


def _quoted(part: str) -> str:
    inside = part.replace('"', '""')
    return f'"{inside}"' if set(part) & set(',"') else part
