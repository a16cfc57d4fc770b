"""REST: what the workspace tracks and under which domain; and whether a person may be tracked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.models import Contact
from enrollment.models import TrackingTerms
from enrollment.tracking import deciding, terms, wishes
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability


class TrackingTermsIn(StrictSerializer):
    """`host` is the workspace's own domain for links; links to `sites` (and below) may name the
    campaign."""

    is_on = serializers.BooleanField()
    host = serializers.CharField(allow_blank=True, default="", max_length=253)
    sites = serializers.ListField(
        child=serializers.CharField(max_length=253), default=list, max_length=terms.MOST_SITES
    )


class TrackingRecords(serializers.Serializer[Any]):
    """What the owner of the domain publishes: a TXT record, and where the domain's CNAME leads."""

    name = serializers.CharField()
    text = serializers.CharField()
    leads_to = serializers.CharField()


class TrackingTermsOut(serializers.Serializer[Any]):
    """The terms, whether the domain is proven (`found` says what is missing), and what to
    publish; null without a domain."""

    is_on = serializers.BooleanField()
    host = serializers.CharField()
    sites = serializers.ListField(child=serializers.CharField())
    verified_at = serializers.DateTimeField(allow_null=True)
    looked_at = serializers.DateTimeField(allow_null=True)
    found = serializers.CharField()
    publish = TrackingRecords(allow_null=True)


class TrackingWishIn(StrictSerializer):
    """That a person agrees to be tracked, or does not; consent needs its evidence."""

    wants = serializers.BooleanField()
    given_at = serializers.DateTimeField()
    evidence = serializers.CharField(allow_blank=True, default="", max_length=300)


class TrackingPermission(serializers.Serializer[Any]):
    """Whether the law and the person allow it now, and why (not)."""

    allowed = serializers.BooleanField()
    says = serializers.CharField()


class TrackingOfWorkspace(TenantView):
    """The terms of the workspace."""

    @extend_schema(responses=TrackingTermsOut)
    def get(self, request: Request) -> Response:
        """As they are now."""
        return _shown(terms.row())

    @extend_schema(request=TrackingTermsIn, responses=TrackingTermsOut)
    def put(self, request: Request) -> Response:
        """Change them; another domain has to be verified anew."""
        return _shown(terms.change(**calls.body(TrackingTermsIn, request), **calls.by(request)))


class TrackingDomain(TenantView):
    """The domain of the workspace."""

    @extend_schema(request=None, responses=TrackingTermsOut)
    def post(self, request: Request) -> Response:
        """Look it up in the DNS now."""
        return _shown(terms.verify(**calls.by(request)))


class TrackingOfContact(TenantView):
    """Whether one visible person may be tracked."""

    @extend_schema(responses=TrackingPermission)
    def get(self, request: Request, contact_id: UUID) -> Response:
        """By the law of their country and what they said."""
        return _permitted(_person(request, contact_id))

    @extend_schema(request=TrackingWishIn, responses={201: TrackingPermission})
    def post(self, request: Request, contact_id: UUID) -> Response:
        """Record what they say about it; messages that are approved are compared with it."""
        person, said = _person(request, contact_id), calls.body(TrackingWishIn, request)
        wishes.record(person, **said, actor=calls.by(request)["actor"])
        answer = _permitted(person)
        answer.status_code = status.HTTP_201_CREATED
        return answer


def _person(request: Request, contact_id: UUID) -> Contact:
    rows = Contact.objects.visible_to(calls.seat(request)).select_related("account")
    person: Contact = calls.found(rows, contact_id)
    return person


def _permitted(person: Contact) -> Response:
    return Response(TrackingPermission(deciding.permissions([person])[person.pk]).data)


def _shown(row: TrackingTerms | None) -> Response:
    kept = row or TrackingTerms()
    publish = terms.publication(kept.host) if kept.host else None
    names = ("is_on", "host", "sites", "verified_at", "looked_at", "found")
    said = {name: getattr(kept, name) for name in names}
    return Response(TrackingTermsOut({**said, "publish": publish}).data)


urlpatterns = [
    path("tracking", TrackingOfWorkspace.as_view(), name="api_tracking"),
    path("tracking/verify", TrackingDomain.as_view(), name="api_tracking_verify"),
    path(
        "contacts/<uuid:contact_id>/tracking",
        TrackingOfContact.as_view(),
        name="api_contact_tracking",
    ),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_tracking": {"GET": Capability.ADMINISTER, "PUT": Capability.ADMINISTER},
    "api_tracking_verify": {"POST": Capability.ADMINISTER},
    "api_contact_tracking": {"GET": Capability.SEE, "POST": Capability.EDIT_CONTACTS},
}
