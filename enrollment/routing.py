"""How each first message is to be reviewed: the facts that the workspace's policy asks for.

Loaded for many people at once, with a number of statements that depends on the policy alone: the
policy, the rules of the check, and one statement for each kind of record that a rule counts. What
a product line is: all sequences of one motion with the same purpose; a sequence without a purpose
is a line of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from compliance import policing, review_policy, stages, weighing
from compliance.content import Content
from compliance.findings import ContentFinding
from compliance.models import Review
from compliance.review_policy import Case, Cause, Handling, Policy, Routed, Stage, Why
from contacts.models import Contact
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy.scope import current_workspace_id

Reached = Mapping[tuple[Cause, str, int], datetime]

# Of each cause: further tables, and what makes an approved message count for a key.
_COUNTS: Mapping[Cause, tuple[str, str]] = {
    Cause.NEW_SEGMENT: (
        "JOIN contacts_contact c ON c.id = p.contact_id AND c.workspace_id = p.workspace_id",
        "c.segment = k.key",
    ),
    Cause.NEW_REP: ("", "p.enroller_id = k.key::uuid"),
    Cause.NEW_AUTHOR: ("", "p.author_id = k.key::uuid"),
    Cause.NEW_PRODUCT_LINE: (
        "JOIN sequences_version v ON v.id = p.version_id AND v.workspace_id = p.workspace_id"
        " JOIN sequences_sequence s ON s.id = v.sequence_id"
        " JOIN sequences_sequence q ON q.id = k.key::uuid",
        "(s.id = q.id OR (btrim(q.purpose) <> '' AND s.motion = q.motion"
        " AND lower(btrim(s.purpose)) = lower(btrim(q.purpose))))",
    ),
}
# The moment of the n-th approval of a key, or of any later one where the order does not matter.
_NTH = """
SELECT k.key, n.n, (
    SELECT p.decided_at FROM compliance_review p {joins}
    WHERE p.workspace_id = %s AND p.state = 'approved' AND p.planted = '' AND {fits}
    {order} OFFSET n.n - 1 LIMIT 1
)
FROM unnest(%s::text[]) AS k(key) CROSS JOIN unnest(%s::int[]) AS n(n)
"""


@dataclass(frozen=True)
class Terms:
    """What is the same for many messages, or looked up by a key of theirs."""

    policy: Policy
    checking: weighing.Terms
    reached: Reached


@dataclass(frozen=True)
class Subject:
    """One first message without its words: whom it is for, of which version, who asks for it."""

    contact: Contact
    version: Version
    enroller_id: UUID
    author_id: UUID

    def key(self, cause: Cause) -> str:
        """By what its approved predecessors are counted."""
        keys = {
            Cause.NEW_SEGMENT: self.contact.segment,
            Cause.NEW_PRODUCT_LINE: str(self.version.sequence_id),
            Cause.NEW_REP: str(self.enroller_id),
            Cause.NEW_AUTHOR: str(self.author_id),
        }
        return keys[cause]


def subject(enrollment: Enrollment) -> Subject:
    """The first message of an enrollment."""
    version = enrollment.version
    return Subject(enrollment.contact, version, enrollment.enrolled_by_id, version.author_id)


def terms(subjects: Collection[Subject]) -> Terms:
    """What is needed to route these; the same number of statements for any number of them."""
    policy = policing.in_force()
    return Terms(policy, weighing.terms(), reached(policy, subjects))


def routed(
    about: Subject, content: Content, by: Terms, *, is_edited: bool = False
) -> tuple[tuple[ContentFinding, ...], Routed]:
    """What the check finds in a message, and what the policy says of it; no statement but for a
    company that was not loaded."""
    found = weighing.found(content, by.checking)
    known = {name for each in found for name in (each.code, each.rule)}
    case = case_of(about, known, by.policy, by.reached, is_edited=is_edited)
    return found, review_policy.route(by.policy, case)


def stricter(
    review: Review, about: Subject, content: Content
) -> tuple[tuple[ContentFinding, ...], Routed] | None:
    """What the policy that a review was opened under asks for by the facts of now, where that is
    more: another stage, or a look at it alone. With it goes what was asked for at the opening,
    which never becomes less. None when it is no more; no statement under the built-in policy."""
    policy = policing.by_number([review.policy]).get(review.policy) if review.policy else None
    if policy is None:
        return None
    by = Terms(policy, weighing.terms(), reached(policy, [about]))
    found, now = routed(about, content, by, is_edited=review.is_edited)
    new = news(review, now)
    known = {stage.group for stage in stages.of(review)}
    is_alone = now.handling is Handling.SINGLE and review.handling != Handling.SINGLE
    if not new or not (is_alone or {stage.group for stage in now.stages} - known):
        return None
    return found, _both(review, now)


def news(review: Review, now: Routed) -> tuple[Why, ...]:
    """Why it is routed so now and was not at the opening."""
    known = {cause["rule"] for cause in review.causes}
    return tuple(cause for cause in now.causes if cause.rule not in known)


def _both(review: Review, now: Routed) -> Routed:
    """What is asked for now and what was asked for at the opening, each stage once."""
    before = stages.of(review) if review.causes else ()
    hours = {stage.group: stage.hours for stage in before}
    asked = {stage.group for stage in now.stages}
    rules = {cause.rule for cause in now.causes}
    every = (
        *(_within(stage, hours.get(stage.group, stage.hours)) for stage in now.stages),
        *(stage for stage in before if stage.group not in asked),
    )
    kept = [Why(each["rule"], each["says"]) for each in review.causes if each["rule"] not in rules]
    alone = Handling.SINGLE in (now.handling, review.handling)
    return replace(
        now,
        causes=(*now.causes, *kept),
        stages=every,
        handling=Handling.SINGLE if alone else Handling.GROUP,
    )


def _within(stage: Stage, hours: int) -> Stage:
    return replace(stage, hours=min(stage.hours, hours))


def reached(policy: Policy, subjects: Iterable[Subject], *, ordered: bool = False) -> Reached:
    """When the numbers of approvals that a policy asks for were reached, by cause, key and number;
    what is missing was not reached. Not `ordered`, the moment is any at which it was."""
    every = list(subjects)
    found: dict[tuple[Cause, str, int], datetime] = {}
    for cause, numbers in policy.thresholds().items():
        keys = sorted({each.key(cause) for each in every})
        for key, number, at in _approvals(cause, keys, numbers, ordered=ordered):
            if at is not None:
                found[cause, key, number] = at
    return found


def case_of(
    about: Subject,
    findings: Collection[str],
    policy: Policy,
    known: Reached,
    *,
    is_edited: bool,
    before: datetime | None = None,
) -> Case:
    """The facts of one message; with `before` as they were at that moment."""
    contact, sequence = about.contact, about.version.sequence
    account = contact.account
    return Case(
        motion=sequence.motion,
        sequence=sequence.pk,
        sequence_name=sequence.name,
        segment=contact.segment,
        industry=account.industry if account else "",
        country=contact.country or (account.country if account else ""),
        findings=frozenset(findings),
        is_edited=is_edited,
        reached=frozenset(
            (cause, number)
            for cause, numbers in policy.thresholds().items()
            for number in numbers
            if (at := known.get((cause, about.key(cause), number)))
            and (before is None or at < before)
        ),
    )


def _approvals(
    cause: Cause, keys: Sequence[str], numbers: Sequence[int], *, ordered: bool
) -> list[tuple[str, int, datetime | None]]:
    joins, fits = _COUNTS[cause]
    order = "ORDER BY p.decided_at" if ordered else ""
    query = _NTH.format(joins=joins, fits=fits, order=order)
    with connection.cursor() as cursor:
        cursor.execute(query, [current_workspace_id(), list(keys), list(numbers)])
        found: list[tuple[str, int, datetime | None]] = cursor.fetchall()
        return found
