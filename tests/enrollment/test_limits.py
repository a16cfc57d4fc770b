"""Limits of a mailbox, a member, the workspace and a recipient's domain, by day and hour."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact
from enrollment import housekeeping, limits
from enrollment.limits import Limit
from enrollment.models import Enrollment, LimitCounter, Mailbox, Touch
from sequences.models import Version
from sequences.quotas import Quota
from tenancy import clock
from tenancy.ids import first_at
from tenancy.models import Workspace
from tests.compliance.counting import counted
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, live, pass_time, started, touches, work
from tests.enrollment.test_races import at_once
from tests.world import World, contact

LATER = datetime(2100, 1, 1, tzinfo=UTC)
CAUSES = {
    "messages_a_day": "the workspace has reached the limit of 1 a day",
    "messages_an_hour": "the workspace has reached the limit of 1 an hour",
    "messages_a_day_per_user": "the sender, over all their mailboxes, has reached the limit of 1",
    "messages_a_day_per_domain": "the recipient's domain has reached the limit of 1 a day",
    "messages_an_hour_per_domain": "the recipient's domain has reached the limit of 1 an hour",
}


@pytest.fixture
def version(stage: World) -> Version:
    return live(stage, email("one"))


@transaction.atomic
def allow(**caps: int) -> None:
    Workspace.objects.update(**caps)


def people(world: World, version: Version, *addresses: str) -> list[Enrollment]:
    with transaction.atomic():
        found: list[Contact] = [contact(each, owner=world.rep) for each in addresses]
    return [started(world, version, person) for person in found]


def causes(rows: list[Enrollment]) -> list[str]:
    return sorted(touches(row)[0].cause for row in rows)


@pytest.mark.parametrize("name", CAUSES)
def test_what_finds_no_room_waits_and_names_its_limit(
    stage: World, version: Version, sink: Sink, name: str
) -> None:
    rows = people(stage, version, "ann@initech.example", "bob@initech.example")
    allow(**{name: 1})
    work()
    assert len(sink.accepted) == 1
    assert CAUSES[name] in causes(rows)[1]


def test_a_mailbox_sends_so_many_an_hour_and_the_rest_in_the_next(
    stage: World, version: Version, sink: Sink
) -> None:
    rows = people(stage, version, "ann@initech.example", "bob@initech.example")
    with transaction.atomic():
        Mailbox.objects.update(hourly_limit=1)
    work()
    assert "the mailbox has reached the limit of 1 an hour" in causes(rows)[1]
    pass_time(stage, hours=1)
    work()
    assert len(sink.accepted) == 2


def test_one_domain_does_not_wait_for_another(stage: World, version: Version, sink: Sink) -> None:
    people(stage, version, "ann@initech.example", "bob@umbrella.example")
    allow(messages_a_day_per_domain=1)
    work()
    assert len(sink.accepted) == 2


def test_the_domains_of_one_provider_share_a_limit(
    stage: World, version: Version, sink: Sink
) -> None:
    people(stage, version, "ann@gmail.com", "bob@googlemail.com")
    allow(messages_a_day_per_domain=1)
    work()
    assert len(sink.accepted) == 1


def test_of_several_limits_the_one_that_lasts_longest_is_named(
    stage: World, version: Version, sink: Sink
) -> None:
    rows = people(stage, version, "ann@initech.example", "bob@initech.example")
    allow(messages_an_hour=1, messages_a_day=1, messages_an_hour_per_domain=1)
    work()
    touch = max((touches(row)[0] for row in rows), key=lambda each: each.cause)
    assert "1 a day" in touch.cause
    assert touch.due_at is not None and touch.due_at >= limits.tomorrow(clock.now())


def test_the_mailboxes_of_one_member_share_a_limit(stage: World, version: Version) -> None:
    row = people(stage, version, "ann@initech.example")[0]
    with transaction.atomic():
        other = Mailbox.objects.create(name="Second", address="2@acme.example", owner=stage.rep)
        touch = Touch.objects.get(enrollment=row)
        touch.enrollment.workspace.messages_a_day_per_user = 5
        first = keys(touch)
        touch.mailbox = other
        assert {key for key in keys(touch) if key in first} == {
            key for key in first if key.startswith("user:")
        }


def keys(touch: Touch) -> set[str]:
    return {each.key for each in limits.of(touch, clock.now(), starts=False)}


def test_a_counter_keeps_no_domain_and_a_limit_that_is_off_no_counter(
    stage: World, version: Version, sink: Sink
) -> None:
    people(stage, version, "ann@initech.example")
    allow(messages_a_day_per_domain=9)
    work()
    with transaction.atomic():
        found = list(LimitCounter.objects.values_list("key", flat=True))
    assert sorted(key.partition(":")[0] for key in found) == ["domain", "mailbox"]
    assert not any("initech" in key for key in found)


def test_an_hour_ends_at_the_full_hour_by_utc() -> None:
    moment = datetime(2026, 3, 29, 1, 59, 59, tzinfo=UTC)
    hour = Quota("workspace", 1, "the workspace", hourly=True)
    ends = moment + timedelta(seconds=1)
    assert (hour.key(moment), hour.until(moment)) == ("workspace:2026-03-29T01", ends)


def test_counters_are_forgotten_a_week_after_they_began(stage: World) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        for days in (6, 8):
            LimitCounter.objects.create(pk=first_at(now - timedelta(days=days)), key=f"test:{days}")
    housekeeping.keep()
    with transaction.atomic():
        assert list(LimitCounter.objects.values_list("key", flat=True)) == ["test:6"]


def test_thirty_limits_take_as_many_statements_as_three(in_acme: World) -> None:
    counts = []
    for most in (3, 30):
        wanted = [Limit(f"test:{most}:{n}", 5, LATER, "") for n in range(most)]
        with counted() as statements:
            room = limits.held(wanted)
            assert room.take(wanted)
            room.keep()
        counts.append(len(statements))
    assert counts[0] == counts[1]


WORKERS = st.lists(
    st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=4),
    min_size=2,
    max_size=5,
)


@given(workers=WORKERS, caps=st.fixed_dictionaries(dict.fromkeys("abcd", st.integers(0, 5))))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_counter_ever_overshoots_with_many_workers(
    stage: World, workers: list[list[set[str]]], caps: dict[str, int]
) -> None:
    with transaction.atomic():
        LimitCounter.objects.update(n=0)
    left = iter(workers)

    def arm() -> int:
        return take(next(left), caps)

    taken = sum(at_once(stage, arm, len(workers)))
    with transaction.atomic():
        used = dict(LimitCounter.objects.values_list("key", "n"))
    assert all(n <= caps[key] for key, n in used.items())
    assert sum(used.values()) == taken


@transaction.atomic
def take(messages: list[set[str]], caps: dict[str, int]) -> int:
    """As an arm does: lock all that the batch asks for, then give each message all or nothing."""
    wanted = [[Limit(key, caps[key], LATER, "") for key in names] for names in messages]
    room = limits.held(each for one in wanted for each in one)
    taken: list[Any] = [one for one in wanted if room.take(one)]
    room.keep()
    return sum(len(one) for one in taken)
