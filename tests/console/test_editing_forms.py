"""The forms that edit a draft: what is stored, shown, sent back unchanged and read is the same."""

from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings

from console.forms.conditions import ConditionLines
from console.forms.editing import cases, drafts, exits, step, steps, timing, typed
from contacts.conditions import Condition, Conditions, Operator
from sequences.plans import Case, Event, Exit, Goal, Plan
from tenancy.errors import Refused
from tests.console.submitting import sent
from tests.sequences import plans_strategy
from tests.sequences.drafting import CALL, INTRO

FEW = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def shown(template: str, lines: list[ConditionLines], **values: Any) -> Any:
    """What a browser sends for the fields of a page when nobody touches them."""
    names = {name for each in lines for name in each.names()}
    fields = [("Fields", [(name, name) for name in sorted(names)])]
    return sent(render_to_string(f"console/editing/{template}", {**values, "fields": fields}))


@FEW
@given(plans_strategy.plans())
def test_timing_comes_back_as_it_was_stored(plan: Plan) -> None:
    form = timing.TimingForm(shown("_timing_fields.html", [], form=timing.shown(plan)))
    assert drafts.changed(plan, form.changes(plan)) == plan


@FEW
@given(plans_strategy.plans())
def test_exits_and_goal_come_back_as_they_were_stored(plan: Plan) -> None:
    form = exits.shown(plan)
    page = shown("_exits_fields.html", form.lists, form=form)
    assert drafts.changed(plan, exits.ExitsForm(page).changes(plan)) == plan


@FEW
@given(plans_strategy.plans())
def test_every_step_comes_back_as_it_was_stored(plan: Plan) -> None:
    for number, each in enumerate(plan.steps, 1):
        form = step.shown(each)
        form.offer(step.targets(plan, each), [])
        page = shown("_step_fields.html", form.lists, form=form, is_smart=True)
        data = step.StepForm(page).changed(each)
        assert drafts.changed(plan, {"steps": drafts.in_list(plan.steps, number, data)}) == plan


@FEW
@given(plans_strategy.plans())
def test_every_test_comes_back_as_it_was_stored(plan: Plan) -> None:
    for number, each in enumerate(plan.cases, 1):
        form = cases.shown(each)
        form.offer(cases.steps_of(plan), [])
        data = cases.CaseForm(shown("_case_fields.html", [], form=form)).as_data(each)
        assert drafts.changed(plan, {"cases": drafts.in_list(plan.cases, number, data)}) == plan


SENT = Conditions((Condition(field="step.intro.outcome", operator=Operator.IS, value="sent"),))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"steps": (INTRO, replace(CALL, when=SENT))}, "a condition of step 2"),
        ({"exits": (Exit("Over", "converted", SENT),)}, "the exit “Over”"),
        ({"goal": Goal("Done", SENT)}, "the goal"),
        ({"cases": (Case("Goes", "", events=(Event("reply", "intro"),)),)}, "the test “Goes”"),
    ],
)
def test_what_names_a_step_is_told_before_the_step_is_deleted(
    changes: dict[str, Any], said: str
) -> None:
    plan = replace(Plan((INTRO, CALL)), **changes)
    with pytest.raises(Refused, match=f"named by {said}"):
        steps.ordered(plan, "delete-intro")


def test_a_percentage_takes_a_comma_and_loses_nothing() -> None:
    assert typed.percentage("0,1") == 0.1 and typed.as_typed(5.0) == "5"
    assert typed.percentage(typed.as_typed(0.1 + 0.2)) == 0.1 + 0.2
