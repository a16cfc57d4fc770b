"""REST: how much may leave from a mailbox, a member, the workspace, and to a domain."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import mailboxes
from enrollment.models import Mailbox
from tenancy import calls, services
from tenancy.api import StrictSerializer, TenantView
from tenancy.reading import own_workspace
from tenancy.roles import Capability


class WorkspaceLimits(StrictSerializer):
    """Messages at most, by day and hour of UTC; 0 is no limit."""

    messages_a_day = serializers.IntegerField()
    messages_an_hour = serializers.IntegerField()
    messages_a_day_per_user = serializers.IntegerField()
    messages_a_day_per_domain = serializers.IntegerField()
    messages_an_hour_per_domain = serializers.IntegerField()


class MailboxLimits(StrictSerializer):
    """Messages at most from one mailbox; `hourly_limit` null leaves the day's limit alone."""

    daily_limit = serializers.IntegerField()
    hourly_limit = serializers.IntegerField(allow_null=True)


class SendingLimits(TenantView):
    """The limits of the workspace, of its members and of recipients' domains."""

    @extend_schema(operation_id="sending_limits_retrieve", responses=WorkspaceLimits)
    def get(self, request: Request) -> Response:
        """As they are now."""
        row = own_workspace()
        return Response(WorkspaceLimits(row).data)

    @extend_schema(
        operation_id="sending_limits_update", request=WorkspaceLimits, responses=WorkspaceLimits
    )
    def put(self, request: Request) -> Response:
        """Change them; they hold from the next message on."""
        values = calls.body(WorkspaceLimits, request)
        row = services.save_settings(values, actor=calls.by(request)["actor"])
        return Response(WorkspaceLimits(row).data)


class LimitsOfMailbox(TenantView):
    """The limits of one mailbox."""

    @extend_schema(responses=MailboxLimits)
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """As they are now."""
        return Response(MailboxLimits(_box(mailbox_id)).data)

    @extend_schema(request=MailboxLimits, responses=MailboxLimits)
    def put(self, request: Request, mailbox_id: UUID) -> Response:
        """Change them; they hold from the next message on."""
        box, said = _box(mailbox_id), calls.body(MailboxLimits, request)
        row = mailboxes.change_limits(box, **said, **calls.by(request))
        return Response(MailboxLimits(row).data)


def _box(mailbox_id: UUID) -> Mailbox:
    box: Mailbox = calls.found(Mailbox.objects.all(), mailbox_id)
    return box


urlpatterns = [
    path("mailboxes/limits", SendingLimits.as_view(), name="api_sending_limits"),
    path(
        "mailboxes/<uuid:mailbox_id>/limits", LimitsOfMailbox.as_view(), name="api_mailbox_limits"
    ),
]
_BOTH: Mapping[str, Capability | None] = dict.fromkeys(("GET", "PUT"), Capability.ADMINISTER)
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_sending_limits": _BOTH,
    "api_mailbox_limits": _BOTH,
}
