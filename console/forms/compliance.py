"""What the compliance pages ask: an exclusion rule, and addresses to stop."""

from django import forms

from compliance.models import ExclusionRule, SuppressionReason
from sequences.models import Motion


class RuleForm(forms.Form):
    """Name and reach of an exclusion rule; its conditions are lines beside it."""

    name = forms.CharField(max_length=120, help_text="What people read when it blocks somebody.")
    motion = forms.ChoiceField(choices=[("", "Every motion"), *Motion.choices], required=False)

    @classmethod
    def of(cls, rule: ExclusionRule) -> "RuleForm":
        """The form of a stored rule."""
        return cls(initial={"name": rule.name, "motion": rule.motion})


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
