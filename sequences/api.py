"""Sequences and versions over REST.

Reading is for any key. Writing needs a key whose role may; the member who created the key is the
author, editor or approver, so a key cannot approve what its creator wrote. `urlpatterns` are
mounted under `/api/v1/`; `LINES` are their lines of the capability table.
"""

from collections.abc import Mapping
from collections.abc import Sequence as List
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from sequences import services
from sequences.models import Sequence, Version, VersionState
from sequences.plans import StepInput
from sequences.serializers import (
    DecideSerializer,
    FullVersionSerializer,
    NewSequenceSerializer,
    NothingSerializer,
    RejectSerializer,
    SaveSerializer,
    SequenceQuerySerializer,
    SequenceSerializer,
    VersionSerializer,
)
from tenancy.api import StrictSerializer, TenantView, tenant
from tenancy.errors import NotFound
from tenancy.rest import NewestFirst
from tenancy.roles import Capability

PEOPLE = ("author", "last_editor", "submitted_by", "approved_by")


class SequenceList(TenantView):
    """All sequences, newest first; archived ones on request."""

    @extend_schema(parameters=[SequenceQuerySerializer], responses=SequenceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """A page of sequences with their approved and open versions."""
        asked = _asked(request)
        rows = _sequences().filter(archived_at__isnull=not asked.pop("archived")).filter(**asked)
        return _page(rows, request, self, SequenceSerializer)

    @extend_schema(request=NewSequenceSerializer, responses={201: FullVersionSerializer})
    def post(self, request: Request) -> Response:
        """Create a sequence; the answer is its first, empty draft."""
        version = services.create_sequence(**_read(NewSequenceSerializer, request), **_by(request))
        return Response(_full(version), status=status.HTTP_201_CREATED)


class SequenceDetail(TenantView):
    """One sequence."""

    @extend_schema(responses=SequenceSerializer)
    def get(self, request: Request, sequence_id: UUID) -> Response:
        """The sequence with its approved and open versions."""
        return Response(SequenceSerializer(_sequence(sequence_id)).data)


class VersionList(TenantView):
    """The versions of a sequence."""

    @extend_schema(responses=VersionSerializer(many=True))
    def get(self, request: Request, sequence_id: UUID) -> Response:
        """A page of versions, newest first, without their steps."""
        rows = Version.objects.filter(sequence=_sequence(sequence_id)).select_related(*PEOPLE)
        return _page(rows, request, self, VersionSerializer)

    @extend_schema(request=NothingSerializer, responses={201: FullVersionSerializer})
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Open a new draft: a copy of the newest version."""
        _read(NothingSerializer, request)
        version = services.new_draft(_sequence(sequence_id), **_by(request))
        return Response(_full(version), status=status.HTTP_201_CREATED)


class VersionDetail(TenantView):
    """One version with its steps."""

    @extend_schema(responses=FullVersionSerializer)
    def get(self, request: Request, version_id: UUID) -> Response:
        """Everything that the version says, and what the lint finds in it."""
        return Response(_full(_version(version_id)))


class SaveVersion(TenantView):
    """Replacing a draft."""

    @extend_schema(request=SaveSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Replace steps, window and notes of a draft. Give each old step its key again."""
        given = _read(SaveSerializer, request)
        steps = [StepInput(**step) for step in given.pop("steps")]
        saved = services.save_draft(_version(version_id), steps=steps, **given, **_by(request))
        return Response(_full(saved))


class SubmitVersion(TenantView):
    """Asking for approval."""

    @extend_schema(request=DecideSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Hand a draft in; refused with all findings while one of them is an error."""
        given = _read(DecideSerializer, request)
        return Response(_full(services.submit(_version(version_id), **given, **_by(request))))


class ApproveVersion(TenantView):
    """Approving."""

    @extend_schema(request=DecideSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Make a version live; never by its author, last editor or submitter."""
        given = _read(DecideSerializer, request)
        return Response(_full(services.approve(_version(version_id), **given, **_by(request))))


class RejectVersion(TenantView):
    """Sending back."""

    @extend_schema(request=RejectSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Send a version back to draft with a reason."""
        given = _read(RejectSerializer, request)
        return Response(_full(services.reject(_version(version_id), **given, **_by(request))))


class RetireVersion(TenantView):
    """Retiring."""

    @extend_schema(request=NothingSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Take no new people into a version; those in it finish."""
        _read(NothingSerializer, request)
        return Response(_full(services.retire(_version(version_id), **_by(request))))


def _read(form: type[StrictSerializer], request: Request) -> dict[str, Any]:
    serializer = form(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _by(request: Request) -> dict[str, Any]:
    """Who does it, and the member who answers for it."""
    bound = tenant(request)
    return {"actor": bound.actor, "seat": bound.api_key.created_by}


def _asked(request: Request) -> dict[str, Any]:
    paging = {"cursor", "limit"}
    given = {name: text for name, text in request.query_params.items() if name not in paging}
    query = SequenceQuerySerializer(data=given)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def _sequences() -> QuerySet[Sequence]:
    current = Version.objects.filter(state__in=[*services.OPEN, VersionState.APPROVED]).order_by(
        "number"
    )
    prefetch = Prefetch("versions", queryset=current, to_attr="current_versions")
    return Sequence.objects.select_related("owner").prefetch_related(prefetch)


def _sequence(sequence_id: UUID) -> Sequence:
    sequence = _sequences().filter(pk=sequence_id).first()
    if sequence is None:
        raise NotFound
    return sequence


def _version(version_id: UUID) -> Version:
    version: Version | None = Version.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    return version


def _full(version: Version) -> dict[str, Any]:
    """Read again: a service may have changed the steps and the people."""
    row = Version.objects.select_related("workspace", *PEOPLE).prefetch_related("steps")
    stored = row.get(pk=version.pk)
    stored.findings = services.findings(stored)
    return dict(FullVersionSerializer(stored, context={}).data)


def _page(rows: Any, request: Request, view: TenantView, form: type[Any]) -> Response:
    pages = NewestFirst()
    page: List[Any] | None = pages.paginate_queryset(rows, request, view=view)
    return pages.get_paginated_response(form(page or [], many=True).data)


urlpatterns = [
    path("sequences", SequenceList.as_view(), name="api_sequences"),
    path("sequences/<uuid:sequence_id>", SequenceDetail.as_view(), name="api_sequence"),
    path("sequences/<uuid:sequence_id>/versions", VersionList.as_view(), name="api_versions"),
    path("versions/<uuid:version_id>", VersionDetail.as_view(), name="api_version"),
    path("versions/<uuid:version_id>/save", SaveVersion.as_view(), name="api_version_save"),
    path("versions/<uuid:version_id>/submit", SubmitVersion.as_view(), name="api_version_submit"),
    path(
        "versions/<uuid:version_id>/approve", ApproveVersion.as_view(), name="api_version_approve"
    ),
    path("versions/<uuid:version_id>/reject", RejectVersion.as_view(), name="api_version_reject"),
    path("versions/<uuid:version_id>/retire", RetireVersion.as_view(), name="api_version_retire"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_sequences": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_sequence": {"GET": Capability.SEE},
    "api_versions": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_version": {"GET": Capability.SEE},
    "api_version_save": {"POST": Capability.EDIT_SEQUENCES},
    "api_version_submit": {"POST": Capability.EDIT_SEQUENCES},
    "api_version_approve": {"POST": Capability.APPROVE_SEQUENCES},
    "api_version_reject": {"POST": Capability.APPROVE_SEQUENCES},
    "api_version_retire": {"POST": Capability.APPROVE_SEQUENCES},
}
