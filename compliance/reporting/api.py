"""REST: the figures of each reviewer for a range of days."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.reporting import reviewers
from compliance.reporting.reviewers import Figures
from tenancy import calls
from tenancy.api import TenantView
from tenancy.roles import Capability


class DaysQuery(calls.Listing):
    """From the first day to the last, both whole, in the zone of the workspace; without them the
    last 30."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)


class FiguresOut(serializers.Serializer[Any]):
    """One reviewer. Times are in seconds, null when nothing was timed; `agreement` is a share of
    `judged_by_two`, null when there are none."""

    member = serializers.UUIDField(source="member.pk")
    name = serializers.CharField(source="member.label")
    decided = serializers.IntegerField()
    approved = serializers.IntegerField()
    changes_requested = serializers.IntegerField(source="changes")
    rejected = serializers.IntegerField()
    passed_on = serializers.IntegerField()
    reading_median = serializers.SerializerMethodField()
    reading_90 = serializers.SerializerMethodField()
    waiting_median = serializers.SerializerMethodField()
    waiting_90 = serializers.SerializerMethodField()
    late = serializers.IntegerField()
    judged_by_two = serializers.IntegerField()
    agreement = serializers.FloatField(allow_null=True)
    planted = serializers.IntegerField()
    caught = serializers.IntegerField()
    missed = serializers.IntegerField()
    together = serializers.IntegerField()
    together_opened = serializers.IntegerField()

    def get_reading_median(self, row: Figures) -> float | None:
        """From the first look to the decision."""
        return _seconds(row.reading)

    def get_reading_90(self, row: Figures) -> float | None:
        """What nine in ten stay under."""
        return _seconds(row.reading_90)

    def get_waiting_median(self, row: Figures) -> float | None:
        """From the start of the stage to the decision."""
        return _seconds(row.waiting)

    def get_waiting_90(self, row: Figures) -> float | None:
        """What nine in ten stay under."""
        return _seconds(row.waiting_90)


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


class ReviewReport(TenantView):
    """What reviewers decided."""

    @extend_schema(parameters=[DaysQuery], responses=FiguresOut(many=True))
    def get(self, request: Request) -> Response:
        """Everybody for managers and admins, yourself for a reviewer; by name."""
        asked = calls.query(DaysQuery, request)
        days = reviewers.days(asked.get("first"), asked.get("last"))
        role = calls.key_role(request)
        rows = reviewers.report(calls.seat(request), days, role=role)
        return Response(FiguresOut(rows, many=True).data)


urlpatterns = [path("review-report", ReviewReport.as_view(), name="api_review_report")]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_review_report": {"GET": Capability.REVIEW},
}
