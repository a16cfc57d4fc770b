"""Reads a message back and compares it with what was approved, just before it is armed.

Shares no code with the builder, and takes nothing but the one form that the builder writes: these
fields in this order and no other, encoded words that stand alone, parts with known encodings. A
message in any other form is refused, also where a mail program would understand it.
"""

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Collection, Sequence

from compliance.content import Content, Unsubscribe
from contacts.addresses import AddressError, parse_address
from enrollment.channels.errors import MessageError

LONGEST_LINE = 998

_FIELD = re.compile(r"([A-Za-z-]+):(?: (.+))?")
_FOLDED_AT_ONCE = re.compile(rb"^[A-Za-z-]+:\r\n ", re.MULTILINE)
_WORDS = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")
_ENCODED = re.compile(r"=\?utf-8\?([BQ])\?([!-<>-~=]+)\?=")
_Q = re.compile(r"(?:[A-Za-z0-9!*+/_-]|=[0-9A-F]{2})+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_NAMED = re.compile(r"(.+) <([^<>]+)>")
_ADDRESS = re.compile(r'[^\x00-\x20\x7f-\xa0()<>@,;:\\"\[\]]+@[A-Za-z0-9.-]+')
_ID = re.compile(r"<[\w!#$%&'*+/=?^`{|}~.-]+@[\w!#$%&'*+/=?^`{|}~.-]+>", re.ASCII)
_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}")
_ONE_CLICK = re.compile(r"<https?://[!-;=?-~]+one-click>")
_SIGNED = re.compile(r"v=1; a=[a-z0-9-]+; c=relaxed/relaxed; [!-~ ]+; b=[A-Za-z0-9+/= ]+")
_PARTS = re.compile(r'multipart/alternative; boundary="(=_[0-9a-f]{24})"')
_ESCAPES = re.compile(rb"=(?:[0-9A-F]{2}|\r\n)")
_PRINTED_BYTES = bytes(range(0x20, 0x7F)) + b"\t\r\n"

_Fields = list[tuple[str, str]]


def must_say(
    wire: bytes,
    content: Content,
    without: Collection[str] = (),
    more: Sequence[tuple[str, str]] = (),
) -> None:
    """What is on the wire must be what was approved, but for the copies in `without` and with the
    fields `more` of our own.

    Raises MessageError when it says anything else, anything besides, or is not of our form.
    """
    fields, body = _split(wire)
    copies = [address for address in content.cc if address not in without]
    reply_to = content.reply_to if content.reply_to != content.sender_address else ""
    _same("list of headers", _expected(content, fields, copies, reply_to, more), _names(fields))
    said = dict(fields)
    _same("subject", content.subject, _text(said["Subject"]))
    name, address = _named(said["From"])
    _same("sender", content.sender_name, name)
    _same_mailboxes("sender", [content.sender_address], [address])
    _same_mailboxes("recipient", [content.recipient], [said["To"]])
    _same_mailboxes("reply address", [reply_to][: bool(reply_to)], _listed(said, "Reply-To"))
    _same_mailboxes("list of copies", copies, _listed(said, "Cc"))
    for own, value in more:
        _same(own, value, _text(said[own]))
    _look_at_the_rest(said)
    _compare_bodies(said, body, content)


def _split(wire: bytes) -> tuple[_Fields, bytes]:
    """The fields, unfolded and without signatures, and the body."""
    breaks = wire.count(b"\r\n")
    lines = wire.split(b"\r\n")
    if wire.count(b"\n") != breaks or wire.count(b"\r") != breaks or lines[-1] or b"\0" in wire:
        raise _other("line ends")
    if max(map(len, lines)) > LONGEST_LINE:
        raise _other("length of a line")
    head, _, body = wire.partition(b"\r\n\r\n")
    if not body.isascii() or _FOLDED_AT_ONCE.search(head):
        raise _other("form")
    fields = [_field(line) for line in _decoded(head).replace("\r\n ", " ").split("\r\n")]
    while fields and fields[0][0] == "DKIM-Signature":
        _shaped("signature", _SIGNED, fields.pop(0)[1])
    return fields, body


def _field(line: str) -> tuple[str, str]:
    found = _FIELD.fullmatch(line)
    if found is None:
        raise _other("form of a header")
    return found[1], found[2] or ""


def _expected(
    content: Content,
    fields: _Fields,
    copies: Sequence[str],
    reply_to: str,
    more: Sequence[tuple[str, str]],
) -> list[str]:
    """The names of all fields in their order. Whether it answers is not part of a content."""
    answers = any(name == "In-Reply-To" for name, _ in fields)
    one_click = content.unsubscribe == Unsubscribe.ONE_CLICK
    return [
        *("From", "To"),
        *(["Cc"] if copies else []),
        *(["Reply-To"] if reply_to else []),
        *("Subject", "Date", "Message-ID"),
        *(["In-Reply-To", "References"] if answers else []),
        *(["List-Unsubscribe", "List-Unsubscribe-Post"] if one_click else []),
        *(name for name, _ in more),
        *("MIME-Version", "Content-Type"),
        *([] if content.html else ["Content-Transfer-Encoding"]),
    ]


def _names(fields: _Fields) -> list[str]:
    return [name for name, _ in fields]


def _look_at_the_rest(said: dict[str, str]) -> None:
    """Fields that no approval covers must be what their names promise."""
    _shaped("date", _DATE, said["Date"])
    _shaped("Message-ID", _ID, said["Message-ID"])
    if "References" in said:
        thread = said["References"].split(" ")
        for each in thread:
            _shaped("thread", _ID, each)
        _same("thread", thread[-1], said["In-Reply-To"])
    if "List-Unsubscribe" in said:
        _shaped("way to unsubscribe", _ONE_CLICK, said["List-Unsubscribe"])
        _same("way to unsubscribe", "List-Unsubscribe=One-Click", said["List-Unsubscribe-Post"])
    _same("version", "1.0", said["MIME-Version"])


def _text(value: str) -> str:
    """An unstructured value: printed ASCII with single spaces, or encoded words alone."""
    if "=?" in value:
        return "".join([_word(word) for word in value.split(" ")])
    _shaped("text of a header", _WORDS, value)
    return value


def _word(word: str) -> str:
    found = _ENCODED.fullmatch(word)
    if found is None or len(word) > 75:
        raise _other("text of a header")
    if found[1] == "Q":
        _shaped("text of a header", _Q, found[2])
        return _decoded(a2b_qp(found[2], header=True))
    return _decoded(_from_base64(found[2].encode()))


def _named(value: str) -> tuple[str, str]:
    """Display name and address of one mailbox."""
    found = _NAMED.fullmatch(value)
    if found is None:
        return "", value
    name, address = found.groups()
    if quoted := _QUOTED.fullmatch(name):
        name = re.sub(r"\\(.)", r"\1", quoted[1])
        if "=?" in name:
            raise _other("name of the sender")
        return _text(name), address
    name = _text(name)
    if "=?" not in found[1]:
        _shaped("name of the sender", _ATOMS, name)
    return name, address


def _listed(said: dict[str, str], name: str) -> list[str]:
    return said[name].split(", ") if name in said else []


def _same_mailboxes(what: str, meant: Sequence[str], said: Sequence[str]) -> None:
    for address in said:
        _shaped(what, _ADDRESS, address)
    if len(meant) != len(said) or not all(map(_is_mailbox, said, meant)):
        raise _other(what)


def _is_mailbox(said: str, meant: str) -> bool:
    """The very address, or the same with its domain in ASCII."""
    if said == meant:
        return True
    local, _, domain = meant.rpartition("@")
    try:
        return not domain.isascii() and said == f"{local}@{parse_address(meant).domain}"
    except AddressError:
        return False


def _compare_bodies(said: dict[str, str], body: bytes, content: Content) -> None:
    if not content.html:
        encoding = said["Content-Transfer-Encoding"]
        _same("kind of text", "text/plain; charset=utf-8", said["Content-Type"])
        _same("text", _approved(content.text), _body(encoding, body))
        return
    found = _PARTS.fullmatch(said["Content-Type"])
    if found is None:
        raise _other("kind of text")
    pieces = body.split(b"--" + found[1].encode())
    if len(pieces) != 4 or pieces[0] or pieces[3] != b"--\r\n":
        raise _other("list of parts")
    _same("text", _approved(content.text), _part("plain", pieces[1]))
    _same("html", _approved(content.html), _part("html", pieces[2]))


def _part(subtype: str, piece: bytes) -> str:
    """The text of a part, between the line ends that belong to the boundaries."""
    head, _, body = piece.partition(b"\r\n\r\n")
    start = f"\r\nContent-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: "
    if not head.startswith(start.encode()) or not body.endswith(b"\r\n"):
        raise _other("list of parts")
    return _body(head[len(start) :].decode(), body[:-2])


def _body(encoding: str, data: bytes) -> str:
    if encoding == "7bit":
        return data.decode("ascii")
    if encoding == "quoted-printable":
        return _decoded(_from_quoted_printable(data))
    if encoding == "base64" and data.endswith(b"\r\n"):
        return _decoded(_from_base64(data.replace(b"\r\n", b"")))
    raise _other("encoding of a text")


def _from_quoted_printable(data: bytes) -> bytes:
    wrong = len(_ESCAPES.findall(data)) != data.count(b"=")
    if wrong or data.translate(None, _PRINTED_BYTES) or b" \r\n" in data or b"\t\r\n" in data:
        raise _other("encoding of a text")
    return a2b_qp(data)


def _from_base64(data: bytes) -> bytes:
    try:
        return a2b_base64(data, strict_mode=True)
    except Error as error:
        raise _other("encoding of a text") from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _other("encoding of a text") from error


def _approved(text: str) -> str:
    """A body as it has to arrive: CRLF for every line end, and one at the end."""
    if "\r" in text:
        text = re.sub("\r\n?", "\n", text)
    return text.removesuffix("\n").replace("\n", "\r\n") + "\r\n"


def _shaped(what: str, form: re.Pattern[str], value: str) -> None:
    if form.fullmatch(value) is None:
        raise _other(what)


def _same(what: str, meant: object, said: object) -> None:
    if meant != said:
        raise _other(what)


def _other(what: str) -> MessageError:
    return MessageError(f"The {what} on the wire is not what was approved.")
