"""From which mailbox each new person is written to.

Without a pool it is the contact owner's, else that of whoever enrols, else the workspace's own.
With one, a fixed number of statements for any number of people finds what `choosing` decides by.
An enrollment keeps its mailbox: choosing happens when people are enrolled and never again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet, Value

from contacts.models import Contact
from enrollment import limits
from enrollment.limits import Limit
from enrollment.models import (
    AccountUse,
    ControlGate,
    Enrollment,
    Mailbox,
    MailboxPool,
    ProbeResult,
    Touch,
    TouchState,
)
from enrollment.models.control import GateKind
from enrollment.pools.choosing import Rotation, Slot, Why
from sequences.models import Sequence as Plan
from tenancy import clock
from tenancy.ids import first_at
from tenancy.models import Membership
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import rows

# How many people each mailbox has begun today: they were given to it, and have left its limit.
_BEGUN = """
SELECT intent.mailbox_id, count(*)
FROM enrollment_sendintent AS intent JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
WHERE intent.workspace_id = %s AND intent.id >= %s AND touch.first
    AND intent.outcome IN ('armed', 'unknown', 'accepted', 'assumed')
GROUP BY intent.mailbox_id
"""
Chosen = tuple[Mailbox | None, Why]


def senders() -> dict[UUID | None, Mailbox]:
    """Active mailboxes by the member who owns them; None holds the workspace's own."""
    found: dict[UUID | None, Mailbox] = {}
    for box in read(Mailbox, "this.is_active ORDER BY this.created_at DESC"):
        found[box.owner_id] = box
    return found


class Picker:
    """Chooses the mailboxes of new people of one sequence; `by` is the member who enrols them.

    `take` keeps what was chosen (`keep`), and lets nobody else choose from the pool meanwhile.
    """

    def __init__(self, plan: Plan, by: UUID | None = None, *, take: bool = False) -> None:
        self._by = by
        self._pool = _Pool(plan.mailbox_pool, take=take) if plan.mailbox_pool else None
        self._owned = {} if self._pool else senders()

    @property
    def boxes(self) -> Collection[Mailbox]:
        """Every mailbox that may be chosen."""
        return self._pool.boxes.values() if self._pool else self._owned.values()

    def meet(self, contacts: Sequence[Contact]) -> None:
        """Find out about people before they are chosen for; two statements where there is a
        pool."""
        if self._pool:
            self._pool.meet([contact.pk for contact in contacts])

    def choose(self, contact: Contact) -> Chosen:
        """The mailbox of the next person and why; no mailbox when none may write to them."""
        if self._pool:
            return self._pool.choose(contact.pk)
        owned = self._owned
        box = owned.get(contact.owner_id) or owned.get(self._by) or owned.get(None)
        return box, Why.OWN

    def sender(self, contact: Contact) -> Mailbox | None:
        """The mailbox of the next person."""
        return self.choose(contact)[0]

    def keep(self) -> None:
        """Store what was chosen for whoever chooses next."""
        if self._pool:
            self._pool.keep()


class _Pool:
    """A pool as it is now, and what of it was given."""

    def __init__(self, pool_id: UUID, *, take: bool) -> None:
        self._row = MailboxPool.objects.get(pk=pool_id)
        rows = Mailbox.objects.filter(pools__pool=pool_id, is_active=True)
        found = rows.select_related("owner").prefetch_related("accounts").order_by("pk")
        self.boxes = {box.pk: box for box in found if box.owner is None or box.owner.is_active}
        self._given = {pk: _given(pk, clock.now()) for pk in self.boxes}
        self._counters = (limits.held if take else limits.known)(self._given.values())
        self._rotation = Rotation(self._slots())
        self._before: dict[UUID, UUID] = {}
        self._seen: dict[UUID, set[UUID]] = {}

    def _slots(self) -> list[Slot]:
        now = clock.now()
        day = {pk: limits.of_mailbox(box, now) for pk, box in self.boxes.items()}
        used = limits.known(day.values())
        shut = ControlGate.objects.filter(kind=GateKind.MAILBOX, ref__in=self.boxes)
        closed, begun = set(shut.values_list("ref", flat=True)), _begun()
        return [
            Slot(
                pk,
                day[pk].cap
                - used.used(day[pk])
                - max(0, self._counters.used(self._given[pk]) - begun.get(pk, 0)),
                pk not in closed and _works(box),
            )
            for pk, box in self.boxes.items()
        ]

    def meet(self, people: Sequence[UUID]) -> None:
        self._before = _before(people, self.boxes, self._row.sticky_days)
        self._seen = _seen(people, {box.owner for box in self.boxes.values() if box.owner})

    def choose(self, person: UUID) -> Chosen:
        may = [
            pk
            for pk, box in self.boxes.items()
            if box.owner_id is None or person in self._seen.get(box.owner_id, ())
        ]
        found = self._rotation.choose(may, self._before.get(person))
        if found is None:
            return None, Why.WAITS
        chosen, why = found
        self._counters.take([self._given[chosen]])
        return self.boxes[chosen], why

    def keep(self) -> None:
        self._counters.keep()


def own(enrollments: Collection[UUID]) -> dict[UUID, Mailbox]:
    """The mailbox of each of these enrollments, by contact, where it is active; one statement."""
    found = Enrollment.objects.filter(pk__in=enrollments, mailbox__is_active=True)
    return {row.contact_id: row.mailbox for row in found.select_related("mailbox") if row.mailbox}


def _given(box: UUID, now: datetime) -> Limit:
    """Counts whom a mailbox was given today; it is no limit."""
    day = now.astimezone(UTC).date()
    return Limit(f"given:{box}:{day}", 2**31 - 1, limits.tomorrow(now), "")


def _works(box: Mailbox) -> bool:
    mail = [each for each in box.accounts.all() if each.kind in AccountUse.MAIL.kinds]
    return all(
        not each.token_trouble and each.test_result != ProbeResult.FAILED.value for each in mail
    )


def _begun() -> dict[UUID, int]:
    midnight = clock.real_now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return dict(rows(_BEGUN, current_workspace_id(), first_at(midnight)))


def _before(people: Sequence[UUID], boxes: Iterable[UUID], days: int) -> dict[UUID, UUID]:
    """Which of the mailboxes wrote last to each of these people."""
    since = clock.now() - timedelta(days=days)
    sent = Touch.objects.filter(
        enrollment__contact__in=people,
        mailbox__in=list(boxes),
        state__in=(TouchState.SENT, TouchState.ASSUMED_SENT),
        settled_at__gte=since,
    ).order_by("enrollment__contact", "-settled_at", "-pk")
    last = sent.distinct("enrollment__contact")
    return dict(last.values_list("enrollment__contact", "mailbox"))


def _seen(people: Sequence[UUID], owners: Collection[Membership]) -> dict[UUID, set[UUID]]:
    """Whom of these people each owner may see; one statement."""
    parts = [_visible(people, owner) for owner in sorted(owners, key=lambda each: each.pk)]
    found: dict[UUID, set[UUID]] = {owner.pk: set() for owner in owners}
    if parts:
        for owner_id, person in parts[0].union(*parts[1:], all=True):
            found[owner_id].add(person)
    return found


def _visible(people: Sequence[UUID], owner: Membership) -> "QuerySet[Contact, tuple[UUID, UUID]]":
    rows = Contact.objects.visible_to(owner).filter(pk__in=people).order_by()
    seen: QuerySet[Contact, tuple[UUID, UUID]]
    seen = rows.annotate(seer=Value(owner.pk)).values_list("seer", "pk")
    return seen
