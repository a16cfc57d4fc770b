"""How conditions are told to people."""

import pytest

from contacts.conditions import Condition, Operator, field_label, phrase


@pytest.mark.parametrize(
    ("field", "operator", "value", "said"),
    [
        ("step.intro.opened", Operator.IS, "yes", "step “intro” was opened"),
        ("step.intro.replied", Operator.IS_EMPTY, "", "step “intro” was not answered"),
        ("step.intro.clicked", Operator.IS_NOT, "Yes", "step “intro” was not clicked"),
        ("activity.bounced", Operator.IS_NOT_EMPTY, "", "a message bounced"),
        ("activity.meeting", Operator.IS_EMPTY, "", "no meeting was booked"),
        ("signal.not_now", Operator.IS, "yes", "a “not now” signal came"),
        ("step.intro.opened", Operator.IS, "no", "opened of step “intro” is “no”"),
        ("contact.phone", Operator.IS_EMPTY, "", "phone is empty"),
    ],
)
def test_a_question_for_yes_or_no_is_a_clause(
    field: str, operator: Operator, value: str, said: str
) -> None:
    assert phrase(Condition(field=field, operator=operator, value=value)) == said


def test_the_codes_of_the_product_are_said_in_words() -> None:
    asked = Condition(field="step.call.outcome", operator=Operator.IS, value="not_interested")
    assert phrase(asked) == "outcome of step “call” is “not interested”"


def test_what_people_typed_stays_as_they_typed_it() -> None:
    asked = Condition(field="contact.title", operator=Operator.IN, values=("a_b", "c"))
    assert phrase(asked) == "title is one of “a_b” or “c”"


def test_a_name_that_is_no_word_has_a_label() -> None:
    assert field_label("contact.linkedin_url") == "LinkedIn page"
