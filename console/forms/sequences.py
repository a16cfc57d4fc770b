"""What the pages about sequences and versions ask."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django import forms
from django.utils import timezone

from console.forms.days import DayField
from sequences import naming
from sequences.models import EntryPolicy, Motion, Sequence
from tenancy.models import Membership, Workspace

MINUTE_BEFORE_MIDNIGHT = time(23, 59)
USUAL_WAIVER = timedelta(days=30)


def _day(**options: Any) -> DayField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(required=False, widget=widget, **options)


class Named(forms.Form):
    """A form with the name of a sequence."""

    def called(self, workspace: Workspace, today: date) -> Self:
        """With the naming rule of the workspace at the name."""
        if workspace.naming_rule:
            example = naming.suggested(workspace.naming_rule, "", "", today)
            must = "Has to be" if workspace.naming_required else "Usually"
            rule = workspace.naming_rule
            self.fields["name"].help_text = f"{must} {rule} here, such as “{example}”."
        return self


class SequenceForm(Named):
    """The campaign facts of a sequence, new or old."""

    name = forms.CharField(max_length=120)
    motion = forms.ChoiceField(choices=Motion.choices)
    segment = forms.CharField(
        max_length=80,
        required=False,
        help_text="Only people of this segment; leave empty for all of the motion.",
    )
    campaign_type = forms.CharField(
        max_length=40, required=False, label="Type", help_text="Such as Fair, Webinar or Recall."
    )
    purpose = forms.CharField(
        max_length=200, required=False, help_text="One sentence: what this is meant to achieve."
    )
    persona = forms.CharField(
        max_length=80, required=False, help_text="Who it speaks to, such as Head of Operations."
    )
    buying_stage = forms.CharField(max_length=80, required=False)
    entry = forms.ChoiceField(
        choices=EntryPolicy.choices,
        label="Takes",
        help_text="Beside other sequences, and again. It holds for whoever comes in from now on.",
    )
    starts_on = _day(label="First day", help_text="Nothing leaves before it.")
    ends_on = _day(
        label="Last day", help_text="What is still open when it is over exits as expired."
    )

    def placed(self, why: str) -> "SequenceForm":
        """With motion and segment as they are, for the reason that is given."""
        for name in ("motion", "segment"):
            self.fields[name].disabled = True
            self.fields[name].help_text = ""
        self.fields["motion"].help_text = why
        return self


class CloneForm(Named):
    """What the clone is called."""

    name = forms.CharField(max_length=120, label="Name of the clone")


class HandOverForm(forms.Form):
    """Who owns the sequence from now on."""

    to = forms.ChoiceField(label="New owner")

    def __init__(self, data: Any, heirs: list[Membership]) -> None:
        super().__init__(data)
        people = [(str(each.pk), f"{each.label} ({each.get_role_display()})") for each in heirs]
        choices = [("", "Choose a member"), *people] if people else []
        self.fields["to"] = forms.ChoiceField(label="New owner", choices=choices)


class WaiverForm(forms.Form):
    """Why a finding is accepted, and up to which day."""

    reason = forms.CharField(
        max_length=300, label="Why is this acceptable?", widget=forms.TextInput()
    )
    until = DayField(
        label="Until", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def expires_at(self) -> datetime:
        """The end of that day, where the person sits."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, MINUTE_BEFORE_MIDNIGHT, timezone.get_current_timezone())


def facts_of(row: Sequence) -> dict[str, Any]:
    """What the form starts with."""
    return {name: getattr(row, name) for name in SequenceForm.base_fields}
