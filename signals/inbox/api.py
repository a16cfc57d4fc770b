"""REST: what asks for a person, the decision on it, undo, and readings by example."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from signals import deciding, desk, examples
from signals.kinds import Kind
from signals.models import Asked, Example, Signal, SignalState
from signals.shapes import SignalOut
from signals.strangers import api as strangers
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.rest import NewestFirst
from tenancy.roles import Capability

DECIDABLE = [(kind.value, kind.label) for kind in Kind if kind in deciding.DECIDABLE]
MEANINGS = [(intent.value, label) for intent, label in examples.MEANINGS.items()]
WHOSE = [("mine", "Mine"), ("team", "My team's"), ("all", "All that the member may see")]
MOVED = OpenApiResponse(description="Somebody was faster, or something has moved since.")


class AskedQuery(calls.Listing):
    """Whose messages, and of which kind."""

    whose = serializers.ChoiceField(choices=WHOSE, required=False)
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in desk.kinds()], required=False
    )


class AskedOut(serializers.ModelSerializer[Asked]):
    """A signal that asks for a person: until when, and who was told."""

    signal = SignalOut()

    class Meta:
        model = Asked
        fields = ("signal", "opened_at", "due_at", "reminded_at", "escalated_at")
        read_only_fields = fields


class DecisionIn(StrictSerializer):
    """What it is; `seen` is the state that was looked at, so that nobody decides on something else
    than they saw."""

    kind = serializers.ChoiceField(choices=DECIDABLE)
    seen = serializers.ChoiceField(choices=SignalState.choices, default=SignalState.HELD.value)


class UndoIn(StrictSerializer):
    """The state that was looked at, so that a second call does not undo something else."""

    seen = serializers.ChoiceField(choices=SignalState.choices, default=SignalState.APPLIED.value)


class ExampleIn(StrictSerializer):
    """A sentence, and what messages like it mean. Addresses and figures are taken out."""

    phrase = serializers.CharField(max_length=500)
    intent = serializers.ChoiceField(choices=MEANINGS)
    signal = serializers.UUIDField(required=False, allow_null=True, default=None)


class ExampleOut(serializers.ModelSerializer[Example]):
    """A reading by example."""

    signal = serializers.UUIDField(source="signal_id", allow_null=True)
    created_by = serializers.CharField(source="created_by.label")

    class Meta:
        model = Example
        fields = ("id", "number", "intent", "phrase", "signal", "created_by", "created_at")
        read_only_fields = fields


class MostUrgentFirst(NewestFirst):
    """The one whose time ends first."""

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """Ids settle the order within a moment."""
        return ("due_at", "id")


class AskedList(TenantView):
    """What asks for a person."""

    @extend_schema(parameters=[AskedQuery], responses=AskedOut(many=True))
    def get(self, request: Request) -> Response:
        """Messages that ask for a person, the most urgent first."""
        asked = calls.query(AskedQuery, request)
        whose = {"all": ""}.get(asked.get("whose", ""), asked.get("whose", ""))
        rows = desk.waiting(calls.seat(request), whose, asked.get("kind", ""))
        return calls.page(rows, request, self, AskedOut, pages=MostUrgentFirst())


class SignalDecide(TenantView):
    """Deciding on one signal."""

    @extend_schema(request=DecisionIn, responses={200: SignalOut, 409: MOVED})
    def post(self, request: Request, signal_id: UUID) -> Response:
        """Say what it is; the effect is there before this call answers. What it was taken for
        before is undone in the same transaction."""
        signal = _signal(request, signal_id)
        asked = calls.body(DecisionIn, request)
        kind, seen = Kind(asked["kind"]), SignalState(asked["seen"])
        done = deciding.decide(signal, kind=kind, seen=seen, **calls.by(request))
        return Response(SignalOut(done).data)


class SignalUndo(TenantView):
    """Undoing what one signal did."""

    @extend_schema(request=UndoIn, responses={200: SignalOut, 409: MOVED})
    def post(self, request: Request, signal_id: UUID) -> Response:
        """Take back its newest effect: the schedule is exactly as before. A suppression stays."""
        signal = _signal(request, signal_id)
        seen = SignalState(calls.body(UndoIn, request)["seen"])
        done = deciding.reverse(signal, seen=seen, **calls.by(request))
        return Response(SignalOut(done).data)


class SignalAnswered(TenantView):
    """Seeing to one signal."""

    @extend_schema(request=None, responses={200: SignalOut, 409: MOVED})
    def post(self, request: Request, signal_id: UUID) -> Response:
        """Say that somebody has seen to it; nothing else changes."""
        signal = _signal(request, signal_id)
        deciding.answered(signal, **calls.by(request))
        return Response(SignalOut(signal).data)


class Examples(TenantView):
    """Readings by example."""

    @extend_schema(responses=ExampleOut(many=True))
    def get(self, request: Request) -> Response:
        """Those in force, the newest first."""
        return calls.page(examples.listed(), request, self, ExampleOut)

    @extend_schema(request=ExampleIn, responses={201: ExampleOut})
    def post(self, request: Request) -> Response:
        """Read messages like this one so from now on."""
        asked = calls.body(ExampleIn, request)
        pk = asked.pop("signal")
        signal = _signal(request, pk) if pk else None
        row = examples.add(signal=signal, **asked, **calls.by(request))
        return Response(ExampleOut(row).data, status=status.HTTP_201_CREATED)


class OneExample(TenantView):
    """One reading by example."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, example_id: UUID) -> Response:
        """Read messages by it no longer; what was read by it stays."""
        examples.retire(example_id, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _signal(request: Request, signal_id: UUID) -> Signal:
    return calls.found(desk.about_visible(calls.seat(request)), signal_id)


urlpatterns = [
    *strangers.urlpatterns,
    path("signals/asked", AskedList.as_view(), name="api_signals_asked"),
    path("signals/<uuid:signal_id>/decide", SignalDecide.as_view(), name="api_signal_decide"),
    path("signals/<uuid:signal_id>/undo", SignalUndo.as_view(), name="api_signal_undo"),
    path("signals/<uuid:signal_id>/answered", SignalAnswered.as_view(), name="api_signal_answered"),
    path("examples", Examples.as_view(), name="api_examples"),
    path("examples/<uuid:example_id>", OneExample.as_view(), name="api_example"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    **strangers.LINES,
    "api_signals_asked": {"GET": Capability.DO_TASKS},
    "api_signal_decide": {"POST": Capability.DO_TASKS},
    "api_signal_undo": {"POST": Capability.DO_TASKS},
    "api_signal_answered": {"POST": Capability.DO_TASKS},
    "api_examples": {"GET": Capability.DO_TASKS, "POST": Capability.DO_TASKS},
    "api_example": {"DELETE": Capability.EDIT_RULES},
}
