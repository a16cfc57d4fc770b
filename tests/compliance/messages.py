"""A first message and its review, with Bob as author and enroller."""

from typing import Any

from compliance import reviews
from compliance.content import Content, Fact, Unsubscribe
from compliance.models import Review
from contacts.models import Contact
from tenancy.actors import member
from tenancy.ids import uuid7
from tests.world import World

STEP = "intro"


def message(world: World, **changes: Any) -> Content:
    """What would leave: with a price, and so with one warning."""
    address = world.workspace.postal_address
    values: dict[str, Any] = {
        "channel": "email",
        "sender_name": "Rep",
        "sender_address": "rep@mail.acme.example",
        "reply_to": "",
        "recipient": "peter@initech.example",
        "subject": "Question for Initech",
        "text": f"Hi Peter,\n\nit costs $100.\n\n{address}\nUnsubscribe: x\n",
        "html": "",
        "unsubscribe": Unsubscribe.ONE_CLICK,
        "version_id": "v1",
        "step_key": STEP,
        "facts": (Fact("first_name", "Peter", "contact.first_name"),),
        **changes,
    }
    return Content(**values)


def opening(world: World, person: Contact, **changes: Any) -> reviews.Opening:
    """The other rep wrote it, Bob enrolled the contact, the manager owns it."""
    values: dict[str, Any] = {
        "content": message(world),
        "contact": person,
        "enrollment_id": uuid7(),
        "version_id": uuid7(),
        "step_key": STEP,
        "author": world.other_rep,
        "last_editor": world.other_rep,
        "enroller": world.rep,
        "owner": world.rep,
        **changes,
    }
    return reviews.Opening(**values)


def pending(world: World, person: Contact, **changes: Any) -> Review:
    """A review that waits."""
    return reviews.open_many([opening(world, person, **changes)], actor=member(world.rep))[0]
