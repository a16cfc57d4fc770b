"""What is secret of an account, sealed as one JSON object, and its access token beside it."""

import json
from dataclasses import asdict, dataclass, field

from compliance import keyring
from enrollment.models import SenderAccount

ACCOUNT = "sender account"
TOKEN = "access token"  # noqa: S105 - names a column


@dataclass(frozen=True)
class Secrets:
    """A password, a provider's key or a refresh token; and the secret of an OAuth application."""

    secret: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)


def seal(account: SenderAccount, secrets: Secrets) -> bytes:
    """The stored form, for this account alone."""
    return keyring.seal(json.dumps(asdict(secrets)).encode(), row=account.pk, what=ACCOUNT)


def unseal(account: SenderAccount) -> Secrets:
    """What was entered; raises keyring.RingError."""
    if account.sealed is None:
        return Secrets()
    return Secrets(**json.loads(keyring.unseal(account.sealed, row=account.pk, what=ACCOUNT)))


def seal_token(account: SenderAccount, token: str) -> bytes:
    """The stored form of an access token."""
    return keyring.seal(token.encode(), row=account.pk, what=TOKEN)


def unseal_token(account: SenderAccount) -> str:
    """The access token, "" when there is none; raises keyring.RingError."""
    if account.sealed_token is None:
        return ""
    return keyring.unseal(account.sealed_token, row=account.pk, what=TOKEN).decode()
