"""What a release plan's page lets people choose: for everything, and for single groups."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from enrollment.backlog.deciding import MOST_DAYS, REVIEW_DAYS, STALE_HOURS, Choice, How, Stale

HOW: Mapping[str, str] = {
    How.NOW.value: "As soon as limits and hours allow",
    How.SPREAD.value: "Spread over some days",
    How.SHIFT.value: "Later by the length of the stop",
}
STALE: Mapping[str, str] = {
    Stale.PERSON.value: "Ask a person when it is too late",
    Stale.SEND.value: "Send however late",
    Stale.SKIP.value: "Leave out the step when older than",
    Stale.END.value: "End the enrolment when older than",
}
LATE: Mapping[int, str] = {24: "1 day", 48: "2 days", 72: "3 days", 168: "7 days", 336: "14 days"}


class ChoiceForm(forms.Form):
    """One choice. Its fields are named with the group in front: `all-how`."""

    how = forms.ChoiceField(label="When", choices=[*HOW.items()])
    days = forms.IntegerField(
        label="Over how many days",
        min_value=1,
        max_value=MOST_DAYS,
        help_text="Counts when it is spread.",
    )
    stale = forms.ChoiceField(label="What is late", choices=[*STALE.items()])
    stale_hours = forms.TypedChoiceField(
        label="Too late is older than",
        choices=[(n, LATE[n]) for n in STALE_HOURS],
        coerce=int,
        help_text="Counts when late steps are left out or end the enrolment.",
    )
    review_days = forms.TypedChoiceField(
        label="Review again",
        choices=[
            (0, "Never"),
            *((n, f"When the approval is older than {n} days") for n in REVIEW_DAYS),
        ],
        coerce=int,
    )

    @classmethod
    def showing(cls, choice: Choice, prefix: str) -> "ChoiceForm":
        """The form with what is chosen."""
        return cls(initial=choice.to_json(), prefix=prefix)


def read(posted: Mapping[str, Any], groups: Iterable[str]) -> tuple[list[ChoiceForm], bool]:
    """The forms that were sent: for everything, and for each group with a choice of its own; and
    whether all of them are in order."""
    named = ["all", *(key for key in groups if posted.get(f"{key}-own"))]
    found = [ChoiceForm(posted, prefix=name) for name in named]
    # Each of them, so that each says what is wrong.
    return found, not sum(not form.is_valid() for form in found)


def chosen(sent: Iterable[ChoiceForm]) -> dict[str, dict[str, Any]]:
    """What valid forms say, by group."""
    return {str(form.prefix): form.cleaned_data for form in sent}
