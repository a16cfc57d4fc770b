"""One person's way through a plan: what happens, when, and why it ends."""

from datetime import timedelta

from sequences.cadence import Due
from sequences.flow import LISTENS
from sequences.plans import Event, Exit, Goal, Jump, Variant
from sequences.simulation import Dates, effects, walk
from signals import engagement
from signals.kinds import CHOSEN
from signals.reactions import EFFECTS
from tests.sequences.clocks import shut, utc
from tests.sequences.walking import a_plan, email, is_, person, said, step, told, when

TWO = a_plan(email("intro"), email("more", 2))


def test_nobody_answers_and_every_step_is_done() -> None:
    journey = told(a_plan(email("intro"), step("wait", "w", 1), step("call", "call", 1)))
    assert said(journey) == ["intro sent", "w elapsed", "call done"]
    assert journey.end.reason == "completed_no_response"
    assert journey.end.at == journey.passages[-1].at + LISTENS


def test_a_reply_stops_the_next_step() -> None:
    journey = told(TWO, Event("reply", "intro", 90))
    assert (said(journey), journey.end.reason) == (["intro sent"], "replied")
    assert journey.end.at == journey.passages[0].at + timedelta(minutes=90)


def test_a_reply_within_the_listening_time_counts() -> None:
    journey = told(TWO, Event("reply", "more", 6 * 24 * 60))
    assert journey.end.reason == "replied"


def test_an_auto_reply_waits_until_the_working_day_after_the_return() -> None:
    away = Event("auto_reply", "intro", 5, {"return_date": "2026-05-08"})
    assert when(told(TWO, away), "more") == "2026-05-11 09:00"


def test_an_auto_reply_without_a_date_waits_two_weeks() -> None:
    journey = told(TWO, Event("auto_reply", "intro", 5))
    assert when(journey, "more") == "2026-05-18 09:05"
    assert journey.passages[1].cause == "waits until 18 May 2026: out of office"


def test_of_two_absences_the_longer_one_stands() -> None:
    long = Event("auto_reply", "intro", 5)
    short = Event("auto_reply", "intro", 6, {"return_date": "2026-05-08"})
    assert when(told(TWO, long, short), "more") == "2026-05-18 09:05"


def test_the_third_temporary_refusal_ends_it() -> None:
    plan = a_plan(email("a"), email("b", 3), email("c", 3))
    refusals = [Event("bounce_soft", key, 10) for key in "abc"]
    assert told(plan, *refusals[:2]).end.reason == "completed_no_response"
    assert told(plan, *refusals).end.reason == "bounced"


def test_an_unclear_answer_waits_for_a_person() -> None:
    journey = told(TWO, Event("unclear", "intro", 10))
    assert (said(journey), journey.end.reason) == (["intro sent"], "")
    assert journey.end.because == "an unclear answer waits for a person"


def test_an_opt_out_ends_even_what_waits_for_a_person() -> None:
    journey = told(TWO, Event("unclear", "intro", 10), Event("opt_out", "intro", 60 * 24 * 9))
    assert journey.end.reason == "opted_out"


def test_a_step_that_does_not_apply_is_skipped_with_the_reason() -> None:
    plan = a_plan(
        email("intro"), step("sms", "sms", 1, when=is_("contact.mobile", "1")), email("x")
    )
    journey = told(plan)
    assert said(journey) == ["intro sent", "sms skipped", "x sent"]
    assert journey.passages[1].because == "not so: mobile is “1”"


def test_what_happens_meanwhile_counts_when_the_step_is_reached() -> None:
    plan = a_plan(email("intro"), step("call", "call", 2, when=is_("step.intro.opened", "yes")))
    assert said(told(plan))[1] == "call skipped"
    assert said(told(plan, Event("opened", "intro", 60)))[1] == "call done"


def test_a_jump_leads_to_the_other_track() -> None:
    liked = Jump("thanks", is_("step.call.outcome", "interested"))
    plan = a_plan(
        step("call", "call"),
        email("more", 1, jumps=(liked,)),
        email("thanks", 1, track="positive"),
        email("later", 1, track="positive"),
        mode="smart",
    )
    journey = told(plan, Event("interested", "call", 10))
    assert said(journey) == ["call done", "more jumped", "thanks sent", "later sent"]
    assert (journey.passages[1].to, journey.passages[0].outcome) == ("thanks", "interested")


SMART = a_plan(
    email("one"),
    step("call", "call", 5),
    step("call", "ring", 1, track="positive"),
    email("thanks", 1, track="positive"),
)


def test_a_positive_reply_leads_onto_the_positive_track() -> None:
    journey = told(SMART, Event("positive_reply", "one", 60))
    assert said(journey) == ["one sent", "ring done", "thanks sent"]


def test_a_second_positive_reply_is_a_reply() -> None:
    journey = told(SMART, Event("positive_reply", "one", 60), Event("positive_reply", "ring", 1))
    assert (said(journey), journey.end.reason) == (["one sent", "ring done"], "replied")


def test_a_positive_reply_ends_where_there_is_no_such_track() -> None:
    assert told(TWO, Event("positive_reply", "intro", 60)).end.reason == "replied"


def test_what_comes_after_a_positive_reply_is_heard_on_the_other_track() -> None:
    absence = Event("auto_reply", "one", 61, {"return_date": "2026-05-11"})
    journey = told(SMART, Event("positive_reply", "one", 60), absence)
    assert said(journey) == ["one sent", "ring done", "thanks sent"]
    assert journey.passages[1].at >= utc("2026-05-12")


def test_who_has_been_on_the_positive_track_before_is_not_led_there_again() -> None:
    who = person(passed=frozenset({"one", "ring"}), begun=True)
    journey = told(SMART, Event("positive_reply", "call", 1), who=who)
    assert journey.end.reason == "replied"


def test_a_changed_field_takes_somebody_out_at_once() -> None:
    plan = a_plan(email("intro"), email("more", 5), goal=Goal("Won", is_("contact.stage", "won")))
    journey = told(plan, Event("fields", "", 60, {"contact.stage": "won"}))
    assert (journey.end.reason, journey.end.at) == (
        "converted",
        person().start + timedelta(hours=1),
    )


def test_an_exit_says_which_and_why() -> None:
    away = Exit("Moved on", "disqualified", is_("contact.stage", "left"))
    journey = told(a_plan(email("a"), exits=(away,)), who=person(fields={"contact.stage": "left"}))
    assert journey.passages == ()
    assert journey.end.because == "Moved on: stage is “left”"


def test_a_task_that_nobody_does_in_time_expires_and_the_flow_goes_on() -> None:
    plan = a_plan(step("call", "call"), email("more"))
    journey = told(plan, Event("connected", "call", 6 * 24 * 60))
    assert said(journey) == ["call expired", "more sent"]
    assert journey.passages[0].at == person().start + timedelta(days=5)


def test_an_exit_while_a_task_is_open_leaves_it_undone() -> None:
    plan = a_plan(step("call", "call"), email("more"))
    journey = told(plan, Event("connected", "call", 60), Event("reply", "", 30))
    assert (journey.passages, journey.end.reason) == ((), "replied")


def test_holidays_are_waited_for_and_named() -> None:
    closed = shut([utc("2026-05-06").date()])
    journey = told(TWO, who=person(closed=closed))
    assert when(journey, "more") == "2026-05-07 09:00"
    assert "Company day" in journey.passages[1].waits[0]


def test_a_gap_counts_between_touches_and_not_for_waits() -> None:
    plan = a_plan(email("a"), step("wait", "w"), email("b"))
    who = person()
    spaced = type(who.hours)(who.hours.zone, who.hours.window, gap=timedelta(hours=3))
    journey = walk(plan, person(hours=spaced))
    assert [each.at - journey.passages[0].at for each in journey.passages[1:]] == [
        timedelta(0),
        timedelta(hours=3),
    ]


def test_days_since_we_wrote_are_counted_anew_at_each_step() -> None:
    plan = a_plan(
        email("a", when=is_("contact.days_since_contacted", "30")),
        email("b", 4, when=is_("contact.days_since_contacted", "4")),
    )
    journey = told(plan, who=person(fields={"contact.days_since_contacted": "30"}))
    assert said(journey) == ["a sent", "b sent"]


def test_nothing_is_due_before_the_start_and_all_ends_at_the_end() -> None:
    dates = Dates(utc("2026-05-11T00:00"), utc("2026-05-12T00:00"))
    journey = walk(TWO, person(), dates=dates)
    assert when(journey, "intro") == "2026-05-11 09:00"
    assert (journey.end.reason, journey.end.at) == ("expired", dates.ends_at)


def test_people_in_flight_go_on_from_where_they_stand() -> None:
    due = walk(TWO, person()).passages[1].due
    journey = walk(TWO, person(next_key="more", due=Due(due, "")))
    assert [(each.step, each.at) for each in journey.passages] == [("more", due)]


def test_what_somebody_had_before_is_not_done_again() -> None:
    assert said(walk(TWO, person(passed=frozenset({"intro"})))) == ["more sent"]


def test_each_person_has_one_variant() -> None:
    plan = a_plan(email("a", variants=(Variant("b", 50, "Other", "", "Words"),)))
    found = [walk(plan, person(id=str(n))).passages[0].variant for n in range(200)]
    assert found == [walk(plan, person(id=str(n))).passages[0].variant for n in range(200)]
    assert 60 < found.count("b") < 140


def test_a_window_that_never_opens_is_said() -> None:
    closed = shut([(utc("2026-05-04") + timedelta(days=n)).date() for n in range(800)])
    journey = told(TWO, who=person(closed=closed))
    assert journey.end.reason == ""
    assert "No time to send" in journey.end.because


def test_every_signal_of_the_engine_is_known_here() -> None:
    # What a changed record does, the gate says, and a simulation asks no gate on the way. What
    # people choose on their own page is not played.
    told_of = EFFECTS.keys() - CHOSEN - effects.ACTIVITIES - {"record_change"}
    assert told_of | {effects.POSITIVE} == set(effects.SIGNALS)
    noted = {
        kind.value: each.value for kind, each in engagement.KINDS.items() if kind not in CHOSEN
    }
    assert noted | {effects.POSITIVE: noted["reply"]} == effects.ACTIVITY
