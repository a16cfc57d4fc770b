"""Whom a signal is about. The order is the order of trust: a Message-ID of ours, the tag in our
return path, the address, the other addresses that a mail came under, our unsubscribe link in what
it quotes, and whom an earlier mail from there was about. Nothing is guessed: another person of the
same domain is another person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString
from uuid import UUID

from django.db.models import Q

from compliance import tokens
from compliance.models import UnsubscribeToken
from compliance.services import address_key
from compliance.vault import Erased
from contacts.addresses import Address, AddressError, parse_address
from contacts.models import Contact
from enrollment import composing
from enrollment.dispatch import copies
from enrollment.models import Enrollment, SendIntent, Touch
from signals.kinds import HUMAN, Kind
from signals.models import Signal, SignalState
from signals.reading import Reading
from tenancy.reading import read_joined
from tenancy.scope import current_workspace_id
from tenancy.statements import array

# `enrollment.dispatch.arm.return_path` puts the intent's id here.
_TAG = re.compile(r"\+b-([0-9a-f]{32})@")
_MOST_ADDRESSES = 10
_MOST_RECORDS = 100
# By which one knows the very message.
BY_MESSAGE = ("message_id", "tracked_link")
# By which one knows nothing: a person has said whom it is about.
BY_PERSON = "person"
BOUNCES = (Kind.BOUNCE_HARD, Kind.BOUNCE_SOFT)
_JOINED = {"intent": SendIntent, "touch": Touch, "enrollment": Enrollment, "contact": Contact}
_OF_MESSAGES = """
FROM enrollment_sendintent AS intent
    JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
    JOIN enrollment_enrollment AS enrollment ON enrollment.id = touch.enrollment_id
    JOIN contacts_contact AS contact ON contact.id = enrollment.contact_id
WHERE intent.workspace_id = %s
"""


@dataclass(frozen=True)
class Match:
    """Whom it concerns, and by what we know.

    wrote: the gate key of the address that we had written to; said: the keys of the addresses
    that the signal itself names. also: another contact who speaks (a colleague who answers).
    erased: it is about somebody whose data are gone, so nothing of it may be kept.
    """

    contact: Contact | None = None
    enrollment_id: UUID | None = None
    touch_id: UUID | None = None
    intent_id: UUID | None = None
    by: str = ""
    wrote: str = ""
    said: tuple[str, ...] = ()
    also: tuple[UUID, ...] = ()
    erased: bool = False


def of_mail(reading: Reading, recipients: Sequence[str]) -> Match:
    """Match a mail. `recipients` are those of the envelope: header fields can say anything."""
    named = _parsed(reading.recipients)
    by_id = _intent_named(reading.references)
    intent = by_id or _intent_tagged(recipients)
    if intent is None or _of_a_copy(intent, reading, _keys(named)):
        found = _by_address(named, _aliases(reading))
        if found.contact is None:
            return _by_quoted_link(reading, named) or _by_earlier_mail(reading, named) or found
        return found
    found = _of_intent(intent, "message_id" if by_id else "return_path")
    if [each.base for each in named] == [found.contact.email_base if found.contact else ""]:
        return replace(found, said=_keys(named))
    speaker = _contact_at(named)
    also = (speaker.pk,) if speaker and speaker != found.contact else ()
    return replace(found, said=_keys(named), also=also)


def _of_a_copy(intent: SendIntent, reading: Reading, said: tuple[str, ...]) -> bool:
    """Whether a bounce is about the copies of a message alone: the person it was for has had it."""
    if reading.kind not in BOUNCES or not said or intent.address_key in said:
        return False
    if intent.content is None:
        return False
    try:
        return set(said) <= set(copies.keys_of(composing.stored(intent.content)))
    except Erased:
        return False


def _by_quoted_link(reading: Reading, named: Sequence[Address]) -> Match | None:
    """Match whoever answers what they were handed on: whose message it was, and who speaks."""
    if reading.kind in BOUNCES:
        return None
    for word in reading.ways_out:
        token = tokens.find(word)
        if token is None or token.workspace_id != current_workspace_id():
            continue
        try:
            row = tokens.read(token.token_id)
        except tokens.Expired:
            continue
        found = replace(of_token(row), by="quoted_link", wrote=row.address_key, said=_keys(named))
        return found if found.contact else None
    return None


def sender_key(reading: Reading) -> str:
    """The key of the address from which a person wrote; "" for what machines write."""
    if reading.kind not in HUMAN or not _speaks_for_itself(reading):
        return ""
    return next(iter(_keys(_parsed(reading.recipients))), "")


def _by_earlier_mail(reading: Reading, named: Sequence[Address]) -> Match | None:
    """Match whoever has answered from this address before, as somebody's who is a contact: they
    had named a message of ours, or a colleague said whom it was about."""
    if not _speaks_for_itself(reading):
        return None
    rows = Signal.objects.filter(
        sender_key__in=_keys(named),
        contact__isnull=False,
        contact__erased_at=None,
        state__in=(SignalState.MATCHED, SignalState.APPLIED, SignalState.HELD),
    )
    last = rows.select_related("contact").order_by("-received_at").first()
    if last is None or last.contact is None:
        return None
    return replace(_of_contact(last.contact, "earlier_mail"), said=_keys(named))


def of_event(*, message_id: str = "", external_id: str = "", email: str = "") -> Match:
    """Match what a program reports; the most exact of what it names decides.

    Raises AddressError when `email` is no address.
    """
    named = [parse_address(email)] if email else []
    intent = _intent_named([message_id])
    if intent is not None:
        return replace(_of_intent(intent, "message_id"), said=_keys(named))
    known = Contact.objects.known()
    contact = known.filter(external_id=external_id).first() if external_id else None
    if contact is not None:
        return replace(_of_contact(contact, "external_id"), said=_keys(named))
    return _by_address(named)


def of_link(intent: SendIntent) -> Match:
    """Match what hit an opaque link in this message. It proves no sending: colleagues have seen
    the link before."""
    return replace(_of_intent(intent, "tracked_link"), intent_id=None)


def of_person(contact: Contact) -> Match:
    """Match what a person says that it is about this contact."""
    return _of_contact(contact, BY_PERSON)


def of_token(token: UnsubscribeToken) -> Match:
    """Match a link that somebody followed; the address outlives the contact."""
    found = Match(by="link", said=(token.address_key,))
    if token.contact_id is None:
        return found
    contact = Contact.objects.known().filter(pk=token.contact_id).first()
    found = replace(found, contact=contact)
    if contact is None or token.enrollment_id is None:
        return found
    known = Enrollment.objects.filter(pk=token.enrollment_id, contact=contact).exists()
    return replace(found, enrollment_id=token.enrollment_id if known else None)


def _intent_named(references: Iterable[str]) -> SendIntent | None:
    """The intent of the nearest Message-ID that is ours; some servers write domains in capitals."""
    named = [each for each in references if each and "\0" not in each]
    order = list(dict.fromkeys(form for each in named for form in (each, each.lower())))
    known = _intents("AND intent.message_id = ANY(%s)", order) if order else []
    found = {row.message_id: row for row in known}
    return next((found[each] for each in order if each in found), None)


def _intent_tagged(recipients: Sequence[str]) -> SendIntent | None:
    found = (_TAG.search(address.lower()) for address in recipients)
    tags = [UUID(hex=tag[1]) for tag in found if tag]
    if not tags:
        return None
    named = _intents("AND intent.id = ANY(%s::uuid[]) ORDER BY intent.id LIMIT 1", array(tags))
    return named[0] if named else None


def _intents(condition: LiteralString, *values: Any) -> list[SendIntent]:
    """The messages that meet a condition in SQL, each with its touch, enrollment and contact."""
    found: list[SendIntent] = []
    for intent, touch, enrollment, contact in read_joined(
        _JOINED, _OF_MESSAGES + condition, *values
    ):
        enrollment.contact, touch.enrollment, intent.touch = contact, enrollment, touch
        found.append(intent)
    return found


def _of_intent(intent: SendIntent, by: str) -> Match:
    touch, contact = intent.touch, intent.touch.enrollment.contact
    if contact.erased_at:
        return Match(by=by, wrote=intent.address_key, erased=True)
    return Match(
        contact=contact,
        enrollment_id=touch.enrollment_id,
        touch_id=touch.pk,
        intent_id=intent.pk,
        by=by,
        wrote=intent.address_key,
    )


def _aliases(reading: Reading) -> list[Address]:
    """The other addresses of whoever wrote a mail; a report names others than its sender."""
    return _parsed(reading.known_as) if _speaks_for_itself(reading) else []


def _speaks_for_itself(reading: Reading) -> bool:
    """Whether it is about whoever has sent it, and not about others, as a report is."""
    return reading.recipients == (reading.sender,)


def _by_address(named: Sequence[Address], known_as: Sequence[Address] = ()) -> Match:
    by, contact = "address", _contact_at(named)
    if contact is None:
        by, contact = "alias", _contact_at(known_as)
    found = _of_contact(contact, by) if contact else Match()
    return replace(found, said=_keys(named))


def _of_contact(contact: Contact, by: str) -> Match:
    """A person without a message: what they had from us last, else where they are now."""
    found = Match(contact=contact, by=by)
    newest = "AND enrollment.contact_id = %s ORDER BY intent.armed_at DESC LIMIT 1"
    if last := _intents(newest, contact.pk):
        return replace(found, enrollment_id=last[0].touch.enrollment_id, touch_id=last[0].touch_id)
    live = Enrollment.objects.live().filter(contact=contact).order_by("-pk").first()
    return replace(found, enrollment_id=live.pk if live else None)


def _contact_at(named: Sequence[Address]) -> Contact | None:
    """The contact with one of these addresses; letters first, then without plus tag."""
    known = Contact.objects.known().order_by("-updated_at")
    for address in named:
        same = Q(email_normal=address.normal) | Q(email_base=address.base)
        found = list(known.filter(same)[:_MOST_RECORDS])
        if found:
            return next((row for row in found if row.email_normal == address.normal), found[0])
    return None


def _parsed(texts: Sequence[str]) -> list[Address]:
    found = []
    for text in texts[:_MOST_ADDRESSES]:
        try:
            found.append(parse_address(text))
        except AddressError:
            # A mail may name anything; what is no address names nobody.
            continue
    return found


def _keys(named: Sequence[Address]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address_key(address.base) for address in named))
