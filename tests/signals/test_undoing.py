"""Undo: the schedule comes back exactly as it was, or it is said what has moved since."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Entry
from compliance.models import Review
from contacts.models import Contact
from enrollment import images, services, stops
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import record
from enrollment.dispatch.results import Result
from enrollment.models import (
    Activity,
    Enrollment,
    ExitReason,
    PauseReason,
    SendIntent,
    TaskWatch,
    Touch,
)
from sequences.models import Version
from signals import deciding, undoing
from signals.kinds import Kind
from signals.models import Change, Signal, SignalState
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tests.architecture.sources import work
from tests.enrollment.stage import approve, enrol
from tests.signals.letters import absence, bounce, complaint, full, letter, reply, unclear
from tests.signals.stage import arm_next, on_two_tracks, receive, report
from tests.world import World, contact

NOT_LIFTED = (Kind.OPT_OUT, Kind.COMPLAINT, Kind.BOUNCE_HARD)
FREE = sorted(deciding.DECIDABLE - set(NOT_LIFTED))


def undo(signal: Signal, seat: Membership) -> Signal:
    return deciding.reverse(signal, seat=seat, actor=member(seat))


def decide(signal: Signal, kind: Kind, seat: Membership, seen: str = "held") -> Signal:
    return deciding.decide(signal, kind=kind, seat=seat, actor=member(seat), seen=SignalState(seen))


def schedule(person: Contact) -> dict[str, Any]:
    """Every row that says what happens to a person, without what only counts up."""
    fresh = Contact.objects.get(pk=person.pk)
    rows = Enrollment.objects.filter(contact=person)
    touches = Touch.objects.filter(enrollment__in=rows)
    columns = [f.attname for f in Touch._meta.concrete_fields if f.attname not in ("fence",)]
    return {
        "enrollments": list(rows.order_by("pk").values()),
        "touches": list(touches.order_by("pk").values(*columns)),
        "watches": list(TaskWatch.objects.filter(touch__in=touches).values(*images.WATCHED)),
        "reviews": list(Review.objects.filter(contact=person).order_by("pk").values()),
        "activities": list(Activity.objects.filter(contact=person).order_by("pk").values()),
        "last": (fresh.last_activity, fresh.last_activity_at),
    }


@pytest.mark.parametrize("mail", [reply, absence, unclear, full], ids=lambda mail: mail.__name__)
def test_undoing_what_a_machine_read_is_as_if_it_never_came(
    in_acme: World, intent: SendIntent, peter: Contact, mail: Callable[..., bytes]
) -> None:
    before = schedule(peter)
    signal = receive(in_acme, mail(intent))
    assert schedule(peter) != before
    assert undo(signal, in_acme.rep).state == "reversed"
    assert schedule(peter) == before


def test_the_end_by_a_reply_is_taken_back_with_its_entry(
    in_acme: World, intent: SendIntent, enrollment: Enrollment
) -> None:
    signal = receive(in_acme, reply(intent))
    undo(signal, in_acme.rep)
    entry = Entry.objects.get(action="enrollment.undo_to_active")
    assert (entry.actor_id, entry.data["from"]) == (str(in_acme.rep.pk), "exited")
    assert entry.data["evidence"] == f"signal {signal.pk}"


def test_what_came_back_is_sent(in_acme: World, intent: SendIntent, peter: Contact) -> None:
    signal = receive(in_acme, reply(intent))
    undo(signal, in_acme.rep)
    clock.advance(timedelta(days=1))
    touch = Touch.objects.get(enrollment__contact=peter, state__in=("planned", "due"))
    assert not touch.held


def test_a_decision_that_is_undone_asks_again_and_holds(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    held = receive(in_acme, unclear(intent))
    before = schedule(peter)
    done = decide(held, Kind.OBJECTION, in_acme.rep)
    back = undo(done, in_acme.rep)
    assert (back.state, back.kind) == ("held", "unclear")
    assert schedule(peter) == before


@pytest.mark.parametrize("start", ["active", "paused", "review", "due", "hold"])
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(kinds=st.lists(st.sampled_from(FREE), min_size=1, max_size=3))
def test_whatever_was_decided_undoing_it_all_restores_the_schedule(
    in_acme: World, version: Version, start: str, kinds: list[Kind]
) -> None:
    with transaction.atomic():
        person = contact("p@initech.example", owner=in_acme.rep)
        starting(in_acme, version, person, start)
        first = schedule(person)
        decided_and_undone(in_acme, kinds)
        last = schedule(person)
        transaction.set_rollback(True)
    assert last == first


def decided_and_undone(world: World, kinds: Sequence[Kind]) -> None:
    sender = "p@initech.example"
    pk = receive(world, letter("", sender=sender), sender=sender).pk
    for kind in kinds:
        fresh = Signal.objects.get(pk=pk)
        if kind != fresh.kind and (fresh.state, kind) != ("ignored", Kind.OTHER):
            decide(fresh, kind, world.rep, seen=fresh.state)
    while Change.objects.filter(signal=pk, undone_at=None).exists():
        undo(Signal.objects.get(pk=pk), world.rep)


def enrolled_again(world: World, version: Version, person: Contact) -> None:
    world.workspace.cool_off_days = 0
    world.workspace.save()
    approve(world, enrol(world, version, person))


def starting(world: World, version: Version, person: Contact, start: str) -> None:
    row = enrol(world, version, person)
    if start == "review":
        return
    approve(world, row)
    row = Enrollment.objects.get(pk=row.pk)
    if start == "paused":
        services.pause(row, reason=PauseReason.MANUAL, note="at a fair", actor=system("test"))
    elif start == "hold":
        services.hold(row, note="asked somebody", actor=system("test"))
    elif start == "due":
        now = clock.now()
        touch = Touch.objects.get(enrollment=row)
        Touch.objects.filter(pk=touch.pk).update(state="due", automatic=False, kind="call")
        TaskWatch.objects.create(touch=touch, due_at=now, next_at=now, reminded=2)


@pytest.mark.parametrize(
    "mail", [bounce, complaint], ids=lambda mail: getattr(mail, "__name__", "")
)
def test_a_suppression_is_not_lifted_by_an_undo(
    in_acme: World, intent: SendIntent, peter: Contact, mail: Callable[..., bytes]
) -> None:
    raw = bounce(message_id=intent.message_id) if mail is bounce else mail(intent)
    signal = receive(in_acme, raw)
    after = schedule(peter)
    with pytest.raises(Refused, match="two people") as refused:
        undo(signal, in_acme.rep)
    assert (refused.value.code, schedule(peter)) == ("suppressed", after)


def test_an_opt_out_that_a_person_read_stays_too(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    done = decide(receive(in_acme, unclear(intent)), Kind.OPT_OUT, in_acme.rep)
    with pytest.raises(Refused, match="two people"):
        undo(done, in_acme.rep)
    with pytest.raises(Refused, match="two people"):
        decide(done, Kind.REPLY, in_acme.rep, seen="applied")


def test_another_reading_replaces_the_machines(
    in_acme: World, intent: SendIntent, enrollment: Enrollment
) -> None:
    signal = receive(in_acme, reply(intent))
    done = decide(signal, Kind.AUTO_REPLY, in_acme.rep, seen="applied")
    fresh = Enrollment.objects.get(pk=enrollment.pk)
    assert (done.kind, fresh.state, fresh.exit_reason) == ("auto_reply", "paused", "")


def test_an_opt_out_replaces_any_reading_whatever_has_moved(
    in_acme: World, intent: SendIntent, peter: Contact, version: Version
) -> None:
    signal = receive(in_acme, reply(intent))
    enrolled_again(in_acme, version, peter)
    done = decide(signal, Kind.OPT_OUT, in_acme.rep, seen="applied")
    assert (done.kind, Enrollment.objects.live().count()) == ("opt_out", 0)


def test_who_was_enrolled_again_does_not_come_back_twice(
    in_acme: World, intent: SendIntent, peter: Contact, version: Version
) -> None:
    signal = receive(in_acme, reply(intent))
    enrolled_again(in_acme, version, peter)
    with pytest.raises(Refused, match="enrolled in this sequence again") as refused:
        undo(signal, in_acme.rep)
    assert (refused.value.code, Enrollment.objects.live().count()) == ("moved", 1)


def test_whom_a_person_has_stopped_since_stays_stopped(
    in_acme: World, intent: SendIntent, enrollment: Enrollment
) -> None:
    signal = receive(in_acme, absence(intent))
    stops.exit_enrollment(
        enrollment, reason=ExitReason.MANUAL, evidence="call 7", actor=system("test")
    )
    undo(signal, in_acme.rep)
    assert Enrollment.objects.get(pk=enrollment.pk).exit_reason == "manual"


def test_a_later_answer_that_stops_too_is_undone_first(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    before = schedule(peter)
    first, second = (receive(in_acme, reply(intent)) for _ in range(2))
    with pytest.raises(Refused, match="Undo that one first"):
        undo(first, in_acme.rep)
    undo(second, in_acme.rep)
    undo(first, in_acme.rep)
    assert schedule(peter) == before


def test_a_message_that_left_meanwhile_never_leaves_again(
    in_acme: World, enrollment: Enrollment, peter: Contact
) -> None:
    armed = arm_next()
    signal = receive(in_acme, letter("Please call me on Tuesday."))
    record.record_many([(armed.intent, Result(Receipt(Answer.ACCEPTED, 250, "queued"), None))])
    undo(signal, in_acme.rep)
    states = list(Touch.objects.filter(enrollment=enrollment).values_list("position", "state"))
    assert sorted(states)[0] == (1, "sent")
    assert len(states) == 2 and sorted(states)[1][0] == 2
    assert SendIntent.objects.count() == 1


def test_what_fell_due_long_ago_is_planned_anew(
    in_acme: World, enrollment: Enrollment, peter: Contact
) -> None:
    signal = receive(in_acme, letter("Please call me on Tuesday."))
    clock.advance(timedelta(days=6))
    undo(signal, in_acme.rep)
    touch = Touch.objects.get(enrollment=enrollment)
    assert touch.due_at >= clock.now() - timedelta(minutes=1)
    assert touch.first_due_at == touch.due_at


def test_a_worker_that_held_the_touch_before_cannot_arm_it(
    in_acme: World, enrollment: Enrollment
) -> None:
    fence = Touch.objects.get(enrollment=enrollment).fence
    undo(receive(in_acme, letter("Please call me on Tuesday.")), in_acme.rep)
    assert Touch.objects.get(enrollment=enrollment).fence == fence + 1


def test_undoing_twice_is_refused(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, reply(intent))
    undo(signal, in_acme.rep)
    with pytest.raises(Refused) as refused:
        undo(signal, in_acme.rep)
    assert refused.value.code == "state_changed"


def test_what_became_of_a_message_is_no_reading(in_acme: World, intent: SendIntent) -> None:
    signal = report("opened", message_id=intent.message_id)
    with pytest.raises(Refused) as refused:
        undo(signal, in_acme.rep)
    assert refused.value.code == "not_reversible"


def test_nobody_undoes_about_people_they_do_not_see(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, reply(intent))
    with pytest.raises(NotFound):
        undo(signal, in_acme.other_rep)


def test_a_later_activity_stays_the_last_one(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = receive(in_acme, reply(intent))
    report("clicked", message_id=intent.message_id, occurred_at=clock.now())
    undo(signal, in_acme.rep)
    assert Contact.objects.get(pk=peter.pk).last_activity == "clicked"


def test_the_last_decision_of_a_person_is_offered_while_it_is_fresh(
    in_acme: World, intent: SendIntent
) -> None:
    held = receive(in_acme, unclear(intent))
    assert undoing.last_of(in_acme.rep) is None
    decide(held, Kind.REPLY, in_acme.rep)
    change = undoing.last_of(in_acme.rep)
    assert change is not None
    assert change.signal_id == held.pk
    clock.advance(undoing.OFFERED)
    assert undoing.last_of(in_acme.rep) is None


def test_a_second_click_on_the_same_page_decides_nothing(
    in_acme: World, intent: SendIntent
) -> None:
    signal = receive(in_acme, reply(intent))
    decide(signal, Kind.OBJECTION, in_acme.rep, seen="applied")
    with pytest.raises(Refused, match="read so already"):
        decide(signal, Kind.OBJECTION, in_acme.rep, seen="applied")
    with pytest.raises(Refused, match="Somebody has decided"):
        decide(signal, Kind.OTHER, in_acme.rep)


def test_what_was_kept_holds_no_word_of_the_mail(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, reply(intent, "Unmistakable words of mine."))
    change = Change.objects.get()
    assert "Unmistakable" not in str((change.was, change.before, change.after))


def test_rows_come_back_by_one_door() -> None:
    places = [each.place for each in work() if '"undo_to_' in each.text]
    assert places == ["enrollment/images.py"]


@pytest.mark.parametrize("kind", FREE)
def test_after_an_undo_and_another_decision_it_is_as_if_read_so_at_once(
    in_acme: World, intent: SendIntent, peter: Contact, kind: Kind
) -> None:
    held = receive(in_acme, unclear(intent))
    with transaction.atomic():
        decide(held, kind, in_acme.rep)
        straight = outcome(peter)
        transaction.set_rollback(True)
    wrong = Kind.REFERRAL if kind != Kind.REFERRAL else Kind.NOT_NOW
    decide(held, wrong, in_acme.rep)
    undo(Signal.objects.get(pk=held.pk), in_acme.rep)
    decide(Signal.objects.get(pk=held.pk), kind, in_acme.rep)
    assert outcome(peter) == straight


def outcome(person: Contact) -> list[tuple[object, ...]]:
    """Where the person stands, without moments."""
    rows = Enrollment.objects.filter(contact=person).order_by("pk")
    ends = rows.values_list("state", "exit_reason", "pause_reason", "pause_until", "next_action")
    touches = Touch.objects.filter(enrollment__in=rows).order_by("position")
    return [*ends, *touches.values_list("position", "state", "held")]


# Tracks and days to come back


@pytest.mark.parametrize("then", [(), ("absence",), ("objection", "reply")])
def test_undoing_leads_back_from_the_positive_track(
    in_acme: World, peter: Contact, then: tuple[str, ...]
) -> None:
    on_two_tracks(in_acme, peter)
    before = schedule(peter)
    intent = SendIntent.objects.get()
    signal = receive(in_acme, reply(intent, "This sounds great, I am very interested."))
    assert signal.effect.startswith("Goes on with the positive track")
    later = [receive(in_acme, absence(intent))] if then == ("absence",) else []
    for kind in then if not later else ():
        signal = decide(signal, Kind(kind), in_acme.rep, seen="applied")
    for each in (*later, signal):
        undo(Signal.objects.get(pk=each.pk), in_acme.rep)
    after = schedule(peter)
    led = [row for row in after["touches"] if row not in before["touches"]]
    assert {row["state"] for row in led} == {"cancelled"}
    assert {**after, "touches": [row for row in after["touches"] if row not in led]} == before


def test_undoing_lets_come_back_whom_the_answer_kept_away(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    day = clock.now().date() + timedelta(days=100)
    report("not_now", message_id=intent.message_id, data={"return_date": day})
    before = schedule(peter)
    later = f"Not now. Please come back to me on {day + timedelta(days=50):%-d %B %Y}."
    for each in (later, "Please call me on Tuesday."):
        signal = receive(in_acme, reply(intent, each))
        after = schedule(peter)
        assert after["enrollments"] != before["enrollments"]
        undo(signal, in_acme.rep)
        assert schedule(peter) == before


def test_what_has_moved_a_return_since_is_not_overwritten(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    report("not_now", message_id=intent.message_id)
    signal = receive(in_acme, reply(intent))
    Enrollment.objects.update(next_action="nurture")
    with pytest.raises(Refused) as refused:
        undo(signal, in_acme.rep)
    assert refused.value.code == "moved"
