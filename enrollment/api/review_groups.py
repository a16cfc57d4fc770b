"""REST: first messages of one template decided on together. What has to be opened first is opened
with `POST reviews/<id>/look` by the person behind the key."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import reviews
from enrollment import group_review
from enrollment.group_review import AT_ONCE, Done, Group, Member, Shown
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability

MOST_STAGES = 99


class StageQuery(calls.Listing):
    """At which stage the messages wait, counted from 0."""

    stage = serializers.IntegerField(default=0, min_value=0, max_value=MOST_STAGES)


class ShownIn(StrictSerializer):
    """One message as it was shown."""

    id = serializers.UUIDField()
    content_hash = serializers.CharField(max_length=64)


class GroupApprovalIn(StrictSerializer):
    """Exactly the messages that were looked at, with the hashes that they had."""

    stage = serializers.IntegerField(default=0, min_value=0, max_value=MOST_STAGES)
    shown = serializers.ListField(child=ShownIn(), min_length=1, max_length=AT_ONCE)


class GroupReturnIn(GroupApprovalIn):
    """One reason for all."""

    reason = serializers.CharField(max_length=reviews.MAX_REASON)


class WaitingGroupOut(serializers.Serializer[Any]):
    """One group that waits."""

    key = serializers.CharField(source="first.group_key")
    stage = serializers.IntegerField(source="first.stage")
    stage_name = serializers.CharField(source="stage.name")
    version = serializers.UUIDField(source="first.version_id")
    step = serializers.CharField(source="first.step_key")
    count = serializers.IntegerField()
    oldest = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    enrollers = serializers.ListField(child=serializers.CharField())


class GroupFactOut(serializers.Serializer[Any]):
    """One value that a message uses, and the field of its `origin`."""

    name = serializers.CharField()
    value = serializers.CharField()
    origin = serializers.CharField(source="source")


class GroupMemberOut(serializers.Serializer[Any]):
    """One message of a group; `reasons` say why it is decided on alone, `obstacle` why not by
    you, `in_sample` that it has to be opened first."""

    id = serializers.UUIDField(source="member.review.pk")
    contact = serializers.UUIDField(source="member.review.contact_id")
    content_hash = serializers.CharField(source="member.review.content_hash")
    subject = serializers.CharField(source="member.content.subject")
    text = serializers.CharField(source="member.content.text")
    facts = GroupFactOut(source="member.content.facts", many=True)
    reasons = serializers.ListField(source="member.reasons", child=serializers.CharField())
    obstacle = serializers.CharField(source="member.obstacle")
    in_sample = serializers.BooleanField()
    is_looked_at = serializers.BooleanField(source="member.is_looked_at")


class ReviewGroupOut(serializers.Serializer[Any]):
    """One group as the person behind the key may decide on it."""

    key = serializers.CharField()
    stage_name = serializers.CharField()
    together = GroupMemberOut(many=True)
    outliers = GroupMemberOut(many=True)
    others = GroupMemberOut(many=True)
    later = serializers.IntegerField()
    closed = serializers.CharField()


class FellOutOut(serializers.Serializer[Any]):
    """A message that was not decided on with the others, and why."""

    id = serializers.UUIDField(source="review.pk", default=None, allow_null=True)
    reason = serializers.CharField()


class GroupDoneOut(serializers.Serializer[Any]):
    """What became of the decision."""

    decided = serializers.ListField(child=serializers.UUIDField())
    fell_out = FellOutOut(many=True)


class ReviewGroups(TenantView):
    """Groups of first messages that wait."""

    @extend_schema(responses=WaitingGroupOut(many=True))
    def get(self, request: Request) -> Response:
        """What is due first at the top, at most 200."""
        rows = group_review.waiting(calls.seat(request))
        return Response([_line(each) for each in rows])


class OneReviewGroup(TenantView):
    """One group of first messages."""

    @extend_schema(parameters=[StageQuery], responses=ReviewGroupOut)
    def get(self, request: Request, group_key: str) -> Response:
        """Its messages, those that are unlike the others apart."""
        stage = calls.query(StageQuery, request)["stage"]
        return Response(_shown(group_review.load(group_key, stage, calls.seat(request))))


class ReviewGroupApprove(TenantView):
    """Approve messages of a group."""

    @extend_schema(request=GroupApprovalIn, responses=GroupDoneOut)
    def post(self, request: Request, group_key: str) -> Response:
        """Each on its own; refused until the sample was opened."""
        _check_there(request, group_key)
        given = calls.body(GroupApprovalIn, request)
        shown = _pairs(given["shown"])
        done = group_review.approve(group_key, given["stage"], shown, **calls.by(request))
        return _told(done)


class ReviewGroupRequestChanges(TenantView):
    """Send messages of a group back."""

    @extend_schema(request=GroupReturnIn, responses=GroupDoneOut)
    def post(self, request: Request, group_key: str) -> Response:
        """Each on its own, all with one reason."""
        _check_there(request, group_key)
        given = calls.body(GroupReturnIn, request)
        shown, said = _pairs(given["shown"]), {"reason": given["reason"], **calls.by(request)}
        return _told(group_review.request_changes(group_key, given["stage"], shown, **said))


def _check_there(request: Request, key: str) -> None:
    """What you may not see is not found, whatever the body says."""
    group_review.check_there(key, calls.seat(request))


def _pairs(given: Sequence[Mapping[str, Any]]) -> list[Shown]:
    return [(each["id"], each["content_hash"]) for each in given]


def _line(row: group_review.Waiting) -> dict[str, Any]:
    line = WaitingGroupOut({**vars(row), "stage": row.stage, "enrollers": _labels(row)}).data
    return dict(line)


def _labels(row: group_review.Waiting) -> list[str]:
    return [member.label for member in row.enrollers]


def _shown(group: Group) -> Any:
    parts = {
        name: [_member(each, group) for each in getattr(group, name)]
        for name in ("together", "outliers", "others")
    }
    return ReviewGroupOut({**vars(group), **parts, "stage_name": group.stage.name}).data


def _member(member: Member, group: Group) -> dict[str, Any]:
    return {"member": member, "in_sample": member.review.pk in group.sample}


def _told(done: Done) -> Response:
    decided: list[UUID] = [review.pk for review in done.decided]
    return Response(GroupDoneOut({"decided": decided, "fell_out": done.fell_out}).data)


ONE = "review-groups/<sha256:group_key>"
urlpatterns = [
    path("review-groups", ReviewGroups.as_view(), name="api_review_groups"),
    path(ONE, OneReviewGroup.as_view(), name="api_review_group"),
    path(f"{ONE}/approve", ReviewGroupApprove.as_view(), name="api_review_group_approve"),
    path(
        f"{ONE}/request-changes",
        ReviewGroupRequestChanges.as_view(),
        name="api_review_group_changes",
    ),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_review_groups": {"GET": Capability.REVIEW},
    "api_review_group": {"GET": Capability.REVIEW},
    "api_review_group_approve": {"POST": Capability.REVIEW},
    "api_review_group_changes": {"POST": Capability.REVIEW},
}
