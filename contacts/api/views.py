"""REST: saved views. `GET /contacts?view=<id>` lists who fits one."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import saved_views
from contacts.api.people import a_view
from contacts.conditions import MAX_CONDITIONS, Match
from contacts.models import SavedView, ViewKind
from contacts.shapes import ConditionIn
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability, may


class ViewChange(StrictSerializer):
    """Up to 8 conditions, all or any of which must hold."""

    name = serializers.CharField(max_length=saved_views.MAX_NAME)
    match = serializers.ChoiceField(choices=[each.value for each in Match], default="all")
    conditions = serializers.ListField(
        child=ConditionIn(), allow_empty=False, max_length=MAX_CONDITIONS
    )


class ViewIn(ViewChange):
    """A new view. Of companies all people are meant."""

    kind = serializers.ChoiceField(choices=ViewKind.choices, default=ViewKind.CONTACTS)


class ViewOut(serializers.ModelSerializer[SavedView]):
    """A saved view."""

    owner = serializers.CharField(source="owner.label")

    class Meta:
        model = SavedView
        fields = ("id", "name", "kind", "match", "conditions", "owner", "created_at")
        read_only_fields = fields


class ViewList(TenantView):
    """The saved views of the workspace."""

    @extend_schema(responses=ViewOut(many=True))
    def get(self, request: Request) -> Response:
        """List them by name."""
        rows = SavedView.objects.select_related("owner").order_by("name")
        return Response(ViewOut(rows, many=True).data)

    @extend_schema(request=ViewIn, responses={201: ViewOut})
    def post(self, request: Request) -> Response:
        """Save a selection under a name."""
        view = saved_views.create(**calls.body(ViewIn, request), **calls.by(request))
        return Response(ViewOut(view).data, status=status.HTTP_201_CREATED)


class ViewOne(TenantView):
    """One saved view."""

    @extend_schema(responses=ViewOut)
    def get(self, request: Request, pk: UUID) -> Response:
        """Read its conditions."""
        return Response(ViewOut(a_view(pk)).data)

    @extend_schema(operation_id="views_change", request=ViewChange, responses=ViewOut)
    def post(self, request: Request, pk: UUID) -> Response:
        """Replace name and conditions; audiences of the person behind the key select by the new
        ones, those of others once their owners have saved them again."""
        view = _mine(request, pk)
        asked = calls.body(ViewChange, request)
        changed = saved_views.change(view, **asked, **calls.by(request))
        return Response(ViewOut(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Delete it; contacts stay as they are."""
        saved_views.delete(_mine(request, pk), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _mine(request: Request, pk: UUID) -> SavedView:
    """A view that the key may change: of the person behind it, or of others by an admin's key."""
    view = a_view(pk)
    is_admin = may(calls.key_role(request), Capability.ADMINISTER)
    calls.check_key(is_admin or view.owner_id == calls.seat(request).pk)
    return view


urlpatterns = [
    path("views", ViewList.as_view(), name="api_views"),
    path("views/<uuid:pk>", ViewOne.as_view(), name="api_view"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_views": {"GET": Capability.SEE, "POST": Capability.EDIT_CONTACTS},
    "api_view": {
        "GET": Capability.SEE,
        "POST": Capability.EDIT_CONTACTS,
        "DELETE": Capability.EDIT_CONTACTS,
    },
}
