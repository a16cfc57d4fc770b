"""A version as one person would go through it if they started now: words, dates, and what is
skipped as things are. Nothing is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from console.components.plans import step_name, steps_by_number
from contacts.conditions import Conditions
from contacts.facts import fields_of
from contacts.models import Contact
from enrollment import campaign, progress
from sequences import flow, writing
from sequences.cadence import CadenceError, Due, forecast
from sequences.models import Version
from sequences.plans import Plan, StepInput, timings, vocabulary
from sequences.timetable import Timetable
from sequences.writing import Written
from tenancy import clock


@dataclass(frozen=True)
class Stop:
    """A step that the person comes to. `why` says why it is skipped or where it leads, `due`
    when, `problem` why it could not be written, `query` which message it is."""

    step: StepInput
    number: int
    action: flow.Action
    why: str
    depends: bool
    written: Written
    problem: str
    due: Due | None
    query: str

    @property
    def is_done(self) -> bool:
        """Whether the person gets it, or somebody does it for them."""
        return self.action in (flow.Action.DO, flow.Action.ELAPSE)

    @property
    def is_blocked(self) -> bool:
        """Whether their message would not leave as things are."""
        return self.is_done and bool(self.problem or self.written.missing)


@dataclass(frozen=True)
class Journey:
    """The stops in order, the steps that are not come to, and the way out that holds already."""

    contact: Contact
    timetable: Timetable
    stops: Sequence[Stop]
    unreached: Sequence[str]
    leaving: str
    problem: str = ""


def journey(version: Version, plan: Plan, contact: Contact, variant: str) -> Journey:
    """The way of one person, with the words of `variant` where a step has it; one statement
    besides those for the steps."""
    (shown,) = writing.preview(version, [contact], variant=variant)
    written = {seen.step.key: seen for seen in shown.steps}
    now = clock.now()
    facts = fields_of(contact, now)
    way = list(progress.likely(plan, flow.first(plan), (), facts))
    dues, problem = _dates(version, shown.timetable, [step for step, _ in way])
    stops = [
        _stop(
            plan,
            step,
            arrival,
            written[step.key],
            dues.get(step.key),
            _query(contact, step, variant),
        )
        for step, arrival in way
    ]
    reached = {stop.step.key for stop in stops}
    return Journey(
        contact=contact,
        timetable=shown.timetable,
        stops=stops,
        unreached=[step_name(plan, s.key) for s in plan.steps if s.key not in reached],
        leaving=_leaving(plan, facts),
        problem=problem,
    )


def variants_in(plan: Plan) -> list[str]:
    """The keys of all variants of all steps."""
    return sorted({key for step in plan.steps for key in step.shares})


def _stop(
    plan: Plan,
    step: StepInput,
    arrival: flow.Arrival,
    seen: writing.PreviewStep,
    due: Due | None,
    query: str,
) -> Stop:
    return Stop(
        step=step,
        number=plan.number(step.key),
        action=arrival.action,
        why=_why(plan, arrival),
        depends=any(_on_behaviour(asked) for asked in _asked(step)),
        written=seen.written,
        problem=seen.problem,
        due=due,
        query=query,
    )


def _query(contact: Contact, step: StepInput, variant: str) -> str:
    return urlencode({"person": contact.pk, "step": step.key, "variant": variant})


def _why(plan: Plan, arrival: flow.Arrival) -> str:
    reason = steps_by_number(arrival.reason, plan)
    if arrival.action is flow.Action.SKIP:
        return f"Skipped, {reason}."
    if arrival.action is flow.Action.JUMP:
        because = "" if reason == "always" else f", because {reason}"
        return f"Goes on with {step_name(plan, arrival.to)} instead{because}."
    return ""


def _asked(step: StepInput) -> Iterator[Conditions]:
    yield step.when
    yield from (jump.when for jump in step.jumps)


def _on_behaviour(asked: Conditions) -> bool:
    return any(vocabulary.is_behaviour(item.field) for item in asked.items)


def _leaving(plan: Plan, facts: Mapping[str, str]) -> str:
    leaving = flow.leaves(plan, facts)
    if leaving is None:
        return ""
    because = steps_by_number(leaving.sentence, plan)
    return f"This person would leave at once by “{leaving.name}”: {because}."


def _dates(
    version: Version, timetable: Timetable, steps: Sequence[StepInput]
) -> tuple[Mapping[str, Due], str]:
    starts = campaign.starts_at(version.sequence, version.workspace)
    try:
        dues = forecast(timings(steps), clock.now(), timetable.hours, not_before=starts)
    except CadenceError as error:
        return {}, str(error)
    return {step.key: due for step, due in zip(steps, dues, strict=True)}, ""
