"""Who reads a mailbox is reminded, once, of mails to it that name nobody and may be about us.

They are brought to nobody above: such a mail may be private. What is about nobody whom we have
written to reminds nobody.
"""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import Fact, record_many
from enrollment import notices
from enrollment.models import Mailbox
from enrollment.notices import Telling
from enrollment.overdue import Office
from signals import limits
from signals.desk import WATCHER, own_limits
from signals.kinds import Kind
from signals.models import Signal
from signals.strangers import listing
from tenancy import clock
from tenancy.models import Membership
from tenancy.reading import own_workspace
from tenancy.roles import Role

TITLE = "Somebody we do not know may have answered"
PATH = "inbox/unknown/"
AT_A_TIME = 500
# No limit is shorter than an hour, of which half has to be over.
_SOONEST = timedelta(minutes=30)


@transaction.atomic
def keep() -> int:
    """One round in the open scope; returns of how many mails somebody was reminded. One statement
    when there are none."""
    now, open_ = clock.now(), listing.unreminded().order_by("occurred_at", "pk")
    found = open_.filter(occurred_at__lte=now - _SOONEST)
    rows = list(found.select_for_update(skip_locked=True)[:AT_A_TIME])
    if not rows:
        return 0
    own, office = own_limits(), Office()
    boxes = Mailbox.objects.select_related("owner__user", "owner__covered_by")
    whose = boxes.filter(pk__in={row.mailbox_id for row in rows})
    owners: dict[UUID | None, Membership | None] = {box.pk: box.owner for box in whose}

    def is_near(row: Signal) -> bool:
        hours = office.hours_for(owners.get(row.mailbox_id), own_workspace())
        limit = limits.hours_of(Kind(row.kind), own)
        return limits.due(row.occurred_at, limit, hours).remind_at <= now

    near = [row for row in rows if is_near(row)]
    Signal.objects.filter(pk__in=[row.pk for row in near]).update(reminded_at=now)
    counts: Counter[Membership] = Counter()
    for row in near:
        counts.update(_readers(owners.get(row.mailbox_id), office))
    notices.tell_many(Telling(who, TITLE, _body(count), PATH) for who, count in counts.items())
    facts = [Fact(Action.SIGNAL_REMIND, row, data={"kind": row.kind}) for row in near]
    record_many(facts, actor=WATCHER)
    return len(near)


def _readers(owner: Membership | None, office: Office) -> list[Membership]:
    """Who covers the owner while they are away, else the owner, else the admins."""
    for who in (owner.covered_by, owner) if owner else ():
        if who is not None and who.is_active:
            return [who]
    return [each for each in office.leaders if each.role == Role.ADMIN]


def _body(count: int) -> str:
    mails = "1 mail names" if count == 1 else f"{count:,} mails name"
    return f"{mails} nobody we know and may be about us. Say whom each is about, or pass it over."
