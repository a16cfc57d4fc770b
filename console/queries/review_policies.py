"""What the pages about the review policy read: versions in words, reports, groups of reviewers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from compliance import policing, reviewer_groups
from compliance.models import ReviewerGroup, ReviewPolicy, RuleState
from compliance.review_policy import Cause, Handling, Policy, When, built_in
from console.forms.settings.review_policy import KINDS
from enrollment import review_policies
from sequences.models import Motion
from sequences.models import Sequence as SalesSequence
from tenancy.models import Membership

BADGES: Mapping[str, tuple[str, str]] = {
    RuleState.DRAFT: ("Draft", "neutral"),
    RuleState.APPROVED: ("In force", "good"),
    RuleState.RETIRED: ("Retired", "muted"),
}
_NEW: Mapping[Cause, str] = {
    Cause.NEW_SEGMENT: "to their segment",
    Cause.NEW_PRODUCT_LINE: "of the product line (motion and purpose of the sequence)",
    Cause.NEW_REP: "of whoever enrols",
    Cause.NEW_AUTHOR: "in the words of their author",
}


@dataclass(frozen=True)
class RuleLine:
    """One rule in words."""

    name: str
    when: str
    handling: str
    stage: str
    hours: int


@dataclass(frozen=True)
class PolicyText:
    """A policy in words."""

    policy: Policy
    rules: Sequence[RuleLine]
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class VersionLine:
    """One version of the policy with its badge."""

    row: ReviewPolicy
    label: str
    tone: str


@dataclass(frozen=True)
class Overview:
    """The policy that holds, a draft beside it, and every version."""

    live: PolicyText
    live_row: ReviewPolicy | None
    draft: PolicyText | None
    draft_row: ReviewPolicy | None
    report: review_policies.Report | None
    lacking: Sequence[str]
    versions: Sequence[VersionLine]


@dataclass(frozen=True)
class GroupLine:
    """A group with its people; `able` counts those who are active and may review."""

    group: ReviewerGroup
    people: Sequence[Membership]
    able: int
    is_used: bool


def overview() -> Overview:
    """Ten statements or fewer, but for one more for each kind of record that a draft counts."""
    rows = list(policing.versions())
    by_state = {row.state: row for row in rows}
    live, draft = by_state.get(RuleState.APPROVED), by_state.get(RuleState.DRAFT)
    names = reviewer_groups.names()
    sequences = {str(pk): name for pk, name in SalesSequence.objects.values_list("pk", "name")}
    drafted = policing.policy_of(draft, names) if draft else None
    return Overview(
        live=_told(policing.policy_of(live, names) if live else built_in(), sequences),
        live_row=live,
        draft=_told(drafted, sequences) if drafted else None,
        draft_row=draft,
        report=review_policies.report(drafted) if drafted else None,
        lacking=reviewer_groups.lacking(drafted.asked_groups()) if drafted else (),
        versions=[VersionLine(row, *BADGES[row.state]) for row in rows],
    )


def newest() -> tuple[ReviewPolicy | None, ReviewPolicy | None]:
    """The draft, and what is in force; one statement."""
    by_state = {row.state: row for row in policing.versions().exclude(state=RuleState.RETIRED)}
    return by_state.get(RuleState.DRAFT), by_state.get(RuleState.APPROVED)


def choices() -> dict[str, list[tuple[str, str]]]:
    """The groups and sequences that a rule may name, by name; two statements."""
    sequences = SalesSequence.objects.filter(archived_at=None).order_by("name")
    return {
        "groups": [(str(row.pk), row.name) for row in reviewer_groups.groups()],
        "sequences": [(str(pk), name) for pk, name in sequences.values_list("pk", "name")],
    }


def group_lines() -> list[GroupLine]:
    """Groups that are not archived with their people; four statements at most."""
    _, live = newest()
    used = policing.policy_of(live, {}).asked_groups() if live else frozenset()
    able = reviewer_groups.able()
    rows = reviewer_groups.groups().prefetch_related("seats__member")
    return [
        GroupLine(
            row,
            sorted((seat.member for seat in row.seats.all()), key=lambda each: each.label),
            len(able.get(row.pk, ())),
            row.pk in used,
        )
        for row in rows
    ]


def reviewers(besides: Sequence[UUID] = ()) -> list[tuple[str, str]]:
    """Who may be put into a group, and who is in it already; one statement."""
    rows = Membership.objects.filter(is_active=True, role__in=reviewer_groups.MAY_REVIEW)
    rows = rows | Membership.objects.filter(pk__in=list(besides))
    return [
        (str(row.pk), f"{row.label} ({row.get_role_display().lower()})")
        for row in rows.order_by("label", "pk")
    ]


def _told(policy: Policy, sequences: Mapping[str, str]) -> PolicyText:
    lines = [
        RuleLine(
            rule.name,
            condition(rule.when, sequences),
            "One by one" if rule.handling is Handling.SINGLE else "With others of its template",
            policy.name_of(rule.group),
            rule.hours,
        )
        for rule in policy.rules
    ]
    return PolicyText(policy, lines, _facts(policy))


def condition(when: When, sequences: Mapping[str, str]) -> str:
    """What a rule looks at, as a sentence."""
    if when.cause in _NEW:
        return f"Fewer than {when.fewer_than} first messages {_NEW[when.cause]} were approved"
    match when.cause:
        case Cause.REGULATED_AUDIENCE:
            parts = (when.segments, when.industries, when.countries)
            nouns = ("segment", "industry", "country")
            listed = [
                f"{noun} {_or(each)}" for noun, each in zip(nouns, parts, strict=True) if each
            ]
            return f"The audience is of the {', or the '.join(listed)}"
        case Cause.FINDING:
            known = dict(KINDS)
            return f"The check found {_or([known.get(each, each).lower() for each in when.kinds])}"
        case Cause.MOTION:
            known = dict(Motion.choices)
            return f"The motion is {_or([str(known.get(each, each)) for each in when.motions])}"
        case Cause.SEQUENCE:
            named = [sequences.get(str(each), "a sequence that is gone") for each in when.sequences]
            return f"The sequence is {_or([f'“{name}”' for name in named])}"
        case Cause.EDITED:
            return "The words were changed for this person"
        case _:
            return "Always"


def _facts(policy: Policy) -> list[tuple[str, str]]:
    told = "every reviewer" if policy.escalate_to is None else policy.name_of(policy.escalate_to)
    planted = policy.planted_per_hundred
    return [
        ("Where no rule holds", f"Any reviewer, within {policy.hours} hours"),
        ("Approved with others", "After opening a sample" if policy.groups else "Never"),
        ("Reminder", f"{policy.remind_hours} hours before the time is over"),
        ("When it is over", f"Open to every reviewer; told: {told}"),
        ("Expires", f"After {policy.expire_days} days, and is never sent"),
        ("Sample", f"At least {policy.sample_floor} messages of a group"),
        ("Planted examples", f"{planted} in a hundred" if planted else "None"),
    ]


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def group_values(row: ReviewerGroup) -> dict[str, Any]:
    """What the form of a stored group starts with; one statement."""
    members = row.seats.values_list("member_id", flat=True)
    return {"name": row.name, "members": [str(each) for each in members]}
