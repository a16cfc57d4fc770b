"""Which fields a version's messages need, in snippets, variants and blocks too."""

from dataclasses import replace

from sequences.needs import needed_fields
from sequences.plans import Plan, StepInput, Variant

EMAIL = StepInput("email", "intro", subject="{{ company }}", text="Hi {{ first_name }}")


def test_variables_without_a_default_in_automatic_emails_are_needed() -> None:
    defaulted = '{{ title | default: "you" }} {{ custom.plan }} {{ sender_name }}'
    step = replace(EMAIL, preheader="{{ city }}", html=defaulted)
    assert needed_fields(Plan((step,))) == (
        "account.name",
        "contact.city",
        "contact.first_name",
        "contact.custom.plan",
    )


def test_manual_steps_need_nothing() -> None:
    assert needed_fields(Plan((replace(EMAIL, kind="email_personal"),))) == ()


def test_snippets_and_variants_need_what_they_use() -> None:
    other = Variant("b", 50, "Hi", text="{{ snippet.where }}")
    plan = Plan((replace(EMAIL, variants=(other,)),), snippets=(("where", "{{ city }}"),))
    assert needed_fields(plan) == ("account.name", "contact.first_name", "contact.city")


def test_a_block_needs_what_stands_in_it() -> None:
    plan = Plan((replace(EMAIL, subject="Hi", text="{{ disclosure }}"),))
    assert needed_fields(plan) == ()
    assert needed_fields(plan, {"disclosure": "For {{ full_name }}"}) == ("contact.last_name",)
