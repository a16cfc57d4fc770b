"""Shorthand for tests that write versions: good steps, and services called as a seat."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from sequences import services
from sequences.cadence import Window
from sequences.models import Sequence, Version
from sequences.plans import Plan, StepInput
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership

FOOTER = "\n\n{{ sender_name }}\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
INTRO = StepInput("email", "intro", subject="A thought", text="Hi {{ first_name }}," + FOOTER)
CALL = StepInput("call", "call", delay_amount=1, instructions="Ask about {{ company }}.")
BYE = StepInput(
    "email", "bye", delay_amount=2, subject="Closing the loop", text="Goodbye." + FOOTER
)
STEPS = [INTRO, CALL, BYE]


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What is inside is refused with this code, and nothing of it stays."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        yield caught
    assert caught.value.code == code, caught.value.message


def planned(steps: list[StepInput], window: object = None, notes: str = "") -> Plan:
    """A plan with these steps."""
    return Plan(tuple(steps), Window.parse(window) if window else None, notes)


def as_(seat: Membership) -> dict[str, Any]:
    """Who does it and who answers for it."""
    return {"seat": seat, "actor": member(seat)}


def drafted(seat: Membership, name: str = "Outbound", **arguments: Any) -> Version:
    """A saved draft with good steps."""
    version = services.create_sequence(name=name, **as_(seat), **arguments)
    return services.save_draft(version, planned(STEPS), **as_(seat))


def live(author: Membership, approver: Membership, **arguments: Any) -> Version:
    """An approved version that went the whole way."""
    version = services.submit(drafted(author, **arguments), **as_(author))
    return services.approve(version, **as_(approver))


def in_approval(author: Membership, **arguments: Any) -> Version:
    """A version that its author handed in."""
    return services.submit(drafted(author, **arguments), **as_(author))


def next_live(sequence: Sequence, author: Membership, approver: Membership) -> Version:
    """The next version of a sequence, approved."""
    version = services.new_draft(sequence, **as_(author))
    return services.approve(services.submit(version, **as_(author)), **as_(approver))
