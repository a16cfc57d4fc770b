"""What a person may say about a company by hand."""

from typing import Any

from django import forms

from contacts.models import Account, AccountState, SubscriberKind


class CompanyForm(forms.Form):
    """Where the company stands, and whose its mailboxes are."""

    state = forms.ChoiceField(
        choices=AccountState.choices,
        label="Where it stands",
        help_text="Most motions write to prospects only.",
    )
    subscriber = forms.ChoiceField(
        choices=SubscriberKind.choices,
        label="Its mailboxes belong to",
        help_text="In some countries a company may be written to where a sole trader has to agree.",
    )

    def __init__(self, data: Any, account: Account) -> None:
        super().__init__(data, initial={"state": account.state, "subscriber": account.subscriber})

    def said(self) -> dict[str, str]:
        """The fields that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
