"""What the pages about sequences and versions read; counts are grouped in the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from enrollment.models import Enrollment, EnrollmentState, Touch
from sequences import plans, services
from sequences.differences import Change, differences
from sequences.models import Sequence as Plan
from sequences.models import Step, Version, VersionState
from sequences.timetable import window_of
from signals.kinds import HUMAN
from signals.models import Signal
from tenancy.models import Workspace

# The order in which a list names them; what is over comes last.
STATES = (
    EnrollmentState.AWAITING_REVIEW,
    EnrollmentState.ACTIVE,
    EnrollmentState.PAUSED,
    EnrollmentState.ON_HOLD,
    EnrollmentState.EXITED,
)
WAITING = ("planned", "due", "armed")
SENT = ("sent", "assumed_sent", "done")
OPEN = (VersionState.DRAFT, VersionState.IN_APPROVAL)


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

    @property
    def in_flight(self) -> int:
        """People who are in it now."""
        return sum(each.count for each in self.people if each.state != EnrollmentState.EXITED)


@dataclass
class Figures:
    """What became of one step so far."""

    waiting: int = 0
    sent: int = 0
    replied: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Rung:
    """A step on the page of its version: its day (from 1), and its figures."""

    step: Step
    day: int
    new_day: bool
    wait: str
    figures: Figures = field(default_factory=Figures)


def lines(archived: bool) -> list[Line]:
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


def versions_of(sequence: Plan) -> list[Version]:
    """The versions of a sequence with their people, newest first; one statement."""
    rows = Version.objects.filter(sequence=sequence)
    related = ("author", "last_editor", "approved_by", "submitted_by", "sequence")
    return list(rows.select_related(*related).order_by("-number"))


def rungs(version: Version) -> list[Rung]:
    """The steps in order with their days and figures; two statements."""
    steps = list(version.steps.all())
    figures = _figures(version)
    found: list[Rung] = []
    for step, day in zip(steps, plans.days(inputs(steps)), strict=True):
        is_new = not found or found[-1].day != day
        wait = _wait(plans.StepInput.of(step), first=not found)
        found.append(Rung(step, day, is_new, wait, figures.get(step.pk, Figures())))
    return found


def _wait(step: plans.StepInput, *, first: bool) -> str:
    """How long a step waits, in words."""
    if not step.delay_amount:
        return "At once" if first else "Right after the step before"
    return f"{step.delay} after {'the start' if first else 'the step before'}"


def inputs(steps: Sequence[Step]) -> list[plans.StepInput]:
    """Stored steps as plain data."""
    return [plans.StepInput.of(step) for step in steps]


def rival_versions(version: Version) -> list[Version]:
    """The other versions of the sequence, to compare with; one statement."""
    rows = Version.objects.filter(sequence=version.sequence_id).exclude(pk=version.pk)
    return list(rows.select_related("sequence").order_by("-number"))


def compared_with(version: Version, others: Sequence[Version]) -> Version | None:
    """What a reader wants to compare with first: the live version, else the one before."""
    live = [row for row in others if row.state == VersionState.APPROVED]
    before = [row for row in others if row.number < version.number]
    return next(iter([*live, *before]), None)


def changes(before: Version, after: Version) -> Sequence[Change]:
    """What is different between two versions; two statements."""
    return differences(services.plan_of(before), services.plan_of(after))


def hours(version: Version, workspace: Workspace) -> str:
    """The sending hours in words, and where they are set; no statement."""
    window, source = window_of(version, workspace)
    names = {"version.window": "this version", "workspace.window": "the workspace's"}
    return f"{window} ({names.get(source, source)})"


def _current(sequences: Sequence[Plan]) -> dict[tuple[UUID, bool], Version]:
    """The approved version of each sequence (True) and its open one (False); one statement."""
    states = (VersionState.APPROVED, *OPEN)
    rows = Version.objects.filter(sequence__in=sequences, state__in=states)
    return {(row.sequence_id, row.state == VersionState.APPROVED): row for row in rows}


def _figures(version: Version) -> dict[UUID, Figures]:
    answered = Signal.objects.filter(touch_id=OuterRef("pk"), kind__in=[k.value for k in HUMAN])
    grouped = (
        Touch.objects.filter(step__version=version)
        .annotate(answered=Exists(answered))
        .values_list("step_id", "state", "answered")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[UUID, Figures] = defaultdict(Figures)
    for step_id, state, replied, count in grouped:
        figures = found[step_id]
        figures.waiting += count if state in WAITING else 0
        figures.sent += count if state in SENT else 0
        figures.failed += count if state in ("failed", "unknown") else 0
        figures.replied += count if replied else 0
    return found
