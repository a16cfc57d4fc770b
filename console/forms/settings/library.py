"""What the settings ask about snippets and closed dates."""

from collections.abc import Mapping
from typing import Any

from django import forms

from console.forms.days import DayField
from contacts.csvfile.countries import country_code
from sequences.closed_dates import MAX_NAME, Closing
from sequences.models import ClosedDate
from sequences.snippets import MAX_TEXT
from tenancy.models import Workspace

# A name or a code; what it stands for is two letters.
COUNTRY = 80


class SnippetTextForm(forms.Form):
    """Another text for a snippet."""

    text = forms.CharField(
        max_length=MAX_TEXT, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    expected = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class SnippetForm(SnippetTextForm):
    """A new snippet."""

    field_order = ("name", "text")
    name = forms.CharField(
        max_length=40, help_text="Lower-case letters, digits and _, such as fair_invitation."
    )


def _day(label: str) -> DayField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, widget=widget)


class ClosingForm(forms.Form):
    """Days on which nothing leaves."""

    first = _day("First day")
    last = _day("Last day")
    name = forms.CharField(max_length=MAX_NAME, help_text="Such as Works outing.")
    country = forms.CharField(
        max_length=COUNTRY, required=False, help_text="Only people there, such as DE or Germany."
    )

    @property
    def closing(self) -> Closing:
        """The days of a valid form."""
        given = self.cleaned_data["country"].strip()
        return Closing(**{**self.cleaned_data, "country": country_code(given) or given})


def closing_of(row: ClosedDate) -> dict[str, Any]:
    """What the form of stored days starts with."""
    return {name: getattr(row, name) for name in ClosingForm.base_fields}


class PlaceForm(forms.Form):
    """Whose public holidays are shown; at first those of the workspace's country."""

    country = forms.CharField(required=False, max_length=COUNTRY)
    region = forms.CharField(required=False, max_length=COUNTRY)

    def __init__(self, data: Mapping[str, Any]) -> None:
        # The page has another form with a country.
        super().__init__(data, auto_id="whose_%s")
        for name in self.fields:
            label = name.capitalize()
            self.fields[name].widget.attrs |= {
                "placeholder": label,
                "aria-label": label,
                "size": 10,
            }

    @classmethod
    def of(cls, query: Mapping[str, Any], workspace: Workspace) -> "PlaceForm":
        """As the address says, or the workspace's own country."""
        return cls(query if "country" in query else {"country": workspace.country})

    @property
    def typed(self) -> str:
        """The country as it was typed."""
        return str(self.data.get("country", "")).strip()

    @property
    def country_code(self) -> str:
        """Two letters; "" for a country that nobody knows."""
        return country_code(self.typed) or ""

    @property
    def region_typed(self) -> str:
        """The region as it was typed."""
        return str(self.data.get("region", "")).strip()
