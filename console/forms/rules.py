"""What the pages about exclusion rules ask."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from compliance.models import ExclusionRule
from console.forms.conditions import ConditionLines
from console.forms.days import DayField, MomentField
from sequences.models import Motion

DAY = timedelta(days=1)


class RuleForm(forms.Form):
    """Name, reach and end of an exclusion rule; its conditions are lines beside it."""

    name = forms.CharField(max_length=120, help_text="What people read when it blocks somebody.")
    motion = forms.ChoiceField(choices=[("", "Every motion"), *Motion.choices], required=False)
    sequence_id = forms.ChoiceField(required=False, label="Sequence")
    expires_at = DayField(
        required=False,
        label="Last day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="After that day it blocks nobody; empty for good.",
    )
    # The text that the form started from, as the moment of its last edit.
    seen = MomentField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sequences: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "Every sequence"), *sequences]
        self.fields["sequence_id"] = forms.ChoiceField(
            choices=choices, required=False, label="Sequence"
        )

    def said(self, lines: ConditionLines) -> dict[str, Any]:
        """What the draft shall say, as the services read it."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "motion": given["motion"],
            "sequence_id": given["sequence_id"] or None,
            "expires_at": self._expires_at(),
            "match": lines.match,
            "conditions": lines.to_json(),
        }

    def _expires_at(self) -> datetime | None:
        """The end of the last day where the person sits."""
        day = self.cleaned_data["expires_at"]
        if day is None:
            return None
        return datetime.combine(day + DAY, time(), timezone.get_current_timezone())


def of(rule: ExclusionRule) -> dict[str, Any]:
    """What the form of a stored rule starts with."""
    ends = timezone.localtime(rule.expires_at) if rule.expires_at else None
    return {
        "name": rule.name,
        "motion": rule.motion,
        "sequence_id": str(rule.sequence_id) if rule.sequence_id else "",
        "expires_at": (ends - timedelta(microseconds=1)).date() if ends else None,
        "seen": rule.edited_at.isoformat(),
    }
