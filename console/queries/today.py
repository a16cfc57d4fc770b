"""What waits for one person: messages, tasks, pauses, sends in doubt, messages sent back.

Whose rows a seat sees is the rows' own rule (`visible_to`, `tasks_of`). Each list takes one
statement, whatever its length, and shows at most `SHOWN` rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, Q, QuerySet, Subquery

from compliance.models import Review, ReviewState
from console.queries import deciding, inbox
from console.queries.deciding import ToDecide
from console.queries.inbox import Line
from enrollment import notices
from enrollment.models import Enrollment, EnrollmentState, Notice, Touch, TouchState
from signals import desk
from signals.strangers import listing
from tenancy import clock
from tenancy.models import Membership
from tenancy.roles import Capability

SHOWN = 25
# A run is walked one by one; nobody walks more than this in a day.
LONGEST_RUN = 500


@dataclass(frozen=True)
class Today:
    """Everything on the page; eight statements. `to_review` counts what this person may decide,
    `versions` wait for their approval or signature."""

    replies: Sequence[Line]
    tasks: Sequence[Touch]
    waiting: Sequence[Enrollment]
    doubtful: Sequence[Touch]
    sent_back: Sequence[Enrollment]
    to_review: int
    notices: Sequence[Notice]
    versions: Sequence[ToDecide]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all asks for this person."""
        lists = (self.replies, self.tasks, self.waiting, self.doubtful, self.sent_back)
        return not any((*lists, self.to_review, self.notices, self.versions))


def load(seat: Membership) -> Today:
    """The lists of Today, oldest first; what is overdue therefore comes first."""
    return Today(
        replies=inbox.lines(list(desk.waiting(seat)[:SHOWN]), clock.now()),
        tasks=list(due_tasks(seat)[:SHOWN]),
        waiting=list(waiting(seat)[:SHOWN]),
        doubtful=list(doubtful(seat)[:SHOWN]),
        sent_back=list(sent_back(seat)[:SHOWN]),
        to_review=_to_review(seat),
        notices=notices.unread(seat)[:SHOWN],
        versions=deciding.versions(seat),
    )


def _to_review(seat: Membership) -> int:
    """First messages that wait for a second person who may be this one."""
    return len(_open_to(seat).values("pk")) if seat.may(Capability.REVIEW) else 0


def _open_to(seat: Membership) -> "QuerySet[Review]":
    """What waits, without what four eyes keep from this person; whose stage it is, is not asked."""
    mine = Q(author=seat) | Q(last_editor=seat) | Q(enroller=seat)
    owned = Q(owner=seat) | Q(contact__owner=seat)
    barred = mine | owned | Q(also_barred__contains=[seat.pk])
    rows: QuerySet[Review] = Review.objects.filter(state=ReviewState.PENDING).exclude(barred)
    return rows


@dataclass(frozen=True)
class Counts:
    """What the navigation shows beside its places; `unknown` is of the answers from people we do
    not know, where it was asked and the seat can have any."""

    today: int
    review: int
    inbox: int
    unknown: listing.Overview | None = None


def counts(seat: Membership, *, unknown: bool = False) -> Counts:
    """Messages that ask for this person, due tasks, and first messages in review; one statement."""
    asked = [
        _counted(desk.waiting(seat, "mine").select_related(None)),
        _counted(tasks_until(seat, clock.now())),
        _counted(_open_to(seat)),
    ]
    strangers = listing.counted(seat) if unknown else []
    found = Membership.objects.filter(pk=seat.pk).values_list(*asked, *strangers)
    waiting, due, pending, *rest = found.get()
    return Counts(waiting + due, pending, waiting, listing.overview(*rest) if rest else None)


def _counted(rows: QuerySet[Any]) -> Subquery:
    """A count as part of another statement; `Count` itself would group by row."""
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(number=number).values("number"))


def due_tasks(seat: Membership) -> QuerySet[Touch]:
    """Manual touches whose moment has come, with what a line or a run shows of them."""
    rows = tasks_until(seat, clock.now()).order_by("due_at", "pk")
    person = ("enrollment__contact__account", "enrollment__contact__owner")
    return rows.select_related(
        *person,
        "enrollment__mailbox",
        "enrollment__version",
        "enrollment__workspace",
        "step",
        "sequence",
        "watch",
    )


def tasks_until(seat: Membership, moment: datetime) -> QuerySet[Touch]:
    """Manual touches that are due by a moment; what was put off to later is left out."""
    rows: QuerySet[Touch] = Touch.objects.tasks_of(seat).filter(due_at__lte=moment)
    return rows


def run_order(seat: Membership) -> list[UUID]:
    """The tasks of a run, in its order."""
    rows = tasks_until(seat, clock.now()).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:LONGEST_RUN])


def waiting(seat: Membership) -> QuerySet[Enrollment]:
    """Paused and held enrollments; those that resume by themselves come last."""
    rows: QuerySet[Enrollment] = Enrollment.objects.visible_to(seat).for_board()
    states = (EnrollmentState.PAUSED, EnrollmentState.ON_HOLD)
    return rows.filter(state__in=states).order_by("-state", "pause_until", "-pk")


def doubtful(seat: Membership) -> QuerySet[Touch]:
    """Messages that may or may not have left; a person decides where no evidence comes."""
    mine = Enrollment.objects.visible_to(seat)
    rows: QuerySet[Touch] = Touch.objects.filter(state=TouchState.UNKNOWN, enrollment__in=mine)
    related = ("enrollment", "enrollment__contact", "step", "sequence", "mailbox")
    return rows.select_related(*related).order_by("due_at")


def sent_back(seat: Membership) -> QuerySet[Enrollment]:
    """Enrollments of this person whose first message a reviewer wants changed or took back."""
    rows: QuerySet[Enrollment] = Enrollment.objects.for_board().filter(
        Q(enrolled_by=seat) | Q(owner=seat),
        state=EnrollmentState.AWAITING_REVIEW,
        review__state__in=(ReviewState.CHANGES_REQUESTED, ReviewState.WITHDRAWN),
    )
    return rows.select_related("review", "review__decided_by").order_by("pk")
