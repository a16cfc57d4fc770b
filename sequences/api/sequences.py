"""Sequences over REST: the list, their facts, copies, owners, waivers and ends.

Reading is for any key. Writing needs a key whose role may; the member who created the key answers
for it, so a key cannot approve what its creator wrote.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from sequences import governing, services
from sequences.api.shapes import (
    CloneSerializer,
    FactsSerializer,
    FullVersionSerializer,
    HandOverSerializer,
    NothingSerializer,
    SequenceQuerySerializer,
    SequenceSerializer,
    WaiverSerializer,
    WaiveSerializer,
)
from sequences.api.versions import full_version
from sequences.models import Sequence, Version, VersionState, Waiver
from sequences.waivers import end_waiver, live_waivers, waive
from tenancy import calls
from tenancy.api import TenantView
from tenancy.models import Membership
from tenancy.roles import Capability, may


class SequenceList(TenantView):
    """All sequences, newest first; archived ones on request."""

    @extend_schema(parameters=[SequenceQuerySerializer], responses=SequenceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """A page of sequences with their approved and open versions."""
        asked = calls.query(SequenceQuerySerializer, request)
        rows = _sequences().filter(archived_at__isnull=not asked.pop("archived")).filter(**asked)
        return calls.page(rows, request, self, SequenceSerializer)

    @extend_schema(request=FactsSerializer, responses={201: FullVersionSerializer})
    def post(self, request: Request) -> Response:
        """Create a sequence; the answer is its first, empty draft."""
        facts = calls.body(FactsSerializer, request)
        version = services.create_sequence(**facts, **calls.by(request))
        return Response(full_version(version), status=status.HTTP_201_CREATED)


class SequenceDetail(TenantView):
    """One sequence."""

    @extend_schema(responses=SequenceSerializer)
    def get(self, request: Request, sequence_id: UUID) -> Response:
        """The sequence with its approved and open versions."""
        return _told(_sequence(sequence_id))


class ChangeFacts(TenantView):
    """Campaign facts."""

    @extend_schema(request=FactsSerializer(partial=True), responses=SequenceSerializer)
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Change the facts that are given; motion and segment only before the first approval."""
        row = _sequence(sequence_id)
        changes = calls.body(FactsSerializer, request, partial=True)
        return _told(governing.change_facts(row, changes, **calls.by(request)))


class CloneSequence(TenantView):
    """Copying."""

    @extend_schema(request=CloneSerializer, responses={201: FullVersionSerializer})
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """A new sequence with a draft of the approved, else the newest version; never people."""
        row = _sequence(sequence_id)
        given = calls.body(CloneSerializer, request)
        made = governing.clone(row, **given, **calls.by(request))
        return Response(full_version(made), status=status.HTTP_201_CREATED)


class DeleteSequence(TenantView):
    """Deleting."""

    @extend_schema(request=NothingSerializer, responses={204: None})
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Delete a sequence without any history; else archive it."""
        row = _sequence(sequence_id)
        calls.body(NothingSerializer, request)
        governing.delete(row, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ArchiveSequence(TenantView):
    """Putting away."""

    @extend_schema(request=NothingSerializer, responses=SequenceSerializer)
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Retire the live version and put the sequence away; people in it finish."""
        row = _sequence(sequence_id)
        calls.body(NothingSerializer, request)
        return _told(services.archive(row, **calls.by(request)))


class HandOverSequence(TenantView):
    """Ownership."""

    @extend_schema(request=HandOverSerializer, responses=SequenceSerializer)
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Give the sequence another owner; for admins and the owner."""
        row = _sequence(sequence_id)
        given, doer = calls.body(HandOverSerializer, request), calls.by(request)
        is_admin = may(calls.key_role(request), Capability.ADMINISTER)
        calls.check_key(is_admin or row.owner_id == doer["seat"].pk)
        heir = Membership.objects.filter(pk=given["to"]).first()
        if heir is None:
            raise serializers.ValidationError({"to": ["There is no such member."]})
        return _told(governing.hand_over(row, to=heir, **doer))


class Waivers(TenantView):
    """Findings that are accepted for a time."""

    @extend_schema(responses=WaiverSerializer(many=True))
    def get(self, request: Request, sequence_id: UUID) -> Response:
        """A page of the waivers that hold now."""
        rows = live_waivers(_sequence(sequence_id))
        return calls.page(rows, request, self, WaiverSerializer)

    @extend_schema(request=WaiveSerializer, responses={201: WaiverSerializer})
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Accept a finding of the open or approved version; never by who had a hand in it."""
        row = _sequence(sequence_id)
        waiver = waive(row, **calls.body(WaiveSerializer, request), **calls.by(request))
        return Response(WaiverSerializer(waiver).data, status=status.HTTP_201_CREATED)


class EndWaiver(TenantView):
    """Accepting no longer."""

    @extend_schema(request=NothingSerializer, responses=WaiverSerializer)
    def post(self, request: Request, waiver_id: UUID) -> Response:
        """End a waiver now."""
        row = calls.found(Waiver.objects.all(), waiver_id)
        calls.body(NothingSerializer, request)
        return Response(WaiverSerializer(end_waiver(row, **calls.by(request))).data)


def _sequences() -> QuerySet[Sequence]:
    current = Version.objects.filter(state__in=[*services.OPEN, VersionState.APPROVED]).order_by(
        "number"
    )
    prefetch = Prefetch("versions", queryset=current, to_attr="current_versions")
    return Sequence.objects.select_related("owner").prefetch_related(prefetch)


def _sequence(sequence_id: UUID) -> Sequence:
    return calls.found(_sequences(), sequence_id)


def _told(row: Sequence) -> Response:
    """Read again: a service may have changed the versions and the owner."""
    return Response(SequenceSerializer(_sequence(row.pk)).data)


_ONE = "sequences/<uuid:sequence_id>"
urlpatterns = [
    path("sequences", SequenceList.as_view(), name="api_sequences"),
    path(_ONE, SequenceDetail.as_view(), name="api_sequence"),
    path(f"{_ONE}/facts", ChangeFacts.as_view(), name="api_sequence_facts"),
    path(f"{_ONE}/clone", CloneSequence.as_view(), name="api_sequence_clone"),
    path(f"{_ONE}/delete", DeleteSequence.as_view(), name="api_sequence_delete"),
    path(f"{_ONE}/archive", ArchiveSequence.as_view(), name="api_sequence_archive"),
    path(f"{_ONE}/hand-over", HandOverSequence.as_view(), name="api_sequence_hand_over"),
    path(f"{_ONE}/waivers", Waivers.as_view(), name="api_sequence_waivers"),
    path("waivers/<uuid:waiver_id>/end", EndWaiver.as_view(), name="api_waiver_end"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_sequences": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_sequence": {"GET": Capability.SEE},
    "api_sequence_facts": {"POST": Capability.EDIT_SEQUENCES},
    "api_sequence_clone": {"POST": Capability.EDIT_SEQUENCES},
    "api_sequence_delete": {"POST": Capability.EDIT_SEQUENCES},
    "api_sequence_archive": {"POST": Capability.APPROVE_SEQUENCES},
    # Besides admins the owner may, who has at least this.
    "api_sequence_hand_over": {"POST": Capability.ENROL},
    "api_sequence_waivers": {"GET": Capability.SEE, "POST": Capability.APPROVE_SEQUENCES},
    "api_waiver_end": {"POST": Capability.EDIT_SEQUENCES},
}
