"""The hash chain: entries are sealed in batches, and anyone can verify the chain.

A batch holds every entry whose transaction had ended when the seal was made and which no earlier
seal holds. The order is by transaction number and id, so two readers agree on it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.models import Entry, Seal

FIRST = "0" * 64
BATCH = 5_000

_UNSEALED = """
SELECT id, tx FROM audit_entry
WHERE tx >= %s AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    + (SELECT tx_base FROM tenancy_installation WHERE id = 1)
ORDER BY tx, id LIMIT %s
"""


@dataclass(frozen=True)
class Verification:
    """The result of reading the whole chain. `problem` is a sentence, empty when all is well."""

    entries: int
    seals: int
    problem: str = ""

    @property
    def intact(self) -> bool:
        """Whether every sealed entry is what was sealed."""
        return not self.problem


def canonical(entry: Entry) -> bytes:
    """The bytes that a seal covers: every column, unambiguous and stable."""
    fields: dict[str, Any] = {
        field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields
    }
    return json.dumps(fields, sort_keys=True, default=_plain, separators=(",", ":")).encode()


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def digest(previous: str, entries: Sequence[Entry]) -> str:
    """SHA-256 over the former link and each entry's own digest."""
    link = hashlib.sha256(previous.encode())
    for entry in entries:
        link.update(hashlib.sha256(canonical(entry)).digest())
    return link.hexdigest()


def seal(batch: int = BATCH) -> Seal | None:
    """Seal what has been committed since the last seal; None when there is nothing new."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two sealers would fork the chain; the second waits and finds nothing.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit seal'))")
        last = Seal.objects.order_by("-number").first()
        ids, horizon = _unsealed(last, batch)
        if not ids:
            return None
        previous = last.digest if last else FIRST
        return Seal.objects.create(
            number=last.number + 1 if last else 1,
            sealed_at=datetime.now(UTC),
            horizon=horizon,
            entry_ids=ids,
            previous=previous,
            digest=digest(previous, _in_order(ids)),
        )


def _unsealed(last: Seal | None, batch: int) -> tuple[list[UUID], int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [last.horizon if last else 0, batch + 1])
        rows: list[tuple[UUID, int]] = cursor.fetchall()
    if len(rows) <= batch:
        return [row[0] for row in rows], rows[-1][1] + 1 if rows else 0
    # Never split a transaction: its later entries would lie behind the horizon.
    edge = rows[-1][1]
    whole = [row for row in rows if row[1] < edge]
    if not whole:
        return _unsealed(last, batch * 4)
    return [row[0] for row in whole], edge


def _in_order(ids: Sequence[UUID]) -> list[Entry]:
    found = Entry.objects.in_bulk(list(ids))
    return [found[key] for key in ids if key in found]


def newest_tx() -> int:
    """The highest transaction number that the trail of the open workspace knows; 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest((SELECT max(tx) FROM audit_entry),"
            " (SELECT max(horizon) FROM audit_seal), 0)"
        )
        found: int = cursor.fetchone()[0]
        return found


def verify() -> Verification:
    """Read the chain from its first seal and compare every digest."""
    entries = 0
    previous, number, horizon = FIRST, 0, 0
    for link in _seals():
        number += 1
        if link.number != number:
            return Verification(entries, number - 1, f"Seal {number} is missing.")
        rows = _in_order(link.entry_ids)
        if len(rows) != len(link.entry_ids):
            return Verification(entries, number, f"Seal {number} names entries that are gone.")
        if link.previous != previous or link.digest != digest(previous, rows):
            return Verification(entries, number, f"Entries under seal {number} were changed.")
        entries += len(rows)
        previous, horizon = link.digest, link.horizon
    if (unsealed := _below(horizon) - entries) > 0:
        return Verification(entries, number, f"{unsealed} entries are older than the last seal.")
    return Verification(entries, number)


def _below(horizon: int) -> int:
    """How many entries the seals so far should hold together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE tx < %s", [horizon])
        count: int = cursor.fetchone()[0]
        return count


def _seals() -> Iterator[Seal]:
    yield from Seal.objects.order_by("number").iterator(chunk_size=50)
