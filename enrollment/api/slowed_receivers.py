"""REST: receivers that asked to slow down, and letting messages leave to one again."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import breakers
from enrollment.models import DomainBreaker
from tenancy import calls
from tenancy.api import TenantView
from tenancy.calls import Listing
from tenancy.roles import Capability


class BreakerOutput(serializers.ModelSerializer[DomainBreaker]):
    """A receiver that asked to slow down. `domain` stands for all domains of the receiver, `route`
    is the mail server that its messages are handed to, `code` and `asked_by` are of the answer; it
    is left alone until `until`, then tried with one message. `times` without a quiet day."""

    class Meta:
        model = DomainBreaker
        fields = (
            *("id", "domain", "route", "state", "asked_at", "asked_by", "code"),
            *("wait_seconds", "until", "times", "probe_at", "closed_by"),
        )
        read_only_fields = fields


class SlowedReceivers(TenantView):
    """The receivers that are left alone now."""

    @extend_schema(parameters=[Listing], responses=BreakerOutput(many=True))
    def get(self, request: Request) -> Response:
        """Those that are not closed, the newest first."""
        calls.query(Listing, request)
        return calls.page(breakers.not_closed(), request, self, BreakerOutput)


class CloseBreaker(TenantView):
    """Writing to a receiver again."""

    @extend_schema(operation_id="breaker_close", request=None, responses=BreakerOutput)
    def post(self, request: Request, breaker_id: UUID) -> Response:
        """Close it; who waited is looked at within five minutes."""
        row: DomainBreaker = calls.found(DomainBreaker.objects.all(), breaker_id)
        return Response(BreakerOutput(breakers.close(row, **calls.by(request))).data)


urlpatterns = [
    path("breakers", SlowedReceivers.as_view(), name="api_breakers"),
    path("breakers/<uuid:breaker_id>/close", CloseBreaker.as_view(), name="api_breaker_close"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_breakers": {"GET": Capability.SEE_OPERATIONS},
    "api_breaker_close": {"POST": Capability.ADMINISTER},
}
