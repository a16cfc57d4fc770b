"""What an import would do, reckoned on the stored contacts, without writing anything."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from contacts.csvfile import FIELDS, FileError, Row, Value, custom_field, rows
from contacts.csvfile.mapping import label
from contacts.imports.files import opened
from contacts.imports.outcomes import Counts, Outcome, chunks, settle
from contacts.merging import Merge
from contacts.models import Import
from tenancy.roles import Capability

SAMPLE = 20
REJECTS_SAMPLE = 50
# About four seconds of reckoning; a page must come before its reader gives up on it.
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that a column may fill."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row as it would be read: `cells` in the order of `Preview.columns`, `line` in the file.

    `causes` are sentences: why it is rejected, or which single values would be left out.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    outcome: Outcome
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A sentence, and how many rows it concerns."""

    message: str
    rows: int


@dataclass
class Preview:
    """The mapping page. `problem` is a sentence when the file cannot be read with this mapping.

    `fields` are what a column may fill; `custom` names for every header the field of its own that
    it could fill besides. `complete` is False when only the first MOST_ROWS rows were reckoned.
    """

    headers: Sequence[str]
    mapping: Mapping[str, str | None]
    fields: Sequence[Choice]
    custom: Mapping[str, Choice]
    columns: Sequence[Choice]
    sample: list[SampleRow] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    causes: list[Cause] = field(default_factory=list)
    warnings: list[Cause] = field(default_factory=list)
    rejects_sample: list[SampleRow] = field(default_factory=list)
    complete: bool = True
    problem: str = ""


def preview(import_: Import, mapping: Mapping[str, str | None] | None = None) -> Preview:
    """Say what would happen with this mapping (by default the proposed one).

    Reads only; a fixed number of queries for every 500 rows. Raises Refused when the import has
    been run already.
    """
    chosen = {name: (mapping or import_.mapping).get(name) or None for name in import_.headers}
    shown = _blank(import_, chosen)
    stream, dialect = opened(import_)
    may_except = import_.uploaded_by.may(Capability.EXCEPT)
    merge = Merge(import_.workspace, lock=False, may_except=may_except)
    try:
        _reckon(shown, rows(stream, dialect, chosen), merge)
    except FileError as error:
        shown.problem = str(error)
    shown.complete = shown.problem != "" or shown.counts.total == import_.rows_total
    return shown


def _blank(import_: Import, mapping: dict[str, str | None]) -> Preview:
    filled = dict.fromkeys(key for key in mapping.values() if key)
    return Preview(
        headers=import_.headers,
        mapping=mapping,
        fields=[Choice(key, known.label) for key, known in FIELDS.items()],
        custom={name: Choice(custom_field(name), name) for name in import_.headers},
        columns=[Choice(key, label(key)) for key in filled],
    )


def _reckon(shown: Preview, every_row: Iterable[Row], merge: Merge) -> None:
    causes: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for batch in chunks(islice(every_row, MOST_ROWS)):
        for row, outcome in zip(batch, settle(merge, batch), strict=True):
            shown.counts.add(row, outcome)
            causes.update({error.message for error in row.errors})
            warnings.update({error.message for error in row.warnings})
            _keep(shown, row, outcome)
    shown.causes = _grouped(causes)
    shown.warnings = _grouped(warnings)


def _keep(shown: Preview, row: Row, outcome: Outcome) -> None:
    if len(shown.sample) < SAMPLE:
        shown.sample.append(_sample(shown, row, outcome))
    if outcome == Outcome.REJECTED and len(shown.rejects_sample) < REJECTS_SAMPLE:
        shown.rejects_sample.append(_sample(shown, row, outcome))


def _sample(shown: Preview, row: Row, outcome: Outcome) -> SampleRow:
    cells = tuple(_shown(row.values.get(column.key, "")) for column in shown.columns)
    causes = tuple(error.message for error in (*row.errors, *row.warnings))
    return SampleRow(row.number, row.line, cells, outcome, causes)


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:%Y-%m-%d %H:%M} UTC"


def _grouped(causes: Counter[str]) -> list[Cause]:
    return [Cause(message, count) for message, count in causes.most_common()]
