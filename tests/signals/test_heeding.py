"""From the commit that stores a signal nothing leaves to the person, whatever its effect takes."""

from datetime import timedelta
from typing import Any

import pytest

from enrollment import heeding
from enrollment.dispatch import arm
from enrollment.models import Enrollment, RecipientGate, Touch, Unheeded
from sequences.models import Version
from signals import acting, erasing, intake, reactions
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member, system
from tests.enrollment.stage import in_hand
from tests.signals.letters import PETER
from tests.signals.stage import arm_next, report, started
from tests.world import World, contact


def stored(kind: str, number: int = 1) -> Signal:
    """A program has reported something of Peter, and it has had no effect yet."""
    said: dict[str, Any] = {"source": "crm", "occurred_at": None, "actor": system("test")}
    said["email"] = PETER
    return intake.keep_event(event_id=f"e{number}", kind=kind, **said)


@pytest.fixture
def due(enrollment: Enrollment) -> Touch:
    """Peter's first message."""
    touch: Touch = Touch.objects.get(state="planned")
    return touch


def cause_of(touch: Touch) -> str:
    touch.refresh_from_db()
    return touch.cause


def test_what_is_due_waits_and_says_for_what(due: Touch) -> None:
    stored("reply")
    assert arm.arm(in_hand()) == []
    assert cause_of(due) == heeding.CAUSE


def test_what_is_checked_already_is_not_armed(due: Touch) -> None:
    claimed = in_hand()
    stored("reply")
    assert len(claimed) == 1 and arm.arm(claimed) == []
    assert cause_of(due) == heeding.CAUSE


def test_what_is_armed_already_is_judged_anew_before_its_dot(due: Touch) -> None:
    """The last look compares the epoch of the gate with that of the arming."""
    armed = arm_next().intent
    stored("reply")
    gate = RecipientGate.objects.get(address_key=armed.address_key)
    assert gate.epoch > armed.gate_epoch


def test_it_leaves_when_the_effect_has_come_and_ended_nobody(
    in_acme: World, due: Touch, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = stored("auto_reply")
    assert arm.arm(in_hand()) == []
    monkeypatch.setattr(acting, "react", lambda case, kind: acting.Done("Nothing."))
    reactions.attempt(signal)
    clock.advance(heeding.ASK_AGAIN)
    assert len(arm.arm(in_hand())) == 1


def test_one_of_two_is_not_enough(due: Touch) -> None:
    first = stored("auto_reply")
    stored("unclear", 2)
    reactions.attempt(first)
    assert Unheeded.objects.count() == 1


def test_whose_answer_fails_is_not_written_to(
    in_acme: World, due: Touch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "react", lambda case, kind: 1 / 0)
    reactions.attempt(stored("reply"))
    assert Enrollment.objects.get().state == "active"
    assert arm.arm(in_hand()) == []
    assert cause_of(due) == heeding.CAUSE


def test_others_are_written_to(in_acme: World, version: Version, due: Touch) -> None:
    stored("reply")
    other = started(in_acme, version, contact("ann@other.example", owner=in_acme.rep))
    clock.advance(timedelta(hours=1))
    (armed,) = arm.arm(in_hand())
    assert armed.intent.touch.enrollment_id == other.pk


@pytest.mark.parametrize("kind", ["delay", "record_change", "other"])
def test_what_stops_nobody_holds_nobody_back(due: Touch, kind: str) -> None:
    stored(kind)
    assert not Unheeded.objects.exists()


def test_nothing_waits_for_what_an_erased_person_said(in_acme: World, due: Touch) -> None:
    stored("reply")
    person = due.enrollment.contact
    erasing.erase(person, reference="T-1", seat=in_acme.admin, actor=member(in_acme.admin))
    assert not Unheeded.objects.exists()


def test_a_repetition_holds_back_once(due: Touch) -> None:
    for _ in range(2):
        stored("reply")
    assert Unheeded.objects.count() == 1


def test_whoever_is_unknown_is_held_back_by_nothing(in_acme: World) -> None:
    report("opt_out", email="nobody@nowhere.example")
    assert not Unheeded.objects.exists()
