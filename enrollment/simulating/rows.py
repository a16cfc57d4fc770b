"""Every step that somebody came to, as CSV: written while the simulation runs, kept gzipped.

UTF-8 with a byte order mark, commas, CRLF (RFC 4180); cells are guarded against formulas. Local
times are the person's.
"""

import csv
import gzip
import io
from collections.abc import Mapping

from contacts.csvfile.cells import guard_cell
from sequences.models import Simulation
from sequences.plans import LABELS
from sequences.simulation import Passage, Person
from tenancy.models import Membership
from tenancy.roles import SEES_EVERYTHING

HEADERS = (
    *("Contact ID", "Name", "Step", "Kind", "Due (UTC)", "When (UTC)", "When (local)", "Zone"),
    *("What", "Cause", "Reason", "Outcome", "Variant"),
)


class Rows:
    """Takes passages as they come; `finished` gives the gzipped file."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {key: guard_cell(name) for key, name in names.items()}
        self._bytes = io.BytesIO()
        # No moment in the file: the same rows are the same bytes.
        self._gzip = gzip.GzipFile(fileobj=self._bytes, mode="wb", compresslevel=6, mtime=0)
        self._text = io.TextIOWrapper(self._gzip, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(HEADERS)

    def add(self, person: Person, passage: Passage) -> None:
        """Write one row."""
        local = passage.at.astimezone(person.hours.zone)
        self._writer.writerow(
            (
                person.id,
                self._names.get(person.id, ""),
                passage.number,
                LABELS.get(passage.kind, passage.kind),
                f"{passage.due:%Y-%m-%d %H:%M}",
                f"{passage.at:%Y-%m-%d %H:%M}",
                f"{local:%Y-%m-%d %H:%M}",
                person.hours.zone.key,
                passage.what.value,
                guard_cell("; ".join(passage.waits) or passage.cause),
                guard_cell(passage.because),
                passage.outcome,
                passage.variant,
            )
        )

    def finished(self) -> bytes:
        """The whole file."""
        self._text.close()
        self._gzip.close()
        return self._bytes.getvalue()


def csv_of(simulation: Simulation) -> bytes:
    """The file as a person opens it; b"" while there is none."""
    kept = bytes(simulation.rows)
    return gzip.decompress(kept) if kept else b""


def may_see_rows(simulation: Simulation, seat: Membership) -> bool:
    """Whether the people of a simulation may be named to this seat."""
    return simulation.requested_by_id == seat.pk or seat.role in SEES_EVERYTHING
