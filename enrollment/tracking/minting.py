"""Opaque ids of links: 192 bits that only this installation can make, kept as a digest.

The same link of the same message has the same id, however often it is written: so a message written
again is the message that was reviewed. Another target, domain or message has another one.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from compliance import vault
from enrollment.models import HitOf, TrackedDigest, TrackedLink
from enrollment.tracking.rewriting import is_target
from tenancy import clock
from tenancy.scope import current_workspace_id
from tenancy.statements import array, insert, rows

PATH = "t"
_BYTES = 24
_SHAPE = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_FOUND = "SELECT digest, link_id FROM enrollment_trackeddigest WHERE digest = ANY(%s::bytea[])"
_ERASED = """
UPDATE enrollment_trackedlink SET enrollment_id = NULL
WHERE workspace_id = %s AND enrollment_id = ANY(%s::uuid[])
"""
_HITS = """
DELETE FROM enrollment_trackedhit AS hit USING enrollment_trackedlink AS link
WHERE hit.workspace_id = %s AND link.workspace_id = hit.workspace_id AND link.id = hit.link_id
    AND link.enrollment_id = ANY(%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """What an id is to stand for."""

    kind: HitOf
    enrollment_id: UUID
    step_key: str
    ordinal: int
    host: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where an id belongs."""

    workspace_id: UUID
    link_id: UUID


def mint_many(asked: Sequence[Ask]) -> list[str]:
    """The address of each, in their order; one statement when all were minted before."""
    if not asked:
        return []
    key = vault.derived("tracked link")
    tokens = [_token(key, ask) for ask in asked]
    with transaction.atomic(savepoint=False):
        known = _known(list(map(_digest, tokens)))
        new = {
            token: ask
            for token, ask in zip(tokens, asked, strict=True)
            if _digest(token) not in known
        }
        if new:
            _store(new)
    return [f"https://{a.host}/{PATH}/{t}" for a, t in zip(asked, tokens, strict=True)]


def find(token: str) -> Found | None:
    """Where an id belongs, or None when nobody has minted it. Needs no scope."""
    if not _SHAPE.fullmatch(token):
        return None
    row = TrackedDigest.objects.filter(digest=_digest(token)).first()
    return Found(row.workspace_id, row.link_id) if row else None


def forget(enrollment_ids: Sequence[UUID]) -> None:
    """Nothing is noted any more of these people, and what was noted goes; links lead on."""
    here, ids = current_workspace_id(), array(enrollment_ids)
    rows(f"{_HITS} RETURNING 1", here, ids)
    rows(f"{_ERASED} RETURNING 1", here, ids)


def _token(key: bytes, ask: Ask) -> str:
    said = [ask.kind.value, str(ask.enrollment_id), ask.step_key, ask.ordinal, ask.host, ask.target]
    digest = hmac.new(key, json.dumps(said).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


def _store(new: dict[str, Ask]) -> None:
    now, here = clock.now(), current_workspace_id()
    stored = {}
    for token, ask in new.items():
        assert ask.kind == HitOf.OPEN or is_target(ask.target), "only web addresses are stored"
        stored[_digest(token)] = TrackedLink(
            kind=ask.kind,
            enrollment_id=ask.enrollment_id,
            step_key=ask.step_key,
            ordinal=ask.ordinal,
            host=ask.host,
            target=ask.target,
            created_at=now,
        )
    # Who writes the same message at the same time mints the same ids: the first one counts.
    digests = [
        TrackedDigest(digest=digest, workspace_id=here, link_id=row.pk)
        for digest, row in stored.items()
    ]
    insert(digests, ignore_conflicts=True)
    mine = set(_known(list(stored)).values())
    insert([row for row in stored.values() if row.pk in mine])


def _known(digests: Sequence[bytes]) -> dict[bytes, UUID]:
    return {bytes(digest): link_id for digest, link_id in rows(_FOUND, list(digests))}


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
