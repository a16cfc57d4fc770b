"""REST: move people from one version to another: plan, look, start, stop, roll back."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import moving
from enrollment.models import Enrollment, Migration, MigrationPerson, MigrationState, PersonFate
from sequences.models import Version
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView, tenant
from tenancy.roles import Capability
from tenancy.tasks import enqueue

TASK = "enrollment.tasks.run_migration"
VERSIONS = ("from_version", "to_version")


class MigrationInput(StrictSerializer):
    """From which version to which. Without a `step_map` the likeliest is proposed and taken."""

    from_version = serializers.UUIDField()
    to_version = serializers.UUIDField()
    step_map = serializers.DictField(
        child=serializers.CharField(max_length=60, allow_blank=True), required=False
    )
    share = serializers.IntegerField(default=10)
    hold_minutes = serializers.IntegerField(default=120)
    thresholds = serializers.DictField(child=serializers.FloatField(), default=dict)


class MapInput(StrictSerializer):
    """Another step map; the dry run starts anew."""

    step_map = serializers.DictField(child=serializers.CharField(max_length=60, allow_blank=True))


class ReasonInput(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=300)


class NoInput(StrictSerializer):
    """A call without fields."""


class MigrationOutput(serializers.ModelSerializer[Migration]):
    """A migration; `judged_at` is empty until its dry run is done."""

    from_version = serializers.UUIDField(source="source_id")
    to_version = serializers.UUIDField(source="target_id")
    created_by = serializers.CharField(source="created_by.label")

    class Meta:
        model = Migration
        fields = (
            "id",
            "state",
            "from_version",
            "to_version",
            "step_map",
            "share",
            "hold_minutes",
            "thresholds",
            "created_by",
            "created_at",
            "judged_at",
            "started_at",
            "watched_until",
            "ended_at",
            "people_total",
            "progress",
            "figures",
            "note",
        )
        read_only_fields = fields


class PersonOutput(serializers.ModelSerializer[MigrationPerson]):
    """One person: the next touch before and after, and what became of it."""

    enrollment = serializers.UUIDField(source="enrollment_id")
    contact = serializers.UUIDField(source="enrollment.contact_id")

    class Meta:
        model = MigrationPerson
        fields = (
            "enrollment",
            "contact",
            "fate",
            "reason",
            "first",
            "before",
            "after",
            "moved_at",
        )
        read_only_fields = fields


class PersonFilter(calls.Listing):
    """What the list of people can be narrowed to."""

    fate = serializers.ChoiceField(choices=PersonFate.choices, required=False)


class MigrationFilter(calls.Listing):
    """What the list can be narrowed to."""

    sequence = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=MigrationState.choices, required=False)


class MigrationList(TenantView):
    """All migrations, newest first, or a new one."""

    @extend_schema(parameters=[MigrationFilter], responses=MigrationOutput(many=True))
    def get(self, request: Request) -> Response:
        """A page of migrations."""
        asked = calls.query(MigrationFilter, request)
        if "sequence" in asked:
            asked["source__sequence"] = asked.pop("sequence")
        rows = Migration.objects.filter(**asked).select_related("created_by")
        return calls.page(rows, request, self, MigrationOutput)

    @extend_schema(request=MigrationInput, responses={201: MigrationOutput})
    def post(self, request: Request) -> Response:
        """Plan a migration; its dry run is made by a worker."""
        given = calls.body(MigrationInput, request)
        versions = Version.objects.all()
        source, target = (calls.found(versions, given.pop(name)) for name in VERSIONS)
        made = moving.create(source, target, **given, **calls.by(request))
        enqueue(TASK, made.pk)
        return Response(MigrationOutput(made).data, status=status.HTTP_201_CREATED)


class MigrationOne(TenantView):
    """One migration."""

    @extend_schema(responses=MigrationOutput)
    def get(self, request: Request, migration_id: UUID) -> Response:
        """How far it is."""
        return Response(MigrationOutput(_migration(migration_id)).data)


class MigrationPeople(TenantView):
    """Who is in a migration."""

    @extend_schema(parameters=[PersonFilter], responses=PersonOutput(many=True))
    def get(self, request: Request, migration_id: UUID) -> Response:
        """A page of people with their next touch before and after."""
        asked = calls.query(PersonFilter, request)
        seen = Enrollment.objects.visible_to(tenant(request).api_key.created_by)
        rows = MigrationPerson.objects.filter(
            migration=_migration(migration_id), enrollment__in=seen, **asked
        )
        return calls.page(rows.select_related("enrollment"), request, self, PersonOutput)


class MigrationMap(TenantView):
    """The step map."""

    @extend_schema(request=MapInput, responses=MigrationOutput)
    def post(self, request: Request, migration_id: UUID) -> Response:
        """Replace it, while nobody was moved; the dry run starts anew."""
        asked = _migration(migration_id)
        given = calls.body(MapInput, request)
        row = moving.change_map(asked, **given, **calls.by(request))
        return _answer(row)


class _Decision(TenantView):
    """One decision on a migration, by the service of the same name."""

    service: Callable[..., Migration]
    form: type[StrictSerializer] = ReasonInput

    def decide(self, request: Request, migration_id: UUID) -> Response:
        """Read, decide, and let a worker go on."""
        asked = _migration(migration_id)
        given = calls.body(self.form, request)
        row = type(self).service(asked, **given, **calls.by(request))
        return _answer(row)


class MigrationStart(_Decision):
    """Starting."""

    service = staticmethod(moving.start)
    form = NoInput

    @extend_schema(request=NoInput, responses=MigrationOutput)
    def post(self, request: Request, migration_id: UUID) -> Response:
        """Move the first share; refused until the dry run is done."""
        return self.decide(request, migration_id)


class MigrationGoOn(_Decision):
    """Going on."""

    service = staticmethod(moving.go_on)

    @extend_schema(request=ReasonInput, responses=MigrationOutput)
    def post(self, request: Request, migration_id: UUID) -> Response:
        """Move the rest now, with a reason."""
        return self.decide(request, migration_id)


class MigrationStop(_Decision):
    """Stopping."""

    service = staticmethod(moving.stop)

    @extend_schema(request=ReasonInput, responses=MigrationOutput)
    def post(self, request: Request, migration_id: UUID) -> Response:
        """Move nobody else; those moved stay where they are."""
        return self.decide(request, migration_id)


class MigrationRollBack(_Decision):
    """Rolling back."""

    service = staticmethod(moving.roll_back)

    @extend_schema(request=ReasonInput, responses=MigrationOutput)
    def post(self, request: Request, migration_id: UUID) -> Response:
        """Put everybody back who has had nothing of the new version."""
        return self.decide(request, migration_id)


class MigrationDiscard(_Decision):
    """Discarding."""

    service = staticmethod(moving.discard)
    form = NoInput

    @extend_schema(request=NoInput, responses=MigrationOutput)
    def post(self, request: Request, migration_id: UUID) -> Response:
        """Put a dry run away."""
        return self.decide(request, migration_id)


def _answer(row: Migration) -> Response:
    enqueue(TASK, row.pk)
    return Response(MigrationOutput(_migration(row.pk)).data)


def _migration(migration_id: UUID) -> Migration:
    rows = Migration.objects.select_related("created_by", "source", "target")
    row: Migration = calls.found(rows, migration_id)
    return row


urlpatterns = [
    path("migrations", MigrationList.as_view(), name="api_migrations"),
    path("migrations/<uuid:migration_id>", MigrationOne.as_view(), name="api_migration"),
    path(
        "migrations/<uuid:migration_id>/people",
        MigrationPeople.as_view(),
        name="api_migration_people",
    ),
    path("migrations/<uuid:migration_id>/map", MigrationMap.as_view(), name="api_migration_map"),
    path(
        "migrations/<uuid:migration_id>/start",
        MigrationStart.as_view(),
        name="api_migration_start",
    ),
    path(
        "migrations/<uuid:migration_id>/go-on",
        MigrationGoOn.as_view(),
        name="api_migration_go_on",
    ),
    path(
        "migrations/<uuid:migration_id>/stop",
        MigrationStop.as_view(),
        name="api_migration_stop",
    ),
    path(
        "migrations/<uuid:migration_id>/roll-back",
        MigrationRollBack.as_view(),
        name="api_migration_roll_back",
    ),
    path(
        "migrations/<uuid:migration_id>/discard",
        MigrationDiscard.as_view(),
        name="api_migration_discard",
    ),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_migrations": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_migration": {"GET": Capability.SEE},
    "api_migration_people": {"GET": Capability.SEE},
    "api_migration_map": {"POST": Capability.EDIT_SEQUENCES},
    "api_migration_start": {"POST": Capability.APPROVE_SEQUENCES},
    "api_migration_go_on": {"POST": Capability.APPROVE_SEQUENCES},
    "api_migration_stop": {"POST": Capability.APPROVE_SEQUENCES},
    "api_migration_roll_back": {"POST": Capability.APPROVE_SEQUENCES},
    "api_migration_discard": {"POST": Capability.EDIT_SEQUENCES},
}
