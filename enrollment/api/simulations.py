"""REST: run a version over people without anything leaving, and run its scripted tests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import simulating
from sequences.api.shapes import ResultSerializer
from sequences.models import Simulation, SimulationStage, Version
from sequences.services import results
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.errors import NotFound, Refused
from tenancy.roles import Capability
from tenancy.tasks import enqueue

TASK = "enrollment.tasks.run_simulation"
FIELDS = (
    *("id", "version", "stage", "stage_label", "progress", "people_total", "problem"),
    *("asked", "is_current", "requested_by", "created_at", "finished_at"),
)


class SimulationInput(StrictSerializer):
    """For whom (`{"kind": "newest", "count": 200}`, or contacts with `ids`, a view with `id`,
    conditions, in_flight), from when, and how fast. Rates are percentages of messages.

    In flight are the people of this version; with the id of another one as `version` (for a draft
    the live one, where it is not named) its people, as if they were moved to this one now."""

    audience = serializers.DictField()
    start = serializers.DateTimeField(required=False)
    rates = serializers.DictField(child=serializers.FloatField(), required=False)
    reviewers = serializers.IntegerField(required=False)
    reviews_a_day = serializers.IntegerField(required=False)
    tasks_a_day = serializers.IntegerField(required=False)
    enrolled_a_day = serializers.IntegerField(required=False)
    seed = serializers.IntegerField(required=False)
    with_overlap = serializers.BooleanField(required=False)


class NoInput(StrictSerializer):
    """A call without fields."""


class SimulationOutput(serializers.ModelSerializer[Simulation]):
    """How far a simulation is. `is_current`: the version still says what was run."""

    version = serializers.UUIDField(source="version_id")
    stage_label = serializers.CharField(source="get_stage_display")
    requested_by = serializers.CharField(source="requested_by.label")
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Simulation
        fields = FIELDS
        read_only_fields = fields

    def get_is_current(self, row: Simulation) -> bool:
        """Compares the moments of the last edit."""
        return bool(row.edited_at == row.version.edited_at)


class SimulationDetail(SimulationOutput):
    """A simulation with its figures: totals, sentences, days, mailboxes, owners, steps, waits,
    reviews, ends, competing, left_out, moved (from where and by which step map; {} for nobody)."""

    class Meta:
        model = Simulation
        fields = (*FIELDS, "result")
        read_only_fields = fields


class SimulationList(TenantView):
    """The simulations of a version."""

    @extend_schema(responses=SimulationOutput(many=True))
    def get(self, request: Request, version_id: UUID) -> Response:
        """A page of them, newest first."""
        rows = _rows().filter(version=_version(version_id)).defer("result", "rows")
        return calls.page(rows, request, self, SimulationOutput)

    @extend_schema(request=SimulationInput, responses={201: SimulationOutput})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Ask for one; a worker runs it. Drafts may be simulated too."""
        version = _version(version_id)
        asked = calls.body(SimulationInput, request)
        made = simulating.request(version, asked=asked, **calls.by(request))
        enqueue(TASK, made.pk)
        return Response(SimulationOutput(made).data, status=status.HTTP_201_CREATED)


class SimulationOne(TenantView):
    """One simulation."""

    @extend_schema(responses=SimulationDetail)
    def get(self, request: Request, simulation_id: UUID) -> Response:
        """How far it is, and its figures once it is done."""
        return Response(SimulationDetail(_simulation(simulation_id)).data)


class SimulationRows(TenantView):
    """Every step that somebody came to."""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, simulation_id: UUID) -> HttpResponse:
        """As CSV; it names people, so only for who asked and for roles that see everybody."""
        row = _simulation(simulation_id)
        if not simulating.may_see_rows(row, calls.seat(request)):
            raise NotFound
        found = simulating.csv_of(row)
        if not found and row.stage == SimulationStage.DONE:
            message = "The touches of this simulation are not kept any more. Simulate again."
            raise Refused(message, code="not_kept")
        if not found:
            raise Refused("This simulation is not done yet. Ask again later.", code="not_done")
        name = f'attachment; filename="simulation-{row.pk}.csv"'
        return HttpResponse(
            found, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )


class VersionTests(TenantView):
    """The scripted tests of a version."""

    @extend_schema(request=NoInput, responses=ResultSerializer(many=True))
    def post(self, request: Request, version_id: UUID) -> Response:
        """Run them all on a clock of their own; nothing is stored."""
        version = _version(version_id)
        calls.body(NoInput, request)
        return Response(ResultSerializer(results(version), many=True).data)


def _rows() -> Any:
    return Simulation.objects.select_related("version", "requested_by")


def _simulation(simulation_id: UUID) -> Simulation:
    found: Simulation = calls.found(_rows(), simulation_id)
    return found


def _version(version_id: UUID) -> Version:
    rows = Version.objects.select_related("workspace", "sequence")
    found: Version = calls.found(rows, version_id)
    return found


urlpatterns = [
    path(
        "versions/<uuid:version_id>/simulations",
        SimulationList.as_view(),
        name="api_version_simulations",
    ),
    path("versions/<uuid:version_id>/tests", VersionTests.as_view(), name="api_version_tests"),
    path("simulations/<uuid:simulation_id>", SimulationOne.as_view(), name="api_simulation"),
    path(
        "simulations/<uuid:simulation_id>/rows",
        SimulationRows.as_view(),
        name="api_simulation_rows",
    ),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_version_simulations": {"GET": Capability.SEE, "POST": Capability.ENROL},
    "api_version_tests": {"POST": Capability.EDIT_SEQUENCES},
    "api_simulation": {"GET": Capability.SEE},
    "api_simulation_rows": {"GET": Capability.SEE},
}
