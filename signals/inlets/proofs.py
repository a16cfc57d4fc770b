"""How a call proves from whom it comes. Pure functions, each in constant time where it compares.

Addresses and the secrets of keys are derived from the installation's secret, so that a forged call
is told apart before anything is read from the database. Resend signs as Standard Webhooks says,
providers of text messages as Twilio's do.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from uuid import UUID

STAMP_DIGITS = 12


def key_secret(house: str, workspace_id: UUID, key_id: UUID) -> str:
    """The secret of a key of the signed webhook; 64 hex digits."""
    return _derived(house, f"hook key:{workspace_id}:{key_id}").hex()


def path_token(house: str, workspace_id: UUID, inlet_id: UUID) -> str:
    """The part of an inlet's address that nobody can guess; 43 letters, digits, - and _."""
    token = urlsafe_b64encode(_derived(house, f"inlet:{workspace_id}:{inlet_id}"))
    return token.decode().rstrip("=")


def push_token(house: str, workspace_id: UUID, account_id: UUID | None = None) -> str:
    """The part of the address that a provider tells of new mail at; as `path_token`. Google has one
    for the workspace, Microsoft one for each account."""
    token = urlsafe_b64encode(_derived(house, f"mail push:{workspace_id}:{account_id or ''}"))
    return token.decode().rstrip("=")


def client_state(house: str, workspace_id: UUID, account_id: UUID) -> str:
    """What Microsoft says with all that it tells of one mailbox, and nobody else knows; 64 hex
    digits."""
    return _derived(house, f"mail state:{workspace_id}:{account_id}").hex()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same, at the same speed wherever they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Seqops-Signature`."""
    text = f"{timestamp}.".encode("utf-8", "replace") + body
    return f"v1={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


def is_fresh(timestamp: str, now: float, window: int) -> bool | None:
    """Whether a time (Unix seconds) is at most `window` seconds away; None when it is no number."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > STAMP_DIGITS:
        return None
    return abs(now - int(timestamp)) <= window


def signs_standard(secret: str, event_id: str, timestamp: str, body: bytes, shown: str) -> bool:
    """Whether one of the signatures shown is that of Standard Webhooks (Svix) for this body."""
    try:
        key = b64decode(secret.removeprefix("whsec_"))
    except (Error, ValueError):
        return False
    text = f"{event_id}.{timestamp}.".encode("utf-8", "replace") + body
    own = b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    given = [each.removeprefix("v1,") for each in shown.split() if each.startswith("v1,")]
    return any(same(each, own) for each in given)


def texts_signature(token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """The value of `X-Twilio-Signature` for a form that was posted to this address."""
    said = "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    text = (url + said).encode("utf-8", "replace")
    return b64encode(hmac.new(token.encode(), text, hashlib.sha1).digest()).decode()


def _derived(house: str, purpose: str) -> bytes:
    return hmac.digest(house.encode(), purpose.encode(), "sha256")
