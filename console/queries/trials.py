"""What the pages about variants and canary sends read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min, QuerySet

from console.components.plans import METRICS, step_name
from enrollment import canaries, comparisons
from enrollment.comparisons import Figure
from enrollment.harm import Harm, harm_of
from enrollment.models import (
    CanaryRun,
    CanaryState,
    Enrollment,
    Experiment,
    ExperimentState,
    Touch,
    TouchState,
)
from sequences import published
from sequences.models import Version
from sequences.plans import BASE, Canary, Metric, Plan, StepInput
from sequences.plans import Experiment as Terms
from tenancy import clock
from tenancy.models import Membership

HITS: Mapping[Metric, str] = {
    Metric.REPLIED: "Answers",
    Metric.MEETING: "Meetings",
    Metric.CLICKED: "Clicks",
}
WORDS = {"bounce": "Bounced", "opt_out": "Opted out", "complaint": "Complained"}


@dataclass(frozen=True)
class Limit:
    """A figure that is watched: how many, what share of them all, and where it stops."""

    label: str
    count: int
    rate: float
    limit: str
    over: bool


@dataclass(frozen=True)
class Arm:
    """A variant with its words and figures; `ready` is how far it is to the comparison, percent."""

    figure: Figure
    subject: str
    ready: int
    is_winner: bool


@dataclass(frozen=True)
class Compared:
    """A variant in the one comparison; `p` is None for the leader."""

    variant: str
    people: int
    hits: int
    p: float | None


@dataclass(frozen=True)
class Trial:
    """One step with variants. `begun` is False before anybody has come to it: then nothing can be
    changed, and `experiment` is not stored."""

    experiment: Experiment
    begun: bool
    name: str
    step: StepInput
    terms: Terms
    arms: Sequence[Arm]
    rule: str

    @property
    def title(self) -> str:
        """The step's name as a heading."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def hits(self) -> str:
        """What is counted, as the head of a column."""
        return HITS[self.terms.metric]

    @property
    def compared(self) -> list[Compared]:
        """What the comparison was made on; [] before it was made."""
        result = self.experiment.result
        return [
            Compared(name, people, result["hits"][name], result["p_values"].get(name))
            for name, people in result.get("people", {}).items()
        ]

    @property
    def compared_at(self) -> datetime | None:
        """When it was made."""
        at = self.experiment.result.get("compared_at", "")
        return datetime.fromisoformat(at) if at else None

    @property
    def has_figures(self) -> bool:
        """Whether anybody's answer has been waited for long enough to count."""
        return any(arm.figure.people for arm in self.arms)

    @property
    def waited(self) -> str:
        """How long an answer is waited for before its message counts."""
        return f"{comparisons.ANSWERS_WITHIN.days} days"

    @property
    def counts(self) -> str:
        """What a hit is: "who answers"."""
        return METRICS[self.terms.metric.value]

    @property
    def is_open(self) -> bool:
        """Whether shares may be changed and a winner named."""
        return self.begun and self.experiment.state != ExperimentState.DECIDED

    @property
    def is_ready(self) -> bool:
        """Whether the comparison has been made, and a person has to choose."""
        return self.experiment.state == ExperimentState.RUNNING and bool(self.experiment.result)


@dataclass(frozen=True)
class CanaryView:
    """A canary send as it stands. `limits` is [] while nothing has left; `waiting` are the first
    messages that are still planned."""

    version: Version
    asked: Canary
    run: CanaryRun | None
    limits: Sequence[Limit]
    waiting: int

    @property
    def hold(self) -> timedelta:
        """For how long the first few are watched."""
        return timedelta(minutes=self.asked.hold_minutes)

    @property
    def left(self) -> timedelta | None:
        """How long they are still watched; None when that is over."""
        until = self.run.hold_until if self.run else None
        span = until - clock.now() if until else timedelta()
        return span if span > timedelta() else None

    @property
    def is_stopped(self) -> bool:
        """Whether nobody gets it until a person has decided."""
        return self.run is not None and self.run.state == CanaryState.STOPPED

    @property
    def can_go_on(self) -> bool:
        """Whether a person may let everybody have it now."""
        return self.run is not None and self.run.state != CanaryState.PASSED


def trials_of(version: Version) -> list[Trial]:
    """Each step with variants, in the order of the steps; at most four statements for any number
    of them, and those of the plan."""
    plan = published.plan(version)
    known = {row.step_key: row for row in Experiment.objects.filter(version=version)}
    rows: dict[str, Experiment] = {
        step.key: known.get(step.key) or _not_begun(version, step)
        for step in plan.steps
        if step.variants
    }
    for row in rows.values():
        row.version = version
    figures = comparisons.figures_by(list(rows.values())) if known else {}
    return [_trial(plan, row, row.step_key in known, figures) for row in rows.values()]


def trial_of(experiment: Experiment) -> Trial:
    """One stored experiment; a fixed number of statements."""
    figures = comparisons.figures_by([experiment])
    return _trial(published.plan(experiment.version), experiment, True, figures)


def canary_of(version: Version) -> CanaryView | None:
    """The canary of a version, None without one; at most four statements and those of the plan."""
    asked = published.plan(version).canary
    if asked is None:
        return None
    run = canaries.run_of(version)
    if run is None:
        return CanaryView(version, asked, None, [], 0)
    waits = Touch.objects.filter(step__version=version, first=True, state=TouchState.PLANNED)
    waiting = waits.count() if run.state != CanaryState.PASSED else 0
    harm = _harm(run)
    return CanaryView(version, asked, run, limits_of(harm, asked) if harm.people else [], waiting)


def limits_of(harm: Harm, asked: Canary) -> list[Limit]:
    """The three figures beside their thresholds."""
    nothing = dict.fromkeys(WORDS, 0)
    return [
        Limit(
            label=label,
            count=getattr(harm, kind),
            rate=harm.rate(kind),
            limit=_limit(kind, getattr(asked, kind)),
            over=bool(
                Harm(harm.size, harm.people, **{**nothing, kind: getattr(harm, kind)}).passed(asked)
            ),
        )
        for kind, label in WORDS.items()
    ]


def first_people(run: CanaryRun, seat: Membership) -> QuerySet[Touch]:
    """The messages of the first few, in the order of leaving; a seat sees its own people."""
    rows: QuerySet[Touch] = Touch.objects.filter(first=True, step__version=run.version_id)
    left = rows.annotate(left=Min("intents__armed_at")).exclude(left=None)
    some = left.order_by("left", "pk").values("pk")[: run.size]
    seen = Enrollment.objects.visible_to(seat)
    related = ("enrollment__contact__account", "enrollment__sequence")
    return rows.filter(pk__in=some, enrollment__in=seen).select_related(*related).order_by("pk")


def _harm(run: CanaryRun) -> Harm:
    """As it is; once it has passed, as it was then: what came later is of everybody."""
    if run.state != CanaryState.PASSED or not run.figures:
        return harm_of(run)
    return Harm(**{name: run.figures[name] for name in Harm.__slots__})


def _not_begun(version: Version, step: StepInput) -> Experiment:
    row: Experiment = Experiment(version=version, step_key=step.key, shares=step.shares)
    return row


def _trial(plan: Plan, row: Experiment, begun: bool, figures: dict[UUID, list[Figure]]) -> Trial:
    step = plan.step(row.step_key)
    assert step is not None, "an experiment is about a step of its version"
    terms = comparisons.terms_of(row)
    empty = [Figure(name, share, 0, 0, terms.minimum) for name, share in row.shares.items()]
    arms = [_arm(each, step, row) for each in figures.get(row.pk, empty)]
    name = step_name(plan, step.key)
    return Trial(row, begun, name, step, terms, arms, comparisons.rule_of(row))


def _arm(figure: Figure, step: StepInput, row: Experiment) -> Arm:
    words = {BASE: step.subject, **{each.key: each.subject for each in step.variants}}
    ready = min(100, 100 * figure.people // figure.needed) if figure.needed else 100
    won = row.winner == figure.variant
    return Arm(figure, words.get(figure.variant, ""), ready, won)


def _limit(kind: str, limit: float) -> str:
    """A complaint's limit is passed by reaching it, the others by more."""
    return f"{limit:g} % or more" if kind == "complaint" else f"more than {limit:g} %"
