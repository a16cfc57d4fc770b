"""The facts about one person as they change on the way; conditions are judged by them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sequences.plans import Plan, vocabulary
from sequences.simulation.effects import ACTIVITY, kind_of
from sequences.simulation.people import Person

DAYS_SINCE_CONTACTED = "contact.days_since_contacted"
DAYS_SINCE_ACTIVITY = "contact.days_since_activity"
YES = "yes"


class Known:
    """Facts by dotted name, yes as "yes". Days since something are counted anew at each look."""

    __slots__ = ("_active", "_contacted", "_values")

    def __init__(self, person: Person) -> None:
        self._values = dict(person.fields)
        self._contacted = person.contacted_at or self._ago(DAYS_SINCE_CONTACTED, person.start)
        self._active = person.active_at or self._ago(DAYS_SINCE_ACTIVITY, person.start)

    def at(self, now: datetime) -> Mapping[str, str]:
        """All of them at a moment; valid until the next call."""
        for name, since in (
            (DAYS_SINCE_CONTACTED, self._contacted),
            (DAYS_SINCE_ACTIVITY, self._active),
        ):
            if since is not None:
                self._values[name] = str(max((now - since).days, 0))
        return self._values

    def settled(self, step: str, outcome: str) -> None:
        """A step has an outcome."""
        self._values[f"step.{step}.outcome"] = outcome

    def touched(self, kind: str, at: datetime) -> None:
        """We touched the person."""
        self._values["contact.last_contacted_by"] = kind
        self._contacted = at

    def heard(self, what: str, at: datetime, step: str) -> None:
        """A signal or an activity came; `step` is the one that it is about, "" for none."""
        self._values[f"signal.{kind_of(what)}"] = YES
        activity = ACTIVITY.get(what)
        if activity is None:
            return
        self._values["contact.last_activity"] = activity
        self._active = at
        if activity in vocabulary.ACTIVITIES:
            self._values[f"activity.{activity}"] = YES
        if step and activity in vocabulary.STEP_FACTS:
            self._values[f"step.{step}.{activity}"] = YES

    def change(self, fields: Mapping[str, str]) -> None:
        """Fields of the contact or the company have other values now."""
        self._values.update(fields)

    def _ago(self, name: str, now: datetime) -> datetime | None:
        days = self._values.get(name, "")
        return now - timedelta(days=int(days)) if days.isdecimal() else None


def asked_of(plan: Plan) -> frozenset[str]:
    """The fields that the plan's steps, jumps, exits and goal ask for."""
    return frozenset(_asked(plan))


def _asked(plan: Plan) -> Iterator[str]:
    whens = [step.when for step in plan.steps]
    whens += [jump.when for step in plan.steps for jump in step.jumps]
    whens += [each.when for each in plan.exits]
    whens += [plan.goal.when] if plan.goal else []
    for when in whens:
        yield from (item.field for item in when.items)
