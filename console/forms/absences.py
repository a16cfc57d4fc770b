"""Entering and changing an absence: who, from when to when, who covers, what becomes of whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from console.forms.days import MomentField
from console.forms.settings.sending import Data
from enrollment.absences import Wish
from enrollment.models import Absence, AbsenceState, Handling
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
        return self.wished(self.cleaned_data)

    def wished(self, said: Mapping[str, Any]) -> Wish:
        """The wish of these values."""
        return Wish(
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            cover=self._seats.get(said["cover"]),
            new=Handling(said["new"]),
            running=Handling(said["running"]),
            open=Handling(said["open"]),
        )


class ChangeForm(AbsenceForm):
    """An absence as it stands. Of one that runs the beginning is not asked, and who waits goes on
    waiting."""

    def __init__(self, data: Data, row: Absence, covers: Sequence[Membership]) -> None:
        # Whoever covers stays to be seen, also when they could not be chosen any more.
        missing = [row.cover] if row.cover and row.cover not in covers else []
        super().__init__(data, [row.member], [*covers, *missing])
        names = ("starts_at", "ends_at", "new", "running", "open")
        self.initial = {name: getattr(row, name) for name in names} | {"cover": row.cover_id or ""}
        self._row = row
        del self.fields["member"]
        if row.state == AbsenceState.RUNNING:
            del self.fields["starts_at"]
            self._let_wait()

    def _let_wait(self) -> None:
        for name in ("new", "running", "open"):
            field = self.fields[name]
            if getattr(self._row, name) == Handling.PAUSE and isinstance(field, forms.ChoiceField):
                field.choices = [(Handling.PAUSE.value, Handling.PAUSE.label)]
                field.help_text = "They wait already; the return lets them go on."

    @property
    def wish(self) -> Wish:
        """What a valid form says; a moment that was shown without its seconds is as it was."""
        said = {"starts_at": self._row.starts_at, **self.cleaned_data}
        for name in ("starts_at", "ends_at"):
            if said[name] == getattr(self._row, name).replace(second=0, microsecond=0):
                said[name] = getattr(self._row, name)
        return self.wished(said)
