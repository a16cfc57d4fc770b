"""REST: deciding on one first message. The person behind the key answers for it, and is held to
four eyes as on the page; a message that they may not see is a 404."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import desks, looking, reviews
from compliance.models import Review
from compliance.shapes import ReviewOut
from contacts.models import Contact
from enrollment import first_touch, rewording
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability, may


class TakingOver(StrictSerializer):
    """`take_over` decides although somebody else has the message open."""

    take_over = serializers.BooleanField(default=False)


class ApprovalIn(TakingOver):
    """`seen_hash` is the `content_hash` of the message that was looked at, `stage` the one it was
    at then; without `stage` the one it is at now."""

    seen_hash = serializers.CharField(max_length=64, default="", allow_blank=True)
    stage = serializers.IntegerField(required=False, min_value=0)
    reason = serializers.CharField(max_length=reviews.MAX_REASON, default="", allow_blank=True)


class ReturnIn(TakingOver):
    """What should change, or why it must not leave."""

    reason = serializers.CharField(max_length=reviews.MAX_REASON)


class OtherWordsIn(TakingOver):
    """All the words of the message, also those that stay; somebody else decides on them."""

    seen_hash = serializers.CharField(max_length=64, default="", allow_blank=True)
    subject = serializers.CharField(
        max_length=998, default="", allow_blank=True, help_text="Empty for a text message."
    )
    text = serializers.CharField(max_length=20_000, trim_whitespace=False)
    reason = serializers.CharField(max_length=reviews.MAX_REASON, default="", allow_blank=True)


class WithdrawalIn(StrictSerializer):
    """Why it is taken back."""

    reason = serializers.CharField(max_length=reviews.MAX_REASON)


class LookOut(serializers.Serializer[Any]):
    """Who has the message open; all but `is_mine` are null when nobody has."""

    holder = serializers.CharField(source="holder.label", default=None, allow_null=True)
    is_mine = serializers.BooleanField()
    first_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)


class ReviewApprove(TenantView):
    """Sign the stage of a review."""

    @extend_schema(request=ApprovalIn, responses=ReviewOut)
    def post(self, request: Request, review_id: UUID) -> Response:
        """The last stage approves exactly what was looked at, and starts the sequence."""
        row = _found(request, review_id)
        given = calls.body(ApprovalIn, request)
        row.stage = given.pop("stage", row.stage)
        return _told(first_touch.approve(row, **given, **calls.by(request)))


class ReviewRequestChanges(TenantView):
    """Send a message back."""

    @extend_schema(request=ReturnIn, responses=ReviewOut)
    def post(self, request: Request, review_id: UUID) -> Response:
        """The rep reads the reason and may send it again."""
        row = _found(request, review_id)
        given = calls.body(ReturnIn, request)
        return _told(first_touch.request_changes(row, **given, **calls.by(request)))


class ReviewReject(TenantView):
    """Refuse a message for good."""

    @extend_schema(request=ReturnIn, responses=ReviewOut)
    def post(self, request: Request, review_id: UUID) -> Response:
        """The enrollment ends."""
        row = _found(request, review_id)
        given = calls.body(ReturnIn, request)
        return _told(first_touch.reject(row, **given, **calls.by(request)))


class ReviewPassOn(TenantView):
    """Write other words and pass the message on."""

    @extend_schema(request=OtherWordsIn, responses=ReviewOut)
    def post(self, request: Request, review_id: UUID) -> Response:
        """The review that follows, for somebody else."""
        row = _found(request, review_id)
        given = calls.body(OtherWordsIn, request)
        return _told(rewording.pass_on(row, **given, **calls.by(request)))


class ReviewWithdraw(TenantView):
    """Take a message or its approval back."""

    @extend_schema(request=WithdrawalIn, responses=ReviewOut)
    def post(self, request: Request, review_id: UUID) -> Response:
        """Refused once the message is leaving."""
        row = _found(request, review_id)
        given = calls.body(WithdrawalIn, request)
        role = calls.key_role(request)
        calls.check_key(may(role, Capability.REVIEW) or may(role, Capability.ENROL))
        return _told(first_touch.withdraw(row, **given, **calls.by(request)))


class ReviewLooking(TenantView):
    """Show others that a message is being looked at."""

    @extend_schema(request=TakingOver, responses=LookOut)
    def post(self, request: Request, review_id: UUID) -> Response:
        """Hold it for five minutes, unless somebody else does."""
        row, seat = _found(request, review_id), calls.seat(request)
        take_over = calls.body(TakingOver, request)["take_over"]
        holds = not reviews.obstacle(row, seat)
        look = looking.open(row, seat, take_over=take_over and holds, holds=holds)
        return Response(LookOut(look).data)


def _found(request: Request, review_id: UUID) -> Review:
    seat = calls.seat(request)
    people = Contact.objects.visible_to(seat)
    rows: QuerySet[Review] = desks.open_to(seat).filter(contact__in=people)
    return calls.found(rows.select_related("contact", "decided_by"), review_id)


def _told(review: Review) -> Response:
    return Response(ReviewOut(review).data)


ONE = "reviews/<uuid:review_id>"
urlpatterns = [
    path(f"{ONE}/approve", ReviewApprove.as_view(), name="api_review_approve"),
    path(f"{ONE}/request-changes", ReviewRequestChanges.as_view(), name="api_review_changes"),
    path(f"{ONE}/reject", ReviewReject.as_view(), name="api_review_reject"),
    path(f"{ONE}/pass-on", ReviewPassOn.as_view(), name="api_review_pass_on"),
    path(f"{ONE}/withdraw", ReviewWithdraw.as_view(), name="api_review_withdraw"),
    path(f"{ONE}/look", ReviewLooking.as_view(), name="api_review_look"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_review_approve": {"POST": Capability.REVIEW},
    "api_review_changes": {"POST": Capability.REVIEW},
    "api_review_reject": {"POST": Capability.REVIEW},
    "api_review_pass_on": {"POST": Capability.REVIEW},
    # Whoever answers for the enrollment may, or a reviewer: `first_touch.withdraw` decides.
    "api_review_withdraw": {"POST": Capability.SEE},
    "api_review_look": {"POST": Capability.REVIEW},
}
