"""Many people at once: limits, queues, reviewers, owners, and what it comes to in sentences."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sequences import spacing
from sequences.plans import Canary, Plan
from sequences.quotas import Quota
from sequences.simulation import (
    Owner,
    Passage,
    Person,
    Rates,
    Result,
    Reviewing,
    Sender,
    What,
    World,
    as_data,
    simulate,
    walk,
)
from sequences.simulation.causes import LABELS, cause_of
from tests.sequences.clocks import ALWAYS, BERLIN, utc
from tests.sequences.make_histories import invented
from tests.sequences.walking import MONDAY, a_plan, email, is_, person, step

Run = tuple[Result, list[tuple[str, Passage]]]
OFFICE = person().hours


def some(count: int, **more: Any) -> list[Person]:
    """People with keys of their own, all of one mailbox and owner."""
    return [
        person(**{"id": str(n), "key": n.to_bytes(16), "mailbox": "box", "owner": "rep", **more})
        for n in range(1, count + 1)
    ]


def world(**more: Any) -> World:
    return World(MONDAY, BERLIN, **more)


def box(limit: int, **more: Any) -> dict[str, Sender]:
    return {"box": Sender("box", "Ann", limit, **more)}


def run(plan: Plan, people: list[Person], surroundings: World) -> Run:
    rows: list[tuple[str, Passage]] = []
    result = simulate(plan, people, surroundings, lambda who, each: rows.append((who.id, each)))
    return result, rows


def sent_on(result: Result) -> list[tuple[str, int]]:
    return [(f"{day:%a %d}", each.messages) for day, each in result.days.items() if each.messages]


def test_a_mailbox_sends_the_rest_on_the_next_working_days() -> None:
    result, rows = run(
        a_plan(email("a")), some(25, start=utc("2026-05-07T07:00")), world(senders=box(10))
    )
    assert sent_on(result) == [("Thu 07", 10), ("Fri 08", 10), ("Mon 11", 5)]
    assert rows[-1][1].cause == "waits: the mailbox has reached its limit of 10 a day"


def test_follow_ups_come_before_first_messages() -> None:
    plan = a_plan(email("a"), email("b", 1))
    result, rows = run(plan, some(20), world(senders=box(10)))
    days = Counter((each.at.date().day, each.step) for _, each in rows)
    assert days == {(4, "a"): 10, (5, "b"): 10, (6, "a"): 10, (7, "b"): 10}
    assert result.waits["mailbox"] == 20


def test_what_others_have_planned_takes_room() -> None:
    taken = {date(2026, 5, 4): 8}
    result, _ = run(a_plan(email("a")), some(5), world(senders=box(10, taken=taken)))
    assert sent_on(result) == [("Mon 04", 2), ("Tue 05", 3)]


def test_a_mailbox_that_may_send_nothing_lets_everybody_wait() -> None:
    result, _ = run(a_plan(email("a")), some(3), world(senders=box(0)))
    assert result.ends == {"": 3}


def shared(*found: Quota) -> World:
    """A world with these limits for every message, and two mailboxes without one of their own."""
    senders = {**box(10_000), "other": Sender("other", "Bob", 10_000)}
    return world(senders=senders, quotas=lambda mailbox, domain: found)


def mixed(count: int) -> list[Person]:
    """Every second one belongs to the other mailbox."""
    return [
        replace(each, mailbox="other") if number % 2 else each
        for number, each in enumerate(some(count))
    ]


def test_mailboxes_share_the_limit_of_the_workspace() -> None:
    quota = Quota("workspace", 10, "the workspace")
    result, rows = run(a_plan(email("a")), mixed(25), shared(quota))
    assert sent_on(result) == [("Mon 04", 10), ("Tue 05", 10), ("Wed 06", 5)]
    assert (rows[-1][1].cause, result.waits["workspace"]) == (quota.cause, 15)


def test_an_hour_has_a_limit_of_its_own() -> None:
    quota = Quota("workspace", 3, "the workspace", hourly=True)
    _, rows = run(a_plan(email("a")), mixed(8), shared(quota))
    assert list(Counter(f"{each.at:%d %H}" for _, each in rows).values()) == [3, 3, 2]


def test_what_others_take_of_a_shared_limit_is_gone() -> None:
    quota = Quota("workspace", 10, "the workspace")
    spent = replace(shared(quota), spent={quota.key(MONDAY): 8})
    assert sent_on(run(a_plan(email("a")), some(5), spent)[0]) == [("Mon 04", 2), ("Tue 05", 3)]


def test_each_domain_has_a_limit_and_text_messages_have_none() -> None:
    def of_domain(mailbox: str, domain: str) -> list[Quota]:
        return [Quota(f"domain:{domain}", 2, "the recipient's domain")] if domain else []

    people = [replace(each, domain="ab"[int(each.id) % 2]) for each in some(8)]
    limited = replace(shared(), quotas=of_domain)
    assert sent_on(run(a_plan(email("a")), people, limited)[0]) == [("Mon 04", 4), ("Tue 05", 4)]
    texts = a_plan(step("sms", "a", automatic=True, text="Hi. Reply STOP."))
    assert sent_on(run(texts, people, limited)[0]) == [("Mon 04", 8)]


def test_between_two_messages_of_a_mailbox_lies_its_gap() -> None:
    gap = timedelta(minutes=10)
    result, rows = run(a_plan(email("a")), some(60), world(senders=box(1_000, gap=gap)))
    apart = [later.at - former.at for (_, former), (_, later) in pairwise(rows)]
    assert min(apart) >= gap and len(result.first_messages) == 60
    assert len(sent_on(result)) == 2 and result.waits["turn"]


def test_a_mailbox_that_has_turns_to_give_leaves_later() -> None:
    later = MONDAY + timedelta(hours=3)
    senders = box(10, gap=timedelta(minutes=1), free_at=later)
    _, ((_, only),) = run(a_plan(email("a")), some(1), world(senders=senders))
    assert only.at >= later


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 4), st.sampled_from([0, 0, 7, 45]))
def test_no_shared_limit_is_ever_passed_and_nobody_is_lost(
    count: int, a_day: int, an_hour: int, gap: int
) -> None:
    found = Quota("w", a_day, "the workspace"), Quota("w", an_hour, "the workspace", hourly=True)
    senders = box(1_000, gap=timedelta(minutes=gap))
    _, rows = run(
        a_plan(email("a"), email("b", 1)),
        some(count),
        world(senders=senders, quotas=lambda mailbox, domain: found),
    )
    for quota in found:
        taken = Counter(quota.key(each.at) for _, each in rows)
        assert max(taken.values()) <= quota.most
    assert len(rows) == 2 * count


def test_so_many_start_in_a_day() -> None:
    plan = a_plan(email("a"), email("b", 1), new_a_day=4)
    result, _ = run(plan, some(10), world())
    assert [each.first for each in result.days.values()][:3] == [4, 4, 2]


def test_the_first_few_are_watched_before_the_others_get_it() -> None:
    plan = a_plan(email("a"), canary=Canary(share=20, hold_minutes=120))
    _, rows = run(plan, some(10), world())
    moments = sorted(each.at for _, each in rows)
    assert moments[2] - moments[1] >= timedelta(hours=2)
    assert "the first 2 people are watched" in rows[-1][1].cause


def test_bounces_of_the_first_few_stop_the_others() -> None:
    plan = a_plan(email("a"), canary=Canary(people=4))
    result, _ = run(plan, some(10), world(behaviour=Rates(bounce=100)))
    assert (len(result.first_messages), result.ends) == (2, {"bounced": 2, "": 8})


def test_reviewers_decide_when_a_first_message_can_leave() -> None:
    reviewing = Reviewing(5, OFFICE, waiting=3)
    result, _ = run(a_plan(email("a")), some(12), world(reviewing=reviewing))
    assert sent_on(result) == [("Mon 04", 2), ("Tue 05", 5), ("Wed 06", 5)]
    assert result.reviews.waiting()[date(2026, 5, 4)] == 15


def test_tasks_alone_need_no_review() -> None:
    result, _ = run(a_plan(step("call", "c")), some(3), world(reviewing=Reviewing(1, OFFICE)))
    assert result.days[date(2026, 5, 4)].tasks == 3


def test_an_owner_does_so_many_tasks_in_a_day_and_the_rest_later() -> None:
    owners = {"rep": Owner("rep", "Bob", 4)}
    result, rows = run(a_plan(step("call", "c")), some(6), world(owners=owners))
    assert [day.tasks for day in result.days.values()] == [4, 2]
    assert rows[-1][1].cause == "waits: the owner has 4 tasks a day already"


def test_tasks_that_nobody_has_time_for_expire() -> None:
    owners = {"rep": Owner("rep", "Bob", 1)}
    result, _ = run(a_plan(step("call", "c")), some(9), world(owners=owners))
    assert result.steps[0].became == {What.DONE: 5, What.EXPIRED: 4}


def test_a_step_of_another_sender_takes_room_of_that_mailbox() -> None:
    plan = a_plan(email("a", sender="ceo@acme.example"))
    senders = {**box(10), "ceo": Sender("ceo", "CEO", 2)}
    addresses = {"ceo@acme.example": "ceo"}
    result, _ = run(plan, some(3), world(senders=senders, addresses=addresses))
    assert {key: days.total() for key, days in result.senders.items()} == {"ceo": 3}
    assert sent_on(result) == [("Mon 04", 2), ("Tue 05", 1)]


def test_days_shared_with_other_sequences_are_counted() -> None:
    competing = {"1": frozenset({date(2026, 5, 4)}), "2": frozenset({date(2026, 5, 9)})}
    result, _ = run(a_plan(email("a")), some(3), world(competing=competing))
    assert (result.same_day, result.same_day_people) == ({date(2026, 5, 4): 1}, 1)


def test_the_clock_stops_at_the_horizon() -> None:
    result, _ = run(a_plan(email("a")), some(9), world(senders=box(1), horizon=3))
    assert len(result.first_messages) == 3
    assert {because for _, because in result.reasons} == {
        "not over within 3 days: answers may still come",
        "not over within 3 days: steps are left",
        "not over within 3 days: waits: the mailbox has reached its limit of 1 a day",
    }


def test_rates_are_drawn_once_and_for_all() -> None:
    plan, rates = a_plan(email("a"), email("b", 1)), Rates(reply=20, opened=50, seed=7)
    first, again = (run(plan, some(200), world(behaviour=rates))[0] for _ in range(2))
    assert first.ends == again.ends
    assert 50 < first.ends["replied"] < 100


def test_another_seed_draws_others() -> None:
    plan = a_plan(email("a"))
    ends = [
        {who for who, each in run(plan, some(99), world(behaviour=Rates(50, seed=n)))[1]}
        for n in (1, 2)
    ]
    replied = [run(plan, some(99), world(behaviour=Rates(50, seed=n)))[0].ends for n in (1, 2)]
    assert ends[0] == ends[1]
    assert replied[0] != replied[1]


def test_the_figures_are_plain_data_with_sentences() -> None:
    result, _ = run(
        a_plan(email("a"), step("call", "c", 1, when=is_("contact.phone", "1"))),
        some(30),
        world(senders=box(10), reviewing=Reviewing(15, OFFICE)),
    )
    data = as_data(result)
    assert json.loads(json.dumps(data)) == data
    assert data["sentences"] == [
        "The last person gets the first message in 2 days, on Wed 6 May.",
        "The review queue peaks on Mon 4 May with 30; it is empty on Tue 5 May.",
        "Ann is at its daily limit on 3 days, from Mon 4 May to Wed 6 May.",
        "The fullest day is Mon 4 May with 10 messages.",
    ]
    assert data["steps"][1]["reasons"] == [{"reason": "not so: phone is “1”", "count": 30}]


@settings(max_examples=40)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 5), st.integers(1, 6))
def test_no_limit_is_ever_passed_and_nobody_is_lost(
    count: int, limit: int, new: int, steps: int
) -> None:
    plan = a_plan(*(email(f"s{n}", n % 3) for n in range(steps)), new_a_day=new)
    result, rows = run(plan, some(count), world(senders=box(limit)))
    days = Counter(each.at.astimezone(UTC).date() for _, each in rows)
    assert max(days.values()) <= limit
    assert all(not new or day.first <= new for day in result.days.values())
    assert Counter(who for who, _ in rows) == {str(n): steps for n in range(1, count + 1)}
    assert [each.at for _, each in rows] == sorted(each.at for _, each in rows)


@settings(max_examples=60)
@given(st.integers(1, 10_000))
def test_without_limits_everybody_goes_the_way_of_one(number: int) -> None:
    history = invented(number)
    alone = walk(history.plan, history.person)
    _, rows = run(history.plan, [history.person], World(history.person.start, BERLIN))
    assert tuple(each for _, each in rows) == alone.passages


def test_every_cause_that_is_told_has_a_kind() -> None:
    assert (
        cause_of("waits for window Mon 09:00 Europe/Berlin (Fri 3 Apr is Good Friday)") == "closed"
    )
    assert cause_of("waits for window Mon 09:00 Europe/Berlin") == "window"
    assert cause_of("waits 4 hours after the touch before, then for window Mon 09:00 UTC") == "gap"
    assert cause_of(spacing.cause(timedelta(seconds=5))) == "turn"
    assert {cause_of("something else"), *LABELS} == set(LABELS)


def test_a_window_that_is_open_for_ever_makes_nobody_wait() -> None:
    hours = type(OFFICE)(BERLIN, ALWAYS)
    result, _ = run(a_plan(email("a"), email("b", 5)), some(3, hours=hours), world())
    assert result.waits == {}
