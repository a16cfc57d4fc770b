"""Bodies as MIME parts (RFC 2045): 7bit when that is safe, else the shorter of quoted-printable
and base64, so that no byte above 127 and no line above 78 bytes leaves.

Line ends are CRLF. A body ends in one, also when the text does not.
"""

import re
from binascii import b2a_base64, b2a_qp

from enrollment.channels.headers import utf8

LINE = 78
# Begins every boundary. Neither quoted-printable nor base64 can hold it (RFC 2045 section 6.7).
BOUNDARY = "=_"

_BASE64_LINE = 76
_PRINTED = bytes(range(0x20, 0x7F)) + b"\t"
_BARE = (b" \r\n", b"\t\r\n")
# Old mailboxes write a > before such a line; some servers take a dot for the end.
_FRAGILE_LINES = (b"From ", b".\r\n")
_FRAGILE = (*_BARE, *(b"\n" + line for line in _FRAGILE_LINES), b"--" + BOUNDARY.encode())
_FROM = re.compile(rb"^From ", re.MULTILINE)
_LONG_END = re.compile(rb"^([^\r\n]{74,})(=20|=09)\r\n", re.MULTILINE)


def text_part(subtype: str, text: str) -> bytes:
    """The fields, an empty line and the encoded body of text/`subtype`.

    Raises MessageError when the text cannot be put into bytes.
    """
    data = utf8("The message", canonical(text))
    encoding, body = encoded(data)
    return (b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n%b") % (
        subtype.encode(),
        encoding,
        body,
    )


def alternatives(boundary: str, parts: list[bytes]) -> bytes:
    """The parts as multipart/alternative, plainest first: its field, an empty line, its body."""
    mark = b"--" + boundary.encode()
    return b"".join(
        (
            b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % boundary.encode(),
            *(b"%b\r\n%b\r\n" % (mark, part) for part in parts),
            mark + b"--\r\n",
        )
    )


def canonical(text: str) -> str:
    """CRLF for each of CRLF, CR and LF, and one at the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return (lines if lines.endswith("\n") else f"{lines}\n").replace("\n", "\r\n")


def encoded(data: bytes) -> tuple[bytes, bytes]:
    """The name of the encoding that suits the data, and the data in it; CRLF throughout."""
    strange = len(data.translate(None, _PRINTED)) - 2 * data.count(b"\n")
    if not strange and _is_safe(data):
        return b"7bit", data
    if 6 * strange <= len(data):
        return b"quoted-printable", _quoted_printable(data)
    return b"base64", _base64(data)


def _is_safe(data: bytes) -> bool:
    """Whether ASCII arrives unchanged as it is."""
    if max(map(len, data.split(b"\r\n"))) > LINE or data.startswith(_FRAGILE_LINES):
        return False
    return not any(each in data for each in _FRAGILE)


def _quoted_printable(data: bytes) -> bytes:
    written = b2a_qp(data)
    if any(each in data for each in _BARE):
        # A space at the end of a line is written as =20 without room being made for it.
        written = _LONG_END.sub(rb"\1=\r\n\2\r\n", written)
    if b"\n.\r\n" in written:
        # A dot that ends the line before may have come to stand alone.
        written = written.replace(b"\n.\r\n", b"\n=2E\r\n")
    return _FROM.sub(b"=46rom=\r\n ", written) if b"From " in written else written


def _base64(data: bytes) -> bytes:
    line = b2a_base64(data, newline=False)
    starts = range(0, len(line), _BASE64_LINE)
    return b"".join([line[start : start + _BASE64_LINE] + b"\r\n" for start in starts])
