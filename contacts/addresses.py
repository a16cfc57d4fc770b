"""E-mail addresses and telephone numbers in the forms that we store, compare and remember.

Pure: no database and no network. Four forms of one address:

* ``original``: as the person wrote it, without the wrapping (spaces, ``mailto:``). We send to this.
* ``normal``: one spelling per mailbox as far as letters go. Contacts are found by this.
* ``base``: ``normal`` without a plus tag, and without the dots and second domain name of Gmail.
  Suppression and the recipient gate key on it, so that no variant slips past a stop.
* ``fingerprint(base, secret)``: what is left of an address after erasure.

Sources: RFC 5321 section 4.5.3.1 (lengths), RFC 5322 (syntax), RFC 5891 (domain names),
RFC 5233 (plus tags), Unicode Standard Annex 15 (NFKC).
"""

import hmac
import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from phonenumbers import PhoneNumberType, timezone

MAX_LENGTH = 254
GMAIL_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
_ROLE_WORDS = """
abuse accounting accounts admin administrator all billing board buchhaltung bestellung bewerbung
booking careers cert commercial compliance contact contacto contatti customerservice datenschutz
dataprotection dpo einkauf enquiries events everyone facturation finance ftp hallo hello help
helpdesk hostmaster hr impressum info information infos inquiries investors it jobs kontakt
kundenservice legal mail mailbox mailer-daemon marketing media newsletter no-reply noc noreply
office orders ops partner partners payroll personal post postmaster presse press privacy
procurement purchasing reception recruiting rechnung redaktion sales sekretariat security service
services shop staff support team techsupport tech ufficio undisclosed-recipients unsubscribe
usenet verkauf vertrieb verwaltung webmaster welcome www zentrale
"""
ROLE_NAMES = frozenset(_ROLE_WORDS.split())
_EDGE = " \t\u00a0\ufeff\u200b\u2060"
_IP_DOMAIN = re.compile(r"[0-9.]+")


class AddressError(ValueError):
    """The text is not an address we can write to; the message tells a person why."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address in the forms described at the top of this module."""

    original: str
    local: str
    domain: str
    normal: str
    base: str


def parse_address(text: str) -> Address:
    """Read one bare address (no display name) or raise AddressError with a plain sentence."""
    original = _unwrapped(text)
    _refuse_long(original)
    local, unicode_domain = _parts(unicodedata.normalize("NFKC", original))
    local = _folded(local)
    domain = _reachable_domain(_checked(local, unicode_domain))
    normal = f"{local}@{domain}"
    _refuse_long(normal)
    return Address(original, local, domain, normal, _base(local, domain))


def is_role_based(local: str) -> bool:
    """Whether the part before the @ names a function (info, sales …) rather than a person."""
    name = _untagged(_folded(local))
    return name in ROLE_NAMES or re.sub(r"[-_.]|\d+$", "", name) in ROLE_NAMES


def fingerprint(base: str, secret: bytes) -> str:
    """Return the keyed hash (HMAC-SHA256, 64 hex digits) that stands for an erased address.

    The key keeps the hash from being turned back by trying addresses; keep it out of the database.
    """
    if not secret:
        raise ValueError("A fingerprint needs a secret key.")
    return hmac.digest(secret, base.encode(), "sha256").hex()


_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def parse_phone(text: str, region: str) -> str | None:
    """Return the number as E.164 (``+493012345678``) or None when nobody could dial it.

    ``region`` (ISO 3166 alpha-2, or "") serves numbers written without a country code.
    """
    number = _number(text, region)
    if number is None or not phonenumbers.is_valid_number(number):
        return None
    return _e164(number)


def dialled(text: str, region: str) -> str | None:
    """As `parse_phone`, but whether anybody has the number is not asked; quicker.

    Equal to what `parse_phone` returns wherever that returns a number.
    """
    number = _number(text, region)
    return None if number is None else _e164(number)


def mobile_number(mobile: str, phone: str, region: str) -> str | None:
    """The number (E.164) that text messages reach: what stands as mobile; else the other one, where
    it is known to be that of a mobile telephone. None when neither can be."""
    if mobile.strip():
        return parse_phone(mobile, region)
    number = _number(phone, region)
    if number is None or phonenumbers.number_type(number) not in _MOBILE:
        return None
    return _e164(number)


def number_zones(text: str, region: str) -> tuple[str, ...]:
    """Return every IANA zone in which a number may ring; () when the number does not tell."""
    number = _number(text, region)
    if number is None:
        return ()
    found = timezone.time_zones_for_number(number)
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


def _number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text.strip()[:40], region.upper() or None)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _unwrapped(text: str) -> str:
    trimmed = text.strip(_EDGE + "\r\n")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in trimmed):
        raise AddressError("The address contains a line break or an invisible character.")
    if trimmed[:7].lower() == "mailto:":
        trimmed = trimmed[7:].partition("?")[0]
    trimmed = trimmed.rstrip(_EDGE + ".;,").strip(_EDGE)
    if not trimmed:
        raise AddressError("The address is empty.")
    return trimmed


def _folded(text: str) -> str:
    # Case folding can undo the normal form and the reverse, hence both until nothing changes.
    # Only for the local part: a domain keeps its ß, which is another name than ss.
    folded, before = unicodedata.normalize("NFKC", text), ""
    while folded != before:
        before, folded = folded, unicodedata.normalize("NFKC", folded.casefold())
    return folded


def _refuse_long(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise AddressError(f"The address is longer than {MAX_LENGTH} characters.")


def _parts(composed: str) -> tuple[str, str]:
    if "<" in composed or ">" in composed:
        raise AddressError("Write the address alone, without a name and without < and >.")
    if composed.count("@") != 1:
        raise AddressError("An address has exactly one @ sign.")
    local, _, domain = composed.partition("@")
    if "[" in domain or _IP_DOMAIN.fullmatch(domain):
        raise AddressError("The part after the @ must be a domain name, not an IP address.")
    return local, domain


def _checked(local: str, domain: str) -> ValidatedEmail:
    try:
        return validate_email(
            f"{local}@{domain}",
            check_deliverability=False,
            # Names such as acme.test serve demos and the sandbox.
            globally_deliverable=False,
            test_environment=True,
            strict=True,
        )
    except EmailNotValidError as error:
        raise AddressError(_plain(str(error))) from None


def _reachable_domain(checked: ValidatedEmail) -> str:
    domain = checked.ascii_domain.lower()
    if "." not in domain or domain.rpartition(".")[2].isdigit():
        raise AddressError("The part after the @ is not a domain name that mail can reach.")
    return domain


def _base(local: str, domain: str) -> str:
    name = _untagged(local)
    if domain in GMAIL_DOMAINS:
        # An accent behind a dot joins the letter before it, hence folded once more.
        return f"{_folded(name.replace('.', ''))}@gmail.com"
    return f"{name}@{domain}"


def _untagged(local: str) -> str:
    # "+tag" alone is a name of its own, and "a.+tag" would leave the invalid "a." behind.
    return local.partition("+")[0].rstrip(".") or local


def _plain(message: str) -> str:
    sentence = message.replace("@-sign", "@ sign").strip()
    return sentence if sentence.endswith(".") else f"{sentence}."
