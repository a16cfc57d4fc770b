"""Accounts that mailboxes send by, and the keys that sign for their domains."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from enrollment.models.control import Mailbox
from tenancy.rows import StateRow, TenantManager, TenantModel


class AccountKind(models.TextChoices):
    """How a mailbox hands its messages over; without a row, by the relay of the installation. Text
    messages have an account beside that of the e-mails; without one none leaves by itself. A third
    one says where incoming mail is fetched; without one it has to be delivered here."""

    SMTP = "smtp", "Mail server (SMTP)"
    ESP = "esp", "E-mail service (API)"
    SMS = "sms", "Text messages (SMS)"
    IMAP = "imap", "Incoming mail (IMAP)"
    GMAIL = "gmail", "Incoming mail (Gmail API)"
    GRAPH = "graph", "Incoming mail (Microsoft Graph)"


class AccountUse(models.TextChoices):
    """What a mailbox has an account for: one for each use at most."""

    MAIL = "mail", "E-mails"
    TEXTS = "texts", "Text messages"
    INCOMING = "incoming", "Incoming mail"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of account that serve it."""
        return _KINDS[self]


_KINDS: dict[AccountUse, frozenset[str]] = {
    AccountUse.MAIL: frozenset({AccountKind.SMTP.value, AccountKind.ESP.value}),
    AccountUse.TEXTS: frozenset({AccountKind.SMS.value}),
    AccountUse.INCOMING: frozenset(
        {AccountKind.IMAP.value, AccountKind.GMAIL.value, AccountKind.GRAPH.value}
    ),
}
# Mail of these is read through an API of its provider, which tells of new mail by HTTP.
BY_API = frozenset({AccountKind.GMAIL.value, AccountKind.GRAPH.value})


def use_of(kind: str) -> AccountUse:
    """What an account of this kind is for."""
    return next(use for use in AccountUse if kind in use.kinds)


class AccountSecurity(models.TextChoices):
    """How a connection is encrypted."""

    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS from the start"
    NONE = "none", "None"


class AccountAuth(models.TextChoices):
    """What is shown to the server."""

    PASSWORD = "password", "Password"
    OAUTH = "oauth", "OAuth token"


class ProbeResult(models.TextChoices):
    """How the last connection test ended."""

    PASSED = "passed", "Works"
    FAILED = "failed", "Does not work"
    UNCLEAR = "unclear", "Not clear"


class TokenTrouble(models.TextChoices):
    """Why there is no access token."""

    REFUSED = "refused", "Its giver says no"
    SILENT = "silent", "Its giver does not answer"


class SenderAccount(TenantModel):
    """An account of one mailbox: at most one for each use. `sealed` holds what is secret of it as
    one sealed JSON object, `sealed_token` the access token that was got with it; both open with
    CREDENTIAL_KEYS alone.

    `provider` is a service (`channels.providers`) or, with OAuth, a giver of tokens
    (`channels.tokens`). `number` is from whom text messages come: E.164, or a messaging service of
    the account, whose id is `user`. `folders` names those that incoming mail is read from. Gmail
    tells of new mail by way of `topic` (Cloud Pub/Sub), in calls that `pusher` signs, the address
    of a service account; without them it is only asked.
    `revision` rises with every change, so that whoever has waited for the network sees that the
    account is another by now. Times are real time.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="accounts")
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    provider = models.CharField(max_length=20, default="", blank=True)
    region = models.CharField(max_length=2, default="", blank=True)
    host = models.CharField(max_length=253, default="", blank=True)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(
        max_length=10, choices=AccountSecurity.choices, default=AccountSecurity.STARTTLS
    )
    auth = models.CharField(
        max_length=10, choices=AccountAuth.choices, default=AccountAuth.PASSWORD
    )
    user = models.CharField(max_length=254, default="", blank=True)
    number = models.CharField(max_length=40, default="", blank=True)
    folders = models.JSONField(default=list, blank=True)
    topic = models.CharField(max_length=300, default="", blank=True)
    pusher = models.CharField(max_length=254, default="", blank=True)
    client_id = models.CharField(max_length=200, default="", blank=True)
    directory = models.CharField(max_length=64, default="", blank=True)
    sealed = models.BinaryField(null=True)
    sealed_token = models.BinaryField(null=True)
    token_until = models.DateTimeField(null=True)
    token_trouble = models.CharField(max_length=10, choices=TokenTrouble.choices, default="")
    revision = models.PositiveIntegerField(default=1)
    test_asked_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_result = models.CharField(max_length=10, choices=ProbeResult.choices, default="")
    test_says = models.CharField(max_length=300, default="", blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "mailbox"],
                condition=Q(kind__in=["smtp", "esp"]),
                name="one_account_each",
            ),
            models.UniqueConstraint(
                fields=["workspace", "mailbox"],
                condition=Q(kind="sms"),
                name="one_text_account_each",
            ),
            models.UniqueConstraint(
                fields=["workspace", "mailbox"],
                condition=Q(kind__in=["imap", "gmail", "graph"]),
                name="one_incoming_account_each",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AccountKind.values), name="account_kind_known"
            ),
        ]


class KeyState(models.TextChoices):
    """The life of a key that signs."""

    WAITING = "waiting", "Waits to be published"
    ACTIVE = "active", "Signs"
    RETIRED = "retired", "Retired"


class KeyAlgorithm(models.TextChoices):
    """What DKIM knows (RFC 6376, RFC 8463)."""

    RSA = "rsa", "RSA, 2048 bits"
    ED25519 = "ed25519", "Ed25519"


class DkimKey(StateRow, TenantModel):
    """A key that signs for a domain, under one selector. `public` is the `p=` of its record.

    It signs only after its record was seen in the DNS; `published_at` is when that was last so.
    The record of a retired key stays published until what it signed has arrived. Real time.
    """

    state = FSMField(default=KeyState.WAITING, choices=KeyState.choices, protected=True)
    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(max_length=10, choices=KeyAlgorithm.choices)
    public = models.TextField()
    sealed = models.BinaryField()
    asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    active_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "domain", "selector"], name="one_key_per_selector"
            ),
            # A new key of a kind takes the place of the one before.
            models.UniqueConstraint(
                fields=["workspace", "domain", "algorithm"],
                condition=Q(state="active"),
                name="one_active_key_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=KeyState.values), name="dkim_key_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @transition(field=state, source=KeyState.WAITING, target=KeyState.ACTIVE)
    def activate(self, *, at: datetime) -> None:
        """From now on it signs."""
        self.active_at = at

    @transition(field=state, source=[KeyState.WAITING, KeyState.ACTIVE], target=KeyState.RETIRED)
    def retire(self, *, at: datetime) -> None:
        """It signs no more, for ever: the key itself is forgotten."""
        self.retired_at, self.sealed = at, b""
