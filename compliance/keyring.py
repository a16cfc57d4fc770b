"""Credentials at rest: sealed under a ring of keys that never enter the database.

`CREDENTIAL_KEYS` holds the keys, the newest first. The newest seals; whatever was sealed before
opens with the key that it names, until `manage.py rotate_credentials` has sealed it anew. Then the
old key can be taken out.

Stored form: the format byte of this module, 8 bytes that name the key (a digest of it), and what
`compliance.cipher` stores under a key derived for this purpose and workspace.
"""

import hashlib
from uuid import UUID

from django.conf import settings

from compliance import cipher
from tenancy.scope import current_workspace_id

FORMAT = b"\x02"
NAME = 8
PURPOSE = "credentials"


class RingError(RuntimeError):
    """A credential does not open: its key is not in CREDENTIAL_KEYS, or it was changed."""


def seal(data: bytes, *, row: UUID, what: str) -> bytes:
    """Seal a credential with the newest key, for one column (`what`) of one row."""
    newest = settings.CREDENTIAL_KEYS[0]
    return FORMAT + name_of(newest) + cipher.closed(_key(newest), data, _place(row, what))


def unseal(stored: bytes | memoryview, *, row: UUID, what: str) -> bytes:
    """The credential; raises RingError."""
    raw = bytes(stored)
    key = {name_of(each): each for each in settings.CREDENTIAL_KEYS}.get(_named(raw))
    if raw[:1] != FORMAT or key is None:
        raise RingError("The key of this credential is not in CREDENTIAL_KEYS.")
    try:
        return cipher.opened(_key(key), raw[1 + NAME :], _place(row, what))
    except (cipher.DoesNotOpen, cipher.UnknownFormat) as error:
        raise RingError("This credential was changed or moved.") from error


def is_newest(stored: bytes | memoryview) -> bool:
    """Whether the newest key sealed it."""
    return _named(bytes(stored)) == name_of(settings.CREDENTIAL_KEYS[0])


def name_of(key: str) -> bytes:
    """The public name of a key; it tells nothing about the key."""
    return hashlib.sha256(b"name of a credential key:" + key.encode()).digest()[:NAME]


def _named(raw: bytes) -> bytes:
    return raw[1 : 1 + NAME]


def _key(secret: str) -> bytes:
    return cipher.derived(secret, current_workspace_id(), PURPOSE)


def _place(row: UUID, what: str) -> bytes:
    return f"credential {current_workspace_id()} {row} {what}".encode()
