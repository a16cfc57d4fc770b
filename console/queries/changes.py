"""What differs between two versions, grouped as a person reads it: the whole, each step, tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from console.components.plans import steps_by_number
from sequences import services
from sequences.differences import Change, ChangeKind, Run, differences
from sequences.differences.steps import placed
from sequences.models import Version
from sequences.plans import Plan

WHOLE, TESTS = "The sequence", "Tests"
# How a step that came, went or moved is marked: word and tone.
MARKS = {
    ChangeKind.ADDED: ("New", "good"),
    ChangeKind.REMOVED: ("Gone", "bad"),
    ChangeKind.MOVED: ("Moved", "info"),
}


@dataclass
class Group:
    """The changes of one step, or of the whole. `mark` and `tone` say what became of the step."""

    title: str
    changes: list[Change] = field(default_factory=list)
    mark: str = ""
    tone: str = "neutral"


def between(before: Version, after: Version) -> list[Group]:
    """What is different, in groups; two statements unless the steps were read already."""
    return grouped(services.plan_of(before), services.plan_of(after))


def counted(groups: Sequence[Group]) -> str:
    """ "3 differences in 2 places"; "" for none."""
    count = sum(len(group.changes) or 1 for group in groups)
    if not count:
        return ""
    places = "1 place" if len(groups) == 1 else f"{len(groups)} places"
    return f"{count} difference{'' if count == 1 else 's'} in {places}"


def grouped(before: Plan, after: Plan) -> list[Group]:
    """The differences by the step that they are about."""
    titles = {key: str(one) for plan in (before, after) for key, one in placed(plan).items()}
    found: dict[str, Group] = {}
    for change in differences(before, after):
        title = titles.get(change.step_key, TESTS if change.kind is ChangeKind.TESTS else WHOLE)
        group = found.setdefault(change.step_key or title, Group(title))
        if change.kind in MARKS:
            group.mark, group.tone = MARKS[change.kind]
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED):
            group.changes.append(_told(change, title, before, after))
    return list(found.values())


def _told(change: Change, title: str, before: Plan, after: Plan) -> Change:
    """Without the name of the group that it stands in, and with steps by their number."""
    sentence = change.sentence.removeprefix(title).lstrip(" :,")
    sentence = steps_by_number(sentence[:1].upper() + sentence[1:], after, before)
    runs = [
        replace(run, text=steps_by_number(run.text, *_plans(run.fate, before, after)))
        for run in change.runs
    ]
    return replace(change, sentence=_besides(sentence, runs), runs=tuple(runs))


def _besides(sentence: str, runs: Sequence[Run]) -> str:
    """What the sentence says besides the words that are shown under it."""
    shown = [run.text for run in runs if run.fate != "same"]
    if not shown or len(shown) < len(runs):
        return sentence
    if sentence.startswith("Now ") and sentence.endswith(f"(before: {shown[0]})."):
        return ""
    if sentence.removesuffix(".").casefold() == shown[-1].casefold():
        return ""
    return sentence.removesuffix(f": {shown[-1]}.")


def _plans(fate: str, before: Plan, after: Plan) -> tuple[Plan, Plan]:
    return (before, after) if fate == "removed" else (after, before)
