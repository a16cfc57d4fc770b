"""What the compliance pages ask: an exclusion rule, and addresses to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from compliance.case import Match, Operator
from compliance.models import ExclusionRule, SuppressionReason
from compliance.rules.exclusion import MAX_CONDITIONS
from sequences.models import Motion

OPERATORS = (
    (Operator.IS, "is"),
    (Operator.IS_NOT, "is not"),
    (Operator.CONTAINS, "contains"),
    (Operator.STARTS_WITH, "starts with"),
    (Operator.IN, "is one of (with commas between)"),
    (Operator.IS_EMPTY, "is empty"),
    (Operator.IS_NOT_EMPTY, "is not empty"),
)
MATCHES = ((Match.ALL, "All of these hold"), (Match.ANY, "Any of these holds"))


@dataclass(frozen=True)
class ConditionRow:
    """One line of conditions, as typed."""

    number: int
    field: str = ""
    operator: str = Operator.IS.value
    value: str = ""

    @property
    def is_blank(self) -> bool:
        """A line that nobody has filled in is no condition."""
        return not self.field and not self.value.strip()

    def to_json(self) -> dict[str, Any]:
        """The form that `compliance.services.publish_rule` takes."""
        several = self.operator == Operator.IN
        values = [part.strip() for part in self.value.split(",")] if several else []
        return {
            "field": self.field,
            "operator": self.operator,
            "value": "" if several else self.value,
            "values": values,
        }


class RuleForm(forms.Form):
    """Name, reach and match of an exclusion rule; its conditions are lines beside it."""

    name = forms.CharField(max_length=120, help_text="What people read when it blocks somebody.")
    motion = forms.ChoiceField(choices=[("", "Every motion"), *Motion.choices], required=False)
    match = forms.ChoiceField(choices=MATCHES, label="Exclude a person when")

    @classmethod
    def of(cls, rule: ExclusionRule) -> "RuleForm":
        """The form of a stored rule."""
        return cls(initial={"name": rule.name, "motion": rule.motion, "match": rule.match})


class PasteForm(forms.Form):
    """Addresses to stop, as they were copied from anywhere."""

    addresses = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=400_000,
        help_text="One a line, or with commas between; names around them do no harm.",
    )


class StopFilter(forms.Form):
    """The filters of the list of stops."""

    reason = forms.ChoiceField(
        choices=[("", "Every reason"), *SuppressionReason.choices], required=False
    )
    state = forms.ChoiceField(choices=[("", "In force"), ("lifted", "Lifted")], required=False)


def stored_rows(rule: ExclusionRule) -> list[ConditionRow]:
    """The lines of a stored rule."""
    return [
        ConditionRow(
            number,
            str(item.get("field", "")),
            str(item.get("operator", "")),
            ", ".join(item.get("values") or []) or str(item.get("value", "")),
        )
        for number, item in enumerate(rule.conditions)
    ]


def posted_rows(data: Mapping[str, Any]) -> list[ConditionRow]:
    """The lines of a form, as typed."""
    return [
        ConditionRow(
            number,
            str(data.get(f"field-{number}", "")),
            str(data.get(f"operator-{number}", "")),
            str(data.get(f"value-{number}", "")),
        )
        for number in range(MAX_CONDITIONS)
        if f"operator-{number}" in data
    ]


def with_room(rows: Sequence[ConditionRow], spare: int = 2) -> list[ConditionRow]:
    """The lines with some empty ones after them, as many as a rule may have."""
    kept = [row for row in rows if not row.is_blank]
    total = min(max(len(kept) + spare, 3), MAX_CONDITIONS)
    blank = [ConditionRow(0) for _ in range(total - len(kept))]
    return [
        ConditionRow(number, row.field, row.operator, row.value)
        for number, row in enumerate([*kept, *blank])
    ]
