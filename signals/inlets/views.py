"""The readers of django-anymail, made ready for one call: with the secrets of one inlet, and with
what they do over the network put into bounds.

They are used as parsers alone: no address leads to them, and none of them sends a signal of Django.
"""

import json
import re
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import requests
from anymail.exceptions import AnymailConfigurationError
from anymail.signals import AnymailInboundEvent, EventType
from anymail.webhooks.base import AnymailBaseWebhookView
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils.module_loading import import_string

from signals.inlets.handed import Handed
from signals.inlets.known import SERVICES, Way
from signals.reading.charset import decode, transfer_decode
from signals.reading.fields import parameters
from signals.reading.mime import parse

MOST_FETCHED = 15 * 1024 * 1024
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
PIECE = 64 * 1024
# django-anymail asks for a password beside the address, unless it is told that there is one.
_ADDRESS_IS_THE_PROOF = "the address:is the proof"
_NAMES = {Way.EVENTS: "TrackingWebhookView", Way.MAIL: "InboundWebhookView"}
_AMAZONS = re.compile(r"https://sns\.[a-z0-9-]{1,40}\.amazonaws\.com(?:\.cn)?/[!-~]{0,900}")
# A normalised event of django-anymail, which has no types.
Event = Any


class Unfetched(Exception):
    """A mail, or a part of it, could not be fetched from the service; it may be later."""


def ready(provider: str, way: Way, secrets: Mapping[str, str], address: str) -> Any:
    """A reader for one call. `secrets` are those of the inlet: by way, and `key` for the API;
    `address` is the public one, which some services sign."""
    service = SERVICES[provider]
    given: dict[str, Any] = {"webhook_secret": _ADDRESS_IS_THE_PROOF}
    if service.key and way is Way.MAIL:
        given[service.key] = secrets.get("key", "")
    # Resend's signature is verified by `proofs`; its library is not needed for that.
    if service.signs(way) and provider != "resend":
        given[service.arguments[way]] = secrets.get(way, "")
    if provider == "mandrill":
        given["webhook_url"] = address
    made = _class(provider, way)(**given)
    made.basic_auth = []
    return made


def check(provider: str, way: Way, secrets: Mapping[str, str]) -> None:
    """Raise ValueError for a secret that no call can be verified with."""
    ready(provider, way, secrets, "")
    if provider == "postal":
        lines = ("-----BEGIN PUBLIC KEY-----", secrets[way], "-----END PUBLIC KEY-----")
        load_pem_public_key("\n".join(lines).encode())
    if provider == "resend":
        b64decode(secrets[way].removeprefix("whsec_"), validate=True)


def events(reader: Any, request: Any, unread: Callable[[object, Exception], None]) -> list[Event]:
    """The events of a verified call. `unread` is told of each that cannot be read, so that one
    does not lose the others; raises whatever the reader raises about the call as a whole."""
    _guard(reader, "esp_to_anymail_event", unread, lambda given: None)
    _guard(reader, "unwrap_event", unread, lambda given: (None, None, given))
    return [event for event in reader.parse_events(request) if event is not None]


def _guard(
    reader: Any, name: str, unread: Callable[[object, Exception], None], instead: Any
) -> None:
    read = getattr(reader, name, None)
    if read is None:
        return

    def guarded(*given: Any) -> Any:
        try:
            return read(*given)
        except (Unfetched, AnymailConfigurationError):
            # It may be fetched later; or the address was given to the wrong kind of webhook.
            raise
        except Exception as error:  # Whatever a service sends, the other events count.
            told = next((each for each in given if isinstance(each, Mapping | list)), None)
            if told is None:
                raise
            unread(told, error)
            return instead(told)

    setattr(reader, name, guarded)


@cache
def _class(provider: str, way: Way) -> Any:
    view = SERVICES[provider].view
    name = "WebhookView" if view.endswith("Combined") else _NAMES[way]
    found = import_string(f"anymail.webhooks.{provider}.{view}{name}")
    # Nobody else uses these modules.
    vars(sys.modules[found.__module__])["AnymailInboundMessage"] = Handed
    own = _OWN.get((provider, way))
    return type(f"{provider} {way}", (found,), dict(own)) if own else found


def _unconnected(self: Any, **given: Any) -> None:
    """Amazon's readers without its library: mail comes in the call itself, and a subscription is
    confirmed by a person, at `confirm_url`."""
    self.auto_confirm_enabled, self.confirm_url = True, ""
    self.session_params, self.client_params = {}, {}
    AnymailBaseWebhookView.__init__(self, **given)


def _keep_confirm_url(self: Any, sns_message: Mapping[str, Any]) -> None:
    """Keep where a person confirms a subscription, if that is Amazon's."""
    url = str(sns_message.get("SubscribeURL") or "")
    if is_amazons(url):
        self.confirm_url = url


def _brevo_attachment(self: Any, attachment: Mapping[str, Any]) -> Any:
    token = quote(str(attachment["DownloadToken"]), safe="")
    content = fetched(f"{self.api_url}inbound/attachments/{token}", {"api-key": self.api_key})
    return Handed.construct_attachment(
        content_type=attachment["ContentType"],
        content=content,
        filename=attachment.get("Name"),
        content_id=attachment.get("ContentID"),
    )


def _mailtrap_mail(self: Any, inbox_id: int, message_id: str) -> Any:
    inbox, mail = (quote(str(each), safe="") for each in (inbox_id, message_id))
    url = f"{self.api_url}inbound/inboxes/{inbox}/messages/{mail}"
    return _as_json(fetched(url, {"Authorization": f"Bearer {self.api_token}"}))


def _mailtrap_raw(self: Any, raw_message_url: str) -> Iterator[bytes]:
    yield fetched(raw_message_url, {})


def _postal_events(self: Any, request: Any) -> list[Event]:
    """A raw mail is bytes of any charset; django-anymail reads nothing but UTF-8."""
    said = json.loads(request.body)
    if "status" in said:
        raise AnymailConfigurationError("This is an event, at the address for mail.")
    is_encoded = said.get("base64") is True
    message = Handed.parse_raw_mime(said["message"])
    if is_encoded:
        message = Handed(transfer_decode(message.as_bytes(), "base64"))
    message.envelope_sender, message.envelope_recipient = said.get("mail_from"), said.get("rcpt_to")
    return [AnymailInboundEvent(event_type=EventType.INBOUND, esp_event=said, message=message)]


def _sendgrid_mail(self: Any, request: Any) -> Handed:
    """The texts of a form, each in the charset that it had in the mail: any, and maybe none at all,
    for which django-anymail gives up."""
    charsets = _charsets(request.POST.get("charsets", "{}"))
    head = f"Content-Type: {request.META.get('CONTENT_TYPE', '')}\r\n\r\n".encode()
    parts = parse(head + request.body).root.children
    named = {parameters(each.fields.get("content-disposition")).get("name"): each for each in parts}
    texts = {
        name: decode(named[name].body, charsets.get(name, "utf-8"))
        for name in ("text", "html")
        if name in named
    }
    files = [Handed.construct_attachment_from_uploaded_file(f) for f in request.FILES.values()]
    return Handed.construct(request.POST.get("headers", ""), attachments=files, **texts)


def _charsets(said: str) -> dict[str, str]:
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(name): charset for name, charset in pairs if isinstance(charset, str)}


def _resend_mail(self: Any, email_id: str) -> Any:
    url = f"{self.api_url}emails/receiving/{quote(str(email_id), safe='')}"
    found = _as_json(fetched(url, {"Authorization": f"Bearer {self.api_key}"}))
    return Handed.parse_raw_mime_bytes(fetched(found["raw"]["download_url"], {}))


_AMAZON = {"__init__": _unconnected, "auto_confirm_sns_subscription": _keep_confirm_url}
# What is ours of each reader; the rest is django-anymail's.
_OWN: Mapping[tuple[str, Way], Mapping[str, Any]] = {
    ("amazon_ses", Way.EVENTS): _AMAZON,
    ("amazon_ses", Way.MAIL): _AMAZON,
    ("brevo", Way.MAIL): {"_fetch_attachment": _brevo_attachment},
    ("mailtrap", Way.MAIL): {
        "fetch_inbound_message": _mailtrap_mail,
        "fetch_raw_message_chunks": _mailtrap_raw,
    },
    ("postal", Way.MAIL): {"parse_events": _postal_events},
    ("resend", Way.MAIL): {"_fetch_inbound_email": _resend_mail},
    ("sendgrid", Way.MAIL): {"message_from_sendgrid_parsed": _sendgrid_mail},
}


def is_amazons(url: str) -> bool:
    """Whether an address to confirm a subscription at is one of Amazon's."""
    return _AMAZONS.fullmatch(url) is not None


def fetched(url: str, headers: Mapping[str, str]) -> bytes:
    """What lies at an address of a service, at most 15 MB; raises Unfetched."""
    if not url.startswith("https://"):
        raise Unfetched("Mail is fetched encrypted, or not at all.")
    try:
        with requests.get(
            url,
            headers=dict(headers),
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream=True,
            allow_redirects=False,
        ) as answer:
            answer.raise_for_status()
            return _bounded(answer)
    except requests.RequestException as error:
        raise Unfetched(type(error).__name__) from error


def _bounded(answer: requests.Response) -> bytes:
    found = bytearray()
    for piece in answer.iter_content(PIECE):
        found += piece
        if len(found) > MOST_FETCHED:
            raise Unfetched("It has more than 15 MB.")
    return bytes(found)


def _as_json(raw: bytes) -> Any:
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise Unfetched("The service's answer cannot be read.")
    return found
