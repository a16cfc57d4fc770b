"""What a pasted text or a line of a list says: whom to stop, or why it is not understood.

Pure. Understood are addresses (alone, or as `Name <a@b.example>`), domains (`initech.example`,
`@initech.example`, `*@initech.example`, `www.initech.example`), numbers with their country code,
and hashes of addresses: MD5, SHA-1 or SHA-256 of the address in small letters, as 32, 40 or 64
hex digits.

Nothing that could name somebody is dropped without being told: words beside an address that read
as a domain could also be a name or a company, so they stop nobody and are named.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contacts.addresses import AddressError, parse_address, parse_phone

# RFC 5321 allows "john smith"@host; nobody's mailbox is called so, and its host is no domain to
# stop.
_QUOTED_LOCAL = re.compile(r'"[^"]*"@[^\s,;]*')
_QUOTED = re.compile(r'"([^"]*)"')
# What a sentence puts around an address.
_SENTENCE = ".:;!?()[]'’"
_BETWEEN = re.compile(r"[,;\t]+")
_AROUND = re.compile(r'[<>"]+')
_DIALLED = re.compile(r"[+\d()./-]+")
# So many digits are no part of a name.
_MANY = 5
_NUMBER = re.compile(r"(?:\+|00)[\d\s()./-]{6,30}")
_DIGITS = re.compile(r"[\d\s()./-]{5,30}")
_HEX = re.compile(r"[0-9a-fA-F]+")
# Most addresses are as plain as this; what is not, is read with every rule.
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
_PLAIN_DOMAIN = re.compile(_DOMAIN)
# What separates the labels of a domain in any script (RFC 5890), its wide forms composed.
_DOTS = frozenset(".\u3002")
_PLAIN = re.compile(rf"[a-z0-9]+(?:[._-][a-z0-9]+)*@{_DOMAIN}")
_LONGEST_PLAIN = 64
# Before a domain: everybody there.
_ALL_OF = ("@", "*@")


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
NOT_ALONE = (
    "Beside an address, this is a domain or a part of a name. Write a domain on a line of its own."
)
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
    for number, line in enumerate(text.splitlines(), 1):
        for odd in _QUOTED_LOCAL.findall(line):
            found[None, f"{number} {odd}"] = Found(number, odd, problem=NOT_READ)
        line = _QUOTED_LOCAL.sub(" ", line)
        for piece in _BETWEEN.split(_QUOTED.sub(_unquoted, line)):
            for each in _read_piece(_AROUND.sub(" ", piece).strip(), number):
                found.setdefault((each.kind, each.value or f"{number} {each.text}"), each)
    return list(found.values())


def read_entry(text: str, line: int) -> Found:
    """One entry alone."""
    # Spreadsheets and mail programs put apostrophes around an address; none begins with one.
    word = text.strip().strip("\ufeff'’").strip()
    if word.startswith(_ALL_OF):
        return _domain(word.partition("@")[2], word, line)
    if "@" in word:
        return _address(word, line)
    if _HEX.fullmatch(word) and (kind := HASHES.get(len(word))):
        return Found(line, word, kind, word.lower())
    if _NUMBER.fullmatch(word):
        return _phone(word, line)
    if _DIGITS.fullmatch(word) and sum(map(str.isdigit, word)) >= _MANY:
        return Found(line, word, problem=NO_COUNTRY)
    return _domain(word, word, line)


def unread(found: Iterable[Found]) -> list[Found]:
    """What nobody is stopped by."""
    return [each for each in found if each.kind is None]


def _unquoted(quoted: re.Match[str]) -> str:
    """What stands between quotation marks; a comma in a name separates nothing."""
    inside = quoted[1]
    # Outside the marks again, a word would run into its neighbour.
    return f" {inside if '@' in inside else _BETWEEN.sub(' ', inside)} "


def _read_piece(piece: str, line: int) -> Iterator[Found]:
    """What stands between two commas: entries, and names beside them, which do no harm."""
    read = [read_entry(word, line) for word in _words(piece)]
    beside = any(each.kind not in (None, Kind.DOMAIN) for each in read)
    if len(read) > 1 and all(each.kind is None and _is_name(each) for each in read):
        yield Found(line, piece, problem=NOT_READ)
        return
    for each in read:
        if each.kind is Kind.DOMAIN and "@" in piece and not each.text.startswith(_ALL_OF):
            # With its piece, so that it is not taken for a domain when it is read once more.
            yield Found(line, piece, problem=f"“{each.text}”: {NOT_ALONE}")
        elif each.kind or not (beside and _is_name(each)):
            yield each


def _is_name(entry: Found) -> bool:
    return "@" not in entry.text and sum(map(str.isdigit, entry.text)) < _MANY


def _words(piece: str) -> list[str]:
    """The words of a piece; the parts of a telephone number are one."""
    words: list[list[str]] = []
    for word in piece.split():
        word = word.strip(_SENTENCE) if "@" in word else word
        goes_on = words and _DIALLED.fullmatch(word) and "+" not in word
        if goes_on and _DIALLED.fullmatch(words[-1][0]):
            words[-1].append(word)
        else:
            words.append([word])
    return [" ".join(parts) for parts in words]


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
    # Mail goes to what stands behind it.
    lowered = name.lower().removeprefix("www.")
    # A text that is no list at all is many words; the full rules take ten seconds for a megabyte.
    if _DOTS.isdisjoint(unicodedata.normalize("NFKC", name)):
        return Found(line, word, problem=NOT_READ)
    if len(lowered) <= _LONGEST_PLAIN and _PLAIN_DOMAIN.fullmatch(lowered) and "--" not in lowered:
        return Found(line, word, Kind.DOMAIN, lowered)
    try:
        return Found(line, word, Kind.DOMAIN, parse_address(f"anyone@{lowered}").domain)
    except AddressError:
        return Found(line, word, problem=NOT_READ)


def _phone(word: str, line: int) -> Found:
    number = parse_phone(re.sub(r"^00", "+", word), "")
    if number is None:
        return Found(line, word, problem=NO_COUNTRY)
    return Found(line, word, Kind.PHONE, number)
