"""Mails that name nobody we know: which of them a person looks at, and who may.

A mailbox has private mail as well. So these are seen by whoever owns the mailbox, by whoever covers
that person while they are away, and by admins; by nobody else, whatever their role sees otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q, QuerySet

from enrollment.models import Mailbox
from signals.events import MAIL
from signals.kinds import FROM_STRANGERS, Kind
from signals.models import Signal, SignalState
from tenancy.models import Membership, covered_by
from tenancy.roles import Capability

# What is counted, at most: more than that is said to be more.
MOST_COUNTED = 100
# As the index `signal_of_strangers` has it.
_WAITS = Q(
    contact=None,
    state=SignalState.IGNORED,
    source=MAIL,
    raw__isnull=False,
    passed_over_at=None,
    kind__in=sorted(FROM_STRANGERS),
)
# Machines answer whatever comes; theirs are shown only where they may be about us.
_CHATTER = Q(kind=Kind.AUTO_REPLY, is_likely=False)


@dataclass(frozen=True, slots=True)
class Overview:
    """How many such mails a seat has that can have any, up to `MOST_COUNTED`."""

    count: int

    @property
    def words(self) -> str:
        """The number as it stands beside the link."""
        return f"{self.count}+" if self.count >= MOST_COUNTED else str(self.count)


def mailboxes_of(seat: Membership) -> QuerySet[Mailbox]:
    """Mailboxes whose mail the seat may see; no statement."""
    rows: QuerySet[Mailbox] = Mailbox.objects.all()
    if seat.may(Capability.ADMINISTER):
        return rows
    return rows.filter(Q(owner=seat) | Q(owner__in=covered_by(seat)))


def of_mailboxes(seat: Membership) -> QuerySet[Signal]:
    """Mails to those mailboxes, whatever became of them; no statement."""
    boxes = ArraySubquery(mailboxes_of(seat).values("pk"))
    rows: QuerySet[Signal] = Signal.objects.filter(source=MAIL, mailbox_id__among=boxes)
    return rows


def waiting(seat: Membership) -> QuerySet[Signal]:
    """Those that nobody has given to a contact or passed over and whose original is still there:
    first what may be about us, then the newest. No statement."""
    rows = of_mailboxes(seat).filter(_WAITS).exclude(_CHATTER)
    return rows.order_by("-is_likely", "-received_at", "-pk")


def unreminded() -> QuerySet[Signal]:
    """What may be about us, in anybody's mailbox, and nobody has been reminded of; no statement."""
    rows: QuerySet[Signal] = Signal.objects.filter(_WAITS, is_likely=True, reminded_at=None)
    return rows


def counted(seat: Membership) -> list[Exists | ArraySubquery]:
    """What `overview` is made of, as parts of another statement; by the index of the list."""
    some = waiting(seat).order_by().values("pk")[:MOST_COUNTED]
    return [Exists(mailboxes_of(seat)), ArraySubquery(some)]


def overview(may_see: bool, some: Sequence[UUID]) -> Overview | None:
    """What `counted` has found; None for who has no such mailbox and covers nobody who has."""
    return Overview(len(some)) if may_see else None
