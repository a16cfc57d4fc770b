"""A mail that came in, as each service hands it on in its published form."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.signals.callers import FORM, SECRET, WRAPS, Posted, hex_of

FROM, AT = "peter@initech.example", "2026-11-22T10:00:00Z"
Hand = Callable[[bytes, str], Any]


def _parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _headers(raw: bytes) -> list[list[str]]:
    kept = ("from", "to", "subject", "message-id", "in-reply-to")
    return [[k, str(v)] for k, v in _parsed(raw).items() if k.lower() in kept]


def _text(raw: bytes) -> str:
    return str(_parsed(raw).get_content())


def _amazon(raw: bytes, to: str) -> Any:
    action = {"type": "SNS", "encoding": "BASE64"}
    mail = {"source": FROM, "messageId": "in1", "timestamp": AT}
    said = {"notificationType": "Received", "receipt": {"action": action, "recipients": [to]}}
    return {**said, "mail": mail, "content": b64encode(raw).decode()}


def _brevo(raw: bytes, to: str) -> Any:
    headers = {**dict(_headers(raw)), "Delivered-To": f"<{to}>", "Return-Path": f"<{FROM}>"}
    item = {"Uuid": ["u1"], "Headers": headers, "RawTextBody": _text(raw), "Attachments": []}
    return {"items": [item]}


def _mailersend(raw: bytes, to: str) -> Any:
    sides = {"sender": {"email": FROM}, "recipients": {"rcptTo": [{"email": to}]}}
    data = {"id": "in1", "created_at": AT, "raw": raw.decode(), **sides}
    return {"type": "inbound.message", "data": data}


def _mailjet(raw: bytes, to: str) -> Any:
    sides = {"Sender": FROM, "Recipient": to}
    return {**sides, "Headers": dict(_headers(raw)), "Parts": [], "Text-part": _text(raw)}


def _mandrill(raw: bytes, to: str) -> Any:
    return {"event": "inbound", "ts": 1763800000, "msg": {"raw_msg": raw.decode(), "email": to}}


def _postal(raw: bytes, to: str) -> Any:
    sides = {"mail_from": FROM, "rcpt_to": to}
    return {**sides, "id": 1, "message": b64encode(raw).decode(), "base64": True}


def _postmark(raw: bytes, to: str) -> Any:
    sides = {"FromFull": {"Email": FROM}, "OriginalRecipient": to}
    path = [{"Name": "Return-Path", "Value": f"<{FROM}>"}]
    return {**sides, "MessageID": "p1", "Headers": path, "RawEmail": raw.decode()}


def _sparkpost(raw: bytes, to: str) -> Any:
    content = {"email_rfc822": raw.decode(), "email_rfc822_is_base64": False}
    sides = {"msg_from": FROM, "rcpt_to": to, "protocol": "smtp"}
    return [{"msys": {"relay_message": {**sides, "content": content}}}]


def _resend(raw: bytes, to: str) -> Any:
    return {"type": "email.received", "created_at": AT, "data": {"email_id": "in1", "to": [to]}}


def _mailtrap(raw: bytes, to: str) -> Any:
    said = {"event": "inbound.message_received", "inbox_id": 9, "message_id": "in1"}
    return {"events": [{**said, "timestamp": 1763800000000}]}


HANDS: Mapping[str, Hand] = {
    "amazon_ses": _amazon,
    "brevo": _brevo,
    "mailersend": _mailersend,
    "mailjet": _mailjet,
    "mailtrap": _mailtrap,
    "mandrill": _mandrill,
    "postal": _postal,
    "postmark": _postmark,
    "resend": _resend,
    "sparkpost": _sparkpost,
}


def mailgun(raw: bytes, to: str) -> Posted:
    """The fields of a route, signed among them."""
    stamp, token = "1763800000", "t1"
    signed = {"timestamp": stamp, "token": token, "signature": hex_of(f"{stamp}{token}".encode())}
    mail = {"message-headers": json.dumps(_headers(raw)), "body-plain": _text(raw)}
    return Posted(urlencode({"sender": FROM, "recipient": to, **mail, **signed}).encode(), FORM)


def sendgrid(raw: bytes, to: str) -> Posted:
    """The parts of its inbound parse, an attachment of 3 MB among them."""
    headers = "\n".join(f"{name}: {value}" for name, value in _headers(raw))
    sides = json.dumps({"from": FROM, "to": [to]})
    paper = SimpleUploadedFile("paper.pdf", b"x" * 3_000_000, "application/pdf")
    info = json.dumps({"attachment1": {"filename": "paper.pdf"}})
    said = {"headers": headers, "envelope": sides, "text": _text(raw), "attachments": "1"}
    form = {**said, "attachment-info": info, "attachment1": paper}
    return Posted(encode_multipart(BOUNDARY, form), MULTIPART_CONTENT)


def posted(service: str, raw: bytes, to: str, url: str) -> Posted:
    """One mail of one service, with its signature."""
    if service == "mailgun":
        return mailgun(raw, to)
    if service == "sendgrid":
        return sendgrid(raw, to)
    return WRAPS[service](HANDS[service](raw, to), url)


SERVICES = (*HANDS, "mailgun", "sendgrid")
#: What the services' APIs are shown.
SHOWN = f"Bearer {SECRET}"
