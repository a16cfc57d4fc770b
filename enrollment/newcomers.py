"""Whom an audience would bring into its sequence now, and why others stay out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from contacts.conditions import Conditions
from contacts.filtering import matching
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from enrollment.models import Enrollment, EnrollmentState, NextAction
from sequences.models import Sequence
from tenancy.models import Membership

# Whoever was not eligible is not judged again before this time.
ASKS_AGAIN = timedelta(days=7)
SAMPLE = 10


@dataclass(frozen=True)
class Preview:
    """How many people fit, and what keeps how many of them out; each counts once.

    inside: in the sequence now; had: had it before and do not come back by themselves; refused:
    were not eligible within the last week; new: would be checked now, `sample` of them.
    companies: of those who fit.
    """

    matching: int
    companies: int
    inside: int
    had: int
    refused: int
    new: int
    sample: tuple[Contact, ...]


def preview(
    sequence: Sequence,
    kind: str,
    conditions: Conditions,
    *,
    owner: Membership,
    now: datetime,
    viewer: Membership | None = None,
) -> Preview:
    """What a look at these conditions would find among the people whom the owner sees, and the
    viewer too: counts answer questions about people, as names do. Three statements.
    """
    rows = _sorted_out(sequence, kind, conditions, owner, now).visible_to(viewer or owner)
    counts = rows.aggregate(
        matching=Count("pk"),
        companies=Count("account", distinct=True),
        inside=Count("pk", filter=Q(is_inside=True)),
        had=Count("pk", filter=Q(is_inside=False, had_it=True)),
        refused=Count("pk", filter=Q(is_inside=False, had_it=False, was_refused=True)),
        new=Count("pk", filter=_NEW),
    )
    shown = rows.filter(_NEW).select_related("account")
    return Preview(**counts, sample=tuple(shown.order_by("pk")[:SAMPLE]))


def newcomers(
    sequence: Sequence,
    kind: str,
    conditions: Conditions,
    *,
    owner: Membership,
    now: datetime,
    most: int,
) -> list[UUID]:
    """The ids of those who would be checked now, the longest known first."""
    rows = _sorted_out(sequence, kind, conditions, owner, now).filter(_NEW)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


_NEW = Q(is_inside=False, had_it=False, was_refused=False)


def _sorted_out(
    sequence: Sequence, kind: str, conditions: Conditions, owner: Membership, now: datetime
) -> ContactQuerySet:
    """The people who fit, each with what the sequence has to do with them already."""
    visible = Contact.objects.visible_to(owner)
    before = Enrollment.objects.filter(sequence=sequence, contact=OuterRef("pk"))
    comes_back = Q(next_action=NextAction.RECYCLE, next_action_at__lte=now)
    return matching(kind, conditions, now=now, among=visible).annotate(
        is_inside=Exists(before.live()),
        # An exit says what follows; only those that say “recycle” let the machine come back.
        had_it=Exists(before.filter(~comes_back, state=EnrollmentState.EXITED)),
        was_refused=Exists(
            before.filter(state=EnrollmentState.INELIGIBLE, created_at__gt=now - ASKS_AGAIN)
        ),
    )
