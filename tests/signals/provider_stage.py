"""A mailbox at a provider, and who calls on its behalf."""

import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import connection
from pytest_django import Settings

from enrollment.channels import dialing
from enrollment.models import Mailbox, SenderAccount
from enrollment.senders import secrets
from signals.models import MailStream
from tests.provider_fakes import ADDRESS, TOKEN, Fake, Gmail, Graph, running
from tests.world import World

PUSHER = "push@acme-mail.iam.gserviceaccount.com"
KEY, STRANGERS = (rsa.generate_private_key(65537, 2048) for _ in range(2))
KINDS: dict[str, Callable[[], Fake]] = {"gmail": Gmail, "graph": Graph}


class Guard:
    """What `dialing` asks whether a transaction is open: all but the test's own count."""

    def __init__(self) -> None:
        self._around = len(connection.savepoint_ids)

    @property
    def in_atomic_block(self) -> bool:
        return len(connection.savepoint_ids) > self._around


@contextmanager
def provider(kind: str, settings: Settings, patch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """The provider of this kind, and an installation that asks it, never in a transaction."""
    patch.setattr(dialing, "connection", Guard())
    fake = KINDS[kind]()
    with running(fake):
        settings.SENDER_NETWORKS = ["127.0.0.0/8"]
        settings.GMAIL_API_URL = settings.GRAPH_API_URL = fake.url
        settings.PUBLIC_URL = "https://console.example"
        yield fake


def connected(world: World, kind: str, box: Mailbox | None = None, **more: Any) -> MailStream:
    """A mailbox with a token that holds."""
    values = {"folders": ["INBOX"], "user": ADDRESS, "auth": "oauth", "port": 443, **more}
    account = SenderAccount(mailbox=box or world.mailbox, kind=kind, **values)
    account.provider = "google" if kind == "gmail" else "microsoft"
    account.sealed_token = secrets.seal_token(account, TOKEN)
    account.token_until = datetime.now(UTC) + timedelta(hours=1)
    account.save()
    return MailStream.objects.create(account=account)


def signed(url: str, key: rsa.RSAPrivateKey = KEY, **said: Any) -> str:
    """An identity token as Google makes it for a push subscription; `said` changes its claims."""
    now = int(time.time())
    head = {"alg": said.pop("alg", "RS256"), "kid": said.pop("kid", "one"), "typ": "JWT"}
    claims = {
        **{"iss": "https://accounts.google.com", "aud": url, "iat": now - 5, "exp": now + 3595},
        **{"email": PUSHER, "email_verified": True, "azp": "1", "sub": "1"},
    }
    parts = ".".join(_written(json.dumps(each).encode()) for each in (head, {**claims, **said}))
    return f"{parts}.{_written(key.sign(parts.encode(), padding.PKCS1v15(), SHA256()))}"


def published(*names: str) -> dict[str, Any]:
    """The keys as Google publishes them."""
    numbers = KEY.public_key().public_numbers()
    modulus = _written(numbers.n.to_bytes(256))
    one = {"kty": "RSA", "alg": "RS256", "use": "sig", "n": modulus, "e": "AQAB"}
    return {"keys": [{**one, "kid": each} for each in names]}


def notice(name: str = "1", address: str = ADDRESS) -> dict[str, Any]:
    """What Cloud Pub/Sub posts when Gmail tells of new mail."""
    data = b64encode(json.dumps({"emailAddress": address, "historyId": 1010}).encode()).decode()
    message = {"data": data, "messageId": name, "publishTime": "2026-11-22T10:00:00Z"}
    return {"message": message, "subscription": "projects/acme-mail/subscriptions/push"}


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
