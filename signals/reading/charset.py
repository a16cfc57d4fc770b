"""Bytes to text, whatever the sender declared.

Declared charsets lie often, so valid UTF-8 wins over a declared single-byte set, and text that
its own charset cannot read falls back to windows-1252. Only plain character sets are looked up:
Python also registers codecs that are not charsets, some of them quadratic on hostile input.
"""

import binascii
import codecs
import re
import unicodedata

_SAFE_CODEC = re.compile(
    r"ascii|utf-7|utf-8(-sig)?|utf-16(-[bl]e)?|iso8859-\d+|cp\d+|koi8-[rut]|mac-[a-z]+|gb\w*|hz|"
    r"big5\w*|shift_\w+|euc_\w+|iso2022_\w+|johab|tis-620"
)
_SINGLE_BYTE = re.compile(r"ascii|iso8859-\d+|cp12\d\d|mac-")
_ENCODED_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]{0,2000})\?=")
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD], None)
_SPACES = dict.fromkeys([0x00A0, 0x2007, 0x202F, 0x0B, 0x0C], " ")
_LINES = dict.fromkeys([0x2028, 0x2029, 0x0085], "\n")
_TABLE = {**_INVISIBLE, **_SPACES, **_LINES}


def decode(data: bytes, declared: str) -> str:
    """Text of `data`, never failing; `declared` is the charset parameter or empty."""
    codec = _codec(declared)
    if b"\x1b$" in data and not codec.startswith("iso2022"):
        codec = "iso2022_jp_2"
    is_single = not codec or _SINGLE_BYTE.match(codec) is not None
    candidates = ("utf-8", codec) if is_single else (codec, "utf-8")
    for name in candidates:
        text = _try(data, name)
        if text is not None:
            return _clean(text)
    return _clean(data.decode("cp1252", "replace"))


def transfer_decode(data: bytes, encoding: str) -> bytes:
    """Undo base64 or quoted-printable; damaged data yields what can be read of it."""
    name = encoding.strip().lower()
    if name == "base64":
        return _base64(data)
    return binascii.a2b_qp(data) if name == "quoted-printable" else data


def decode_words(value: str) -> str:
    """Undo RFC 2047; adjacent words of one charset are joined before they are decoded."""
    pieces: list[str] = []
    pending, charset, last = b"", "", 0
    for match in _ENCODED_WORD.finditer(value):
        gap = value[last : match.start()]
        if gap.strip() or (gap and not last) or match[1] != charset:
            pieces += [decode(pending, charset), gap if gap.strip() or not charset else ""]
            pending = b""
        charset, last = match[1], match.end()
        pending += _word_bytes(match[2], match[3])
    return "".join([*pieces, decode(pending, charset), value[last:]])


def _word_bytes(form: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if form in "bB":
        return _base64(data)
    return binascii.a2b_qp(data, header=True)


def _base64(data: bytes) -> bytes:
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    return binascii.a2b_base64(kept[: len(kept) // 4 * 4] + _padded(kept[len(kept) // 4 * 4 :]))


def _padded(rest: bytes) -> bytes:
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _codec(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip().strip("\"'")[:40]).name
    except (LookupError, ValueError):
        return ""
    return name if _SAFE_CODEC.fullmatch(name) else ""


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec) if codec else None
    except (UnicodeError, ValueError):
        return None


def _clean(text: str) -> str:
    visible = text.translate(_TABLE)
    # Almost all texts are; looking at each character takes twenty times as long.
    if visible.replace("\n", "").replace("\t", "").isprintable():
        return visible
    return "".join(char for char in visible if char in "\n\t" or _printable(char))


def _printable(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")
