"""Groups of reviewers: who answers for one kind of message, such as claims or prices.

Each service is one transaction and raises Refused with a sentence for the person. A group that a
policy in force names cannot be archived, nor lose its last two people who may review.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from compliance.models import ReviewerGroup, ReviewerSeat, ReviewPolicy, RuleState
from compliance.suppressing import invalid
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import ROLE_CAPABILITIES, Capability

MAX_GROUPS = 50
MAX_MEMBERS = 200
MAX_NAME = 60
# Somebody is always barred from some messages, so one person alone is no group.
FEWEST = 2
MAY_REVIEW = sorted(
    str(role) for role, allowed in ROLE_CAPABILITIES.items() if Capability.REVIEW in allowed
)


def of_member(seat: Membership) -> frozenset[UUID]:
    """The groups that a person belongs to; one statement."""
    rows = ReviewerSeat.objects.filter(member_id=seat.pk, group__archived_at=None)
    return frozenset(rows.values_list("group_id", flat=True))


def names() -> dict[UUID, str]:
    """Every group by id, the archived too, since reviews may still name them; one statement."""
    return dict(ReviewerGroup.objects.values_list("pk", "name"))


def groups() -> "QuerySet[ReviewerGroup]":
    """Those that are not archived, by name; no statement."""
    rows: QuerySet[ReviewerGroup] = ReviewerGroup.objects.filter(archived_at=None)
    return rows.order_by("name", "pk")


def able(ids: Iterable[UUID] | None = None) -> dict[UUID, list[Membership]]:
    """Who of each group that is not archived is active and may review; one statement."""
    rows = ReviewerSeat.objects.filter(
        group__archived_at=None, member__is_active=True, member__role__in=MAY_REVIEW
    )
    if ids is not None:
        rows = rows.filter(group__in=list(ids))
    found: dict[UUID, list[Membership]] = {}
    for row in rows.select_related("member").order_by("member__label", "member_id"):
        found.setdefault(row.group_id, []).append(row.member)
    return found


@transaction.atomic
def create(
    name: str, *, seat: Membership, actor: Actor, members: Collection[UUID] = ()
) -> ReviewerGroup:
    """A new group with these people. Refused: not_allowed, invalid (no name, a name that is
    taken, people who are not there), too_many."""
    check_may(seat, actor, Capability.EDIT_RULES)
    if groups().count() >= MAX_GROUPS:
        raise Refused(f"There are {MAX_GROUPS} groups. Archive one first.", code="too_many")
    row = ReviewerGroup(name=_name(name), created_at=clock.now())
    _save(row)
    said: dict[str, Any] = {"members": _seat(row, _people(members))}
    record(Action.GROUP_CREATED, row, actor=actor, label=row.name, **said)
    return row


@transaction.atomic
def rename(group: ReviewerGroup, name: str, *, seat: Membership, actor: Actor) -> ReviewerGroup:
    """Another name. Refused: not_allowed, invalid, archived, not_found."""
    check_may(seat, actor, Capability.EDIT_RULES)
    row, former = _open(group), group.name
    row.name = _name(name)
    if row.name != former:
        _save(row)
        record(Action.GROUP_CHANGED, row, actor=actor, label=row.name, before=former)
    return row


@transaction.atomic
def set_members(
    group: ReviewerGroup, members: Collection[UUID], *, seat: Membership, actor: Actor
) -> ReviewerGroup:
    """These people and no others. Refused: not_allowed, invalid, archived, not_found, and in_use
    (a policy in force needs two of the group who may review)."""
    check_may(seat, actor, Capability.EDIT_RULES)
    row, people = _open(group), _people(members)
    left = sum(each.is_active and each.may(Capability.REVIEW) for each in people)
    if left < FEWEST:
        message = f"“{row.name}” needs {FEWEST} people who may review while the policy names it."
        _check_unused(row, message)
    before = sorted(map(str, row.seats.values_list("member_id", flat=True)))
    row.seats.all().delete()
    after = _seat(row, people)
    if after != before:
        said: dict[str, Any] = {
            "added": sorted(set(after) - set(before)),
            "removed": sorted(set(before) - set(after)),
        }
        record(Action.GROUP_CHANGED, row, actor=actor, label=row.name, **said)
    return row


@transaction.atomic
def change(
    group: ReviewerGroup,
    *,
    seat: Membership,
    actor: Actor,
    name: str | None = None,
    members: Collection[UUID] | None = None,
) -> None:
    """Another name, other people, or both at once; refused as `rename` and `set_members`."""
    if name is not None:
        group = rename(group, name, seat=seat, actor=actor)
    if members is not None:
        set_members(group, members, seat=seat, actor=actor)


@transaction.atomic
def archive(group: ReviewerGroup, *, seat: Membership, actor: Actor) -> ReviewerGroup:
    """No policy can name it any more. What waits for it is open to every reviewer once it is
    escalated. Refused: not_allowed, archived, not_found, in_use."""
    check_may(seat, actor, Capability.EDIT_RULES)
    row = _open(group)
    _check_unused(row, f"The policy in force names “{row.name}”. Approve one without it first.")
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    record(Action.GROUP_ARCHIVED, row, actor=actor, label=row.name)
    return row


def lacking(ids: Collection[UUID], *, lock: bool = False) -> list[str]:
    """Sentences about those of these groups that nobody could rely on; two statements. With `lock`
    their rows stay locked, so that nobody leaves one while it is put to use."""
    if not ids:
        return []
    found = ReviewerGroup.objects.filter(pk__in=list(ids)).order_by("pk")
    rows = {row.pk: row for row in (found.select_for_update() if lock else found)}
    people = able(ids)
    return [said for each in sorted(ids) if (said := _lacks(rows.get(each), people.get(each, [])))]


def _lacks(row: ReviewerGroup | None, people: Collection[Membership]) -> str:
    if row is None or row.archived_at is not None:
        name = f"“{row.name}”" if row else "One of the groups"
        return f"{name} is gone. Choose another group."
    if len(people) < FEWEST:
        return f"“{row.name}” has fewer than {FEWEST} active people who may review. Add some."
    return ""


def _check_unused(row: ReviewerGroup, message: str) -> None:
    live = ReviewPolicy.objects.filter(state=RuleState.APPROVED).first()
    if live and str(row.pk) in _named(live.document):
        raise Refused(message, code="in_use")


def _named(document: dict[str, object]) -> set[str]:
    rules = document.get("rules")
    found = [rule["stage"]["group"] for rule in rules] if isinstance(rules, list) else []
    return {str(each) for each in (*found, document.get("escalate_to")) if each}


def _open(group: ReviewerGroup) -> ReviewerGroup:
    row = ReviewerGroup.objects.select_for_update().filter(pk=group.pk).first()
    if row is None:
        raise NotFound
    if row.archived_at is not None:
        raise Refused(f"“{row.name}” is archived. Make a new group.", code="archived")
    found: ReviewerGroup = row
    return found


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not 0 < len(name) <= MAX_NAME:
        raise invalid("name", f"Give the group a name of at most {MAX_NAME} characters.")
    return name


def _save(row: ReviewerGroup) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_group_per_name" not in str(error):
            raise
        message = f"There is a group “{row.name}” already. Choose another name."
        raise invalid("name", message) from error


def _people(ids: Collection[UUID]) -> list[Membership]:
    wanted = set(ids)
    if len(wanted) > MAX_MEMBERS:
        raise invalid("members", f"A group has at most {MAX_MEMBERS} people.")
    found = list(Membership.objects.filter(pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise invalid("members", "One of these people has no seat here. Choose among the list.")
    for each in found:
        if not each.may(Capability.REVIEW):
            message = f"{each.label} may not review in this role. An admin can change the role."
            raise invalid("members", message)
    return found


def _seat(row: ReviewerGroup, people: Iterable[Membership]) -> list[str]:
    seats = [ReviewerSeat(group=row, member=each) for each in people]
    ReviewerSeat.objects.bulk_create(seats)
    return sorted(str(seat.member_id) for seat in seats)
