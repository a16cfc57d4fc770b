"""What the pages about variants and canary sends ask: shares, a winner, reasons."""

from collections.abc import Mapping
from typing import Any

from django import forms

from console.queries.trials import Trial
from tenancy.errors import Refused

MAX_REASON = 300


class SharesForm(forms.Form):
    """A whole percentage for each variant, and why they change."""

    def __init__(self, data: Mapping[str, Any] | None, trial: Trial) -> None:
        super().__init__(data)
        self.names = {f"share-{name}": name for name in trial.experiment.shares}
        for field, name in self.names.items():
            self.fields[field] = forms.IntegerField(
                min_value=0,
                max_value=100,
                label=f"Variant {name} (%)",
                initial=trial.experiment.shares[name],
            )
        self.fields["reason"] = forms.CharField(
            max_length=MAX_REASON, required=False, label="Why", help_text="Kept in the audit trail."
        )

    @property
    def variants(self) -> list[Any]:
        """The fields of the shares."""
        return [self[field] for field in self.names]

    def shares(self) -> dict[str, int]:
        """The shares by variant; after `is_valid`."""
        return {name: self.cleaned_data[field] for field, name in self.names.items()}

    def take(self, refused: Refused) -> None:
        """What is wrong with the shares is wrong with all of them."""
        self.add_error(None, refused.message)


class WinnerForm(forms.Form):
    """Which variant everybody new gets, and why."""

    winner = forms.ChoiceField(label="Variant")
    reason = forms.CharField(max_length=MAX_REASON, label="Why this one")

    def __init__(self, data: Mapping[str, Any] | None, trial: Trial) -> None:
        # Both forms of the page ask for a reason.
        super().__init__(data, auto_id="winner_%s")
        field = self.fields["winner"]
        assert isinstance(field, forms.ChoiceField)
        arms = trial.arms
        field.choices = [(each.figure.variant, _named(each)) for each in arms]
        field.initial = trial.experiment.result.get("leader")


def _named(arm: Any) -> str:
    words = f": {arm.subject[:60]}" if arm.subject else ""
    return f"Variant {arm.figure.variant}{words}"
