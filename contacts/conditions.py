"""Conditions on fields, as rules, steps, audiences and saved views write them. Pure.

Up to MAX_CONDITIONS comparisons, all or any of them. A field is a dotted name whose value is text;
a field that is not there counts as empty. Comparisons ignore letter case, Unicode form and outer
spaces; "more than" and "less than" compare numbers and hold for nothing that is none.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

MAX_CONDITIONS = 8
MAX_VALUES = 200
MAX_VALUE = 200
MAX_FIELD = 100
KEYS = frozenset({"field", "operator", "value", "values"})


class Operator(StrEnum):
    """How a condition compares a field with its value."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    IN = "in"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


NEEDS_NO_VALUE = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
NUMERIC = frozenset({Operator.MORE_THAN, Operator.LESS_THAN})
WORDS: Mapping[Operator, str] = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.IS_EMPTY: "is empty",
    Operator.IS_NOT_EMPTY: "is not empty",
    Operator.IN: "is one of",
    Operator.MORE_THAN: "is more than",
    Operator.LESS_THAN: "is less than",
}


class Match(StrEnum):
    """Whether all conditions must hold, or any of them."""

    ALL = "all"
    ANY = "any"


class ConditionError(ValueError):
    """Conditions that cannot be used: which (from 1, 0 for the list), its part, and what to do."""

    def __init__(self, message: str, number: int = 0, part: str = "") -> None:
        super().__init__(message)
        self.message, self.number, self.part = message, number, part


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison on a dotted field (``contact.title``); ``values`` serves ``in`` alone."""

    field: str
    operator: Operator
    value: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """A list of comparisons. Without any it asks for nothing, so it always holds."""

    items: tuple[Condition, ...] = ()
    match: Match = Match.ALL

    def __bool__(self) -> bool:
        return bool(self.items)

    def hold(self, fields: Mapping[str, str]) -> bool:
        """Whether somebody with these fields fits."""
        if not self.items:
            return True
        held = (holds(condition, fields) for condition in self.items)
        return all(held) if self.match is Match.ALL else any(held)

    def failing(self, fields: Mapping[str, str]) -> tuple[Condition, ...]:
        """The comparisons that do not hold, in order."""
        return tuple(item for item in self.items if not holds(item, fields))

    def __str__(self) -> str:
        last = "and" if self.match is Match.ALL else "or"
        return plain_list([phrase(item) for item in self.items], last)


NONE = Conditions()


def holds(condition: Condition, fields: Mapping[str, str]) -> bool:
    """Whether one comparison holds."""
    text, value = plain(fields.get(condition.field, "")), plain(condition.value)
    match condition.operator:
        case Operator.IS:
            return text == value
        case Operator.IS_NOT:
            return text != value
        case Operator.CONTAINS:
            return bool(value) and value in text
        case Operator.STARTS_WITH:
            return bool(value) and text.startswith(value)
        case Operator.IS_EMPTY:
            return not text
        case Operator.IS_NOT_EMPTY:
            return bool(text)
        case Operator.IN:
            return text in map(plain, condition.values)
        case Operator.MORE_THAN | Operator.LESS_THAN:
            return _compares(condition.operator, number_of(text), number_of(value))


# Fields that are "yes" or empty in words, and what they are called by themselves.
FLAGS: Mapping[str, tuple[str, str]] = {
    "activity.opened": ("a message was opened", "no message was opened"),
    "activity.clicked": ("a link was clicked", "no link was clicked"),
    "activity.replied": ("a message was answered", "no message was answered"),
    "activity.bounced": ("a message bounced", "no message bounced"),
    "activity.meeting": ("a meeting was booked", "no meeting was booked"),
    "activity.out_of_office": ("an absence note came back", "no absence note came back"),
}
DONE: Mapping[str, str] = {"opened": "opened", "clicked": "clicked", "replied": "answered"}
LABELS: Mapping[str, str] = {"contact.linkedin_url": "LinkedIn page"}
CODED = ("step.", "contact.last_contacted_by", "contact.last_activity")


def phrase(condition: Condition) -> str:
    """One comparison in words: company state is one of “customer” or “competitor”; step “intro”
    was opened."""
    if said := _flag(condition):
        return said
    start = f"{field_label(condition.field)} {WORDS[condition.operator]}"
    if condition.operator in NEEDS_NO_VALUE:
        return start
    if condition.operator is Operator.IN:
        values = [f"“{_said(condition.field, value)}”" for value in condition.values]
        return f"{start} {plain_list(values, 'or')}"
    return f"{start} “{_said(condition.field, condition.value)}”"


def _said(field: str, value: str) -> str:
    """A value as people say it: "not interested" where the product's own words are codes."""
    return value.replace("_", " ") if field.startswith(CODED) else value


def field_label(name: str) -> str:
    """The words for a dotted field: ``contact.job_title`` → job title."""
    if name in LABELS:
        return LABELS[name]
    owner_name, dot, rest = name.partition(".")
    if owner_name == "step" and "." in rest:
        key, _, fact = rest.rpartition(".")
        return f"{fact} of step “{key}”"
    words = (rest if dot else owner_name).removeprefix("custom.").replace("_", " ").strip()
    prefixes = {"account": "company ", "signal": "signal "}
    return prefixes.get(owner_name, "") + words or name


def _flag(condition: Condition) -> str:
    """A question for yes or no in words; "" for any other."""
    owner_name, _, rest = condition.field.partition(".")
    key, _, fact = rest.rpartition(".")
    negated = _negated(condition)
    if negated is None:
        return ""
    if owner_name == "step" and fact in DONE:
        return f"step “{key}” was {'not ' if negated else ''}{DONE[fact]}"
    if owner_name == "signal":
        return f"{'no' if negated else 'a'} “{rest.replace('_', ' ')}” signal came"
    return FLAGS[condition.field][negated] if condition.field in FLAGS else ""


def _negated(condition: Condition) -> bool | None:
    """False for a question for "yes", True for its contrary, None for any other question."""
    asks_yes = plain(condition.value) == "yes"
    match condition.operator:
        case Operator.IS_NOT_EMPTY:
            return False
        case Operator.IS_EMPTY:
            return True
        case Operator.IS if asks_yes:
            return False
        case Operator.IS_NOT if asks_yes:
            return True
    return None


def plain_list(words: list[str], last: str = "and") -> str:
    """Write “a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def from_data(data: object, known: Callable[[str], bool]) -> tuple[Condition, ...]:
    """Read the stored or posted form, a list of objects; `known` tells which fields there are.

    Raises ConditionError.
    """
    if not isinstance(data, list) or not data:
        raise ConditionError("Add at least one condition.")
    if len(data) > MAX_CONDITIONS:
        raise ConditionError(f"There are at most {MAX_CONDITIONS} conditions. Use fewer.")
    return tuple(read_condition(number, item, known) for number, item in enumerate(data, start=1))


def to_data(conditions: Iterable[Condition]) -> list[dict[str, object]]:
    """The form that `from_data` reads; what is empty is left out."""
    return [_as_data(each) for each in conditions]


def _as_data(condition: Condition) -> dict[str, object]:
    found: dict[str, object] = {"field": condition.field, "operator": condition.operator.value}
    if condition.value:
        found["value"] = condition.value
    if condition.values:
        found["values"] = list(condition.values)
    return found


def read_condition(number: int, item: object, known: Callable[[str], bool]) -> Condition:
    """Read one comparison; `number` is its place among them, from 1. Raises ConditionError."""
    if not isinstance(item, dict):
        raise ConditionError(f"Condition {number} is not readable. Enter it again.", number)
    if strange := sorted(str(key) for key in item.keys() - KEYS):
        message = f"Condition {number} has no part called “{strange[0][:40]}”."
        raise ConditionError(f"{message} Use {', '.join(sorted(KEYS))}.", number)
    field = str(item.get("field", "")).strip()
    if len(field) > MAX_FIELD or not known(field):
        message = f"Condition {number} names no field that is known here. Choose one."
        raise ConditionError(message, number, "field")
    try:
        operator = Operator(item.get("operator", ""))
    except ValueError:
        message = f"Condition {number} compares in an unknown way. Use {', '.join(Operator)}."
        raise ConditionError(message, number, "operator") from None
    return _valued(number, item, field, operator)


def _valued(number: int, item: Mapping[str, object], field: str, operator: Operator) -> Condition:
    value, values = _text(item.get("value", "")), _values(item.get("values", []))
    given = values if operator is Operator.IN else value
    part = "values" if operator is Operator.IN else "value"
    if not given and operator not in NEEDS_NO_VALUE:
        message = f"Condition {number} has no value to compare with. Enter one."
        raise ConditionError(message, number, part)
    if (
        len(value) > MAX_VALUE
        or len(values) > MAX_VALUES
        or any(len(v) > MAX_VALUE for v in values)
    ):
        message = f"Condition {number} has too long a value. Shorten it."
        raise ConditionError(message, number, part)
    if any(not _is_storable(text) for text in (value, *values)):
        message = f"Condition {number} has a character that cannot be stored. Type the value again."
        raise ConditionError(message, number, part)
    if operator in NUMERIC and number_of(value) is None:
        message = f"Condition {number} compares numbers. Write a number such as 30."
        raise ConditionError(message, number, part)
    return Condition(field=field, operator=operator, value=value, values=values)


def _text(raw: object) -> str:
    return str(raw).strip() if isinstance(raw, str | int | float | bool) else ""


def _is_storable(text: str) -> bool:
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def _values(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        return ()
    return tuple(text for text in (_text(each) for each in raw) if text)


def number_of(text: str) -> Decimal | None:
    """The finite number that a text is, if it is one."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _compares(operator: Operator, left: Decimal | None, right: Decimal | None) -> bool:
    if left is None or right is None:
        return False
    return left > right if operator is Operator.MORE_THAN else left < right


def plain(text: str) -> str:
    """The form in which texts are compared."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
