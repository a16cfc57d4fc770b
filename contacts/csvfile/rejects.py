"""The refused rows as a CSV file that a person can correct and upload again."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from contacts.csvfile.cells import guard_cell
from contacts.csvfile.reading import Row

ROW_COLUMN = "Import row"
CAUSE_COLUMN = "Import cause"


def reject_csv(rejects: Iterable[Row], headers: Sequence[str]) -> Iterator[str]:
    """Yield the file piece by piece: row number and cause, then the columns as they came.

    UTF-8 with a byte order mark once encoded, commas, CRLF (RFC 4180). The two added columns come
    first and drop out of a later mapping, because no field knows their names.
    """
    # Excel reads UTF-8 only when the mark is there.
    yield "\ufeff" + _line([ROW_COLUMN, CAUSE_COLUMN, *headers])
    for row in rejects:
        cause = " ".join(error.message for error in row.errors)
        yield _line([str(row.number), cause, *row.cells])


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guard_cell(cell) for cell in cells])
    return buffer.getvalue()
