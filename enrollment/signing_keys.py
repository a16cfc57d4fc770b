"""Keys that sign mail by DKIM: RSA of 2,048 bits (RFC 6376, RFC 8301) and Ed25519 (RFC 8463), and
the records that publish them. Pure; where a private key is kept is not known here."""

import base64
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)

RSA_BITS = 2_048
# RFC 8301 section 3.2: what verifiers no longer take.
LEAST_RSA_BITS = 1_024
ED25519_BYTES = 32
# RFC 1035 section 3.3: the longest string of a TXT record.
STRING = 255

PrivateKey = RSAPrivateKey | Ed25519PrivateKey


class SigningKeyError(ValueError):
    """Bytes that are no private key with which mail can be signed."""


class Algorithm(StrEnum):
    """What kind of key it is, as the k tag of its record says it."""

    RSA = "rsa"
    ED25519 = "ed25519"


def generate(algorithm: Algorithm) -> bytes:
    """A new private key: PKCS #8 in DER, not encrypted. RSA takes tenths of a second."""
    key: PrivateKey = (
        generate_private_key(public_exponent=65_537, key_size=RSA_BITS)
        if algorithm == Algorithm.RSA
        else Ed25519PrivateKey.generate()
    )
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def load(private: bytes) -> PrivateKey:
    """A private key from PEM, DER, or the 32 bytes of an Ed25519 key; SigningKeyError for others.
    Takes a while for RSA, so load once and keep it."""
    try:
        if len(private) == ED25519_BYTES:
            return Ed25519PrivateKey.from_private_bytes(private)
        is_pem = private.lstrip().startswith(b"-----")
        key = (load_pem_private_key if is_pem else load_der_private_key)(private, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyError("This is no private key.") from error
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey) or key.key_size < LEAST_RSA_BITS:
        raise SigningKeyError("Mail is signed with an Ed25519 key, or an RSA key of 2,048 bits.")
    return key


def algorithm_of(key: PrivateKey) -> Algorithm:
    """The kind of a key."""
    return Algorithm.RSA if isinstance(key, RSAPrivateKey) else Algorithm.ED25519


def public_of(key: PrivateKey) -> str:
    """The public half, as a record says it."""
    if isinstance(key, RSAPrivateKey):
        kept = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    else:
        kept = Encoding.Raw, PublicFormat.Raw
    return base64.b64encode(key.public_key().public_bytes(*kept)).decode()


def record(algorithm: str, public: str) -> str:
    """The TXT record to publish at <selector>._domainkey.<domain>, as one text."""
    return f"v=DKIM1; k={algorithm}; p={public}"


def strings_of(text: str) -> tuple[str, ...]:
    """A record in the strings of at most 255 bytes that the DNS keeps it in. For ASCII."""
    return tuple(text[start : start + STRING] for start in range(0, len(text), STRING))
