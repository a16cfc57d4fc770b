"""What the settings ask about webhooks: for which service, and what it signs with."""

from django import forms

from console.forms.settings.sending import Data
from signals.inlets import opening
from signals.inlets.known import CHOICES
from signals.inlets.opening import MOST_NAME, MOST_SECRET

LABELS = {
    "events": "Secret for events",
    "mail": "Secret for incoming mail",
    "key": "API key",
}


class InletForm(forms.Form):
    """One more service that may call."""

    provider = forms.ChoiceField(label="Service", choices=CHOICES)
    name = forms.CharField(
        max_length=MOST_NAME,
        required=False,
        help_text="Which account or server of it. Left empty, it is called as the service is.",
    )


class SecretsForm(forms.Form):
    """What a service signs with; a field left empty keeps what is stored."""

    def __init__(self, data: Data, provider: str) -> None:
        super().__init__(data)
        for name, words in opening.fields_of(provider).items():
            self.fields[name] = forms.CharField(
                label=LABELS[name],
                max_length=MOST_SECRET,
                required=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
                help_text=f"{words[:1].upper()}{words[1:]}. Left empty, the stored one stays.",
            )

    def secrets(self) -> dict[str, str]:
        """What was entered into a valid form."""
        return {name: str(text) for name, text in self.cleaned_data.items()}
