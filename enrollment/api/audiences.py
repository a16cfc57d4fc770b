"""REST: the audiences of a sequence: who comes in by conditions or by a saved view."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.people import ContactOut, a_view
from contacts.conditions import MAX_CONDITIONS, Match
from contacts.models import ViewKind
from contacts.shapes import ConditionIn
from enrollment import audiences, gathering
from enrollment.audiences import Asked
from enrollment.models import Audience, Rhythm
from enrollment.services import MAX_REASON
from sequences.models import Sequence
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability, may


class AudienceIn(StrictSerializer):
    """Who belongs into the sequence: `view`, or `kind` with up to 8 `conditions`."""

    name = serializers.CharField(max_length=audiences.MAX_NAME)
    reason = serializers.CharField(
        max_length=MAX_REASON, help_text="Why these people are enrolled; their history keeps it."
    )
    rhythm = serializers.ChoiceField(choices=Rhythm.choices, default=Rhythm.BY_HAND)
    view = serializers.UUIDField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=ViewKind.choices, default=ViewKind.CONTACTS)
    match = serializers.ChoiceField(choices=[each.value for each in Match], default="all")
    conditions = serializers.ListField(
        child=ConditionIn(), required=False, default=list, max_length=MAX_CONDITIONS
    )


class AudienceOut(serializers.ModelSerializer[Audience]):
    """An audience; `next_at` is when it is looked at again by itself."""

    sequence = serializers.UUIDField(source="sequence_id")
    view = serializers.UUIDField(source="view_id", allow_null=True)
    owner = serializers.CharField(source="owner.label")
    last_preflight = serializers.UUIDField(source="last_preflight_id", allow_null=True)

    class Meta:
        model = Audience
        fields = (
            "id",
            "sequence",
            "name",
            "reason",
            "rhythm",
            "kind",
            "view",
            "match",
            "conditions",
            "owner",
            "created_at",
            "ended_at",
            "last_at",
            "next_at",
            "last_preflight",
            "problem",
        )
        read_only_fields = fields


class PreviewOut(serializers.Serializer[Any]):
    """How many people fit, and what keeps how many of them out; each counts once."""

    matching = serializers.IntegerField()
    companies = serializers.IntegerField(help_text="Of those who fit.")
    inside = serializers.IntegerField(help_text="In the sequence now.")
    had = serializers.IntegerField(help_text="Had it, and do not come back by themselves.")
    refused = serializers.IntegerField(help_text="Were not eligible within the last week.")
    new = serializers.IntegerField(help_text="Would be checked now.")
    sample = ContactOut(many=True, help_text="Some of the new ones, among those you may see.")


class AudienceList(TenantView):
    """The audiences of one sequence."""

    @extend_schema(responses=AudienceOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """List them, the newest first, those that have ended included."""
        sequence = calls.found(Sequence.objects.all(), pk)
        rows = Audience.objects.filter(sequence=sequence).select_related("owner")
        return Response(AudienceOut(rows.order_by("-pk"), many=True).data)

    @extend_schema(request=AudienceIn, responses={201: AudienceOut})
    def post(self, request: Request, pk: UUID) -> Response:
        """Add one. It acts for the person behind the key, and sees the people that they see."""
        sequence = calls.found(Sequence.objects.all(), pk)
        audience = audiences.create(sequence, _asked(request), **calls.by(request))
        return Response(AudienceOut(audience).data, status=status.HTTP_201_CREATED)


class AudienceOne(TenantView):
    """One audience."""

    @extend_schema(responses=AudienceOut)
    def get(self, request: Request, pk: UUID) -> Response:
        """Read it."""
        return Response(AudienceOut(_one(pk)).data)

    @extend_schema(operation_id="audiences_change", request=AudienceIn, responses=AudienceOut)
    def post(self, request: Request, pk: UUID) -> Response:
        """Replace what it asks for; the person behind the key becomes its owner."""
        audience = _mine(request, pk)
        changed = audiences.change(audience, _asked(request), **calls.by(request))
        return Response(AudienceOut(changed).data)


class AudiencePreview(TenantView):
    """Who would come in."""

    @extend_schema(responses=PreviewOut)
    def get(self, request: Request, pk: UUID) -> Response:
        """Count who fits now, and why others stay out. Changes nothing."""
        found = audiences.preview(_one(pk), viewer=calls.seat(request))
        return Response(PreviewOut(found).data)


class AudienceRun(TenantView):
    """A look by hand."""

    @extend_schema(request=None, responses={202: AudienceOut})
    def post(self, request: Request, pk: UUID) -> Response:
        """Look now. A worker checks who is new, and enrols them into first-touch review; follow
        `last_preflight`, which stays as it was when nobody is new."""
        gathering.look(_one(pk), **calls.by(request))
        return Response(AudienceOut(_one(pk)).data, status=status.HTTP_202_ACCEPTED)


class AudienceEnd(TenantView):
    """The end of an audience."""

    @extend_schema(request=None, responses=AudienceOut)
    def post(self, request: Request, pk: UUID) -> Response:
        """Look no more; people who came in by it stay as they are."""
        ended = audiences.end(_mine(request, pk), **calls.by(request))
        return Response(AudienceOut(ended).data)


def _asked(request: Request) -> Asked:
    values = calls.body(AudienceIn, request)
    view_id = values.pop("view")
    return Asked(**values, view=a_view(view_id) if view_id else None)


def _one(pk: UUID) -> Audience:
    rows = Audience.objects.select_related("sequence", "view", "owner", "last_preflight")
    return calls.found(rows, pk)


def _mine(request: Request, pk: UUID) -> Audience:
    """One that the key may change: of the person behind it, or of others by an admin's key."""
    audience = _one(pk)
    is_admin = may(calls.key_role(request), Capability.EDIT_SEQUENCES)
    calls.check_key(is_admin or audience.owner_id == calls.seat(request).pk)
    return audience


urlpatterns = [
    path("sequences/<uuid:pk>/audiences", AudienceList.as_view(), name="api_sequence_audiences"),
    path("audiences/<uuid:pk>", AudienceOne.as_view(), name="api_audience"),
    path("audiences/<uuid:pk>/preview", AudiencePreview.as_view(), name="api_audience_preview"),
    path("audiences/<uuid:pk>/run", AudienceRun.as_view(), name="api_audience_run"),
    path("audiences/<uuid:pk>/end", AudienceEnd.as_view(), name="api_audience_end"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_sequence_audiences": {"GET": Capability.SEE, "POST": Capability.ENROL},
    "api_audience": {"GET": Capability.SEE, "POST": Capability.ENROL},
    "api_audience_preview": {"GET": Capability.SEE},
    "api_audience_run": {"POST": Capability.ENROL},
    "api_audience_end": {"POST": Capability.ENROL},
}
