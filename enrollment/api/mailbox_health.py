"""REST: how mailboxes fare, and what the workspace bears of it."""

from collections.abc import Mapping
from dataclasses import asdict

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.health import bands, terms
from enrollment.models import MailboxHealth
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import Listing
from tenancy.roles import Capability


class MailboxHealthOut(serializers.ModelSerializer[MailboxHealth]):
    """The band of a mailbox and why. Counts are of what was sent in 30 days, `week_…` in 7, and
    since `counts_from` if there is one. `closed_at` is set while it is paused for its health."""

    band = serializers.ChoiceField(bands.CHOICES)
    why = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = MailboxHealth
        fields = (
            *("mailbox_id", "band", "why", "sent", "bounced", "complained", "replied"),
            *("week_sent", "week_bounced", "week_complained"),
            *("judged_at", "counts_from", "closed_at"),
        )


class HealthLimitsForm(StrictSerializer):
    """Percents of what was sent, from which on a mailbox is watched or paused. Fewer replies than
    `reply_watch` are watched; 0 is off."""

    bounce_watch = serializers.FloatField()
    bounce_pause = serializers.FloatField()
    complaint_watch = serializers.FloatField()
    complaint_pause = serializers.FloatField()
    reply_watch = serializers.FloatField()


class HealthOfMailboxes(TenantView):
    """How the mailboxes of the workspace fare."""

    @extend_schema(parameters=[Listing], responses=MailboxHealthOut(many=True))
    def get(self, request: Request) -> Response:
        """Those that were judged, as they were found last."""
        calls.query(Listing, request)
        return calls.page(MailboxHealth.objects.all(), request, self, MailboxHealthOut)


class LimitsOfHealth(TenantView):
    """What the workspace bears."""

    @extend_schema(operation_id="health_limits_retrieve", responses=HealthLimitsForm)
    def get(self, request: Request) -> Response:
        """As they are now."""
        return Response(asdict(terms.current()))

    @extend_schema(
        operation_id="health_limits_update", request=HealthLimitsForm, responses=HealthLimitsForm
    )
    def put(self, request: Request) -> Response:
        """Be stricter, or as lax as mailbox providers are."""
        wanted = bands.Limits(**calls.body(HealthLimitsForm, request))
        return Response(asdict(terms.change(wanted, actor=calls.by(request)["actor"])))


urlpatterns = [
    path("mailboxes/health", HealthOfMailboxes.as_view(), name="api_mailbox_health"),
    path("mailboxes/health/limits", LimitsOfHealth.as_view(), name="api_health_limits"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_mailbox_health": {"GET": Capability.ADMINISTER},
    "api_health_limits": {"GET": Capability.ADMINISTER, "PUT": Capability.ADMINISTER},
}
