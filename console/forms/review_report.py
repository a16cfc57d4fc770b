"""The days that the report about reviewers is of."""

from typing import Any

from django import forms

from console.forms.days import DayField


def _day(label: str) -> DayField:
    shown = forms.DateInput(attrs={"type": "date"})
    return DayField(required=False, label=label, widget=shown)


class DaysForm(forms.Form):
    """From the first day to the last, both whole."""

    first = _day("From")
    last = _day("To")

    def asked(self) -> dict[str, Any]:
        """The days that could be read, by their names in `review_report.days`."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in ("first", "last")}
