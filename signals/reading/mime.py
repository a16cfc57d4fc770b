"""A bounded reader of MIME structure (RFC 2045, 2046).

The standard library's parser has no limits: its time grows with depth times lines, and deep
nesting ends in a RecursionError. This one works on offsets into one buffer and stops at fixed
limits; what lies beyond is named in `Mail.limits`, never read. Attachments are never decoded;
small texts among them are kept as they are, since gateways make attachments of a bounce's parts.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from signals.reading.charset import decode, transfer_decode
from signals.reading.fields import Fields, is_field, parameters, parse_fields

MAX_BYTES = 10_000_000
MAX_PARTS = 200
MAX_DEPTH = 10
MAX_HEAD = 256_000
MAX_LEAF = 400_000
MAX_KEPT = 4_000_000
MAX_ATTACHED = 64_000

_MESSAGES = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
_REPORTS = {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/feedback-report",
    "message/disposition-notification",
}


#: What gateways make of the report, and of the returned message, by their names as files.
_TEXT_FILE = re.compile(r"(?:.{0,200}\.(?:txt|dat|dsn|log)|att\d{1,8}|details?|[^.]{0,40}report)")
_MESSAGE_FILE = re.compile(r".{0,200}\.eml")
#: What mailbox files put before a message; programs copy it into headers.
_MAILBOX_LINE = re.compile(rb">?From \S{1,250} ")
#: A header goes on after a torn line when one of these follows.
_HEADER_LINE = re.compile(
    rb"(?:Received|From|To|Subject|Date|Message-Id|MIME-Version|Content-Type|Return-Path): ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One node of the structure. `body` is transfer-encoded and empty for what we do not open."""

    fields: Fields
    content_type: str
    params: dict[str, str]
    body: bytes
    children: tuple["Part", ...]
    attached: bool
    # Of a leaf, about: what the encoding of the transfer adds is taken off.
    size: int = 0
    #: An attached text, transfer-encoded, that only the reader of bounces may open.
    file: bytes = b""

    @property
    def is_message(self) -> bool:
        """Whether this part encloses a message, whole or by its header."""
        return self.content_type in _MESSAGES

    def text(self) -> str:
        """The decoded text of a part that is kept; empty for all others."""
        data = transfer_decode(self.body, self.fields.get("content-transfer-encoding"))
        return decode(data, self.params.get("charset", ""))

    def walk(self) -> Iterator["Part"]:
        """This part and those below it; embedded messages are yielded, not entered."""
        yield self
        if self.is_message:
            return
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Mail:
    """A parsed message and the limits that were met while parsing it."""

    root: Part
    limits: tuple[str, ...]

    @property
    def fields(self) -> Fields:
        """The header of the message itself."""
        return self.root.fields

    def parts(self, content_type: str) -> list[Part]:
        """Its parts of one type, without those of enclosed messages."""
        return [part for part in self.root.walk() if part.content_type == content_type]

    def files(self) -> list[Part]:
        """Attached texts that were kept, those of enclosed messages left out."""
        return [part for part in self.root.walk() if part.file]

    def originals(self) -> list[Part]:
        """The messages that this one encloses, outermost first."""
        return [p.children[0] for p in self.root.walk() if p.is_message and p.children]


@dataclass(slots=True)
class _Budget:
    parts: int = MAX_PARTS
    kept: int = MAX_KEPT
    limits: list[str] = field(default_factory=list)

    def hit(self, limit: str) -> None:
        if limit not in self.limits:
            self.limits.append(limit)


def parse(raw: bytes) -> Mail:
    """The structure of any bytes; LF, CRLF and CR line endings are the same to it."""
    budget = _Budget()
    if len(raw) > MAX_BYTES:
        budget.hit(f"larger than {MAX_BYTES // 1_000_000} MB")
    data = _narrow(raw[:MAX_BYTES])
    data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = len(data) - len(data.lstrip(b"\n"))
    root = _part(data, start, len(data), 0, budget)
    return Mail(root, tuple(budget.limits))


def _narrow(data: bytes) -> bytes:
    """A message stored as UTF-16 is made bytes of one width, like all others."""
    if data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data
    return data.decode("utf-16", "replace").encode("utf-8", "replace")


def _part(data: bytes, start: int, end: int, depth: int, budget: _Budget) -> Part:
    budget.parts -= 1
    fields, body = _head(data, start, end, budget)
    content_type, params = _content_type(fields)
    spans: list[tuple[int, int]] = []
    if content_type.startswith("multipart/"):
        spans = _spans(data, body, end, params.get("boundary", ""), budget)
    attached = _attached(fields, content_type, params)
    if spans or content_type in _MESSAGES:
        children = _children(data, spans or [(body, end)], depth, fields, budget)
        return Part(fields, content_type, params, b"", children, attached)
    opened = not attached or _inline_text(fields, content_type)
    kept = _keep(data, body, end, content_type, budget) if opened else b""
    file = b"" if kept else _file(data, body, end, fields, content_type, budget)
    size = _size(fields, end - body)
    return Part(fields, content_type, params, kept, (), attached, size, file)


def _size(fields: Fields, encoded: int) -> int:
    is_base64 = fields.get("content-transfer-encoding").strip().lower() == "base64"
    return encoded * 54 // 74 if is_base64 else encoded


def _children(
    data: bytes, spans: list[tuple[int, int]], depth: int, fields: Fields, budget: _Budget
) -> tuple[Part, ...]:
    if depth >= MAX_DEPTH:
        budget.hit(f"nested deeper than {MAX_DEPTH}")
        return ()
    encoding = fields.get("content-transfer-encoding").lower()
    if len(spans) == 1 and encoding in ("base64", "quoted-printable"):
        # Not allowed for messages, yet some gateways encode the returned one.
        data = transfer_decode(data[spans[0][0] : spans[0][1]][:MAX_LEAF], encoding)
        spans = [(0, len(data))]
    found: list[Part] = []
    for start, end in spans:
        if budget.parts <= 0:
            budget.hit(f"more than {MAX_PARTS} parts")
            break
        found.append(_part(data, start, end, depth + 1, budget))
    return tuple(found)


def _head(data: bytes, start: int, end: int, budget: _Budget) -> tuple[Fields, int]:
    lines: list[bytes] = []
    position, stop = start, min(end, start + MAX_HEAD)
    while position < stop:
        cut = data.find(b"\n", position, stop)
        cut = stop if cut < 0 else cut
        line = data[position:cut]
        if not line.strip():
            return parse_fields(lines), min(cut + 1, end)
        is_torn = _MAILBOX_LINE.match(line) or (lines and _HEADER_LINE.match(data, cut + 1))
        if not is_field(line) and not is_torn:
            return parse_fields(lines), position
        lines.append(line)
        position = cut + 1
    if stop < end:
        budget.hit(f"header longer than {MAX_HEAD // 1000} kB")
    return parse_fields(lines), min(position, end)


def _content_type(fields: Fields) -> tuple[str, dict[str, str]]:
    value = fields.get("content-type")
    name = value.split(";")[0].strip().lower()
    if not re.fullmatch(r"[\w.+-]{1,80}/[\w.+-]{1,80}", name):
        name = "text/plain"
    if name.endswith("/delivery-status"):
        name = "message/delivery-status"
    if name == "application/octet-stream" and _MESSAGE_FILE.fullmatch(_file_name(fields)):
        name = "message/rfc822"
    return name, parameters(value[len(name) :]) if value else {}


def _spans(
    data: bytes, start: int, end: int, boundary: str, budget: _Budget
) -> list[tuple[int, int]]:
    if not boundary:
        return []
    line = re.compile(rb"^--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*$", re.MULTILINE)
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for match in line.finditer(data, start, end):
        if opened is not None:
            spans.append((opened, max(opened, match.start() - 1)))
        opened = None if match[1] else min(match.end() + 1, end)
        if len(spans) > MAX_PARTS or match[1]:
            break
    if opened is not None:
        spans.append((opened, end))
    return spans


def _attached(fields: Fields, content_type: str, params: dict[str, str]) -> bool:
    if content_type in _REPORTS or content_type in _MESSAGES or content_type == "text/calendar":
        return False
    disposition = fields.get("content-disposition").lower()
    named = "name" in params or "filename" in parameters(disposition)
    return disposition.startswith("attachment") or named or not _readable(content_type)


def _file_name(fields: Fields) -> str:
    """The name of an attachment, lower case, or nothing."""
    disposition, stated = fields.get("content-disposition"), fields.get("content-type")
    named = parameters(disposition).get("filename") or parameters(stated).get("name", "")
    return named.lower()


def _file(
    data: bytes, start: int, end: int, fields: Fields, content_type: str, budget: _Budget
) -> bytes:
    is_file = content_type == "application/octet-stream"
    is_text = is_file and _TEXT_FILE.fullmatch(_file_name(fields)) is not None
    size = end - start
    if size > min(MAX_ATTACHED, budget.kept) or not (is_text or content_type == "text/plain"):
        return b""
    budget.kept -= size
    return data[start:end]


def _inline_text(fields: Fields, content_type: str) -> bool:
    """Mail systems give names to the parts of a notice; only "attachment" closes a text."""
    disposition = fields.get("content-disposition").lower()
    return content_type == "text/plain" and not disposition.startswith("attachment")


def _readable(content_type: str) -> bool:
    return content_type.startswith(("text/", "multipart/")) or content_type in _REPORTS


def _keep(data: bytes, start: int, end: int, content_type: str, budget: _Budget) -> bytes:
    if not _readable(content_type):
        return b""
    size = min(end - start, MAX_LEAF, max(budget.kept, 0))
    if size < end - start:
        budget.hit(f"a text longer than {MAX_LEAF // 1000} kB")
    budget.kept -= size
    return data[start : start + size]
