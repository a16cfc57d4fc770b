"""REST: pools of mailboxes, and which sequence uses which."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import Mailbox, MailboxMove, MailboxPool
from enrollment.pools import keeping, moving
from sequences.models import Sequence
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import Listing
from tenancy.errors import NotFound
from tenancy.roles import Capability
from tenancy.tasks import enqueue

MOVE = "enrollment.tasks.move_people"


class PoolOut(serializers.ModelSerializer[MailboxPool]):
    """A pool with the ids of its mailboxes."""

    mailboxes = serializers.SerializerMethodField()

    class Meta:
        model = MailboxPool
        fields = ("id", "name", "sticky_days", "mailboxes")

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_mailboxes(self, pool: MailboxPool) -> list[str]:
        """In the order of their ids."""
        return sorted(str(each.mailbox_id) for each in pool.members.all())


class PoolForm(StrictSerializer):
    """All of a pool; who was written to within `sticky_days` gets the same mailbox again."""

    name = serializers.CharField(max_length=keeping.MAX_NAME)
    sticky_days = serializers.IntegerField(default=365)
    mailboxes = serializers.ListField(child=serializers.UUIDField(), max_length=1_000)


class PoolOfSequenceForm(StrictSerializer):
    """The pool of a sequence; null for the mailboxes of its people's owners."""

    pool = serializers.UUIDField(allow_null=True)


class Pools(TenantView):
    """The pools of the workspace."""

    @extend_schema(parameters=[Listing], responses=PoolOut(many=True))
    def get(self, request: Request) -> Response:
        """All of them, the newest first."""
        calls.query(Listing, request)
        rows = MailboxPool.objects.prefetch_related("members")
        return calls.page(rows, request, self, PoolOut)

    @extend_schema(request=PoolForm, responses={201: PoolOut})
    def post(self, request: Request) -> Response:
        """Make one."""
        row = keeping.save(None, **calls.body(PoolForm, request), **calls.by(request))
        return Response(PoolOut(row).data, status=status.HTTP_201_CREATED)


class OnePool(TenantView):
    """One pool."""

    @extend_schema(request=PoolForm, responses=PoolOut)
    def put(self, request: Request, pool_id: UUID) -> Response:
        """Change all of it. People who have a mailbox keep it."""
        row, said = _pool(pool_id), calls.body(PoolForm, request)
        return Response(PoolOut(keeping.save(row, **said, **calls.by(request))).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pool_id: UUID) -> Response:
        """Delete it, when no sequence uses it."""
        keeping.delete(_pool(pool_id), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PoolOfSequence(TenantView):
    """Which pool the new people of a sequence are shared among."""

    @extend_schema(
        operation_id="sequence_pool_retrieve", request=None, responses=PoolOfSequenceForm
    )
    def get(self, request: Request, sequence_id: UUID) -> Response:
        """As it is now."""
        return Response({"pool": _plan(sequence_id).mailbox_pool})

    @extend_schema(
        operation_id="sequence_pool_update",
        request=PoolOfSequenceForm,
        responses=PoolOfSequenceForm,
    )
    def put(self, request: Request, sequence_id: UUID) -> Response:
        """Choose it; whoever is enrolled keeps their mailbox."""
        plan = _plan(sequence_id)
        wanted: UUID | None = calls.body(PoolOfSequenceForm, request)["pool"]
        row = keeping.give(plan, wanted, **calls.by(request))
        return Response({"pool": row.mailbox_pool})


class MoveOut(serializers.ModelSerializer[MailboxMove]):
    """An order to move people; `finished_at` is null while a worker carries it out."""

    class Meta:
        model = MailboxMove
        fields = ("id", "people", "moved", "stayed", "asked_at", "finished_at")


class MoveFromMailbox(TenantView):
    """Whom a mailbox that is switched off has not written to."""

    @extend_schema(responses=MoveOut)
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """The last order; 404 when there was none."""
        order = moving.last(_box(mailbox_id))
        if order is None:
            raise NotFound("Nobody was moved from this mailbox yet.")
        return Response(MoveOut(order).data)

    @extend_schema(request=None, responses={202: MoveOut})
    def post(self, request: Request, mailbox_id: UUID) -> Response:
        """Give them other mailboxes of their pools; their first messages are reviewed anew."""
        order = moving.ask(_box(mailbox_id), **calls.by(request))
        enqueue(MOVE, order.pk)
        return Response(MoveOut(order).data, status=status.HTTP_202_ACCEPTED)


def _box(mailbox_id: UUID) -> Mailbox:
    box: Mailbox = calls.found(Mailbox.objects.all(), mailbox_id)
    return box


def _pool(pool_id: UUID) -> Any:
    return calls.found(MailboxPool.objects.all(), pool_id)


def _plan(sequence_id: UUID) -> Sequence:
    row: Sequence = calls.found(Sequence.objects.all(), sequence_id)
    return row


urlpatterns = [
    path("mailbox-pools", Pools.as_view(), name="api_pools"),
    path("mailbox-pools/<uuid:pool_id>", OnePool.as_view(), name="api_pool"),
    path("mailboxes/<uuid:mailbox_id>/move", MoveFromMailbox.as_view(), name="api_mailbox_move"),
    path("sequences/<uuid:sequence_id>/pool", PoolOfSequence.as_view(), name="api_sequence_pool"),
]
_ADMIN = Capability.ADMINISTER
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_pools": {"GET": _ADMIN, "POST": _ADMIN},
    "api_pool": {"PUT": _ADMIN, "DELETE": _ADMIN},
    "api_mailbox_move": {"GET": _ADMIN, "POST": _ADMIN},
    "api_sequence_pool": {"GET": Capability.SEE, "PUT": Capability.EDIT_SEQUENCES},
}
