"""What the settings ask about people: a new member, another owner of sequences, an API key."""

from collections.abc import Sequence

from django import forms

from console.forms.settings.sending import Data
from sequences.models import Sequence as Plan
from tenancy.models import Membership
from tenancy.roles import Role


class MemberForm(forms.Form):
    """A new seat."""

    email = forms.EmailField(label="E-mail", max_length=254)
    name = forms.CharField(max_length=120)
    role = forms.ChoiceField(choices=Role.choices)
    team = forms.CharField(
        max_length=60, required=False, help_text="A manager sees the people of their team."
    )


class HandOverForm(forms.Form):
    """Which sequences of a member go to whom; all of them unless some are taken out."""

    sequences = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    to = forms.ChoiceField(label="New owner")

    def __init__(self, data: Data, owned: Sequence[Plan], heirs: Sequence[Membership]) -> None:
        super().__init__(data, initial={"sequences": [str(row.pk) for row in owned]})
        self._owned, self._heirs = owned, heirs
        self.fields["sequences"] = forms.MultipleChoiceField(
            choices=[(str(row.pk), row.name) for row in owned],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one sequence."},
        )
        names = [(str(each.pk), f"{each.label} ({each.get_role_display()})") for each in heirs]
        self.fields["to"] = forms.ChoiceField(
            label="New owner", choices=[("", "Choose a member"), *names]
        )

    @property
    def chosen(self) -> list[Plan]:
        """The sequences of a valid form."""
        return [row for row in self._owned if str(row.pk) in self.cleaned_data["sequences"]]

    @property
    def heir(self) -> Membership:
        """The new owner of a valid form."""
        return next(each for each in self._heirs if str(each.pk) == self.cleaned_data["to"])


class KeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(max_length=80, help_text="The program that will use it.")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.REP)
