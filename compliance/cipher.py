"""Sealing bytes: AES-GCM under a key of 32 bytes, bound to the place where they are kept.

Stored form: one format byte, 12 bytes of nonce, the ciphertext with its tag. What is moved to
another place (another row, another workspace) does not open.
"""

import secrets
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
NONCE = 12
KEY = 32


class UnknownFormat(RuntimeError):
    """The stored bytes are not of a form that was ever written."""


class DoesNotOpen(RuntimeError):
    """The stored bytes were changed or moved, or the key is another."""


def closed(key: bytes, data: bytes, place: bytes) -> bytes:
    """The stored form of `data` under `key`, at `place`."""
    nonce = secrets.token_bytes(NONCE)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, data, place)


def opened(key: bytes, stored: bytes | memoryview, place: bytes) -> bytes:
    """What was sealed; raises UnknownFormat or DoesNotOpen."""
    raw = bytes(stored)
    if raw[:1] != FORMAT:
        raise UnknownFormat
    nonce, ciphertext = raw[1 : 1 + NONCE], raw[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, place)
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen from error


@lru_cache(maxsize=1024)
def derived(secret: str, workspace_id: UUID, purpose: str) -> bytes:
    """A key for one purpose in one workspace (HKDF, RFC 5869), from a secret of any length."""
    info = f"sequence ops console: {purpose}".encode()
    return HKDF(SHA256(), KEY, salt=workspace_id.bytes, info=info).derive(secret.encode())
