"""What the pages about release plans read: the plan, what it would do, and where it waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from console.forms.backlog import HOW, LATE, STALE, ChoiceForm
from enrollment import backlog
from enrollment.backlog import counting
from enrollment.backlog.deciding import Choice, Fate, How, Part, Stale, choice_of
from enrollment.models import Release, ReleaseState
from sequences.models import Sequence as Plan
from sequences.models import StepKind

HEAVY = ("counted", "slots", "placed")
PARTS: Mapping[Part, str] = {
    Part.FOLLOW_UP: "Follow-ups",
    Part.FIRST: "First messages",
    Part.TASK: "Tasks",
    Part.WAIT: "Waits that are over",
}
FATES: Mapping[str, str] = {
    Fate.MOVE.value: "get a new moment",
    Fate.PERSON.value: "are too late: a person decides",
    Fate.REVIEW.value: "go back to review",
    Fate.SKIP.value: "are left out",
    Fate.END.value: "end their enrolment",
    Fate.LEAVE.value: "waits are over",
}
# Above so many, choices are made for all at once.
MOST_GROUPS = 60


@dataclass(frozen=True)
class Line:
    """One group with the words for it and its form."""

    key: str
    sequence: str
    part: str
    count: int
    mailboxes: int
    oldest: datetime
    own: bool
    form: ChoiceForm
    becomes: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Sheet:
    """Everything that the page shows of a plan."""

    lines: Sequence[Line]
    more: int
    everything: ChoiceForm
    days: Sequence[tuple[str, int]]
    becomes: Sequence[tuple[str, int]]
    ages: Sequence[tuple[str, int]]
    mailboxes: Sequence[tuple[str, int]]
    steps: Sequence[tuple[str, int]]
    oldest: datetime | None
    length: timedelta


def releases() -> QuerySet[Release]:
    """All plans of the workspace, without what only their work reads."""
    rows: QuerySet[Release] = Release.objects.defer(*HEAVY).select_related("created_by")
    return rows


def open_releases() -> list[Release]:
    """Plans that are to be decided or being applied; one statement."""
    states = (ReleaseState.DRAFT, ReleaseState.APPLYING)
    return list(releases().filter(state__in=states).order_by("pk"))


def sheet(release: Release, sent: Sequence[ChoiceForm] = ()) -> Sheet:
    """The plan in words; three statements. `sent` are forms with what is wrong in them."""
    found = backlog.outlook(release)
    rows = counting.rows_of(release.counted)
    names = _names(rows)
    forms = {str(form.prefix): form for form in sent}
    groups = sorted(found.groups, key=lambda each: (-each.count, each.key))
    everything = forms.get("all") or ChoiceForm.showing(_all(release), "all")
    return Sheet(
        lines=[_line(release, each, names, forms) for each in groups[:MOST_GROUPS]],
        more=max(0, len(groups) - MOST_GROUPS),
        everything=everything,
        days=[(f"{day:%a} {day.day} {day:%b}", count) for day, count in found.days],
        becomes=_becomes(found.fates),
        ages=[(_age(hours), count) for hours, count in found.ages],
        mailboxes=_mailboxes(release, rows),
        steps=_steps(release, names),
        oldest=min((row.oldest for row in rows), default=None),
        length=release.cutoff - release.since,
    )


def group_keys(release: Release) -> list[str]:
    """What may have a choice of its own."""
    rows = counting.rows_of(release.counted)
    return sorted({row.group for row in rows if row.part != Part.WAIT})


def result(release: Release) -> list[tuple[str, int]]:
    """What became of the touches so far."""
    return _becomes(release.result)


def decided(release: Release) -> list[str]:
    """What was chosen for everything, in the words of the form, and for how many groups besides."""
    choice = _all(release)
    stale, over = STALE[choice.stale.value], LATE[choice.stale_hours]
    said = [
        HOW[choice.how.value] + (f": {choice.days}" if choice.how == How.SPREAD else ""),
        f"{stale} {over}" if choice.stale in (Stale.SKIP, Stale.END) else stale,
    ]
    if choice.review_days:
        said.append(f"Review again when the approval is older than {choice.review_days} days")
    if own := len(release.choices.keys() - {"all"}):
        said.append(f"{own} group{'' if own == 1 else 's'} with a choice of their own")
    return said


def _all(release: Release) -> Choice:
    return choice_of(release.choices.get("all", {}))


def _names(rows: Sequence[counting.Counted]) -> dict[str, str]:
    found = Plan.objects.filter(pk__in={row.sequence for row in rows})
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def _line(
    release: Release,
    group: backlog.Group,
    names: Mapping[str, str],
    forms: Mapping[str, ChoiceForm],
) -> Line:
    return Line(
        key=group.key,
        sequence=names.get(group.sequence, "A sequence that is gone"),
        part=PARTS[group.part],
        count=group.count,
        mailboxes=group.mailboxes,
        oldest=group.oldest,
        own=group.key in release.choices or group.key in forms,
        form=forms.get(group.key) or ChoiceForm.showing(group.choice, group.key),
        becomes=_becomes(group.fates),
    )


def _becomes(fates: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(FATES[name], fates[name]) for name in FATES if fates.get(name)]


def _age(hours: int) -> str:
    if hours < 1:
        return "under an hour"
    if hours < 24:
        return f"{hours} hour or more" if hours == 1 else f"{hours} hours or more"
    days = hours / 24
    return f"{days:g} day or more" if days == 1 else f"{days:g} days or more"


def _mailboxes(release: Release, rows: Sequence[counting.Counted]) -> list[tuple[str, int]]:
    limits: Mapping[str, Any] = release.counted.get("limits", {})
    found: dict[str, int] = {}
    for row in rows:
        if row.part in (Part.FIRST, Part.FOLLOW_UP):
            name = limits[row.lane][1] if row.lane in limits else "No mailbox"
            found[name] = found.get(name, 0) + row.count
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))[:20]


def _steps(release: Release, names: Mapping[str, str]) -> list[tuple[str, int]]:
    found = [
        (f"{names.get(sequence, 'Gone')}, step {position} ({StepKind(kind).label})", count)
        for sequence, position, kind, count in release.counted.get("steps", ())
    ]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:20]
