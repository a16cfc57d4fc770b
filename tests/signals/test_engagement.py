"""What signals say that people did: noted once, in any order, and without effect of its own."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from enrollment.models import Activity, Enrollment, SendIntent, Touch
from signals import deciding
from signals.kinds import Kind
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.signals.letters import reply
from tests.signals.stage import arm_next, receive, report
from tests.world import World


def kinds() -> list[str]:
    return list(Activity.objects.order_by("at", "pk").values_list("kind", flat=True))


def last(person: Contact) -> str:
    return Contact.objects.get(pk=person.pk).last_activity


@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_an_opened_message_is_noted_and_changes_nothing(
    intent: SendIntent, enrollment: Enrollment, peter: Contact, kind: str
) -> None:
    before = Enrollment.objects.values().get(pk=enrollment.pk)
    signal = report(kind, message_id=intent.message_id)
    assert (signal.state, last(peter)) == ("applied", kind)
    assert Enrollment.objects.values().get(pk=enrollment.pk) == before


def test_it_is_noted_with_the_message_that_was_opened(intent: SendIntent) -> None:
    report("opened", message_id=intent.message_id)
    row = Activity.objects.get()
    assert (row.touch_id, row.enrollment_id) == (intent.touch_id, intent.touch.enrollment_id)


def test_the_same_event_again_is_noted_once(intent: SendIntent) -> None:
    for _ in range(3):
        report("opened", message_id=intent.message_id)
    assert kinds() == ["opened"]


def test_an_opened_message_has_to_be_named(in_acme: World, peter: Contact) -> None:
    with pytest.raises(Refused) as refused:
        report("opened", email=peter.email)
    assert list(refused.value.fields) == ["message_id"]


def test_a_message_of_nobody_is_not_guessed_from_the_address(intent: SendIntent) -> None:
    signal = report("opened", message_id="<other@elsewhere.example>", email="peter@initech.example")
    assert (signal.state, kinds()) == ("ignored", [])


@pytest.mark.parametrize(
    ("kind", "activity"),
    [
        ("reply", "replied"),
        ("objection", "replied"),
        ("not_now", "replied"),
        ("auto_reply", "out_of_office"),
        ("bounce_hard", "bounced"),
        ("bounce_soft", "bounced"),
        ("opt_out", "opted_out"),
        ("complaint", "opted_out"),
        ("meeting_booked", "meeting"),
    ],
)
def test_every_signal_about_a_person_is_an_activity(
    intent: SendIntent, peter: Contact, kind: str, activity: str
) -> None:
    report(kind, message_id=intent.message_id)
    assert (kinds(), last(peter)) == ([activity], activity)


@pytest.mark.parametrize("kind", ["delay", "other", "account_change", "left_company", "unclear"])
def test_other_signals_are_none(intent: SendIntent, kind: str) -> None:
    report(kind, message_id=intent.message_id)
    assert kinds() == []


def test_a_reply_by_mail_is_an_activity(in_acme: World, intent: SendIntent, peter: Contact) -> None:
    receive(in_acme, reply(intent))
    assert last(peter) == "replied"


def test_in_any_order_the_same_activities_are_known(intent: SendIntent, peter: Contact) -> None:
    now = clock.now()
    events = [
        ("opened", now - timedelta(hours=3)),
        ("clicked", now - timedelta(hours=2)),
        ("reply", now - timedelta(hours=1)),
    ]
    found = set()
    for number, order in enumerate(permutations(events)):
        Activity.objects.all().delete()
        Contact.objects.update(last_activity="", last_activity_at=None)
        for kind, at in order:
            report(kind, f"{number}-{kind}", message_id=intent.message_id, occurred_at=at)
        found.add((*kinds(), last(peter)))
    assert found == {("opened", "clicked", "replied", "replied")}


def test_a_reversed_signal_counts_no_longer(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    earlier = clock.now() - timedelta(minutes=5)
    report("opened", "e1", message_id=intent.message_id, occurred_at=earlier)
    away = report("auto_reply", "e2", message_id=intent.message_id)
    deciding.reverse(away, seat=in_acme.rep, actor=member(in_acme.rep))
    assert (kinds(), last(peter)) == (["opened"], "opened")


def test_told_again_after_it_was_reversed_it_still_does_not_count(
    in_acme: World, intent: SendIntent
) -> None:
    away = report("auto_reply", message_id=intent.message_id)
    deciding.reverse(away, seat=in_acme.rep, actor=member(in_acme.rep))
    report("auto_reply", message_id=intent.message_id)
    assert kinds() == []


def decided(world: World, signal: Signal, kind: Kind) -> Signal:
    return deciding.decide(signal, kind=kind, seat=world.rep, actor=member(world.rep))


@pytest.mark.parametrize(("kind", "noted"), [(Kind.REPLY, ["replied"]), (Kind.OTHER, [])])
def test_an_unclear_answer_is_what_a_person_says_it_is(
    in_acme: World, intent: SendIntent, kind: Kind, noted: list[str]
) -> None:
    decided(in_acme, report("unclear", message_id=intent.message_id), kind)
    assert kinds() == noted


def test_nobody_says_that_an_answer_is_an_opened_message(
    in_acme: World, intent: SendIntent
) -> None:
    signal = report("unclear", message_id=intent.message_id)
    with pytest.raises(Refused, match="Choose what this reply is"):
        decided(in_acme, signal, Kind.OPENED)


def test_a_signal_takes_the_person_before_their_gate(intent: SendIntent) -> None:
    """As imports and records do; the other way round two of them could wait for each other."""
    with CaptureQueriesContext(connection) as seen:
        report("opt_out", message_id=intent.message_id)
    locks = [query["sql"] for query in seen if "FOR NO KEY UPDATE" in query["sql"]]
    order = ["contact" if '"contacts_contact"' in sql else "gate" for sql in locks]
    assert order[0] == "contact" and "gate" in order


def test_an_opened_message_has_arrived(enrollment: Enrollment) -> None:
    intent = arm_next().intent
    report("opened", message_id=intent.message_id)
    assert Touch.objects.get(pk=intent.touch_id).state == "sent"
