"""The review policy as governed data: written as a draft, put in force by a second admin.

One version is in force at a time; before the first there is the built-in one. A policy is replaced,
never just taken away: what a workspace has agreed on does not become less by a click.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.actions import Action
from compliance import governed, policy_document, reviewer_groups
from compliance.documents import MAX_NOTE, Documents
from compliance.models import ReviewPolicy
from compliance.review_policy import Policy, built_in
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership


def _read(document: object) -> dict[str, Any]:
    return policy_document.to_data(policy_document.read(document))


_policies = Documents[ReviewPolicy](
    ReviewPolicy,
    "review policy",
    _read,
    Action.POLICY_CREATED,
    Action.POLICY_EDITED,
    Action.POLICY_DISCARDED,
)
versions = _policies.versions
write_draft, change_draft = _policies.write_draft, _policies.change_draft
discard_draft = _policies.discard_draft
# Why a person may not put a draft in force.
obstacle = governed.obstacle


def in_force() -> Policy:
    """The policy that holds now: the approved one, else the built-in; two statements."""
    row = _policies.in_force()
    return policy_of(row) if row else built_in()


def policy_of(row: ReviewPolicy, names: Mapping[UUID, str] | None = None) -> Policy:
    """What a version says, with the names of groups as they are now."""
    known = reviewer_groups.names() if names is None else names
    return policy_document.read(row.document, number=row.number, names=known)


def by_number(numbers: Iterable[int]) -> dict[int, Policy]:
    """The policies that reviews were opened under, by their number; two statements."""
    names = reviewer_groups.names()
    rows = _policies.decided().filter(number__in=set(numbers))
    return {0: built_in(), **{row.number: policy_of(row, names) for row in rows}}


def approve(
    policy: ReviewPolicy,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> ReviewPolicy:
    """Put a draft in force for every review that is opened from now on, in the place of the one
    before. What waits already keeps the stages that it was opened with.

    Refused as `Documents.approve`, and group_lacking (a stage names a group that is archived or has
    fewer than two active people who may review).
    """
    return _policies.approve(
        policy,
        seat=seat,
        actor=actor,
        expected_edited_at=expected_edited_at,
        ask_first=_groups_are_there,
    )


def _groups_are_there(row: ReviewPolicy) -> None:
    if lacking := reviewer_groups.lacking(policy_of(row).asked_groups(), lock=True):
        raise Refused(" ".join(lacking), code="group_lacking")


__all__ = [
    "MAX_NOTE",
    "approve",
    "by_number",
    "change_draft",
    "discard_draft",
    "in_force",
    "obstacle",
    "policy_of",
    "versions",
    "write_draft",
]
