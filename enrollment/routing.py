"""How each first message is to be reviewed: the facts that the workspace's policy asks for.

Loaded for many people at once, with a number of statements that depends on the policy alone: the
policy, the rules of the check, and one statement for each kind of record that a rule counts. What
a product line is: all sequences of one motion with the same purpose; a sequence without a purpose
is a line of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from compliance import policing, review_policy, weighing
from compliance.content import Content
from compliance.findings import ContentFinding
from compliance.review_policy import Case, Cause, Policy, Routed
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
