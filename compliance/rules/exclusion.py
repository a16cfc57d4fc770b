"""Exclusion rules as a workspace writes them: conditions on fields, judged and told in words.

Up to MAX_CONDITIONS conditions, all or any of them. Comparisons ignore letter case, Unicode form
and outer spaces. A rule without conditions excludes nobody.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from compliance.case import Case, Condition, ExclusionFact, Match, Operator
from compliance.rules.person import field_label
from compliance.rules.rule import Answer, blocked, passed, plain_list, rule

MAX_CONDITIONS = 8
MAX_VALUES = 200
_NEEDS_NO_VALUE = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
_WORDS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.IS_EMPTY: "is empty",
    Operator.IS_NOT_EMPTY: "is not empty",
    Operator.IN: "is one of",
}


class ExclusionError(ValueError):
    """The conditions cannot be used; the message says which and what to do."""


@rule("Exclusion rules", overridable=True)
def exclusion_conditions(case: Case) -> Answer:
    """Block whom any exclusion rule in force matches; names every such rule and its version."""
    matching = [each for each in case.exclusions if excludes(each, case.fields)]
    if not matching:
        return passed("No exclusion rule matches.", rules=len(case.exclusions))
    names = plain_list([f"“{each.name}” (version {each.version})" for each in matching])
    sentences = " ".join(sentence(each) for each in matching)
    return blocked(
        f"Excluded by {names}: {sentences}",
        "Correct the contact if the fields are wrong, or ask a manager for an exception.",
        matched=", ".join(f"{each.id}@{each.version}" for each in matching),
    )


def excludes(exclusion: ExclusionFact, fields: Mapping[str, str]) -> bool:
    """Whether a rule matches a person with these fields."""
    if not exclusion.conditions:
        return False
    held = (holds(condition, fields) for condition in exclusion.conditions)
    return all(held) if exclusion.match is Match.ALL else any(held)


def holds(condition: Condition, fields: Mapping[str, str]) -> bool:
    """Whether one condition holds; a field that is not there counts as empty."""
    text, value = _plain(fields.get(condition.field, "")), _plain(condition.value)
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
            return text in map(_plain, condition.values)


def sentence(exclusion: ExclusionFact) -> str:
    """Tell a rule in one plain sentence."""
    if not exclusion.conditions:
        return "Exclude nobody, because there is no condition."
    parts = [_phrase(condition) for condition in exclusion.conditions]
    return f"Exclude when {plain_list(parts, 'and' if exclusion.match is Match.ALL else 'or')}."


def conditions_from_json(data: object) -> tuple[Condition, ...]:
    """Read the stored or posted form, a list of objects, or raise ExclusionError."""
    if not isinstance(data, list) or not data:
        raise ExclusionError("Add at least one condition.")
    if len(data) > MAX_CONDITIONS:
        raise ExclusionError(f"A rule has at most {MAX_CONDITIONS} conditions. Split it in two.")
    return tuple(_condition(number, item) for number, item in enumerate(data, start=1))


def conditions_to_json(conditions: Iterable[Condition]) -> list[dict[str, object]]:
    """Return the form that ``conditions_from_json`` reads."""
    return [
        {
            "field": each.field,
            "operator": each.operator.value,
            "value": each.value,
            "values": list(each.values),
        }
        for each in conditions
    ]


def _condition(number: int, item: object) -> Condition:
    if not isinstance(item, dict):
        raise ExclusionError(f"Condition {number} is not readable. Enter it again.")
    field = str(item.get("field", "")).strip()
    if not field.startswith(("contact.", "account.")) or len(field) > 100:
        raise ExclusionError(f"Condition {number} names no contact or company field. Choose one.")
    try:
        operator = Operator(item.get("operator", ""))
    except ValueError:
        raise ExclusionError(
            f"Condition {number} compares in an unknown way. Choose one."
        ) from None
    value, values = str(item.get("value", "")).strip(), _values(item.get("values", []))
    given = values if operator is Operator.IN else value
    if not given and operator not in _NEEDS_NO_VALUE:
        raise ExclusionError(f"Condition {number} has no value to compare with. Enter one.")
    if len(value) > 200 or len(values) > MAX_VALUES:
        raise ExclusionError(f"Condition {number} has too long a value. Shorten it.")
    return Condition(field=field, operator=operator, value=value, values=values)


def _values(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        return ()
    return tuple(text for text in (str(each).strip() for each in raw) if text)


def _phrase(condition: Condition) -> str:
    start = f"{field_label(condition.field)} {_WORDS[condition.operator]}"
    if condition.operator in _NEEDS_NO_VALUE:
        return start
    if condition.operator is Operator.IN:
        return f"{start} {plain_list([f'“{value}”' for value in condition.values], 'or')}"
    return f"{start} “{condition.value}”"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
