"""Services as they call: each one's published form, with a signature that is real."""

import hashlib
import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.test import Client

from signals.inlets import opening, proofs
from signals.inlets.known import Way
from signals.models import Inlet
from tenancy.actors import member
from tenancy.scope import scope
from tests.world import World

SECRET = "b3BlbiBzZXNhbWUgb3BlbiBzZXNhbWU="
_EC, _RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Posted:
    """What goes over the line."""

    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


Wrap = Callable[[Any, str], Posted]


def _public(key: Any) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem: str = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    return "".join(pem.splitlines()[1:-1])


def hex_of(body: bytes) -> str:
    """The HMAC of a body under the secret of all tests."""
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def plain(said: Any, url: str) -> Posted:
    """Unsigned JSON."""
    return Posted(json.dumps(said).encode())


def amazon(said: Any, url: str) -> Posted:
    """A notification of SNS around the event."""
    note = said if "Type" in said else {"Type": "Notification", "Message": json.dumps(said)}
    note = {"MessageId": _stable(said), "Timestamp": "2026-11-22T10:00:00.000Z", **note}
    headers = {"x-amz-sns-message-type": note["Type"], "x-amz-sns-message-id": note["MessageId"]}
    return Posted(json.dumps(note).encode(), "text/plain; charset=UTF-8", headers)


def _stable(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:36]


def header(name: str) -> Wrap:
    """JSON with a hex HMAC of the body in one header."""

    def wrap(said: Any, url: str) -> Posted:
        body = json.dumps(said).encode()
        return Posted(body, headers={name: hex_of(body)})

    return wrap


def mailgun(said: Any, url: str) -> Posted:
    """JSON with the signature beside the event."""
    stamp, token = "1763800000", "token"
    shown = hex_of(f"{stamp}{token}".encode())
    block = {"timestamp": stamp, "token": token, "signature": shown}
    return Posted(json.dumps({"signature": block, "event-data": said}).encode())


def mandrill(said: Any, url: str) -> Posted:
    """A form, signed with the address."""
    events = json.dumps(said if isinstance(said, list) else [said])
    text = f"{url}mandrill_events{events}".encode()
    shown = b64encode(hmac.new(SECRET.encode(), text, hashlib.sha1).digest()).decode()
    form = urlencode({"mandrill_events": events}).encode()
    return Posted(form, FORM, {"X-Mandrill-Signature": shown})


def postal(said: Any, url: str) -> Posted:
    """JSON, signed with the server's RSA key."""
    body = json.dumps(said).encode()
    shown = _RSA.sign(body, padding.PKCS1v15(), hashes.SHA1())
    return Posted(body, headers={"X-Postal-Signature": b64encode(shown).decode()})


def resend(said: Any, url: str, at: float | None = None) -> Posted:
    """JSON, signed as Standard Webhooks says."""
    body, name = json.dumps(said).encode(), f"msg_{_stable(said)}"
    stamp = str(int(time.time() if at is None else at))

    key = b64decode(SECRET)
    shown = b64encode(hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest())
    shown_as = {"svix-id": name, "svix-timestamp": stamp, "svix-signature": f"v1,{shown.decode()}"}
    return Posted(body, headers=shown_as)


def sendgrid(said: Any, url: str) -> Posted:
    """A list, signed with the account's elliptic key."""
    body = json.dumps(said if isinstance(said, list) else [said]).encode()
    shown = _EC.sign(b"1763800000" + body, ec.ECDSA(hashes.SHA256()))
    names = "X-Twilio-Email-Event-Webhook-"
    headers = {f"{names}Signature": b64encode(shown).decode(), f"{names}Timestamp": "1763800000"}
    return Posted(body, headers=headers)


def unisender(said: Any, url: str) -> Posted:
    """JSON with an MD5 of itself, the key in the place of the hash."""
    data = [
        {"event_name": "transactional_email_status", "event_data": each}
        for each in (said if isinstance(said, list) else [said])
    ]
    text = json.dumps({"auth": SECRET, "events_by_user": [{"user_id": 1, "events": data}]})
    digest = hashlib.md5(text.encode()).hexdigest()
    return Posted(text.replace(SECRET, digest).encode())


def twilio(said: Mapping[str, str], url: str) -> Posted:
    """A form, signed with the account's token."""
    shown = proofs.texts_signature(SECRET, url, {name: [text] for name, text in said.items()})
    return Posted(urlencode(said).encode(), FORM, {"X-Twilio-Signature": shown})


WRAPS: Mapping[str, Wrap] = {
    "amazon_ses": amazon,
    "brevo": plain,
    "mailersend": header("Signature"),
    "mailgun": mailgun,
    "mailjet": plain,
    "mailtrap": header("Mailtrap-Signature"),
    "mandrill": mandrill,
    "postal": postal,
    "postmark": plain,
    "resend": resend,
    "sendgrid": sendgrid,
    "sparkpost": plain,
    "twilio": twilio,
    "unisender_go": unisender,
}
KEYS = {"postal": _public(_RSA), "sendgrid": _public(_EC), "resend": f"whsec_{SECRET}"}


def open_for(world: World, provider: str) -> Inlet:
    """An open inlet with every secret that its service needs."""
    wanted = opening.fields_of(provider)
    secrets = {name: KEYS.get(provider, SECRET) if name != "key" else SECRET for name in wanted}
    with scope(world.workspace.pk):
        return opening.open_inlet(
            provider, "", secrets, seat=world.admin, actor=member(world.admin)
        )


def url_of(world: World, inlet: Inlet, way: Way = Way.EVENTS) -> str:
    """Where a service calls it."""
    with scope(world.workspace.pk):
        return opening.url_of(inlet, way)


def call(world: World, inlet: Inlet, said: Any, way: Way = Way.EVENTS, **wrong: Any) -> Any:
    """A call as its service makes it, wrong in the ways that are asked for."""
    url = url_of(world, inlet, way)
    return post(wrong.pop("url", url), WRAPS[inlet.provider](said, url), **wrong)


def post(url: str, posted: Posted, **wrong: Any) -> Any:
    """Post it; `body` and `headers` replace what was signed."""
    return Client().generic(
        "POST",
        urlsplit(url).path,
        wrong.get("body", posted.body),
        content_type=wrong.get("content_type", posted.content_type),
        headers={**posted.headers, **wrong.get("headers", {})},
    )


def some_id() -> str:
    """An id as services make them."""
    return uuid4().hex
