"""API keys as callers present them: found by digest, checked in the scope they name."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tenancy.models import ApiKey, KeyDigest

# Writing at every call would make each read a write; a minute is exact enough for people.
_NOTE_USE_EVERY = timedelta(minutes=1)


def find(header: str) -> tuple[UUID, UUID] | None:
    """Workspace and key ids from `Authorization: Bearer <secret>`; None when it names no key."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    row = KeyDigest.objects.filter(digest=KeyDigest.of(secret.strip())).first()
    return (row.workspace_id, row.api_key_id) if row else None


def use(key_id: UUID) -> ApiKey | None:
    """The live key, its use noted; None once it or the person behind it is disabled."""
    key = (
        ApiKey.objects.select_related("created_by")
        .filter(pk=key_id, revoked_at=None, created_by__is_active=True)
        .first()
    )
    now = datetime.now(UTC)
    if key and (key.last_used_at is None or now - key.last_used_at > _NOTE_USE_EVERY):
        ApiKey.objects.filter(pk=key_id).update(last_used_at=now)
    return key
