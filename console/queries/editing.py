"""What the pages that edit a draft read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Value
from django.shortcuts import get_object_or_404
from django.urls import reverse

from compliance.findings import Severity
from console.components import plans as words
from enrollment.models import Mailbox
from sequences import plans
from sequences.calendars import Calendar, closures
from sequences.lint import Finding
from sequences.models import Snippet, Version
from sequences.plans import Mode, Plan, StepInput, Track
from sequences.timetable import closed_dates
from tenancy.models import Workspace

AHEAD = 90
SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
TONES: Mapping[Severity, str] = {
    Severity.ERROR: "bad",
    Severity.WARNING: "warn",
    Severity.INFO: "info",
}
WORDS: Mapping[Severity, str] = {
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.INFO: "Note",
}
ACCEPTED = "Accepted"
# Which field of a step's page a finding is about, by how its code begins.
FIELDS: Mapping[str, str] = {
    "subject": "id_subject",
    "false_reply": "id_subject",
    "preview": "id_preheader",
    "condition": "when-field-0",
    "copy": "id_cc",
    "sender": "id_sender",
    "reply_to": "id_reply_to",
    "variants": "variants",
    "share": "variants",
    "no_variants": "variants",
    "no_experiment": "variants",
    "hidden_text": "id_html",
    "link_differs": "id_html",
    "links_differ": "id_html",
    "link": "id_text",
    "text": "id_text",
}
# And which page one about the whole is for.
PAGES: Mapping[str, str] = {
    "window": "version_timing",
    "dates": "version_timing",
    "canary": "version_timing",
    "no_way_out": "version_exits",
    "no_tests": "version_cases",
}


@dataclass(frozen=True)
class FindingLine:
    """A finding with the place where it is mended; `waive` leads to the form that accepts it."""

    finding: Finding
    place: str
    url: str
    waive: str = ""

    @property
    def tone(self) -> str:
        """Of its mark."""
        return "muted" if self.finding.waived_until else TONES[self.finding.severity]

    @property
    def page(self) -> str:
        """The page of that place."""
        return self.url.partition("#")[0]

    @property
    def word(self) -> str:
        """How much it weighs."""
        if self.finding.waived_until:
            return ACCEPTED
        return WORDS[self.finding.severity]


@dataclass
class Rung:
    """A step on the overview."""

    step: StepInput
    number: int
    day: int
    new_day: bool
    wait: str
    is_first: bool
    is_last: bool
    words: str
    details: Sequence[str]
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """A track of the overview."""

    track: str
    label: str
    hint: str
    rungs: Sequence[Rung]


@dataclass(frozen=True)
class ClosedDays:
    """Days in a row that are closed for the same reason."""

    first: date
    last: date
    why: str


@dataclass(frozen=True)
class AtHand:
    """Snippets by name with their text, and the addresses of mailboxes with their words."""

    snippets: Sequence[tuple[str, str]]
    senders: Sequence[tuple[str, str]]


def draft(pk: UUID) -> Version:
    """The version with what its pages show; one statement, or 404."""
    related = ("sequence", "workspace", "author", "last_editor")
    row: Version = get_object_or_404(Version.objects.select_related(*related), pk=pk)
    return row


def finding_lines(found: Sequence[Finding], version: Version, plan: Plan) -> list[FindingLine]:
    """Errors first, what somebody has accepted last; no statement."""
    ordered = sorted(found, key=lambda each: _weight(each))
    return [_line(each, version, plan) for each in ordered]


def counted(lines: Sequence[FindingLine]) -> str:
    """ "2 errors, 1 note"; "" for none."""
    counts = Counter(line.word.lower() for line in lines)
    accepted = counts.pop(ACCEPTED.lower(), 0)
    words = [f"{n} {word}{'s' if n != 1 else ''}" for word, n in counts.items()]
    return ", ".join([*words, *([f"{accepted} accepted"] if accepted else [])])


def _weight(finding: Finding) -> tuple[bool, int]:
    return finding.waived_until is not None, SEVERITIES.index(finding.severity)


def _line(finding: Finding, version: Version, plan: Plan) -> FindingLine:
    slug, step = version.workspace.slug, plan.step(finding.step_key or "")
    waive = ""
    if finding.waivable and finding.severity is Severity.ERROR and not finding.waived_until:
        page = reverse("console:version", args=[slug, version.pk])
        waive = f"{page}?waive={finding.code}&step={finding.step_key or ''}#findings"
    if step is None:
        return FindingLine(finding, "The whole", _page_for(finding, version), waive)
    url = reverse("console:version_step", args=[slug, version.pk, step.key])
    anchor = _first(FIELDS, finding.code)
    place = f"Step {finding.number} ({step.label})"
    return FindingLine(finding, place, f"{url}#{anchor}" if anchor else url, waive)


def _page_for(finding: Finding, version: Version) -> str:
    if finding.code == "name_off_rule":
        return reverse("console:sequence", args=[version.workspace.slug, version.sequence_id])
    name = _first(PAGES, finding.code) or "version_edit"
    return reverse(f"console:{name}", args=[version.workspace.slug, version.pk])


def _first(table: Mapping[str, str], code: str) -> str:
    return next((value for start, value in table.items() if code.startswith(start)), "")


def columns(plan: Plan, errors: Mapping[str, Sequence[str]]) -> list[Column]:
    """The tracks with their steps; `errors` are sentences by the key of a step."""
    hints = {
        Track.MAIN: "Everybody starts here." if plan.mode == Mode.SMART else "",
        Track.POSITIVE: "For whom jumps lead here.",
        Track.NEGATIVE: "For whom jumps lead here.",
    }
    rungs = _rungs(plan, errors)
    return [
        Column(track.value, f"{track.capitalize()} track", hints[track], found)
        for track in Track
        if (found := [r for r in rungs if r.step.track == track])
        or plan.mode == Mode.SMART
        or track is Track.MAIN
    ]


def _rungs(plan: Plan, errors: Mapping[str, Sequence[str]]) -> list[Rung]:
    tracks = [step.track for step in plan.steps]
    days: dict[str, int] = {}
    found: list[Rung] = []
    for number, (step, day) in enumerate(zip(plan.steps, plans.days(plan.steps), strict=True), 1):
        is_first = step.track not in tracks[: number - 1]
        found.append(
            Rung(
                step=step,
                number=number,
                day=day,
                new_day=days.get(step.track) != day,
                wait=words.wait_of(step, first=is_first),
                is_first=is_first,
                is_last=step.track not in tracks[number:],
                words=words.first_words(step),
                details=words.details_of(step, plan),
                errors=list(errors.get(step.key, ())),
            )
        )
        days[step.track] = day
    return found


def closed_days(workspace: Workspace, *, observe: bool, today: date) -> list[ClosedDays]:
    """What is closed in the next 90 days for somebody in the workspace's country; one statement."""
    calendar = closures(country=workspace.country, region="", observe=observe, own=closed_dates())
    found: list[ClosedDays] = []
    for day, why in _closed(calendar, today):
        last = found[-1] if found else None
        if last and last.why == why and last.last + timedelta(days=1) == day:
            found[-1] = ClosedDays(last.first, day, why)
        else:
            found.append(ClosedDays(day, day, why))
    return found


def _closed(calendar: Calendar, today: date) -> Iterator[tuple[date, str]]:
    for count in range(AHEAD):
        day = today + timedelta(days=count)
        if why := calendar.why(day):
            yield day, why


def at_hand() -> AtHand:
    """What the page of a step offers; one statement."""
    named = Snippet.objects.annotate(what=Value("snippet")).values_list("what", "name", "text")
    boxes = Mailbox.objects.filter(is_active=True).annotate(what=Value("sender"))
    rows = sorted(named.union(boxes.values_list("what", "address", "name"), all=True))
    return AtHand(
        snippets=[(name, text) for what, name, text in rows if what == "snippet"],
        senders=[(box, f"{name} ({box})") for what, box, name in rows if what == "sender"],
    )
