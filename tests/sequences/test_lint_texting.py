"""What the lint says about the length of text messages, and about their way out."""

from dataclasses import replace

import pytest

from contacts.conditions import Condition, Conditions, Operator
from sequences.lint import NOT_WAIVABLE
from sequences.plans import Patience, Plan, StepInput, problems
from tests.sequences.linting import CONTEXT, EMAIL, codes, only

ASKED = Condition(field="contact.custom.sms_consent", operator=Operator.IS, value="yes")
SMS = StepInput(
    "sms", "sms", delay_amount=1, text="Hello. STOP ends it.", when=Conditions((ASKED,))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reply STOP to end.", []),
        ("Antwort STOPP genügt.", []),
        ("Envoyez ARRÊT. ARRET ?", ["sms_letters"]),
        ("Unsubscribe: example.com/no", []),
        ("No more: {{ unsubscribe_url }}", []),
        ("We will not stop at this.", ["sms_way_out_missing"]),
        ("Hello", ["sms_way_out_missing"]),
    ],
)
def test_the_first_text_message_says_how_to_stop(text: str, expected: list[str]) -> None:
    assert codes(EMAIL, replace(SMS, text=text)) == expected


def test_later_ones_need_not_but_each_track_has_a_first() -> None:
    later = replace(SMS, key="later", text="Hello")
    assert codes(EMAIL, SMS, later) == []
    assert "sms_way_out_missing" in codes(EMAIL, SMS, replace(later, track="positive"))


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (100, []),
        (200, ["sms_parts"]),
        (440, ["sms_parts"]),
        (460, ["sms_long"]),
        (1530, ["sms_long"]),
        (1531, ["sms_too_long"]),
    ],
)
def test_the_length_is_told_by_parts(length: int, expected: list[str]) -> None:
    assert codes(EMAIL, replace(SMS, text="STOP " + "x" * (length - 5))) == expected


def test_letters_that_halve_a_part_are_named() -> None:
    finding = only(EMAIL, replace(SMS, text="Cześć. STOP"))
    assert (finding.code, finding.blocks) == ("sms_letters", False)
    assert "“ś” “ć”" in finding.message


def test_one_that_leaves_by_itself_needs_an_account() -> None:
    itself = replace(SMS, automatic=True)
    without = replace(CONTEXT, sends_texts=False)
    assert codes(EMAIL, itself, context=without) == ["sms_no_account"]
    assert codes(EMAIL, itself, context=replace(CONTEXT, sends_texts=True)) == []
    assert codes(EMAIL, SMS, context=without) == []


def test_only_text_messages_leave_by_themselves_or_not() -> None:
    call = StepInput("call", "call", instructions="Ask.", automatic=True)
    patient = replace(SMS, automatic=True, patience=Patience())
    assert [each.field for each in problems(Plan((call,)))] == ["steps.1.automatic"]
    assert [each.field for each in problems(Plan((patient,)))] == ["steps.1.patience"]


def test_neither_the_way_out_nor_the_longest_text_can_be_waived() -> None:
    assert {"sms_way_out_missing", "sms_too_long"} <= NOT_WAIVABLE
