"""What a program reports: checked strictly, and parted into open facts and sealed words."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any

from compliance import vault
from contacts.models import AccountState
from signals.kinds import CHOSEN, ENGAGEMENT, Kind
from signals.reading import Reason
from tenancy.errors import Refused

MAIL, LINK, TRACKED = "mail", "unsubscribe", "tracking"
PROGRAM = "reported by a program"
MAX_SOURCE = 20
MAX_EVENT_ID = 200
MAX_TEXT = 20_000
# What an event may say besides its kind; anything else could be personal data in the open.
DATA = frozenset({"return_date", "status", "reason", "permanent", "account_state", "text"})
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Event:
    """A checked event: `said` has no personal data, `letter` holds its words to be sealed."""

    kind: Kind
    said: Mapping[str, Any]
    letter: bytes


def read(
    source: str, event_id: str, kind: str, named: Mapping[str, str], data: Mapping[str, Any]
) -> Event:
    """Check an event; raises Refused (`invalid`) with a sentence for each field.

    `named` says whom it is about; its values go into the digest only, as a keyed hash.
    """
    fields = _wrong_names(source, event_id, kind, named) | _wrong_data(data)
    if kind in ENGAGEMENT and not named.get("message_id"):
        fields["message_id"] = "Name the message by its Message-ID."
    if fields:
        message = "The event was not taken: some of its fields need attention."
        raise Refused(message, code="invalid", fields=fields)
    back, text = data.get("return_date"), str(data.get("text") or "")
    said = {
        "return_date": back.isoformat() if back else None,
        "status": str(data.get("status") or ""),
        "reason": str(data.get("reason") or ""),
        "permanent": data.get("permanent") is True,
        "account_state": str(data.get("account_state") or ""),
    }
    digest = digest_of({**named, **said, "kind": kind, "text": text})
    return Event(Kind(kind), said | {"digest": digest}, as_letter(text, PROGRAM) if text else b"")


def _wrong_names(source: str, event_id: str, kind: str, named: Mapping[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    if not source or len(source) > MAX_SOURCE or source in (MAIL, LINK, TRACKED):
        fields["source"] = f"Name the source in at most {MAX_SOURCE} characters; “mail” is ours."
    if not 0 < len(event_id) <= MAX_EVENT_ID:
        fields["event_id"] = f"Give the event an id of at most {MAX_EVENT_ID} characters."
    if kind not in list(Kind):
        fields["kind"] = "This kind is not known."
    elif kind in CHOSEN:
        fields["kind"] = "Only the recipient's own page says this."
    if not any(named.values()):
        fields["email"] = "Say whom it is about: email, external_id or message_id."
    given = {"source": source, "event_id": event_id, **named}
    return fields | {name: _NUL for name, text in given.items() if "\0" in text}


_NUL = "Leave out the character NUL."


def _wrong_data(data: Mapping[str, Any]) -> dict[str, str]:
    fields = dict.fromkeys(sorted(set(data) - DATA), "There is no such field.")
    back = data.get("return_date")
    if back is not None and (not isinstance(back, date) or isinstance(back, datetime)):
        fields["return_date"] = "Write a date."
    if data.get("status") and not _STATUS.fullmatch(str(data["status"])):
        fields["status"] = "Write an RFC 3463 code, for example 5.1.1."
    if data.get("reason") and data["reason"] not in list(Reason):
        fields["reason"] = "This reason is not known."
    if data.get("account_state") and data["account_state"] not in AccountState.values:
        fields["account_state"] = "This state is not known."
    if len(str(data.get("text") or "")) > MAX_TEXT:
        fields["text"] = f"Write at most {MAX_TEXT:,} characters."
    return fields


def digest_of(words: object) -> str:
    """Tells two signals with one id apart without keeping what they say."""
    text = json.dumps(words, sort_keys=True, default=str)
    return hmac.new(vault.derived("signal event"), text.encode(), hashlib.sha256).hexdigest()


def as_letter(text: str, way: str) -> bytes:
    """Words that came without a mail, in the form in which all words are kept and read again; `way`
    is how they came. Who wrote them is known by other means."""
    message = EmailMessage()
    # Mail without a sender is nobody's answer.
    message["From"] = f"{way} <sender@words.invalid>"
    message["Subject"] = way.capitalize()
    message.set_content(text.encode("utf-8", "replace").decode())
    return message.as_bytes()
