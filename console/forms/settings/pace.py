"""What the settings ask about the pace of a mailbox."""

from datetime import date
from typing import Any

from django import forms

from enrollment.models import Mailbox
from enrollment.pacing import MOST, WIDEST_GAP, Pace
from sequences.ramps import Ramp


class PaceForm(forms.Form):
    """Whether a mailbox is new, and how it grows."""

    is_new = forms.BooleanField(
        required=False,
        label="It is new: it begins with a few messages a day and grows to its limit",
    )
    begins = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    first = forms.IntegerField(min_value=1, max_value=MOST, label="Messages on the first day")
    step = forms.IntegerField(min_value=1, max_value=MOST, label="More on each day after")

    gap_seconds = forms.IntegerField(
        min_value=0,
        max_value=WIDEST_GAP,
        label="Seconds between two messages at least",
        help_text="0: no gap. Distances vary by up to a half more.",
    )

    @classmethod
    def of(cls, box: Mailbox, today: date, data: Any = None) -> "PaceForm":
        """The form of the stored pace; `today` where it has not begun."""
        stored = {
            "is_new": box.ramp is not None,
            "begins": box.ramp_from or today,
            "first": box.ramp_first,
            "step": box.ramp_step,
            "gap_seconds": box.gap_seconds,
        }
        return cls(data, initial=stored)

    def pace(self) -> Pace:
        """What was entered."""
        given = self.cleaned_data
        ramp = Ramp(given["begins"], given["first"], given["step"])
        return Pace(ramp=ramp if given["is_new"] else None, gap_seconds=given["gap_seconds"])
