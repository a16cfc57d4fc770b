"""What a signed identity token of Google proves (OpenID Connect, RFC 7519): who calls, and that the
call was meant for us. Pure."""

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

ISSUERS = frozenset({"https://accounts.google.com", "accounts.google.com"})
# Two clocks may differ.
LEEWAY_SECONDS = 60
MOST = 8_000


class Unproven(Exception):
    """The token proves nothing; the text is a stable code."""


def key_name(token: str) -> str:
    """Which key is said to have signed it. Raises Unproven for what is no token of this kind."""
    head = _part(token.partition(".")[0]) if len(token) <= MOST else {}
    name = head.get("kid")
    # What is not signed, or by a secret that both know, is not Google's.
    if head.get("alg") != "RS256" or not isinstance(name, str) or token.count(".") != 2:
        raise Unproven("bad_token")
    return name


def caller(token: str, key: rsa.RSAPublicKey, audience: str, now: float) -> str:
    """The address of the service account that calls. Raises Unproven unless the key has signed it,
    for this audience, and it holds at this time (Unix seconds)."""
    said, _, signature = token.rpartition(".")
    try:
        key.verify(_decoded(signature), said.encode(), padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Unproven("bad_signature") from None
    claims = _part(said.partition(".")[2])
    if claims.get("iss") not in ISSUERS or claims.get("aud") != audience:
        raise Unproven("wrong_audience")
    begins, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(begins, int) or not isinstance(ends, int):
        raise Unproven("bad_token")
    if not begins - LEEWAY_SECONDS <= now <= ends + LEEWAY_SECONDS:
        raise Unproven("stale")
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        raise Unproven("wrong_caller")
    return email.lower()


def _part(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_decoded(text))
    except (ValueError, RecursionError):
        raise Unproven("bad_token") from None
    return found if isinstance(found, dict) else {}


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Unproven("bad_token") from None
