"""What becomes of each row of a file: the same reckoning for the preview and for the run."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import TextChoices

from contacts.csvfile import Row, RowError
from contacts.incoming import Incoming, read
from contacts.merging import Merge, Merged
from tenancy.errors import Refused

CHUNK = 500
_FLAGS = ("opted_out", "do_not_call")
_IDENTIFYING = ("external_id", "email")
Item = TypeVar("Item")


class Outcome(TextChoices):
    """One row ends in exactly one of these."""

    CREATED = "created", "New contact"
    UPDATED = "updated", "Updated"
    UNCHANGED = "unchanged", "Unchanged"
    MERGED = "merged", "Merged with an earlier row"
    REJECTED = "rejected", "Rejected"


@dataclass
class Counts:
    """Rows by outcome, which add up to `total`; and the rows among them that say opted out."""

    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    rejected: int = 0
    opted_out: int = 0

    def add(self, row: Row, outcome: Outcome) -> None:
        """Count one row."""
        self.total += 1
        self.opted_out += row.values.get("opted_out") is True
        setattr(self, outcome, getattr(self, outcome) + 1)

    def by_name(self) -> dict[str, int]:
        """All but the total, under the names of the columns of an import."""
        return {name: value for name, value in asdict(self).items() if name != "total"}


def settle(merge: Merge, batch: Sequence[Row]) -> list[Outcome]:
    """Merge a batch of rows with a fixed number of queries; one outcome for each row, in order.

    A row that the contacts refuse gets the reason among its errors. The opt-outs of refused rows
    are honoured wherever the row still says whom it means.
    """
    records = [_record(row) for row in batch]
    merge.load(record for record in records if record)
    return [_settle(merge, row, record) for row, record in zip(batch, records, strict=True)]


def chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    """The items in lists of CHUNK."""
    while batch := list(islice(items, CHUNK)):
        yield batch


def _record(row: Row) -> Incoming | None:
    if not row.errors:
        return read(row.values)
    wanted = {key: row.values[key] for key in (*_IDENTIFYING, *_FLAGS) if key in row.values}
    says_no = any(wanted.get(flag) is True for flag in _FLAGS)
    return read(wanted) if says_no else None


def _settle(merge: Merge, row: Row, record: Incoming | None) -> Outcome:
    if not row.errors and record:
        try:
            merged = merge.take(record)
            row.warnings.extend(RowError("company_subscriber", note) for note in merged.notes)
            return _outcome(merged)
        except Refused as refusal:
            row.errors.append(RowError("row", refusal.message))
    if record:
        merge.heed(record)
    return Outcome.REJECTED


def _outcome(merged: Merged) -> Outcome:
    if merged.again:
        return Outcome.MERGED
    if merged.created:
        return Outcome.CREATED
    return Outcome.UPDATED if merged.changed else Outcome.UNCHANGED
