"""A signal whose effect fails: tried again in growing gaps, and seen."""

from datetime import UTC, datetime, timedelta

import pytest

from enrollment import services
from enrollment.models import Enrollment, PauseReason, SendIntent
from signals import acting, failing, reactions, tasks
from signals.models import Signal
from tenancy.actors import member
from tests.console.browsing import browser
from tests.signals.letters import absence, reply
from tests.signals.stage import receive, report
from tests.world import World


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No effect of the table succeeds, until it is undone."""
    monkeypatch.setattr(acting, "react", lambda case, kind: 1 / 0)
    return monkeypatch


def fails(signal: Signal, times: int) -> Signal:
    for _ in range(times):
        reactions.attempt(signal)
    fresh: Signal = Signal.objects.get(pk=signal.pk)
    return fresh


def test_the_gaps_grow(in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch) -> None:
    signal = receive(in_acme, reply(intent))
    gaps = []
    for _ in range(8):
        row = fails(signal, 1)
        assert row.retry_at is not None
        gaps.append(round((row.retry_at - datetime.now(UTC)).total_seconds(), -1))
    assert gaps == [60, 300, 1_800, 7_200, 21_600, 21_600, 21_600, 21_600]
    assert (row.failures, row.failure) == (9, "ZeroDivisionError")


def test_the_sweep_leaves_it_alone_until_then(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    signal = receive(in_acme, reply(intent))
    Signal.objects.update(received_at=signal.received_at - timedelta(minutes=1))
    tasks.apply_received()
    assert Signal.objects.get().failures == 1
    Signal.objects.update(retry_at=datetime.now(UTC) - timedelta(seconds=1))
    tasks.apply_received()
    assert Signal.objects.get().failures == 2


def test_the_effect_comes_when_it_succeeds(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    signal = fails(receive(in_acme, reply(intent)), 3)
    broken.undo()
    Signal.objects.update(received_at=signal.received_at - timedelta(minutes=1))
    assert failing.try_now() == 1
    tasks.apply_received()
    assert (Signal.objects.get().state, Enrollment.objects.get().exit_reason) == (
        "applied",
        "replied",
    )


def test_an_absence_that_failed_pauses_when_it_succeeds(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    signal = fails(receive(in_acme, absence(intent)), 2)
    broken.undo()
    reactions.attempt(signal)
    row = Enrollment.objects.get()
    assert (row.state, row.pause_reason) == ("paused", "out_of_office")


def test_who_was_paused_by_a_person_stays_so(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    row = Enrollment.objects.get()
    services.pause(row, reason=PauseReason.MANUAL, actor=member(in_acme.rep))
    fails(receive(in_acme, absence(intent)), 2)
    assert Enrollment.objects.get().pause_reason == "manual"


def test_what_stops_nobody_holds_nobody(
    in_acme: World, intent: SendIntent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "_done", lambda case, kind: 1 / 0)
    fails(report("opened", message_id=intent.message_id), 4)
    assert Enrollment.objects.get().state == "active"
    assert [row.kind for row in failing.failing()] == ["opened"]


def test_while_the_database_is_away_nothing_is_raised(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    broken.setattr(failing, "_count", lambda *said: 1 / 0)
    assert receive(in_acme, reply(intent)).state == "matched"


def test_operations_show_it_and_let_it_be_tried_at_once(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    fails(receive(in_acme, reply(intent)), 1)
    me = browser(in_acme.admin)
    text = me.get("/w/acme/operations/").content.decode()
    assert "Signals that keep failing" in text and "ZeroDivisionError" in text
    me.post("/w/acme/operations/signals/retry/")
    assert Signal.objects.get().retry_at is None


def test_a_rep_has_nothing_tried_again(
    in_acme: World, intent: SendIntent, broken: pytest.MonkeyPatch
) -> None:
    fails(receive(in_acme, reply(intent)), 1)
    browser(in_acme.rep).post("/w/acme/operations/signals/retry/")
    assert Signal.objects.get().retry_at is not None
