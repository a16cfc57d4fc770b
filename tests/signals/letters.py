"""Mail as it comes back to us: replies, absences, bounces, complaints."""

from email.message import EmailMessage
from itertools import count

from enrollment.models import SendIntent

_numbers = count(1)
PETER = "peter@initech.example"


def letter(
    text: str, *, sender: str = PETER, subject: str = "Re: Question", **headers: str
) -> bytes:
    """A mail from somebody; header names with underscores for hyphens."""
    message = EmailMessage()
    message["From"] = f"Peter Gibbons <{sender}>"
    message["To"] = "rep@mail.acme.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<{next(_numbers)}@initech.example>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def reply(intent: SendIntent, text: str = "Yes, call me on Tuesday.", **more: str) -> bytes:
    """An answer to a message of ours."""
    return letter(text, In_Reply_To=intent.message_id, **more)


def absence(intent: SendIntent, text: str = "I am out of office.", **more: str) -> bytes:
    """What an autoresponder writes."""
    headers = {"Auto_Submitted": "auto-replied", "subject": "Out of office", **more}
    return letter(text, In_Reply_To=intent.message_id, **headers)


def unclear(intent: SendIntent) -> bytes:
    """A mail without a word of the sender's own."""
    return letter("", In_Reply_To=intent.message_id)


def bounce(
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 User unknown",
    *,
    recipient: str = PETER,
    message_id: str = "",
    action: str = "failed",
) -> bytes:
    """An RFC 3464 report, with the headers of the message it is about when it names one."""
    original = f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n"
    return (
        "From: MAILER-DAEMON@mx.initech.example\r\n"
        "To: rep@mail.acme.example\r\n"
        "Subject: Undelivered Mail\r\n"
        f"Message-ID: <b{next(_numbers)}@mx.initech.example>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.initech.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {diagnostic}\r\n\r\n"
        f"{original if message_id else ''}--b--\r\n"
    ).encode()


def full(intent: SendIntent) -> bytes:
    """A mailbox that is full."""
    return bounce("4.2.2", "452 4.2.2 Mailbox full", message_id=intent.message_id)


def complaint(intent: SendIntent) -> bytes:
    """An RFC 5965 report: the recipient pressed the spam button."""
    return (
        "From: feedback@initech.example\r\nTo: rep@mail.acme.example\r\nSubject: complaint\r\n"
        f"Message-ID: <c{next(_numbers)}@initech.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        "Feedback-Type: abuse\r\nUser-Agent: loop/1\r\nVersion: 1\r\n"
        f"Original-Rcpt-To: {PETER}\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {intent.message_id}\r\n\r\n--b--\r\n"
    ).encode()
