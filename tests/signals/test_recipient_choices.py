"""What people choose on their page: each choice has one effect, and none of them lifts anything."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from audit.models import Entry
from compliance.models import Suppression, UnsubscribeToken
from compliance.services import address_key, lift
from contacts import services as contacts
from contacts.models import Contact
from enrollment import composing, eligibility, manual, rejudging, services, timeline
from enrollment.models import Enrollment, EnrollmentState, Notice, PauseReason, SendIntent
from sequences.models import StepKind, Version
from signals import reactions, tasks, unsubscribe
from signals.choices import FURTHEST
from signals.kinds import CHOSEN
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tenancy.scope import scope
from tests.enrollment.stage import always_open, enrol, pass_time, states
from tests.signals.stage import report, send_next, started, suppressions
from tests.world import World, approved

NEW_YORK = ZoneInfo("America/New_York")
PETER = "peter@initech.example"


def token_of(enrollment: Enrollment) -> str:
    fresh = Enrollment.objects.select_related("contact").get(pk=enrollment.pk)
    return composing.unsubscribe_url(fresh).rstrip("/").rpartition("/")[2]


@pytest.fixture
def token(in_acme: World, intent: SendIntent) -> str:
    """The token in the message that Peter has had."""
    return token_of(intent.touch.enrollment)


def choose(token: str, choice: str, **more: str) -> unsubscribe.Wish:
    return unsubscribe.choose(token, {"choice": choice, **more})


def row() -> Enrollment:
    found: Enrollment = Enrollment.objects.order_by("pk").first()
    return found


def day_in(days: int) -> str:
    return (clock.now().astimezone(NEW_YORK).date() + timedelta(days=days)).isoformat()


def effect() -> str:
    return str(Signal.objects.order_by("received_at").last().effect)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_one_channel_is_suppressed_and_the_sequence_goes_on(token: str, channel: str) -> None:
    wish = choose(token, channel)
    assert set(wish.closed) == {channel} and not wish.stopped
    assert suppressions() == [("opt_out", channel)]
    assert row().state == EnrollmentState.ACTIVE


def test_the_e_mails_ahead_are_left_out_and_the_other_steps_come(
    in_acme: World, token: str
) -> None:
    choose(token, "email")
    for _ in range(14):
        pass_time(in_acme, days=1)
        for touch in row().touches.filter(state="due"):
            manual.complete(touch, note="Done.", actor=member(in_acme.rep))
    found = states(row())
    assert {found["follow-up"], found["break-up"]} == {"skipped"}
    assert {found["connect"], found["call-1"], found["call-2"]} == {"done"}


def test_a_sequence_with_nothing_but_e_mails_ahead_ends(in_acme: World, peter: Contact) -> None:
    cadence = (("intro", StepKind.EMAIL, 0), ("again", StepKind.EMAIL, 3))
    version = approved(in_acme.admin, in_acme.other_admin, cadence=cadence)
    person = started(in_acme, version, peter)
    choose(token_of(person), "email")
    assert row().exit_reason == "opted_out"
    assert "nothing else ahead" in effect()


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_task_to_write_an_e_mail_is_left_out_at_once(
    in_acme: World, peter: Contact, is_paused: bool
) -> None:
    cadence = (("note", StepKind.EMAIL_PERSONAL, 0), ("call", StepKind.CALL, 3))
    version = approved(in_acme.admin, in_acme.other_admin, cadence=cadence)
    always_open(in_acme.workspace)
    person = enrol(in_acme, version, peter)
    pass_time(in_acme, minutes=30)
    assert states(person) == {"note": "due"}
    if is_paused:
        services.pause(row(), reason=PauseReason.MANUAL, actor=member(in_acme.rep))
    choose(token_of(person), "email")
    assert states(person) == {"note": "skipped", "call": "planned"}


def test_text_messages_are_stopped_by_address_and_by_number(
    token: str, peter: Contact, in_acme: World
) -> None:
    Contact.objects.filter(pk=peter.pk).update(mobile="+4915112345678", country="DE")
    choose(token, "sms")
    kinds = Suppression.objects.order_by("kind").values_list("kind", "channel")
    assert list(kinds) == [("address", "sms"), ("phone", "sms")]


def test_a_record_that_changes_does_not_end_who_has_closed_one_channel(
    token: str, in_acme: World
) -> None:
    choose(token, "email")
    found = list(Enrollment.objects.select_related("contact", "version"))
    rejudging.ask_again(found, actor=system("test"), evidence="record")
    assert row().state == EnrollmentState.ACTIVE


def test_nothing_comes_before_the_morning_of_the_day(token: str) -> None:
    day = day_in(30)
    wish = choose(token, "later", day=day)
    nine = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=NEW_YORK)
    assert (row().state, row().pause_until, row().pause_reason) == ("paused", nine, "asked_later")
    assert wish.until is not None and wish.until.isoformat() == day


def test_nobody_is_enrolled_before_the_day(token: str, peter: Contact, version: Version) -> None:
    choose(token, "later", day=day_in(30))
    (verdict,) = eligibility.look([Contact.objects.get(pk=peter.pk)], version)
    (finding,) = (each for each in verdict.defers if each.rule == "asked_later")
    assert finding.until == row().pause_until


def test_a_person_who_resumes_it_sends_nothing_before_the_day(token: str, in_acme: World) -> None:
    choose(token, "later", day=day_in(30))
    services.resume(row(), actor=system("test"))
    pass_time(in_acme, days=10)
    assert SendIntent.objects.count() == 1


def test_a_later_day_is_taken_and_a_sooner_one_is_not(token: str) -> None:
    choose(token, "later", day=day_in(10))
    assert choose(token, "later", day=day_in(20)).until is not None
    with pytest.raises(Refused) as refused:
        choose(token, "later", day=day_in(15))
    assert refused.value.code == "only_later"
    until = row().pause_until
    assert until is not None and until.date().isoformat() == day_in(20)


def test_a_day_beyond_the_longest_pause_ends_and_names_the_day_to_come_back(token: str) -> None:
    choose(token, "later", day=day_in(900))
    found = row()
    assert (found.exit_reason, found.next_action) == ("replied", "recycle")
    assert found.next_action_at is not None
    assert found.next_action_at.astimezone(NEW_YORK).date().isoformat() == day_in(900)


@pytest.mark.parametrize(
    "day", ["", "soon", "2020-01-01", "9999-12-31", "0000-00-00", "2026-02-30", "\0", "1" * 5000]
)
def test_a_day_that_is_none_changes_nothing(token: str, day: str) -> None:
    with pytest.raises(Refused) as refused:
        choose(token, "later", day=day)
    assert refused.value.code == "bad_day"
    assert not Signal.objects.exists()


def test_today_is_no_later_day(token: str) -> None:
    with pytest.raises(Refused):
        choose(token, "later", day=day_in(0))


def test_the_furthest_day_is_ten_years_ahead(token: str) -> None:
    assert choose(token, "later", day=day_in(FURTHEST.days)).until is not None


def test_the_wrong_person_ends_and_the_owner_is_told(token: str, in_acme: World) -> None:
    assert choose(token, "wrong").wrong
    assert (row().exit_reason, row().next_action) == ("disqualified", "hand_over")
    assert Notice.objects.get().member_id == in_acme.rep.pk


def test_a_sequence_never_takes_the_address_of_a_wrong_person_again(
    token: str, peter: Contact, version: Version, in_acme: World
) -> None:
    other = approved(in_acme.admin, in_acme.other_admin, name="Other", motion="event")
    choose(token, "wrong")
    assert "wrong_person" in blocks(peter, version)
    assert "wrong_person" not in blocks(peter, other)


def test_a_contact_who_was_corrected_may_be_enrolled(
    token: str, peter: Contact, version: Version
) -> None:
    choose(token, "wrong")
    new = {"email": "bill@initech.example", "email_normal": "bill@initech.example"}
    Contact.objects.filter(pk=peter.pk).update(**new, email_base="bill@initech.example")
    assert "wrong_person" not in blocks(peter, version)


def blocks(person: Contact, version: Version) -> set[str]:
    (verdict,) = eligibility.look([Contact.objects.get(pk=person.pk)], version)
    return {finding.rule for finding in verdict.blocks}


def test_a_language_is_kept_with_the_person_and_stops_nothing(token: str, peter: Contact) -> None:
    before = row()
    assert choose(token, "language", language="ja").language == "ja"
    found = Contact.objects.get(pk=peter.pk)
    assert (found.language, found.language_chosen) == ("ja", True)
    assert (row().state, row().pause_reason) == (before.state, "")
    assert suppressions() == []


def test_a_language_does_not_make_the_approval_void(in_acme: World, enrollment: Enrollment) -> None:
    choose(token_of(enrollment), "language", language="de")
    assert send_next().touch.enrollment_id == enrollment.pk


def test_no_record_replaces_the_language_that_was_chosen(token: str, peter: Contact) -> None:
    choose(token, "language", language="ja")
    contacts.upsert({"email": PETER, "language": "fr", "city": "Paris"}, actor=system("crm"))
    found = Contact.objects.get(pk=peter.pk)
    assert (found.language, found.city) == ("ja", "Paris")


def test_a_language_can_be_changed_and_changed_back(token: str, peter: Contact) -> None:
    for language in ("de", "fr", "de", "de"):
        choose(token, "language", language=language)
    assert Contact.objects.get(pk=peter.pk).language == "de"
    assert Signal.objects.count() == 3


def test_one_link_cannot_fill_the_tables(token: str) -> None:
    for _ in range(10):
        choose(token, "language", language="de")
        choose(token, "language", language="fr")
    with pytest.raises(Refused) as refused:
        choose(token, "language", language="de")
    assert refused.value.code == "too_often"
    assert choose(token, "all").stopped


CHOICES: tuple[dict[str, Any], ...] = (
    {"choice": "email"},
    {"choice": "sms"},
    {"choice": "wrong"},
    {"choice": "language", "language": "de"},
    {"choice": "later", "day": 10},
    {"choice": "later", "day": 40},
    {"choice": "all"},
)


def strictness() -> tuple[set[tuple[str, str]], datetime]:
    """What is closed, and until when nothing leaves."""
    rows = Suppression.objects.filter(lifted_at=None)
    closed = set(rows.values_list("reason", "channel"))
    ends = [each.expires_at for each in rows if each.expires_at is not None]
    return closed, max(ends, default=datetime.min.replace(tzinfo=UTC))


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_in_any_order_lifts_or_shortens_anything(token: str, seed: int) -> None:
    order = random.Random(seed).choices(CHOICES, k=12)
    over = False
    for each in order:
        before = strictness()
        said = {k: day_in(v) if isinstance(v, int) else v for k, v in each.items()}
        try:
            unsubscribe.choose(token, said)
        except Refused as refused:
            assert refused.code == "only_later"
        closed, until = strictness()
        assert closed >= before[0] and until >= before[1]
        assert not over or row().state == "exited"
        over = row().state == "exited"


@pytest.mark.parametrize("choice", ["all", "email", "sms", "wrong"])
def test_what_is_said_again_is_no_second_signal(token: str, choice: str) -> None:
    for _ in range(3):
        choose(token, choice)
    assert Signal.objects.count() == 1


def test_a_stop_that_was_lifted_is_made_again_by_the_same_link(token: str) -> None:
    choose(token, "all")
    Suppression.objects.update(lifted_at=clock.now())
    assert choose(token, "all").stopped
    assert Suppression.objects.filter(lifted_at=None).count() == 1
    assert Signal.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"choice": "all"}, ("opt_out", "")),
        ({"choice": "email"}, ("opt_out", "email")),
        ({"choice": "later", "day": 30}, ("later", "")),
    ],
)
def test_the_address_is_enough_after_the_contact_is_gone(
    token: str, peter: Contact, said: dict[str, Any], expected: tuple[str, str]
) -> None:
    UnsubscribeToken.objects.update(contact_id=None)
    Contact.objects.filter(pk=peter.pk).update(email="", email_normal="", email_base="")
    choose(token, **{k: day_in(v) if isinstance(v, int) else v for k, v in said.items()})
    assert suppressions() == [expected]
    assert Suppression.objects.get().key == address_key(PETER)


def test_a_worker_that_dies_between_storing_and_effect_loses_nothing(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as died:
        died.setattr(reactions, "apply", lambda signal_id: 1 / 0)
        assert not choose(token, "email").done
        assert not choose(token, "email").done
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    Signal.objects.update(received_at=long_ago, retry_at=long_ago)
    tasks.apply_received()
    assert suppressions() == [("opt_out", "email")]
    assert Signal.objects.count() == 1


def test_a_day_that_came_while_nothing_could_be_carried_out_changes_nothing(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as died:
        died.setattr(reactions, "apply", lambda signal_id: 1 / 0)
        choose(token, "later", day=day_in(2))
    clock.advance(timedelta(days=5))
    reactions.attempt(Signal.objects.get())
    assert (Signal.objects.get().state, suppressions()) == ("applied", [])


@pytest.mark.parametrize("reason", ["asked_later", "opt_out"])
def test_a_colleague_alone_lifts_nothing_of_it(token: str, reason: str) -> None:
    choose(token, "email" if reason == "opt_out" else "later", day=day_in(9))
    with pytest.raises(Refused, match="second person"):
        lift(Suppression.objects.get(), evidence="They rang.", actor=system("test"))


@pytest.mark.parametrize("choice", ["email", "language", "wrong"])
def test_each_choice_is_in_the_trail_without_an_address(token: str, choice: str) -> None:
    choose(token, choice, language="de")
    signal = Signal.objects.get()
    rows = Entry.objects.filter(target_id=str(signal.pk)).order_by("at", "id")
    assert [each.action for each in rows] == ["signal.received", "signal.match", "signal.apply"]
    assert all("initech" not in str(each.data) for each in rows)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("email", "Channel opt out: Suppressed for e-mails. 1 sequence without this channel"),
        ("later", "Not before: Paused 1 sequence until"),
        ("wrong", "Wrong person: Ended 1 sequence."),
        ("language", "Language: Prefers to be written to in “de”."),
    ],
)
def test_the_timeline_tells_what_was_chosen_and_what_it_did(
    token: str, choice: str, told: str
) -> None:
    choose(token, choice, day=day_in(30), language="de")
    details = [event.detail for event in timeline.timeline(row()).past]
    assert any(each.startswith(told) for each in details)


def test_why_names_the_stop_of_one_channel(token: str, peter: Contact, version: Version) -> None:
    choose(token, "email")
    (verdict,) = eligibility.look([Contact.objects.get(pk=peter.pk)], version)
    (finding,) = (each for each in verdict.blocks if each.rule == "opt_out")
    assert finding.reason.startswith("The person opted out of e-mails on ")


def test_another_workspace_is_not_touched(token: str, globex: World) -> None:
    choose(token, "email")
    with scope(globex.workspace.pk):
        assert not Suppression.objects.exists() and not Signal.objects.exists()


@pytest.mark.parametrize("kind", sorted(CHOSEN))
def test_no_program_says_in_the_persons_place_what_only_the_page_says(
    in_acme: World, intent: SendIntent, kind: str
) -> None:
    with pytest.raises(Refused) as refused:
        report(kind, email=PETER)
    assert "kind" in refused.value.fields
