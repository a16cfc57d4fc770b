"""What people have been through and are in, as the gate judges it: one query for each question,
whatever the number of people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from compliance.case import Entry, LiveEnrollment, Past
from compliance.rules.frequency import WINDOW
from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent, Touch
from sequences.models import EntryPolicy, StepKind
from sequences.models import Sequence as SequenceRow
from tenancy.models import Workspace

LEFT = ("sent", "assumed_sent", "done")
# What reaches a person; waits and tasks reach nobody.
REACHING = (
    StepKind.EMAIL,
    StepKind.EMAIL_PERSONAL,
    StepKind.CALL,
    StepKind.LINKEDIN,
    StepKind.SMS,
)
Rows = dict[UUID, list[LiveEnrollment]]


def live(ids: Sequence[UUID], workspace: Workspace) -> dict[UUID, tuple[LiveEnrollment, ...]]:
    """The sequences that each person is in; with a budget of touches, also what is due next."""
    due = _next_due(ids) if workspace.touch_budget else {}
    found: Rows = defaultdict(list)
    rows = Enrollment.objects.live().filter(contact_id__in=ids).select_related("sequence")
    for row in rows:
        found[row.contact_id].append(
            LiveEnrollment(
                id=str(row.pk),
                sequence_id=str(row.sequence_id),
                sequence_name=row.sequence.name,
                state=row.state,
                motion=row.sequence.motion,
                entry=Entry(row.sequence.entry),
                next_due=due.get(row.pk),
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


def written_to(ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The keys of all addresses at which each person was ever written to, former ones too."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = SendIntent.objects.filter(touch__enrollment__contact_id__in=ids)
    for contact_id, key in rows.values_list("touch__enrollment__contact_id", "address_key"):
        found[contact_id].add(key)
    return found


def past(
    ids: Sequence[UUID], sequence: SequenceRow, workspace: Workspace, moment: datetime
) -> dict[UUID, Past]:
    """What has reached each person before, in any sequence and in this one."""
    touched = dict(
        Touch.objects.filter(enrollment__contact_id__in=ids, state__in=LEFT)
        .values_list("enrollment__contact_id")
        .annotate(last=Max("settled_at"))
    )
    ended = (
        Enrollment.objects.filter(contact_id__in=ids, state="exited")
        .values_list("contact_id")
        .annotate(n=Count("pk"), last=Max("exited_at", filter=~Q(activated_at=None)))
    )
    finished = {contact: (n, last) for contact, n, last in ended}
    been = _been_in(ids, sequence)
    lately = _lately(ids, moment) if workspace.touch_budget else {}
    return {
        key: Past(
            last_touch_at=touched.get(key),
            finished=finished.get(key, (0, None))[0],
            last_finished_at=finished.get(key, (0, None))[1],
            been_here=key in been,
            lately=tuple(sorted(lately.get(key, ()))),
        )
        for key in touched.keys() | finished.keys() | lately.keys()
    }


def active_at_company(
    contacts: Sequence[Contact], own: Mapping[UUID, UUID], workspace: Workspace
) -> dict[UUID, int]:
    """How many other people of each person's company are in a sequence; nobody is counted while
    the workspace sets no limit. Of people who are enrolled together the earlier rows count, so
    that as many as fit come in."""
    if workspace.max_active_at_company <= 0:
        return {}
    accounts = {contact.account_id for contact in contacts if contact.account_id}
    rows = Enrollment.objects.live().filter(contact__account__in=accounts).order_by("pk")
    people: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for account, contact_id, pk in rows.values_list("contact__account", "contact", "pk"):
        people[account].setdefault(contact_id, pk)
    return {
        contact.pk: sum(
            other != contact.pk and (contact.pk not in own or first < own[contact.pk])
            for other, first in people[contact.account_id].items()
        )
        for contact in contacts
        if contact.account_id
    }


def _been_in(ids: Sequence[UUID], sequence: SequenceRow) -> set[UUID]:
    """Who was in this sequence before; asked only where it takes nobody twice."""
    if sequence.entry != EntryPolicy.ONCE_EVER:
        return set()
    rows = Enrollment.objects.filter(contact_id__in=ids, sequence=sequence, state="exited")
    return set(rows.exclude(activated_at=None).values_list("contact_id", flat=True))


def _lately(ids: Sequence[UUID], moment: datetime) -> dict[UUID, list[datetime]]:
    """Every touch of the last seven days; what may be on the wire counts as of now."""
    left = Q(state__in=LEFT, settled_at__gt=moment - WINDOW)
    leaving = Q(state__in=("armed", "unknown"))
    rows = Touch.objects.filter(left | leaving, enrollment__contact_id__in=ids, kind__in=REACHING)
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for contact_id, settled_at in rows.values_list("enrollment__contact_id", "settled_at"):
        found[contact_id].append(settled_at or moment)
    return found


def _next_due(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the next touch of each running sequence is planned."""
    rows = Touch.objects.filter(
        enrollment__contact_id__in=ids,
        enrollment__state="active",
        state="planned",
        held=False,
        kind__in=REACHING,
    )
    return dict(rows.order_by().values_list("enrollment_id").annotate(due=Min("due_at")))
