"""What the pages of audiences read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from console.queries import enrolling
from contacts.conditions import Conditions
from enrollment.audiences import conditions_of
from enrollment.gathering import is_busy
from enrollment.models import Audience, Enrollment, EnrollmentState
from sequences.models import Sequence as Plan
from sequences.models import Version
from tenancy.models import Membership
from tenancy.roles import Capability


@dataclass(frozen=True)
class Line:
    """An audience with what it asks for, and how many came in by its last preflight.

    `opens` tells whether this seat may see that preflight, `changes` whether it may change the
    audience, `looks` whether it may look now.
    """

    audience: Audience
    conditions: Conditions
    came_in: int
    opens: bool
    changes: bool
    looks: bool

    @property
    def is_at_work(self) -> bool:
        """Whether the people of the last look are still being checked."""
        return is_busy(self.audience)

    @property
    def found_nobody(self) -> bool:
        """Whether the last look found nobody new, so that the preflight is that of a former one."""
        row = self.audience
        last = row.last_preflight
        return row.last_at is not None and (last is None or last.created_at < row.last_at)


def of_sequence(sequence: Plan, seat: Membership) -> list[Line]:
    """The audiences of a sequence: those that are open by name, then the ended ones; three
    statements."""
    rows = list(_rows().filter(sequence=sequence).order_by("name", "pk"))
    rows.sort(key=lambda row: row.ended_at is not None)
    return _lines(rows, seat)


def line(row: Audience, seat: Membership) -> Line:
    """One audience; two statements."""
    return _lines([row], seat)[0]


def one(pk: object) -> Audience:
    """The audience with what a page shows of it; 404 for none. One statement."""
    return get_object_or_404(_rows(), pk=pk)


def takes_people(sequence: Plan) -> bool:
    """Whether a version of the sequence takes new people, so that a look can find anybody."""
    return bool(Version.objects.taking_people().filter(sequence=sequence).exists())


def _rows() -> QuerySet[Audience]:
    rows: QuerySet[Audience] = Audience.objects.select_related(
        "sequence", "view", "owner", "last_preflight"
    )
    return rows


def _lines(rows: Sequence[Audience], seat: Membership) -> list[Line]:
    preflights = [row.last_preflight_id for row in rows if row.last_preflight_id]
    seen, came_in = _seen(preflights, seat), _came_in(preflights)
    may, edits = seat.may(Capability.ENROL), seat.may(Capability.EDIT_SEQUENCES)
    return [
        Line(
            audience=row,
            conditions=conditions_of(row),
            came_in=came_in.get(row.last_preflight_id, 0),
            opens=may and row.last_preflight_id in seen,
            changes=may and not row.ended_at and (edits or row.owner_id == seat.pk),
            looks=may and not row.ended_at and row.owner_id == seat.pk,
        )
        for row in rows
    ]


def _came_in(preflights: Iterable[UUID]) -> Mapping[UUID | None, int]:
    rows = Enrollment.objects.filter(preflight__in=preflights).order_by()
    admitted = rows.exclude(state=EnrollmentState.INELIGIBLE).values_list("preflight")
    return dict(admitted.annotate(n=Count("pk")).values_list("preflight", "n"))


def _seen(preflights: Iterable[UUID], seat: Membership) -> set[UUID]:
    return set(enrolling.visible(seat).filter(pk__in=preflights).values_list("pk", flat=True))
