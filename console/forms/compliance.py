"""What the pages about stops ask."""

from django import forms

from compliance.models import SuppressionReason


class StopFilter(forms.Form):
    """The filters of the list of stops."""

    reason = forms.ChoiceField(
        choices=[("", "Every reason"), *SuppressionReason.choices], required=False
    )
    state = forms.ChoiceField(choices=[("", "In force"), ("lifted", "Lifted")], required=False)
