"""Tokens of unsubscribe links: 256 unguessable bits, kept as a digest, good for three years.

`find` works before any scope is open, because the link is all that the recipient has; everything
that a token stands for is read in its workspace's scope.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from compliance import vault
from compliance.models import TokenDigest, UnsubscribeToken
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.scope import current_workspace_id

LIFETIME = timedelta(days=3 * 365 + 1)
_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class Expired(Refused):
    """The link is older than three years."""

    def __init__(self) -> None:
        super().__init__(
            "This link has expired. Answer any of our messages to stop them.", code="link_expired"
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Where a token belongs."""

    workspace_id: UUID
    token_id: UUID


def mint(*, address_key: str, hint: str, contact_id: UUID, enrollment_id: UUID | None) -> str:
    """The token of an enrollment's messages (43 characters, safe in a URL); only its digest is
    stored.

    All messages of one enrollment to one address carry the same token, derived under VAULT_KEY:
    so a message written again is the message that was reviewed, and a link never stops an address
    it was not sent to. Without an enrollment the token is random.
    """
    token = _derived(enrollment_id, address_key) if enrollment_id else secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        if find(token) is None:
            _store(token, address_key, hint, contact_id, enrollment_id)
    return token


def standing(*, address_key: str, enrollment_id: UUID) -> str:
    """The token that `mint` has stored for an enrollment and an address; "" when it has none."""
    token = _derived(enrollment_id, address_key)
    return token if find(token) is not None else ""


def _derived(enrollment_id: UUID, address_key: str) -> str:
    key = vault.derived("unsubscribe token")
    said = enrollment_id.bytes + address_key.encode()
    digest = hmac.new(key, said, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _store(
    token: str, address_key: str, hint: str, contact_id: UUID, enrollment_id: UUID | None
) -> None:
    now = clock.now()
    row = UnsubscribeToken(
        address_key=address_key,
        hint=hint,
        contact_id=contact_id,
        enrollment_id=enrollment_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    mine = Found(current_workspace_id(), row.pk)
    digest = TokenDigest(
        digest=_digest(token), workspace_id=mine.workspace_id, token_id=mine.token_id
    )
    # Who writes the same message at the same time mints the same token: the first one counts.
    TokenDigest.objects.bulk_create([digest], ignore_conflicts=True)
    if find(token) == mine:
        row.save(force_insert=True)


def find(token: str) -> Found | None:
    """Where a token belongs, or None when nobody has minted it. Needs no scope."""
    if not _SHAPE.fullmatch(token):
        return None
    row = TokenDigest.objects.filter(digest=_digest(token)).first()
    return Found(row.workspace_id, row.token_id) if row else None


def read(token_id: UUID) -> UnsubscribeToken:
    """What a token stands for, in its workspace's scope; Expired after three years."""
    row = UnsubscribeToken.objects.filter(pk=token_id).first()
    if row is None:
        raise NotFound("This link does not belong to any message of ours.")
    if row.expires_at <= clock.now():
        raise Expired
    return row


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
