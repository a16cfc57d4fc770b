"""A channel that a person closes on their page: nothing of it has its dot afterwards."""

import threading
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from compliance.models import Suppression
from enrollment import composing, heeding, stops
from enrollment.dispatch import arm
from enrollment.models import Enrollment, StopRecord
from signals import unsubscribe
from signals.models import Signal
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import armed_only, in_hand, reload, send, states, work
from tests.world import World


@pytest.fixture
def token(active: Enrollment) -> str:
    """The link of the message that is due."""
    with transaction.atomic():
        fresh = Enrollment.objects.select_related("contact").get(pk=active.pk)
        return composing.unsubscribe_url(fresh).rstrip("/").rpartition("/")[2]


def close(token: str) -> unsubscribe.Wish:
    return unsubscribe.choose(token, {"choice": "email"})


def test_nothing_of_the_channel_is_armed_after_the_choice(
    active: Enrollment, token: str, sink: Sink
) -> None:
    close(token)
    assert arm.arm(in_hand()) == []
    assert states(active)["intro"] == "skipped"
    assert reload(active).state == "active"


def test_what_was_armed_before_has_no_dot_and_is_left_out(
    active: Enrollment, token: str, sink: Sink
) -> None:
    armed = armed_only(active)
    assert close(token).in_flight == 1
    send(armed)
    work()
    assert sink.accepted == []
    assert states(active)["intro"] == "skipped"


def test_without_the_raised_epoch_it_would_leave(
    active: Enrollment, token: str, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    armed = armed_only(active)
    monkeypatch.setattr(stops, "close_channel", lambda *args, **more: 0)
    monkeypatch.setattr(heeding, "hold_back", lambda keys, signal_id: None)
    close(token)
    send(armed)
    assert len(sink.accepted) == 1


def test_closing_alone_keeps_what_was_armed_from_its_dot(
    active: Enrollment, token: str, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    armed = armed_only(active)
    # What comes in holds back by itself; a channel may be closed in another way.
    monkeypatch.setattr(heeding, "hold_back", lambda keys, signal_id: None)
    close(token)
    send(armed)
    assert sink.accepted == []


def test_a_choice_in_the_middle_of_an_arm_comes_before_its_dot(
    active: Enrollment, token: str, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = arm._decide
    threads: list[threading.Thread] = []

    def slow(touches: Any) -> Any:
        decided = decide(touches)
        threads.append(in_thread(lambda: close(token)))
        threads[0].join(0.7)
        return decided

    monkeypatch.setattr(arm, "_decide", slow)
    armed = armed_only(active)
    threads[0].join(10)
    send(armed)
    assert sink.accepted == []


def test_the_log_outside_the_database_ends_nobody_by_it(active: Enrollment, token: str) -> None:
    close(token)
    with transaction.atomic():
        assert list(StopRecord.objects.values_list("is_logged", flat=True)) == [True]


def test_of_two_choices_at_once_one_is_stored(stage: World, active: Enrollment, token: str) -> None:
    threads = [in_thread(lambda: Client().post(f"/u/{token}/", {"choice": "sms"})) for _ in "12345"]
    for each in threads:
        each.join(20)
    with transaction.atomic():
        assert Signal.objects.count() == 1
        assert Suppression.objects.filter(channel="sms", kind="address").count() == 1
