"""What the pages about a verdict ask: for when, and whom to let pass."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django import forms

from compliance.packs import Channel
from console.forms.days import DayField, MomentField
from enrollment.excepting import LONGEST, MAX_REASON
from tenancy import clock

CHANNELS = [
    (Channel.EMAIL.value, "E-mail"),
    (Channel.CALL.value, "Call"),
    (Channel.SMS.value, "Text message"),
    (Channel.LINKEDIN.value, "LinkedIn"),
    (Channel.TASK.value, "Task"),
]
SUGGESTED = timedelta(days=30)
# The day that was chosen is the last one, wherever it is read.
LAST_MINUTE = time(23, 59, tzinfo=UTC)


class WhyForm(forms.Form):
    """Over which channel and at which moment, in the viewer's zone; without one, now."""

    channel = forms.ChoiceField(choices=CHANNELS, initial=Channel.EMAIL.value)
    at = MomentField(
        required=False,
        label="At",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text="Past: from the record. Empty or to come: judged by the facts of now.",
    )


class LetPassForm(forms.Form):
    """An exception for one person: from what, where, why and until when."""

    exclusion_key = forms.ChoiceField(label="Exclusion rule")
    reach = forms.ChoiceField(label="Holds in", widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the exception and shown to everybody who asks why.",
    )
    expires_on = DayField(
        label="Until",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"The last day, by UTC; at most {LONGEST.days} days ahead.",
    )

    def __init__(
        self,
        data: object,
        *,
        sequence: str = "",
        exclusions: Sequence[tuple[str, str]] = (),
    ) -> None:
        today = clock.now().date()
        first = {"expires_on": today + SUGGESTED, "reach": "sequence"}
        super().__init__(data, initial=first)  # type: ignore[arg-type] # a QueryDict or None
        choices = [("sequence", f"“{sequence}” only"), ("every", "Every sequence")]
        self.fields["reach"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        self.fields["exclusion_key"].choices = exclusions  # type: ignore[attr-defined] # the same
        if not exclusions:
            del self.fields["exclusion_key"]
        latest = today + LONGEST - timedelta(days=1)
        self.fields["expires_on"].widget.attrs |= {"min": str(today), "max": str(latest)}

    @property
    def expires_at(self) -> datetime:
        """The end of the last day."""
        return datetime.combine(self.cleaned_data["expires_on"], LAST_MINUTE)

    @property
    def exclusion(self) -> UUID | None:
        """The key of the exclusion rule that is meant."""
        key = self.cleaned_data.get("exclusion_key")
        return UUID(key) if key else None
