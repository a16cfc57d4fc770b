"""The review policy as governed data: written as a draft, put in force by a second admin.

Each service is one transaction and raises Refused with a sentence for the person. One version is in
force at a time; before the first there is the built-in one. A policy is replaced, never just taken
away: what a workspace has agreed on does not become less by a click.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance import governed, policy_document, reviewer_groups
from compliance.models import ReviewPolicy, RuleState
from compliance.policy_document import PolicyError
from compliance.review_policy import Policy, built_in
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

MAX_NOTE = 300


def in_force() -> Policy:
    """The policy that holds now: the approved one, else the built-in; two statements."""
    row = ReviewPolicy.objects.filter(state=RuleState.APPROVED).first()
    return policy_of(row) if row else built_in()


def policy_of(row: ReviewPolicy, names: Mapping[UUID, str] | None = None) -> Policy:
    """What a version says, with the names of groups as they are now."""
    known = reviewer_groups.names() if names is None else names
    return policy_document.read(row.document, number=row.number, names=known)


def by_number(numbers: Iterable[int]) -> dict[int, Policy]:
    """The policies that reviews were opened under, by their number; two statements."""
    names = reviewer_groups.names()
    rows = ReviewPolicy.objects.filter(number__in=set(numbers)).exclude(state=RuleState.DRAFT)
    return {0: built_in(), **{row.number: policy_of(row, names) for row in rows}}


def versions() -> "QuerySet[ReviewPolicy]":
    """Every version, newest first, with its people; no statement."""
    rows: QuerySet[ReviewPolicy] = ReviewPolicy.objects.select_related(
        "author", "last_editor", "approved_by"
    )
    return rows.order_by("-number")


@transaction.atomic
def write_draft(
    document: object, *, seat: Membership, actor: Actor, note: str = ""
) -> ReviewPolicy:
    """A draft that changes nothing yet. `document` is as `compliance.policy_document` reads it.

    Refused: not_allowed, invalid (with a sentence by path), draft_open.
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    said = _checked(document)
    _queue_up()
    number = governed.next_number(ReviewPolicy.objects.all())
    row: ReviewPolicy = ReviewPolicy.objects.create(
        number=number,
        document=said,
        note=_note(note),
        **governed.begun(seat),
    )
    record(Action.POLICY_CREATED, row, actor=actor, label=str(row), number=number)
    return row


@transaction.atomic
def change_draft(
    policy: ReviewPolicy,
    document: object,
    *,
    seat: Membership,
    actor: Actor,
    note: str | None = None,
    expected_edited_at: datetime | None = None,
) -> ReviewPolicy:
    """Let a draft say something else. Saying what is there already changes nothing.

    Refused: not_allowed, not_a_draft, invalid, not_found, edited_meanwhile (somebody has saved
    since `expected_edited_at`).
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    row = _draft(policy)
    governed.check_unchanged_since(row, expected_edited_at)
    said, noted = _checked(document), row.note if note is None else _note(note)
    if (said, noted) == (row.document, row.note):
        return row
    row.document, row.note = said, noted
    governed.note_edit(row, seat)
    row.save()
    record(Action.POLICY_EDITED, row, actor=actor, label=str(row), number=row.number)
    return row


@transaction.atomic
def discard_draft(policy: ReviewPolicy, *, seat: Membership, actor: Actor) -> None:
    """Throw a draft away; what is in force stays. Refused: not_allowed, not_a_draft, not_found."""
    check_may(seat, actor, Capability.EDIT_RULES)
    row = _draft(policy)
    record(Action.POLICY_DISCARDED, row, actor=actor, label=str(row), number=row.number)
    row.delete()


@transaction.atomic
def approve(
    policy: ReviewPolicy,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> ReviewPolicy:
    """Put a draft in force for every review that is opened from now on, in the place of the one
    before. What waits already keeps the stages that it was opened with.

    Refused: not_allowed, not_a_draft, not_found, four_eyes (who wrote in it),
    edited_meanwhile, and group_lacking (a stage names a group that is archived or has fewer than
    two active people who may review).
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    _queue_up()
    row = _draft(policy)
    governed.check_unchanged_since(row, expected_edited_at or policy.edited_at)
    governed.check_four_eyes(row, seat, actor)
    if lacking := reviewer_groups.lacking(policy_of(row).asked_groups(), lock=True):
        raise Refused(" ".join(lacking), code="group_lacking")
    if former := ReviewPolicy.objects.filter(state=RuleState.APPROVED).first():
        perform(former, "retire", actor=actor, data={"number": former.number}, at=clock.now())
    said = {"number": row.number}
    done: ReviewPolicy = perform(row, "approve", actor=actor, data=said, by=seat, at=clock.now())
    return done


def obstacle(policy: ReviewPolicy, seat: Membership, actor: Actor) -> str:
    """Why this person may not put a draft in force, as a sentence; "" when they may."""
    return governed.obstacle(policy, seat, actor)


def _draft(policy: ReviewPolicy) -> ReviewPolicy:
    row: ReviewPolicy = governed.locked_draft(ReviewPolicy, policy.pk)
    return row


def _checked(document: object) -> dict[str, Any]:
    try:
        return policy_document.to_data(policy_document.read(document))
    except PolicyError as error:
        said = {f"document.{path}".rstrip("."): text for path, text in error.problems.items()}
        raise Refused(str(error), code="invalid", fields=said) from error


def _note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > MAX_NOTE:
        message = f"The note has more than {MAX_NOTE} characters. Shorten it."
        raise Refused(message, code="invalid", fields={"note": message})
    return note


def _queue_up() -> None:
    """Who adds or exchanges versions queues; before the first one there is no row to lock."""
    key = f"review policy {current_workspace_id()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
