"""Scripted tests of a version: what they can say, and what they say when they fail."""

from typing import Any

import pytest

from sequences.cadence import Window
from sequences.plans import Case, Event, Expectation, Goal, Plan, as_data, read_plan
from sequences.scripted import Result, case_problems, run_all
from tests.sequences.walking import a_plan, email, is_, step

THREE = (email("intro"), email("nudge", 2), email("bye", 2))


def case(*expect: Expectation, **more: Any) -> Case:
    return Case(**{"name": "a case", "start": "2026-05-04 09:00", "expect": expect, **more})


def ran(plan: Plan, *cases: Case) -> tuple[Result, ...]:
    return run_all(Plan(**{**{n: getattr(plan, n) for n in plan.__slots__}, "cases": cases}))


def verdict(plan: Plan, only: Case) -> Result:
    (result,) = ran(plan, only)
    return result


def test_replies_after_step_two_so_no_step_three() -> None:
    script = case(
        Expectation("sent", "nudge", at="2026-05-06 09:00"),
        Expectation("never", "bye"),
        Expectation("replied"),
        events=(Event("reply", "nudge", 60),),
    )
    assert verdict(a_plan(*THREE), script) == Result("a case", True)


def test_a_night_of_changing_clocks_in_berlin() -> None:
    night = Window.parse([{"weekday": day, "start": "02:00", "end": "03:00"} for day in range(7)])
    script = case(
        Expectation("sent", "intro", at="2026-03-28 02:00"),
        # 02:00 does not exist on this night: the first moment after the gap is not inside.
        Expectation("sent", "nudge", at="2026-03-30 02:00"),
        start="2026-03-27 12:00",
        zone="Europe/Berlin",
    )
    plan = a_plan(email("intro"), email("nudge", 1), window=night)
    assert verdict(plan, script) == Result("a case", True)


def test_opted_out_of_sms_so_the_step_is_skipped() -> None:
    plan = a_plan(step("sms", "sms", when=is_("contact.custom.sms", "yes")), email("mail", 1))
    script = case(
        Expectation("skipped", "sms", because="sms is “yes”"),
        Expectation("done", "mail"),
        fields={"contact.custom.sms": "no"},
    )
    assert verdict(plan, script).passed


def test_the_outcome_of_a_task_decides() -> None:
    plan = a_plan(step("call", "call"), email("mail", when=is_("step.call.outcome", "interested")))
    liked = case(Expectation("sent", "mail"), events=(Event("interested", "call", 10),))
    unheard = case(
        Expectation("expired", "call"),
        Expectation("skipped", "mail"),
        name="nobody does it",
        events=(Event("interested", "call", 60 * 24 * 6),),
    )
    assert [each.passed for each in ran(plan, liked, unheard)] == [True, True]


def test_a_changed_field_reaches_the_goal() -> None:
    plan = a_plan(*THREE, goal=Goal("Customer", is_("account.state", "customer")))
    won = Event("fields", "intro", 60, {"account.state": "customer"})
    script = case(
        Expectation("converted", at="2026-05-04 10:00", because="customer"), events=(won,)
    )
    assert verdict(plan, script).passed


def test_holidays_of_the_country_count() -> None:
    plan = a_plan(*THREE, window=None)
    fields = {"contact.country": "DE"}
    script = case(
        Expectation("sent", "nudge", at="2026-05-04 09:00"), start="2026-05-01 08:00", fields=fields
    )
    assert verdict(plan, script).sentences == (
        "Step 2 (Email) should have been sent on 2026-05-04 09:00, but it was sent on 2026-05-06 "
        "09:00 (UTC).",
    )


def test_the_window_of_the_workspace_counts_where_the_plan_has_none() -> None:
    plan = a_plan(email("intro"), window=None)
    late = Window.parse([{"weekday": 0, "start": "20:00", "end": "21:00"}])
    script = case(Expectation("sent", "intro", at="2026-05-04 20:00"))
    cased = Plan(steps=plan.steps, cases=(script,))
    assert run_all(cased, window=late)[0].passed


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        (
            Expectation("never", "nudge"),
            "Step 2 (Email) should never be reached, but it was sent on 2026-05-06 09:00 (UTC).",
        ),
        (
            Expectation("skipped", "bye"),
            "Step 3 (Email) should have been skipped, but nobody came to it: replied, signal: "
            "reply.",
        ),
        (
            Expectation("opted_out"),
            "It should end as opted out, but it ended on 2026-05-06 10:00: replied, signal: reply.",
        ),
        (
            Expectation("replied", at="2026-05-07 10:00"),
            "It should end on 2026-05-07 10:00, but it ended on 2026-05-06 10:00: replied, signal: "
            "reply.",
        ),
    ],
)
def test_a_red_test_says_what_happened_instead(expected: Expectation, sentence: str) -> None:
    script = case(expected, events=(Event("reply", "nudge", 60),))
    assert verdict(a_plan(*THREE), script) == Result("a case", False, (sentence,))


def test_a_wrong_reason_is_told_with_the_right_one() -> None:
    plan = a_plan(step("sms", "sms", when=is_("contact.mobile", "1")))
    result = verdict(plan, case(Expectation("skipped", "sms", because="holiday")))
    assert result.sentences[0].endswith("not so: mobile is “1”.")


def test_a_person_who_waits_can_be_expected() -> None:
    script = case(Expectation("waits", because="unclear"), events=(Event("unclear", "intro", 5),))
    assert verdict(a_plan(*THREE), script).passed


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"start": "tomorrow"}, "start"),
        ({"start": "2026-02-30 09:00"}, "start"),
        ({"start": "2026-5-4 9:00"}, "start"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"fields": {"contact.shoe_size": "42"}}, "fields.contact.shoe_size"),
        ({"events": (Event("sneezed"),)}, "events.1.what"),
        ({"events": (Event("reply", "gone"),)}, "events.1.after"),
        ({"events": (Event("interested", "intro"),)}, "events.1.after"),
        ({"events": (Event("fields", "intro"),)}, "events.1.fields"),
        (
            {"events": (Event("auto_reply", "intro", 0, {"return_date": "soon"}),)},
            "events.1.fields.return_date",
        ),
        ({"expect": (Expectation("done", "gone"),)}, "expect.1.step"),
        ({"expect": (Expectation("perhaps", "intro"),)}, "expect.1.outcome"),
        ({"expect": (Expectation("done"),)}, "expect.1.outcome"),
        ({"expect": (Expectation("sent", "intro", at="9 o'clock"),)}, "expect.1.at"),
    ],
)
def test_a_case_that_names_what_is_not_there_is_a_problem(more: dict[str, Any], field: str) -> None:
    plan = Plan(steps=THREE, cases=(case(**more),))
    assert [problem.field for problem in case_problems(plan)] == [f"cases.1.{field}"]
    (result,) = run_all(plan)
    assert not result.passed and result.sentences


def test_two_cases_have_two_names() -> None:
    plan = Plan(steps=THREE, cases=(case(Expectation("replied")), case(Expectation("replied"))))
    assert [problem.field for problem in case_problems(plan)] == ["cases.2.name"]


def test_cases_survive_being_written_down() -> None:
    script = case(Expectation("sent", "intro"), events=(Event("opened", "intro", 5),))
    plan = Plan(steps=THREE, cases=(script,))
    assert read_plan(as_data(plan)) == (plan, [])
    assert case_problems(plan) == []


@pytest.mark.parametrize("start", ["9999-12-31 23:30", "0001-01-01 00:00", "1999-12-31 23:59"])
def test_a_case_at_the_end_of_the_calendar_is_refused(start: str) -> None:
    case = Case("Far", start, expect=(Expectation("never", "one"),))
    plan = Plan((step("call", "one"),), cases=(case,))
    assert [problem.field for problem in case_problems(plan)] == ["cases.1.start"]
