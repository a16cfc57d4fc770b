"""REST: variants and canary sends."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import canaries, comparisons, experiments
from enrollment.harm import harm_of
from enrollment.models import CanaryRun, Experiment
from sequences import published
from sequences.models import Version
from sequences.plans import as_data
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import body, by, found
from tenancy.errors import NotFound
from tenancy.roles import Capability


class FigureOutput(serializers.Serializer[Any]):
    """One variant so far; `rate` in percent, null while there are no people whose answers were
    waited for. To look at, never to decide by."""

    variant = serializers.CharField()
    share = serializers.IntegerField()
    people = serializers.IntegerField()
    hits = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    needed = serializers.IntegerField()


class ExperimentOutput(serializers.ModelSerializer[Experiment]):
    """The variants of one step; `rule` says in words how they are compared."""

    step = serializers.CharField(source="step_key")
    state_label = serializers.CharField(source="get_state_display")
    rule = serializers.SerializerMethodField()
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Experiment
        fields = (
            *("id", "step", "state", "state_label", "shares", "winner", "result"),
            *("decided_at", "decided_by", "rule", "figures"),
        )
        read_only_fields = fields

    def get_rule(self, row: Experiment) -> str:
        """Test, level, numbers and time."""
        return comparisons.rule_of(row)

    @extend_schema(responses=FigureOutput(many=True))
    def get_figures(self, row: Experiment) -> list[dict[str, Any]]:
        """One for each variant."""
        return list(FigureOutput(comparisons.figures(row), many=True).data)


class SharesInput(StrictSerializer):
    """Whole percents by variant, 100 together."""

    shares = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=100))
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class DecideInput(StrictSerializer):
    """Which variant wins, and why."""

    winner = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=300)


class RunOutput(serializers.ModelSerializer[CanaryRun]):
    """How far a canary is. `harm` holds the sums and percentages as of now (null while nothing
    has left), `figures` those at its end."""

    state_label = serializers.CharField(source="get_state_display")
    harm = serializers.SerializerMethodField()

    class Meta:
        model = CanaryRun
        fields = (
            *("id", "state", "state_label", "size", "sent", "hold_until", "harm"),
            *("figures", "note", "ended_at"),
        )
        read_only_fields = fields

    def get_harm(self, row: CanaryRun) -> dict[str, Any] | None:
        """Bounces, opt-outs and complaints of the first few."""
        harm = harm_of(row)
        return harm.as_json() if harm.people else None


class CanaryOutput(serializers.Serializer[Any]):
    """What the version asks for (null: no canary), and the run (null: nothing has left yet)."""

    asked = serializers.DictField(allow_null=True)
    run = RunOutput(allow_null=True)


class GoOnInput(StrictSerializer):
    """Why everybody else gets it."""

    reason = serializers.CharField(max_length=200)


class Experiments(TenantView):
    """The variants of a version at work."""

    @extend_schema(responses=ExperimentOutput(many=True))
    def get(self, request: Request, version_id: UUID) -> Response:
        """Each step with variants that somebody has come to; others have nothing to tell."""
        rows = Experiment.objects.filter(version=_version(version_id)).order_by("step_key")
        shown = ExperimentOutput(rows.select_related("version"), many=True)
        return Response(shown.data)


class ExperimentShares(TenantView):
    """Changing shares."""

    @extend_schema(request=SharesInput, responses=ExperimentOutput)
    def post(self, request: Request, experiment_id: UUID) -> Response:
        """Give new people other shares; who has a variant keeps it."""
        row = _experiment(experiment_id)
        given = body(SharesInput, request)
        return Response(_shown(experiments.change_shares(row, **given, **by(request))))


class ExperimentDecide(TenantView):
    """Declaring a winner."""

    @extend_schema(request=DecideInput, responses=ExperimentOutput)
    def post(self, request: Request, experiment_id: UUID) -> Response:
        """By hand, with a reason; everybody new gets it."""
        row = _experiment(experiment_id)
        given = body(DecideInput, request)
        return Response(_shown(experiments.decide(row, **given, **by(request))))


class Canary(TenantView):
    """The canary send of a version."""

    @extend_schema(responses=CanaryOutput)
    def get(self, request: Request, version_id: UUID) -> Response:
        """What was asked for, and how far it is."""
        return Response(_canary(_version(version_id)))


class CanaryGoOn(TenantView):
    """Going on with everybody."""

    @extend_schema(request=GoOnInput, responses=CanaryOutput)
    def post(self, request: Request, version_id: UUID) -> Response:
        """A person lets everybody else have it, with a reason."""
        version = _version(version_id)
        given = body(GoOnInput, request)
        run = canaries.run_of(version)
        if run is None:
            raise NotFound("Nothing of this version has left yet, so nothing waits.")
        canaries.go_on(run, **given, **by(request))
        return Response(_canary(version))


def _version(version_id: UUID) -> Version:
    version: Version = found(Version.objects.select_related("sequence", "workspace"), version_id)
    return version


def _experiment(experiment_id: UUID) -> Experiment:
    row: Experiment = found(Experiment.objects.all(), experiment_id)
    return row


def _shown(row: Experiment) -> dict[str, Any]:
    fresh = Experiment.objects.select_related("version").get(pk=row.pk)
    return dict(ExperimentOutput(fresh).data)


def _canary(version: Version) -> dict[str, Any]:
    asked, run = published.plan(version).canary, canaries.run_of(version)
    said = {"asked": _whole(asked) if asked else None, "run": run}
    return dict(CanaryOutput(said).data)


def _whole(asked: Any) -> dict[str, Any]:
    """Every setting, also those at their default."""
    return {name: as_data(getattr(asked, name)) for name in asked.__slots__}


urlpatterns = [
    path(
        "versions/<uuid:version_id>/experiments",
        Experiments.as_view(),
        name="api_version_experiments",
    ),
    path(
        "experiments/<uuid:experiment_id>/shares",
        ExperimentShares.as_view(),
        name="api_experiment_shares",
    ),
    path(
        "experiments/<uuid:experiment_id>/decide",
        ExperimentDecide.as_view(),
        name="api_experiment_decide",
    ),
    path("versions/<uuid:version_id>/canary", Canary.as_view(), name="api_version_canary"),
    path(
        "versions/<uuid:version_id>/canary/go-on",
        CanaryGoOn.as_view(),
        name="api_version_canary_go_on",
    ),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_version_experiments": {"GET": Capability.SEE},
    "api_experiment_shares": {"POST": Capability.APPROVE_SEQUENCES},
    "api_experiment_decide": {"POST": Capability.APPROVE_SEQUENCES},
    "api_version_canary": {"GET": Capability.SEE},
    "api_version_canary_go_on": {"POST": Capability.APPROVE_SEQUENCES},
}
