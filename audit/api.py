"""REST: read the audit trail."""

from collections.abc import Mapping

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audit.models import Entry
from tenancy import calls
from tenancy.api import TenantView
from tenancy.roles import Capability


class EntryOutput(serializers.ModelSerializer[Entry]):
    """One entry, as it was recorded."""

    action_label = serializers.CharField(source="get_action_display")

    class Meta:
        model = Entry
        fields = (
            "id",
            "at",
            "recorded_at",
            "actor_kind",
            "actor_label",
            "action",
            "action_label",
            "target_type",
            "target_id",
            "target_label",
            "contact_id",
            "enrollment_id",
            "data",
        )
        read_only_fields = fields


class EntryQuery(calls.Listing):
    """What the list can be narrowed to."""

    enrollment = serializers.UUIDField(required=False)
    contact = serializers.UUIDField(required=False)


class EntryList(TenantView):
    """The audit trail, newest first."""

    @extend_schema(parameters=[EntryQuery], responses=EntryOutput(many=True))
    def get(self, request: Request) -> Response:
        """Entries of the workspace, of one enrollment or of one contact."""
        asked = calls.query(EntryQuery, request)
        wanted = {f"{name}_id": value for name, value in asked.items()}
        return calls.page(Entry.objects.filter(**wanted), request, self, EntryOutput)


urlpatterns = [path("audit", EntryList.as_view(), name="api_audit")]
LINES: Mapping[str, Mapping[str, Capability | None]] = {"api_audit": {"GET": Capability.SEE_AUDIT}}
