"""Ways out of a version: its exits, its goal, its campaign's last day; and races with them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from contacts.conditions import Operator
from contacts.models import Contact
from enrollment import leaving, preflights, stops
from enrollment.dispatch import arm, arriving, check, claim, loading
from enrollment.models import Enrollment, ExitReason, StopRecord
from sequences.models import Sequence, Version
from sequences.plans import Exit, Goal
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import (
    asks,
    email,
    enrol,
    in_hand,
    live,
    pass_time,
    reload,
    started,
    states,
    step,
    trail,
    work,
)
from tests.world import World, contact

WON = Goal("Deal", asks("contact.stage", "won"))
GONE = Exit("Went away", "disqualified", asks("contact.city", "Mars"))
TEST = system("test")


def change(person: Contact, **fields: Any) -> None:
    """Somebody saves the contact."""
    with transaction.atomic():
        row = Contact.objects.get(pk=person.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@transaction.atomic
def dates(version: Version, **fields: date | None) -> None:
    """The campaign gets other dates."""
    Sequence.objects.filter(pk=version.sequence_id).update(**fields)


@pytest.fixture
def guarded(stage: World) -> Version:
    """A message, then a call two days later; with a goal and an exit."""
    return live(stage, email("intro"), step("call", "ring", days=2), goal=WON, exits=(GONE,))


@pytest.fixture
def inside(stage: World, guarded: Version, peter: Contact, sink: Sink) -> Enrollment:
    """Peter has had the message; the call is planned."""
    row = started(stage, guarded, peter)
    pass_time(stage, minutes=1)
    return row


def test_who_reaches_the_goal_leaves_when_the_next_step_is_due(
    stage: World, inside: Enrollment, peter: Contact
) -> None:
    change(peter, stage="won")
    pass_time(stage, days=2, minutes=1)
    fresh = reload(inside)
    assert (fresh.exit_reason, fresh.exit_evidence) == (
        "converted",
        "goal “Deal”: stage is “won”",
    )
    assert states(inside) == {"intro": "sent", "ring": "cancelled"}


def test_who_fits_an_exit_between_two_steps_leaves_within_a_round(
    inside: Enrollment, peter: Contact
) -> None:
    leaving.leave_by_rules()
    assert reload(inside).state == "active"
    change(peter, city="Mars")
    leaving.leave_by_rules()
    fresh = reload(inside)
    assert (fresh.exit_reason, fresh.exit_actor) == ("disqualified", "housekeeping")
    assert fresh.exit_evidence == "exit “Went away”: city is “Mars”"


def test_an_exit_is_asked_before_the_step(stage: World, guarded: Version, peter: Contact) -> None:
    row = started(stage, guarded, peter)
    change(peter, city="Mars")
    pass_time(stage, minutes=1)
    assert reload(row).exit_reason == "disqualified"
    assert states(row) == {"intro": "cancelled"}


def test_who_waits_for_review_leaves_too(stage: World, guarded: Version, peter: Contact) -> None:
    row = enrol(stage, guarded, peter)
    change(peter, stage="won")
    leaving.leave_by_rules()
    assert reload(row).exit_reason == "converted"


def test_rounds_look_at_everybody_in_turn(
    stage: World, guarded: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that no contact's own row shows, of the company for instance, is found as well."""
    monkeypatch.setattr(leaving, "AT_A_TIME", 2)
    with transaction.atomic():
        people = [contact(f"p{n}@x{n}.example", owner=stage.rep) for n in range(5)]
    rows = [enrol(stage, guarded, person) for person in people]
    with transaction.atomic():
        Contact.objects.update(city="Mars")
    found = [leaving.leave_by_rules() for _ in range(4)]
    assert sum(found) == 5
    assert {reload(row).exit_reason for row in rows} == {"disqualified"}


def test_a_long_reason_is_cut_to_what_is_kept(stage: World, peter: Contact, sink: Sink) -> None:
    long = Exit("X" * 100, "escalated", asks("contact.city", "Y" * 200, Operator.IS_NOT))
    row = started(stage, live(stage, step("call", "ring"), exits=(long,)), peter)
    pass_time(stage, minutes=1)
    fresh = reload(row)
    assert fresh.exit_reason == "escalated"
    assert (len(fresh.exit_evidence), fresh.exit_evidence[-1]) == (300, "…")


def test_at_the_end_everybody_exits_as_expired_once(
    stage: World, inside: Enrollment, guarded: Version, sink: Sink
) -> None:
    dates(guarded, ends_on=clock.now().date() - timedelta(days=2))
    assert (leaving.expire_ended(), leaving.expire_ended()) == (1, 0)
    fresh = reload(inside)
    assert (fresh.exit_reason, fresh.exit_evidence[:18]) == ("expired", "the campaign ended")
    pass_time(stage, days=3)
    assert states(inside) == {"intro": "sent", "ring": "cancelled"}
    assert len(trail(inside, "enrollment.exit")) == 1


def test_nothing_leaves_after_the_end_even_before_a_round(
    stage: World, guarded: Version, peter: Contact, sink: Sink
) -> None:
    row = started(stage, guarded, peter)
    dates(guarded, ends_on=clock.now().date() - timedelta(days=2))
    pass_time(stage, minutes=1)
    assert (reload(row).exit_reason, sink.accepted) == ("expired", [])


def test_the_end_holds_in_the_arming_transaction_too(
    stage: World, guarded: Version, peter: Contact
) -> None:
    started(stage, guarded, peter)
    clock.advance(timedelta(minutes=1))
    ready = in_hand()
    dates(guarded, ends_on=clock.now().date() - timedelta(days=2))
    assert arm.arm(ready) == []


def test_a_campaign_that_is_over_takes_nobody(
    stage: World, guarded: Version, peter: Contact
) -> None:
    dates(guarded, ends_on=date(2024, 11, 30))
    version = reload(guarded)
    with pytest.raises(Refused, match="ended on 30 November 2024") as refusal:
        enrol(stage, version, peter)
    assert refusal.value.code == "campaign_over"
    with pytest.raises(Refused, match="takes nobody any more"), transaction.atomic():
        preflights.create(version, [peter.pk], seat=stage.rep, actor=member(stage.rep))


def test_a_campaign_that_ends_while_people_come_in_takes_no_more(
    stage: World, guarded: Version, peter: Contact
) -> None:
    with transaction.atomic():
        who: dict[str, Any] = {"seat": stage.rep, "actor": member(stage.rep)}
        preflight = preflights.create(guarded, [peter.pk], **who)
    preflights.run(preflight.pk)
    preflights.request_commit(preflight, reason="Trade fair", **who)
    dates(guarded, ends_on=date(2024, 11, 30))
    preflights.run(preflight.pk)
    fresh = reload(preflight)
    assert (fresh.stage, "ended on" in fresh.problem) == ("ready", True)
    with transaction.atomic():
        assert not Enrollment.objects.exists()


def exit_in_between(
    world: World, enrollment: Enrollment, monkeypatch: pytest.MonkeyPatch, *, locks: bool
) -> None:
    """An exit in another connection while a worker settles a step that does not apply."""
    settle = arriving._settle

    def slow(*given: Any) -> None:
        def stop() -> None:
            from tenancy.scope import scope

            with scope(world.workspace.pk):
                stops.exit_enrollment(
                    enrollment, reason=ExitReason.MANUAL, evidence="s", actor=TEST
                )

        thread = in_thread(stop)
        thread.join(0.7)
        settle(*given)
        threads.append(thread)

    threads: list[Any] = []
    monkeypatch.setattr(arriving, "_settle", slow)
    if not locks:
        monkeypatch.setattr(arriving, "mine", lambda touch: True)
    work()
    for thread in threads:
        thread.join(10)


@pytest.fixture
def not_german(stage: World, peter: Contact) -> Enrollment:
    """The first step is due and does not apply; another one follows."""
    version = live(stage, step("call", "german", when=WON.when), step("task", "next"))
    row = started(stage, version, peter)
    clock.advance(timedelta(minutes=1))
    return row


def test_without_the_lock_an_exit_in_between_loses_the_touch_to_an_error(
    stage: World, not_german: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit cancels what the worker is about to skip: the worker fails on a stale row."""
    failed: list[str] = []
    monkeypatch.setattr(
        "enrollment.dispatch.check.log.exception", lambda *a, **k: failed.append("x")
    )
    exit_in_between(stage, not_german, monkeypatch, locks=False)
    assert failed == ["x"]


def test_with_the_lock_an_exit_waits_and_cancels_what_follows(
    stage: World, not_german: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    exit_in_between(stage, not_german, monkeypatch, locks=True)
    assert reload(not_german).state == "exited"
    assert states(not_german) == {"german": "skipped", "next": "cancelled"}


def test_an_exit_that_was_first_leaves_nothing_to_settle(
    not_german: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = claim.claim()
    with transaction.atomic():
        found = loading.load(claimed)
    stops.exit_enrollment(not_german, reason=ExitReason.MANUAL, evidence="s", actor=TEST)
    assert check.check(found) == []
    assert states(not_german) == {"german": "cancelled"}


def test_a_stop_that_covers_the_exit_counts_once(inside: Enrollment, peter: Contact) -> None:
    change(peter, stage="won")
    stops.exit_enrollment(inside, reason=ExitReason.REPLIED, evidence="s", actor=TEST)
    leaving.leave_by_rules()
    assert reload(inside).exit_reason == "replied"
    with transaction.atomic():
        assert StopRecord.objects.count() == 1
