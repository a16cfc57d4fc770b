"""REST, reading: the list of contacts and one contact. Writing is in `signals.api`, because what
a CRM says about a person may stop them.

A key sees the contacts that the person behind it sees. Records speak the same words here as in
`contacts.incoming`, so that what was read can be sent back.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import filtering, saved_views
from contacts.addresses import AddressError, parse_address
from contacts.models import Contact, SavedView
from contacts.querysets import ContactQuerySet
from tenancy import calls, clock
from tenancy.api import TenantView
from tenancy.errors import NotFound
from tenancy.roles import Capability


class ContactOut(serializers.ModelSerializer[Contact]):
    """A contact as programs read it."""

    state = serializers.CharField(source="region")
    timezone = serializers.CharField(source="zone")
    lifecycle = serializers.CharField(source="stage")
    company = serializers.CharField(source="account.name", default="")
    company_external_id = serializers.CharField(source="account.external_id", default="")
    company_domain = serializers.CharField(source="account.domain", default="")
    company_state = serializers.CharField(source="account.state", default="")
    company_industry = serializers.CharField(source="account.industry", default="")
    company_country = serializers.CharField(source="account.country", default="")
    company_region = serializers.CharField(source="account.region", default="")
    company_timezone = serializers.CharField(source="account.zone", default="")
    company_subscriber = serializers.CharField(source="account.subscriber", default="")
    owner_email = serializers.SerializerMethodField(
        help_text="Of the owner's seat; else as the CRM named the owner."
    )
    opted_out = serializers.BooleanField(source="crm_opted_out")
    # A record's own `last_activity` is what the CRM says; this is what we know.
    last_activity_kind = serializers.CharField(source="last_activity")

    class Meta:
        model = Contact
        fields = (
            "id",
            "external_id",
            "email",
            "first_name",
            "last_name",
            "title",
            "phone",
            "mobile",
            "linkedin_url",
            "country",
            "state",
            "city",
            "timezone",
            "language",
            "language_chosen",
            "segment",
            "persona",
            "lifecycle",
            "lead_source",
            "approval_tag",
            "company",
            "company_external_id",
            "company_domain",
            "company_state",
            "company_industry",
            "company_country",
            "company_region",
            "company_timezone",
            "company_subscriber",
            "owner_email",
            "opted_out",
            "do_not_call",
            "last_contacted_at",
            "last_contacted_by",
            "last_activity_at",
            "last_activity_kind",
            "custom",
            "revision",
            "confirmed_at",
            "created_at",
            "updated_at",
            "erased_at",
        )
        read_only_fields = fields

    def get_owner_email(self, contact: Contact) -> str:
        """Needs `owner__user` selected with the row."""
        return contact.owner.user.email if contact.owner else contact.owner_given


class ContactFilter(calls.Listing):
    """Which contacts the list shows."""

    external_id = serializers.CharField(required=False, max_length=64)
    email = serializers.CharField(
        required=False, max_length=320, help_text="Compared without letter case."
    )
    owner = serializers.CharField(
        required=False, max_length=254, help_text="E-mail address of the owner, or `none`."
    )
    segment = serializers.CharField(required=False, max_length=80)
    updated_since = serializers.DateTimeField(required=False)
    view = serializers.UUIDField(required=False, help_text="Of a saved view: who fits it.")

    def validate_email(self, value: str) -> str:
        """An address that could never be stored is a mistake of the caller, not an empty list."""
        try:
            return parse_address(value).normal
        except AddressError as error:
            raise serializers.ValidationError(str(error)) from None


class ContactList(TenantView):
    """The contacts, newest first."""

    @extend_schema(parameters=[ContactFilter], responses=ContactOut(many=True))
    def get(self, request: Request) -> Response:
        """List contacts. Pages by `cursor`; `next` and `previous` are addresses."""
        asked = calls.query(ContactFilter, request)
        return calls.page(_filtered(visible(request), **asked), request, self, ContactOut)


class ContactDetail(TenantView):
    """One contact, by the CRM's record ID or by our own id."""

    @extend_schema(responses=ContactOut)
    def get(self, request: Request, external_id: str) -> Response:
        """Read one contact."""
        return Response(ContactOut(one(request, external_id)).data)


def visible(request: Request) -> ContactQuerySet:
    """The contacts that the person behind the key may see, with what `ContactOut` reads."""
    rows = Contact.objects.visible_to(calls.seat(request))
    return rows.select_related("account", "owner__user")


def one(request: Request, external_id: str) -> Contact:
    """The visible contact with this record ID or, failing that, this id; raises NotFound."""
    if "\0" in external_id:
        raise NotFound()
    named = Q(external_id=external_id) & ~Q(external_id="")
    with suppress(ValueError):
        named |= Q(pk=UUID(external_id))
    found = sorted(
        visible(request).filter(named), key=lambda contact: contact.external_id != external_id
    )
    if not found:
        raise NotFound()
    return found[0]


def _filtered(
    rows: ContactQuerySet,
    *,
    external_id: str = "",
    email: str = "",
    owner: str = "",
    segment: str = "",
    updated_since: datetime | None = None,
    view: UUID | None = None,
) -> ContactQuerySet:
    if external_id:
        rows = rows.filter(external_id=external_id)
    if email:
        rows = rows.filter(email_normal=email)
    if owner:
        address = owner.lower()
        rows = (
            rows.filter(owner=None) if owner == "none" else rows.filter(owner__user__email=address)
        )
    if segment:
        rows = rows.filter(segment=segment)
    if updated_since:
        rows = rows.filter(updated_at__gte=updated_since)
    if view:
        found = a_view(view)
        asked = saved_views.conditions_of(found)
        rows = filtering.matching(found.kind, asked, now=clock.now(), among=rows)
    return rows


def a_view(view_id: UUID) -> SavedView:
    """The saved view of this workspace; raises NotFound."""
    return calls.found(SavedView.objects.select_related("owner"), view_id)


urlpatterns = [path("contacts", ContactList.as_view(), name="api_contacts")]
LINES: Mapping[str, Mapping[str, Capability | None]] = {"api_contacts": {"GET": Capability.SEE}}
