"""REST: the keys of the signed webhook, and the inlets of services.

A key's secret is in the answer that makes it and in no other; secrets of services are written and
never read.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from signals.inlets import hook_keys, opening
from signals.inlets.known import CHOICES, Way
from signals.inlets.opening import MOST_NAME, MOST_SECRET
from signals.models import HookKey, Inlet
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.errors import Refused
from tenancy.roles import Capability


class HookKeyOut(serializers.ModelSerializer[HookKey]):
    """A key that signs calls of the webhook. Real time."""

    class Meta:
        model = HookKey
        fields = ("id", "made_at", "made_by", "last_used_at", "retired_at")


class HookKeyMade(HookKeyOut):
    """A new key: its secret, which is shown only here, and the address that it signs calls to."""

    secret = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = HookKey
        fields = (*HookKeyOut.Meta.fields, "secret", "url")

    def get_secret(self, row: HookKey) -> str:
        """64 hex digits."""
        return str(self.context["secret"])

    def get_url(self, row: HookKey) -> str:
        """Where calls are posted."""
        return hook_keys.address()


class HookKeys(TenantView):
    """The keys of the signed webhook."""

    @extend_schema(responses=HookKeyOut(many=True))
    def get(self, request: Request) -> Response:
        """All of them, the oldest first."""
        return Response(HookKeyOut(HookKey.objects.order_by("pk"), many=True).data)

    @extend_schema(request=None, responses={201: HookKeyMade})
    def post(self, request: Request) -> Response:
        """Make a key; two live at most."""
        row, secret = hook_keys.make(**calls.by(request))
        made = HookKeyMade(row, context={"secret": secret})
        return Response(made.data, status=status.HTTP_201_CREATED)


class RetireHookKey(TenantView):
    """The end of a key."""

    @extend_schema(request=None, responses=HookKeyOut)
    def post(self, request: Request, hook_key_id: UUID) -> Response:
        """Refuse what this key signs from now on."""
        return Response(HookKeyOut(hook_keys.retire(hook_key_id, **calls.by(request))).data)


class InletSecrets(StrictSerializer):
    """What a service signs with: `events` and `mail` by what it calls for, `key` for its API.
    Services that sign nothing have none."""

    events = serializers.CharField(
        max_length=MOST_SECRET, required=False, allow_blank=True, write_only=True
    )
    mail = serializers.CharField(
        max_length=MOST_SECRET, required=False, allow_blank=True, write_only=True
    )
    key = serializers.CharField(
        max_length=MOST_SECRET, required=False, allow_blank=True, write_only=True
    )


class InletIn(InletSecrets):
    """A service that may call."""

    provider = serializers.ChoiceField(CHOICES)
    name = serializers.CharField(max_length=MOST_NAME, required=False, allow_blank=True, default="")


class InletAddress(serializers.Serializer[Any]):
    """An address to give to the service. `lacks` says which secret has to be entered before its
    calls are taken; "" when none is missing."""

    way = serializers.ChoiceField([(way.value, way.label) for way in Way])
    url = serializers.CharField()
    lacks = serializers.CharField()


class InletOut(serializers.ModelSerializer[Inlet]):
    """A service that may call, without its secrets. `last_at` is when it last told us something, to
    ten seconds."""

    addresses = serializers.SerializerMethodField()

    class Meta:
        model = Inlet
        fields = (
            *("id", "provider", "name", "addresses", "confirm_url"),
            *("made_at", "made_by", "last_at", "closed_at"),
        )

    @extend_schema_field(InletAddress(many=True))
    def get_addresses(self, row: Inlet) -> Any:
        """One for each thing that the service calls for; none when it is closed."""
        if row.closed_at is not None:
            return []
        return InletAddress(opening.addresses(row), many=True).data


class Inlets(TenantView):
    """The services that may call."""

    @extend_schema(responses=InletOut(many=True))
    def get(self, request: Request) -> Response:
        """The open ones, the oldest first."""
        return Response(InletOut(opening.open_ones(), many=True).data)

    @extend_schema(request=InletIn, responses={201: InletOut})
    def post(self, request: Request) -> Response:
        """Open an inlet for a service; its addresses are in the answer."""
        asked = calls.body(InletIn, request)
        provider, name = asked.pop("provider"), asked.pop("name")
        try:
            row = opening.open_inlet(provider, name, asked, **calls.by(request))
        except Refused as refused:
            raise _as_mistake(refused) from None
        return Response(InletOut(row).data, status=status.HTTP_201_CREATED)


class InletDetail(TenantView):
    """One service that may call."""

    @extend_schema(request=InletSecrets, responses=InletOut)
    def patch(self, request: Request, inlet_id: UUID) -> Response:
        """Replace the secrets that are given; the others stay."""
        asked = calls.body(InletSecrets, request)
        try:
            row = opening.change_secrets(inlet_id, asked, **calls.by(request))
        except Refused as refused:
            raise _as_mistake(refused) from None
        return Response(InletOut(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, inlet_id: UUID) -> Response:
        """Close it for good: its addresses are refused and its secrets forgotten."""
        opening.close(inlet_id, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _as_mistake(refused: Refused) -> Exception:
    if refused.code != "invalid":
        return refused
    return serializers.ValidationError(
        {name: [sentence] for name, sentence in refused.fields.items()}
    )


urlpatterns = [
    path("hook-keys", HookKeys.as_view(), name="api_hook_keys"),
    path(
        "hook-keys/<uuid:hook_key_id>/retire", RetireHookKey.as_view(), name="api_hook_key_retire"
    ),
    path("inlets", Inlets.as_view(), name="api_inlets"),
    path("inlets/<uuid:inlet_id>", InletDetail.as_view(), name="api_inlet"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_hook_keys": dict.fromkeys(("GET", "POST"), Capability.ADMINISTER),
    "api_hook_key_retire": {"POST": Capability.ADMINISTER},
    "api_inlets": dict.fromkeys(("GET", "POST"), Capability.ADMINISTER),
    "api_inlet": dict.fromkeys(("PATCH", "DELETE"), Capability.ADMINISTER),
}
