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

from console.queries import editing
from enrollment.models import Enrollment, EnrollmentState, Experiment, Touch, TouchState
from sequences.models import Simulation, StageApproval, Version, VersionState
from sequences.plans import BASE, Plan, StepInput
from signals.kinds import HUMAN
from signals.models import Signal
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
    """What became of a step: how many wait or need somebody now, the rest in 30 days."""

    waiting: int = 0
    done: int = 0
    answered: int = 0
    skipped: int = 0
    stuck: int = 0


@dataclass(frozen=True)
class Arm:
    """A variant of a step: its words, its share of new people, and its figures of 30 days."""

    key: str
    share: int
    words: Any
    figures: Figures
    has_won: bool = False


@dataclass(frozen=True)
class Rung:
    """A step on the page of its version."""

    line: editing.Rung
    figures: Figures
    arms: Sequence[Arm] = ()
    experiment: Experiment | None = None

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
    """The steps by track; one statement for the figures of a version that was live, and one for
    its trials where steps have variants."""
    found: Mapping[tuple[str, str], Figures] = {}
    trials: Mapping[str, Experiment] = {}
    if version.approved_at:
        found = _figures(version)
        trials = _trials(version) if any(step.variants for step in plan.steps) else {}
    return [
        Column(
            column.label,
            column.hint,
            [_rung(line, found, trials.get(line.step.key)) for line in column.rungs],
        )
        for column in editing.columns(plan, {})
    ]


def _rung(
    line: editing.Rung, found: Mapping[tuple[str, str], Figures], trial: Experiment | None
) -> Rung:
    key = line.step.key
    whole = _sum([figures for (step, _), figures in found.items() if step == key])
    return Rung(line, whole, _arms(line.step, found, trial), trial)


def _arms(
    step: StepInput, found: Mapping[tuple[str, str], Figures], trial: Experiment | None
) -> list[Arm]:
    words = {BASE: step, **{variant.key: variant for variant in step.variants}}
    shares = trial.shares if trial else step.shares
    return [
        Arm(
            key=key,
            share=shares.get(key, 0),
            words=words[key],
            figures=found.get((step.key, key), Figures()),
            has_won=bool(trial and trial.winner == key),
        )
        for key in step.shares
    ]


def _sum(parts: Sequence[Figures]) -> Figures:
    names = Figures.__dataclass_fields__
    return Figures(**{name: sum(getattr(part, name) for part in parts) for name in names})


def _figures(version: Version) -> dict[tuple[str, str], Figures]:
    """By the key of the step and of the variant."""
    answers = Signal.objects.filter(touch_id=OuterRef("pk"), kind__in=[k.value for k in HUMAN])
    now_or_recent = Q(state__in=(*WAITING, *STUCK)) | Q(settled_at__gte=clock.now() - RECENT)
    grouped = (
        Touch.objects.filter(now_or_recent, step__version=version)
        .annotate(answered=Exists(answers))
        .values_list("step__key", "variant", "state", "answered")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    for key, variant, state, answered, count in grouped:
        figures = found[(key, variant)]
        figures.waiting += count if state in WAITING else 0
        figures.done += count if state in DONE else 0
        figures.skipped += count if state == TouchState.SKIPPED else 0
        figures.stuck += count if state in STUCK else 0
        figures.answered += count if answered else 0
    return found


def _trials(version: Version) -> dict[str, Experiment]:
    rows = Experiment.objects.filter(version=version)
    return {row.step_key: row for row in rows}


def last_simulation(version: Version) -> Simulation | None:
    """What was tried last, without its touches; one statement."""
    rows = Simulation.objects.filter(version=version).defer("rows")
    return rows.select_related("requested_by").order_by("-created_at").first()
