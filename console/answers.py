"""What a recipient could do with a message, done for real: the outbox of the demo uses it.

Each answer is mail as a mail program or server would write it (RFC 5322 replies, RFC 3834
automatic answers, RFC 3464 delivery reports) and goes by SMTP to the inbound server; unsubscribing
is the POST of RFC 8058. All of it is network, so nothing here may run inside a transaction.
"""

import smtplib
from collections.abc import Mapping
from datetime import date
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from console.queries.outbox import Mail
from tenancy import clock
from tenancy.errors import Refused

TIMEOUT = 10
MAX_WORDS = 5_000
# The null sender: answers of machines must never be answered.
NOBODY = ""


def reply(mail: Mail, words: str) -> None:
    """A person answers; the thread is kept and the message quoted below."""
    text = words.strip()[:MAX_WORDS]
    if not text:
        raise Refused("Write what the person answers.", fields={"words": "Write an answer."})
    message = _answer(mail, subject=_again(mail.subject), to=mail.reply_to)
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    message.set_content(f"{text}\n\n{mail.sender} wrote:\n{quoted}\n")
    _send(message, sender=mail.caught.recipient, recipient=mail.reply_to)


def write_from(address: str, name: str, mail: Mail, words: str) -> None:
    """Somebody writes in a new thread, from an address that we may not know, and quotes nothing."""
    message = _headers(subject="Your note", to=mail.reply_to)
    message["From"] = formataddr((name, address))
    message.set_content(f"{words}\n")
    _send(message, sender=address, recipient=mail.reply_to)


def out_of_office(mail: Mail, until: date | None) -> None:
    """A mail program answers by itself and names the day of return."""
    if until is None or until <= clock.now().date():
        sentence = "Choose a day of return that lies ahead."
        raise Refused(sentence, fields={"until": sentence})
    message = _answer(mail, subject=f"Automatic reply: {mail.subject}", to=mail.caught.sender)
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    day = f"{until.day} {until:%B %Y}"
    message.set_content(
        "Thank you for your message.\n\n"
        f"I am out of the office and will be back on {day}. I will read my mail then.\n"
    )
    _send(message, sender=NOBODY, recipient=mail.caught.sender)


def bounce(mail: Mail) -> None:
    """The receiving server reports that the address does not exist."""
    message = _headers(subject="Undelivered Mail Returned to Sender", to=mail.caught.sender)
    message["From"] = f"Mail Delivery System <MAILER-DAEMON@{_domain(mail.caught.recipient)}>"
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(
        "Your message could not be delivered to this recipient:\n\n"
        f"<{mail.caught.recipient}>: 550 5.1.1 The address does not exist.\n"
    )
    message.make_mixed()
    message.set_type("multipart/report")
    message.set_param("report-type", "delivery-status")
    message.attach(_status(mail))
    message.attach(_original(mail))
    _send(message, sender=NOBODY, recipient=mail.caught.sender)


def unsubscribe(mail: Mail) -> None:
    """The mail program's own button: the POST of RFC 8058, to this installation alone."""
    url = mail.unsubscribe_url
    if not url.startswith(f"{settings.PUBLIC_URL}/"):
        raise Refused("This message offers no link to unsubscribe with one click.")
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.netloc, timeout=TIMEOUT)
    body = "List-Unsubscribe=One-Click"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", parts.path, body, headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Refused("The link did not answer. Is the web server running?") from error
    finally:
        connection.close()
    if status != 200:
        raise Refused(f"The link answered with the error {status}. Nothing was stopped.")


def _answer(mail: Mail, *, subject: str, to: str) -> EmailMessage:
    message = _headers(subject=subject, to=to)
    message["From"] = mail.caught.recipient
    if mail.message_id:
        message["In-Reply-To"] = mail.message_id
        earlier = str(mail.message["References"] or "").split()
        message["References"] = " ".join([*earlier, mail.message_id])
    return message


def _headers(*, subject: str, to: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain="recipient.example")
    return message


def _status(mail: Mail) -> EmailMessage:
    """The part for machines: RFC 3464, one group for the message and one for the recipient."""
    domain = _domain(mail.caught.recipient)
    return _report_part(
        "message/delivery-status",
        f"Reporting-MTA: dns; mx.{domain}\r\n"
        f"Arrival-Date: {format_datetime(clock.now())}\r\n\r\n"
        f"Final-Recipient: rfc822; {mail.caught.recipient}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n"
        f"Remote-MTA: dns; mx.{domain}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 The address does not exist\r\n",
    )


def _original(mail: Mail) -> EmailMessage:
    """The headers of the message that came back."""
    head = mail.raw.split(b"\r\n\r\n", 1)[0] + b"\r\n"
    return _report_part("text/rfc822-headers", head.decode("utf-8", "replace"))


def _report_part(kind: str, text: str) -> EmailMessage:
    """A part as it is read from the wire: the library wants a delivery status as parsed blocks."""
    part = message_from_string(f"Content-Type: {kind}\r\n\r\n{text}", policy=SMTP)
    assert isinstance(part, EmailMessage)
    return part


def _send(message: EmailMessage, *, sender: str, recipient: str) -> None:
    host, port = settings.INBOUND_HOST, settings.INBOUND_PORT
    try:
        with smtplib.SMTP(host, port, timeout=TIMEOUT) as server:
            server.send_message(message, from_addr=sender, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        raise Refused(
            "The inbound server knows no such mailbox, so it refused the mail."
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Refused("The inbound mail server does not take mail now. Is it running?") from error


def _again(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


# What the buttons of the outbox are called, and what they tell when it is done.
SAID: Mapping[str, str] = {
    "reply": "The reply is on its way in.",
    "out_of_office": "The automatic reply is on its way in.",
    "bounce": "The bounce is on its way in.",
    "unsubscribe": "Unsubscribed with one click.",
}
