"""REST: how first messages are reviewed, and the groups of reviewers who answer for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import policing, policy_document, reviewer_groups
from compliance.models import ReviewerGroup, ReviewPolicy
from compliance.shapes import (
    DOCUMENT_FIELDS,
    DocumentIn,
    DocumentOut,
    DraftApproval,
    DraftChange,
    InForceOut,
)
from enrollment import review_policies
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import Listing
from tenancy.roles import Capability


class PolicyIn(DocumentIn):
    """A draft to write. `document` has rules, groups, hours, remind_hours, escalate_to,
    expire_days, sample_floor and planted_per_hundred; docs/compliance.md explains each."""


class PolicyChange(DraftChange, PolicyIn):
    """What a draft shall say instead."""


class PolicyOut(DocumentOut, serializers.ModelSerializer[ReviewPolicy]):
    """One version of the review policy."""

    class Meta:
        model = ReviewPolicy
        fields = DOCUMENT_FIELDS


class PolicyCount(serializers.Serializer[Any]):
    """How often a rule would have held, or a stage been asked for."""

    name = serializers.CharField()
    messages = serializers.IntegerField()


class PolicyReport(serializers.Serializer[Any]):
    """How the first messages opened from `since` to `until` would have been reviewed; `is_cut`:
    there were more, the newest are counted. `unruled`: no rule held. `decisions`: how many there
    would have been, had nobody approved groups."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    messages = serializers.IntegerField()
    is_cut = serializers.BooleanField()
    single = serializers.IntegerField()
    group = serializers.IntegerField()
    unruled = serializers.IntegerField()
    decisions = serializers.IntegerField()
    rules = PolicyCount(many=True)
    stages = PolicyCount(many=True)


class ReviewerGroupIn(StrictSerializer):
    """A group of reviewers: its name, and the ids of its members."""

    name = serializers.CharField(max_length=reviewer_groups.MAX_NAME)
    members = serializers.ListField(
        child=serializers.UUIDField(), default=list, max_length=reviewer_groups.MAX_MEMBERS
    )


class ReviewerGroupOut(serializers.ModelSerializer[ReviewerGroup]):
    """A group with its members."""

    members = serializers.SerializerMethodField()

    class Meta:
        model = ReviewerGroup
        fields = ("id", "name", "created_at", "archived_at", "members")

    def get_members(self, group: ReviewerGroup) -> list[UUID]:
        """Who is in it, whether they may review at present or not."""
        return [seat.member_id for seat in group.seats.all()]


class Policies(TenantView):
    """Review policies of the workspace."""

    @extend_schema(parameters=[Listing], responses=PolicyOut(many=True))
    def get(self, request: Request) -> Response:
        """Every version, newest first."""
        calls.query(Listing, request)
        return calls.page(policing.versions(), request, self, PolicyOut)

    @extend_schema(request=PolicyIn, responses={201: PolicyOut})
    def post(self, request: Request) -> Response:
        """Write a draft, which changes nothing until another admin approves it."""
        said = calls.body(PolicyIn, request)
        row = review_policies.write_draft(**said, **calls.by(request))
        return Response(PolicyOut(row).data, status=status.HTTP_201_CREATED)


class PolicyInForce(TenantView):
    """The policy that holds now."""

    @extend_schema(responses=InForceOut)
    def get(self, request: Request) -> Response:
        """What holds for every review that is opened from now on."""
        policy = policing.in_force()
        said = {"number": policy.number, "document": policy_document.to_data(policy)}
        return Response(InForceOut(said).data)


class OnePolicy(TenantView):
    """One version of the policy."""

    @extend_schema(responses=PolicyOut)
    def get(self, request: Request, policy_id: UUID) -> Response:
        """What it says."""
        return Response(PolicyOut(_policy(policy_id)).data)

    @extend_schema(request=PolicyChange, responses=PolicyOut)
    def patch(self, request: Request, policy_id: UUID) -> Response:
        """Change a draft."""
        given = calls.body(PolicyChange, request, partial=True)
        row = _policy(policy_id)
        said = {"document": row.document, **given}
        changed = review_policies.change_draft(row, **said, **calls.by(request))
        return Response(PolicyOut(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, policy_id: UUID) -> Response:
        """Discard a draft."""
        policing.discard_draft(_policy(policy_id), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApprovePolicy(TenantView):
    """Putting in force."""

    @extend_schema(request=DraftApproval, responses=PolicyOut)
    def post(self, request: Request, policy_id: UUID) -> Response:
        """Put a draft in force; never by anybody who wrote in it, and not while a stage names a
        group without two active people who may review."""
        draft, given = _policy(policy_id), calls.body(DraftApproval, request)
        done = policing.approve(draft, **given, **calls.by(request))
        return Response(PolicyOut(done).data)


class ReportOfPolicy(TenantView):
    """What a policy would have done."""

    @extend_schema(responses=PolicyReport)
    def get(self, request: Request, policy_id: UUID) -> Response:
        """How the first messages of the last 30 days would have been reviewed under it."""
        found = review_policies.report(policing.policy_of(_policy(policy_id)))
        return Response(PolicyReport(found).data)


class ReviewerGroups(TenantView):
    """Groups of reviewers."""

    @extend_schema(parameters=[Listing], responses=ReviewerGroupOut(many=True))
    def get(self, request: Request) -> Response:
        """Every group, the archived too."""
        calls.query(Listing, request)
        return calls.page(_groups(), request, self, ReviewerGroupOut)

    @extend_schema(request=ReviewerGroupIn, responses={201: ReviewerGroupOut})
    def post(self, request: Request) -> Response:
        """Make a group."""
        said = calls.body(ReviewerGroupIn, request)
        row = reviewer_groups.create(said["name"], members=said["members"], **calls.by(request))
        return Response(ReviewerGroupOut(row).data, status=status.HTTP_201_CREATED)


class OneReviewerGroup(TenantView):
    """One group of reviewers."""

    @extend_schema(responses=ReviewerGroupOut)
    def get(self, request: Request, group_id: UUID) -> Response:
        """Its name and members."""
        return Response(ReviewerGroupOut(_group(group_id)).data)

    @extend_schema(request=ReviewerGroupIn, responses=ReviewerGroupOut)
    def patch(self, request: Request, group_id: UUID) -> Response:
        """Another name, other members, or both."""
        given, row = calls.body(ReviewerGroupIn, request, partial=True), _group(group_id)
        reviewer_groups.change(row, **given, **calls.by(request))
        return Response(ReviewerGroupOut(_group(group_id)).data)


class ArchiveReviewerGroup(TenantView):
    """Archiving."""

    @extend_schema(request=None, responses=ReviewerGroupOut)
    def post(self, request: Request, group_id: UUID) -> Response:
        """Archive a group that no policy in force names."""
        row = reviewer_groups.archive(_group(group_id), **calls.by(request))
        return Response(ReviewerGroupOut(row).data)


def _policy(policy_id: UUID) -> ReviewPolicy:
    found: ReviewPolicy = calls.found(policing.versions(), policy_id)
    return found


def _groups() -> QuerySet[ReviewerGroup]:
    rows: QuerySet[ReviewerGroup] = ReviewerGroup.objects.prefetch_related("seats")
    return rows


def _group(group_id: UUID) -> ReviewerGroup:
    found: ReviewerGroup = calls.found(_groups(), group_id)
    return found


_ONE = "review-policies/<uuid:policy_id>"
_GROUP = "reviewer-groups/<uuid:group_id>"
urlpatterns = [
    path("review-policies", Policies.as_view(), name="api_review_policies"),
    path("review-policies/in-force", PolicyInForce.as_view(), name="api_policies_in_force"),
    path(_ONE, OnePolicy.as_view(), name="api_review_policy"),
    path(f"{_ONE}/approve", ApprovePolicy.as_view(), name="api_review_policy_approve"),
    path(f"{_ONE}/report", ReportOfPolicy.as_view(), name="api_review_policy_report"),
    path("reviewer-groups", ReviewerGroups.as_view(), name="api_reviewer_groups"),
    path(_GROUP, OneReviewerGroup.as_view(), name="api_reviewer_group"),
    path(f"{_GROUP}/archive", ArchiveReviewerGroup.as_view(), name="api_reviewer_group_archive"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_review_policies": {"GET": Capability.SEE, "POST": Capability.EDIT_RULES},
    "api_policies_in_force": {"GET": Capability.SEE},
    "api_review_policy": {
        "GET": Capability.SEE,
        "PATCH": Capability.EDIT_RULES,
        "DELETE": Capability.EDIT_RULES,
    },
    "api_review_policy_approve": {"POST": Capability.EDIT_RULES},
    "api_review_policy_report": {"GET": Capability.SEE},
    "api_reviewer_groups": {"GET": Capability.SEE, "POST": Capability.EDIT_RULES},
    "api_reviewer_group": {"GET": Capability.SEE, "PATCH": Capability.EDIT_RULES},
    "api_reviewer_group_archive": {"POST": Capability.EDIT_RULES},
}
