"""REST, writing what the outside knows: a contact by its record ID, and signals.

Both live here, above enrolment, because both may stop somebody.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.people import ContactDetail, visible
from contacts.csvfile.values import says_nothing
from contacts.models import Contact
from signals import crm, erasing, intake
from signals.inlets import api as inlets
from signals.models import Signal
from signals.reacting import api as reacting
from signals.shapes import ContactIn, ContactSynced, SignalIn, SignalOut
from signals.streams import api as streams
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView, tenant
from tenancy.errors import NotFound, Refused
from tenancy.roles import SEES_EVERYTHING, Capability, may

SOURCE = "api"
# Mistakes of the caller, where other refusals are conflicts with what is stored.
MISTAKES = frozenset({"invalid", "invalid_contact"})


class ContactSync(ContactDetail):
    """One contact: read it, or bring it up to date."""

    @extend_schema(
        request=ContactIn,
        responses={
            200: ContactSynced,
            201: ContactSynced,
            409: OpenApiResponse(
                description="The record points at two people, or at an erased one."
            ),
        },
    )
    def put(self, request: Request, external_id: str) -> Response:
        """Add or update the contact with this record ID; found by the ID, else by the address.
        An opt-out stops the person at once."""
        given = calls.body(ContactIn, request)
        if given.get("external_id") not in (None, "", external_id):
            sentence = "This is another record ID than the one in the address of the call."
            raise serializers.ValidationError({"external_id": [sentence]})
        if says_nothing(external_id):
            # Such as what a program writes of a record ID that it does not have.
            sentence = "Write the record ID of the person into the address of the call."
            raise serializers.ValidationError({"external_id": [sentence]})
        try:
            values = {**given, "external_id": external_id}
            done = crm.sync_contact(values, actor=tenant(request).actor, may_except=_may(request))
        except Refused as refused:
            raise _as_mistake(refused) from None
        row = visible(request).filter(pk=done.contact.pk).first()
        if row is None and not done.created:
            raise NotFound
        shown = row or Contact.objects.select_related("account", "owner__user").get(
            pk=done.contact.pk
        )
        code = status.HTTP_201_CREATED if done.created else status.HTTP_200_OK
        return Response(ContactSynced(shown, context={"notes": done.notes}).data, status=code)


class ErasureIn(StrictSerializer):
    """On which request: a ticket or a letter, never the person. It stays on record."""

    reference = serializers.CharField(max_length=erasing.MAX_REFERENCE)


class ErasureOut(serializers.Serializer[Any]):
    """Which records were emptied and what ended. `in_flight` messages may still arrive."""

    contacts = serializers.ListField(child=serializers.UUIDField(), source="contact_ids")
    ended = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    in_flight = serializers.IntegerField()


class ContactErase(TenantView):
    """Erase a person."""

    @extend_schema(
        request=ErasureIn,
        responses={200: ErasureOut, 409: OpenApiResponse(description="It was done before.")},
    )
    def post(self, request: Request, contact_id: UUID) -> Response:
        """Erase this person for good, with every other record of the same mailbox: what runs
        ends, what is personal goes, and they stay stopped. There is no way back."""
        person = calls.found(Contact.objects.visible_to(calls.seat(request)), contact_id)
        asked = calls.body(ErasureIn, request)
        try:
            done = erasing.erase(person, **asked, **calls.by(request))
        except Refused as refused:
            raise _as_mistake(refused) from None
        return Response(ErasureOut(done).data)


class SignalList(TenantView):
    """Report a signal."""

    @extend_schema(
        request=SignalIn,
        responses={
            200: SignalOut,
            409: OpenApiResponse(description="The event_id was used for another event."),
        },
    )
    def post(self, request: Request) -> Response:
        """Report what happened outside; it has its effect before this call answers. Sending the
        same event_id again answers the same and changes nothing."""
        asked = calls.body(SignalIn, request)
        asked["source"] = asked["source"] or SOURCE
        try:
            signal = intake.receive_event(**asked, actor=tenant(request).actor)
        except Refused as refused:
            raise _as_mistake(refused) from None
        return Response(SignalOut(signal).data)


class SignalDetail(TenantView):
    """One signal."""

    @extend_schema(responses=SignalOut)
    def get(self, request: Request, signal_id: UUID) -> Response:
        """Read a signal, its state and what it did."""
        signal = Signal.objects.filter(pk=signal_id).first()
        if signal is None or not _may_see(request, signal):
            raise NotFound
        return Response(SignalOut(signal).data)


def _may(request: Request) -> bool:
    """Whether the member and the key both may let people pass a rule of the gate."""
    wanted = Capability.EXCEPT
    return calls.seat(request).may(wanted) and may(calls.key_role(request), wanted)


def _may_see(request: Request, signal: Signal) -> bool:
    seat = calls.seat(request)
    if signal.contact_id is None:
        return seat.role in SEES_EVERYTHING
    return Contact.objects.visible_to(seat).filter(pk=signal.contact_id).exists()


def _as_mistake(refused: Refused) -> Exception:
    if refused.code not in MISTAKES:
        return refused
    return serializers.ValidationError(
        {name: [sentence] for name, sentence in refused.fields.items()}
    )


urlpatterns = [
    *inlets.urlpatterns,
    path("contacts/<str:external_id>", ContactSync.as_view(), name="api_contact"),
    path("contacts/<uuid:contact_id>/erase", ContactErase.as_view(), name="api_contact_erase"),
    path("signals", SignalList.as_view(), name="api_signals"),
    path("signals/<uuid:signal_id>", SignalDetail.as_view(), name="api_signal"),
    *reacting.urlpatterns,
    *streams.urlpatterns,
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    **inlets.LINES,
    "api_contact": {"GET": Capability.SEE, "PUT": Capability.EDIT_CONTACTS},
    "api_contact_erase": {"POST": Capability.ADMINISTER},
    "api_signals": {"POST": Capability.ENROL},
    "api_signal": {"GET": Capability.SEE},
    **reacting.LINES,
    **streams.LINES,
}
