"""REST: the account by which a mailbox sends, its connection test, and DKIM keys.

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

from compliance.sender_records import domain_of
from enrollment import dkim_keys
from enrollment.models import (
    AccountAuth,
    AccountKind,
    AccountSecurity,
    AccountUse,
    DkimKey,
    KeyAlgorithm,
    Mailbox,
    SenderAccount,
)
from enrollment.senders import accounts
from enrollment.senders.terms import MOST_CLIENT, MOST_SECRET, MOST_USER, Terms
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.errors import NotFound
from tenancy.roles import Capability
from tenancy.tasks import enqueue

TEST = "enrollment.tasks.try_account"
LOOK = "enrollment.tasks.check_dkim_key"


class AccountIn(StrictSerializer):
    """An account. `secret` is a password, a refresh token or an API key; left out, the stored one
    stays, which is refused when anything else changes."""

    kind = serializers.ChoiceField((AccountKind.SMTP.value, AccountKind.ESP.value))
    provider = serializers.CharField(max_length=20, default="", allow_blank=True)
    region = serializers.CharField(max_length=2, default="", allow_blank=True)
    host = serializers.CharField(max_length=300, default="", allow_blank=True)
    port = serializers.IntegerField(min_value=1, max_value=65_535, default=587)
    security = serializers.ChoiceField(AccountSecurity.choices, default="starttls")
    auth = serializers.ChoiceField(AccountAuth.choices, default="password")
    user = serializers.CharField(max_length=MOST_USER, default="", allow_blank=True)
    client_id = serializers.CharField(max_length=MOST_CLIENT, default="", allow_blank=True)
    directory = serializers.CharField(max_length=64, default="", allow_blank=True)
    secret = serializers.CharField(max_length=MOST_SECRET, required=False, write_only=True)
    client_secret = serializers.CharField(max_length=MOST_SECRET, required=False, write_only=True)


class TextAccountIn(StrictSerializer):
    """An account for text messages. `user` is its id, `secret` its token, `number` from whom they
    come: E.164 or a messaging service. `replies_unread` has to be true: nobody here reads what is
    answered before the provider's webhook leads here (`inlets`)."""

    user = serializers.CharField(max_length=MOST_USER)
    number = serializers.CharField(max_length=40)
    replies_unread = serializers.BooleanField(default=False)
    secret = serializers.CharField(max_length=MOST_SECRET, required=False, write_only=True)


class TextAccountOut(serializers.ModelSerializer[SenderAccount]):
    """An account for text messages, and how its last test ended ("" before the first)."""

    class Meta:
        model = SenderAccount
        fields = ("user", "number", "test_asked_at", "tested_at", "test_result", "test_says")


class AccountOut(serializers.ModelSerializer[SenderAccount]):
    """An account without its secrets, and how its last test ended ("" before the first)."""

    has_secret = serializers.SerializerMethodField()

    class Meta:
        model = SenderAccount
        fields = (
            *("kind", "provider", "region", "host", "port", "security", "auth", "user"),
            *("client_id", "directory", "has_secret", "token_until", "token_trouble"),
            *("test_asked_at", "tested_at", "test_result", "test_says", "changed_at"),
        )

    def get_has_secret(self, row: SenderAccount) -> bool:
        """Whether something secret is stored."""
        return row.sealed is not None


class DkimKeyIn(StrictSerializer):
    """The kind of a new key."""

    algorithm = serializers.ChoiceField(KeyAlgorithm.values)


class DkimKeyOut(serializers.ModelSerializer[DkimKey]):
    """A key and the TXT record to publish for it."""

    record_name = serializers.SerializerMethodField()
    record_text = serializers.SerializerMethodField()
    keep_published_until = serializers.SerializerMethodField()

    class Meta:
        model = DkimKey
        fields = (
            *("id", "state", "domain", "selector", "algorithm", "record_name", "record_text"),
            *("checked_at", "published_at", "made_at", "active_at", "retired_at"),
            "keep_published_until",
        )

    def get_record_name(self, key: DkimKey) -> str:
        """Where the record stands."""
        return dkim_keys.publication(key).name

    def get_record_text(self, key: DkimKey) -> str:
        """What it says."""
        return dkim_keys.publication(key).text

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_keep_published_until(self, key: DkimKey) -> Any:
        """Until when the record of a retired key is needed."""
        return dkim_keys.keep_published_until(key)


class Account(TenantView):
    """The account of one mailbox."""

    @extend_schema(responses=AccountOut)
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """What is entered; 404 when the mailbox sends by the relay of the installation."""
        row = accounts.account_of(_box(mailbox_id))
        if row is None:
            raise NotFound("This mailbox sends by the relay of the installation.")
        return Response(AccountOut(row).data)

    @extend_schema(request=AccountIn, responses=AccountOut)
    def put(self, request: Request, mailbox_id: UUID) -> Response:
        """Enter or change it; a worker tests it."""
        box = _box(mailbox_id)
        terms = Terms(**calls.body(AccountIn, request))
        row = accounts.save_account(box, terms, **calls.by(request))
        enqueue(TEST, row.pk)
        return Response(AccountOut(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, mailbox_id: UUID) -> Response:
        """Send by the relay of the installation again."""
        accounts.remove_account(_box(mailbox_id), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TestAccount(TenantView):
    """Trying the account."""

    @extend_schema(request=None, responses={202: AccountOut})
    def post(self, request: Request, mailbox_id: UUID) -> Response:
        """Have a worker test the connection now; nothing is sent."""
        row = accounts.ask_test(_box(mailbox_id), **calls.by(request))
        enqueue(TEST, row.pk)
        return Response(AccountOut(row).data, status=status.HTTP_202_ACCEPTED)


class TextAccount(TenantView):
    """The account of one mailbox for text messages."""

    @extend_schema(responses=TextAccountOut)
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """What is entered; 404 when the mailbox sends none."""
        row = accounts.account_of(_box(mailbox_id), AccountUse.TEXTS)
        if row is None:
            raise NotFound("This mailbox sends no text messages.")
        return Response(TextAccountOut(row).data)

    @extend_schema(request=TextAccountIn, responses=TextAccountOut)
    def put(self, request: Request, mailbox_id: UUID) -> Response:
        """Enter or change it; a worker tests it."""
        box = _box(mailbox_id)
        terms = Terms(kind=AccountKind.SMS.value, **calls.body(TextAccountIn, request))
        row = accounts.save_account(box, terms, **calls.by(request))
        enqueue(TEST, row.pk)
        return Response(TextAccountOut(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, mailbox_id: UUID) -> Response:
        """Send no text messages any more."""
        accounts.remove_account(_box(mailbox_id), use=AccountUse.TEXTS, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TestTextAccount(TenantView):
    """Trying the account for text messages."""

    @extend_schema(request=None, responses={202: TextAccountOut})
    def post(self, request: Request, mailbox_id: UUID) -> Response:
        """Have a worker read the account now; nothing is sent."""
        row = accounts.ask_test(_box(mailbox_id), use=AccountUse.TEXTS, **calls.by(request))
        enqueue(TEST, row.pk)
        return Response(TextAccountOut(row).data, status=status.HTTP_202_ACCEPTED)


class DkimKeys(TenantView):
    """The keys of a mailbox's domain."""

    @extend_schema(responses=DkimKeyOut(many=True))
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """All of them, the newest first."""
        keys = dkim_keys.keys_of(domain_of(_box(mailbox_id).address))
        return Response(DkimKeyOut(keys, many=True).data)

    @extend_schema(request=DkimKeyIn, responses={201: DkimKeyOut})
    def post(self, request: Request, mailbox_id: UUID) -> Response:
        """Make a key; it signs nothing before it is published and activated."""
        box = _box(mailbox_id)
        algorithm = calls.body(DkimKeyIn, request)["algorithm"]
        key = dkim_keys.make(box, algorithm, **calls.by(request))
        return Response(DkimKeyOut(key).data, status=status.HTTP_201_CREATED)


class CheckDkimKey(TenantView):
    """Looking for a record."""

    @extend_schema(request=None, responses={202: DkimKeyOut})
    def post(self, request: Request, key_id: UUID) -> Response:
        """Have a worker look whether the record is published."""
        key = dkim_keys.ask(_key(key_id), **calls.by(request))
        enqueue(LOOK, key.pk)
        return Response(DkimKeyOut(key).data, status=status.HTTP_202_ACCEPTED)


class ActivateDkimKey(TenantView):
    """Beginning to sign."""

    @extend_schema(request=None, responses=DkimKeyOut)
    def post(self, request: Request, key_id: UUID) -> Response:
        """Sign with this key; the active one of its kind retires."""
        return Response(DkimKeyOut(dkim_keys.activate(_key(key_id), **calls.by(request))).data)


class RetireDkimKey(TenantView):
    """Ceasing to sign."""

    @extend_schema(request=None, responses=DkimKeyOut)
    def post(self, request: Request, key_id: UUID) -> Response:
        """Sign with this key no more."""
        return Response(DkimKeyOut(dkim_keys.retire(_key(key_id), **calls.by(request))).data)


def _box(mailbox_id: UUID) -> Mailbox:
    box: Mailbox = calls.found(Mailbox.objects.all(), mailbox_id)
    return box


def _key(key_id: UUID) -> DkimKey:
    key: DkimKey = calls.found(DkimKey.objects.all(), key_id)
    return key


BOX = "mailboxes/<uuid:mailbox_id>"
KEY = "dkim-keys/<uuid:key_id>"
urlpatterns = [
    path(f"{BOX}/account", Account.as_view(), name="api_mailbox_account"),
    path(f"{BOX}/account/test", TestAccount.as_view(), name="api_mailbox_account_test"),
    path(f"{BOX}/texting", TextAccount.as_view(), name="api_mailbox_texting"),
    path(f"{BOX}/texting/test", TestTextAccount.as_view(), name="api_mailbox_texting_test"),
    path(f"{BOX}/dkim-keys", DkimKeys.as_view(), name="api_mailbox_dkim_keys"),
    path(f"{KEY}/check", CheckDkimKey.as_view(), name="api_dkim_key_check"),
    path(f"{KEY}/activate", ActivateDkimKey.as_view(), name="api_dkim_key_activate"),
    path(f"{KEY}/retire", RetireDkimKey.as_view(), name="api_dkim_key_retire"),
]
_WRITES: Mapping[str, Capability | None] = {"POST": Capability.ADMINISTER}
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_mailbox_account": dict.fromkeys(("GET", "PUT", "DELETE"), Capability.ADMINISTER),
    "api_mailbox_account_test": _WRITES,
    "api_mailbox_texting": dict.fromkeys(("GET", "PUT", "DELETE"), Capability.ADMINISTER),
    "api_mailbox_texting_test": _WRITES,
    "api_mailbox_dkim_keys": dict.fromkeys(("GET", "POST"), Capability.ADMINISTER),
    "api_dkim_key_check": _WRITES,
    "api_dkim_key_activate": _WRITES,
    "api_dkim_key_retire": _WRITES,
}
