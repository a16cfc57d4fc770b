"""What the pages about sequences read; counts are grouped in the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from enrollment.models import Audience, Enrollment, EnrollmentState
from sequences import naming
from sequences.models import Sequence as Plan
from sequences.models import Version, VersionState
from sequences.services import OPEN
from tenancy.models import Membership, Workspace
from tenancy.roles import Role

# The order in which a list names them; what is over comes last.
STATES = (
    EnrollmentState.AWAITING_REVIEW,
    EnrollmentState.ACTIVE,
    EnrollmentState.PAUSED,
    EnrollmentState.ON_HOLD,
    EnrollmentState.EXITED,
)


@dataclass(frozen=True)
class People:
    """How many people are in a state, by the state's own name."""

    label: str
    state: str
    count: int


@dataclass(frozen=True)
class Line:
    """A sequence in the list, with the version that takes people and the one being written."""

    sequence: Plan
    approved: Version | None
    draft: Version | None
    people: Sequence[People]
    is_named: bool

    @property
    def in_flight(self) -> int:
        """People who are in it now."""
        return going(self.people)


@dataclass(frozen=True)
class VersionLine:
    """A version on the page of its sequence; `movable` people could go to the live version."""

    version: Version
    people: Sequence[People]
    movable: int


def going(people: Sequence[People]) -> int:
    """How many of them have not left."""
    return sum(each.count for each in people if each.state != EnrollmentState.EXITED)


def lines(archived: bool, workspace: Workspace) -> list[Line]:
    """Every sequence by name; three statements."""
    rows = Plan.objects.filter(archived_at__isnull=not archived).select_related("owner")
    sequences = list(rows.order_by("name"))
    versions = _current(sequences)
    people = people_by(Enrollment.objects.filter(sequence__in=sequences), "sequence_id")
    return [
        Line(
            sequence=row,
            approved=versions.get((row.pk, True)),
            draft=versions.get((row.pk, False)),
            people=people.get(row.pk, []),
            is_named=naming.fits(workspace.naming_rule, row.name, row.campaign_type),
        )
        for row in sequences
    ]


def people_by(rows: "QuerySet[Enrollment]", key: str) -> Mapping[UUID, list[People]]:
    """Counts by state for each value of a column, in the order of `STATES`; one statement."""
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    grouped = rows.filter(state__in=STATES).values_list(key, "state").annotate(n=Count("pk"))
    for value, state, count in grouped.order_by():
        found[value][state] = count
    return {
        value: [
            People(state.label, state.value, counts[state]) for state in STATES if state in counts
        ]
        for value, counts in found.items()
    }


def versions_of(sequence: Plan) -> list[VersionLine]:
    """The versions of a sequence with their people, newest first; two statements."""
    rows = Version.objects.filter(sequence=sequence)
    related = ("author", "last_editor", "approved_by", "submitted_by", "sequence")
    versions = list(rows.select_related(*related).order_by("-number"))
    people = people_by(Enrollment.objects.filter(sequence=sequence), "version_id")
    has_live = any(each.state == VersionState.APPROVED for each in versions)
    return [
        VersionLine(
            version=each,
            people=people.get(each.pk, []),
            movable=going(people.get(each.pk, []))
            if has_live and each.state == VersionState.RETIRED
            else 0,
        )
        for each in versions
    ]


def audiences_of(sequence: Plan) -> list[Audience]:
    """Who comes into it by themselves; one statement."""
    return list(Audience.objects.filter(sequence=sequence, ended_at=None).order_by("name"))


def why_placed(versions: Sequence[Version]) -> str:
    """Why motion and segment stay as they are; "" while they may change. The service decides."""
    if any(each.approved_at for each in versions):
        return "A version was approved, so motion and segment stay. Clone the sequence instead."
    if any(each.state == VersionState.IN_APPROVAL for each in versions):
        return "A version waits for approval. Send it back to change motion and segment."
    return ""


def has_history(lines: Sequence[VersionLine], audiences: Sequence[Audience]) -> bool:
    """Whether a sequence can only be archived, as far as its page knows."""
    return bool(audiences) or any(line.version.submitted_at or line.people for line in lines)


def heirs(sequence: Plan) -> list[Membership]:
    """Who could own a sequence instead; one statement."""
    rows = Membership.objects.filter(is_active=True).exclude(role=Role.VIEWER)
    return list(rows.exclude(pk=sequence.owner_id).order_by("label"))


def _current(sequences: Sequence[Plan]) -> dict[tuple[UUID, bool], Version]:
    """The approved version of each sequence (True) and its open one (False); one statement."""
    states = (VersionState.APPROVED, *OPEN)
    rows = Version.objects.filter(sequence__in=sequences, state__in=states)
    return {(row.sequence_id, row.state == VersionState.APPROVED): row for row in rows}
