"""A file with people to stop: what it is written in, and its entries line by line.

Pure. A text with one entry a line, or a CSV of which one column counts; UTF-8, UTF-16 with its
mark, or Windows-1252; lines as any system ends them; at most MAX_LINES lines and MAX_BYTES bytes.

The column is named, or it is the only one that may be meant: where several are, nobody guesses.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from compliance.stop_lists.reading import Found, Kind, read_entry

MAX_LINES = 1_000_000
MAX_BYTES = 100 * 1024 * 1024
MAX_LINE = 10_000
SAMPLE = 200
_BETWEEN = ",;\t|"
# Names of columns that could be read as a domain, such as “e.mail”; letters and digits alone.
_HEADS = frozenset(
    "email emails mail mails emailaddress mailaddress emailadresse mailadresse address adresse"
    " domain website web site phone phonenumber telefon telephone hash".split()
)
_MANY_DIGITS = 5
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class ListError(ValueError):
    """The file is no list; the message tells a person why and what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a file: `column` counts from 0, `header` says whether the first line names the
    columns (`headers`), `kind` is what most entries are."""

    encoding: str
    delimiter: str
    header: bool
    headers: tuple[str, ...]
    column: int
    kind: str
    lines: int


class Ambiguous(ListError):
    """Several columns may be meant; somebody has to name one."""


def layout_of(content: bytes, named: str = "") -> Layout:
    """Look at a whole file; raises ListError for what is no list. `named` is the column that
    counts: its name in the first line, or its number from 1; "" finds the only one there is."""
    encoding = _encoding(content)
    text = _text(content, encoding)
    lines = _count(text)
    read_first = islice(_lines(content, encoding), SAMPLE)
    head = [line for line in read_first if line.strip() and len(line) <= MAX_LINE]
    delimiter = max(_BETWEEN, key=head[0].count) if head else ","
    rows = [_cells(line.rstrip("\n"), delimiter) for line in head] or [[]]
    column = _named(rows[0], named) if named.strip() else _meant(rows)
    header = len(rows) > 1 and _is_head(_cell(rows[0], column))
    kinds = [read_entry(_cell(row, column), 1).kind for row in rows]
    read = [kind.value for kind in kinds if kind]
    if not read:
        raise ListError(
            "No address, domain, number or hash was found in the first lines. Choose a file that"
            " has one of them in each line."
        )
    # As many people as domains make a list of people.
    kind = max(sorted(set(read)), key=lambda kind: (read.count(kind), kind != Kind.DOMAIN))
    names = tuple(name.strip()[:80] for name in rows[0]) if header else ()
    return Layout(encoding, delimiter, header, names, column, kind, lines)


def entries(content: bytes, layout: Layout, after: int = 0) -> Iterator[Found]:
    """The entries of the lines after the first `after`, one for each; a blank line or the header
    has neither kind nor problem."""
    lines = _lines(content, layout.encoding)
    for number, line in enumerate(islice(lines, after, None), after + 1):
        yield _entry(line, number, layout)


def _entry(line: str, number: int, layout: Layout) -> Found:
    bare = line.rstrip("\r\n")
    if not bare.strip() or (layout.header and number == 1):
        return Found(number, "")
    if len(bare) > MAX_LINE:
        return Found(number, bare[:80], problem="This line is too long.")
    cell = bare
    if layout.delimiter in bare or '"' in bare:
        cell = _cell(_cells(bare, layout.delimiter), layout.column)
    return read_entry(cell, number)


def _encoding(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise ListError(f"The file has more than {MAX_BYTES // 1024 // 1024} MB. Split it.")
    if not content.strip():
        raise ListError("The file is empty. Choose one with an entry in each line.")
    if content.startswith(_WORKBOOKS):
        raise ListError("This is an Excel workbook. Save it as “CSV UTF-8” and upload that file.")
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    try:
        codecs.decode(content, "utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text(content: bytes, encoding: str) -> str:
    text = content.decode(encoding, errors="replace")
    if "\0" in text:
        raise ListError("This file is not text. Save it as “CSV UTF-8” and upload that file.")
    return text


def _count(text: str) -> int:
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    lines = ends + (not text.endswith(("\n", "\r")))
    if lines > MAX_LINES:
        raise ListError(f"The file has more than {MAX_LINES:,} lines. Split it in parts.")
    return lines


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    """Lines end with a line feed, a carriage return, or both, as they are counted."""
    stream = io.BytesIO(content)
    return iter(io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=None))


def _cells(line: str, delimiter: str) -> list[str]:
    """One line alone, so that one that cannot be read spoils no other."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _named(first: Sequence[str], named: str) -> int:
    wanted = named.strip().casefold()
    names = [name.strip().casefold() for name in first]
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(first):
        return int(wanted) - 1
    raise ListError(f"There is no such column. {_choices(first, range(len(first)))}")


def _meant(rows: Sequence[Sequence[str]]) -> int:
    """The one column that may be meant. A column of people (addresses or their hashes) comes
    before one of domains or numbers, unless it is nearly empty; raises Ambiguous where that does
    not settle it."""
    width = max(map(len, rows))
    read, people = [0] * width, [0] * width
    for row in rows:
        for column, cell in enumerate(row):
            kind = read_entry(cell, 1).kind
            read[column] += kind is not None
            people[column] += kind not in (None, Kind.DOMAIN, Kind.PHONE)
    most = max(read, default=0)
    full = [column for column in range(width) if read[column] * 2 >= most > 0]
    named = [column for column in range(width) if people[column] * 10 >= most > 0]
    if len(named) == 1 and named[0] in full:
        return named[0]
    either = sorted({*named, *full})
    if len(either) > 1:
        raise Ambiguous(f"Several columns may be meant. {_choices(rows[0], either)}")
    return either[0] if either else 0


def _choices(first: Sequence[str], columns: Sequence[int]) -> str:
    """What somebody may choose; a first line without names could hold those of people."""
    names = [_cell(first, column)[:80] for column in columns]
    told = [
        f"{column + 1} (“{name}”)" if name and _is_head(name) else str(column + 1)
        for column, name in zip(columns, names, strict=True)
    ]
    return f"Name the one that counts, by its number or its name: {', '.join(told)}."


def _is_head(cell: str) -> bool:
    """Whether a cell names its column: it is no entry, and does not look like a misspelled one."""
    if "".join(re.findall(r"[a-z0-9]+", cell.casefold())) in _HEADS:
        return True
    odd = "@" in cell or "." in cell.strip(". ") or sum(map(str.isdigit, cell)) >= _MANY_DIGITS
    return not odd and read_entry(cell, 1).kind is None


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""
