"""What is asked about the account that the mail of a mailbox is fetched with."""

from typing import Any

from django import forms

from console.forms.settings.accounts import KEPT, AccountForm, ServerForm, TokenForm
from enrollment.models import AccountAuth, AccountKind, SenderAccount
from enrollment.senders.terms import API_FOLDERS, INBOX, JUNK, MOST_TOPIC, MOST_USER, Terms

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

    kind = AccountKind.IMAP

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
        return {**super().fixed(), "kind": self.kind.value}


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
    needs = "It must be allowed to read mail by IMAP. A consent gives you one."
    folders: forms.Field = _folders()

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        super().__init__(data, account)
        if self.fields["secret"].help_text != KEPT_HERE:
            self.fields["secret"].help_text = self.needs

    def fixed(self) -> dict[str, Any]:
        """The server follows from the giver."""
        auth = AccountAuth.OAUTH.value
        return {**super().fixed(), "auth": auth, "port": TLS_PORT, "security": "tls"}


class FromApiForm(FromTokenForm):
    """A mailbox that is read through the API of its provider, which tells of new mail."""

    folders = forms.MultipleChoiceField(
        choices=[(INBOX, "Inbox"), (JUNK, "Junk: answers end there too")],
        initial=list(API_FOLDERS),
        label="Folders",
        help_text="Mail that a rule moves elsewhere is not read. IMAP reads other folders.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        super().__init__(data, account)
        # Follows from the way.
        del self.fields["provider"]
        if account is not None and self.initial.get("folders"):
            self.initial["folders"] = account.folders

    def terms(self) -> Terms:
        """What was chosen, one on each line as it is typed elsewhere."""
        self.cleaned_data["folders"] = "\n".join(self.cleaned_data["folders"])
        return super().terms()


class FromGmailForm(FromApiForm):
    """Gmail."""

    way = "gmail"
    kind = AccountKind.GMAIL
    needs = "It must be allowed to read mail (gmail.readonly). A consent gives you one."
    topic = forms.CharField(
        max_length=MOST_TOPIC,
        required=False,
        label="Topic of Cloud Pub/Sub",
        help_text="projects/…/topics/…, in the project of your application. Empty: new mail is"
        " looked for every minute and not told of.",
    )
    pusher = forms.CharField(
        max_length=MOST_USER,
        required=False,
        label="Service account of the push subscription",
        help_text="It signs the calls; only calls that it has signed are taken.",
    )
    field_order = (*("user", "client_id", "client_secret", "secret", "topic", "pusher", "folders"),)

    def __init__(self, data: Any = None, account: SenderAccount | None = None) -> None:
        super().__init__(data, account)
        del self.fields["directory"]


class FromGraphForm(FromApiForm):
    """Microsoft 365."""

    way = "graph"
    kind = AccountKind.GRAPH
    needs = "It must be allowed to read mail (Mail.Read). A consent gives you one."


WAYS: dict[str, tuple[str, type[IncomingForm]]] = {
    "password": ("Mail server (IMAP)", FromServerForm),
    "gmail": ("Gmail", FromGmailForm),
    "graph": ("Microsoft 365", FromGraphForm),
    "oauth": ("Google or Microsoft by IMAP", FromTokenForm),
}
