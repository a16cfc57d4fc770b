"""A person settles what a machine could not read, and takes back what a machine has paused."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Entry
from contacts.models import Contact
from enrollment import first_touch, services
from enrollment.models import Enrollment, PauseReason, SendIntent
from signals import deciding
from signals.kinds import Kind
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tests.console.scenes import enrolled
from tests.isolation.rows import a_row
from tests.signals.letters import absence, letter, unclear
from tests.signals.stage import receive, suppressions
from tests.world import World, contact


@pytest.fixture
def held(in_acme: World, intent: SendIntent) -> Signal:
    """Something that nobody can read."""
    return receive(in_acme, unclear(intent))


def decide(signal: Signal, kind: Kind, seat: Membership) -> Signal:
    return deciding.decide(signal, kind=kind, seat=seat, actor=member(seat))


def reverse(signal: Signal, seat: Membership) -> Signal:
    return deciding.reverse(signal, seat=seat, actor=member(seat))


def state_of(signal: Signal) -> str:
    return str(Enrollment.objects.get(pk=signal.enrollment_id).state)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.REPLY, "replied"),
        (Kind.MEETING_BOOKED, "meeting_booked"),
        (Kind.NOT_NOW, "replied"),
        (Kind.REFERRAL, "replied"),
        (Kind.WRONG_PERSON, "disqualified"),
        (Kind.OBJECTION, "replied"),
        (Kind.OPT_OUT, "opted_out"),
    ],
)
def test_a_decision_has_the_effect_of_its_kind(
    in_acme: World, held: Signal, kind: Kind, reason: str
) -> None:
    done = decide(held, kind, in_acme.rep)
    assert (done.state, done.kind) == ("applied", kind.value)
    assert Enrollment.objects.get(pk=held.enrollment_id).exit_reason == reason


def test_an_opt_out_that_a_person_reads_suppresses(in_acme: World, held: Signal) -> None:
    decide(held, Kind.OPT_OUT, in_acme.rep)
    assert suppressions() == [("opt_out", "")]


def test_nothing_special_lets_the_sequence_go_on(in_acme: World, held: Signal) -> None:
    assert decide(held, Kind.OTHER, in_acme.rep).state == "ignored"
    assert state_of(held) == "active"


def test_an_absence_that_a_person_reads_pauses(in_acme: World, held: Signal) -> None:
    decide(held, Kind.AUTO_REPLY, in_acme.rep)
    fresh = Enrollment.objects.get(pk=held.enrollment_id)
    assert (fresh.state, fresh.pause_until) == ("paused", held.occurred_at + timedelta(days=14))


def test_the_hold_lasts_while_another_answer_is_undecided(
    in_acme: World, intent: SendIntent, held: Signal
) -> None:
    other = receive(in_acme, unclear(intent))
    decide(held, Kind.OTHER, in_acme.rep)
    assert state_of(held) == "on_hold"
    decide(other, Kind.OTHER, in_acme.rep)
    assert state_of(held) == "active"


def test_the_person_who_decided_is_in_the_audit(in_acme: World, held: Signal) -> None:
    decide(held, Kind.REPLY, in_acme.rep)
    entry = Entry.objects.get(action="signal.apply")
    assert (entry.actor_kind, entry.actor_id) == ("person", str(in_acme.rep.pk))
    assert entry.data["kind"] == "reply"


def test_the_second_decision_is_refused(in_acme: World, held: Signal) -> None:
    decide(held, Kind.OTHER, in_acme.rep)
    with pytest.raises(Refused) as refused:
        decide(held, Kind.OPT_OUT, in_acme.rep)
    assert (refused.value.code, suppressions()) == ("state_changed", [])


@pytest.mark.parametrize("kind", [Kind.UNCLEAR, Kind.DELAY, Kind.BOUNCE_SOFT])
def test_what_says_nothing_cannot_be_chosen(in_acme: World, held: Signal, kind: Kind) -> None:
    with pytest.raises(Refused, match="Choose"):
        decide(held, kind, in_acme.rep)


def test_a_seat_that_may_not_see_the_person_cannot_decide(in_acme: World, held: Signal) -> None:
    with pytest.raises(NotFound):
        decide(held, Kind.OTHER, in_acme.other_rep)


def test_a_pause_is_taken_back(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, absence(intent))
    assert reverse(signal, in_acme.rep).state == "reversed"
    assert state_of(signal) == "active"


def test_a_hold_is_taken_back(in_acme: World, held: Signal) -> None:
    assert reverse(held, in_acme.rep).state == "reversed"
    assert state_of(held) == "active"


def test_only_the_pause_of_this_very_signal_is_taken_back(
    in_acme: World, intent: SendIntent
) -> None:
    first = receive(in_acme, absence(intent))
    Signal.objects.filter(pk=first.pk).update(occurred_at=first.occurred_at - timedelta(days=1))
    longer = receive(in_acme, absence(intent))
    reverse(first, in_acme.rep)
    assert state_of(longer) == "paused"


# An absence that comes while the first message waits for its review.


@pytest.fixture
def waiting(in_acme: World) -> Enrollment:
    return enrolled(in_acme, contact("p@initech.example", owner=in_acme.rep))


def away_until(world: World, day: str) -> Signal:
    sender = "p@initech.example"
    headers = {"Auto_Submitted": "auto-replied", "subject": "Out of office"}
    return receive(world, letter(f"I am back on {day}.", sender=sender, **headers), sender=sender)


def approved_now(world: World, enrollment: Enrollment) -> Enrollment:
    review = enrollment.review
    assert review is not None
    by = world.reviewer
    first_touch.approve(review, seat=by, actor=member(by), seen_hash=review.content_hash)
    fresh: Enrollment = Enrollment.objects.get(pk=enrollment.pk)
    return fresh


def test_an_absence_during_the_review_pauses_from_the_approval_on(
    in_acme: World, waiting: Enrollment
) -> None:
    back = clock.now().date() + timedelta(days=30)
    signal = away_until(in_acme, back.isoformat())
    assert signal.state == "applied"
    fresh = approved_now(in_acme, waiting)
    assert (fresh.state, fresh.pause_reason) == ("paused", "out_of_office")
    assert fresh.pause_until is not None
    assert fresh.pause_until.date() > back
    assert fresh.touches.get().held


def test_an_absence_during_the_review_is_taken_back(in_acme: World, waiting: Enrollment) -> None:
    back = clock.now().date() + timedelta(days=30)
    reverse(away_until(in_acme, back.isoformat()), in_acme.rep)
    assert Enrollment.objects.get(pk=waiting.pk).state == "awaiting_review"
    fresh = approved_now(in_acme, waiting)
    assert (fresh.state, fresh.pause_until) == ("active", None)


def test_an_absence_during_the_review_is_taken_back_after_the_approval_too(
    in_acme: World, waiting: Enrollment
) -> None:
    signal = away_until(in_acme, (clock.now().date() + timedelta(days=30)).isoformat())
    approved_now(in_acme, waiting)
    reverse(signal, in_acme.rep)
    assert Enrollment.objects.get(pk=waiting.pk).state == "active"


def test_of_two_absences_during_the_review_the_longer_one_stands(
    in_acme: World, waiting: Enrollment
) -> None:
    later, sooner = (clock.now().date() + timedelta(days=days) for days in (30, 10))
    away_until(in_acme, later.isoformat())
    away_until(in_acme, sooner.isoformat())
    until = approved_now(in_acme, waiting).pause_until
    assert until is not None
    assert until.date() > later


def test_a_hold_that_went_back_to_review_is_let_go_by_the_decision(
    in_acme: World, enrollment: Enrollment
) -> None:
    signal = receive(in_acme, letter(""))
    assert Enrollment.objects.get(pk=enrollment.pk).state == "on_hold"
    Contact.objects.filter(pk=enrollment.contact_id).update(first_name="Pete")
    assert first_touch.refresh(enrollment.pk) is not None
    decide(signal, Kind.OTHER, in_acme.rep)
    waits = Enrollment.objects.select_related("review").get(pk=enrollment.pk)
    assert approved_now(in_acme, waits).state == "active"


def test_no_first_message_is_approved_while_an_answer_is_undecided(in_acme: World) -> None:
    waits = enrolled(in_acme, contact("p@initech.example", owner=in_acme.rep))
    review = waits.review
    assert review is not None
    signal = a_row(Signal, in_acme)
    Signal.objects.filter(pk=signal.pk).update(contact=waits.contact, kind="unclear")
    said: dict[str, Any] = {"seat": in_acme.reviewer, "actor": member(in_acme.reviewer)}
    with pytest.raises(Refused) as refused:
        first_touch.approve(review, seen_hash=review.content_hash, **said)
    assert refused.value.code == "answer_undecided"
    deciding.decide(
        Signal.objects.get(), kind=Kind.OTHER, seat=in_acme.rep, actor=member(in_acme.rep)
    )
    first_touch.approve(review, seen_hash=review.content_hash, **said)
    assert Enrollment.objects.get(pk=waits.pk).state == "active"


def test_nobody_resumes_by_hand_what_waits_for_a_decision(in_acme: World, held: Signal) -> None:
    row = Enrollment.objects.get(pk=held.enrollment_id)
    with pytest.raises(Refused) as refused:
        services.resume_by_hand(row, actor=member(in_acme.rep))
    assert (refused.value.code, state_of(held)) == ("answer_undecided", "on_hold")


def test_no_pause_that_ends_by_itself_replaces_the_hold(in_acme: World, held: Signal) -> None:
    row = Enrollment.objects.get(pk=held.enrollment_id)
    until = clock.now() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        services.pause(row, reason=PauseReason.MANUAL, until=until, actor=member(in_acme.rep))
    assert (refused.value.code, state_of(held)) == ("answer_undecided", "on_hold")
