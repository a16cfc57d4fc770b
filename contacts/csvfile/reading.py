"""Row after row of a CSV file, each with its values or with every error it has; in constant memory.

Limits: MAX_FILE_BYTES, MAX_ROWS, MAX_COLUMNS raise FileError; MAX_CELL belongs to the row. Lines of
blank cells are skipped. A row with errors still carries the values that could be read, so that an
import can honour ``opted_out`` of a row that it otherwise refuses.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from contacts.addresses import AddressError, parse_address
from contacts.csvfile.cells import unguard_cell
from contacts.csvfile.dialects import MAX_FILE_BYTES, Dialect, FileError, too_large
from contacts.csvfile.fields import FIELDS, Field, Kind
from contacts.csvfile.mapping import check_mapping, label
from contacts.csvfile.values import CellError, Value, is_forgiven, read_value, says_nothing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
MAX_CUSTOM = 1_000
_MAX_LINE = MAX_COLUMNS * MAX_CELL


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one field of a row, and what to do; ``field`` is "row" for all of it."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number among the rows (from 1) and its first line in the file (from 1).

    ``values`` holds only filled cells. ``errors`` refuse the row; ``warnings`` cost it one value.
    ``cells`` are the original texts in the order of the columns.
    """

    number: int
    line: int
    values: dict[str, Value]
    errors: list[RowError]
    warnings: list[RowError] = field(default_factory=list)
    cells: tuple[str, ...] = ()


Columns = Sequence[tuple[int, Field]]


def headers(stream: IO[bytes], dialect: Dialect) -> list[str]:
    """Return the column names; FileError when they are missing, doubled or too many."""
    return _header(_records(stream, dialect))


def rows(stream: IO[bytes], dialect: Dialect, mapping: Mapping[str, str | None]) -> Iterator[Row]:
    """Check header and mapping at once, then read row by row.

    FileError can still come in the middle (a limit, a broken quote, a wrong encoding): an import
    that must be whole or nothing reads to the end before it writes.
    """
    records = _records(stream, dialect)
    names = _header(records)
    check_mapping(names, mapping)
    return _rows(records, len(names), _columns(names, mapping), dialect)


def _rows(
    records: Iterator[tuple[int, list[str]]], width: int, columns: Columns, dialect: Dialect
) -> Iterator[Row]:
    number = 0
    for number, (line, cells) in enumerate(records, start=1):
        if number > MAX_ROWS:
            raise FileError(f"The file has more than {MAX_ROWS:,} rows. Split it in parts.")
        yield _row(number, line, cells, width, columns, dialect)
    if not number:
        raise FileError("The file has a header line but no rows. Export it again.")


def _row(
    number: int, line: int, cells: list[str], width: int, columns: Columns, dialect: Dialect
) -> Row:
    cells = [unguard_cell(cell) for cell in cells]
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    row = Row(number, line, {}, _shape_errors(cells, width), cells=tuple(cells))
    if not row.errors:
        _fill(row, columns, dialect)
    return row


def _shape_errors(cells: list[str], width: int) -> list[RowError]:
    if len(cells) != width:
        return [RowError("row", f"The row has {len(cells)} cells, the header {width}. Correct it.")]
    if max(map(len, cells)) > MAX_CELL:
        return [RowError("row", f"A cell is longer than {MAX_CELL:,} characters. Shorten it.")]
    return []


def _fill(row: Row, columns: Columns, dialect: Dialect) -> None:
    for index, column in columns:
        text = row.cells[index].strip()
        if not says_nothing(text):
            _fill_one(row, column, text, dialect)
    _split_full_name(row.values)
    if not row.errors and not {"email", "external_id"} & set(row.values):
        row.errors.append(RowError("email", "The row has no e-mail address and no record ID."))


def _fill_one(row: Row, column: Field, text: str, dialect: Dialect) -> None:
    try:
        value = read_value(column, text, dialect, str(row.values.get("country", "")))
    except CellError as error:
        complaints = row.warnings if is_forgiven(column) else row.errors
        complaints.append(RowError(column.key, f"{column.label}: {error}"))
    else:
        # Of several columns with a flag one yes is enough.
        if value is not None and row.values.get(column.key) is not True:
            row.values[column.key] = value


def _split_full_name(values: dict[str, Value]) -> None:
    name = str(values.pop("full_name", ""))
    if not name or values.get("first_name") or values.get("last_name"):
        return
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.rpartition(" ")
    if not first.strip():
        first, last = last, ""
    parts = {"first_name": first.strip(), "last_name": last.strip()}
    values.update({key: part for key, part in parts.items() if part})


def _columns(names: Sequence[str], mapping: Mapping[str, str | None]) -> Columns:
    chosen = [(index, mapping.get(name)) for index, name in enumerate(names)]
    columns = [(index, _as_field(key)) for index, key in chosen if key is not None]
    # The country first: telephone numbers are read in its light.
    return sorted(columns, key=lambda column: column[1].kind is not Kind.COUNTRY)


def _as_field(key: str) -> Field:
    return FIELDS.get(key) or Field(key, label(key), Kind.TEXT, MAX_CUSTOM, ())


def _header(records: Iterator[tuple[int, list[str]]]) -> list[str]:
    _, cells = next(records, (0, []))
    names = [unguard_cell(" ".join(cell.split())) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise FileError("The file is empty. Export it again with a header line.")
    if len(names) > MAX_COLUMNS:
        raise FileError(f"The file has more than {MAX_COLUMNS} columns. Export fewer of them.")
    _check_names(names)
    return names


def _check_names(names: Sequence[str]) -> None:
    if any(_is_address(name) for name in names):
        raise FileError("The first line looks like data. Put a line of column names before it.")
    seen: set[str] = set()
    for position, name in enumerate(names, start=1):
        if not name or "\0" in name or len(name) > 200:
            raise FileError(f"Column {position} has no usable name. Name it in the first line.")
        if name.casefold() in seen:
            raise FileError(f"Two columns are called “{name}”. Rename or remove one of them.")
        seen.add(name.casefold())


def _is_address(name: str) -> bool:
    try:
        parse_address(name)
    except AddressError:
        return False
    return True


def _records(stream: IO[bytes], dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, cells) of each record that is not blank."""
    reader = csv.reader(_lines(stream, dialect), delimiter=dialect.delimiter, strict=True)
    while True:
        line = reader.line_num + dialect.skip + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileError(
                f"The file breaks off near line {line}: a quotation mark is not closed or stands "
                "in a wrong place. Export the file again."
            ) from None
        except UnicodeDecodeError:
            raise FileError(
                f"The letters near line {line} cannot be read. Save the file as “CSV UTF-8”."
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _lines(stream: IO[bytes], dialect: Dialect) -> Iterator[str]:
    source = io.BufferedReader(_Measured(stream))
    text = io.TextIOWrapper(source, encoding=dialect.encoding, newline="")
    for _ in range(dialect.skip):
        text.readline(_MAX_LINE)
    while line := text.readline(_MAX_LINE):
        if len(line) == _MAX_LINE:
            raise FileError("A line is far too long for a CSV file. Export the file again.")
        # Files that were put together have a byte order mark wherever one of them began.
        yield line.lstrip("\ufeff")


class _Measured(io.RawIOBase):
    """A stream from its start that refuses to give more than MAX_FILE_BYTES."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.left = MAX_FILE_BYTES
        if stream.seekable():
            stream.seek(0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer).cast("B")
        chunk = self.stream.read(len(room))
        self.left -= len(chunk)
        if self.left < 0:
            raise too_large()
        room[: len(chunk)] = chunk
        return len(chunk)
