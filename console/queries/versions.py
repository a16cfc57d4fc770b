"""What the page of a version reads: the version among its siblings, steps with figures, trials.

A version in flight and one that waits for approval show different things, so that no page takes
more than seven statements of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import Http404

from console.queries import editing, trials
from console.queries.trials import Trial
from enrollment.comparisons import Figure
from enrollment.models import (
    Activity,
    ActivityKind,
    Enrollment,
    EnrollmentState,
    Touch,
    TouchState,
)
from sequences.models import Simulation, StageApproval, Version, VersionState
from sequences.plans import BASE, Plan, StepInput
from tenancy import clock

RECENT = timedelta(days=30)
WAITING = (TouchState.PLANNED, TouchState.DUE, TouchState.ARMED)
DONE = (TouchState.SENT, TouchState.ASSUMED_SENT, TouchState.DONE)
STUCK = (TouchState.FAILED, TouchState.UNKNOWN)
GOING = (
    EnrollmentState.AWAITING_REVIEW,
    EnrollmentState.ACTIVE,
    EnrollmentState.PAUSED,
    EnrollmentState.ON_HOLD,
)
RELATED = (
    *("sequence", "workspace", "author", "last_editor", "submitted_by", "approved_by"),
    "sequence__owner",
)


@dataclass(frozen=True)
class Signature:
    """Who signed the words of a version for a stage."""

    stage: str
    by: str
    member_id: UUID
    at: datetime
    note: str


@dataclass(frozen=True)
class Family:
    """A version, the others of its sequence (newest first), the one of another sequence that
    holds its motion, and who signed its words."""

    version: Version
    others: Sequence[Version]
    rival: Version | None
    signatures: Sequence[Signature]

    @property
    def live(self) -> Version | None:
        """The approved version of the sequence, this one included."""
        rows = (self.version, *self.others)
        return next((row for row in rows if row.state == VersionState.APPROVED), None)

    def compared_with(self, asked: str = "") -> Version | None:
        """The version that was asked for; else what a reader wants to compare with first: the
        live version, else the one before."""
        named = [row for row in self.others if str(row.pk) == asked]
        live = [row for row in self.others if row.state == VersionState.APPROVED]
        before = [row for row in self.others if row.number < self.version.number]
        return next(iter([*named, *live, *before]), None)


@dataclass
class Figures:
    """What became of a step: how many wait or need somebody now, the rest in 30 days. What its
    variants achieved is told by their experiment alone."""

    waiting: int = 0
    done: int = 0
    answered: int = 0
    skipped: int = 0
    stuck: int = 0


@dataclass(frozen=True)
class Arm:
    """A variant of a step: its words, its share of new people, and its figures as its experiment
    has them; None before anybody has come to the step."""

    key: str
    share: int
    words: Any
    figure: Figure | None = None
    has_won: bool = False


@dataclass(frozen=True)
class Rung:
    """A step on the page of its version."""

    line: editing.Rung
    figures: Figures
    arms: Sequence[Arm] = ()
    trial: Trial | None = None

    @property
    def step(self) -> StepInput:
        """What it says."""
        return self.line.step


@dataclass(frozen=True)
class Column:
    """A track of the version."""

    label: str
    hint: str
    rungs: Sequence[Rung] = field(default_factory=tuple)


def family(pk: UUID) -> Family:
    """The version with its siblings; one statement, or 404."""
    own = Version.objects.filter(pk=pk)
    siblings = Q(sequence__in=own.values("sequence"))
    holders = Q(
        state=VersionState.APPROVED,
        motion__in=own.values("motion"),
        segment__in=own.values("segment"),
    )
    rows = Version.objects.filter(siblings | holders).select_related(*RELATED)
    found = list(rows.annotate(signed=signed(), going=_going()).order_by("-number"))
    version = next((row for row in found if row.pk == pk), None)
    if version is None:
        raise Http404
    others = [row for row in found if row.sequence_id == version.sequence_id and row is not version]
    rival = next((row for row in found if row.sequence_id != version.sequence_id), None)
    return Family(version, others, rival, signatures_in(version))


def going_in(version: Version) -> int:
    """How many people of a version have not left, as `family` counted them."""
    return int(vars(version)["going"] or 0)


def signatures_in(version: Version) -> list[Signature]:
    """Who signed the words as they are now, of a row annotated with `signed`."""
    return [
        Signature(
            stage=each["stage"],
            by=each["by"],
            member_id=UUID(each["member"]),
            at=datetime.fromisoformat(each["at"]),
            note=each["note"],
        )
        for each in vars(version)["signed"]
    ]


def signed() -> ArraySubquery:
    """The signatures under the words of a version as they are now, for `signatures_in`."""
    rows = StageApproval.objects.filter(version=OuterRef("pk"), edited_at=OuterRef("edited_at"))
    said = JSONObject(stage="stage", by="by__label", member="by_id", at="at", note="note")
    return ArraySubquery(rows.order_by("at").values(json=said))


def _going() -> Subquery:
    rows = Enrollment.objects.filter(version=OuterRef("pk"), state__in=GOING).order_by()
    return Subquery(rows.values("version").annotate(n=Count("pk")).values("n"))


def with_steps(*versions: Version | None) -> None:
    """Read the steps of all of them; one statement."""
    prefetch_related_objects([row for row in versions if row], "steps")


def tracks(version: Version, plan: Plan) -> list[Column]:
    """The steps by track; one statement for the figures of a version that was live, and those of
    its trials where steps have variants."""
    found: Mapping[str, Figures] = {}
    tried: Mapping[str, Trial] = {}
    if version.approved_at:
        found = _figures(version)
        if any(step.variants for step in plan.steps):
            tried = {trial.step.key: trial for trial in trials.trials_of(version)}
    return [
        Column(
            column.label,
            column.hint,
            [_rung(line, found, tried.get(line.step.key)) for line in column.rungs],
        )
        for column in editing.columns(plan, {})
    ]


def _rung(line: editing.Rung, found: Mapping[str, Figures], trial: Trial | None) -> Rung:
    step = line.step
    return Rung(line, found.get(step.key, Figures()), _arms(step, trial), trial)


def _arms(step: StepInput, trial: Trial | None) -> list[Arm]:
    words = {BASE: step, **{variant.key: variant for variant in step.variants}}
    if trial is None:
        return [Arm(key, share, words[key]) for key, share in step.shares.items()]
    known = {arm.figure.variant: arm for arm in trial.arms}
    return [
        Arm(key, known[key].figure.share, words[key], known[key].figure, known[key].is_winner)
        for key in step.shares
    ]


def _figures(version: Version) -> dict[str, Figures]:
    """By the key of the step. An answer counts for the touch that it answers."""
    answers = Activity.objects.filter(touch=OuterRef("pk"), kind=ActivityKind.REPLIED)
    now_or_recent = Q(state__in=(*WAITING, *STUCK)) | Q(settled_at__gte=clock.now() - RECENT)
    grouped = (
        Touch.objects.filter(now_or_recent, step__version=version)
        .annotate(answered=Exists(answers))
        .values_list("step__key", "state", "answered")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[str, Figures] = defaultdict(Figures)
    for key, state, answered, count in grouped:
        figures = found[key]
        figures.waiting += count if state in WAITING else 0
        figures.done += count if state in DONE else 0
        figures.skipped += count if state == TouchState.SKIPPED else 0
        figures.stuck += count if state in STUCK else 0
        figures.answered += count if answered else 0
    return found


def last_simulation(version: Version) -> Simulation | None:
    """What was tried last, without its touches; one statement."""
    rows = Simulation.objects.filter(version=version).defer("rows")
    return rows.select_related("requested_by").order_by("-created_at").first()
