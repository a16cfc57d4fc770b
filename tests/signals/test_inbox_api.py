"""REST: what asks for a person, decisions, undo and examples; each by a wrong role too."""

from typing import Any

import pytest
from django.db import transaction

from enrollment.models import Enrollment, SendIntent
from signals.models import Example, Signal
from tenancy.scope import scope
from tests.isolation.rows import a_row
from tests.signals.letters import reply, unclear
from tests.signals.stage import receive
from tests.signals.test_signals_api import Caller
from tests.world import World


class Desk(Caller):
    """A program that works off the inbox."""

    def send(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json")

    def read(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")


@pytest.fixture
def rep(in_acme: World) -> Desk:
    return Desk(in_acme, in_acme.rep)


@pytest.fixture
def held(in_acme: World, intent: SendIntent) -> Signal:
    return receive(in_acme, unclear(intent))


def test_what_asks_for_a_person_is_listed(rep: Desk, held: Signal) -> None:
    found = rep.read("signals/asked?whose=mine").json()["results"]
    assert [(each["signal"]["id"], each["signal"]["state"]) for each in found] == [
        (str(held.pk), "held")
    ]


def test_a_decision_and_its_undo(rep: Desk, held: Signal) -> None:
    decided = rep.send(f"signals/{held.pk}/decide", kind="not_now").json()
    undone = rep.send(f"signals/{held.pk}/undo").json()
    assert (decided["state"], undone["state"], undone["kind"]) == ("applied", "held", "unclear")
    assert Enrollment.objects.get(pk=held.enrollment_id).state == "on_hold"


def test_a_second_decision_is_a_conflict(rep: Desk, held: Signal) -> None:
    rep.send(f"signals/{held.pk}/decide", kind="other")
    assert rep.send(f"signals/{held.pk}/decide", kind="opt_out").status_code == 409


@pytest.mark.parametrize("kind", ["unclear", "opened", "nonsense", ""])
def test_what_cannot_be_said_is_a_mistake(rep: Desk, held: Signal, kind: str) -> None:
    assert rep.send(f"signals/{held.pk}/decide", kind=kind).status_code == 400


def test_an_answer_is_seen_to(in_acme: World, rep: Desk, intent: SendIntent) -> None:
    signal = receive(in_acme, reply(intent))
    assert rep.send(f"signals/{signal.pk}/answered").status_code == 200
    assert rep.read("signals/asked").json()["results"] == []
    assert rep.send(f"signals/{signal.pk}/answered").status_code == 409


def test_colleagues_messages_are_not_found(in_acme: World, held: Signal) -> None:
    other = Desk(in_acme, in_acme.other_rep)
    assert other.send(f"signals/{held.pk}/decide", kind="other").status_code == 404
    assert other.read("signals/asked").json()["results"] == []


def test_an_example_of_another_workspaces_message_is_not_found(
    rep: Desk, acme: World, globex: World
) -> None:
    with scope(globex.workspace.pk), transaction.atomic():
        theirs = a_row(Signal, globex)
    said = {"phrase": "We settle such matters in the spring round", "intent": "not_now"}
    assert rep.send("examples", **said, signal=str(theirs.pk)).status_code == 404


def test_a_viewer_decides_nothing(in_acme: World, held: Signal) -> None:
    viewer = Desk(in_acme, in_acme.viewer)
    assert viewer.send(f"signals/{held.pk}/undo").status_code == 403


def test_an_example_is_given_and_retired(in_acme: World, rep: Desk) -> None:
    said = {"phrase": "We settle such matters in the spring round", "intent": "not_now"}
    made = rep.send("examples", **said)
    assert made.status_code == 201
    path = f"/api/v1/examples/{made.json()['id']}"
    assert rep.client.delete(path).status_code == 403
    assert Desk(in_acme, in_acme.admin).client.delete(path).status_code == 204
    assert Example.objects.get().retired_at is not None
