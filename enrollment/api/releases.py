"""REST: stop switches, and the release plans by which they open."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import backlog, control
from enrollment.backlog.deciding import How, Stale
from enrollment.models import ControlGate, Mailbox, Release, ReleaseState
from enrollment.models.control import GateKind
from sequences.models import Sequence
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.errors import NotFound
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id
from tenancy.tasks import enqueue

TASK = "enrollment.tasks.run_release"
HOW = [each.value for each in How]
STALE = [each.value for each in Stale]


class SwitchInput(StrictSerializer):
    """What is stopped, and why. `ref` is the id of the workspace, a sequence or a mailbox."""

    kind = serializers.ChoiceField(GateKind.choices)
    ref = serializers.UUIDField()
    reason = serializers.CharField(max_length=300)


class SwitchOutput(serializers.ModelSerializer[ControlGate]):
    """A closed switch."""

    class Meta:
        model = ControlGate
        fields = ("kind", "ref", "closed_at", "closed_by", "reason")
        read_only_fields = fields


class ReleaseInput(StrictSerializer):
    """Which closed switch is to be released."""

    kind = serializers.ChoiceField(GateKind.choices)
    ref = serializers.UUIDField()


class ReleaseChoice(StrictSerializer):
    """What becomes of a group: `now` as soon as limits and hours allow, `spread` over `days`,
    `shift` by the length of the stop. What is late waits for a `person`, is sent all the same, or
    with `skip` and `end` is left out or ends its enrolment from `stale_hours` on. First messages
    whose approval is older than `review_days` go back to review; 0 is never."""

    how = serializers.ChoiceField(HOW, default=How.NOW.value)
    days = serializers.IntegerField(default=1)
    stale = serializers.ChoiceField(STALE, default=Stale.PERSON.value)
    stale_hours = serializers.IntegerField(default=72)
    review_days = serializers.IntegerField(default=0)


class ReleaseChoicesInput(StrictSerializer):
    """Choices by the key of their group; `all` counts for the groups that are not named."""

    choices = serializers.DictField(child=ReleaseChoice())


class ReleaseOutput(serializers.ModelSerializer[Release]):
    """A release plan. `auto_at` is when the safe default is applied if nobody decides."""

    created_by = serializers.CharField(source="created_by.label", default=None)

    class Meta:
        model = Release
        fields = (
            *("id", "state", "cause", "kind", "ref", "label", "since", "cutoff", "choices"),
            *("touches_total", "progress", "result", "created_by", "created_at", "auto_at"),
            *("started_at", "ended_at"),
        )
        read_only_fields = fields


class ReleaseGroup(serializers.Serializer[Any]):
    """What is decided on together, and what would become of it."""

    key = serializers.CharField()
    sequence = serializers.UUIDField()
    part = serializers.CharField(source="part.value")
    count = serializers.IntegerField()
    mailboxes = serializers.IntegerField()
    oldest = serializers.DateTimeField()
    becomes = serializers.DictField(source="fates", child=serializers.IntegerField())


class ReleaseDay(serializers.Serializer[Any]):
    """How many touches would leave on a day."""

    day = serializers.DateField()
    count = serializers.IntegerField()


class ReleasePreview(serializers.Serializer[Any]):
    """What a plan would do: groups, touches a day, and what becomes of all."""

    groups = ReleaseGroup(many=True)
    days = serializers.SerializerMethodField()
    becomes = serializers.DictField(source="fates", child=serializers.IntegerField())

    @extend_schema_field(ReleaseDay(many=True))
    def get_days(self, found: backlog.Outlook) -> Any:
        """In their order."""
        return [{"day": day.isoformat(), "count": count} for day, count in found.days]


class ReleaseDetail(ReleaseOutput):
    """A plan with its preview, while it is to be decided."""

    preview = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = (*ReleaseOutput.Meta.fields, "preview")
        read_only_fields = fields

    @extend_schema_field(ReleasePreview(allow_null=True))
    def get_preview(self, row: Release) -> Any:
        """None once it is decided."""
        if row.state != ReleaseState.DRAFT:
            return None
        return ReleasePreview(backlog.outlook(row)).data


class Switches(TenantView):
    """The stop switch of the workspace, its sequences and mailboxes."""

    @extend_schema(operation_id="switches_list", responses=SwitchOutput(many=True))
    def get(self, request: Request) -> Response:
        """Every closed switch."""
        return Response(SwitchOutput(control.closed(), many=True).data)

    @extend_schema(
        operation_id="switches_close", request=SwitchInput, responses={201: SwitchOutput}
    )
    def post(self, request: Request) -> Response:
        """Stop. When this has answered, no message behind the switch is under way."""
        asked = calls.body(SwitchInput, request)
        kind, ref = asked["kind"], asked["ref"]
        _check_known(kind, ref)
        actor = calls.by(request)["actor"]
        row = control.close(kind, ref, reason=asked["reason"], actor=actor)
        return Response(SwitchOutput(row).data, status=status.HTTP_201_CREATED)


class Releases(TenantView):
    """Release plans."""

    @extend_schema(parameters=[calls.Listing], responses=ReleaseOutput(many=True))
    def get(self, request: Request) -> Response:
        """Every plan, the newest first."""
        calls.query(calls.Listing, request)
        rows = Release.objects.select_related("created_by").defer("counted", "slots", "placed")
        return calls.page(rows, request, self, ReleaseOutput)

    @extend_schema(request=ReleaseInput, responses={201: ReleaseDetail})
    def post(self, request: Request) -> Response:
        """Count what waits behind a closed switch; nothing moves yet."""
        asked = calls.body(ReleaseInput, request)
        row = backlog.draft(asked["kind"], asked["ref"], **calls.by(request))
        return Response(ReleaseDetail(row).data, status=status.HTTP_201_CREATED)


class ReleaseOne(TenantView):
    """One release plan."""

    @extend_schema(responses=ReleaseDetail)
    def get(self, request: Request, release_id: UUID) -> Response:
        """The plan and what it would do."""
        return Response(ReleaseDetail(_release(release_id)).data)


class ReleaseChoose(TenantView):
    """Choices of a plan."""

    @extend_schema(request=ReleaseChoicesInput, responses=ReleaseDetail)
    def post(self, request: Request, release_id: UUID) -> Response:
        """Choose what becomes of the groups; the answer says what that does."""
        asked = calls.body(ReleaseChoicesInput, request)
        row = backlog.choose(_release(release_id), asked["choices"], **calls.by(request))
        return Response(ReleaseDetail(row).data)


class ReleaseCount(TenantView):
    """Counting anew."""

    @extend_schema(request=None, responses=ReleaseDetail)
    def post(self, request: Request, release_id: UUID) -> Response:
        """Count what waits now."""
        row = backlog.count_again(_release(release_id), **calls.by(request))
        return Response(ReleaseDetail(row).data)


class ReleaseStart(TenantView):
    """Releasing."""

    @extend_schema(request=None, responses=ReleaseDetail)
    def post(self, request: Request, release_id: UUID) -> Response:
        """Apply the plan; the switch opens with its last touch."""
        row = backlog.start(_release(release_id), **calls.by(request))
        enqueue(TASK, row.pk)
        return Response(ReleaseDetail(row).data)


class ReleaseDiscard(TenantView):
    """Keeping it stopped."""

    @extend_schema(request=None, responses=ReleaseDetail)
    def post(self, request: Request, release_id: UUID) -> Response:
        """Put the plan away; the switch stays closed."""
        row = backlog.discard(_release(release_id), **calls.by(request))
        return Response(ReleaseDetail(row).data)


def _release(release_id: UUID) -> Release:
    row: Release = calls.found(Release.objects.select_related("created_by"), release_id)
    return row


def _check_known(kind: str, ref: UUID) -> None:
    """A switch is for this workspace, or for one of its own sequences or mailboxes."""
    known = {
        GateKind.WORKSPACE.value: lambda: ref == current_workspace_id(),
        GateKind.SEQUENCE.value: Sequence.objects.filter(pk=ref).exists,
        GateKind.MAILBOX.value: Mailbox.objects.filter(pk=ref).exists,
    }
    if not known[kind]():
        raise NotFound


_ONE = "releases/<uuid:release_id>"
urlpatterns = [
    path("switches", Switches.as_view(), name="api_switches"),
    path("releases", Releases.as_view(), name="api_releases"),
    path(_ONE, ReleaseOne.as_view(), name="api_release"),
    path(f"{_ONE}/choices", ReleaseChoose.as_view(), name="api_release_choices"),
    path(f"{_ONE}/count", ReleaseCount.as_view(), name="api_release_count"),
    path(f"{_ONE}/start", ReleaseStart.as_view(), name="api_release_start"),
    path(f"{_ONE}/discard", ReleaseDiscard.as_view(), name="api_release_discard"),
]
_C = Capability
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_switches": {"GET": _C.SEE_OPERATIONS, "POST": _C.OPERATE},
    "api_releases": {"GET": _C.SEE_OPERATIONS, "POST": _C.OPERATE},
    "api_release": {"GET": _C.SEE_OPERATIONS},
    "api_release_choices": {"POST": _C.OPERATE},
    "api_release_count": {"POST": _C.OPERATE},
    "api_release_start": {"POST": _C.OPERATE},
    "api_release_discard": {"POST": _C.OPERATE},
}
