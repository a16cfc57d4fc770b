"""REST: lists of people to stop, handed to a worker, and how far it is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.models import StopList
from compliance.shapes import CHANNELS, REASONS
from compliance.stop_lists.bounds import WIDE
from compliance.stop_lists.files import entries
from compliance.stop_lists.reading import Kind
from enrollment import stop_lists
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability, may
from tenancy.tasks import enqueue

TASK = "enrollment.tasks.run_stop_list"
# A call holds at most this much; larger lists go in through the page.
MOST_TEXT = 1_500_000


class StopListIn(StrictSerializer):
    """A list: in `entries` one address, domain, number or hash a line, or a CSV. `column` names
    the one that counts, by its name or its number from 1, where several may be meant."""

    name = serializers.CharField(max_length=200)
    entries = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)
    reason = serializers.ChoiceField(REASONS)
    channel = serializers.ChoiceField(CHANNELS, default="", allow_blank=True)
    said_by = serializers.CharField(max_length=80, help_text="Where the list comes from.")
    expires_at = serializers.DateTimeField(default=None, allow_null=True)
    column = serializers.CharField(max_length=80, default="", allow_blank=True)


class StopListOut(serializers.ModelSerializer[StopList]):
    """A list and how far it is."""

    class Meta:
        model = StopList
        fields = (
            *("id", "state", "filename", "reason", "channel", "source", "expires_at"),
            *("lines_total", "lines_read", "added", "known", "rejected", "stopped"),
            *("problem", "created_at", "started_at", "finished_at"),
        )


class StopLists(TenantView):
    """Lists of people to stop."""

    @extend_schema(responses=StopListOut(many=True))
    def get(self, request: Request) -> Response:
        """The lists, without what they hold."""
        return calls.page(_rows(), request, self, StopListOut)

    @extend_schema(request=StopListIn, responses={202: StopListOut})
    def post(self, request: Request) -> Response:
        """Keep a list and start it. A worker takes it; ask for it again to see how far it is."""
        given = calls.body(StopListIn, request)
        name, content = given.pop("name"), given.pop("entries").encode()
        given["source"] = given.pop("said_by")
        made = stop_lists.upload(name, content, **given, **calls.by(request))
        if not may(calls.key_role(request), WIDE):
            read = entries(content, stop_lists.layout(made))
            calls.check_key(all(each.kind is not Kind.DOMAIN for each in read))
        row = stop_lists.start(made, **calls.by(request))
        enqueue(TASK, row.pk)
        return Response(StopListOut(row).data, status=status.HTTP_202_ACCEPTED)


class OneStopList(TenantView):
    """One list."""

    @extend_schema(responses=StopListOut)
    def get(self, request: Request, list_id: UUID) -> Response:
        """How far it is."""
        return Response(StopListOut(calls.found(_rows(), list_id)).data)


class CancelStopList(TenantView):
    """The end of a list before its last line."""

    @extend_schema(request=None, responses=StopListOut)
    def post(self, request: Request, list_id: UUID) -> Response:
        """Go no further; what was taken stays stopped."""
        row = calls.found(_rows(), list_id)
        return Response(StopListOut(stop_lists.cancel(row, **calls.by(request))).data)


def _rows() -> Any:
    return StopList.objects.defer("content", "rejects")


urlpatterns = [
    path("stop-lists", StopLists.as_view(), name="api_stop_lists"),
    path("stop-lists/<uuid:list_id>", OneStopList.as_view(), name="api_stop_list"),
    path("stop-lists/<uuid:list_id>/cancel", CancelStopList.as_view(), name="api_stop_list_cancel"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_stop_lists": {"GET": Capability.SEE, "POST": Capability.ENROL},
    "api_stop_list": {"GET": Capability.SEE},
    "api_stop_list_cancel": {"POST": Capability.ENROL},
}
