"""What is asked about the account that the mail of a mailbox is fetched with."""

from typing import Any

from django import forms

from console.forms.settings.accounts import KEPT, AccountForm, ServerForm, TokenForm
from enrollment.models import AccountAuth, AccountKind, SenderAccount
from enrollment.senders.terms import INBOX, Terms

TLS_PORT = 993
KEPT_HERE = (
    "Stored and never shown. Leave it empty to keep it; enter it again when anything but the"
    " folders changes."
)


def _folders() -> forms.CharField:
    return forms.CharField(
        max_length=2_100,
        initial=INBOX,
        label="Folders",
        help_text="One on each line. Add the one for junk mail: answers end there too. Sent mail"
        " and drafts are refused.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IncomingForm(AccountForm):
    """One way of fetching."""

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        super().__init__(data, account)
        named = self.initial.get("folders")
        if self.fields["secret"].help_text == KEPT:
            self.fields["secret"].help_text = KEPT_HERE
        if isinstance(named, list):
            self.initial["folders"] = "\n".join(named)

    def terms(self) -> Terms:
        """What was typed, with the folders apart."""
        self.cleaned_data["folders"] = self.cleaned_data["folders"].splitlines()
        return super().terms()

    def fixed(self) -> dict[str, Any]:
        """The kind."""
        return {**super().fixed(), "kind": AccountKind.IMAP.value}


class FromServerForm(IncomingForm, ServerForm):
    """A server and a password."""

    way = "password"
    asks = True
    host = forms.CharField(max_length=300, label="Server", help_text="Like imap.example.com.")
    port = forms.IntegerField(min_value=1, max_value=65_535, initial=TLS_PORT)
    user = forms.CharField(
        max_length=254,
        label="User name",
        help_text="Often the address.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    folders = _folders()
    field_order = ("host", "port", "security", "user", "secret", "folders")

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        super().__init__(data, account)
        self.fields["security"].initial = "tls"


class FromTokenForm(IncomingForm, TokenForm):
    """A mailbox at Google or Microsoft, with a token of OAuth."""

    way = "oauth"
    folders = _folders()

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        super().__init__(data, account)
        if self.fields["secret"].help_text != KEPT_HERE:
            hint = "It must be allowed to read mail by IMAP. A consent gives you one."
            self.fields["secret"].help_text = hint

    def fixed(self) -> dict[str, Any]:
        """The server follows from the giver."""
        auth = AccountAuth.OAUTH.value
        return {**super().fixed(), "auth": auth, "port": TLS_PORT, "security": "tls"}


WAYS: dict[str, tuple[str, type[IncomingForm]]] = {
    "password": ("Mail server (IMAP)", FromServerForm),
    "oauth": ("Google or Microsoft", FromTokenForm),
}
