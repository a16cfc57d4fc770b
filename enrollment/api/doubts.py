"""REST: sends in doubt, what was looked for, and a person's decision."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.dispatch import mending
from enrollment.models import EvidenceLook, IntentState, SendIntent
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import Listing
from tenancy.roles import Capability


class EvidenceLookOut(serializers.ModelSerializer[EvidenceLook]):
    """The looks at one source: the newest result, and how many there were."""

    class Meta:
        model = EvidenceLook
        fields = ("source", "outcome", "reference", "first_at", "looked_at", "times")


class DoubtOut(serializers.ModelSerializer[SendIntent]):
    """A send that nobody knows the outcome of. Real time."""

    enrollment = serializers.UUIDField(source="touch.enrollment_id")
    looks = EvidenceLookOut(many=True)
    not_sent_from = serializers.SerializerMethodField()
    may_say_not_sent = serializers.SerializerMethodField()
    assumed_at = serializers.SerializerMethodField()

    class Meta:
        model = SendIntent
        fields = (
            *("id", "touch", "enrollment", "message_id", "outcome", "armed_at", "looks"),
            *("not_sent_from", "may_say_not_sent", "assumed_at", "resolution", "resolved_by"),
        )

    def get_not_sent_from(self, intent: SendIntent) -> datetime:
        """From when on no server takes it; the workers wait as long by their own clock."""
        return mending.not_sent_from(intent)

    def get_may_say_not_sent(self, intent: SendIntent) -> bool:
        """Whether it may be said that it was not sent: the workers have waited that long."""
        return mending.may_say_not_sent(intent)

    def get_assumed_at(self, intent: SendIntent) -> datetime:
        """Until when evidence may settle it; then it counts as sent."""
        return mending.assumed_at(intent)


class DoubtDecision(StrictSerializer):
    """What became of it, and how that is known."""

    sent = serializers.BooleanField()
    reason = serializers.CharField(max_length=150)


class Doubts(TenantView):
    """Sends in doubt."""

    @extend_schema(parameters=[Listing], responses=DoubtOut(many=True), operation_id="doubts_list")
    def get(self, request: Request) -> Response:
        """All that are not settled yet, the newest first."""
        calls.query(Listing, request)
        return calls.page(_rows().filter(outcome=IntentState.UNKNOWN), request, self, DoubtOut)


class DecideDoubt(TenantView):
    """A person settles one."""

    @extend_schema(request=DoubtDecision, responses=DoubtOut, operation_id="doubts_decide")
    def post(self, request: Request, doubt_id: UUID) -> Response:
        """Count it as sent, or plan it again. "Not sent" is taken only once no server can still be
        taking it."""
        row = calls.found(_rows(), doubt_id)
        said = calls.body(DoubtDecision, request)
        mending.decide(row, **said, actor=calls.by(request)["actor"])
        return Response(DoubtOut(calls.found(_rows(), doubt_id)).data)


def _rows() -> "QuerySet[SendIntent]":
    rows: QuerySet[SendIntent] = SendIntent.objects.select_related("touch")
    return rows.prefetch_related("looks")


urlpatterns = [
    path("doubts", Doubts.as_view(), name="api_doubts"),
    path("doubts/<uuid:doubt_id>/decide", DecideDoubt.as_view(), name="api_doubt_decide"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_doubts": {"GET": Capability.SEE_OPERATIONS},
    "api_doubt_decide": {"POST": Capability.OPERATE},
}
