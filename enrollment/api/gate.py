"""REST: why somebody may be contacted or not, and exceptions from the rules of the gate."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.gate import label_of
from compliance.models import RuleException
from compliance.packs import Channel
from compliance.shapes import CHANNELS, LineOut
from contacts.models import Contact
from enrollment import excepting
from enrollment.why import Answer, why
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability


class WhyQuery(StrictSerializer):
    """Over which channel and at which moment; without a moment, now."""

    channel = serializers.ChoiceField(CHANNELS, default=Channel.EMAIL.value)
    at = serializers.DateTimeField(default=None)
    sequence = serializers.UUIDField(default=None)


class AnswerOut(serializers.Serializer[Any]):
    """What the gate says. `decision` is the kept decision that was read, null when the facts of
    now were judged; `outcome` is null when nobody had asked by then."""

    at = serializers.DateTimeField()
    channel = serializers.CharField(source="channel.value")
    outcome = serializers.CharField(source="verdict.outcome.value", default=None)
    until = serializers.DateTimeField(source="verdict.until", default=None)
    summary = serializers.CharField(source="verdict.summary", default="")
    origin = serializers.CharField(source="source")
    decision = serializers.UUIDField(source="decision.pk", default=None)
    decided_at = serializers.DateTimeField(source="decision.at", default=None)
    version = serializers.UUIDField(source="version.pk", default=None)
    sequence = serializers.CharField(source="version.sequence.name", default=None)
    rules = LineOut(source="lines", many=True)


class ExceptionIn(StrictSerializer):
    """Whom to let pass which rule, and until when. `sequence` null is every sequence; an
    exclusion rule is named by `exclusion_key`."""

    contact = serializers.UUIDField()
    rule = serializers.CharField(max_length=60)
    exclusion_key = serializers.UUIDField(default=None, allow_null=True)
    sequence = serializers.UUIDField(default=None, allow_null=True)
    channel = serializers.ChoiceField(CHANNELS, default=Channel.EMAIL.value)
    reason = serializers.CharField(max_length=excepting.MAX_REASON)
    expires_at = serializers.DateTimeField()


class ExceptionQuery(calls.Listing):
    """What a list of exceptions may be narrowed to."""

    contact = serializers.UUIDField(required=False)
    rule = serializers.CharField(max_length=60, required=False)
    ended = serializers.BooleanField(default=False)


class ExceptionOut(serializers.ModelSerializer[RuleException]):
    """An exception as it stands."""

    contact = serializers.UUIDField(source="contact_id")
    rule_name = serializers.SerializerMethodField()
    sequence = serializers.UUIDField(source="sequence_id", allow_null=True)
    granted_by = serializers.CharField(source="granted_by.label")
    revoked_by = serializers.CharField(source="revoked_by.label", default=None)

    class Meta:
        model = RuleException
        fields = (
            *("id", "contact", "rule", "rule_name", "exclusion_key", "sequence", "channel"),
            *("reason", "granted_by", "granted_at", "expires_at", "revoked_by", "revoked_at"),
        )
        read_only_fields = fields

    def get_rule_name(self, row: RuleException) -> str:
        """The name that people know the rule by."""
        return label_of(row.rule)


class ContactWhy(TenantView):
    """Whether a person may be contacted."""

    @extend_schema(parameters=[WhyQuery], responses=AnswerOut)
    def get(self, request: Request, contact_id: UUID) -> Response:
        """For a moment that is past, from the record; else judged by the facts of now."""
        asked = calls.checked(WhyQuery, request.query_params.dict())
        people = Contact.objects.visible_to(calls.seat(request))
        contact = calls.found(people.select_related("account", "owner"), contact_id)
        answer: Answer = why(
            contact, Channel(asked["channel"]), asked["at"], sequence_id=asked["sequence"]
        )
        return Response(AnswerOut(answer).data)


class Exceptions(TenantView):
    """Who may pass which rule of the gate."""

    @extend_schema(parameters=[ExceptionQuery], responses=ExceptionOut(many=True))
    def get(self, request: Request) -> Response:
        """The exceptions in force for visible people, or with `ended=true` those that are over."""
        asked = calls.query(ExceptionQuery, request)
        rows = _visible(request, excepting.standing(ended=asked.pop("ended")))
        return calls.page(rows.filter(**asked), request, self, ExceptionOut)

    @extend_schema(request=ExceptionIn, responses={201: ExceptionOut})
    def post(self, request: Request) -> Response:
        """Let a person pass a rule that keeps them out now."""
        asked = calls.body(ExceptionIn, request)
        people = Contact.objects.known().visible_to(calls.seat(request))
        row = excepting.grant(
            calls.found(people, asked["contact"]),
            excepting.Wish(
                asked["rule"], Channel(asked["channel"]), asked["sequence"], asked["exclusion_key"]
            ),
            reason=asked["reason"],
            expires_at=asked["expires_at"],
            **calls.by(request),
        )
        return Response(ExceptionOut(row).data, status=status.HTTP_201_CREATED)


class ExceptionRevoke(TenantView):
    """The end of an exception."""

    @extend_schema(request=None, responses=ExceptionOut)
    def post(self, request: Request, exception_id: UUID) -> Response:
        """Take it back; the rule holds again."""
        rows = _visible(request, RuleException.objects.select_related("granted_by"))
        row = excepting.revoke(calls.found(rows, exception_id), **calls.by(request))
        return Response(ExceptionOut(row).data)


def _visible(request: Request, rows: QuerySet[RuleException]) -> QuerySet[RuleException]:
    return rows.filter(contact__in=Contact.objects.visible_to(calls.seat(request)))


urlpatterns = [
    path("contacts/<uuid:contact_id>/why", ContactWhy.as_view(), name="api_contact_why"),
    path("exceptions", Exceptions.as_view(), name="api_exceptions"),
    path(
        "exceptions/<uuid:exception_id>/revoke",
        ExceptionRevoke.as_view(),
        name="api_exception_revoke",
    ),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_contact_why": {"GET": Capability.SEE},
    "api_exceptions": {"GET": Capability.SEE, "POST": Capability.EXCEPT},
    "api_exception_revoke": {"POST": Capability.EXCEPT},
}
