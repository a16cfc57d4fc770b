"""The other parts of a draft: timing and limits, ways out and goal, scripted tests, text."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine

from sequences.models import ClosedDate
from sequences.plans import Case, Expectation, Plan
from tests.console.browsing import browser
from tests.console.editing import form_on, fresh, of, plan_of, posted, saved, step_of
from tests.sequences.drafting import BYE, CALL, INTRO
from tests.world import World, draft


def test_hours_and_limits_are_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    posted(
        browser(in_acme.admin),
        of(version, "timing/"),
        window_0="9:00-12:00, 13:00-17:00",
        new_a_day="40",
        canary="1",
        canary_complaint="0,2",
    )
    plan = plan_of(version)
    assert str(plan.window) == "Mon 09:00–12:00 and 13:00–17:00" and plan.new_a_day == 40
    assert plan.canary and plan.canary.complaint == 0.2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("window_0", "nine to five", "not a stretch of time"),
        ("window_0", "09:00-25:00", "not of the form"),
        ("zone", "Europe/Atlantis", "no time zone"),
        ("canary_share", "200", "from 1 to 100"),
        ("min_gap_hours", "-1", "whole number"),
    ],
)
def test_wrong_timing_is_said_and_everything_typed_survives(
    in_acme: World, field: str, value: str, sentence: str
) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    changes = {"canary": "1", "new_a_day": "77", field: value}
    answer = posted(browser(in_acme.admin), of(version, "timing/"), **changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and 'value="77"' in page
    assert plan_of(version).new_a_day == 0


def test_the_days_off_ahead_are_named(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    days = {"first": date(2026, 11, 24), "last": date(2026, 11, 25), "name": "Works outing"}
    ClosedDate.objects.create(**days)
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        page = browser(in_acme.admin).get(of(version, "timing/")).content.decode()
    assert "Works outing" in page and "Christmas" in page


def test_a_way_out_and_a_goal_are_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    fields = {"exits-0-name": "Left the market", "exits-0-reason": "disqualified"}
    for part in ("exits-0", "goal"):
        fields |= {f"{part}-when-field-0": "contact.stage", f"{part}-when-operator-0": "is"}
        fields |= {f"{part}-when-value-0": "lost"}
    posted(browser(in_acme.admin), of(version, "exits/"), **fields, **{"goal-name": "A demo"})
    plan = plan_of(version)
    assert plan.exits[0].name == "Left the market" and plan.goal
    assert str(plan.goal.when) == "stage is “lost”"


def test_a_way_out_without_a_condition_is_refused_at_its_place(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    fields = {"exits-0-name": "Everybody", "exits-0-reason": "converted"}
    answer = posted(browser(in_acme.admin), of(version, "exits/"), **fields)
    lines = answer.context["form"].exits.rows[0].when
    assert answer.status_code == 422 and "everybody would leave" in lines.error


GREEN = Case("Is written to", "2026-03-02 09:00", expect=(Expectation("done", "intro"),))
RED = replace(GREEN, name="Never", expect=(Expectation("never", "intro"),))


def test_tests_show_what_they_come_to(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN, RED)))
    page = browser(in_acme.admin).get(of(version, "tests/")).content.decode()
    assert page.count("Passed") == 1 and "should never be reached" in page


def test_a_test_is_written_run_and_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    me = browser(in_acme.admin)
    fields = {"name": "Goes out", "start": "2026-03-02 09:00"}
    fields |= {"expect-0-step": "intro", "expect-0-outcome": "done"}
    tried = posted(me, of(version, "tests/1/"), **{**fields, "do": "run"})
    assert tried.context["result"].passed and plan_of(version).cases == ()
    posted(me, of(version, "tests/1/"), **fields)
    assert plan_of(version).cases == (replace(GREEN, name="Goes out"),)


def test_what_is_wrong_with_a_test_stands_at_its_line(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN,)))
    fields = {"expect-0-outcome": "replied", "events-0-what": "reply", "events-0-minutes": "x"}
    answer = posted(browser(in_acme.admin), of(version, "tests/1/"), **fields)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.expect.rows[0].errors["outcome"] and form.events.rows[0].errors["minutes"]


def test_a_field_that_stands_twice_is_not_dropped_in_silence(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN,)))
    rows = {f"people-{n}-name": "contact.title" for n in (0, 1)} | {"people-0-value": "CTO"}
    answer = posted(browser(in_acme.admin), of(version, "tests/1/"), **rows)
    assert answer.status_code == 422 and "stands here twice" in answer.content.decode()


def test_a_test_is_deleted(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN, RED)))
    me = browser(in_acme.admin)
    expected = fresh(version).edited_at.isoformat()
    me.post(of(version, "tests/"), {"do": "delete-1", "expected": expected})
    assert plan_of(version).cases == (RED,)


def test_the_text_is_the_draft_and_comes_back_as_it_is(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE), cases=(GREEN,)))
    before = fresh(version).edited_at
    posted(browser(in_acme.admin), of(version, "text/"))
    assert fresh(version).edited_at == before


def test_the_text_changes_the_draft_and_the_facts_of_the_sequence(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    me = browser(in_acme.admin)
    source = str(form_on(me, of(version, "text/"))["text"])
    changed = source.replace("name: Outbound", "name: Fairs").replace("A thought", "A question")
    posted(me, of(version, "text/"), text=changed)
    row = fresh(version)
    assert row.sequence.name == "Fairs" and plan_of(row).steps[0].subject == "A question"


def test_a_wrong_line_is_named_and_nothing_is_stored(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    me = browser(in_acme.admin)
    source = str(form_on(me, of(version, "text/"))["text"])
    answer = posted(me, of(version, "text/"), text=source.replace("kind: call", "kind: fax"))
    page = answer.content.decode()
    line = source.split("\r\n").index("  - kind: call") + 1 if "  - kind: call" in source else 0
    assert answer.status_code == 422 and f"Line {line or ''}" in page and "fax" in page
    assert step_of(version, "call").kind == "call"


def test_a_bomb_in_the_text_is_refused(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    bomb = "a: &a [x, x]\nb: [*a, *a]\n"
    answer = posted(browser(in_acme.admin), of(version, "text/"), text=bomb)
    assert answer.status_code == 422 and "Line 1" in answer.content.decode()


def test_the_text_is_downloaded(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    answer = browser(in_acme.admin).get(of(version, "text/download/"))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"subject: A thought" in answer.content


def test_a_line_that_is_wrong_leads_to_its_place_in_the_text(in_acme: World) -> None:
    version = draft(in_acme.admin)
    answer = posted(browser(in_acme.admin), of(version, "text/"), text="format: 1\nbogus: 2\n")
    page = answer.content.decode()
    assert '<a href="#text" data-line="2">Line 2</a>' in page
