"""The ways out of a draft that it has besides those of every sequence, and its goal."""

from collections.abc import Mapping
from typing import Any

from console.components.terms import EXITS
from console.forms import conditions
from console.forms.editing import typed
from console.forms.editing.typed import Rows, Texts, Typed, choice, line
from sequences.plans import Exit, Goal, Plan
from sequences.plans.data import MAX_EXITS

REASONS = [(reason, words.capitalize()) for reason, words in EXITS.items()]


class GoalFields(Typed):
    """What the sequence is for."""

    telling = ("name",)
    name = line("Name of the goal", "Stands in the reports; who reaches it exits as converted.")

    def __init__(self, data: Mapping[str, Any], prefix: str = "") -> None:
        super().__init__(data, prefix)
        self.when = conditions.posted(data, f"{prefix}-when-" if prefix else "when-")

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled it in."""
        return super().is_blank and not self.when.rows

    def as_data(self, stored: Goal | Exit | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return {**self.texts(("name",), stored), "when": self.when.asked()}

    def take(self, problems: Mapping[str, str]) -> Texts:
        """Problems with its conditions are theirs."""
        mine = typed.below(problems, "when")
        self.when.take(mine)
        return super().take({n: s for n, s in problems.items() if n.split(".")[0] != "when"})


class ExitRow(GoalFields):
    """Leaving by conditions."""

    name = line("Name")
    reason = choice("They leave as", REASONS)

    def as_data(self, stored: Goal | Exit | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return {**super().as_data(stored), "reason": self.typed("reason")}


class ExitsForm:
    """Own ways out and the goal."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.exits = Rows(ExitRow, "exits", data, MAX_EXITS)
        self.goal = GoalFields(data, "goal")

    @property
    def lists(self) -> list[conditions.ConditionLines]:
        """All conditions on the page."""
        return [self.goal.when, *(row.when for row in self.exits.shown)]

    def rearranged(self, order: str) -> bool:
        """Answer a button that adds or deletes rows; False when it is none of these."""
        return any(lines.rearranged(order) for lines in self.lists) or self.exits.rearranged(order)

    def changes(self, plan: Plan) -> dict[str, Any]:
        """The parts of the plan that this page asks."""
        there = dict(enumerate(plan.exits))
        return {
            "exits": [row.as_data(there.get(n)) for n, row in enumerate(self.exits)],
            "goal": None if self.goal.is_blank else self.goal.as_data(plan.goal),
        }

    def take(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Put sentences at their fields; gives back those that have no place here."""
        self.exits.take(typed.below(problems, "exits"))
        rest = self.goal.take(typed.below(problems, "goal"))
        elsewhere = {n: s for n, s in problems.items() if n.split(".")[0] not in ("exits", "goal")}
        return {**{f"goal.{name}": sentence for name, sentence in rest.items()}, **elsewhere}


def shown(plan: Plan) -> ExitsForm:
    """The form of a stored plan."""
    texts: Texts = typed.numbered(
        ({"name": each.name, "reason": each.reason, **_when(each)} for each in plan.exits), "exits"
    )
    if plan.goal:
        texts |= typed.prefixed({"name": plan.goal.name, **_when(plan.goal)}, "goal-")
    return ExitsForm(texts)


def _when(thing: Exit | Goal) -> Texts:
    return conditions.stored(thing.when, "when-").texts()
