"""What the pages about lifting a stop ask."""

from django import forms

from compliance.lifting import CONSENTS
from compliance.packs import Channel
from compliance.services import MAX_EVIDENCE
from console.forms.days import MomentField


class LiftForm(forms.Form):
    """New consent of a stopped person. The address says whom the stop is about: we keep its hash
    alone, so whoever asks has to know it."""

    address = forms.CharField(
        max_length=254,
        label="Their address or record ID",
        help_text="Of the contact who agreed. The stop itself holds no address.",
    )
    basis = forms.ChoiceField(
        label="What they gave", choices=[(each.value, each.label.capitalize()) for each in CONSENTS]
    )
    channel = forms.ChoiceField(
        required=False,
        label="For which channel",
        choices=[
            ("", "Every channel"),
            *((c.value, c.value.capitalize()) for c in Channel if c is not Channel.TASK),
        ],
        help_text="With one channel, the others stay stopped.",
    )
    given_at = MomentField(
        label="When they gave it",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text="After the stop: what was said before it does not count.",
    )
    evidence = forms.CharField(
        max_length=MAX_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="How they agreed, and where that is kept",
        help_text="The second person looks it up: the form with its time, the ticket, the mail.",
    )
