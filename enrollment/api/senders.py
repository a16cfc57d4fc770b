"""REST: the mailboxes that send, and whether their domains prove their mail."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.sender_records import KINDS, Result
from enrollment import authentication
from enrollment.models import Mailbox
from tenancy import calls, services
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import Listing
from tenancy.reading import own_workspace
from tenancy.roles import Capability
from tenancy.tasks import enqueue

CHECK = "enrollment.tasks.check_sender"


class RecordOut(serializers.Serializer[Any]):
    """One kind of record of the sender's domain, and what to publish if it is not in order."""

    kind = serializers.ChoiceField(KINDS)
    result = serializers.ChoiceField([each.value for each in Result])
    says = serializers.CharField()


class MailboxOut(serializers.ModelSerializer[Mailbox]):
    """A sender. `proves_its_mail` is null when nobody has looked within seven days."""

    records = serializers.SerializerMethodField()
    proves_its_mail = serializers.SerializerMethodField()

    class Meta:
        model = Mailbox
        fields = (
            *("id", "name", "address", "owner_id", "daily_limit", "hourly_limit", "is_active"),
            *("proves_its_mail", "records", "authentication_at"),
        )

    @extend_schema_field(RecordOut(many=True))
    def get_records(self, box: Mailbox) -> list[dict[str, str]]:
        """What the last look found; [] before the first one."""
        kept = box.authentication
        return [{"kind": kind, **kept[kind]} for kind in KINDS if kind in kept]

    @extend_schema_field(serializers.BooleanField(allow_null=True))
    def get_proves_its_mail(self, box: Mailbox) -> bool | None:
        """Whether SPF, DKIM and DMARC are in order."""
        lacking = authentication.shortcomings(box)
        return None if lacking is None else not lacking


class Required(StrictSerializer):
    """Whether nothing is sent from a domain whose records are not in order; else it is a
    warning."""

    is_required = serializers.BooleanField()


class Mailboxes(TenantView):
    """The senders of the workspace."""

    @extend_schema(parameters=[Listing], responses=MailboxOut(many=True))
    def get(self, request: Request) -> Response:
        """All of them, the newest first."""
        calls.query(Listing, request)
        return calls.page(Mailbox.objects.all(), request, self, MailboxOut)


class CheckMailbox(TenantView):
    """Looking the records up."""

    @extend_schema(request=None, responses={202: MailboxOut})
    def post(self, request: Request, mailbox_id: UUID) -> Response:
        """Have a worker look the sender records up now; the list shows what it found."""
        box: Mailbox = calls.found(Mailbox.objects.all(), mailbox_id)
        authentication.ask(box, **calls.by(request))
        enqueue(CHECK, box.pk)
        return Response(MailboxOut(box).data, status=status.HTTP_202_ACCEPTED)


class Authentication(TenantView):
    """What the workspace asks of the domains that send."""

    @extend_schema(responses=Required)
    def get(self, request: Request) -> Response:
        """Whether records that are not in order keep messages back."""
        row = own_workspace()
        return Response({"is_required": row.requires_authentication})

    @extend_schema(request=Required, responses=Required)
    def put(self, request: Request) -> Response:
        """Ask for it, or be content with a warning."""
        said = calls.body(Required, request)
        values = {"requires_authentication": said["is_required"]}
        row = services.save_settings(values, actor=calls.by(request)["actor"])
        return Response({"is_required": row.requires_authentication})


urlpatterns = [
    path("mailboxes", Mailboxes.as_view(), name="api_mailboxes"),
    path("mailboxes/authentication", Authentication.as_view(), name="api_authentication"),
    path("mailboxes/<uuid:mailbox_id>/check", CheckMailbox.as_view(), name="api_mailbox_check"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_mailboxes": {"GET": Capability.ADMINISTER},
    "api_authentication": {"GET": Capability.ADMINISTER, "PUT": Capability.ADMINISTER},
    "api_mailbox_check": {"POST": Capability.ADMINISTER},
}
