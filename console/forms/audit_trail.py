"""The filters of the audit page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from audit.actions import Action
from console.forms.days import DayField


class TrailFilter(forms.Form):
    """Who, what and when; the search field is the filter bar's own."""

    actor = forms.ChoiceField(required=False)
    action = forms.ChoiceField(choices=[("", "Everything"), *Action.choices], required=False)
    since = DayField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = DayField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Mapping[str, Any] | None, actors: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["actor"]
        assert isinstance(field, forms.ChoiceField)
        parts = [(part, f"system: {part}") for part in SYSTEM_PARTS]
        field.choices = [("", "Everybody"), *actors, *parts]


# The names under which the parts of the system act.
SYSTEM_PARTS = (
    "canary",
    "dispatch",
    "evidence",
    "experiments",
    "first touch",
    "housekeeping",
    "migration",
    "planting",
    "reaper",
    "resolver",
    "signals",
)
