"""REST: asking for the end of a stop with new consent, and deciding on it as a second person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import lifting
from compliance.models import LiftRequest, LiftState, Suppression
from compliance.services import MAX_EVIDENCE
from compliance.shapes import CHANNELS
from contacts.models import Contact
from enrollment.lifting import ask, lift
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability

FIELDS = (
    *("id", "state", "suppression", "contact", "basis", "channel", "given_at", "evidence"),
    *("asked_by", "asked_at", "decided_by", "decided_at", "reason"),
)


class LiftIn(StrictSerializer):
    """New consent of a stopped person; `channel` "" is for all channels."""

    suppression = serializers.UUIDField()
    contact = serializers.UUIDField()
    basis = serializers.ChoiceField([each.value for each in lifting.CONSENTS])
    channel = serializers.ChoiceField(CHANNELS, default="", allow_blank=True)
    given_at = serializers.DateTimeField()
    evidence = serializers.CharField(max_length=MAX_EVIDENCE)


class RefusalIn(StrictSerializer):
    """Why the stop stands."""

    reason = serializers.CharField(max_length=lifting.MAX_REASON)


class LiftQuery(calls.Listing):
    """Which requests a list shows."""

    state = serializers.ChoiceField(LiftState.values, default="")


class LiftOut(serializers.ModelSerializer[LiftRequest]):
    """A request and what became of it."""

    suppression = serializers.UUIDField(source="suppression_id")
    contact = serializers.UUIDField(source="contact_id")
    asked_by = serializers.CharField(source="asked_by.label")
    decided_by = serializers.CharField(source="decided_by.label", default=None)

    class Meta:
        model = LiftRequest
        fields = FIELDS


class Lifts(TenantView):
    """Requests to lift stops."""

    @extend_schema(parameters=[LiftQuery], responses=LiftOut(many=True))
    def get(self, request: Request) -> Response:
        """Requests about visible people."""
        rows = _visible(request)
        if state := calls.query(LiftQuery, request)["state"]:
            rows = rows.filter(state=state)
        return calls.page(rows, request, self, LiftOut)

    @extend_schema(request=LiftIn, responses={201: LiftOut})
    def post(self, request: Request) -> Response:
        """Bring new consent. A second person decides; until then the stop stands."""
        given = calls.body(LiftIn, request)
        people = Contact.objects.known().visible_to(calls.seat(request))
        contact = calls.found(people, given.pop("contact"))
        stop = calls.found(Suppression.objects.all(), given.pop("suppression"))
        row = ask(stop, contact=contact, **given, **calls.by(request))
        return Response(LiftOut(row).data, status=status.HTTP_201_CREATED)


class LiftStop(TenantView):
    """The second person agrees."""

    @extend_schema(request=None, responses=LiftOut)
    def post(self, request: Request, lift_id: UUID) -> Response:
        """Lift the stop and record the consent."""
        row = calls.found(_visible(request), lift_id)
        return Response(LiftOut(lift(row, **calls.by(request))).data)


class RefuseLift(TenantView):
    """The second person does not agree."""

    @extend_schema(request=RefusalIn, responses=LiftOut)
    def post(self, request: Request, lift_id: UUID) -> Response:
        """Let the stop stand, with the reason."""
        row = calls.found(_visible(request), lift_id)
        given: dict[str, Any] = calls.body(RefusalIn, request)
        return Response(LiftOut(lifting.refuse(row, **given, **calls.by(request))).data)


class WithdrawLift(TenantView):
    """Whoever asked takes it back."""

    @extend_schema(request=None, responses=LiftOut)
    def post(self, request: Request, lift_id: UUID) -> Response:
        """End one's own request."""
        row = calls.found(_visible(request), lift_id)
        return Response(LiftOut(lifting.withdraw(row, **calls.by(request))).data)


def _visible(request: Request) -> "QuerySet[LiftRequest]":
    people = Contact.objects.visible_to(calls.seat(request))
    rows: QuerySet[LiftRequest] = LiftRequest.objects.filter(contact__in=people)
    return rows.select_related("asked_by", "decided_by")


urlpatterns = [
    path("lifts", Lifts.as_view(), name="api_lifts"),
    path("lifts/<uuid:lift_id>/lift", LiftStop.as_view(), name="api_lift_lift"),
    path("lifts/<uuid:lift_id>/refuse", RefuseLift.as_view(), name="api_lift_refuse"),
    path("lifts/<uuid:lift_id>/withdraw", WithdrawLift.as_view(), name="api_lift_withdraw"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_lifts": {"GET": Capability.SEE, "POST": Capability.ENROL},
    "api_lift_lift": {"POST": Capability.REVIEW},
    "api_lift_refuse": {"POST": Capability.REVIEW},
    "api_lift_withdraw": {"POST": Capability.ENROL},
}
