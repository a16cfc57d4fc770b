"""What the lint says about words, and that it says nothing about a good sequence."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from compliance.findings import Severity
from sequences.lint import NOT_WAIVABLE, Context, WaiverFact, lint
from sequences.plans import Link, Plan, StepInput, Variant
from tests.sequences.linting import (
    CALL,
    CONTEXT,
    EMAIL,
    FOOTER,
    NOW,
    PAGE_FOOTER,
    codes,
    found,
    only,
    planned,
)
from tests.sequences.plans_strategy import plans

TOMORROW = NOW + timedelta(days=1)


def test_a_good_sequence_has_no_findings() -> None:
    wait = StepInput("wait", "pause", delay_amount=2)
    page = f"<p>Hi {{{{ first_name }}}}</p>{PAGE_FOOTER}"
    last = replace(EMAIL, key="last", delay_amount=4, html=page)
    assert found(EMAIL, CALL, wait, last) == ()


def test_no_steps_block() -> None:
    (finding,) = lint(Plan(), CONTEXT)
    assert (finding.code, finding.blocks, finding.step_key) == ("no_steps", True, None)


def test_a_sequence_of_calls_is_allowed_with_a_warning() -> None:
    call = replace(CALL, instructions="Ask.")
    assert (only(call).code, only(call).blocks) == ("no_email", False)


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"subject": " "}, "subject_missing", "error"),
        ({"subject": "x" * 51}, "subject_long", "warning"),
        ({"subject": "Re: our call"}, "false_reply", "error"),
        ({"subject": "AW: Angebot"}, "false_reply", "error"),
        ({"subject": "Hi {{ nickname }}"}, "template_wrong", "error"),
        ({"preheader": ""}, "preview_missing", "info"),
        ({"preheader": "x" * 91}, "preview_long", "warning"),
        ({"text": "Hi {{ first_name" + FOOTER}, "template_wrong", "error"),
        ({"text": "Hi {first_name}" + FOOTER}, "variable_like", "warning"),
        ({"text": "Hi [First Name]" + FOOTER}, "variable_like", "warning"),
        ({"text": "{{ postal_address }}"}, "unsubscribe_missing", "error"),
        ({"text": "{{ unsubscribe_url }}"}, "postal_address_missing", "error"),
        ({"html": "<p>Hi {{ postal_address }}</p>"}, "unsubscribe_missing", "error"),
        ({"text": "", "html": PAGE_FOOTER}, "text_missing", "error"),
        ({"text": ""}, "text_missing", "error"),
        ({"text": "{{ disclosure }}" + FOOTER}, "block_empty", "error"),
        ({"text": "By {{ owner_name }}" + FOOTER}, "no_fallback", "warning"),
        ({"text": "It is guaranteed." + FOOTER}, "regulated_words", "warning"),
        ({"subject": "FREE FOR YOU"}, "subject_loud", "warning"),
        ({"subject": "Hi!!"}, "exclamations", "warning"),
        ({"text": "Now! Now! Now! Now!" + FOOTER}, "exclamations", "warning"),
        ({"text": "Easy money" + FOOTER}, "spam_phrase", "warning"),
        ({"text": "Save $$" + FOOTER}, "currency_signs", "warning"),
        ({"html": f'<p style="DISPLAY : none">x</p>{PAGE_FOOTER}'}, "hidden_text", "warning"),
        ({"html": f"<p>Other words altogether, none alike</p>{PAGE_FOOTER}"}, "parts_differ", None),
    ],
)
def test_an_email_step_is_told_what_is_wrong(
    change: dict[str, Any], code: str, severity: str | None
) -> None:
    told = {finding.code: finding.severity for finding in found(replace(EMAIL, **change))}
    assert told[code] == (severity or "warning")


def test_a_finding_names_its_step_by_number_and_an_error_its_place() -> None:
    wrong = replace(CALL, text="Hi\n  {{ nickname }}")
    (finding,) = (each for each in found(EMAIL, wrong) if each.code == "template_wrong")
    assert (finding.number, finding.step_key) == (2, "call")
    assert finding.message.startswith("Step 2: a template cannot be used. Unknown variable")
    assert finding.message.endswith("(line 2, column 3)")


def test_the_words_of_each_variant_are_looked_at() -> None:
    other = Variant("b", 50, "NEWS FOR YOU", "p", "Hi" + FOOTER)
    step = replace(EMAIL, variants=(other,))
    (finding,) = (each for each in found(step) if each.code == "subject_loud")
    assert finding.message.startswith("Step 1, variant b: the subject")


def test_a_subject_is_measured_without_its_variables() -> None:
    subject = 'Hi {{ first_name | default: "there" }}, about the plans of {{ company }}'
    assert codes(replace(EMAIL, subject=subject)) == []


def test_a_subject_that_only_begins_like_a_reply_is_fine() -> None:
    assert codes(replace(EMAIL, subject="Renewal: what changes")) == []


def test_the_footer_of_the_workspace_replaces_both_variables() -> None:
    step = replace(EMAIL, text="Hi {{ first_name }}")
    assert codes(step) == ["unsubscribe_missing", "postal_address_missing"]
    context = replace(CONTEXT, adds_unsubscribe=True, adds_postal_address=True)
    assert codes(step, context=context) == []


def test_a_signature_may_carry_the_way_out() -> None:
    context = replace(CONTEXT, blocks={"signature": FOOTER})
    assert codes(replace(EMAIL, text="Hi {{ first_name }} {{ signature }}"), context=context) == []


def test_a_snippet_may_carry_the_way_out() -> None:
    step = replace(EMAIL, text="Hi {{ first_name }} {{ snippet.footer }}")
    assert codes(step, snippets=(("footer", FOOTER),)) == []


@pytest.mark.parametrize(
    ("kind", "blocks"),
    [("call", False), ("task", False), ("email_personal", False), ("linkedin", True)],
)
def test_a_step_without_words_blocks_where_words_are_sent(kind: str, blocks: bool) -> None:
    empty = StepInput(kind, "empty", delay_amount=1, subject="Hello")
    missing = [each for each in found(EMAIL, empty) if each.code == "text_missing"]
    assert [each.blocks for each in missing] == [blocks]


def test_what_automatic_emails_need_is_there_for_manual_steps_too() -> None:
    asking = replace(CALL, instructions="Ask {{ company }} in {{ city }}.")
    (finding,) = found(EMAIL, asking)
    assert (finding.code, finding.severity) == ("no_fallback", Severity.INFO)
    assert "{{ city }}" in finding.message
    required = replace(CONTEXT, required_fields=frozenset({"contact.city"}))
    assert codes(EMAIL, asking, context=required) == []


def test_regulated_words_are_fine_where_legal_looks_at_them() -> None:
    step = replace(EMAIL, text="It is guaranteed, for € 5." + FOOTER)
    assert "“€ 5”" in only(step).message
    assert codes(step, context=replace(CONTEXT, stages=frozenset({"legal"}))) == []


def test_links_are_in_both_parts_and_so_never_differ() -> None:
    page = f"<p>Hi {{{{ first_name }}}}</p>{PAGE_FOOTER}"
    step = replace(EMAIL, html=page, links=(Link("Prices", "https://acme.example/prices"),))
    assert codes(step) == []


# Waivers


def waived(*waivers: WaiverFact) -> Context:
    return replace(CONTEXT, waivers=waivers)


@pytest.mark.parametrize("key", ["sms", ""])
def test_a_waiver_lifts_the_block_until_it_expires(key: str) -> None:
    sms = StepInput("sms", "sms", delay_amount=1, text="Hello. STOP ends it.")
    assert [each.blocks for each in found(EMAIL, sms)] == [True]
    context = waived(WaiverFact("sms_consent", key, TOMORROW))
    finding = only(EMAIL, sms, context=context)
    assert (finding.blocks, finding.waived_until) == (False, TOMORROW)


@pytest.mark.parametrize(
    "waiver",
    [
        WaiverFact("sms_consent", "sms", NOW),
        WaiverFact("sms_consent", "intro", TOMORROW),
        WaiverFact("subject_long", "sms", TOMORROW),
    ],
)
def test_a_waiver_that_expired_or_is_about_something_else_lifts_nothing(
    waiver: WaiverFact,
) -> None:
    sms = StepInput("sms", "sms", delay_amount=1, text="Hello. STOP ends it.")
    assert only(EMAIL, sms, context=waived(waiver)).blocks


@pytest.mark.parametrize("code", ["unsubscribe_missing", "postal_address_missing"])
def test_what_the_law_asks_for_cannot_be_waived(code: str) -> None:
    step = replace(EMAIL, text="Hi {{ first_name }}")
    findings = found(step, context=waived(WaiverFact(code, "", TOMORROW)))
    (finding,) = (each for each in findings if each.code == code)
    assert (finding.waivable, finding.blocks, code in NOT_WAIVABLE) == (False, True, True)


# Any plan


@given(plans())
def test_every_finding_of_any_plan_is_a_sentence_with_a_way_out(plan: Plan) -> None:
    for finding in lint(plan, CONTEXT):
        assert finding.message.endswith((".", "?", ")"))
        assert finding.fix.endswith(".")
        assert finding.step_key == (plan.steps[finding.number - 1].key if finding.number else None)


@given(plans())
def test_findings_stand_in_one_order_whatever_is_waived(plan: Plan) -> None:
    plain = lint(plan, CONTEXT)
    every = waived(*(WaiverFact(each.code, "", TOMORROW) for each in plain))
    again = lint(plan, every)
    assert [(each.code, each.message) for each in again] == [(e.code, e.message) for e in plain]
    assert [each.number for each in plain] == sorted(each.number for each in plain)


def test_a_waiver_for_the_whole_covers_each_step() -> None:
    plan = planned(replace(EMAIL, subject="x" * 60), replace(EMAIL, key="b", subject="y" * 60))
    context = waived(WaiverFact("subject_long", "", TOMORROW))
    assert all(each.waived_until for each in lint(plan, context) if each.code == "subject_long")
