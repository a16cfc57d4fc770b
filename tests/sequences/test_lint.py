"""What the lint says about a sequence, and that it says nothing about a good one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.lint import Finding, StepFacts, StepKind, lint

FOOTER = "\n\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
EMAIL = StepFacts("intro", "email", 1, "A thought on {{ company }}", "Hi {{ first_name }}" + FOOTER)
CALL = StepFacts("call", "call", 2, text="Ask about the plant in {{ city }}.")


def codes(*steps: StepFacts) -> list[str]:
    return [finding.code for finding in lint(steps)]


def only(step: StepFacts) -> Finding:
    findings = lint([step])
    assert len(findings) == 1, findings
    return findings[0]


def test_a_good_sequence_has_no_findings() -> None:
    wait = StepFacts("pause", "wait", 3)
    last = replace(EMAIL, key="last", day=7, html=f"<p>Bye</p>{FOOTER}")
    assert lint([EMAIL, CALL, wait, last]) == ()


def test_the_standard_outbound_cadence_is_only_warned_about_its_pace() -> None:
    linkedin = StepFacts("connect", "linkedin", 1, text="Shall we connect?")
    days = [(3, "proof"), (7, "break-up")]
    later = [replace(EMAIL, key=key, day=day) for day, key in days]
    steps = [EMAIL, linkedin, CALL, later[0], replace(CALL, key="again", day=5), later[1]]
    assert [(f.code, f.blocks) for f in lint(steps)] == [("too_many_touches", False)]


def test_no_steps_block() -> None:
    assert [(f.code, f.blocks, f.step_key) for f in lint([])] == [("no_steps", True, None)]


def test_a_sequence_of_calls_is_allowed_with_a_warning() -> None:
    assert (only(CALL).code, only(CALL).blocks) == ("no_email", False)


@pytest.mark.parametrize(
    ("change", "code", "blocks"),
    [
        ({"subject": " "}, "subject_missing", True),
        ({"subject": "x" * 51}, "subject_long", False),
        ({"subject": "Re: our call"}, "false_reply", True),
        ({"subject": "FWD: our call"}, "false_reply", True),
        ({"subject": "AW: Angebot"}, "false_reply", True),
        ({"subject": "Hi {{ nickname }}"}, "template_wrong", True),
        ({"text": "Hi {{ first_name" + FOOTER.replace("{", "[")}, "template_wrong", True),
        ({"text": "Hi {first_name}" + FOOTER}, "variable_like", False),
        ({"text": "Hi [First Name]" + FOOTER}, "variable_like", False),
        ({"text": "{{ postal_address }}"}, "unsubscribe_missing", True),
        ({"text": "{{ unsubscribe_url }}"}, "postal_address_missing", True),
        ({"html": "<p>{{ postal_address }}</p>"}, "unsubscribe_missing", True),
        ({"text": "", "html": f"<p>Hi</p>{FOOTER}"}, "text_missing", True),
        ({"text": ""}, "text_missing", True),
        ({"text": "http://example.com" + FOOTER}, "link_insecure", False),
        ({"html": '<a href=" javascript:x()">x</a>' + FOOTER}, "html_unsafe", True),
        ({"html": "<script>x()</script>" + FOOTER}, "html_unsafe", True),
        ({"html": '<p class="a" onclick="x()">x</p>' + FOOTER}, "html_unsafe", True),
        ({"day": 0}, "day_unknown", True),
    ],
)
def test_an_email_step_is_told_what_is_wrong(
    change: dict[str, Any], code: str, blocks: bool
) -> None:
    findings = lint([replace(EMAIL, **change)])
    assert (code, blocks) in {(f.code, f.blocks) for f in findings}


def test_a_template_error_says_where_it_is() -> None:
    step = replace(EMAIL, text=f"Hi\n  {{{{ nickname }}}}{FOOTER}")
    message = next(f.message for f in lint([step]) if f.code == "template_wrong")
    assert message.startswith("Text, line 2, column 3: Unknown variable")


def test_a_subject_is_measured_without_its_variables() -> None:
    subject = 'Hi {{ first_name | default: "there" }}, about the plans of {{ company }}'
    assert codes(replace(EMAIL, subject=subject)) == []


def test_a_subject_that_only_begins_like_a_reply_is_fine() -> None:
    assert codes(replace(EMAIL, subject="Renewal: what changes")) == []


def test_the_footer_of_the_workspace_replaces_both_variables() -> None:
    step = replace(EMAIL, text="Hi {{ first_name }}")
    assert codes(step) == ["unsubscribe_missing", "postal_address_missing"]
    assert lint([step], adds_unsubscribe=True, adds_postal_address=True) == ()


@pytest.mark.parametrize(
    ("kind", "blocks"),
    [
        ("call", False),
        ("task", False),
        ("personal_email", False),
        ("linkedin", True),
        ("sms", True),
    ],
)
def test_a_step_without_words_blocks_where_words_are_sent(kind: StepKind, blocks: bool) -> None:
    empty = StepFacts("empty", kind, 2, subject="Hello")
    missing = [f for f in lint([EMAIL, empty]) if f.code == "text_missing"]
    assert [f.blocks for f in missing] == [blocks]


def test_days_that_go_back_block() -> None:
    finding = lint([EMAIL, replace(CALL, day=5), replace(EMAIL, key="early", day=3)])[0]
    assert (finding.code, finding.step_key, finding.blocks) == ("days_decrease", "early", True)


def test_two_steps_on_one_day_are_fine() -> None:
    assert codes(EMAIL, replace(CALL, day=1)) == []


def test_two_steps_with_one_key_block() -> None:
    assert "key_twice" in codes(EMAIL, replace(EMAIL, day=4))


def test_five_touches_in_a_week_are_fine_and_a_sixth_is_not() -> None:
    steps = [replace(EMAIL, key=str(day), day=day) for day in (1, 2, 3, 4, 5, 8, 9)]
    assert codes(*steps[:6]) == []
    six = [replace(EMAIL, key=str(day), day=day) for day in (1, 2, 3, 4, 5, 7)]
    assert codes(*six) == ["too_many_touches"]


def test_waiting_is_no_touch() -> None:
    waits = [StepFacts(f"wait-{n}", "wait", 2) for n in range(9)]
    assert codes(EMAIL, *waits) == []


@given(
    st.lists(
        st.builds(
            StepFacts,
            st.text(max_size=3),
            st.sampled_from(["email", "call", "linkedin", "sms", "wait", "personal_email"]),
            st.integers(-5, 40),
            st.text(max_size=60),
            st.text(max_size=60),
            st.text(max_size=60),
        ),
        max_size=8,
    )
)
def test_every_finding_is_a_sentence_with_a_way_out(steps: list[StepFacts]) -> None:
    for finding in lint(steps):
        assert finding.message.endswith((".", "?"))
        assert finding.fix.endswith(".")
