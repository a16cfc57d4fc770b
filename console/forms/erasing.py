"""What the page that erases a person asks."""

from typing import Any

from django import forms

from contacts.models import Contact
from signals.erasing import MAX_REFERENCE


class ErasureForm(forms.Form):
    """On which request, and whom: typed, since there is no way back."""

    reference = forms.CharField(
        max_length=MAX_REFERENCE,
        label="On which request",
        help_text="A ticket or a letter's number. It stays on record, so it must not name them.",
    )
    typed = forms.CharField(max_length=254, label="Type it to confirm")

    def __init__(self, data: Any, person: Contact) -> None:
        super().__init__(data)
        self.expected = person.email or person.full_name
        self.fields["typed"].label = f"Type {self.expected} to confirm"
        self.fields["typed"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_typed(self) -> str:
        """Letter case does not matter, anything else does."""
        typed: str = self.cleaned_data["typed"].strip()
        if typed.casefold() != self.expected.strip().casefold():
            raise forms.ValidationError(f"This is not what is asked for: {self.expected}")
        return typed
