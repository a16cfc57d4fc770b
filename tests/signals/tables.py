"""Documents of reaction tables, and putting them in force."""

from typing import Any

from signals import tables
from signals.models import ReactionTable
from tenancy.actors import member
from tenancy.models import Membership
from tests.world import World


def line(topic: str, does: str, others: str = "nothing", **more: Any) -> dict[str, Any]:
    """One line of a document; `motion` makes it an exception."""
    return {"topic": topic, "does": does, "others": others, **more}


def document(*lines: dict[str, Any]) -> dict[str, Any]:
    """A table of these lines and exceptions."""
    return {
        "lines": [each for each in lines if "motion" not in each],
        "exceptions": [each for each in lines if "motion" in each],
    }


def by(seat: Membership) -> dict[str, Any]:
    """Who does it."""
    return {"seat": seat, "actor": member(seat)}


def drafted(world: World, *lines: dict[str, Any]) -> ReactionTable:
    """A draft of the first admin."""
    return tables.write_draft(document(*lines), **by(world.admin))


def in_force(world: World, *lines: dict[str, Any]) -> ReactionTable:
    """A table that the second admin has approved."""
    return tables.approve(drafted(world, *lines), **by(world.other_admin))
