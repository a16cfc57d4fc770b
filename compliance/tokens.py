"""Tokens of unsubscribe links: 256 unguessable bits, kept as a digest, good for three years.

`find` works before any scope is open, because the link is all that the recipient has; everything
that a token stands for is read in its workspace's scope.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from compliance import vault
from compliance.models import TokenDigest, UnsubscribeToken
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.scope import current_workspace_id
from tenancy.statements import insert, rows

LIFETIME = timedelta(days=3 * 365 + 1)
_BYTES = 32
_FOUND = "SELECT digest, token_id FROM compliance_tokendigest WHERE digest = ANY(%s::bytea[])"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose link it is: the address that it stops, and where its messages come from."""

    address_key: str
    hint: str
    contact_id: UUID
    enrollment_id: UUID | None


def mint_many(owners: Sequence[Owner]) -> list[str]:
    """The tokens of the messages of enrollments (43 characters, safe in a URL), in the order of
    their owners; only digests are stored. One statement when all of them were minted before.

    All messages of one enrollment to one address carry the same token, derived under VAULT_KEY:
    so a message written again is the message that was reviewed, and a link never stops an address
    it was not sent to. Without an enrollment the token is random.
    """
    minted = [_token(owner) for owner in owners]
    with transaction.atomic(savepoint=False):
        known = _found(map(_digest, minted))
        new = {
            token: owner
            for token, owner in zip(minted, owners, strict=True)
            if _digest(token) not in known
        }
        if new:
            _store(new)
    return minted


def standing(*, address_key: str, enrollment_id: UUID) -> str:
    """The token that `mint` has stored for an enrollment and an address; "" when it has none."""
    token = _derived(enrollment_id, address_key)
    return token if find(token) is not None else ""


def _token(owner: Owner) -> str:
    if owner.enrollment_id is None:
        return secrets.token_urlsafe(_BYTES)
    return _derived(owner.enrollment_id, owner.address_key)


def _derived(enrollment_id: UUID, address_key: str) -> str:
    key = vault.derived("unsubscribe token")
    said = enrollment_id.bytes + address_key.encode()
    digest = hmac.new(key, said, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _store(new: Mapping[str, Owner]) -> None:
    now, here = clock.now(), current_workspace_id()
    stored = {_digest(token): _row(owner, now) for token, owner in new.items()}
    # Who writes the same message at the same time mints the same token: the first one counts.
    digests = [
        TokenDigest(digest=digest, workspace_id=here, token_id=row.pk)
        for digest, row in stored.items()
    ]
    insert(digests, ignore_conflicts=True)
    mine = set(_found(stored).values())
    insert([row for row in stored.values() if row.pk in mine])


def _row(owner: Owner, now: datetime) -> UnsubscribeToken:
    return UnsubscribeToken(
        address_key=owner.address_key,
        hint=owner.hint,
        contact_id=owner.contact_id,
        enrollment_id=owner.enrollment_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )


def _found(digests: Iterable[bytes]) -> dict[bytes, UUID]:
    """The tokens' ids of those digests that are stored."""
    found = rows(_FOUND, list(digests))
    return {bytes(digest): token_id for digest, token_id in found}


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


def hold(row: UnsubscribeToken) -> None:
    """Let nobody else use the same link until the transaction ends."""
    list(UnsubscribeToken.objects.select_for_update().filter(pk=row.pk).values_list("pk"))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
