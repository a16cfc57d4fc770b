"""Which encoding and which delimiter a CSV file uses, told from its bytes.

UTF-8 with or without a byte order mark, UTF-16 with one, and cp1252 for what is neither; comma,
semicolon or tab, or what a first line ``sep=;`` (Excel) says. Quoted newlines and delimiters in the
header do not mislead. Anything that is no text raises FileError.
"""

import codecs
from dataclasses import dataclass
from typing import IO

MAX_FILE_BYTES = 25 * 1024 * 1024
DELIMITERS = ",;\t"
_CHUNK = 64 * 1024
_SAMPLE = 64 * 1024


class FileError(ValueError):
    """The whole file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read one file.

    ``skip`` counts leading lines that are not data (``sep=;``). ``day_first`` settles dates such as
    03/04/2024: True reads 3 April, False 4 March, None refuses them and asks.
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


def sniff_file(stream: IO[bytes]) -> Dialect:
    """Tell the dialect from a whole seekable stream, in constant memory; rewinds the stream."""
    stream.seek(0)
    head = stream.read(_SAMPLE)
    encoding = _encoding(head)
    if encoding == "utf-8" and not _is_utf8(stream, head):
        encoding = "cp1252"
    stream.seek(0)
    return _dialect(head, encoding)


def _encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    _refuse_other_kinds(head)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _refuse_other_kinds(head: bytes) -> None:
    if not head.strip():
        raise FileError("The file is empty. Export it again with a header line and at least a row.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileError("This is an Excel workbook. Save it as “CSV UTF-8” and upload that file.")
    if head.count(0) * 10 > len(head):
        raise FileError("This file is not text. Save it as “CSV UTF-8” and upload that file.")


def _is_utf8(stream: IO[bytes], head: bytes) -> bool:
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
        return False
    return True


def too_large() -> FileError:
    """Return the refusal of a file beyond MAX_FILE_BYTES."""
    limit = MAX_FILE_BYTES // 1024 // 1024
    return FileError(f"The file is larger than {limit} MB. Split it and upload the parts.")


def _dialect(sample: bytes, encoding: str) -> Dialect:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
    if not text.strip():
        raise FileError("The file is empty. Export it again with a header line and at least a row.")
    first = text.splitlines()[0]
    # What parts cells cannot be what holds them together.
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] not in '"\0':
        return Dialect(encoding, first[4], skip=1)
    return Dialect(encoding, _delimiter(text.lstrip("\r\n")))


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
