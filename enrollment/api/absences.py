"""REST: absences of members, and what becomes of their people meanwhile."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import absences
from enrollment.models import Absence, Handling
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Capability

KINDS = ("new", "running", "open")


class AbsenceInput(StrictSerializer):
    """When the member is away, who covers, and what becomes of people whom nothing has reached yet
    (`new`), in mid-sequence (`running`), and with a task or an answer that waits (`open`)."""

    member = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    cover = serializers.UUIDField(default=None, allow_null=True)
    new = serializers.ChoiceField(Handling.choices, default=Handling.PAUSE.value)
    running = serializers.ChoiceField(Handling.choices, default=Handling.PAUSE.value)
    open = serializers.ChoiceField(Handling.choices, default=Handling.GO_ON.value)


class AbsenceTerms(StrictSerializer):
    """All of what is said about an absence. While it runs `starts_at` stays as it is, and a kind of
    people that is paused stays paused."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    cover = serializers.UUIDField(allow_null=True)
    new = serializers.ChoiceField(Handling.choices)
    running = serializers.ChoiceField(Handling.choices)
    open = serializers.ChoiceField(Handling.choices)


class AbsenceOutput(serializers.ModelSerializer[Absence]):
    """An absence."""

    member = serializers.UUIDField(source="member_id")
    member_label = serializers.CharField(source="member.label")
    cover = serializers.UUIDField(source="cover_id", allow_null=True)
    created_by = serializers.CharField(source="created_by.label")

    class Meta:
        model = Absence
        fields = (
            *("id", "state", "member", "member_label", "cover", "starts_at", "ends_at"),
            *("new", "running", "open", "created_by", "created_at"),
        )
        read_only_fields = fields


class Absences(TenantView):
    """Absences of the people whom the member behind the key sees to."""

    @extend_schema(responses=AbsenceOutput(many=True))
    def get(self, request: Request) -> Response:
        """Those that are not over, then the newest others."""
        rows = absences.listed(calls.seat(request))
        return Response(AbsenceOutput(rows, many=True).data)

    @extend_schema(request=AbsenceInput, responses={201: AbsenceOutput})
    def post(self, request: Request) -> Response:
        """Enter an absence; it begins and ends by itself."""
        asked = calls.body(AbsenceInput, request)
        person = _seat(asked.pop("member"), "member")
        _check_key(request, person)
        row = absences.enter(person, _wish(asked), **calls.by(request))
        return Response(
            AbsenceOutput(_absence(request, row.pk)).data, status=status.HTTP_201_CREATED
        )


class AbsenceDetail(TenantView):
    """One absence."""

    @extend_schema(responses=AbsenceOutput)
    def get(self, request: Request, absence_id: UUID) -> Response:
        """One that the member behind the key sees to, covers, or is away by."""
        return Response(AbsenceOutput(_absence(request, absence_id)).data)

    @extend_schema(request=AbsenceTerms, responses=AbsenceOutput)
    def put(self, request: Request, absence_id: UUID) -> Response:
        """Change a planned or a running absence."""
        row = _managed(request, absence_id)
        absences.change(row, _wish(calls.body(AbsenceTerms, request)), **calls.by(request))
        return Response(AbsenceOutput(_absence(request, absence_id)).data)


class AbsenceCancel(TenantView):
    """Calling off."""

    @extend_schema(request=None, responses=AbsenceOutput)
    def post(self, request: Request, absence_id: UUID) -> Response:
        """Call off an absence that has not begun."""
        absences.cancel(_managed(request, absence_id), **calls.by(request))
        return Response(AbsenceOutput(_absence(request, absence_id)).data)


class AbsenceComeBack(TenantView):
    """Coming back early."""

    @extend_schema(request=None, responses=AbsenceOutput)
    def post(self, request: Request, absence_id: UUID) -> Response:
        """End a running absence now; what waited gets a release plan."""
        absences.come_back(_managed(request, absence_id), **calls.by(request))
        return Response(AbsenceOutput(_absence(request, absence_id)).data)


def _wish(asked: Mapping[str, Any]) -> absences.Wish:
    cover = _seat(asked["cover"], "cover") if asked["cover"] else None
    kinds = {name: Handling(asked[name]) for name in KINDS}
    return absences.Wish(
        starts_at=asked["starts_at"], ends_at=asked["ends_at"], cover=cover, **kinds
    )


def _seat(seat_id: UUID, field: str) -> Membership:
    row = Membership.objects.filter(pk=seat_id, is_active=True).first()
    if row is None:
        message = "This is no active member of the workspace."
        raise Refused(message, code="invalid", fields={field: message})
    return row


def _absence(request: Request, absence_id: UUID) -> Absence:
    return calls.found(absences.visible(calls.seat(request)), absence_id)


def _managed(request: Request, absence_id: UUID) -> Absence:
    """One that the key may change."""
    row = _absence(request, absence_id)
    _check_key(request, row.member)
    return row


def _check_key(request: Request, member: Membership) -> None:
    """The seat behind the key is asked by the service; here it is the key's own role."""
    seat = calls.seat(request)
    if absences.may_manage(seat, member):
        calls.check_key(absences.may_manage(seat, member, calls.key_role(request)))


urlpatterns = [
    path("absences", Absences.as_view(), name="api_absences"),
    path("absences/<uuid:absence_id>", AbsenceDetail.as_view(), name="api_absence"),
    path("absences/<uuid:absence_id>/cancel", AbsenceCancel.as_view(), name="api_absence_cancel"),
    path(
        "absences/<uuid:absence_id>/come-back",
        AbsenceComeBack.as_view(),
        name="api_absence_come_back",
    ),
]
# Whose absence somebody may see to, the service says by their role.
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_absences": {"GET": Capability.SEE, "POST": Capability.SEE},
    "api_absence": {"GET": Capability.SEE, "PUT": Capability.SEE},
    "api_absence_cancel": {"POST": Capability.SEE},
    "api_absence_come_back": {"POST": Capability.SEE},
}
