"""Entering an absence: who, from when to when, who covers, and what becomes of their people."""

from collections.abc import Sequence
from typing import Any

from django import forms

from console.forms.days import MomentField
from console.forms.settings.sending import Data
from enrollment.absences import Wish
from enrollment.models import Handling
from tenancy.models import Membership

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AbsenceForm(forms.Form):
    """One absence. Times are in the zone of whoever types them."""

    member = forms.ChoiceField(label="Who is away")
    cover = forms.ChoiceField(
        label="Who covers", required=False, help_text="Sees their people and does their tasks."
    )
    starts_at = MomentField(label="Away from", widget=MOMENT)
    ends_at = MomentField(label="Back on", widget=MOMENT)
    new = forms.ChoiceField(label="People whom nothing has reached yet", choices=Handling.choices)
    running = forms.ChoiceField(label="People in mid-sequence", choices=Handling.choices)
    open = forms.ChoiceField(
        label="People with a task or an answer that waits", choices=Handling.choices
    )

    def __init__(
        self, data: Data, members: Sequence[Membership], covers: Sequence[Membership]
    ) -> None:
        defaults = {
            "new": Handling.PAUSE,
            "running": Handling.PAUSE,
            "open": Handling.GO_ON,
            "member": str(members[0].pk) if len(members) == 1 else "",
        }
        super().__init__(data, initial=defaults)
        self._seats = {str(each.pk): each for each in (*members, *covers)}
        self.fields["member"] = forms.ChoiceField(
            label="Who is away", choices=[(str(each.pk), each.label) for each in members]
        )
        self.fields["cover"] = forms.ChoiceField(
            label="Who covers",
            required=False,
            choices=[("", "Nobody"), *((str(each.pk), each.label) for each in covers)],
            help_text="Sees their people and does their tasks meanwhile.",
        )

    @property
    def person(self) -> Membership:
        """Who is away, of a valid form."""
        return self._seats[self.cleaned_data["member"]]

    @property
    def wish(self) -> Wish:
        """What a valid form says."""
        said: dict[str, Any] = self.cleaned_data
        return Wish(
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            cover=self._seats.get(said["cover"]),
            new=Handling(said["new"]),
            running=Handling(said["running"]),
            open=Handling(said["open"]),
        )
