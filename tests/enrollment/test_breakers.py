"""Receivers that asked to slow down: left alone, tried with one message, and written to again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from audit.models import Entry
from enrollment import breakers, figures, limits
from enrollment.dispatch import arm
from enrollment.models import DomainBreaker, Enrollment, Touch
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Workspace
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.racing import Meeting
from tests.compliance.test_compliance_api import Caller
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, in_hand, live, pass_time, started, touches, work
from tests.enrollment.test_races import at_once
from tests.world import World, contact

SLOW = "421 4.7.28 Unusual rate of mail"


@pytest.fixture
def version(stage: World) -> Version:
    return live(stage, email("one"))


def person(world: World, version: Version, address: str) -> Enrollment:
    with transaction.atomic():
        found = contact(address, owner=world.rep)
    return started(world, version, found)


@pytest.fixture
def slowed(stage: World, version: Version, sink: Sink, morning: Any) -> Iterator[Enrollment]:
    """Ann's message was answered with a request to slow down."""
    row = person(stage, version, "ann@gmail.com")
    sink.rcpt = SLOW
    work()
    sink.rcpt = ""
    yield row


def breaker() -> DomainBreaker:
    with transaction.atomic():
        row: DomainBreaker = DomainBreaker.objects.get()
    return row


def trail() -> list[str]:
    with transaction.atomic():
        rows = Entry.objects.filter(action__startswith="domainbreaker.").order_by("pk")
        return [row.action.partition(".")[2] for row in rows]


def test_the_answer_opens_the_breaker_of_the_receiver_and_its_domains_wait(
    stage: World, version: Version, sink: Sink, slowed: Enrollment
) -> None:
    bob = person(stage, version, "bob@googlemail.com")
    work()
    (touch,) = touches(bob)
    assert not sink.accepted
    assert touch.cause.startswith("waits: gmail.com has asked to slow down; one message is tried")
    assert touch.due_at >= breaker().until


def test_another_receiver_does_not_wait(
    stage: World, version: Version, sink: Sink, slowed: Enrollment
) -> None:
    person(stage, version, "bob@initech.example")
    work()
    assert len(sink.accepted) == 1


def crowd(world: World, version: Version) -> list[Enrollment]:
    rows = [person(world, version, f"{name}@gmail.com") for name in ("bob", "cid", "dan")]
    work()
    return rows


def test_when_the_time_is_over_one_message_is_tried_and_its_success_lets_the_others_go(
    stage: World, version: Version, sink: Sink, slowed: Enrollment
) -> None:
    crowd(stage, version)
    clock.advance(timedelta(minutes=14))
    with transaction.atomic():
        Touch.objects.filter(state="planned").update(due_at=clock.now())
    work()
    assert len(sink.accepted) == 1
    assert (breaker().state, trail()) == ("closed", ["opened", "try_one", "close"])
    pass_time(stage, minutes=2)
    assert len(sink.accepted) == 4
    with transaction.atomic():
        assert not Workspace.objects.get(pk=stage.workspace.pk).has_breakers


def test_when_the_tried_message_is_answered_so_again_the_time_doubles(
    stage: World, version: Version, sink: Sink, slowed: Enrollment
) -> None:
    before = breaker().wait_seconds
    sink.rcpt = SLOW
    clock.advance(timedelta(minutes=11))
    work()
    row = breaker()
    assert (row.state, row.wait_seconds, row.times) == ("open", 2 * before, 2)
    assert trail() == ["opened", "try_one", "reopen"]


def test_answers_to_what_was_on_its_way_open_it_once(
    stage: World, version: Version, sink: Sink, morning: Any
) -> None:
    for name in ("ann", "bob", "cid"):
        person(stage, version, f"{name}@gmail.com")
    sink.rcpt = SLOW
    work()
    assert (breaker().times, trail()) == (1, ["opened"])


def test_greylisting_opens_nothing(stage: World, version: Version, sink: Sink) -> None:
    person(stage, version, "ann@gmail.com")
    sink.rcpt = "451 4.7.1 Greylisted, try again later"
    work()
    with transaction.atomic():
        assert not DomainBreaker.objects.exists()


def test_a_workspace_without_an_open_breaker_asks_nothing(
    stage: World, version: Version, sink: Sink
) -> None:
    person(stage, version, "ann@gmail.com")
    with counted() as statements:
        work()
    assert len(sink.accepted) == 1
    assert not [text for text in statements if "enrollment_domainbreaker" in text]


def tried_by_three(world: World, version: Version, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of three messages are armed by three workers at once when the time is over."""
    crowd(world, version)
    clock.advance(timedelta(minutes=14))
    with transaction.atomic():
        Touch.objects.filter(state="planned").update(due_at=clock.now())
    ready = iter([[touch] for touch in in_hand()[:3]])
    asked, meeting = breakers.keeps, Meeting()

    def together(*known: Any) -> Any:
        found = asked(*known)
        meeting.arrive()
        return found

    monkeypatch.setattr(breakers, "keeps", together)
    # The lock of the mailbox's counter would hide what the breaker's own is for.
    monkeypatch.setattr(limits, "_HELD", limits._HELD.replace("FOR UPDATE", ""))
    return sum(len(found) for found in at_once(world, lambda: arm.arm(next(ready)), 3))


def test_without_the_lock_several_are_tried(
    stage: World,
    version: Version,
    sink: Sink,
    slowed: Enrollment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = breakers.known
    monkeypatch.setattr(breakers, "known", lambda touches, locked=False: known(touches))
    assert tried_by_three(stage, version, monkeypatch) > 1


def test_with_the_lock_one_is_tried(
    stage: World,
    version: Version,
    sink: Sink,
    slowed: Enrollment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert tried_by_three(stage, version, monkeypatch) == 1


def test_an_admin_closes_it_and_who_waited_leaves_soon(
    stage: World, version: Version, sink: Sink, slowed: Enrollment
) -> None:
    rows = crowd(stage, version)
    breakers.close(breaker(), seat=stage.admin, actor=member(stage.admin))
    assert all(touches(row)[0].due_at < clock.now() + timedelta(minutes=5) for row in rows)
    pass_time(stage, minutes=5)
    assert len(sink.accepted) == 4


def test_only_an_admin_closes_it(stage: World, slowed: Enrollment) -> None:
    with pytest.raises(Refused):
        breakers.close(breaker(), seat=stage.rep, actor=member(stage.rep))


def test_it_is_forgotten_after_a_quiet_day(stage: World, slowed: Enrollment) -> None:
    assert breakers.forget_old() == 0
    clock.advance(timedelta(days=2))
    assert breakers.forget_old() == 1
    with transaction.atomic():
        assert not Workspace.objects.get(pk=stage.workspace.pk).has_breakers


def test_the_figures_count_it_and_the_trail_keeps_no_domain(
    stage: World, slowed: Enrollment
) -> None:
    with transaction.atomic():
        assert figures.now().breakers == 1
        entry = Entry.objects.get(action="domainbreaker.opened")
    assert "gmail" not in f"{entry.data}"


def test_rest_lists_and_closes_it(stage: World, slowed: Enrollment) -> None:
    with transaction.atomic():
        caller = Caller(stage, "admin")
    (shown,) = caller.get("api_breakers").json()["results"]
    assert (shown["domain"], shown["state"], shown["code"]) == ("gmail.com", "open", 421)
    answer = caller.client.post(reverse("api_breaker_close", args=[shown["id"]]))
    assert (answer.status_code, answer.json()["state"]) == (200, "closed")


def test_another_workspace_neither_sees_nor_closes_it(
    stage: World, slowed: Enrollment, globex: World
) -> None:
    row = breaker()
    with scope(globex.workspace.pk):
        with transaction.atomic():
            caller = Caller(globex, "admin")
        assert caller.get("api_breakers").json()["results"] == []
    assert caller.client.post(reverse("api_breaker_close", args=[row.pk])).status_code == 404
