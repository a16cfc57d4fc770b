"""What the settings ask about sending: the workspace's own values, and mailboxes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from console.forms import zones
from console.forms.tasks import TASK_ENDS
from sequences.models import Motion
from sequences.plans.data import MAX_REMIND_HOURS, MAX_REMINDERS, MAX_TASK_DAYS
from tenancy.models import Workspace
from tenancy.services import (
    MAX_AT_COMPANY,
    MAX_DAYS,
    MAX_HOURS,
    MAX_MESSAGES,
    MAX_TOUCHES,
    SENDING_LIMITS,
)

Choices = Sequence[tuple[str, str]]
Data = Mapping[str, Any] | None
Initial = dict[str, Any] | None
PLAIN = (
    "name zone country postal_address merge_plus_tags allow_role_addresses"
    " cool_off_days max_lateness_hours stale_after_days max_active_at_company touch_budget"
    " requires_acceptance requires_authentication task_remind_hours task_reminders"
    " task_escalate_days task_end_days task_end"
).split() + SENDING_LIMITS
# Stored as lists, written with commas between.
LISTED = ("motion_priority", "approval_tags")


def _at_most(label: str) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=MAX_MESSAGES, label=label)


class WorkspaceForm(forms.Form):
    """The values that every sequence of the workspace starts from."""

    name = forms.CharField(max_length=120)
    zone = forms.ChoiceField(
        choices=zones.choices,
        label="Time zone",
        help_text="For contacts whose own zone is not known.",
    )
    country = forms.CharField(
        max_length=2,
        required=False,
        help_text="Two letters, for example DE: whose law the workspace answers to.",
    )
    postal_address = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in every e-mail; without it nothing is sent.",
    )
    merge_plus_tags = forms.BooleanField(
        required=False, label="An address with a plus tag is the same person as the one without"
    )
    allow_role_addresses = forms.BooleanField(
        required=False, label="Addresses such as info@ or sales@ may be written to"
    )
    cool_off_days = forms.IntegerField(
        min_value=0,
        max_value=MAX_DAYS,
        label="Cool-off (days)",
        help_text="Days between the end of one sequence and the start of the next.",
    )
    max_lateness_hours = forms.IntegerField(
        min_value=0,
        max_value=MAX_HOURS,
        label="Too late after (hours)",
        help_text="A touch that is later than this waits for a person.",
    )
    stale_after_days = forms.IntegerField(
        min_value=0,
        max_value=MAX_DAYS,
        label="Data are fresh for (days)",
        help_text="Whose record nobody has confirmed for longer is not enrolled. 0: no limit.",
    )
    max_active_at_company = forms.IntegerField(
        min_value=0,
        max_value=MAX_AT_COMPANY,
        label="People at one company",
        help_text="So many may be in sequences at a time. 0: no limit.",
    )
    touch_budget = forms.IntegerField(
        min_value=0,
        max_value=MAX_TOUCHES,
        label="Touches in seven days",
        help_text="What one person gets at most, over all sequences and channels. 0: no limit.",
    )
    motion_priority = forms.CharField(
        required=False,
        max_length=500,
        label="Motions that come first",
        help_text="In their order, with commas: when a week has no room for all, the others wait.",
    )
    approval_tags = forms.CharField(
        required=False,
        max_length=2_000,
        label="Approved lists",
        help_text="Marks with commas between: only people who bear one are enrolled. Empty: all.",
    )
    task_remind_hours = forms.IntegerField(
        min_value=0,
        max_value=MAX_REMIND_HOURS,
        label="First reminder of a task after (working hours)",
        help_text="In the hours of whoever does it. 0: no reminders.",
    )
    task_reminders = forms.IntegerField(
        min_value=0,
        max_value=MAX_REMINDERS,
        label="Reminders at most",
        help_text="After the first, one each working day.",
    )
    task_escalate_days = forms.IntegerField(
        min_value=0,
        max_value=MAX_TASK_DAYS,
        label="Escalated after (working days)",
        help_text="Told to the cover, else the managers, who then see it. 0: never.",
    )
    task_end_days = forms.IntegerField(
        min_value=1, max_value=MAX_TASK_DAYS, label="Undone tasks end after (days)"
    )
    task_end = forms.ChoiceField(choices=TASK_ENDS, label="And then")
    requires_acceptance = forms.BooleanField(
        required=False, label="Nobody is enrolled before their owner has accepted them"
    )

    requires_authentication = forms.BooleanField(
        required=False,
        label="Nothing is sent from a domain whose SPF, DKIM and DMARC records are not in order",
    )
    messages_a_day = _at_most("In the whole workspace a day")
    messages_an_hour = _at_most("In the whole workspace an hour")
    messages_a_day_per_user = _at_most("From the mailboxes of one member a day")
    messages_a_day_per_domain = _at_most("To one domain a day")
    messages_an_hour_per_domain = _at_most("To one domain an hour")

    @classmethod
    def of(cls, workspace: Workspace) -> "WorkspaceForm":
        """The form of the stored values."""
        plain = {name: getattr(workspace, name) for name in PLAIN}
        listed = {name: ", ".join(getattr(workspace, name)) for name in LISTED}
        return cls(initial=plain | listed)

    def clean_motion_priority(self) -> list[str]:
        """The motions as they are stored, each once."""
        typed = _parts(self.cleaned_data["motion_priority"])
        known = {
            str(text).casefold(): value
            for value, label in Motion.choices
            for text in (value, label)
        }
        if unknown := [each for each in typed if each.casefold() not in known]:
            choices = ", ".join(Motion.values)
            raise forms.ValidationError(f"“{unknown[0]}” is no motion. There are: {choices}.")
        return list(dict.fromkeys(known[each.casefold()] for each in typed))

    def clean_approval_tags(self) -> list[str]:
        """The marks, one by one."""
        return _parts(self.cleaned_data["approval_tags"])


def _parts(typed: str) -> list[str]:
    return [each.strip() for each in typed.split(",") if each.strip()]


def _sender_zones() -> list[tuple[str, str]]:
    return [("", "Its owner's"), *zones.choices()]


class MailboxForm(forms.Form):
    """A sender. Its address is asked only once: replies to what it sent must find us."""

    name = forms.CharField(max_length=120, label="Name that recipients see")
    address = forms.EmailField(
        max_length=254, help_text="Mail to it must be delivered to this installation."
    )
    owner = forms.ChoiceField(required=False, label="Sends for")
    daily_limit = forms.IntegerField(
        min_value=0, max_value=10_000, initial=200, label="Messages a day at most"
    )
    hourly_limit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        label="Messages an hour at most",
        help_text="Empty: no limit but the day's.",
    )
    zone = forms.ChoiceField(
        choices=_sender_zones,
        required=False,
        label="Time zone",
        help_text="For people of whom neither zone nor place is known.",
    )

    is_warm = forms.BooleanField(
        required=False,
        label="It has sent as much before, so it need not begin with a few messages a day",
    )

    def __init__(self, data: Data, owners: Choices, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The workspace itself"), *owners]


class MailboxTermsForm(MailboxForm):
    """What can be changed of a mailbox."""

    is_active = forms.BooleanField(required=False, label="Sends messages")
    unmonitored = forms.BooleanField(
        required=False,
        label="Mail to it does not reach us, and I accept that no reply can stop a sequence",
    )

    def __init__(self, data: Data, owners: Choices, initial: Initial = None) -> None:
        super().__init__(data, owners, initial)
        del self.fields["address"], self.fields["is_warm"]
