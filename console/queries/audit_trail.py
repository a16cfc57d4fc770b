"""What the audit page reads: entries by actor, action, subject and time; and its chain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from audit.models import Entry, Seal
from audit.querysets import EntryQuerySet
from console import entries
from console.queries import keyset
from contacts.csvfile.cells import guard_cell
from tenancy.models import Membership

EXPORTED = 10_000
COLUMNS = (
    "At (product clock)",
    "Recorded at",
    "Who",
    "Kind of actor",
    "What",
    "Target type",
    "Target",
    "Target id",
    "Contact id",
    "Enrollment id",
    "Details",
    "Request id",
)
# Which page shows a target; the others have none of their own.
PAGES: Mapping[str, str] = {
    "contact": "contact",
    "enrollment": "enrollment",
    "review": "review_item",
    "version": "version",
    "sequence": "sequence",
    "import": "import",
    "preflight": "preflight",
    "migration": "migration",
    "experiment": "experiment",
}
NOUNS: Mapping[str, str] = {
    "apikey": "API key",
    "canaryrun": "Canary send",
    "controlgate": "Stop switch",
    "contentrule": "Watched words",
    "exclusionrule": "Exclusion rule",
    "findingwaiver": "Accepted finding",
    "lawpack": "Pack of law",
    "liftrequest": "Wish to lift a stop",
    "membership": "Member",
    "reviewergroup": "Group of reviewers",
    "reviewpolicy": "Review policy",
    "ruleexception": "Exception",
    "savedview": "Saved view",
    "stoplist": "List of stops",
    "stoprecord": "Stop",
}


@dataclass(frozen=True)
class Row:
    """An entry with its words and the addresses of what it is about."""

    entry: Entry
    line: entries.Line
    noun: str
    target_url: str

    @property
    def detail(self) -> str:
        """What the entry says besides the label, which has a column of its own."""
        label = self.entry.target_label
        return (
            self.line.detail.removeprefix(label).removeprefix(" · ") if label else self.line.detail
        )


@dataclass(frozen=True)
class Chain:
    """How far the chain of seals reaches."""

    seals: int
    sealed_at: datetime | None


def matching(filters: Mapping[str, str]) -> QuerySet[Entry]:
    """Entries that the filters leave, newest first; nonsense in a filter finds nothing."""
    rows: EntryQuerySet = Entry.objects.all()
    rows = rows.between(_day(filters.get("since", "")), _after(filters.get("until", "")))
    for name, column in (("actor", "actor_id"), ("action", "action")):
        if value := filters.get(name):
            rows = rows.filter(**{column: value})
    for name in ("contact", "enrollment"):
        if value := filters.get(name):
            rows = rows.filter(**{f"{name}_id": _id(value)})
    if words := filters.get("q", "").strip():
        rows = rows.filter(Q(target_label__icontains=words) | Q(target_id=words))
    return rows.newest_first()


def page(rows: QuerySet[Entry], query: Mapping[str, str]) -> keyset.Slice[Entry]:
    """The page after or before a place in time; one statement.

    By moment and id, not by id alone: ids of one millisecond are in no order, and a trail that
    shows an effect before its cause is wrong.
    """
    after, before = _place(query.get("after", "")), _place(query.get("before", ""))
    size = keyset.SIZE
    if before and not after:
        newer = rows.filter(Q(at__gt=before[0]) | Q(at=before[0], pk__gt=before[1]))
        found = list(newer.order_by("at", "id")[: size + 1])
        return _slice(found[:size][::-1], newer=len(found) > size, older=True)
    older = rows
    if after:
        older = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__lt=after[1]))
    found = list(older.order_by("-at", "-id")[: size + 1])
    return _slice(found[:size], newer=after is not None, older=len(found) > size)


def rows_of(found: list[Entry], slug: str) -> list[Row]:
    """Entries in words; no statement."""
    return [
        Row(entry, entries.line(entry), noun_of(entry), _target_url(entry, slug)) for entry in found
    ]


def noun_of(entry: Entry) -> str:
    """What kind of thing an entry is about."""
    return NOUNS.get(entry.target_type, entry.target_type.capitalize())


def actors() -> list[tuple[str, str]]:
    """Everybody with a seat, as choices; one statement."""
    seats = Membership.objects.order_by("label").values_list("pk", "label")
    return [(str(pk), label) for pk, label in seats]


def chain() -> Chain:
    """The newest seal; one statement."""
    last = Seal.objects.order_by("-number").values_list("number", "sealed_at").first()
    return Chain(*last) if last else Chain(0, None)


def csv_rows(found: QuerySet[Entry]) -> Iterator[list[str]]:
    """The export: a head and at most `EXPORTED` entries, every cell safe in a spreadsheet."""
    yield list(COLUMNS)
    for entry in found[:EXPORTED].iterator(chunk_size=1_000):
        yield [guard_cell(cell) for cell in _cells(entry)]


def _cells(entry: Entry) -> list[str]:
    line = entries.line(entry)
    return [
        entry.at.isoformat(),
        entry.recorded_at.isoformat(),
        entry.actor_label,
        entry.actor_kind,
        line.title,
        noun_of(entry),
        entry.target_label,
        entry.target_id,
        str(entry.contact_id or ""),
        str(entry.enrollment_id or ""),
        line.detail,
        entry.request_id,
    ]


def _slice(shown: list[Entry], *, newer: bool, older: bool) -> keyset.Slice[Entry]:
    before = _cursor(shown[0]) if shown and newer else ""
    return keyset.Slice(shown, before, _cursor(shown[-1]) if shown and older else "")


def _cursor(entry: Entry) -> str:
    return f"{entry.at.isoformat()}_{entry.pk}"


def _place(cursor: str) -> tuple[datetime, UUID] | None:
    """Moment and id of a cursor; None for one that was typed by hand."""
    moment, _, key = cursor.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(key)) if at.tzinfo else None
    except ValueError:
        return None


def _target_url(entry: Entry, slug: str) -> str:
    page = PAGES.get(entry.target_type)
    if page:
        return reverse(f"console:{page}", args=[slug, entry.target_id])
    if entry.enrollment_id:
        return reverse("console:enrollment", args=[slug, entry.enrollment_id])
    return reverse("console:contact", args=[slug, entry.contact_id]) if entry.contact_id else ""


def _day(text: str) -> datetime | None:
    """The beginning of a day in the viewer's zone."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) if day else None


def _after(text: str) -> datetime | None:
    start = _day(text)
    return start + timedelta(days=1) if start else None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        # Belongs to nobody, so it finds nothing.
        return UUID(int=0)
