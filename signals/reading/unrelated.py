"""Mail that is no answer of a person to us, and what shows it: receipts, own mail, drafts, lists.

Each cause needs a mark that programs set; without one a message stays a reply, since a reply
that is missed costs more than a person's look at one that is none.
"""

import re
from collections.abc import Iterator

from signals.reading.fields import Fields, addresses, domain_of
from signals.reading.mime import Mail
from signals.reading.results import Evidence, evidence
from signals.reading.senders import is_ours

_MAX_CALENDAR = 20_000
_MAX_ATTENDEES = 5
_UNSENT = ("x-unsent", "x-mozilla-draft-info", "x-draft-info", "x-apple-mail-draft")
_CARRIED = ("received", "return-path", "delivered-to", "x-original-to")
_LISTS = ("list-id", "list-unsubscribe", "list-post", "mailing-list", "x-mailing-list")
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to")
_METHOD = re.compile(r"^METHOD:\s*([A-Z]{1,20})\s*$", re.MULTILINE)
_ATTENDEE = re.compile(
    r"^ATTENDEE[^\n]{0,600}?PARTSTAT=([A-Z-]{1,20})[^\n]{0,600}?:(?:MAILTO:)?(\S{1,200})",
    re.MULTILINE,
)
_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "accepted provisionally",
    "DELEGATED": "delegated",
}
_CALENDAR_METHODS = {
    "REPLY": "METHOD:REPLY",
    "COUNTER": "METHOD:COUNTER, another time is proposed",
    "DECLINECOUNTER": "METHOD:DECLINECOUNTER, the proposed time is refused",
    "REFRESH": "METHOD:REFRESH, the invitation is asked for again",
}
_ANSWERED_INVITATION = re.compile(
    r"(?:accepted|declined|tentative(?:ly accepted)?|new time proposed|zugesagt|abgelehnt|mit "
    r"vorbehalt|"
    r"accepté|refusé|provisoire|aceptad[oa]|rechazad[oa]|provisional|accettato|rifiutato|"
    r"aceite|aceito|"
    r"recusado|geaccepteerd|geweigerd|zaakceptowane|odrzucone|accepterat|avböjt|承諾|辞退)\s?[:：]",
    re.IGNORECASE,
)


def causes_to_ignore(
    mail: Mail, sender: str, references: tuple[str, ...], own_domains: frozenset[str]
) -> Iterator[Evidence]:
    """Why this is no reply to us, strongest first; nothing for a reply.

    sender: its address. references: Message-IDs that it answers. own_domains: lower case;
    an address among them is ours alone.
    """
    fields = mail.fields
    if mail.parts("message/disposition-notification"):
        yield evidence("disposition-notification", "a read receipt")
    if is_ours(sender, own_domains):
        yield evidence("from", "our own domain")
    yield from _draft(fields)
    yield from _calendar(mail)
    if not _answers_us(references, own_domains):
        yield from _list(fields)
        yield from _third_party(fields, references, own_domains)


def _draft(fields: Fields) -> Iterator[Evidence]:
    """A message that no server has carried and that its program marks as not sent."""
    if any(fields.has(name) for name in _CARRIED):
        return
    found = next((name for name in _UNSENT if fields.has(name)), "")
    if found and fields.get(found).strip() != "0":
        yield evidence(found, "a draft that was not sent")


def _calendar(mail: Mail) -> Iterator[Evidence]:
    methods: set[str] = set()
    for part in mail.parts("text/calendar"):
        text = re.sub(r"\r?\n[ \t]", "", part.text()[:_MAX_CALENDAR]).upper()
        stated = _METHOD.search(text)
        method = part.params.get("method", "").upper() or (stated[1] if stated else "")
        methods.add(method)
        if method in _CALENDAR_METHODS:
            yield evidence("text/calendar", _CALENDAR_METHODS[method] + _answers(text))
    subject = mail.fields.get("subject").strip()
    is_calendar = "calendarmessage" in mail.fields.get("content-class").lower()
    if is_calendar and "REQUEST" not in methods and _ANSWERED_INVITATION.match(subject):
        yield evidence("content-class", f"an answer to an invitation: {subject}")


def _answers(calendar: str) -> str:
    """Who accepted or declined, as words to be put behind the method."""
    found = _ATTENDEE.findall(calendar)[:_MAX_ATTENDEES]
    said = (f"{who.lower()} {_ANSWERS[state]}" for state, who in found if state in _ANSWERS)
    return "".join(f", {words}" for words in said)


def _list(fields: Fields) -> Iterator[Evidence]:
    named = next((name for name in _LISTS if fields.has(name)), "")
    if named:
        yield evidence(named, fields.get(named) or named)
    elif fields.get("precedence").strip().lower() == "list":
        yield evidence("precedence", "list")


def _third_party(
    fields: Fields, references: tuple[str, ...], own_domains: frozenset[str]
) -> Iterator[Evidence]:
    """It answers somebody else's message and goes to somebody else."""
    to = {a for name in _TO for value in fields.every(name) for a in addresses(value)}
    if own_domains and references and to and not any(is_ours(a, own_domains) for a in to):
        yield evidence("to", "answers a message of others and is addressed to others")


def _answers_us(references: tuple[str, ...], own_domains: frozenset[str]) -> bool:
    """A colleague's answer through a group address also carries list fields."""
    if not own_domains:
        return bool(references)
    return any(domain_of(id_) in own_domains for id_ in references)
