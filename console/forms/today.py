"""What a person says about a task."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from console.components.texts import words
from console.forms.days import DayField

# When a task that was put off comes back: the start of a usual working day.
MORNING = time(9)


class DoneForm(forms.Form):
    """What came of it; both may be empty. Conditions of later steps ask for the outcome."""

    outcome = forms.ChoiceField(required=False)
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Mapping[str, Any] | None, outcomes: Sequence[str]) -> None:
        super().__init__(data)
        known = [(name, words(name)) for name in outcomes]
        self.fields["outcome"] = forms.ChoiceField(
            required=False, choices=[("", "Nothing to say"), *known]
        )
        self.fields["outcome"].widget.attrs |= {"data-key": "o", "data-key-label": "Outcome"}


class SkipForm(forms.Form):
    """Why it is left out."""

    reason = forms.CharField(
        max_length=300,
        label="Reason",
        widget=forms.TextInput(attrs={"data-key": "s", "data-key-label": "Skip with a reason"}),
    )


class SnoozeForm(forms.Form):
    """The day on which it comes back."""

    until = DayField(
        label="Come back on",
        widget=forms.DateInput(
            attrs={"type": "date", "data-key": "z", "data-key-label": "Put off"}
        ),
    )

    def moment(self) -> datetime:
        """That morning, where the person sits."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, MORNING, timezone.get_current_timezone())
