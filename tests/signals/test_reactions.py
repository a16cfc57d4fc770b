"""Each signal has its effect before any later touch."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit.models import Entry
from compliance.models import Suppression
from compliance.services import address_key
from contacts.models import Account, Contact
from enrollment.models import Enrollment, RecipientGate, SendIntent
from sequences.cadence import OFFICE_HOURS, Hours
from sequences.models import Version
from sequences.pauses import back_at
from signals.models import Signal
from tenancy import clock
from tenancy.ids import uuid7
from tests.enrollment.stage import touches
from tests.signals.letters import (
    PETER,
    absence,
    bounce,
    complaint,
    full,
    letter,
    reply,
    unclear,
)
from tests.signals.stage import receive, report, started, suppressions
from tests.world import World, account, contact

STOP_WORDS = "Please remove me from your list and do not write again."


def now_of(enrollment: Enrollment) -> Enrollment:
    fresh: Enrollment = Enrollment.objects.get(pk=enrollment.pk)
    return fresh


@pytest.fixture
def second(in_acme: World, version: Version, intent: SendIntent) -> Enrollment:
    """Peter once more, under another spelling of his address."""
    return started(in_acme, version, contact("peter+crm@initech.example", owner=in_acme.rep))


def test_a_reply_ends_the_sequence(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, reply(intent))
    fresh = now_of(intent.touch.enrollment)
    assert (signal.state, fresh.state, fresh.exit_reason) == ("applied", "exited", "replied")
    assert fresh.exit_evidence == f"signal {signal.pk}"
    assert fresh.next_action == "hand_over"


def test_a_reply_cancels_what_was_planned(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, reply(intent))
    assert [touch.state for touch in touches(intent.touch.enrollment)] == ["sent", "cancelled"]


def test_a_reply_ends_the_persons_other_sequences(
    in_acme: World, intent: SendIntent, second: Enrollment
) -> None:
    receive(in_acme, reply(intent))
    assert now_of(second).exit_reason == "replied"
    assert suppressions() == []


def test_a_reply_of_a_colleague_ends_what_both_are_in(
    in_acme: World, intent: SendIntent, version: Version
) -> None:
    milton = contact("milton@initech.example", owner=in_acme.rep)
    his = started(in_acme, version, milton)
    receive(in_acme, reply(intent, sender="milton@initech.example"))
    assert {now_of(his).state, now_of(intent.touch.enrollment).state} == {"exited"}


def test_an_opt_out_in_words_suppresses_everywhere(
    in_acme: World, intent: SendIntent, second: Enrollment
) -> None:
    receive(in_acme, reply(intent, STOP_WORDS))
    assert now_of(intent.touch.enrollment).exit_reason == "opted_out"
    assert now_of(second).exit_reason == "opted_out"
    assert suppressions() == [("opt_out", "")]


def test_an_opt_out_from_another_address_suppresses_both(
    in_acme: World, intent: SendIntent
) -> None:
    receive(in_acme, reply(intent, STOP_WORDS, sender="pg@private.example"))
    keys = set(Suppression.objects.values_list("key", flat=True))
    assert keys == {address_key(PETER), address_key("pg@private.example")}


def test_an_opt_out_of_somebody_unknown_is_kept_all_the_same(in_acme: World) -> None:
    signal = receive(in_acme, letter(STOP_WORDS, sender="alias@initech.example"))
    assert (signal.state, suppressions()) == ("ignored", [("opt_out", "")])
    assert "suppressed" in signal.effect


def test_the_suppressed_gate_lets_nothing_be_armed(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, reply(intent, STOP_WORDS))
    gate = RecipientGate.objects.get(address_key=address_key(PETER))
    assert (gate.stopped_at is not None, gate.reason) == (True, "opted_out")


def test_a_complaint_suppresses_everywhere(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, complaint(intent))
    assert now_of(intent.touch.enrollment).exit_reason == "complained"
    assert suppressions() == [("complaint", "")]


def test_a_hard_bounce_ends_and_suppresses_the_address(
    in_acme: World, intent: SendIntent, second: Enrollment
) -> None:
    receive(in_acme, bounce(message_id=intent.message_id))
    assert {now_of(row).exit_reason for row in (intent.touch.enrollment, second)} == {"bounced"}
    assert suppressions() == [("hard_bounce", "")]


def test_a_bounce_of_a_former_address_leaves_the_new_one_alone(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    new = {"email": "p@new.example", "email_normal": "p@new.example", "email_base": "p@new.example"}
    Contact.objects.filter(pk=peter.pk).update(**new)
    receive(in_acme, bounce(message_id=intent.message_id))
    assert now_of(intent.touch.enrollment).state == "active"
    assert Suppression.objects.get().key == intent.address_key


def test_a_forged_bounce_about_somebody_we_never_wrote_to_changes_nothing(
    in_acme: World, enrollment: Enrollment
) -> None:
    signal = receive(in_acme, bounce())
    assert (signal.state, suppressions()) == ("ignored", [])
    assert now_of(enrollment).state == "active"


def another_message_was_meant(signal: Signal) -> None:
    """As if that bounce had been about an earlier message."""
    Signal.objects.filter(pk=signal.pk).update(touch_id=uuid7())


def test_a_soft_bounce_pauses_longer_each_time(in_acme: World, intent: SendIntent) -> None:
    another_message_was_meant(receive(in_acme, full(intent)))
    second_time = receive(in_acme, full(intent))
    fresh = now_of(intent.touch.enrollment)
    assert (fresh.state, fresh.pause_reason, fresh.soft_bounces) == ("paused", "soft_bounce", 2)
    assert fresh.pause_until == second_time.occurred_at + timedelta(days=2)


def test_the_third_soft_bounce_ends_without_suppression(in_acme: World, intent: SendIntent) -> None:
    for _ in range(3):
        another_message_was_meant(receive(in_acme, full(intent)))
    assert now_of(intent.touch.enrollment).exit_reason == "bounced"
    assert suppressions() == []


def test_two_reports_about_one_message_count_once(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, full(intent))
    receive(in_acme, full(intent))
    assert now_of(intent.touch.enrollment).soft_bounces == 1


def test_an_absence_pauses_until_the_working_day_after_the_return(
    in_acme: World, intent: SendIntent
) -> None:
    friday = clock.now().date() + timedelta(days=7)
    while friday.isoweekday() != 5:
        friday += timedelta(days=1)
    receive(in_acme, absence(intent, f"I am out of office until {friday:%-d %B %Y}."))
    fresh = now_of(intent.touch.enrollment)
    monday = datetime.combine(
        friday + timedelta(days=3), datetime.min.time(), ZoneInfo("America/New_York")
    ).replace(hour=9)
    assert (fresh.state, fresh.pause_reason) == ("paused", "out_of_office")
    assert fresh.pause_until == monday


def test_an_absence_without_a_date_pauses_two_weeks(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, absence(intent))
    assert now_of(intent.touch.enrollment).pause_until == signal.occurred_at + timedelta(days=14)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (date(2026, 3, 5), "2026-03-06T09:00:00+01:00"),
        (date(2026, 3, 6), "2026-03-09T09:00:00+01:00"),
        (date(2026, 3, 28), "2026-03-30T09:00:00+02:00"),
        (date(2026, 3, 1), "2026-03-16T10:00:00+01:00"),
        (None, "2026-03-16T10:00:00+01:00"),
    ],
)
def test_the_return_is_nine_oclock_on_a_working_day(named: date | None, expected: str) -> None:
    since = datetime(2026, 3, 2, 9, tzinfo=UTC)
    found = back_at(named, since, Hours(ZoneInfo("Europe/Berlin"), OFFICE_HOURS))
    assert found == datetime.fromisoformat(expected)


def test_a_shorter_absence_does_not_shorten_the_pause(in_acme: World, intent: SendIntent) -> None:
    first = receive(in_acme, absence(intent))
    near = clock.now().date() + timedelta(days=2)
    receive(in_acme, absence(intent, f"I am out of office until {near:%-d %B %Y}."))
    assert now_of(intent.touch.enrollment).pause_until == first.occurred_at + timedelta(days=14)


def test_an_absence_does_not_end_a_hold(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, unclear(intent))
    receive(in_acme, absence(intent))
    assert now_of(intent.touch.enrollment).state == "on_hold"


def test_an_unclear_answer_holds_and_asks_a_person(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, unclear(intent))
    assert (signal.state, now_of(intent.touch.enrollment).state) == ("held", "on_hold")


def test_a_delay_changes_nothing(in_acme: World, intent: SendIntent) -> None:
    raw = bounce("4.4.1", "No answer", message_id=intent.message_id, action="delayed")
    signal = receive(in_acme, raw)
    assert (signal.kind, signal.state) == ("delay", "ignored")
    assert now_of(intent.touch.enrollment).state == "active"


def test_who_has_left_is_handed_over(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, absence(intent, "Peter Gibbons is no longer with the company."))
    fresh = now_of(intent.touch.enrollment)
    assert (fresh.exit_reason, fresh.next_action) == ("disqualified", "hand_over")


def test_a_reply_to_nothing_we_sent_is_recorded_and_explained(
    in_acme: World, peter: Contact
) -> None:
    signal = receive(in_acme, letter("Hello, who are you?"))
    assert (signal.state, signal.contact_id) == ("ignored", peter.pk)
    assert signal.effect == "Nothing was sent to this address, so nothing changes."


def test_a_late_reply_is_applied_although_nothing_runs(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, reply(intent))
    late = receive(in_acme, reply(intent, "One more thing."))
    assert (late.state, late.effect) == ("applied", "Nothing was running any more.")


def test_a_meeting_ends_the_sequence(in_acme: World, intent: SendIntent, peter: Contact) -> None:
    report("meeting_booked", email=peter.email)
    assert now_of(intent.touch.enrollment).exit_reason == "meeting_booked"


def test_not_now_comes_back_later(in_acme: World, intent: SendIntent) -> None:
    report("not_now", message_id=intent.message_id)
    fresh = now_of(intent.touch.enrollment)
    assert fresh.next_action == "recycle"
    assert fresh.next_action_at is not None


def test_a_person_without_an_address_is_stopped_too(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    Contact.objects.filter(pk=peter.pk).update(email="", email_normal="", email_base="")
    report("opt_out", contact_external_id="crm-1")
    assert now_of(intent.touch.enrollment).exit_reason == "opted_out"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("customer", ("exited", "account_change")),
        ("do_not_contact", ("exited", "account_change")),
        ("open_opportunity", ("paused", "")),
        ("prospect", ("active", "")),
    ],
)
def test_a_company_that_changes_ends_or_pauses_its_people(
    in_acme: World, intent: SendIntent, peter: Contact, state: str, expected: tuple[str, str]
) -> None:
    Contact.objects.filter(pk=peter.pk).update(account=account("Initech"))
    report("account_change", email=peter.email, data={"account_state": state})
    fresh = now_of(intent.touch.enrollment)
    assert (fresh.state, fresh.exit_reason) == expected
    assert Account.objects.get().state == state


def test_every_change_of_a_signal_is_in_the_audit(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, reply(intent))
    rows = Entry.objects.filter(target_id=str(signal.pk)).order_by("at", "id")
    actions = list(rows.values_list("action", flat=True))
    assert actions == ["signal.received", "signal.match", "signal.apply"]


def test_the_next_message_never_leaves_after_a_reply(in_acme: World, intent: SendIntent) -> None:
    from enrollment.dispatch import claim

    receive(in_acme, reply(intent))
    clock.advance(timedelta(days=30))
    assert claim.claim() == []
