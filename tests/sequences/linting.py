"""Shorthand for tests of the lint: good steps, a context that knows everything, codes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sequences.lint import Context, Finding, lint
from sequences.plans import Case, Expectation, Plan, StepInput

NOW = datetime(2027, 1, 11, 12, 0, tzinfo=UTC)
FOOTER = "\n\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
PAGE_FOOTER = '<p>{{ postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>'
EMAIL = StepInput(
    "email",
    "intro",
    subject="A thought on {{ company }}",
    preheader="Three lines about it",
    text="Hi {{ first_name }}" + FOOTER,
)
CALL = StepInput("call", "call", delay_amount=1, instructions="Ask about {{ company }}.")
CASE = Case("A reply ends it", "2027-01-11 09:00", expect=(Expectation("replied"),))
CONTEXT = Context(
    now=NOW,
    own_domains=frozenset({"acme.example"}),
    mailboxes=frozenset({"bob@acme.example"}),
    blocks={"signature": "{{ sender_name }}", "disclosure": ""},
)


def planned(*steps: StepInput, **changes: Any) -> Plan:
    """A plan with a test, so that nothing else is said about it."""
    return replace(Plan(steps, cases=(CASE,)), **changes)


def found(*steps: StepInput, context: Context = CONTEXT, **changes: Any) -> tuple[Finding, ...]:
    """The findings of a plan with these steps."""
    return lint(planned(*steps, **changes), context)


def codes(*steps: StepInput, context: Context = CONTEXT, **changes: Any) -> list[str]:
    """Their codes."""
    return [finding.code for finding in found(*steps, context=context, **changes)]


def only(*steps: StepInput, context: Context = CONTEXT, **changes: Any) -> Finding:
    """The one finding that there is."""
    findings = found(*steps, context=context, **changes)
    assert len(findings) == 1, findings
    return findings[0]
