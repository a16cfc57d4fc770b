"""When we last did something about a person, and what they last did: kept by touches and signals.

Both only ever move forward in time, whatever the order in which things become known. Nothing here
counts as a change of the contact: its revision stays, so that no approval becomes void by it.

The contact's row is locked until the transaction ends. Where recipient gates are needed too, call
these first: imports hold contacts when they come to the gates.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from contacts.models import Contact
from enrollment.models import Activity, ActivityKind
from tenancy.statements import insert


def contacted(contact_id: UUID, *, mode: str, at: datetime) -> None:
    """Note that we have contacted somebody; `mode` is the kind of step (`email`, `call` …)."""
    contacted_many([contact_id], mode=mode, at=at)


def contacted_many(contact_ids: Sequence[UUID], *, mode: str, at: datetime) -> None:
    """As `contacted`, for many at one moment."""
    _forward(contact_ids, "last_contacted_at", "last_contacted_by", at, mode)


def did(
    contact_id: UUID,
    kind: ActivityKind,
    at: datetime,
    *,
    signal_id: UUID,
    enrollment_id: UUID | None = None,
    touch_id: UUID | None = None,
) -> bool:
    """Note what a signal says that somebody did; False when this signal was noted before."""
    row = Activity(
        contact_id=contact_id,
        enrollment_id=enrollment_id,
        touch_id=touch_id,
        kind=kind,
        at=at,
        signal_id=signal_id,
    )
    # The contact comes first, so that `take_back` sees either all of this or nothing.
    lock(contact_id)
    if not insert([row], ignore_conflicts=True):
        return False
    _forward([contact_id], "last_activity_at", "last_activity", at, kind)
    return True


def take_back(signal_id: UUID) -> bool:
    """Remove what a signal noted, because a person has reversed it; False when it noted nothing.

    The row goes: the signal and the audit trail keep the story, and no reader of activities has to
    know that some of them do not count. The contact's last activity is what is left.
    """
    row = Activity.objects.filter(signal_id=signal_id).first()
    if row is None:
        return False
    lock(row.contact_id)
    row.delete()
    last = Activity.objects.filter(contact_id=row.contact_id).order_by("-at", "-kind").first()
    Contact.objects.filter(pk=row.contact_id).update(
        last_activity_at=last.at if last else None, last_activity=last.kind if last else ""
    )
    return True


def lock(contact_id: UUID) -> None:
    """Keep a contact as it is until the transaction ends; others can still refer to it."""
    rows = Contact.objects.filter(pk=contact_id).select_for_update(no_key=True)
    list(rows.values_list("pk"))


def _forward(contact_ids: Sequence[UUID], moment: str, kind: str, at: datetime, value: str) -> None:
    # Of two at one moment the same one stands, whichever came first.
    older = Q(**{moment: None}) | Q(**{f"{moment}__lt": at})
    older |= Q(**{moment: at, f"{kind}__lt": value})
    Contact.objects.filter(older, pk__among=contact_ids).update(**{moment: at, kind: value})
