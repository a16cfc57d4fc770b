"""REST: what the member behind the key has to know."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import notices
from enrollment.models import Notice
from tenancy import calls
from tenancy.api import TenantView
from tenancy.errors import NotFound
from tenancy.roles import Capability


class NoticeOutput(serializers.ModelSerializer[Notice]):
    """A sentence for the member behind the key."""

    class Meta:
        model = Notice
        fields = ("id", "title", "body", "path", "tone", "at")
        read_only_fields = fields


class ReadOutput(serializers.Serializer[Any]):
    """How many notices became read."""

    read = serializers.IntegerField()


class Notices(TenantView):
    """What the member behind the key has to know."""

    @extend_schema(responses=NoticeOutput(many=True))
    def get(self, request: Request) -> Response:
        """The unread ones, newest first, at most 100."""
        return Response(NoticeOutput(notices.unread(calls.seat(request)), many=True).data)


class NoticeRead(TenantView):
    """Reading one."""

    @extend_schema(request=None, responses=ReadOutput)
    def post(self, request: Request, notice_id: UUID) -> Response:
        """Mark it as read; reading it again changes nothing."""
        seat = calls.seat(request)
        if not Notice.objects.filter(pk=notice_id, member=seat).exists():
            raise NotFound
        return Response({"read": notices.mark_read(seat, [notice_id])})


urlpatterns = [
    path("notices", Notices.as_view(), name="api_notices"),
    path("notices/<uuid:notice_id>/read", NoticeRead.as_view(), name="api_notice_read"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_notices": {"GET": Capability.SEE},
    "api_notice_read": {"POST": Capability.SEE},
}
