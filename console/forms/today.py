"""What a person says about a task or a reply."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from signals.kinds import Kind

# What a person can say that a reply is, in the order of the keys 1 to 9.
ANSWERS: tuple[tuple[Kind, str], ...] = (
    (Kind.REPLY, "An answer"),
    (Kind.MEETING_BOOKED, "A meeting"),
    (Kind.NOT_NOW, "Not now"),
    (Kind.REFERRAL, "Names somebody else"),
    (Kind.WRONG_PERSON, "Wrong person"),
    (Kind.OBJECTION, "Objects"),
    (Kind.OPT_OUT, "Wants no more mail"),
    (Kind.AUTO_REPLY, "Out of office"),
    (Kind.OTHER, "Not about this"),
)
# When a task that was put off comes back: the start of a usual working day.
MORNING = time(9)


class DoneForm(forms.Form):
    """What came of it; may be empty."""

    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SkipForm(forms.Form):
    """Why it is left out."""

    reason = forms.CharField(max_length=300, label="Reason")


class SnoozeForm(forms.Form):
    """The day on which it comes back."""

    until = forms.DateField(label="Come back on", widget=forms.DateInput(attrs={"type": "date"}))

    def moment(self) -> datetime:
        """That morning, where the person sits."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, MORNING, timezone.get_current_timezone())


class ReplyForm(forms.Form):
    """What the reply is."""

    kind = forms.ChoiceField(choices=[(kind.value, words) for kind, words in ANSWERS])
