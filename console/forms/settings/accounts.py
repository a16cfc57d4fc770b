"""What is asked about the account of a mailbox: one form for each way of sending.

A secret is never shown again: its field stays empty, and an empty one keeps what is stored.
"""

from typing import Any

from django import forms
from django.conf import settings

from enrollment.models import AccountAuth, AccountKind, AccountSecurity, SenderAccount
from enrollment.models.senders import BY_API
from enrollment.senders.terms import (
    MOST_CLIENT,
    MOST_SECRET,
    MOST_USER,
    REGIONS,
    SERVICES,
    TOKEN_GIVERS,
    Terms,
)

KEPT = (
    "Stored and never shown. Leave it empty to keep it; enter it again when anything else changes."
)


def _secret(label: str, hint: str = "") -> forms.CharField:
    """A field that browsers neither fill nor keep."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=label, required=False, max_length=MOST_SECRET, widget=widget, help_text=hint
    )


def _securities() -> list[tuple[str, str]]:
    """Without encryption only where the installation opens networks of its own."""
    none = AccountSecurity.NONE
    is_open = bool(settings.SENDER_NETWORKS)
    return [pair for pair in AccountSecurity.choices if is_open or pair[0] != none]


class AccountForm(forms.Form):
    """One way of sending; `terms` is what was typed."""

    way = ""
    # Whether this way is of no use without a secret.
    asks = True

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        mine = account is not None and way_of(account) == self.way
        stored = {name: getattr(account, name, None) for name in self.base_fields}
        super().__init__(data, initial=stored if mine else None)
        is_kept = mine and account is not None and account.sealed is not None
        self.fields["secret"].required = self.asks and not is_kept
        if is_kept:
            self.fields["secret"].help_text = KEPT

    def terms(self) -> Terms:
        """What was typed, for the service to judge."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Terms(**{**self.fixed(), **given})

    def fixed(self) -> dict[str, Any]:
        """What the way itself says."""
        return {"kind": AccountKind.SMTP.value}


class ServerForm(AccountForm):
    """A mail server, with a password or without log-in."""

    way = "password"
    asks = False
    host = forms.CharField(max_length=300, label="Server", help_text="Like smtp.example.com.")
    port = forms.IntegerField(min_value=1, max_value=65_535, initial=587)
    security = forms.ChoiceField(choices=_securities, label="Encryption")
    user = forms.CharField(
        max_length=MOST_USER,
        required=False,
        label="User name",
        help_text="Often the address. Empty: no log-in.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = _secret("Password", "Some services ask for an app password instead of the usual one.")


class TokenForm(AccountForm):
    """A mailbox at Google or Microsoft, with a token of OAuth."""

    way = "oauth"
    # A browser must let the form go without a token when it is the consent that is asked for.
    use_required_attribute = False
    provider = forms.ChoiceField(choices=TOKEN_GIVERS, label="Whose mailbox it is")
    user = forms.CharField(max_length=MOST_USER, label="Address of the mailbox there")
    directory = forms.CharField(
        max_length=64,
        required=False,
        label="Directory (Microsoft)",
        help_text="The id or domain of your organisation. Empty: any.",
    )
    client_id = forms.CharField(max_length=MOST_CLIENT, label="Id of your application")
    client_secret = _secret("Secret of your application", "Empty for an application without one.")
    secret = _secret("Refresh token", "It must be allowed to send mail. A consent gives you one.")

    def leaves_out_token(self) -> None:
        """The token is what the consent is asked for."""
        self.fields["secret"].required = False

    def fixed(self) -> dict[str, Any]:
        """The server follows from the giver."""
        return {**super().fixed(), "auth": AccountAuth.OAUTH.value}


class ServiceForm(AccountForm):
    """An e-mail service with an API."""

    way = "esp"
    provider = forms.ChoiceField(choices=SERVICES, label="Service")
    region = forms.ChoiceField(choices=REGIONS, required=False)
    user = forms.CharField(
        max_length=MOST_CLIENT,
        required=False,
        label="Public key",
        help_text="Mailjet gives you two keys; this is the first.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = _secret("API key", "One that may send mail is enough.")

    def fixed(self) -> dict[str, Any]:
        """No server of one's own."""
        return {"kind": AccountKind.ESP.value}


class TextForm(AccountForm):
    """An account for text messages."""

    way = "sms"
    user = forms.CharField(
        max_length=MOST_USER,
        label="Account id",
        help_text="AC and 32 digits and letters.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = _secret("Token of the account")
    number = forms.CharField(
        max_length=40,
        label="Sent from",
        help_text="A number of the account, like +49 30 1234567, or a messaging service (MG…).",
    )
    replies_unread = forms.BooleanField(
        label="I know that replies are read here only where the provider's webhook leads here",
        help_text="Open it at Webhooks. Until then who answers STOP is kept back by the provider"
        " alone, and other answers stop nothing here.",
    )

    def fixed(self) -> dict[str, Any]:
        """The kind; the API is the installation's."""
        return {"kind": AccountKind.SMS.value}


WAYS: dict[str, tuple[str, type[AccountForm]]] = {
    "password": ("Mail server", ServerForm),
    "oauth": ("Google or Microsoft", TokenForm),
    "esp": ("E-mail service", ServiceForm),
}


def way_of(account: SenderAccount) -> str:
    """Which form an account was entered with."""
    if account.kind == AccountKind.SMS:
        return "sms"
    if account.kind in BY_API:
        return str(account.kind)
    return "esp" if account.kind == AccountKind.ESP else str(account.auth)
