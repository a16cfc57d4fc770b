"""What the enrollment pages ask: filters, a pause, a stop, other words for a first message."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enrollment.models import EnrollmentState, ExitReason
from enrollment.querysets import EnrollmentQuerySet
from sequences.models import Sequence as SequenceRow
from tenancy.models import Membership

# Ends that a person may state. Opt-outs are stated on the person's page, because they stop all.
STATED = (
    ExitReason.MANUAL,
    ExitReason.REPLIED,
    ExitReason.MEETING_BOOKED,
    ExitReason.CONVERTED,
    ExitReason.DISQUALIFIED,
    ExitReason.ACCOUNT_CHANGE,
    ExitReason.ESCALATED,
    ExitReason.DUPLICATE,
)
Choices = Sequence[tuple[str, str]]


class EnrollmentFilter(forms.Form):
    """The filter bar. A value that is none of the choices filters nothing."""

    state = forms.ChoiceField(
        required=False,
        choices=[("", "Any state"), ("live", "In a sequence"), *EnrollmentState.choices],
    )
    sequence = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    preflight = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, owners: Choices, sequences: Sequence[SequenceRow]) -> None:
        super().__init__(data)
        names = [(str(row.pk), row.name) for row in sequences]
        self.fields["sequence"] = forms.ChoiceField(
            required=False, choices=[("", "Any sequence"), *names]
        )
        self.fields["owner"] = forms.ChoiceField(
            required=False, choices=[("", "Any owner"), ("me", "Mine"), *owners]
        )
        for name in ("state", "sequence", "owner"):
            self.fields[name].widget.attrs["aria-label"] = name.capitalize()

    def apply(self, rows: EnrollmentQuerySet, seat: Membership) -> EnrollmentQuerySet:
        """Narrow the rows to what was asked for."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("state"):
            live = wanted["state"] == "live"
            rows = rows.live() if live else rows.filter(state=wanted["state"])
        if wanted.get("sequence"):
            rows = rows.filter(sequence_id=UUID(wanted["sequence"]))
        if wanted.get("owner"):
            rows = rows.filter(owner_id=seat.pk if wanted["owner"] == "me" else wanted["owner"])
        return rows.filter(preflight_id=wanted["preflight"]) if wanted.get("preflight") else rows


class PauseForm(forms.Form):
    """Until when, and why; without a date until somebody resumes it."""

    until = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Resumes by itself that morning; empty: when somebody resumes it.",
    )
    note = forms.CharField(required=False, max_length=300, label="Why")

    def moment(self) -> datetime | None:
        """The start of that day where the person sits."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, time(), timezone.get_current_timezone()) if day else None


class StopForm(forms.Form):
    """The reason, from the closed list, and how we know."""

    reason = forms.ChoiceField(choices=[(each.value, each.label) for each in STATED])
    evidence = forms.CharField(
        max_length=80,
        label="How we know",
        help_text="A ticket number or the kind of contact; no names or addresses.",
    )


class WithdrawForm(forms.Form):
    """Why a first message is taken back."""

    reason = forms.CharField(max_length=2_000, label="Why")


class ResubmitForm(forms.Form):
    """The first message in other words; unchanged, it is written anew from the facts of today,
    unless its words were for this person already (`is_edited`)."""

    is_edited = False
    subject = forms.CharField(max_length=998, required=False)
    text = forms.CharField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )

    def edited(self) -> dict[str, str]:
        """The words that differ from those shown; others are written anew."""
        words = {name: _plain(self.cleaned_data[name]) for name in ("subject", "text")}
        return {
            name: text
            for name, text in words.items()
            if text and (self.is_edited or text != self._shown(name))
        }

    def _shown(self, name: str) -> str:
        return _plain(self.get_initial_for_field(self.fields[name], name))


def _plain(text: str) -> str:
    """Browsers send CRLF and forms drop the blank edges; neither is a change of words."""
    return "\n".join(text.strip().splitlines())
