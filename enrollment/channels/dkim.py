"""DKIM signatures (RFC 6376, RFC 8463), relaxed in head and body, over messages with CRLF alone.

Two keys of one domain make two signatures: an Ed25519 key is new to some receivers, an RSA key to
none. A `Signer` never changes, so threads may share it.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from enrollment.signing_keys import PrivateKey, SigningKeyError, algorithm_of, load

# What a reader is shown or answers to: signed once more than it is there, so that a field which
# somebody adds later breaks the signature (RFC 6376 section 8.15).
SHOWN = ("from", "to", "cc", "reply-to", "subject")
# The same, as far as they are there.
OTHERS = (
    *("date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
    # RFC 8058 section 4: one-click counts only when a signature covers both.
    *("list-unsubscribe", "list-unsubscribe-post"),
)
LINE = 78

_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_SPACES = re.compile(rb"[ \t]+")
_FOLDED = re.compile(rb"\r\n(?=[ \t])")
_FOLD = "\r\n "


@dataclass(frozen=True, slots=True)
class Key:
    """A loaded private key and where its public half is published."""

    domain: str
    selector: str
    private: PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if not (_NAME.fullmatch(self.domain) and _NAME.fullmatch(self.selector)):
            raise SigningKeyError("A domain and a selector are names of the DNS, in ASCII.")

    @classmethod
    def of(cls, domain: str, selector: str, private: bytes) -> "Key":
        """The key as `signing_keys.load` takes it; raises SigningKeyError."""
        return cls(domain, selector, load(private))

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the canonical fields."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, PKCS1v15(), SHA256())
        # RFC 8463 section 3: the hash is what Ed25519 signs.
        return self.private.sign(hashlib.sha256(data).digest())


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with each of its keys."""

    keys: tuple[Key, ...]

    def signatures(self, message: bytes, at: datetime) -> bytes:
        """The DKIM-Signature fields to put before a message, one for each key; `at` is when."""
        head, _, body = message.partition(b"\r\n\r\n")
        names, fields = _signed_fields(head)
        digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
        made = int(at.timestamp())
        return b"".join([_signature(key, names, fields, digest, made) for key in self.keys])


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4: white space is one space, none at the end of a line, no empty line
    at the end, and a line end after the last line. An empty body stays empty."""
    if b"\t" in body or b"  " in body:
        body = _SPACES.sub(b" ", body)
    body = body.replace(b" \r\n", b"\r\n").removesuffix(b" ")
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _signed_fields(head: bytes) -> tuple[tuple[str, ...], bytes]:
    """The names for the h tag, and the fields that they stand for in relaxed form, the last of a
    name first (RFC 6376 sections 3.4.2 and 5.4.2)."""
    found: dict[str, list[bytes]] = {}
    for line in _FOLDED.sub(b"", head).split(b"\r\n"):
        name, _, value = line.partition(b":")
        kept = found.setdefault(name.strip().lower().decode("ascii"), [])
        kept.append(_SPACES.sub(b" ", value).strip(b" "))
    names: list[str] = []
    lines: list[bytes] = []
    for each in (*SHOWN, *OTHERS):
        values = found.get(each, [])
        if values or each in SHOWN:
            names += [each] * (len(values) + 1)
            lines += [b"%b:%b\r\n" % (each.encode(), value) for value in reversed(values)]
    return tuple(names), b"".join(lines)


def _signature(key: Key, names: tuple[str, ...], fields: bytes, digest: str, made: int) -> bytes:
    """The field with its line end. Its own value, with nothing after b=, is signed as well."""
    value = (
        f"v=1; a={algorithm_of(key.private)}-sha256; c=relaxed/relaxed;\r\n d={key.domain};\r\n"
        f" s={key.selector}; t={made};\r\n h={_folded(names)};\r\n bh={digest};\r\n b="
    )
    own = b"dkim-signature:" + value.replace("\r\n ", " ").encode()
    signature = base64.b64encode(key.sign(fields + own)).decode()
    rest = [signature[start : start + LINE - 4] for start in range(0, len(signature), LINE - 4)]
    return f"DKIM-Signature: {value}{_FOLD.join(rest)}\r\n".encode()


@lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> str:
    """The names between colons, in lines."""
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > LINE - len(" h=:;"):
            lines.append("")
        lines[-1] += f"{name}:"
    return _FOLD.join(lines).removesuffix(":")
