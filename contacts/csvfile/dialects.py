"""Which encoding and which delimiter a CSV file uses, told from its bytes.

UTF-8 with or without a byte order mark, UTF-16 with one, and what the letters tell for what is
neither (`contacts.csvfile.encodings`); comma, semicolon, tab or bar, or what a first line ``sep=;``
(Excel) says. Lines before the header (notes of LinkedIn, the name of a table in Numbers) are told
from it by its names. Quoted newlines and delimiters in the header do not mislead. Anything that is
no text raises FileError.
"""

import codecs
import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO

from contacts.csvfile.encodings import guess
from contacts.csvfile.fields import FIELDS, squashed

MAX_FILE_BYTES = 25 * 1024 * 1024
DELIMITERS = ",;\t|"
_CHUNK = 64 * 1024
_SAMPLE = 64 * 1024
# So many records before the header are taken for notes.
_NOTES = 12
_PEOPLE = frozenset({*FIELDS["email"].names, *FIELDS["external_id"].names})
_KNOWN = frozenset(name for field in FIELDS.values() for name in field.names)


class FileError(ValueError):
    """The whole file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read one file.

    ``skip`` counts leading lines that are not data (``sep=;``, notes). ``day_first`` settles dates
    such as 03/04/2024: True reads 3 April, False 4 March, None refuses them and asks.
    """

    encoding: str
    delimiter: str
    skip: int = 0
    day_first: bool | None = None


def sniff(head: bytes) -> Dialect:
    """Tell the dialect from the first bytes of a file; 64 kB are plenty.

    A file whose first umlaut comes later looks like UTF-8 here: prefer ``sniff_file``.
    """
    encoding = _encoding(head)
    return _dialect(head[:_SAMPLE], encoding)


def sniff_file(stream: IO[bytes], encoding: str = "") -> Dialect:
    """Tell the dialect from a whole seekable stream, in constant memory; rewinds the stream. An
    `encoding` that is known already is not told anew."""
    stream.seek(0)
    head = stream.read(_SAMPLE)
    known = encoding or _encoding(head)
    if not encoding and known == "utf-8" and (strange := _no_utf8(stream, head)):
        known = guess(strange)
    stream.seek(0)
    return _dialect(head, known)


def _encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    _refuse_other_kinds(head)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return guess(head)
    return "utf-8"


def _refuse_other_kinds(head: bytes) -> None:
    if not head.strip():
        raise FileError("The file is empty. Export it again with a header line and at least a row.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileError("This is an Excel workbook. Save it as “CSV UTF-8” and upload that file.")
    if head.count(0) * 10 > len(head):
        raise FileError("This file is not text. Save it as “CSV UTF-8” and upload that file.")


def _no_utf8(stream: IO[bytes], head: bytes) -> bytes:
    """The first part that is no UTF-8; empty when all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size, chunk = 0, head
    try:
        while chunk:
            size += len(chunk)
            if size > MAX_FILE_BYTES:
                raise too_large()
            decoder.decode(chunk)
            chunk = stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return chunk or head
    return b""


def too_large() -> FileError:
    """Return the refusal of a file beyond MAX_FILE_BYTES."""
    limit = MAX_FILE_BYTES // 1024 // 1024
    return FileError(f"The file is larger than {limit} MB. Split it and upload the parts.")


def _dialect(sample: bytes, encoding: str) -> Dialect:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample).lstrip("\ufeff")
    if not text.strip():
        raise FileError("The file is empty. Export it again with a header line and at least a row.")
    first = text.splitlines()[0]
    # What parts cells cannot be what holds them together.
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] not in '"\0':
        return Dialect(encoding, first[4], skip=1)
    delimiter = _delimiter(text.lstrip("\r\n"))
    return _after_notes(text, encoding) or Dialect(encoding, delimiter)


def _after_notes(text: str, encoding: str) -> Dialect | None:
    """The dialect of a file with notes before its header: None when its first record is one, or
    none of the next is (a header names somebody, by e-mail or ID, and something else)."""
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        before = 0
        with suppress(csv.Error):
            for cells in islice(reader, _NOTES):
                if len(_KNOWN.intersection(map(squashed, cells))) > 1 and _PEOPLE.intersection(
                    map(squashed, cells)
                ):
                    return Dialect(encoding, delimiter, skip=before) if before else None
                before = reader.line_num
    return None


def _delimiter(text: str) -> str:
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    for char in text:
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted:
            break
        elif char in counts and not quoted:
            counts[char] += 1
    return max(DELIMITERS, key=counts.__getitem__)
