"""What the pages about simulations read: what was asked in words, the figures, the touches."""

import csv
import gzip
import io
from collections import UserList
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet

from contacts.conditions import Match, phrase, plain_list
from contacts.models import SavedView
from enrollment.models import Enrollment, ExitReason
from enrollment.moving.standing import MOVABLE
from enrollment.simulating import asking
from enrollment.simulating.asking import Asked, conditions_of, stored
from sequences.models import Simulation, Version, VersionState
from sequences.simulation import What
from sequences.simulation.causes import LABELS as CAUSES
from tenancy.errors import Refused
from tenancy.models import Membership

TOUCHES_A_PAGE = 50
# More days than this are drawn by the week: columns thinner than a hair tell nothing.
MOST_DAYS = 62
MAILBOXES_SHOWN = 12
RATES: Mapping[str, str] = {
    "reply": "answer",
    "opt_out": "opt out",
    "bounce": "bounce",
    "opened": "open it",
    "meeting": "book a meeting",
}
KINDS: Mapping[str, str] = {"contacts": "Contacts", "accounts": "Companies"}
STILL = "Still on the way"
WHATS: Mapping[What, tuple[str, str]] = {
    What.SENT: ("Sent", "good"),
    What.DONE: ("Task done", "good"),
    What.SKIPPED: ("Skipped", "muted"),
    What.ELAPSED: ("Waited", "neutral"),
    What.JUMPED: ("Jumped", "info"),
    What.EXPIRED: ("Task expired", "muted"),
}
Row = tuple[str, int]


@dataclass(frozen=True)
class Chart:
    """A series for the chart component, and by what it is summed up: "Day" or "Week from"."""

    rows: Sequence[Row]
    column: str


@dataclass(frozen=True)
class Series:
    """A mailbox or an owner: sums, and the days for a chart."""

    label: str
    total: int
    limit: int
    full: int
    peak: str
    peak_count: int
    chart: Chart


@dataclass(frozen=True)
class Outcome:
    """The figures of a finished simulation as its page shows them."""

    result: Mapping[str, Any]
    messages: Chart
    tasks: Chart
    reviews: Chart
    mailboxes: Sequence[Series]
    more_mailboxes: int
    owners: Sequence[Series]
    ends: Sequence[Row]
    reasons: Sequence[tuple[str, str, int]]
    waits: Sequence[Row]
    competing: Chart
    left_out: int


def simulations() -> "QuerySet[Simulation]":
    """Simulations without what is heavy, newest first; `has_touches` while those are kept."""
    rows = Simulation.objects.select_related("version__sequence", "requested_by")
    rows = rows.annotate(has_touches=~Q(rows=b""))
    found: QuerySet[Simulation] = rows.defer("rows").order_by("-pk")
    return found


def of_version(version: Version) -> "QuerySet[Simulation]":
    """Those of one version, for a list: without their figures."""
    return simulations().filter(version=version).defer("rows", "result")


def views() -> list[tuple[str, str]]:
    """The saved views to choose from; one statement."""
    rows = SavedView.objects.order_by("kind", "name").values_list("pk", "kind", "name")
    return [(str(pk), f"{KINDS[kind]}: {name}") for pk, kind, name in rows]


def sources(version: Version, seat: Membership) -> list[tuple[str, str]]:
    """The versions with people in flight who could be moved to this one, the live one first, and
    how many of them the seat sees; one statement."""
    going = Q(enrollments__in=Enrollment.objects.visible_to(seat).filter(state__in=MOVABLE))
    rows = asking.sources(version).annotate(going=Count("enrollments", filter=going))
    live = sorted(rows.filter(going__gt=0), key=lambda row: row.state != VersionState.APPROVED)
    return [(str(row.pk), _source(row, vars(row)["going"])) for row in live]


def _source(row: Version, going: int) -> str:
    people = "1 person" if going == 1 else f"{going:,} people"
    return f"Version {row.number} ({row.get_state_display().lower()}): {people}"


def _number_of(version_id: str | None) -> int | None:
    rows = Version.objects.filter(pk=version_id).values_list("number", flat=True)
    return rows.first() if version_id else None


def in_words(simulation: Simulation) -> list[tuple[str, str]]:
    """What was asked, as names and values; one statement for a saved view."""
    asked = stored(simulation.asked)
    rates = plain_list([f"{rate:g} % {RATES[name]}" for name, rate in asked.rates.items() if rate])
    pairs = [
        ("People", audience_in_words(asked.audience)),
        ("How they behave", f"Of each message {rates}" if rates else "Nobody answers"),
        ("Reviews", _reviewers(asked)),
    ]
    if asked.tasks_a_day:
        pairs.append(("Tasks", f"Each owner does {asked.tasks_a_day:,} a day"))
    if asked.enrolled_a_day:
        pairs.append(("Enrolled", f"{asked.enrolled_a_day:,} on each working day"))
    if asked.with_overlap:
        pairs.append(("Other sequences", "As if they kept nobody out"))
    return pairs


def audience_in_words(audience: Mapping[str, Any]) -> str:
    """ "The 200 newest contacts"; at most one statement."""
    match audience.get("kind"):
        case "newest":
            return f"The {audience['count']:,} newest contacts"
        case "in_flight" if source := _number_of(audience.get("version")):
            return f"Everybody who was in version {source}, as if moved to this one"
        case "in_flight":
            return "Everybody who is in this version now"
        case "contacts":
            return f"{len(audience['ids']):,} chosen contacts"
        case "view":
            view = SavedView.objects.filter(pk=audience["id"]).first()
            return f"The saved view “{view.name}”" if view else "A saved view that is gone"
    return _conditions(audience)


def is_current(simulation: Simulation) -> bool:
    """Whether the version still says what was run."""
    return bool(simulation.edited_at == simulation.version.edited_at)


def outcome(simulation: Simulation) -> Outcome:
    """The figures, ready to be drawn; no statement."""
    result = simulation.result
    days = result["days"]
    return Outcome(
        result=result,
        messages=chart((day["date"], day["messages"]) for day in days),
        tasks=chart((day["date"], day["tasks"]) for day in days),
        reviews=chart(((day["date"], day["in_review"]) for day in days), most=True),
        mailboxes=[_series(each) for each in result["mailboxes"][:MAILBOXES_SHOWN]],
        more_mailboxes=max(0, len(result["mailboxes"]) - MAILBOXES_SHOWN),
        owners=[_series(each) for each in result["owners"][:MAILBOXES_SHOWN]],
        ends=[(_end(each["reason"]), each["count"]) for each in result["ends"]],
        reasons=[
            (_end(each["reason"]), each["because"], each["count"]) for each in result["reasons"]
        ],
        waits=[(CAUSES.get(w["cause"], w["label"]), w["count"]) for w in result["waits"]],
        competing=chart((day["date"], day["count"]) for day in result["competing"]["days"]),
        left_out=simulation.people_total - result["totals"]["people"],
    )


def chart(days: Iterable[tuple[str, int]], *, most: bool = False) -> Chart:
    """Days as columns; by the week when there are too many. `most`: the highest day of a week
    stands for it, as sums of a queue mean nothing."""
    found = [(date.fromisoformat(day), count) for day, count in days]
    if len(found) <= MOST_DAYS:
        return Chart([(named(day), count) for day, count in found], "Day")
    weeks: dict[date, int] = {}
    for day, count in found:
        monday = date.fromordinal(day.toordinal() - day.weekday())
        before = weeks.get(monday, 0)
        weeks[monday] = max(before, count) if most else before + count
    return Chart([(named(day), count) for day, count in weeks.items()], "Week from")


def named(day: date) -> str:
    """A day as short as a chart needs it."""
    return f"{day.day} {day:%b}"


class Touches(UserList[dict[str, Any]]):
    """What was simulated, in the order in which it happened, of one person or of all: read from
    the kept file as far as it is asked for, and as long as the figures say."""

    def __init__(self, simulation: Simulation, person: str) -> None:
        super().__init__()
        self._kept, self._person = bytes(simulation.rows), person
        if person:
            self.data = list(self._rows())
        steps = simulation.result.get("steps", ()) if self._kept else ()
        self._length = sum(step["reached"] for step in steps)

    def __len__(self) -> int:
        return len(self.data) if self._person else self._length

    def __getitem__(self, place: Any) -> Any:
        if self._person or not isinstance(place, slice):
            return self.data[place]
        return list(islice(self._rows(), place.start, place.stop))

    def _rows(self) -> Iterator[dict[str, Any]]:
        for row in _records(self._kept):
            if not self._person or row["Contact ID"] == self._person:
                yield _shown(row)


def _records(kept: bytes) -> Iterator[dict[str, str]]:
    if not kept:
        return iter(())
    text = io.TextIOWrapper(gzip.GzipFile(fileobj=io.BytesIO(kept)), "utf-8-sig", newline="")
    return iter(csv.DictReader(text))


def _shown(row: Mapping[str, str]) -> dict[str, Any]:
    """Under names that templates can say, with the moment as one and what happened in words."""
    named = {
        head.partition(" (")[0].lower().replace(" ", "_"): value for head, value in row.items()
    }
    at = datetime.fromisoformat(f"{row['When (UTC)']}+00:00")
    word, tone = WHATS[What(row["What"])]
    return {**named, "at": at, "word": word, "tone": tone}


def _series(data: Mapping[str, Any]) -> Series:
    peak = data["peak"]
    return Series(
        label=data["label"] or "Without a mailbox",
        total=data["total"],
        limit=data["limit"],
        full=data.get("full", 0),
        peak=named(date.fromisoformat(peak["date"])),
        peak_count=peak["count"],
        chart=chart((day["date"], day["count"]) for day in data["days"]),
    )


def _end(reason: str) -> str:
    return str(ExitReason(reason).label) if reason else STILL


def _conditions(audience: Mapping[str, Any]) -> str:
    try:
        of, asked = conditions_of(audience)
    except Refused:
        return "Conditions that cannot be read any more"
    said = plain_list(
        [phrase(item) for item in asked.items], "and" if asked.match is Match.ALL else "or"
    )
    return f"{KINDS[of]} whose {said}"


def _reviewers(asked: Asked) -> str:
    if not asked.reviewers:
        return "First messages are approved at once"
    people = "1 reviewer" if asked.reviewers == 1 else f"{asked.reviewers:,} reviewers"
    each = " each" if asked.reviewers > 1 else ""
    return f"{people}, {asked.reviews_a_day:,} a day{each}"
