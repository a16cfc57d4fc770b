"""REST: enrol, read, pause, resume and stop."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api import Suppressions
from compliance.models import Suppression
from compliance.shapes import SuppressionIn
from compliance.stop_lists.bounds import WIDE, WIDE_SCOPES
from compliance.verdicts import Outcome
from contacts.models import Contact
from enrollment import facts, services, stops, waits
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    PauseReason,
    Touch,
    TouchState,
)
from enrollment.refusals import refusals_of
from enrollment.suppressing import suppress_and_stop
from sequences.models import Motion, Version
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView, tenant
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability, may

MOST_AT_ONCE = 200
FIELDS = (
    "id",
    "contact",
    "external_id",
    "sequence",
    "version",
    "state",
    "state_label",
    "reason",
    "pause_reason",
    "pause_until",
    "exit_reason",
    "exit_actor",
    "exit_evidence",
    "exited_at",
    "next_action",
    "next_action_at",
    "created_at",
    "activated_at",
)


class EnrolInput(StrictSerializer):
    """People by id or by external id; the version by id, or the approved one of a motion."""

    contacts = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    external_ids = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, default=list
    )
    version = serializers.UUIDField(required=False)
    motion = serializers.ChoiceField(choices=Motion.choices, required=False)
    segment = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    reason = serializers.CharField(max_length=300)


class EnrollmentOutput(serializers.ModelSerializer[Enrollment]):
    """The state of one enrollment; times are UTC."""

    contact = serializers.UUIDField(source="contact_id")
    external_id = serializers.CharField(source="contact.external_id")
    sequence = serializers.CharField(source="sequence.name")
    version = serializers.UUIDField(source="version_id")
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Enrollment
        fields = FIELDS
        read_only_fields = fields


class WaitOutput(serializers.Serializer[Any]):
    """Why a planned touch has not left, and until when; `until` is null where a person ends it."""

    cause = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class TouchOutput(serializers.ModelSerializer[Touch]):
    """One touch of an enrollment. `waits` is null unless it is planned."""

    step = serializers.CharField(source="step.key")
    waits = serializers.SerializerMethodField()

    class Meta:
        model = Touch
        fields = (
            "id",
            "step",
            "kind",
            "state",
            "due_at",
            "cause",
            "waits",
            "settled_at",
            "failure",
        )
        read_only_fields = fields

    @extend_schema_field(WaitOutput(allow_null=True))
    def get_waits(self, touch: Touch) -> Any:
        """What keeps it, with what is closed or away read once for an answer."""
        if touch.state != TouchState.PLANNED:
            return None
        shared = cast(dict[str, Any], self.context)
        if "around" not in shared:
            shared["around"] = waits.surroundings()
        return WaitOutput(waits.why(touch, shared["around"])).data


class RefusalOutput(serializers.Serializer[Any]):
    """A rule that keeps a person out. `rule` never changes its name; `until` is given where it
    only asks to wait."""

    rule = serializers.CharField()
    version = serializers.IntegerField()
    rule_label = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[Outcome.DEFER.value, Outcome.BLOCK.value])
    reason = serializers.CharField()
    fix = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class EnrollmentDetail(EnrollmentOutput):
    """An enrollment with its touches; one that is `ineligible` names every rule that refuses."""

    touches = TouchOutput(many=True)
    refusals = serializers.SerializerMethodField()

    class Meta:
        model = Enrollment
        fields = (*FIELDS, "touches", "refusals")
        read_only_fields = fields

    @extend_schema_field(RefusalOutput(many=True))
    def get_refusals(self, row: Enrollment) -> Any:
        """Of many, loaded once by whoever answers with them."""
        known = self.context.get("refusals")
        found = refusals_of([row]) if known is None else known
        return RefusalOutput(found.get(row.pk, []), many=True).data


class PauseInput(StrictSerializer):
    """Until when, and why."""

    until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class StopInput(StrictSerializer):
    """Why it ends."""

    reason = serializers.ChoiceField(
        choices=[ExitReason.MANUAL, ExitReason.DISQUALIFIED, ExitReason.CONVERTED]
    )
    evidence = serializers.CharField(max_length=80)


class EnrollmentFilter(calls.Listing):
    """What the list can be narrowed to."""

    state = serializers.ChoiceField(choices=EnrollmentState.choices, required=False)
    exit_reason = serializers.ChoiceField(choices=ExitReason.choices, required=False)
    contact = serializers.UUIDField(required=False)
    external_id = serializers.CharField(max_length=64, required=False)
    sequence = serializers.UUIDField(required=False)
    version = serializers.UUIDField(required=False)


COLUMNS = {"external_id": "contact__external_id"}


class EnrollmentList(TenantView):
    """List enrollments, or enrol people."""

    @extend_schema(parameters=[EnrollmentFilter], responses=EnrollmentOutput(many=True))
    def get(self, request: Request) -> Response:
        """What the person behind the key may see, newest first, by cursor."""
        asked = calls.query(EnrollmentFilter, request)
        wanted = {COLUMNS.get(name, name): value for name, value in asked.items()}
        rows = Enrollment.objects.visible_to(calls.seat(request)).filter(**wanted)
        found = rows.select_related("contact", "sequence")
        return calls.page(found, request, self, EnrollmentOutput)

    @extend_schema(request=EnrolInput, responses={201: EnrollmentDetail(many=True)})
    def post(self, request: Request) -> Response:
        """Enrol up to 200 people; each answer tells the state, refused ones included."""
        asked = calls.body(EnrolInput, request)
        rows = services.enrol(
            people(asked, calls.seat(request)),
            version(asked),
            reason=asked["reason"],
            via=tenant(request).api_key.name,
            **calls.by(request),
        )
        ids = [row.pk for row in rows]
        found = Enrollment.objects.filter(pk__in=ids).select_related("contact", "sequence")
        told = {"refusals": refusals_of(rows)}
        answer = EnrollmentDetail(found.prefetch_related("touches__step"), many=True, context=told)
        return Response(answer.data, status=status.HTTP_201_CREATED)


class EnrollmentOne(TenantView):
    """One enrollment."""

    @extend_schema(responses=EnrollmentDetail)
    def get(self, request: Request, pk: UUID) -> Response:
        """State, exit and touches."""
        return Response(EnrollmentDetail(one(request, pk)).data)


class EnrollmentPause(TenantView):
    """Pause an enrollment."""

    @extend_schema(request=PauseInput, responses=EnrollmentDetail)
    def post(self, request: Request, pk: UUID) -> Response:
        """Nothing leaves until it is resumed, or until the given moment."""
        asked = calls.body(PauseInput, request)
        services.pause(
            one(request, pk),
            reason=PauseReason.MANUAL,
            until=asked["until"],
            note=asked["note"],
            actor=tenant(request).actor,
        )
        return Response(EnrollmentDetail(one(request, pk)).data)


class EnrollmentResume(TenantView):
    """Resume an enrollment."""

    @extend_schema(request=None, responses=EnrollmentDetail)
    def post(self, request: Request, pk: UUID) -> Response:
        """Go on where it stood."""
        services.resume_by_hand(one(request, pk), actor=tenant(request).actor)
        return Response(EnrollmentDetail(one(request, pk)).data)


class EnrollmentStop(TenantView):
    """Stop an enrollment."""

    @extend_schema(request=StopInput, responses=EnrollmentDetail)
    def post(self, request: Request, pk: UUID) -> Response:
        """Exit with a reason and evidence."""
        asked = calls.body(StopInput, request)
        stops.exit_enrollment(
            one(request, pk),
            reason=ExitReason(asked["reason"]),
            evidence=asked["evidence"],
            actor=tenant(request).actor,
        )
        return Response(EnrollmentDetail(one(request, pk)).data)


def one(request: Request, pk: UUID) -> Enrollment:
    """The enrollment, where the person behind the key may see it; NotFound elsewhere."""
    visible = Enrollment.objects.visible_to(calls.seat(request))
    rows = visible.select_related("contact", "sequence", "version")
    found: Enrollment = calls.found(rows.prefetch_related("touches__step"), pk)
    return found


def people(asked: dict[str, Any], seat: Membership) -> list[Contact]:
    """The contacts that are named, each once; naming one that does not exist is an error."""
    ids, external = set(asked["contacts"]), set(asked["external_ids"])
    if not 0 < len(ids) + len(external) <= MOST_AT_ONCE:
        raise Refused(f"Name between 1 and {MOST_AT_ONCE} contacts.", code="invalid")
    visible = Contact.objects.known().visible_to(seat)
    named = visible.filter(external_id__in=external)
    by_external = {row.external_id: row.pk for row in named}
    known = visible.filter(pk__in=ids).values_list("pk", flat=True)
    found = facts.with_companies([*known, *by_external.values()])
    missing = [str(key) for key in ids - {row.pk for row in found}]
    missing += sorted(external - by_external.keys())
    if missing:
        raise Refused(f"Unknown contacts: {', '.join(missing[:20])}.", code="unknown_contact")
    return found


def version(asked: dict[str, Any]) -> Version:
    """The version that is named, or the approved one of the motion."""
    rows = Version.objects.taking_people().select_related("sequence", "author", "last_editor")
    if asked.get("version"):
        found: Version | None = rows.filter(pk=asked["version"]).first()
    elif asked.get("motion"):
        found = rows.filter(motion=asked["motion"], segment=asked["segment"]).first()
    else:
        raise Refused("Name a version or a motion.", code="invalid")
    if found is None:
        raise Refused("No approved version takes new people.", code="version_not_approved")
    return found


class StoppingSuppressions(Suppressions):
    """Suppressions whose new rows stop the people they cover at once."""

    def add(self, request: Request) -> Suppression:
        """Suppress and stop in one transaction."""
        asked = calls.body(SuppressionIn, request)
        if asked["kind"] in WIDE_SCOPES:
            calls.check_key(may(calls.key_role(request), WIDE))
            check_may(**calls.by(request), capability=WIDE)
        return suppress_and_stop(**asked, source="API", actor=tenant(request).actor)


urlpatterns = [
    path("enrollments", EnrollmentList.as_view(), name="api_enrollments"),
    path("enrollments/<uuid:pk>", EnrollmentOne.as_view(), name="api_enrollment"),
    path("enrollments/<uuid:pk>/pause", EnrollmentPause.as_view(), name="api_enrollment_pause"),
    path("enrollments/<uuid:pk>/resume", EnrollmentResume.as_view(), name="api_enrollment_resume"),
    path("enrollments/<uuid:pk>/stop", EnrollmentStop.as_view(), name="api_enrollment_stop"),
    path("suppressions", StoppingSuppressions.as_view(), name="api_suppressions"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_enrollments": {"GET": Capability.SEE, "POST": Capability.ENROL},
    "api_enrollment": {"GET": Capability.SEE},
    "api_enrollment_pause": {"POST": Capability.ENROL},
    "api_enrollment_resume": {"POST": Capability.ENROL},
    "api_enrollment_stop": {"POST": Capability.ENROL},
    # Whoever may enrol people stops single ones; a domain or a company asks for more.
    "api_suppressions": {"GET": Capability.SEE, "POST": Capability.ENROL},
}
