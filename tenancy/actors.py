"""Who does something: a member, an API key, or the system by the name of its part."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tenancy.models import ApiKey, Membership


@dataclass(frozen=True)
class Actor:
    """The doer of a change, as the audit keeps it.

    `member_id` is the person who answers for it: the member, or the one behind the API key; None
    for the system. Four-eyes rules compare members, never keys.
    """

    kind: str
    id: str
    label: str
    member_id: UUID | None = None


def member(membership: "Membership") -> Actor:
    """The person in their seat of this workspace."""
    return Actor("person", str(membership.id), membership.label, membership.id)


def api_key(key: "ApiKey") -> Actor:
    """A program; the member who created the key answers for it."""
    return Actor("api key", str(key.id), key.name, key.created_by_id)


def system(part: str) -> Actor:
    """A part of the system, for instance `dispatch` or `signals`."""
    return Actor("system", part, part)
