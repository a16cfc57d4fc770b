"""What is wrong with a sequence before anyone approves it: pure findings over a plan.

Errors block submission; warnings are shown to the author and to the approver; the rest is good to
know. Each finding names its step by number and says what to do. What forbids even storing a plan
is in `plans.problems`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from compliance.findings import Severity
from sequences import naming
from sequences.lint import (
    copy,
    links,
    pressure,
    sending,
    spam,
    tasks,
    texting,
    timing,
    trials,
    ways,
)
from sequences.lint.finding import (
    NOT_WAIVABLE,
    Context,
    Finding,
    WaiverFact,
    sorted_once,
    waived,
    whole,
)
from sequences.lint.seen import all_seen
from sequences.needs import needed_fields
from sequences.plans import EMAILS, Plan
from sequences.rendering import TemplateError, parse_plain

__all__ = ["NOT_WAIVABLE", "Context", "Finding", "Severity", "WaiverFact", "lint"]


def lint(plan: Plan, context: Context) -> tuple[Finding, ...]:
    """Every finding about a plan without problems: the whole first, then step by step.

    The order depends on the plan alone. Findings that somebody has accepted are marked and do
    not block.
    """
    blocks = _readable(context.blocks)
    asked = context.required_fields | _needed(plan, blocks or {})
    context = replace(context, blocks=blocks, required_fields=asked)
    return tuple(waived(sorted_once(_findings(plan, context)), context))


def _readable(blocks: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """A block that nobody can read counts as missing."""
    return blocks and {name: text if _reads(text) else "" for name, text in blocks.items()}


def _reads(text: str) -> bool:
    try:
        parse_plain(text)
    except TemplateError:
        return False
    return True


def _needed(plan: Plan, blocks: Mapping[str, str]) -> frozenset[str]:
    """The fields that everybody has, because automatic e-mails need them."""
    try:
        return frozenset(needed_fields(plan, blocks))
    except TemplateError:
        return frozenset()  # it has a finding of its own


def _findings(plan: Plan, context: Context) -> Iterator[Finding]:
    yield from _whole(plan, context)
    yield from timing.findings(plan, context)
    yield from ways.findings(plan)
    yield from pressure.findings(plan, context.max_touches_a_week)
    yield from sending.findings(plan, context)
    yield from trials.findings(plan)
    yield from tasks.findings(plan)
    yield from texting.accounts(plan, context)
    texts_first = texting.first_keys(plan)
    for seen in all_seen(plan, context.blocks):
        yield from copy.findings(seen, context)
        yield from links.findings(seen)
        yield from spam.findings(seen)
        yield from texting.findings(seen, texts_first)


def _whole(plan: Plan, context: Context) -> Iterator[Finding]:
    if not plan.steps:
        message = "The sequence has no steps."
        yield whole("no_steps", Severity.ERROR, message, "Add a first step.")
    elif not any(step.kind in EMAILS for step in plan.steps):
        message = "No step of this sequence is an email."
        fix = "Check that this is meant, or add one."
        yield whole("no_email", Severity.WARNING, message, fix)
    if not naming.fits(context.naming_rule, context.name, context.campaign_type):
        day = context.starts_on or context.today
        better = naming.suggested(context.naming_rule, context.name, context.campaign_type, day)
        severity = Severity.ERROR if context.naming_required else Severity.WARNING
        message = f"The name does not follow the rule {context.naming_rule}."
        yield whole("name_off_rule", severity, message, f"Call it “{better}”.")
