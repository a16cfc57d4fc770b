"""What bulk enrolment asks: the version, and the reason."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from contacts.conditions import field_label
from contacts.mending import OWNER
from enrollment.services import MAX_REASON
from sequences.models import Version


class VersionForm(forms.Form):
    """Which approved version the chosen people enter."""

    version = forms.ChoiceField(error_messages={"required": "Choose a sequence."})

    def __init__(self, data: QueryDict | None, versions: Sequence[Version]) -> None:
        super().__init__(data)
        choices = [(str(version.pk), str(version)) for version in versions]
        self.fields["version"] = forms.ChoiceField(
            choices=choices,
            error_messages={
                "required": "Choose a sequence.",
                "invalid_choice": "This sequence takes no new people by now. Choose another one.",
            },
        )


class MendForm(forms.Form):
    """One value for a field that is empty at everybody who is meant."""

    column = forms.ChoiceField(label="Field")
    value = forms.CharField(max_length=120, label="Value for all of them")

    def __init__(
        self, data: QueryDict | None, columns: Sequence[str], owners: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        choices = [(name, field_label(f"contact.{name}").capitalize()) for name in columns]
        self.fields["column"] = forms.ChoiceField(choices=choices, label="Field")
        if len(choices) == 1:
            self.fields["column"].widget = forms.HiddenInput()
            self.fields["column"].initial = choices[0][0]
            self.fields["value"].label = choices[0][1]
        if columns == (OWNER,):
            self.fields["value"] = forms.ChoiceField(choices=owners, label="Owner")


class ReasonForm(forms.Form):
    """Why these people are enrolled; every one of their timelines keeps it."""

    reason = forms.CharField(
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For instance: attended the webinar on 12 November. Kept for each person.",
    )
