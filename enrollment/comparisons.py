"""The one comparison of variants that may name a winner.

It is made once, on the first so many people of every variant in the order of sending, when the
answers of each were waited for; answers count for as long as that and no longer. So neither the
day on which somebody looks nor how often changes what it says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import notices
from enrollment.experiments import about, declare
from enrollment.models import (
    Activity,
    ActivityKind,
    Experiment,
    ExperimentState,
    Touch,
    TouchState,
)
from sequences import published
from sequences.experiments import Arm, Comparison, compare
from sequences.plans import Experiment as Terms
from sequences.plans import Metric
from tenancy import clock
from tenancy.actors import system

HOUSE = system("experiments")
# How long an answer to a message counts, and how long it is waited for before comparing.
ANSWERS_WITHIN = timedelta(days=7)
SENT = (TouchState.SENT, TouchState.ASSUMED_SENT)
# A variant of a step of a version: id, key, name.
Place = tuple[UUID, str, str]

_KINDS: Mapping[Metric, ActivityKind] = {
    Metric.REPLIED: ActivityKind.REPLIED,
    Metric.MEETING: ActivityKind.MEETING,
    Metric.CLICKED: ActivityKind.CLICKED,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One variant as it stands now: percent of new people, people whose answers were waited for,
    those of them with what the metric counts, and how many people the comparison needs."""

    variant: str
    share: int
    people: int
    hits: int
    needed: int

    @property
    def rate(self) -> float | None:
        """Percent of the people; None of nobody."""
        return 100 * Arm(self.people, self.hits).rate if self.people else None


@dataclass(frozen=True, slots=True)
class _Sent:
    """The first message of one person with a variant, and when."""

    touch: UUID
    at: datetime


def evaluate_due() -> int:
    """Compare the variants of every experiment whose people and answers are there; once each.
    Returns how many were compared."""
    with transaction.atomic():
        rows = Experiment.objects.filter(state=ExperimentState.RUNNING, result={})
        ids = list(rows.values_list("pk", flat=True))
    return sum(_evaluate(experiment_id) for experiment_id in ids)


def figures(experiment: Experiment) -> list[Figure]:
    """People and answers of each variant so far; for people to look at, never to decide by."""
    return figures_by([experiment])[experiment.pk]


def figures_by(experiments: Sequence[Experiment]) -> dict[UUID, list[Figure]]:
    """`figures` of several at once, by id; as many queries as they have metrics."""
    by_metric: dict[Metric, list[Experiment]] = {}
    for row in experiments:
        by_metric.setdefault(terms_of(row).metric, []).append(row)
    sums: dict[Place, tuple[int, int]] = {}
    for metric, rows in by_metric.items():
        sums |= _sums(rows, metric)
    return {row.pk: [_figure(row, name, sums) for name in row.shares] for row in experiments}


def terms_of(experiment: Experiment) -> Terms:
    """How the variants are compared, as the version says."""
    step = published.plan(experiment.version).step(experiment.step_key)
    return step.experiment if step and step.experiment else Terms()


def rule_of(experiment: Experiment) -> str:
    """The comparison in words, before it is made: which test, when, on whom."""
    others = dict.fromkeys(list(experiment.shares)[1:], 1.0)
    terms = terms_of(experiment)
    return (
        f"{Comparison('', '', others).test}, made once at {terms.minimum} people each,"
        f" {ANSWERS_WITHIN.days} days after the last of them was written to"
    )


def _evaluate(experiment_id: UUID) -> bool:
    with transaction.atomic():
        rows = Experiment.objects.select_for_update(of=("self",), skip_locked=True)
        rows = rows.select_related("version__sequence", "version__workspace")
        row = rows.filter(pk=experiment_id, state=ExperimentState.RUNNING, result={}).first()
        if row is None:
            return False
        terms = terms_of(row)
        arms = _arms(row, terms)
        if arms is None:
            return False
        _conclude(row, terms, arms, compare(arms))
    return True


def _figure(row: Experiment, variant: str, sums: Mapping[Place, tuple[int, int]]) -> Figure:
    people, hits = sums.get((row.version_id, row.step_key, variant), (0, 0))
    return Figure(variant, row.shares[variant], people, hits, terms_of(row).minimum)


def _sums(rows: Sequence[Experiment], metric: Metric) -> dict[Place, tuple[int, int]]:
    """People whose answers were waited for, and those of them who did what counts; one query."""
    places = [Q(step__version=row.version_id, step__key=row.step_key) for row in rows]
    old = Touch.objects.filter(reduce(or_, places), state__in=SENT)
    each = ("step_id", "variant", "enrollment__contact_id")
    first = old.filter(settled_at__lte=clock.now() - ANSWERS_WITHIN)
    once = first.order_by(*each, "settled_at", "pk").distinct(*each).values("pk")
    found = Touch.objects.filter(pk__in=once).annotate(hit=_hit(metric)).order_by()
    grouped = found.values_list("step__version", "step__key", "variant").annotate(
        people=Count("pk"), hits=Count("pk", filter=Q(hit=True))
    )
    return {(version, key, name): (people, hits) for version, key, name, people, hits in grouped}


def _arms(row: Experiment, terms: Terms) -> dict[str, Arm] | None:
    """The first `minimum` people of every variant; None while one of them is short of people or
    answers. A variant that was taken out before it had enough is left out."""
    edge = clock.now() - ANSWERS_WITHIN
    ready = _ready(row, edge)
    counted = [
        name for name, share in row.shares.items() if share or ready.get(name, 0) >= terms.minimum
    ]
    if len(counted) < 2 or any(ready.get(name, 0) < terms.minimum for name in counted):
        return None
    arms = {}
    for name in counted:
        first = _sent(row, name)[: terms.minimum]
        # The n-th person comes late where some were written to in more than one enrollment.
        if len(first) < terms.minimum or first[-1].at > edge:
            return None
        arms[name] = Arm(terms.minimum, _hits(first, terms.metric))
    return arms


def _ready(row: Experiment, edge: datetime) -> dict[str, int]:
    """How many people of each variant have had the time to answer; one query, asked often."""
    rows = _touches(row).filter(settled_at__lte=edge).values("variant")
    return {
        each["variant"]: each["people"]
        for each in rows.annotate(people=Count("enrollment__contact", distinct=True))
    }


def _touches(row: Experiment) -> QuerySet[Touch]:
    found: QuerySet[Touch] = Touch.objects.filter(
        step__version=row.version_id, step__key=row.step_key, state__in=SENT
    )
    return found


def _sent(row: Experiment, variant: str) -> list[_Sent]:
    """Everybody who was written to with a variant, once, in the order of sending."""
    rows = _touches(row).filter(variant=variant).order_by("settled_at", "pk")
    columns = rows.values_list("enrollment__contact_id", "pk", "settled_at")
    first: dict[UUID, _Sent] = {}
    for contact, touch, at in columns.iterator(chunk_size=5_000):
        if at is not None:
            first.setdefault(contact, _Sent(touch, at))
    return list(first.values())


def _hits(people: Iterable[_Sent], metric: Metric) -> int:
    """How many of them did what counts within the time."""
    rows = Touch.objects.filter(pk__in=[each.touch for each in people])
    hits: int = rows.filter(_hit(metric)).count()
    return hits


def _hit(metric: Metric) -> Exists:
    """Whether whoever got a touch did what counts within the time, told by activities. A click
    counts for the message that was clicked; an answer or a meeting for the enrollment."""
    until = OuterRef("settled_at") + ANSWERS_WITHIN
    rows = Activity.objects.filter(
        enrollment=OuterRef("enrollment"),
        kind=_KINDS[metric],
        at__gte=OuterRef("settled_at"),
        at__lte=until,
    )
    if metric == Metric.CLICKED:
        rows = rows.filter(Q(touch=None) | Q(touch=OuterRef("pk")))
    return Exists(rows)


def _conclude(row: Experiment, terms: Terms, arms: Mapping[str, Arm], said: Comparison) -> None:
    result = _result(row, terms, arms, said)
    if not said.winner:
        data = about(row, **result)
        perform(
            row, "conclude", actor=HOUSE, data=data, result=result, by=HOUSE.label, at=clock.now()
        )
    elif terms.automatic:
        declare(row, said.winner, result, HOUSE)
    else:
        row.result = result
        row.save(update_fields=["result"])
        record(Action.EXPERIMENT_COMPARED, row, actor=HOUSE, **about(row, **result))
    _tell(row, terms, said)


def _result(
    row: Experiment, terms: Terms, arms: Mapping[str, Arm], said: Comparison
) -> dict[str, object]:
    return {
        "test": f"{said.test}, made once at {terms.minimum} people each",
        "metric": terms.metric.value,
        "people": {name: arm.people for name, arm in arms.items()},
        "hits": {name: arm.hits for name, arm in arms.items()},
        "p_values": {name: round(p, 6) for name, p in said.p_values.items()},
        "leader": said.leader,
        "significant": bool(said.winner),
        # Shares that moved meanwhile mean that the variants went out at different times.
        "shares_changed": row.shares != _first_shares(row),
        "left_out": sorted(row.shares.keys() - arms.keys()),
        "compared_at": clock.now().isoformat(),
    }


def _first_shares(row: Experiment) -> dict[str, int]:
    step = published.plan(row.version).step(row.step_key)
    return step.shares if step else {}


def _tell(row: Experiment, terms: Terms, said: Comparison) -> None:
    number = published.plan(row.version).number(row.step_key)
    step = f"step {number} of “{row.version.sequence.name}”"
    if not said.winner:
        title, more = f"No difference shown: variants of {step}", "The shares stay as they are."
    elif terms.automatic:
        title, more = f"Variant {said.winner} won: {step}", "Everybody new gets it."
    else:
        title, more = f"Variant {said.winner} is ahead: {step}", "Declare it the winner, or go on."
    notices.tell_about(row.version, title, f"{said.test}. {more}", tone="info")
