"""Personal texts at rest: sealed under one key per person, which is itself wrapped.

Each subject (a contact's id, or the mailbox's for mail of unknown people) has a random AES-256
key. It is stored wrapped by a key derived (HKDF, RFC 5869) from VAULT_KEY, which never enters the
database. Deleting the person's key makes every text of theirs unreadable, in backups too once
those without the key are gone.

Keys and texts are sealed by `compliance.cipher`. Each is bound to its place, so a text moved to
another person or workspace does not open.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from compliance import cipher
from compliance.models import PersonKey, SealedBlob
from tenancy.errors import Refused
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import array, insert

# The lock lets any number of texts be sealed at once and makes `forget` wait for them.
_HELD = "this.subject = ANY(%s::uuid[]) ORDER BY this.subject FOR KEY SHARE"

# Whoever erases holds the contact for itself, so either waits for us or is seen here.
_ERASED = """
SELECT erased_at FROM contacts_contact
WHERE workspace_id = %s AND id = ANY(%s) ORDER BY id FOR KEY SHARE
"""


class Erased(Refused):
    """The text is gone because the person was erased."""

    def __init__(self) -> None:
        super().__init__("This text was erased together with the person's data.", code="erased")


class VaultError(RuntimeError):
    """A sealed text does not open: it was changed, or VAULT_KEY is not the one it needs."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text to be sealed: whose, what for (at most 30 characters), and the bytes."""

    subject: UUID
    purpose: str
    data: bytes


def seal(subject: UUID, purpose: str, data: bytes) -> SealedBlob:
    """Store one text encrypted under its person's key; the key is made when it is missing."""
    return seal_many([Plain(subject, purpose, data)])[0]


def seal_many(texts: Sequence[Plain]) -> list[SealedBlob]:
    """Store many texts, in their order, with at most five statements; raises Erased when one is
    about a contact who was erased."""
    with transaction.atomic():
        keys = _keys_for({text.subject for text in texts})
        blobs = [_sealed(text, keys[text.subject]) for text in texts]
        insert(blobs)
        return blobs


def unseal(blob: SealedBlob) -> bytes:
    """Return the text of a blob; raises Erased when its person's key is gone."""
    try:
        return unseal_many([blob])[blob.pk]
    except KeyError:
        raise Erased from None


def unseal_many(blobs: Sequence[SealedBlob]) -> dict[UUID, bytes]:
    """Return texts by blob id with one query; those of erased people are left out."""
    with transaction.atomic(savepoint=False):
        found = read(PersonKey, "this.id = ANY(%s::uuid[])", array({blob.key_id for blob in blobs}))
    keys = {row.pk: row for row in found}
    return {blob.pk: _opened(blob, keys[blob.key_id]) for blob in blobs if blob.key_id in keys}


def forget(subject: UUID) -> int:
    """Delete a person's key and every text under it; returns how many texts there were."""
    with transaction.atomic():
        key = PersonKey.objects.select_for_update().filter(subject=subject).first()
        if key is None:
            return 0
        _, counts = key.delete()
        return counts.get(SealedBlob._meta.label, 0)


def derived(purpose: str) -> bytes:
    """32 bytes that only this installation has, for one purpose in the open workspace."""
    return cipher.derived(settings.VAULT_KEY, current_workspace_id(), purpose)


def _keys_for(subjects: Iterable[UUID]) -> dict[UUID, PersonKey]:
    wanted = set(subjects)
    found = _held(wanted)
    # Another round only when somebody was erased between the insert and the look.
    while missing := sorted(wanted - found.keys()):
        _refuse_erased(missing)
        rows = [_new_key(subject) for subject in missing]
        PersonKey.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _held(missing)
    return found


def _refuse_erased(subjects: Sequence[UUID]) -> None:
    """No key is made anew for somebody who was erased while we were reading them."""
    with connection.cursor() as cursor:
        cursor.execute(_ERASED, [current_workspace_id(), list(subjects)])
        if any(erased_at for (erased_at,) in cursor.fetchall()):
            raise Erased


def _held(subjects: Iterable[UUID]) -> dict[UUID, PersonKey]:
    return {row.subject: row for row in read(PersonKey, _HELD, array(subjects))}


def _new_key(subject: UUID) -> PersonKey:
    key = PersonKey(subject=subject)
    key.wrapped = cipher.closed(
        derived("wrap"), secrets.token_bytes(cipher.KEY), _place_of_key(key)
    )
    return key


def _sealed(text: Plain, key: PersonKey) -> SealedBlob:
    blob = SealedBlob(key=key, purpose=text.purpose, created_at=datetime.now(UTC))
    blob.ciphertext = cipher.closed(_unwrapped(key), text.data, _place_of_blob(blob, key))
    return blob


def _opened(blob: SealedBlob, key: PersonKey) -> bytes:
    return _open(_unwrapped(key), blob.ciphertext, _place_of_blob(blob, key))


def _unwrapped(key: PersonKey) -> bytes:
    return _open(derived("wrap"), key.wrapped, _place_of_key(key))


def _place_of_key(key: PersonKey) -> bytes:
    return f"key {key.workspace_id} {key.subject}".encode()


def _place_of_blob(blob: SealedBlob, key: PersonKey) -> bytes:
    return f"text {key.workspace_id} {key.subject} {blob.pk} {blob.purpose}".encode()


def _open(key: bytes, stored: bytes | memoryview, place: bytes) -> bytes:
    try:
        return cipher.opened(key, stored, place)
    except cipher.UnknownFormat as error:
        raise VaultError("A sealed text has an unknown format.") from error
    except cipher.DoesNotOpen as error:
        raise VaultError(
            "A sealed text does not open: it was changed, or VAULT_KEY is not the one it needs."
        ) from error
