"""What a pasted text or a line of a list says: whom to stop, or why it is not understood.

Pure. Understood are addresses (alone, or as `Name <a@b.example>`), domains (`initech.example`,
`@initech.example`), numbers with their country code, and hashes of addresses: MD5, SHA-1 or
SHA-256 of the address in small letters, as 32, 40 or 64 hex digits.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contacts.addresses import AddressError, parse_address, parse_phone

_QUOTED = re.compile(r'"[^"\n]*"')
_BETWEEN = re.compile(r"[,;\t]+")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_NUMBER = re.compile(r"(?:\+|00)[\d\s()./-]{6,30}")
_DIGITS = re.compile(r"[\d\s()./-]{5,30}")
_HEX = re.compile(r"[0-9a-fA-F]+")
# Most addresses are as plain as this; what is not, is read with every rule.
_PLAIN = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_LONGEST_PLAIN = 64


class Kind(StrEnum):
    """What one entry of a list names."""

    ADDRESS = "address"
    DOMAIN = "domain"
    PHONE = "phone"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"


HASHES = {32: Kind.MD5, 40: Kind.SHA1, 64: Kind.SHA256}
NOT_READ = "This is no address, domain, number with country code (+49 …) or hash of an address."
NO_COUNTRY = "Write this number with its country code, such as +49 30 1234567."


@dataclass(frozen=True, slots=True)
class Found:
    """One entry: where it stood, what it names, and the form that is stopped.

    `value` is the address in its base form, the domain, the number as E.164, or the hash in small
    letters; "" with a `problem` where it could not be read.
    """

    line: int
    text: str
    kind: Kind | None = None
    value: str = ""
    problem: str = ""


def read_text(text: str) -> list[Found]:
    """Everything in a pasted text, each once, in its order; what is not understood too."""
    found: dict[tuple[Kind | None, str], Found] = {}
    for number, line in enumerate(_QUOTED.sub(" ", text).splitlines(), 1):
        for word in _words(line):
            each = read_entry(word, number)
            found.setdefault((each.kind, each.value or f"{number} {word}"), each)
    return list(found.values())


def read_entry(text: str, line: int) -> Found:
    """One entry alone."""
    word = text.strip().strip("\ufeff")
    if word.startswith("@"):
        return _domain(word[1:], word, line)
    if "@" in word:
        return _address(word, line)
    if _HEX.fullmatch(word) and (kind := HASHES.get(len(word))):
        return Found(line, word, kind, word.lower())
    if _NUMBER.fullmatch(word):
        return _phone(word, line)
    if _DIGITS.fullmatch(word) and sum(map(str.isdigit, word)) >= 5:
        return Found(line, word, problem=NO_COUNTRY)
    return _domain(word, word, line)


def unread(found: Iterable[Found]) -> list[Found]:
    """What nobody is stopped by."""
    return [each for each in found if each.kind is None]


def _words(line: str) -> Iterator[str]:
    for piece in _BETWEEN.split(line):
        bracketed = _IN_BRACKETS.findall(piece)
        if bracketed:
            yield from filter(None, map(str.strip, bracketed))
        elif "@" in piece:
            # Names beside an address do no harm.
            yield from (word for word in piece.split() if "@" in word)
        elif _DIGITS.fullmatch(piece.strip()) or _NUMBER.fullmatch(piece.strip()):
            yield piece.strip()
        else:
            yield from piece.split()


def _address(word: str, line: int) -> Found:
    lowered = word.lower()
    domain = lowered.rpartition("@")[2]
    plain = len(lowered) <= _LONGEST_PLAIN and _PLAIN.fullmatch(lowered)
    if plain and domain not in ("gmail.com", "googlemail.com") and "--" not in domain:
        return Found(line, word, Kind.ADDRESS, lowered)
    try:
        return Found(line, word, Kind.ADDRESS, parse_address(word).base)
    except AddressError as error:
        return Found(line, word, problem=str(error))


def _domain(name: str, word: str, line: int) -> Found:
    try:
        return Found(line, word, Kind.DOMAIN, parse_address(f"anyone@{name}").domain)
    except AddressError:
        return Found(line, word, problem=NOT_READ)


def _phone(word: str, line: int) -> Found:
    number = parse_phone(re.sub(r"^00", "+", word), "")
    if number is None:
        return Found(line, word, problem=NO_COUNTRY)
    return Found(line, word, Kind.PHONE, number)
