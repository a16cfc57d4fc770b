"""The message of a content as the standard library builds it, and messages as it reads them: what
our own builder is compared with."""

from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes, message_from_string, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from compliance.content import Content, Unsubscribe

SMTP = policy.SMTP.clone(max_line_length=900, cte_type="7bit")


def built(
    content: Content,
    *,
    message_id: str,
    date: datetime,
    unsubscribe_url: str,
    thread: Sequence[str] = (),
) -> bytes:
    """The message as bytes. For addresses in ASCII and names of one line."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _person(content.sender_name, content.sender_address)
    message["To"] = _person("", content.recipient)
    if content.cc:
        message["Cc"] = [_person("", each) for each in content.cc]
    if content.reply_to and content.reply_to != content.sender_address:
        message["Reply-To"] = _person("", content.reply_to)
    message["Subject"] = content.subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if thread:
        message["In-Reply-To"] = thread[-1]
        message["References"] = " ".join(thread)
    if content.unsubscribe == Unsubscribe.ONE_CLICK:
        message["List-Unsubscribe"] = f"<{unsubscribe_url}one-click>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(content.text, cte="quoted-printable")
    if content.html:
        message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    return message.as_bytes(policy=SMTP)


def parsed(wire: bytes) -> EmailMessage:
    """A message as the library reads it; fields in UTF-8 (RFC 6532) as text."""
    ascii_only = wire.isascii()
    message = (
        message_from_bytes(wire, policy=policy.default)
        if ascii_only
        else message_from_string(wire.decode(), policy=policy.default)
    )
    assert isinstance(message, EmailMessage)
    return message


def fields(message: EmailMessage) -> list[tuple[str, str]]:
    """Names and decoded values in their order, without those that say how it is written."""
    written = ("content-type", "content-transfer-encoding", "mime-version")
    return [(name, str(value)) for name, value in message.items() if name.lower() not in written]


def people(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    """Display name and address of each mailbox of a field."""
    if message[name] is None:
        return []
    return [(each.display_name, each.addr_spec) for each in message[name].addresses]


def text(message: EmailMessage, kind: str) -> str:
    """The decoded text of the part of a kind, with LF; "" when there is none."""
    part = message.get_body(preferencelist=(kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _person(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
