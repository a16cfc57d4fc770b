"""Header fields as bytes, by RFC 5322, RFC 2047 (words that are not ASCII), RFC 6532 (addresses
that are not ASCII) and RFC 2369.

Lines have at most 78 bytes, those with encoded words 76, unless one address, Message-ID or link is
longer; none has more than 998. Domains are written as A-labels, so only a local part that is not
ASCII makes a message that needs SMTPUTF8. Every function raises MessageError for a value with
which the field would be another one.
"""

import re
from binascii import b2a_base64
from collections.abc import Sequence
from functools import lru_cache

from contacts.addresses import AddressError, parse_address
from enrollment.channels.errors import MessageError

LINE = 78
ENCODED_LINE = 76
LONGEST_LINE = 998
# RFC 5321 section 4.5.3.1.3: 256 with the angle brackets.
LONGEST_ADDRESS = 254
BREAKS = re.compile("[\r\n\0]")

_WORD_FRAME = len("=?utf-8?Q??=")
_FOLD = b"\r\n "
# Words with one space between: whatever a relay does with white space, this stays the same.
_PLAIN = re.compile("[!-~]+(?: [!-~]+)*")
_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"
_ATOMS = re.compile(f"[{_ATEXT}]+(?: [{_ATEXT}]+)*")
_LOCAL = re.compile(f"[{_ATEXT}\x80-\U0010ffff]+(?:\\.[{_ATEXT}\x80-\U0010ffff]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_LABELS = re.compile("[A-Za-z0-9\x80-\U0010ffff-]+(?:\\.[A-Za-z0-9\x80-\U0010ffff-]+)*")
_ESCAPED = re.compile(r'(["\\])')
_DOTTED = f"[{_ATEXT}]+(?:\\.[{_ATEXT}]+)*"
_ID = re.compile(f"<{_DOTTED}@{_DOTTED}>")
_LINK = re.compile("https?://[!-;=?-~]+")
_OWN_NAME = re.compile("X-[A-Za-z0-9-]{1,30}")
# What may stand for itself in an encoded word wherever it is (RFC 2047 section 5, rule 3).
_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
_Q = [bytes((each,)) if each in _SAFE else b"=%02X" % each for each in range(256)]
_Q[0x20] = b"_"


def utf8(name: str, text: str) -> bytes:
    """Text as UTF-8; half of a surrogate pair is refused, for no bytes stand for it."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        sentence = f"{name} contains a broken character. Retype it."
        raise MessageError(sentence) from error


def text_field(name: str, value: str) -> bytes:
    """An unstructured field such as Subject: as it is, folded between words, or encoded."""
    _unbroken(name, value)
    start = f"{name}: ".encode()
    if not value:
        return start[:-1]
    if "=?" not in value and _PLAIN.fullmatch(value):
        if len(start) + len(value) <= LINE:
            return start + value.encode()
        words = value.encode().split(b" ")
        if len(start) + len(words[0]) <= LINE and len(max(words, key=len)) < LINE:
            return _filled(start, words)
    return start + _FOLD.join(encoded_words(name, value, ENCODED_LINE - len(start)))


def own_field(name: str, value: str) -> bytes:
    """A field of our own, whose name begins with X-."""
    if not _OWN_NAME.fullmatch(name):
        raise MessageError("The name of an own header begins with X-.")
    return text_field(name, value)


@lru_cache(maxsize=512)
def sender_field(name: str, display_name: str, address: str) -> bytes:
    """One mailbox with its display name, which may be empty."""
    start = f"{name}: ".encode()
    if not display_name:
        return start + mailbox(address)
    _unbroken("A name or address", display_name)
    words = _phrase(display_name, ENCODED_LINE - len(start))
    bracketed = b"<%b>" % mailbox(address)
    line = len(words[-1]) + len(bracketed) + 1 + (len(start) if len(words) == 1 else 1)
    gap = b" " if line <= ENCODED_LINE else _FOLD
    return start + _FOLD.join(words) + gap + bracketed


def addresses_field(name: str, addresses: Sequence[str]) -> bytes:
    """One or more bare mailboxes, folded after the commas."""
    written = [mailbox(each) for each in addresses]
    words = [each + b"," for each in written[:-1]] + written[-1:]
    return _filled(f"{name}: ".encode(), words)


def ids_field(name: str, ids: Sequence[str]) -> bytes:
    """Message-IDs with their angle brackets, folded between them."""
    for each in ids:
        _unbroken(name, each)
        if not _ID.fullmatch(each):
            raise MessageError(f"{name} is made of identifiers like <left@right>.")
    return _unfolded_fits(name, _filled(f"{name}: ".encode(), [each.encode() for each in ids]))


def link_field(name: str, url: str) -> bytes:
    """One link in angle brackets (RFC 2369)."""
    _unbroken(name, url)
    if not _LINK.fullmatch(url):
        raise MessageError(f"{name} must be a link that begins with http.")
    return _unfolded_fits(name, f"{name}: <{url}>".encode())


def mailbox(address: str) -> bytes:
    """An address as it goes over the wire, in fields and in the envelope alike: its domain as
    A-labels, its local part as it is, in UTF-8 when it is not ASCII."""
    _unbroken("A name or address", address)
    local, _, domain = address.rpartition("@")
    # What looks like an encoded word is none in an address (RFC 2047 section 5), but there are
    # readers that decode it, and would answer somebody else.
    if not _LOCAL.fullmatch(local) or not local.isprintable() or "=?" in local:
        raise MessageError("This is no address.")
    if not _DOMAIN.fullmatch(domain):
        domain = _a_labels(address)
    written = f"{local}@{domain}".encode()
    if len(written) > LONGEST_ADDRESS:
        raise MessageError(f"An address is longer than {LONGEST_ADDRESS} bytes.")
    return written


def encoded_words(name: str, text: str, first: int) -> list[bytes]:
    """RFC 2047 words of whole characters, each at most 75 bytes, the first at most `first`: by Q
    as long as people can read that, else by B."""
    data = utf8(name, text)
    escaped = len(data.translate(None, _SAFE + b" "))
    if 2 * escaped <= len(data):
        return _q_words(text, first - _WORD_FRAME)
    return _b_words(data, first - _WORD_FRAME)


def _q_words(text: str, room: int) -> list[bytes]:
    words, left = [b""], room
    for character in text:
        written = b"".join([_Q[each] for each in character.encode()])
        if len(written) > left:
            words.append(b"")
            left = ENCODED_LINE - 1 - _WORD_FRAME
        words[-1] += written
        left -= len(written)
    return [b"=?utf-8?Q?%b?=" % word for word in words]


def _b_words(data: bytes, room: int) -> list[bytes]:
    words, start = [], 0
    while start < len(data):
        end = start + room // 4 * 3
        # Never inside a character: its later bytes begin with the bits 10.
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append(b"=?utf-8?B?%b?=" % b2a_base64(data[start:end], newline=False))
        start, room = end, ENCODED_LINE - 1 - _WORD_FRAME
    return words


def _phrase(text: str, first: int) -> list[bytes]:
    """A display name: atoms, a quoted string, or encoded words when it is long or neither."""
    if "=?" not in text and _PLAIN.fullmatch(text):
        quoted = '"' + _ESCAPED.sub(r"\\\1", text) + '"'
        written = text if _ATOMS.fullmatch(text) else quoted
        if len(written) <= first:
            return [written.encode()]
    return encoded_words("A name", text, first)


def _filled(start: bytes, words: Sequence[bytes]) -> bytes:
    """The words with a space between, or a fold where the line would be too long."""
    written, room = [start + words[0]], LINE - len(start) - len(words[0])
    for word in words[1:]:
        fits = len(word) < room
        written.append((b" " if fits else _FOLD) + word)
        room = (room if fits else LINE) - len(word) - 1
    return b"".join(written)


def _unfolded_fits(name: str, field: bytes) -> bytes:
    if max(map(len, field.split(b"\r\n"))) > LONGEST_LINE:
        raise MessageError(f"{name} has a line of more than {LONGEST_LINE} bytes.")
    return field


def _a_labels(address: str) -> str:
    domain = address.rpartition("@")[2]
    try:
        # Reading an address forgives what surrounds it; here nothing may.
        if not _LABELS.fullmatch(domain) or not domain.isprintable():
            raise AddressError("This is no domain.")
        return parse_address(address).domain
    except AddressError as error:
        raise MessageError("This is no address.") from error


def _unbroken(name: str, value: str) -> None:
    if BREAKS.search(value):
        raise MessageError(f"{name} must not hold a line break.")
