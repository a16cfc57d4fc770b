"""What the text of one cell means, by the kind of its field; or a plain sentence why it has none.

Empty cells never come here: an empty cell says nothing and changes nothing. Moments come back in
UTC; a time without a zone is taken as UTC, a date without a time as midnight. Time zone names as
written by HubSpot (``europe_slash_berlin``) and Salesforce (``(GMT+01:00) … (Europe/Berlin)``).
"""

import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from types import MappingProxyType

from contacts.addresses import AddressError, parse_address, parse_phone
from contacts.csvfile.countries import country_code
from contacts.csvfile.dialects import Dialect
from contacts.csvfile.fields import Field, Kind, squashed

Value = str | bool | datetime

_FORGIVEN = frozenset({Kind.PHONE, Kind.URL, Kind.DOMAIN, Kind.LANGUAGE})
# What exports and spreadsheets write where they know nothing. Null is also a surname.
_NOTHING = frozenset(
    "n/a #n/a #nv #ref! #bezug! #value! #wert! #name? #div/0! #null! (blank) (leer) (null) <null> "
    "[null] \\n k.a. - -- --- – —".split()
)
_NOTHING_AS_WRITTEN = frozenset({"NULL", "null", "NaN", "nan"})
YES = frozenset(
    "true 1 1.0 yes y ja j x wahr oui vrai on t si sí sì sim tak ✓ ✔ unsubscribed abgemeldet "
    "désabonné désinscrit optedout optout".split()
)
# No consent (Pipedrive) says that nobody has asked, not that somebody objected.
NO = frozenset(
    "false 0 0.0 no n nein falsch non faux off f não nie subscribed angemeldet abonné optedin "
    "optin noconsent".split()
)

# Words of the exports for each basis that compliance.packs knows (a test keeps the two equal).
_BASES = {
    "express": "express; express consent; consent; opt-in; single opt-in; einwilligung; "
    "freely given consent from contact; consentement; ausdrückliche Einwilligung",
    "double_opt_in": "double opt-in; doi; confirmed opt-in; double optin",
    "existing_customer": "existing customer; legitimate interest – existing customer; customer; "
    "performance of a contract; bestandskunde; soft opt-in; existing business relationship",
    "inquiry": "inquiry; enquiry; anfrage; request; inbound request; implied consent – inquiry",
    "published_address": "published address; conspicuous publication; publicly listed; "
    "published business address; inferred consent; veröffentlichte Adresse",
    "legitimate_interest": "legitimate interest; legitimate interests; berechtigtes Interesse; "
    "legitimate interest – prospect/lead; legitimate interest – other; intérêt légitime",
    "corporate_subscriber": "corporate subscriber; corporate",
}
BASES: Mapping[str, str] = MappingProxyType(
    {
        squashed(word): basis
        for basis, words in _BASES.items()
        for word in (basis, *words.split(";"))
    }
)
# Whose line or mailbox it is: a legal person's, or a natural one's who trades under a name.
_SUBSCRIBERS = {
    "corporate": "corporate; corporate subscriber; company; limited company; ltd; llp; plc; "
    "public body; authority; legal person; legal entity; firma; juristische person; unternehmen",
    "individual": "individual; individual subscriber; sole trader; sole proprietor; partnership; "
    "freelancer; self-employed; natural person; einzelunternehmer; freiberufler; "
    "natürliche person",
    "": "unknown; not known; unbekannt; none; n/a",
}
SUBSCRIBERS: Mapping[str, str] = MappingProxyType(
    {squashed(word): kind for kind, words in _SUBSCRIBERS.items() for word in words.split(";")}
)
_NO_BASIS = frozenset({"notapplicable", "none", "keine", "na", "unknown", "unbekannt"})

_DATE = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[-./])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})"
    r"(?:[T,]?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)


class CellError(ValueError):
    """The cell cannot be used; the message tells a person what is wrong and what to write."""


def read_value(field: Field, text: str, dialect: Dialect, country: str) -> Value | None:
    """Return the value of a non-empty cell, None when it says “none”, or raise CellError.

    ``country`` (alpha-2 or "") is the country of the row, for numbers without a country code.
    """
    if "\0" in text:
        raise CellError("The cell contains a NUL character. Remove it.")
    line = _one_line(text)
    if len(line) > field.longest:
        raise CellError(f"The value is longer than {field.longest} characters. Shorten it.")
    if field.kind is Kind.PHONE:
        return _phone(line, country)
    if field.kind is Kind.MOMENT:
        return read_moment(line, dialect.day_first)
    return _READERS[field.kind](line)


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, or has the words that programs write where they know nothing."""
    plain = text.strip()
    return not plain or plain.casefold() in _NOTHING or plain in _NOTHING_AS_WRITTEN


def is_forgiven(field: Field) -> bool:
    """Whether a cell that cannot be read costs the row this value alone: nothing depends on it."""
    return field.kind in _FORGIVEN or field.key == "last_activity"


def _one_line(text: str) -> str:
    # A mark that a file left behind is no letter; nobody sees it, and it would go into messages.
    line = " ".join(unicodedata.normalize("NFC", text.replace("\ufeff", "")).split())
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in line):
        raise CellError("The cell contains a control character. Type the value again.")
    return line


def _text(text: str) -> str:
    return text


def _address(text: str) -> str:
    try:
        # Outlook and spreadsheets put apostrophes around an address.
        return parse_address(text.strip("'’")).original
    except AddressError as error:
        raise CellError(str(error)) from None


def _owner(text: str) -> str:
    # Some exports name the owner instead of giving the address: the import looks up both.
    return _address(text).lower() if "@" in text else text


def _phone(text: str, country: str) -> str:
    # Tables write a number with a point and a nought, which would be one digit more to dial.
    text = re.sub(r"(?<=\d{6})\.0$", "", text)
    number = parse_phone(text, country)
    if number is None:
        raise CellError("Nobody can dial this number. Write it with its country code (+49 …).")
    return number


def _domain(text: str) -> str:
    host = re.sub(r"^[a-z]+://", "", text.lower()).partition("/")[0].partition(":")[0]
    try:
        return parse_address(f"x@{host.removeprefix('www.')}").domain
    except AddressError:
        raise CellError("This is not a domain name. Write it like acme.com.") from None


def _url(text: str) -> str:
    address = text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) else f"https://{text}"
    if not re.fullmatch(r"(?i)https?://[^\s/@:]+\.[^\s/@:]+(:\d+)?([/?#]\S*)?", address):
        raise CellError("This is not a web address. Write it like https://acme.com.")
    return address


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise CellError("This is not a country. Write its name or its two-letter code.")
    return code


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones() if name != "Factory"}


def _zone(text: str) -> str:
    inner = re.search(r"\(([A-Za-z_]+/[A-Za-z0-9_/+-]+)\)\s*$", text)
    name = (inner[1] if inner else text).lower().replace("_slash_", "/").replace(" ", "_")
    if name not in _zones():
        raise CellError("This is not a time zone name. Write it like Europe/Berlin.")
    return _zones()[name]


def _language(text: str) -> str:
    parts = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?", text)
    if parts is None:
        raise CellError("This is not a language code. Write it like de or de-AT.")
    return f"{parts[1].lower()}-{parts[2].upper()}" if parts[2] else parts[1].lower()


def _yes_no(text: str) -> bool:
    word = re.sub(r"[\s_-]+", "", text.casefold())
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError("This is neither yes nor no. Write yes or no.")


def _basis(text: str) -> str | None:
    word = squashed(text)
    if word in _NO_BASIS:
        return None
    if word not in BASES:
        known = ", ".join(basis.replace("_", " ") for basis in _BASES)
        raise CellError(f"This is not a basis that we know. Write one of: {known}.")
    return BASES[word]


def _subscriber(text: str) -> str | None:
    word = squashed(text)
    if word not in SUBSCRIBERS:
        raise CellError("Write corporate for a company or authority, individual for a sole trader.")
    return SUBSCRIBERS[word] or None


_READERS: Mapping[Kind, Callable[[str], Value | None]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.NAME: _text,
        Kind.ADDRESS: _address,
        Kind.OWNER: _owner,
        Kind.DOMAIN: _domain,
        Kind.URL: _url,
        Kind.COUNTRY: _country,
        Kind.ZONE: _zone,
        Kind.LANGUAGE: _language,
        Kind.YES_NO: _yes_no,
        Kind.BASIS: _basis,
        Kind.SUBSCRIBER: _subscriber,
    }
)


def read_moment(text: str, day_first: bool | None) -> datetime:
    """Read a date or a date with a time, as ISO 8601 or as written in Europe and the USA."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        raise CellError("This is not a date. Write it like 2026-03-31.")
    year, month, day = _year_month_day(parts, day_first)
    try:
        moment = datetime(year, month, day, *_hour_minute_second(parts), tzinfo=_offset(parts))
    except ValueError:
        raise CellError("There is no such date. Write it like 2026-03-31.") from None
    if not 1970 <= year <= 2100:
        raise CellError("The year lies outside 1970 to 2100. Correct the date.")
    return moment.astimezone(UTC)


def _year_month_day(parts: re.Match[str], day_first: bool | None) -> tuple[int, int, int]:
    a, b, c = int(parts["a"]), int(parts["b"]), int(parts["c"])
    if len(parts["a"]) == 4:
        return a, b, c
    if len(parts["c"]) != 4:
        raise CellError("Write the year with four digits, like 2026-03-31.")
    if parts["mark"] == "." or a > 12 or a == b:
        return c, b, a
    if b > 12:
        return c, a, b
    if day_first is None:
        raise CellError("Day and month cannot be told apart. Write the date like 2026-03-31.")
    return (c, b, a) if day_first else (c, a, b)


def _hour_minute_second(parts: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour")
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, minute, second


def _offset(parts: re.Match[str]) -> timezone:
    text = (parts["offset"] or "").replace(":", "")
    if text in ("", "Z", "UTC"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5])))
