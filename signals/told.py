"""Which kinds of signal have come in about people in sequences, for the conditions of versions."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from enrollment.models import Enrollment
from signals import tables
from signals.kinds import Kind
from signals.models import Signal, SignalState
from signals.reaction_table import Does, Topic

# A reversed one was a mistake, and an ignored one told nothing about the person.
COUNTS = (SignalState.MATCHED, SignalState.APPLIED, SignalState.HELD)


def kinds_told(enrollments: Sequence[Enrollment]) -> dict[UUID, set[str]]:
    """The kinds of signal of each enrollment, by its id; one query for any number.

    What names no enrollment counts for all of the person's from their enrolment on.
    """
    rows_of: dict[UUID, list[Enrollment]] = defaultdict(list)
    for row in enrollments:
        rows_of[row.contact_id].append(row)
    mine = Q(enrollment_id__in=[row.pk for row in enrollments])
    loose = Q(enrollment_id=None, contact__in=list(rows_of))
    rows = Signal.objects.filter(mine | loose, state__in=COUNTS)
    found: dict[UUID, set[str]] = defaultdict(set)
    for pk, contact_id, kind, at in rows.values_list(
        "enrollment_id", "contact_id", "kind", "occurred_at"
    ):
        if pk is not None:
            found[pk].add(kind)
            continue
        for row in rows_of.get(contact_id, ()):
            if at >= row.created_at:
                found[row.pk].add(kind)
    return found


def kinds_decided(motion: str) -> frozenset[str]:
    """The kinds of signal that wait for a decision by the table in force, where another line is
    possible; one query."""
    table, kinds = tables.in_force(), set(Kind)
    return frozenset(
        topic.value
        for topic in Topic
        if topic.value in kinds
        and not topic.is_locked
        and table.line(topic, motion).does is Does.DECIDE
    )


def undecided(enrollment: Enrollment) -> str:
    """Why the first message has to wait for a person who reads an answer first; "" when it need
    not. Other records of the same mailbox count."""
    contact = enrollment.contact
    same = Q(contact=contact.pk)
    if contact.email_base:
        same |= Q(contact__email_base=contact.email_base)
    if not Signal.objects.filter(same, state=SignalState.HELD).exists():
        return ""
    return "An answer of this person waits: say in the Inbox what it means, then decide on this."
