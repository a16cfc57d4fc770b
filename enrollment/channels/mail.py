"""E-mail as bytes: built by the standard library, parsed back and compared before it is armed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from compliance.content import Content, Unsubscribe
from contacts.addresses import AddressError, parse_address

SMTP = policy.SMTP.clone(max_line_length=900, cte_type="7bit")
REFUSED = frozenset("\r\n\0")
MOST_REFERENCES = 19


class MessageError(ValueError):
    """A content that cannot become a message as it was approved."""


def build(
    content: Content,
    *,
    message_id: str,
    date: datetime,
    unsubscribe_url: str,
    thread: Sequence[str] = (),
    without: Collection[str] = (),
) -> EmailMessage:
    """The message of a content. `thread` names earlier Message-IDs, oldest first: the newest is
    the one that is answered (RFC 5322 section 3.6.4). Copies in `without` are left out; blind
    ones are in the envelope alone.

    Raises MessageError when a header would hold a line break or an address that is none.
    """
    message = EmailMessage(policy=SMTP)
    _header(message, "From", _person(content.sender_name, content.sender_address))
    _header(message, "To", _person("", content.recipient))
    if open_copies := _kept(content.cc, without):
        _header(message, "Cc", [_person("", address) for address in open_copies])
    if content.reply_to and content.reply_to != content.sender_address:
        _header(message, "Reply-To", _person("", content.reply_to))
    _header(message, "Subject", content.subject)
    _header(message, "Date", format_datetime(date))
    _header(message, "Message-ID", message_id)
    if thread:
        _header(message, "In-Reply-To", thread[-1])
        _header(message, "References", " ".join(_references(thread)))
    if content.unsubscribe == Unsubscribe.ONE_CLICK:
        _header(message, "List-Unsubscribe", f"<{unsubscribe_url}one-click>")
        _header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    message.set_content(_body(content.text), cte="quoted-printable")
    if content.html:
        message.add_alternative(_body(content.html), subtype="html", cte="quoted-printable")
    return message


def wire_bytes(message: EmailMessage) -> bytes:
    """The message as it goes over the wire, CRLF throughout, without dot-stuffing."""
    return message.as_bytes(policy=SMTP)


def envelope_copies(content: Content, without: Collection[str] = ()) -> tuple[str, ...]:
    """Who gets the message besides its recipient: each once, whether the copy is open or blind."""
    kept: dict[str, str] = {}
    for address in _kept((*content.cc, *content.bcc), without):
        kept.setdefault(_spelled(address), address)
    kept.pop(_spelled(content.recipient), None)
    return tuple(kept.values())


def _spelled(address: str) -> str:
    """One spelling for a mailbox, whatever the letter case."""
    try:
        return parse_address(address).normal
    except AddressError:
        return address


def must_say(wire: bytes, content: Content, without: Collection[str] = ()) -> None:
    """What is on the wire, parsed, must be what was approved, but for the copies in `without`;
    raises MessageError if not."""
    parsed = message_from_bytes(wire, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    reply_to = content.reply_to if content.reply_to != content.sender_address else ""
    for name, said, meant in (
        ("subject", str(parsed["Subject"]), content.subject),
        ("sender", _one(parsed["From"]), (content.sender_name, content.sender_address)),
        ("recipient", _one(parsed["To"])[1], content.recipient),
        ("reply address", _one(parsed["Reply-To"])[1] if parsed["Reply-To"] else "", reply_to),
        ("list of copies", _addresses(parsed["Cc"]), _kept(content.cc, without)),
        ("list of blind copies", parsed["Bcc"], None),
        ("text", _text(parsed, "plain"), _body(content.text)),
        ("html", _text(parsed, "html"), _body(content.html) if content.html else ""),
    ):
        if said != meant:
            raise MessageError(f"The {name} on the wire is not what was approved.")


def _header(message: EmailMessage, name: str, value: str | Address | list[Address]) -> None:
    # A list is made of persons, who were looked at when they were made.
    if not isinstance(value, list) and REFUSED & set(str(value)):
        raise MessageError(f"{name} must not hold a line break.")
    message[name] = value


def _person(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise MessageError("This is no address.")
    if REFUSED & set(name + address):
        raise MessageError("A name or address must not hold a line break.")
    return Address(display_name=name, username=local, domain=domain)


def _kept(addresses: Sequence[str], without: Collection[str]) -> list[str]:
    return [address for address in addresses if address not in without]


def _references(thread: Sequence[str]) -> list[str]:
    """The message that began the thread and the newest ones; a header has to end somewhere."""
    return [thread[0], *thread[1:][-MOST_REFERENCES:]]


def _body(text: str) -> str:
    """One form of line ends, and one at the end, as the library writes it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else f"{lines}\n"


def _one(header: object) -> tuple[str, str]:
    (address,) = header.addresses  # type: ignore[attr-defined] # the header registry is untyped
    return address.display_name, address.addr_spec


def _addresses(header: object) -> list[str]:
    if header is None:
        return []
    return [each.addr_spec for each in header.addresses]  # type: ignore[attr-defined] # untyped


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    content = part.get_content()
    return str(content).replace("\r\n", "\n")
