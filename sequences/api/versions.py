"""Versions over REST: reading, writing, comparing, signing, approving and retiring them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from sequences import services
from sequences.api.plan_shapes import whole_plan
from sequences.api.shapes import (
    DecideSerializer,
    DifferencesSerializer,
    FullVersionSerializer,
    JudgedSerializer,
    NothingSerializer,
    RejectSerializer,
    SaveSerializer,
    SignSerializer,
    VersionSerializer,
)
from sequences.checks import problems_of
from sequences.differences import differences
from sequences.models import Sequence, Version
from sequences.plans import Plan, read_plan
from sequences.signing import role_signs, sign_stage, signatures, stages_missing
from sequences.snippets import frozen
from sequences.waivers import live_waivers
from tenancy import calls
from tenancy.api import TenantView
from tenancy.roles import Capability

PEOPLE = ("author", "last_editor", "submitted_by", "approved_by")


class VersionList(TenantView):
    """The versions of a sequence."""

    @extend_schema(responses=VersionSerializer(many=True))
    def get(self, request: Request, sequence_id: UUID) -> Response:
        """A page of versions, newest first, without their steps."""
        sequence = calls.found(Sequence.objects.all(), sequence_id)
        rows = Version.objects.filter(sequence=sequence).select_related(*PEOPLE)
        return calls.page(rows, request, self, VersionSerializer)

    @extend_schema(request=NothingSerializer, responses={201: FullVersionSerializer})
    def post(self, request: Request, sequence_id: UUID) -> Response:
        """Open a new draft: a copy of the newest version."""
        calls.body(NothingSerializer, request)
        sequence = calls.found(Sequence.objects.all(), sequence_id)
        version = services.new_draft(sequence, **calls.by(request))
        return Response(full_version(version), status=status.HTTP_201_CREATED)


class VersionDetail(TenantView):
    """One version with its steps."""

    @extend_schema(responses=FullVersionSerializer)
    def get(self, request: Request, version_id: UUID) -> Response:
        """Everything that the version says, and what speaks for and against it."""
        return Response(full_version(_version(version_id)))


class VersionDifferences(TenantView):
    """Two versions side by side."""

    @extend_schema(
        parameters=[OpenApiParameter("from", OpenApiTypes.UUID, required=True)],
        responses=DifferencesSerializer,
    )
    def get(self, request: Request, version_id: UUID) -> Response:
        """What is different in this version from the one that `from` names, in sentences."""
        after = _version(version_id)
        before = _version(_other(request))
        changes = differences(services.plan_of(before), services.plan_of(after))
        return Response(DifferencesSerializer({"changes": changes}).data)


class SaveVersion(TenantView):
    """Replacing a draft."""

    @extend_schema(request=SaveSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Replace all that a draft says. Give each old step its key again. Everything that is
        wrong is told at once, by the path of its field, such as steps.2.variants.1.share."""
        plan, given = _read_plan(request.data)
        saved = services.save_draft(_version(version_id), plan, **given, **calls.by(request))
        return Response(full_version(saved))


class SubmitVersion(TenantView):
    """Asking for approval."""

    @extend_schema(request=DecideSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Hand a draft in; refused with all findings while one of them is an error, and while a
        test fails."""
        given = calls.body(DecideSerializer, request)
        version = services.submit(_version(version_id), **given, **calls.by(request))
        return Response(full_version(version))


class SignVersion(TenantView):
    """Content stages."""

    @extend_schema(request=SignSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Sign the words of a version that waits for approval, for one stage."""
        row = _version(version_id)
        given = calls.body(SignSerializer, request)
        calls.check_key(role_signs(given["stage"], calls.key_role(request)))
        sign_stage(row, given.pop("stage"), **given, **calls.by(request))
        return Response(full_version(row))


class ApproveVersion(TenantView):
    """Approving."""

    @extend_schema(request=DecideSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Make a version live; never by its author, last editor or submitter."""
        given = calls.body(DecideSerializer, request)
        version = services.approve(_version(version_id), **given, **calls.by(request))
        return Response(full_version(version))


class RejectVersion(TenantView):
    """Sending back."""

    @extend_schema(request=RejectSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Send a version back to draft with a reason."""
        given = calls.body(RejectSerializer, request)
        version = services.reject(_version(version_id), **given, **calls.by(request))
        return Response(full_version(version))


class RetireVersion(TenantView):
    """Retiring."""

    @extend_schema(request=NothingSerializer, responses=FullVersionSerializer)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Take no new people into a version; those in it finish."""
        calls.body(NothingSerializer, request)
        version = services.retire(_version(version_id), **calls.by(request))
        return Response(full_version(version))


def full_version(version: Version) -> dict[str, Any]:
    """Read again: a service may have changed the steps and the people."""
    rows = Version.objects.select_related("workspace", "sequence", *PEOPLE)
    row: Version = rows.prefetch_related("steps").get(pk=version.pk)
    judged = {
        "findings": services.findings(row),
        "tests": services.results(row),
        "signatures": signatures(row),
        "stages_missing": stages_missing(row),
        "waivers": live_waivers(row.sequence),
    }
    plan = whole_plan(services.plan_of(row))
    return {**VersionSerializer(row).data, **plan, **JudgedSerializer(judged).data}


def _read_plan(data: Any) -> tuple[Plan, dict[str, Any]]:
    """The plan of a body, and what stands beside it."""
    fields = dict(data) if isinstance(data, Mapping) else {}
    beside = {"expected_edited_at": fields.pop("expected_edited_at", None)}
    given = calls.checked(DecideSerializer, beside)
    plan, unread = read_plan(fields)
    wrong: dict[str, list[str]] = {}
    for problem in [*unread, *problems_of(frozen(plan))]:
        wrong.setdefault(problem.field, []).append(problem.message)
    if wrong:
        raise serializers.ValidationError(wrong)
    return plan, given


def _other(request: Request) -> UUID:
    try:
        other: UUID = serializers.UUIDField().run_validation(request.query_params.get("from"))
    except serializers.ValidationError as error:
        message = "Name the version to compare with: from=<id>."
        raise serializers.ValidationError({"from": [message]}) from error
    return other


def _version(version_id: UUID) -> Version:
    row: Version = calls.found(Version.objects.all(), version_id)
    return row


_ONE = "versions/<uuid:version_id>"
urlpatterns = [
    path("sequences/<uuid:sequence_id>/versions", VersionList.as_view(), name="api_versions"),
    path(_ONE, VersionDetail.as_view(), name="api_version"),
    path(f"{_ONE}/differences", VersionDifferences.as_view(), name="api_version_differences"),
    path(f"{_ONE}/save", SaveVersion.as_view(), name="api_version_save"),
    path(f"{_ONE}/submit", SubmitVersion.as_view(), name="api_version_submit"),
    path(f"{_ONE}/sign", SignVersion.as_view(), name="api_version_sign"),
    path(f"{_ONE}/approve", ApproveVersion.as_view(), name="api_version_approve"),
    path(f"{_ONE}/reject", RejectVersion.as_view(), name="api_version_reject"),
    path(f"{_ONE}/retire", RetireVersion.as_view(), name="api_version_retire"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_versions": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_version": {"GET": Capability.SEE},
    "api_version_differences": {"GET": Capability.SEE},
    "api_version_save": {"POST": Capability.EDIT_SEQUENCES},
    "api_version_submit": {"POST": Capability.EDIT_SEQUENCES},
    # Who signs depends on the stage; legal may well be a seat that only reads.
    "api_version_sign": {"POST": Capability.SEE},
    "api_version_approve": {"POST": Capability.APPROVE_SEQUENCES},
    "api_version_reject": {"POST": Capability.APPROVE_SEQUENCES},
    "api_version_retire": {"POST": Capability.APPROVE_SEQUENCES},
}
