"""Each line of the reaction table, driven from the mail that comes in to what is left to happen."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from audit.models import Entry
from contacts.models import Contact
from enrollment.dispatch import claim
from enrollment.models import Enrollment, SendIntent, Touch
from sequences.cadence import OFFICE_HOURS, Hours
from sequences.calendars import OwnClosedDate, closures
from sequences.models import Version
from sequences.pauses import back_at
from signals import deciding, intake
from signals.kinds import Kind
from signals.models import Signal
from signals.reaction_table import Topic, topic_of
from tenancy import clock
from tenancy.actors import member, system
from tests.enrollment.stage import states, touches
from tests.signals.letters import absence, bounce, complaint, full, letter, reply, unclear
from tests.signals.stage import on_two_tracks, receive, report, started, suppressions
from tests.signals.tables import in_force, line
from tests.world import World, account, contact

INTERESTED = "This sounds great, I am very interested. Please tell me more."
MEET = "Happy to talk. Can we meet on Tuesday at 10:00?"
QUESTION = "How much does it cost for 50 users?"
NOTED = "Received, thank you."
PRICE = "This is too expensive for us, we have no budget."
STOP = "Please remove me from your list and do not write again."
WRONG = "I am not the right person for this."
ASK_ANNA = "Please talk to my colleague Anna Schmidt, anna@initech.example."


def now_of(row: Enrollment) -> Enrollment:
    fresh: Enrollment = Enrollment.objects.get(pk=row.pk)
    return fresh


def nothing_leaves(days: int = 60) -> bool:
    """Whether no worker would take anything, however long it waits."""
    clock.advance(timedelta(days=days))
    return claim.claim() == []


@pytest.fixture
def milton(in_acme: World, intent: SendIntent, version: Version, peter: Contact) -> Enrollment:
    """A colleague of Peter's in the same sequence; their company is one account."""
    initech = account("Initech")
    Contact.objects.filter(pk=peter.pk).update(account=initech)
    person = contact("milton@initech.example", owner=in_acme.rep, account=initech)
    return started(in_acme, version, person)


@pytest.mark.parametrize(
    ("text", "topic", "reason"),
    [
        (INTERESTED, Topic.INTERESTED, "replied"),
        (MEET, Topic.MEETING, "replied"),
        (QUESTION, Topic.QUESTION, "replied"),
        (NOTED, Topic.REPLY, "replied"),
        (PRICE, Topic.OBJECTION, "replied"),
        (ASK_ANNA, Topic.REFERRAL, "replied"),
        (WRONG, Topic.WRONG_PERSON, "disqualified"),
    ],
)
def test_a_human_answer_ends_and_goes_to_the_owner(
    in_acme: World, intent: SendIntent, text: str, topic: Topic, reason: str
) -> None:
    signal = receive(in_acme, reply(intent, text))
    fresh = now_of(intent.touch.enrollment)
    assert topic_of(Kind(signal.kind), signal.reading) == topic
    assert (fresh.exit_reason, fresh.next_action) == (reason, "hand_over")
    assert suppressions() == [] and nothing_leaves()


def test_not_now_comes_back_on_the_day_that_it_names(in_acme: World, intent: SendIntent) -> None:
    day = clock.now().date() + timedelta(days=100)
    receive(in_acme, reply(intent, f"Not now. Please come back to me on {day:%-d %B %Y}."))
    fresh = now_of(intent.touch.enrollment)
    assert (fresh.exit_reason, fresh.next_action) == ("replied", "recycle")
    back = fresh.next_action_at
    assert back is not None and nothing_leaves()
    local = back.astimezone(ZoneInfo("America/New_York"))
    assert (local.date(), local.hour) == (day, 9)


def test_not_now_without_a_day_comes_back_after_ninety_days(
    in_acme: World, intent: SendIntent
) -> None:
    report("not_now", message_id=intent.message_id)
    fresh = now_of(intent.touch.enrollment)
    assert fresh.exited_at is not None
    assert fresh.next_action_at == fresh.exited_at + timedelta(days=90)


def test_a_day_that_is_past_is_no_day_to_come_back(in_acme: World, intent: SendIntent) -> None:
    data = {"return_date": date(2020, 1, 1)}
    report("not_now", message_id=intent.message_id, data=data)
    back = now_of(intent.touch.enrollment).next_action_at
    assert back is not None and back > clock.now()


@pytest.mark.parametrize(
    ("make", "reason", "stop"),
    [
        (lambda intent: reply(intent, STOP), "opted_out", "opt_out"),
        (complaint, "complained", "complaint"),
        (lambda intent: bounce(message_id=intent.message_id), "bounced", "hard_bounce"),
    ],
)
def test_what_binds_ends_suppresses_and_is_told(
    in_acme: World,
    intent: SendIntent,
    make: Callable[[SendIntent], bytes],
    reason: str,
    stop: str,
) -> None:
    receive(in_acme, make(intent))
    row = now_of(intent.touch.enrollment)
    assert (row.exit_reason, suppressions()) == (reason, [(stop, "")])
    told = set(Entry.objects.filter(enrollment_id=row.pk).values_list("action", flat=True))
    assert {"enrollment.exit", "touch.cancel"} <= told
    assert nothing_leaves()


def test_the_day_after_an_absence_is_no_holiday_of_the_persons_country() -> None:
    germany = closures(country="DE", region="", observe=True, own=())
    hours = Hours(ZoneInfo("Europe/Berlin"), OFFICE_HOURS, germany)
    back = back_at(date(2026, 12, 24), datetime(2026, 12, 20, 9, tzinfo=UTC), hours)
    # Christmas on Friday and Saturday, then a Sunday.
    assert back == datetime(2026, 12, 28, 8, tzinfo=UTC)


def test_closed_days_without_end_do_not_keep_us_looking() -> None:
    own = (OwnClosedDate(date(2026, 1, 1), date(2036, 1, 1), "Closed", ""),)
    hours = Hours(
        ZoneInfo("UTC"), OFFICE_HOURS, closures(country="", region="", observe=True, own=own)
    )
    back = back_at(date(2026, 12, 24), datetime(2026, 12, 20, 9, tzinfo=UTC), hours)
    assert back.date() == date(2026, 12, 25)


# What a workspace may choose


def test_a_line_that_waits_holds_until_a_person_decides(in_acme: World, intent: SendIntent) -> None:
    in_force(in_acme, line("question", "decide"))
    signal = receive(in_acme, reply(intent, QUESTION))
    row = now_of(intent.touch.enrollment)
    assert (signal.state, signal.kind, row.state) == ("held", "reply", "on_hold")
    assert nothing_leaves()
    by = in_acme.rep
    done = deciding.decide(signal, kind=Kind.REPLY, seat=by, actor=member(by))
    assert (done.state, now_of(row).exit_reason) == ("applied", "replied")


def test_a_held_answer_that_is_nothing_lets_the_sequence_go_on(
    in_acme: World, intent: SendIntent
) -> None:
    in_force(in_acme, line("reply", "decide"))
    signal = receive(in_acme, reply(intent, NOTED))
    deciding.decide(signal, kind=Kind.OTHER, seat=in_acme.rep, actor=member(in_acme.rep))
    assert now_of(intent.touch.enrollment).state == "active"


def test_a_motion_has_lines_of_its_own(in_acme: World, intent: SendIntent) -> None:
    in_force(in_acme, line("reply", "exit"), line("reply", "decide", motion="outbound"))
    assert receive(in_acme, reply(intent, NOTED)).state == "held"


def test_the_line_of_another_motion_does_not_count(in_acme: World, intent: SendIntent) -> None:
    in_force(in_acme, line("reply", "exit"), line("reply", "decide", motion="renewal"))
    assert receive(in_acme, reply(intent, NOTED)).state == "applied"


def test_the_number_of_the_table_stands_with_the_signal_and_in_the_trail(
    in_acme: World, intent: SendIntent
) -> None:
    first = receive(in_acme, reply(intent, NOTED))
    in_force(in_acme, line("reply", "decide"))
    second = receive(in_acme, reply(intent, NOTED))
    kept = [Signal.objects.get(pk=each.pk).reading["table"] for each in (first, second)]
    trail = Entry.objects.filter(action__in=("signal.apply", "signal.hold")).order_by("id")
    assert kept == [0, 1] == [each.data["table"] for each in trail]


def test_what_was_understood_is_kept_in_codes_and_dates_alone(
    in_acme: World, intent: SendIntent
) -> None:
    signal = receive(in_acme, reply(intent, f"{MEET} Ask Anna Schmidt, anna@initech.example."))
    kept: dict[str, Any] = signal.reading["understood"]
    assert {"intent", "others", "come_back", "proposed", "contacts"} <= kept.keys()
    assert not any(word in str(signal.reading).lower() for word in ("anna", "talk", "@"))


def test_a_persons_complaint_is_not_called_spam(in_acme: World) -> None:
    assert Kind.COMPLAINT.label == "Complaint"


# The positive track


@pytest.fixture
def smart(in_acme: World, peter: Contact) -> Enrollment:
    """Peter in a version with a positive track; he has had its first message."""
    return on_two_tracks(in_acme, peter)


def message_of(row: Enrollment) -> SendIntent:
    found: SendIntent = SendIntent.objects.get(touch__enrollment=row)
    return found


def test_who_is_interested_goes_on_with_the_positive_track(
    in_acme: World, smart: Enrollment
) -> None:
    signal = receive(in_acme, reply(message_of(smart), INTERESTED))
    assert signal.effect.startswith("Goes on with the positive track")
    assert states(smart) == {"one": "sent", "two": "cancelled", "call-back": "planned"}
    assert now_of(smart).state == "active"
    assert Entry.objects.filter(action="enrollment.led").count() == 1


def test_who_answers_on_the_positive_track_has_ended(in_acme: World, smart: Enrollment) -> None:
    receive(in_acme, reply(message_of(smart), INTERESTED))
    receive(in_acme, reply(message_of(smart), MEET))
    assert now_of(smart).exit_reason == "replied"


def test_who_is_away_waits_on_the_positive_track(in_acme: World, smart: Enrollment) -> None:
    receive(in_acme, reply(message_of(smart), INTERESTED))
    receive(in_acme, absence(message_of(smart)))
    row = now_of(smart)
    assert (row.state, row.pause_reason) == ("paused", "out_of_office")
    assert touches(smart)[-1].held


def test_while_a_message_is_leaving_a_positive_answer_ends(
    in_acme: World, smart: Enrollment
) -> None:
    Touch.objects.filter(enrollment=smart, state="planned").update(due_at=clock.now())
    from tests.signals.stage import arm_next

    arm_next()
    receive(in_acme, reply(SendIntent.objects.earliest("armed_at"), INTERESTED))
    assert now_of(smart).exit_reason == "replied"


# Colleagues


@pytest.mark.parametrize("others", ["pause", "exit", "nothing"])
def test_colleagues_are_concerned_only_where_the_table_says_so(
    in_acme: World, intent: SendIntent, milton: Enrollment, others: str
) -> None:
    in_force(in_acme, line("reply", "exit", others))
    signal = receive(in_acme, reply(intent, NOTED))
    row = now_of(milton)
    expected = {
        "pause": ("paused", "colleague", ""),
        "exit": ("exited", "", "account_change"),
        "nothing": ("active", "", ""),
    }
    assert (row.state, row.pause_reason, row.exit_reason) == expected[others]
    kept = {"by": "account", "count": 1} if others != "nothing" else None
    assert Signal.objects.get(pk=signal.pk).reading.get("colleagues") == kept


def test_by_default_no_members_answer_ends_another(
    in_acme: World, intent: SendIntent, milton: Enrollment
) -> None:
    for text in (NOTED, INTERESTED, PRICE, STOP):
        receive(in_acme, reply(intent, text))
    receive(in_acme, complaint(intent))
    assert now_of(milton).state == "active"


def test_without_a_company_the_domain_is_evidence_unless_anybody_can_have_it(
    in_acme: World, intent: SendIntent, version: Version, peter: Contact
) -> None:
    in_force(in_acme, line("reply", "exit", "pause"))
    same = started(in_acme, version, contact("milton@initech.example", owner=in_acme.rep))
    signal = receive(in_acme, reply(intent, NOTED))
    assert now_of(same).state == "paused"
    assert Signal.objects.get(pk=signal.pk).reading["colleagues"]["by"] == "domain"


def test_an_address_at_a_provider_makes_nobody_a_colleague(
    in_acme: World, version: Version
) -> None:
    in_force(in_acme, line("reply", "exit", "exit"))
    one = started(in_acme, version, contact("a@gmail.com", owner=in_acme.rep))
    two = started(in_acme, version, contact("b@gmail.com", owner=in_acme.rep))
    receive(in_acme, letter(NOTED, sender="a@gmail.com"))
    assert (now_of(one).state, now_of(two).state) == ("exited", "active")


def test_a_soft_bounce_waits_longer_each_time_and_then_ends(
    in_acme: World, intent: SendIntent
) -> None:
    receive(in_acme, full(intent))
    assert now_of(intent.touch.enrollment).pause_reason == "soft_bounce"


def test_a_refusal_that_is_said_to_be_older_than_its_message_counts_from_the_message(
    in_acme: World, intent: SendIntent
) -> None:
    intake.receive_event(
        source="esp",
        event_id="1",
        kind="bounce_soft",
        occurred_at=datetime(1971, 1, 1, tzinfo=UTC),
        actor=system("test"),
        message_id=intent.message_id,
    )
    until = now_of(intent.touch.enrollment).pause_until
    assert until is not None and until > clock.now()


def test_an_unclear_answer_holds_whatever_the_table_says(
    in_acme: World, intent: SendIntent
) -> None:
    in_force(in_acme, line("unclear", "decide"))
    assert receive(in_acme, unclear(intent)).state == "held"
    assert now_of(intent.touch.enrollment).state == "on_hold"
