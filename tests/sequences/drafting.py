"""Shorthand for tests that write versions: good steps, and services called as a seat."""

from typing import Any

from sequences import services
from sequences.models import Sequence, Version
from sequences.plans import StepInput
from tenancy.actors import member
from tenancy.models import Membership

FOOTER = "\n\n{{ sender_name }}\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
INTRO = StepInput("email", "intro", subject="A thought", text="Hi {{ first_name }}," + FOOTER)
CALL = StepInput("call", "call", 1, instructions="Ask about {{ company }}.")
BYE = StepInput("email", "bye", 2, subject="Closing the loop", text="Goodbye." + FOOTER)
STEPS = [INTRO, CALL, BYE]


def as_(seat: Membership) -> dict[str, Any]:
    """Who does it and who answers for it."""
    return {"seat": seat, "actor": member(seat)}


def drafted(seat: Membership, name: str = "Outbound", **arguments: Any) -> Version:
    """A saved draft with good steps."""
    version = services.create_sequence(name=name, **as_(seat), **arguments)
    return services.save_draft(version, steps=STEPS, **as_(seat))


def live(author: Membership, approver: Membership, **arguments: Any) -> Version:
    """An approved version that went the whole way."""
    version = services.submit(drafted(author, **arguments), **as_(author))
    return services.approve(version, **as_(approver))


def next_live(sequence: Sequence, author: Membership, approver: Membership) -> Version:
    """The next version of a sequence, approved."""
    version = services.new_draft(sequence, **as_(author))
    return services.approve(services.submit(version, **as_(author)), **as_(approver))
