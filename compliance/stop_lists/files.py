"""A file with people to stop: what it is written in, and its entries line by line.

Pure. A text with one entry a line, or a CSV of which one column counts; UTF-8, UTF-16 with its
mark, or Windows-1252; at most MAX_LINES lines and MAX_BYTES bytes.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from compliance.stop_lists.reading import Found, read_entry

MAX_LINES = 1_000_000
MAX_BYTES = 100 * 1024 * 1024
MAX_LINE = 10_000
SAMPLE = 200
_BETWEEN = ",;\t|"
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


def layout_of(content: bytes) -> Layout:
    """Look at a whole file; raises ListError for what is no list."""
    encoding = _encoding(content)
    text = _text(content, encoding)
    lines = _count(text)
    head = [line for line in islice(_lines(content, encoding), SAMPLE) if line.strip()]
    delimiter = max(_BETWEEN, key=head[0].count) if head else ","
    rows = list(csv.reader(head, delimiter=delimiter))
    column = _best(rows)
    first = _cell(rows[0], column)
    header = len(rows) > 1 and read_entry(first, 1).kind is None
    kinds = [read_entry(_cell(row, column), 1).kind for row in rows]
    read = [kind.value for kind in kinds if kind]
    if not read:
        raise ListError(
            "No address, domain, number or hash was found in the first lines. Choose a file that"
            " has one of them in each line."
        )
    kind = max(set(read), key=read.count)
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
        cell = _cell(next(csv.reader([bare], delimiter=layout.delimiter), []), layout.column)
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
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > MAX_LINES:
        raise ListError(f"The file has more than {MAX_LINES:,} lines. Split it in parts.")
    return lines


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    """Lines end with a line feed alone, as they are counted."""
    stream = io.BytesIO(content)
    return iter(io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n"))


def _best(rows: list[list[str]]) -> int:
    """The column in which most cells are understood; the first of equals."""
    scores = [0] * max(map(len, rows), default=1)
    for row in rows:
        for column, cell in enumerate(row):
            scores[column] += read_entry(cell, 1).kind is not None
    return scores.index(max(scores))


def _cell(row: list[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""
