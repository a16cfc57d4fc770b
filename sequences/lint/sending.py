"""Who a step is sent from and copied to, and whether an SMS asks for consent."""

import re
from collections.abc import Iterator

from contacts.conditions import Condition, Match, Operator
from sequences.lint.finding import Context, Finding, Place
from sequences.plans import EMAILS, Plan, StepInput

_CONSENT = re.compile(r"contact\.custom\.[a-z0-9_]*(?:consent|opt_?in|einwilligung)[a-z0-9_]*")
# Ways to ask that somebody without consent cannot pass.
_ASKING = frozenset(
    {Operator.IS, Operator.IN, Operator.CONTAINS, Operator.STARTS_WITH, Operator.IS_NOT_EMPTY}
)


def findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Everything about sender, copies and channel."""
    for number, step in enumerate(plan.steps, 1):
        place = Place(number, step)
        if step.kind == "sms" and not asks_for_consent(step):
            message = "an SMS needs consent, and the step asks for none."
            fix = "Add a condition on a field such as contact.custom.sms_consent."
            yield place.error("sms_consent", message, fix)
        if step.kind in EMAILS:
            yield from _sender(place, context)
            yield from _copies(place, context)


def asks_for_consent(step: StepInput) -> bool:
    """Whether nobody without a recorded consent can come to the step by its conditions."""
    asking = [_is_consent(condition) for condition in step.when.items]
    return any(asking) if step.when.match is Match.ALL else bool(asking) and all(asking)


def _is_consent(condition: Condition) -> bool:
    return condition.operator in _ASKING and _CONSENT.fullmatch(condition.field) is not None


def _sender(place: Place, context: Context) -> Iterator[Finding]:
    sender = place.step.sender.lower()
    if sender and context.mailboxes is not None and sender not in context.mailboxes:
        message = f"{sender} is none of our mailboxes."
        fix = "Choose one of them, or leave the sender empty."
        yield place.error("sender_unknown", message, fix)


def _copies(place: Place, context: Context) -> Iterator[Finding]:
    if context.own_domains is None:
        return
    step = place.step
    for name, addresses in (("Cc", step.cc), ("Bcc", step.bcc)):
        outside = [each for each in addresses if not _is_ours(each, context)]
        if outside:
            message = f"{name} goes outside of our own domains, to {', '.join(outside)}."
            fix = "Delete it, or let an admin add the address to those that may be copied."
            yield place.error("copy_outside", message, fix)
    if step.reply_to and not _is_ours(step.reply_to, context):
        message = f"answers go to {step.reply_to}, where nobody here sees that somebody replied."
        yield place.warning("reply_to_outside", message, "Use one of our mailboxes.")


def _is_ours(address: str, context: Context) -> bool:
    address = address.lower()
    domains = context.own_domains or frozenset()
    return address in context.copy_addresses or address.rpartition("@")[2] in domains
