"""The sweep applies what was stored and not applied."""

from datetime import timedelta

import pytest

from enrollment.models import Enrollment, SendIntent
from signals import reactions, tasks
from signals.models import Signal
from tests.signals.letters import reply
from tests.signals.stage import receive
from tests.world import World


@pytest.fixture
def waiting(in_acme: World, intent: SendIntent, monkeypatch: pytest.MonkeyPatch) -> Signal:
    """A reply that was stored by a process that died before its effect."""
    with monkeypatch.context() as died:
        died.setattr(reactions, "apply", lambda signal_id: 1 / 0)
        return receive(in_acme, reply(intent))


def older(signal: Signal) -> None:
    moment = signal.received_at - timedelta(seconds=10)
    Signal.objects.filter(pk=signal.pk).update(received_at=moment, retry_at=None)


def test_a_stored_signal_is_applied_by_the_sweep(waiting: Signal) -> None:
    older(waiting)
    tasks.apply_received()
    assert Signal.objects.get().state == "applied"
    assert Enrollment.objects.get().exit_reason == "replied"


def test_what_has_just_come_is_left_to_whoever_took_it_in(waiting: Signal) -> None:
    tasks.apply_received()
    assert Signal.objects.get().state == "matched"


def test_one_signal_that_cannot_be_applied_does_not_hinder_the_others(
    in_acme: World, intent: SendIntent, waiting: Signal, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = reactions.apply
    bad = Signal.objects.get()
    with monkeypatch.context() as died:
        died.setattr(reactions, "apply", lambda signal_id: 1 / 0)
        good = receive(in_acme, reply(intent, "Once more."))
    older(bad)
    older(good)
    monkeypatch.setattr(reactions, "apply", lambda pk: 1 / 0 if pk == bad.pk else apply(pk))
    tasks.apply_received()
    assert Signal.objects.get(pk=good.pk).state == "applied"
