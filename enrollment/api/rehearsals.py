"""REST: a test message to oneself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts.models import Contact
from enrollment.dispatch import rehearsal
from sequences.models import Version
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import body, by, found
from tenancy.roles import Capability


class TestInput(StrictSerializer):
    """Which step, as which contact would get it; a variant by its key."""

    step = serializers.CharField(max_length=60)
    contact = serializers.UUIDField()
    variant = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class TestOutput(serializers.Serializer[Any]):
    """What the mail server said."""

    accepted = serializers.BooleanField()
    answer = serializers.CharField()
    code = serializers.IntegerField()
    words = serializers.CharField()
    recipient = serializers.CharField()
    sentence = serializers.CharField()


class SendTest(TenantView):
    """A test message to oneself."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Without the transaction of other calls: none may be open on the wire."""
        return APIView.dispatch(self, request, *args, **kwargs)

    @extend_schema(request=TestInput, responses=TestOutput)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Send one step, as a contact would get it, to the member behind the key and to nobody
        else."""
        caller = by(request)
        with transaction.atomic():
            version = found(Version.objects.select_related("sequence", "workspace"), version_id)
            given = body(TestInput, request)
            people = Contact.objects.known().visible_to(caller["seat"])
            contact = found(people, given["contact"])
        told = rehearsal.send_test(
            version, given["step"], contact, variant=given["variant"], **caller
        )
        return Response(TestOutput(told).data)


urlpatterns = [
    path("versions/<uuid:version_id>/test", SendTest.as_view(), name="api_version_test"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_version_test": {"POST": Capability.EDIT_SEQUENCES},
}
