"""What the pages about migrations ask: the step map, the first share and its limits, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from console.components.plans import first_words, step_name
from console.forms import refusals
from enrollment.models import Migration
from enrollment.moving.services import MAX_HOLD_MINUTES
from enrollment.moving.watching import THRESHOLDS
from sequences import step_maps
from sequences.plans import Plan, StepInput
from sequences.step_maps import MapProblem
from tenancy.errors import Refused

NONE = "No counterpart"
BY_HAND = "chosen by you"
IN_MAP = "step_map"
OF_TERMS: Mapping[str, str] = {f"thresholds.{name}": name for name in THRESHOLDS}


class TermsForm(forms.Form):
    """How many go first, for how long they are watched, and what stops the rest."""

    share = forms.IntegerField(
        min_value=1,
        max_value=100,
        initial=10,
        label="First share (percent)",
        help_text="Drawn by chance; at least one person.",
    )
    hold_minutes = forms.IntegerField(
        min_value=0,
        max_value=MAX_HOLD_MINUTES,
        initial=120,
        label="Watched for (minutes)",
        help_text="Everybody else follows then by itself, unless a limit is passed.",
    )
    bounce = forms.FloatField(
        min_value=0, max_value=100, initial=THRESHOLDS["bounce"], label="Bounced (more than, %)"
    )
    opt_out = forms.FloatField(
        min_value=0, max_value=100, initial=THRESHOLDS["opt_out"], label="Opted out (more than, %)"
    )
    complaint = forms.FloatField(
        min_value=0,
        max_value=100,
        initial=THRESHOLDS["complaint"],
        label="Complained (from, %)",
    )
    failed = forms.FloatField(
        min_value=0, max_value=100, initial=THRESHOLDS["failed"], label="Failed (more than, %)"
    )

    @property
    def first(self) -> list[Any]:
        """The fields about the first share."""
        return [self["share"], self["hold_minutes"]]

    @property
    def limits(self) -> list[Any]:
        """The fields about what stops the rest."""
        return [self[name] for name in THRESHOLDS]

    def terms(self) -> dict[str, Any]:
        """The terms as the service takes them; after `is_valid`."""
        given = self.cleaned_data
        return {
            "share": given["share"],
            "hold_minutes": given["hold_minutes"],
            "thresholds": {name: given[name] for name in THRESHOLDS},
        }

    def take(self, refused: Refused) -> None:
        """Each sentence at its field; those about the map stand in its lines already."""
        rest = {n: words for n, words in refused.fields.items() if not n.startswith(IN_MAP)}
        if rest or not refused.fields:
            refusals.show(self, Refused(refused.message, fields=rest), OF_TERMS)
        else:
            self.add_error(None, "The step map needs attention before anybody is looked at.")


@dataclass(frozen=True)
class MapLine:
    """An old step, the new ones that it may lead to, and what is to be said about the choice."""

    name: str
    step: StepInput
    words: str
    chosen: str
    options: Sequence[tuple[str, str]]
    reason: str
    people: int
    problems: Sequence[MapProblem]

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"map-{self.step.key}"

    @property
    def is_wrong(self) -> bool:
        """Whether the map cannot be used because of it."""
        return any(each.blocks for each in self.problems)


@dataclass(frozen=True)
class StepMap:
    """The whole map as people choose it; `added` are new steps that no old one leads to."""

    lines: Sequence[MapLine]
    added: Sequence[str]
    others: Sequence[MapProblem]


def read_map(data: Mapping[str, Any], before: Plan) -> dict[str, str]:
    """The map of a form; a step that it does not name has no counterpart."""
    return {step.key: str(data.get(f"map-{step.key}", "")) for step in before.steps}


def shown_map(
    before: Plan, after: Plan, chosen: Mapping[str, str], people: Mapping[str, int]
) -> StepMap:
    """The lines of a map with the reasons of the proposal, and all problems beside them;
    `people` is how many wait for each old step."""
    proposals = {pair.old: pair for pair in step_maps.propose(before, after)}
    found = step_maps.problems(before, after, chosen)
    lines = []
    for step in before.steps:
        proposal = proposals[step.key]
        new = chosen.get(step.key, "")
        lines.append(
            MapLine(
                name=capital(step_name(before, step.key)),
                step=step,
                words=first_words(step),
                chosen=new,
                options=_options(step, after, new),
                reason=proposal.reason if new == proposal.new else BY_HAND,
                people=people.get(step.key, 0),
                problems=[each for each in found if each.old == step.key],
            )
        )
    known = {step.key for step in before.steps}
    added = [capital(step_name(after, s.key)) for s in after.steps if s.key not in chosen.values()]
    return StepMap(lines, added, [each for each in found if each.old not in known])


def proposed(before: Plan, after: Plan) -> dict[str, str]:
    """The likeliest map."""
    return {pair.old: pair.new for pair in step_maps.propose(before, after)}


def stored_map(migration: Migration) -> dict[str, str]:
    """The map of a migration."""
    return dict(migration.step_map)


def capital(text: str) -> str:
    """The text with a capital at its beginning; the rest stays."""
    return text[:1].upper() + text[1:]


def _options(step: StepInput, after: Plan, chosen: str) -> list[tuple[str, str]]:
    found = [
        (each.key, f"{capital(step_name(after, each.key))}: {_short(each)}")
        for each in after.steps
        if each.kind == step.kind
    ]
    known = {key for key, _ in found}
    if chosen and chosen not in known:
        found.append((chosen, f"{chosen[:60]} (cannot be chosen)"))
    return [("", NONE), *found]


def _short(step: StepInput) -> str:
    words = first_words(step)
    return words if len(words) <= 50 else f"{words[:49]}…"
