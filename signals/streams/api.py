"""REST: the account that the mail of a mailbox is fetched with, and how that fares.

Secrets are written and never read: no answer has a field for one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.sender_accounts import TEST, AccountOut
from enrollment.models import (
    AccountAuth,
    AccountKind,
    AccountSecurity,
    AccountUse,
    Mailbox,
    SenderAccount,
)
from enrollment.senders import accounts
from enrollment.senders.terms import (
    INBOX,
    MOST_CLIENT,
    MOST_FOLDER,
    MOST_FOLDERS,
    MOST_SECRET,
    MOST_TOPIC,
    MOST_USER,
    Terms,
)
from signals.models import MailStream
from signals.streams import watches
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.errors import NotFound
from tenancy.roles import Capability
from tenancy.tasks import enqueue

INCOMING = AccountUse.INCOMING
KINDS = [choice for choice in AccountKind.choices if choice[0] in INCOMING.kinds]


class IncomingIn(StrictSerializer):
    """An account that mail is fetched with. `secret` is a password or a refresh token; left out,
    the stored one stays, which is refused when anything but the folders, the topic and the pusher
    changes. `kind` gmail and graph read through the API of the provider: they need neither server
    nor port, their folders are INBOX and Junk, and `topic` and `pusher` are of Gmail alone."""

    kind = serializers.ChoiceField(KINDS, default=AccountKind.IMAP.value)
    provider = serializers.CharField(max_length=20, default="", allow_blank=True)
    host = serializers.CharField(max_length=300, default="", allow_blank=True)
    port = serializers.IntegerField(min_value=1, max_value=65_535, default=993)
    security = serializers.ChoiceField(AccountSecurity.choices, default="tls")
    auth = serializers.ChoiceField(AccountAuth.choices, default="password")
    user = serializers.CharField(max_length=MOST_USER)
    client_id = serializers.CharField(max_length=MOST_CLIENT, default="", allow_blank=True)
    directory = serializers.CharField(max_length=64, default="", allow_blank=True)
    folders = serializers.ListField(
        child=serializers.CharField(max_length=MOST_FOLDER),
        max_length=MOST_FOLDERS,
        default=lambda: [INBOX],
    )
    topic = serializers.CharField(max_length=MOST_TOPIC, default="", allow_blank=True)
    pusher = serializers.CharField(max_length=MOST_USER, default="", allow_blank=True)
    secret = serializers.CharField(max_length=MOST_SECRET, required=False, write_only=True)
    client_secret = serializers.CharField(max_length=MOST_SECRET, required=False, write_only=True)


class StreamOut(serializers.ModelSerializer[MailStream]):
    """How fetching fares: when all folders were last read to the end, since when it fails and why,
    and how many mails could not be stored in any form. Where a provider tells of new mail: until
    when it does, why it does not, and when it last told something."""

    class Meta:
        model = MailStream
        fields = (
            *("polled_at", "failing_since", "trouble", "passed_over"),
            *("watched_until", "watch_trouble", "pushed_at"),
        )


class IncomingOut(AccountOut):
    """The account without its secrets, how its last test ended, and how fetching fares: null before
    the first look. `push_url` is where Google has to be told to call ("" for other kinds)."""

    stream = serializers.SerializerMethodField()
    push_url = serializers.SerializerMethodField()

    class Meta:
        model = SenderAccount
        fields = (*AccountOut.Meta.fields, "folders", "topic", "pusher", "push_url", "stream")

    def get_push_url(self, row: SenderAccount) -> str:
        """The same for all mailboxes of the workspace."""
        return watches.google_url() if row.kind == AccountKind.GMAIL else ""

    @extend_schema_field(StreamOut(allow_null=True))
    def get_stream(self, row: SenderAccount) -> Mapping[str, Any] | None:
        """Nothing before a process has taken it."""
        found = MailStream.objects.filter(account=row).first()
        return dict(StreamOut(found).data) if found else None


class Incoming(TenantView):
    """The account that the mail of one mailbox is fetched with."""

    @extend_schema(responses=IncomingOut)
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """What is entered, and how it fares; 404 when mail is delivered here."""
        row = accounts.account_of(_box(mailbox_id), INCOMING)
        if row is None:
            raise NotFound("The mail of this mailbox is delivered here.")
        return Response(IncomingOut(row).data)

    @extend_schema(request=IncomingIn, responses=IncomingOut)
    def put(self, request: Request, mailbox_id: UUID) -> Response:
        """Enter or change it; a worker tests it, and its mail is fetched within a minute."""
        box = _box(mailbox_id)
        terms = Terms(**calls.body(IncomingIn, request))
        row = accounts.save_account(box, terms, **calls.by(request))
        enqueue(TEST, row.pk)
        return Response(IncomingOut(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, mailbox_id: UUID) -> Response:
        """Fetch no mail any more; it has to be delivered here."""
        accounts.remove_account(_box(mailbox_id), use=INCOMING, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TestIncoming(TenantView):
    """Trying the connection."""

    @extend_schema(request=None, responses={202: IncomingOut})
    def post(self, request: Request, mailbox_id: UUID) -> Response:
        """Have a worker log in and open the folders now; nothing is fetched."""
        row = accounts.ask_test(_box(mailbox_id), use=INCOMING, **calls.by(request))
        enqueue(TEST, row.pk)
        return Response(IncomingOut(row).data, status=status.HTTP_202_ACCEPTED)


def _box(mailbox_id: UUID) -> Mailbox:
    box: Mailbox = calls.found(Mailbox.objects.all(), mailbox_id)
    return box


BOX = "mailboxes/<uuid:mailbox_id>"
urlpatterns = [
    path(f"{BOX}/incoming", Incoming.as_view(), name="api_mailbox_incoming"),
    path(f"{BOX}/incoming/test", TestIncoming.as_view(), name="api_mailbox_incoming_test"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_mailbox_incoming": dict.fromkeys(("GET", "PUT", "DELETE"), Capability.ADMINISTER),
    "api_mailbox_incoming_test": {"POST": Capability.ADMINISTER},
}
