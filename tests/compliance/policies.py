"""Documents of review policies, and putting them in force."""

from typing import Any
from uuid import UUID

from compliance import policing, reviewer_groups
from compliance.models import ReviewerGroup, ReviewPolicy
from tenancy.actors import member
from tenancy.models import Membership
from tests.world import World


def rule(key: str, when: dict[str, Any], group: UUID | None = None, **more: Any) -> dict[str, Any]:
    """One line of a document: by itself, within a day."""
    stage = {"group": str(group) if group else None, "hours": more.pop("hours", 24)}
    said = {"id": key, "name": key.title(), "when": when, "handling": "single", "stage": stage}
    return {**said, **more}


def document(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A policy of these rules that lets groups be approved together."""
    whole = {"hours": 24, "remind_hours": 4, "expire_days": 14, "sample_floor": 3}
    rest = {"groups": True, "escalate_to": None, "planted_per_hundred": 0, **whole, **more}
    return {"rules": list(rules), **rest}


def by(seat: Membership) -> dict[str, Any]:
    """Who does it."""
    return {"seat": seat, "actor": member(seat)}


def drafted(world: World, *rules: dict[str, Any], **more: Any) -> ReviewPolicy:
    """A draft of the first admin."""
    return policing.write_draft(document(*rules, **more), **by(world.admin))


def in_force(world: World, *rules: dict[str, Any], **more: Any) -> ReviewPolicy:
    """A policy that the second admin has approved."""
    return policing.approve(drafted(world, *rules, **more), **by(world.other_admin))


def group(world: World, name: str, *people: Membership) -> ReviewerGroup:
    """A group of these people."""
    ids = [each.pk for each in people]
    return reviewer_groups.create(name, members=ids, **by(world.admin))


def claims(world: World) -> ReviewerGroup:
    """The reviewer and the second admin."""
    return group(world, "Claims", world.reviewer, world.other_admin)
