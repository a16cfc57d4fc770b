"""REST: mails that name nobody we know, and whom they are given to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from signals.models import Signal
from signals.shapes import SignalOut
from signals.strangers import assigning, listing
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.rest import NewestFirst
from tenancy.roles import Capability

FASTER = OpenApiResponse(description="Somebody was faster, or its time to be kept is over.")


class UnknownQuery(calls.Listing):
    """Which of them."""

    likely = serializers.BooleanField(required=False, allow_null=True, default=None)


class UnknownOut(SignalOut):
    """A mail that names nobody we know. `likely`: when it came, somebody of its sender's company or
    name had been written to."""

    mailbox = serializers.UUIDField(source="mailbox_id")
    likely = serializers.BooleanField(source="is_likely")

    class Meta:
        model = Signal
        fields = (*SignalOut.Meta.fields, "mailbox", "likely")
        read_only_fields = fields


class AssignIn(StrictSerializer):
    """The contact whom it is about."""

    contact = serializers.UUIDField()


class LastCome(NewestFirst):
    """The one that came last first."""

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """Ids settle the order within a moment."""
        return ("-received_at", "-id")


class UnknownList(TenantView):
    """Mails that name nobody we know."""

    @extend_schema(parameters=[UnknownQuery], responses=UnknownOut(many=True))
    def get(self, request: Request) -> Response:
        """Mails to the member's mailboxes, and to those of whom they cover, that wait for somebody
        to say whom they are about; admins see those of all. The newest first."""
        likely = calls.query(UnknownQuery, request).get("likely")
        rows = listing.waiting(calls.seat(request))
        rows = rows if likely is None else rows.filter(is_likely=likely)
        return calls.page(rows, request, self, UnknownOut, pages=LastCome())


class SignalAssign(TenantView):
    """Saying whom one mail is about."""

    @extend_schema(request=AssignIn, responses={200: SignalOut, 409: FASTER})
    def post(self, request: Request, signal_id: UUID) -> Response:
        """Say which contact it is about; what was read has its effect before this call answers.
        `undo` takes back both, but for a suppression."""
        signal = _mail(request, signal_id)
        contact_id = calls.body(AssignIn, request)["contact"]
        done = assigning.assign(signal, contact_id=contact_id, **calls.by(request))
        return Response(SignalOut(done).data)


class SignalPassOver(TenantView):
    """Saying that one mail is not about us."""

    @extend_schema(request=None, responses={200: SignalOut, 409: FASTER})
    def post(self, request: Request, signal_id: UUID) -> Response:
        """Take it off the list; nothing else changes."""
        signal = _mail(request, signal_id)
        return Response(SignalOut(assigning.pass_over(signal, **calls.by(request))).data)

    @extend_schema(responses={200: SignalOut, 409: FASTER})
    def delete(self, request: Request, signal_id: UUID) -> Response:
        """Put it on the list again."""
        signal = _mail(request, signal_id)
        return Response(SignalOut(assigning.list_again(signal, **calls.by(request))).data)


def _mail(request: Request, signal_id: UUID) -> Signal:
    return calls.found(listing.of_mailboxes(calls.seat(request)), signal_id)


urlpatterns = [
    path("signals/unknown", UnknownList.as_view(), name="api_signals_unknown"),
    path("signals/<uuid:signal_id>/assign", SignalAssign.as_view(), name="api_signal_assign"),
    path("signals/<uuid:signal_id>/pass-over", SignalPassOver.as_view(), name="api_signal_pass"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_signals_unknown": {"GET": Capability.DO_TASKS},
    "api_signal_assign": {"POST": Capability.DO_TASKS},
    "api_signal_pass": {"POST": Capability.DO_TASKS, "DELETE": Capability.DO_TASKS},
}
