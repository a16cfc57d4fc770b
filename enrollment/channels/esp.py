"""Messages by the API of a provider (django-anymail), with the answers of `smtp.send`.

The last look is taken when the connection stands and before the first byte of the request. Then
only an answer counts: a drop, a time-out or a 5xx leave the outcome unknown, and nothing is sent
a second time.
"""

from collections.abc import Callable, Collection, Mapping
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import requests
from anymail.exceptions import AnymailAPIError, AnymailError
from anymail.message import AnymailMessage
from django.utils.module_loading import import_string

from compliance.content import Content
from enrollment.channels.answers import Answer, Receipt, words_of
from enrollment.channels.providers import PROVIDERS, Fault, Known, fault_of
from enrollment.channels.relay import Provider
from enrollment.channels.web import Once, Stage, nobody_asks, prepare

INTENT = "intent"
# What these say is about the message, and was said instead of taking it.
_REFUSES = frozenset({400, 406, 413, 415, 422})
# About the account or the address of the API: the message is as good as before.
_ACCOUNT = frozenset({401, 402, 403, 404, 405})
# The provider writes the others itself, from what it is told beside them.
_OURS = (
    *("Message-ID", "In-Reply-To", "References"),
    *("List-Unsubscribe", "List-Unsubscribe-Post"),
)
_NOT_SENT = frozenset({"rejected", "invalid", "failed"})
_BEFORE: Mapping[Stage, Answer] = {
    Stage.NOTHING: Answer.UNREACHABLE,
    Stage.WITHHELD: Answer.WITHHELD,
}


def send(
    content: Content,
    wire: bytes,
    *,
    provider: Provider,
    intent_id: UUID,
    last_look: Callable[[], bool],
    written: Callable[[], None] = nobody_asks,
    without: Collection[str] = (),
) -> Receipt:
    """Send one message, whose bytes were made as for any server; `written` is called when the
    request has been. Never raises for what a provider or network does.

    Copies in `without` are left out. The intent's id travels with the message, so that the
    provider's events name it. ACCEPTED has the provider's id of the message as its text.
    """
    transport = Once(last_look, written)
    message = _message(content, wire, without)
    message.metadata = {INTENT: str(intent_id)}
    try:
        _hand_over(message, provider, transport, intent_id)
    except AnymailAPIError as error:
        return _answered(provider, error.response, transport.stage)
    except AnymailError as error:
        return Receipt(Answer.REFUSED, text=f"it cannot be sent so: {type(error).__name__}")
    except (ValueError, TypeError, KeyError, AttributeError):
        # An answer that is none of theirs; before one, it is a mistake of ours.
        if transport.stage in _BEFORE:
            raise
        return Receipt(Answer.UNKNOWN, text="the answer cannot be read")
    return _accepted(message, content.recipient)


def _hand_over(
    message: AnymailMessage, provider: Provider, transport: Once, intent_id: UUID
) -> None:
    known = PROVIDERS[provider.name]
    backend = import_string(f"anymail.backends.{known.backend}.EmailBackend")
    names = {known.key: provider.secret, "api_url": known.at(provider.region)}
    if known.user:
        names[known.user] = provider.user
    if provider.name == "mailgun":
        names["sender_domain"] = provider.domain
    # The statuses are read below: an empty list of them is no refusal.
    service = backend(**names, ignore_recipient_status=True)
    service.open()
    prepare(service.session, transport)
    _name_once(known, service.session, message, intent_id)
    if known.has_switch:
        message.track_clicks = message.track_opens = False
    if provider.name == "postmark":
        message.extra_headers["X-PM-KeepID"] = "true"
    service.send_messages([message])


def _name_once(
    known: Known, session: requests.Session, message: AnymailMessage, intent_id: UUID
) -> None:
    """One intent is one message, also for the provider, as far as it keeps count."""
    if known.key_header:
        session.headers[known.key_header] = str(intent_id)
    if known.key_field:
        message.extra_headers[known.key_field] = str(intent_id)


def _message(content: Content, wire: bytes, without: Collection[str]) -> AnymailMessage:
    """What the provider writes anew: its parts are the content's, its fields the bytes'."""
    built = message_from_bytes(wire, policy=policy.default)
    headers = {name: str(built[name]) for name in _OURS if built[name] is not None}
    reply_to = content.reply_to if content.reply_to != content.sender_address else ""
    message = AnymailMessage(
        subject=content.subject,
        body=content.text,
        from_email=str(built["From"]),
        to=[content.recipient],
        cc=[each for each in content.cc if each not in without],
        bcc=[each for each in content.bcc if each not in without],
        reply_to=[reply_to] if reply_to else [],
        headers=headers,
    )
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return message


def _accepted(message: AnymailMessage, recipient: str) -> Receipt:
    status = message.anymail_status
    found = status.recipients.get(recipient)
    said = {found.status} if found is not None else set(status.status or ())
    if said and said <= _NOT_SENT:
        return Receipt(Answer.REFUSED, text=f"the provider says: {', '.join(sorted(said))}")
    if not said or said == {None}:
        return Receipt(Answer.UNKNOWN, text="the answer tells nothing of the recipient")
    known_as = found.message_id if found is not None else status.message_id
    return Receipt(Answer.ACCEPTED, 200, words_of(str(known_as or "taken")))


def _answered(provider: Provider, answer: requests.Response | None, stage: Stage) -> Receipt:
    if answer is None:
        return Receipt(_BEFORE.get(stage, Answer.UNKNOWN), text=str(stage))
    known, code = PROVIDERS[provider.name], answer.status_code
    word = fault_of(known, _body(answer))
    # Only words that we know are repeated: others might hold an address, or the key.
    text = f"{known.label} answered {code}" + (f" ({word})" if word in known.faults else "")
    return Receipt(_verdict(known, code, word), code, text)


def _verdict(known: Known, code: int, word: str) -> Answer:
    fault = known.faults.get(word) if code >= 400 else None
    if fault is not None:
        return Answer.REFUSED if fault == Fault.MESSAGE else Answer.UNREACHABLE
    if code in _REFUSES:
        return Answer.REFUSED
    if code == 429:
        return Answer.TEMPORARY
    return Answer.UNREACHABLE if code in _ACCOUNT else Answer.UNKNOWN


def _body(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
