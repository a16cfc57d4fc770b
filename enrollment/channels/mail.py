"""A content as the bytes that go over the wire; `reader` reads them back before they are armed."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime

from compliance.content import Content, Unsubscribe
from contacts.addresses import AddressError, parse_address
from enrollment.channels import bodies, headers
from enrollment.channels.dkim import Signer
from enrollment.channels.errors import MessageError
from enrollment.channels.reader import must_say

__all__ = ["MessageError", "envelope_address", "envelope_copies", "must_say", "wire"]

MOST_REFERENCES = 19


def wire(
    content: Content,
    *,
    message_id: str,
    date: datetime,
    unsubscribe_url: str,
    thread: Sequence[str] = (),
    without: Collection[str] = (),
    more: Sequence[tuple[str, str]] = (),
    signer: Signer | None = None,
) -> bytes:
    """The message of a content: CRLF throughout, no dot-stuffing, no byte above 127 except in
    addresses that are not ASCII.

    `thread` names earlier Message-IDs, oldest first: the newest is the one that is answered
    (RFC 5322 section 3.6.4). Copies in `without` are left out; blind ones are in the envelope
    alone. `more` are fields of our own (X-…). With a `signer` its signatures come first.

    Raises MessageError when a value would make another header or is no address, and for text that
    cannot be put into bytes. Blind copies are looked at as well: with a message that could be
    written, its envelope can be.
    """
    for blind in _kept(content.bcc, without):
        headers.mailbox(blind)
    fields = [
        *_people(content, without),
        headers.text_field("Subject", content.subject),
        b"Date: " + format_datetime(date).encode(),
        headers.ids_field("Message-ID", [message_id]),
        *_answers(thread),
        *_unsubscribe(content, unsubscribe_url),
        *(headers.own_field(name, value) for name, value in more),
        b"MIME-Version: 1.0",
        _bodies(content, message_id),
    ]
    message = b"\r\n".join(fields)
    return message if signer is None else signer.signatures(message, date) + message


def envelope_address(address: str) -> str:
    """An address as it is named to the server: the domain as A-labels."""
    return headers.mailbox(address).decode()


def envelope_copies(content: Content, without: Collection[str] = ()) -> tuple[str, ...]:
    """Who gets the message besides its recipient: each once, whether the copy is open or blind."""
    kept: dict[str, str] = {}
    if not (content.cc or content.bcc):
        return ()
    for address in _kept((*content.cc, *content.bcc), without):
        kept.setdefault(_spelled(address), envelope_address(address))
    kept.pop(_spelled(content.recipient), None)
    return tuple(kept.values())


def _people(content: Content, without: Collection[str]) -> Iterator[bytes]:
    yield headers.sender_field("From", content.sender_name, content.sender_address)
    yield headers.addresses_field("To", [content.recipient])
    if open_copies := _kept(content.cc, without):
        yield headers.addresses_field("Cc", open_copies)
    if content.reply_to and content.reply_to != content.sender_address:
        yield headers.addresses_field("Reply-To", [content.reply_to])


def _answers(thread: Sequence[str]) -> Iterator[bytes]:
    """The message that is answered; of its thread the one that began it and the newest ones, for
    a header has to end somewhere."""
    if thread:
        yield headers.ids_field("In-Reply-To", thread[-1:])
        yield headers.ids_field("References", [thread[0], *thread[1:][-MOST_REFERENCES:]])


def _unsubscribe(content: Content, url: str) -> Iterator[bytes]:
    if content.unsubscribe == Unsubscribe.ONE_CLICK:
        yield headers.link_field("List-Unsubscribe", f"{url}one-click")
        yield b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _bodies(content: Content, message_id: str) -> bytes:
    plain = bodies.text_part("plain", content.text)
    if not content.html:
        return plain
    # The same message is the same bytes; two messages that quote each other differ.
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    return bodies.alternatives(
        bodies.BOUNDARY + mark, [plain, bodies.text_part("html", content.html)]
    )


def _kept(addresses: Sequence[str], without: Collection[str]) -> list[str]:
    return [address for address in addresses if address not in without]


def _spelled(address: str) -> str:
    """One spelling for a mailbox, whatever the letter case."""
    try:
        return parse_address(address).normal
    except AddressError:
        return address
