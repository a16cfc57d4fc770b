"""Races, each first shown to exist without its guard."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from compliance.services import suppress
from contacts.models import Contact
from enrollment import gates, limits, stops
from enrollment.dispatch import arm, claim
from enrollment.models import (
    Enrollment,
    ExitReason,
    LimitCounter,
    Mailbox,
    RecipientGate,
    SendIntent,
    Touch,
)
from sequences.models import Version
from tenancy import clock
from tenancy.actors import system
from tenancy.scope import scope
from tests.compliance.racing import Meeting
from tests.enrollment.sink import in_thread
from tests.enrollment.stage import enrol, in_hand
from tests.factories import ContactFactory
from tests.world import World

TEST = system("test")


def unlocked(keys: Any) -> dict[str, RecipientGate]:
    """The gates without their lock: the guard that the control takes away."""
    wanted = sorted(set(keys))
    RecipientGate.objects.bulk_create(
        [RecipientGate(address_key=key) for key in wanted], ignore_conflicts=True
    )
    return {row.address_key: row for row in RecipientGate.objects.filter(address_key__in=wanted)}


@contextmanager
def stop_during_arm(
    world: World, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[stops.Stopped]]:
    """Run a stop in another connection between the checks of an arm and its commit."""
    done: list[stops.Stopped] = []
    decide = arm._decide

    def stop() -> None:
        with scope(world.workspace.pk):
            done.append(
                stops.stop_address(
                    peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s", actor=TEST
                )
            )

    # A stop that knows the address alone, as for a person who is enrolled at the same moment:
    # then nothing but the gate stands between it and the arm.
    monkeypatch.setattr(stops, "_live_of", lambda *args: [])
    threads: list[threading.Thread] = []

    def slow(touches: Any) -> Any:
        decided = decide(touches)
        threads.append(in_thread(stop))
        threads[0].join(0.7)
        return decided

    monkeypatch.setattr(arm, "_decide", slow)
    yield done
    for thread in threads:
        thread.join(10)


def armed_behind_a_stop(done: list[stops.Stopped]) -> bool:
    """Whether an arm committed although a stop had committed that saw nothing leaving."""
    with transaction.atomic():
        armed = SendIntent.objects.filter(outcome="armed").count()
    return bool(done) and done[0].in_flight == 0 and armed == 1


def test_without_the_lock_an_arm_commits_after_a_stop(
    stage: World, active: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = in_hand()
    monkeypatch.setattr(gates, "lock", unlocked)
    with stop_during_arm(stage, peter, monkeypatch) as done:
        arm.arm(ready)
    assert armed_behind_a_stop(done)


def test_with_the_lock_no_arm_commits_after_a_stop(
    stage: World, active: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = in_hand()
    with stop_during_arm(stage, peter, monkeypatch) as done:
        arm.arm(ready)
    assert not armed_behind_a_stop(done)
    assert done[0].in_flight == 1


def at_once(world: World, work: Any, times: int) -> list[Any]:
    """Run `work` in as many connections at the same moment."""
    barrier = threading.Barrier(times)
    found: list[Any] = []

    def body() -> None:
        with scope(world.workspace.pk):
            barrier.wait(10)
            found.append(work())

    threads = [in_thread(body) for _ in range(times)]
    for thread in threads:
        thread.join(30)
    return found


def naive_take(mailbox: Mailbox, meeting: Meeting) -> bool:
    """Count first, then write: how a limit overshoots."""
    with transaction.atomic():
        limit = limits.of_mailbox(mailbox, clock.now())
        if limits.known([limit]).lacks([limit]):
            return False
        meeting.arrive()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE enrollment_limitcounter SET n = n + 1")
        return True


def real_take(mailbox: Mailbox) -> bool:
    with transaction.atomic():
        limit = limits.of_mailbox(mailbox, clock.now())
        return limits.take_one(limit.key, limit.cap)


def taken_by_eight(world: World, take: Any) -> int:
    """How many of eight at once get one, when a single one is left."""
    world.mailbox.daily_limit = 5
    for _ in range(4):
        assert real_take(world.mailbox)
    taken: int = sum(at_once(world, lambda: take(world.mailbox), 8))
    with transaction.atomic():
        assert LimitCounter.objects.get().n == 4 + taken
    return taken


def test_a_limit_that_is_counted_first_overshoots(stage: World) -> None:
    meeting = Meeting()
    assert taken_by_eight(stage, lambda mailbox: naive_take(mailbox, meeting)) > 1


def test_a_limit_is_taken_not_counted(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    held, meeting = limits.held, Meeting()

    def slow(asked: Any) -> limits.Room:
        room = held(asked)
        if threading.current_thread() is not threading.main_thread():
            meeting.arrive()
        return room

    monkeypatch.setattr(limits, "held", slow)
    assert taken_by_eight(stage, real_take) == 1


def test_every_due_touch_is_claimed_once(stage: World, version: Version) -> None:
    people = 60
    with transaction.atomic():
        found = ContactFactory.create_batch(people, owner=stage.rep)
        step = version.steps.order_by("position").first()
        assert step is not None
        rows = Enrollment.objects.bulk_create(
            Enrollment(
                contact=person,
                sequence_id=version.sequence_id,
                version=version,
                enrolled_by=stage.rep,
                reason="x",
                created_at=clock.now(),
            )
            for person in found
        )
        Touch.objects.bulk_create(
            Touch(
                enrollment=row,
                step=step,
                sequence_id=version.sequence_id,
                position=1,
                kind="email",
                automatic=True,
                due_at=clock.now(),
            )
            for row in rows
        )
    claimed = [each for batch in at_once(stage, lambda: claim.claim(20), 6) for each in batch]
    assert len(claimed) == len(set(claimed)) == people


def test_who_opts_out_while_being_enrolled_does_not_get_in(
    stage: World, version: Version, peter: Contact
) -> None:
    def stop() -> None:
        with transaction.atomic():
            suppress(kind="address", value=peter.email, reason="opt_out", source="test", actor=TEST)
            stops.stop_address(
                peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s", actor=TEST
            )

    turns: Iterator[Callable[[], object]] = iter([stop, lambda: enrol(stage, version, peter)])
    lock = threading.Lock()

    def either() -> None:
        with lock:
            mine = next(turns)
        mine()

    at_once(stage, either, 2)
    with transaction.atomic():
        assert not Enrollment.objects.live().exists()
