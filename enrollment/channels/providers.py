"""The e-mail services that a mailbox may use, as data: where they are, how a key is shown to them,
and what they promise about a request that was answered badly or not at all.

`idempotency_window` is how long a provider keeps two requests under one key from being two
messages; None where it keeps no keys. The key stands in the header of the request `key_header`, or
in the field `key_field` among the headers of the message. No provider here documents that a 5xx
means that nothing was taken, so a 5xx is always an unknown outcome; `faults` are the exceptions
that it names itself.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from enrollment.channels.relay import Provider


class Fault(StrEnum):
    """What a provider's own word for an error says about the message."""

    MESSAGE = "the message is not taken"
    ACCOUNT = "the account cannot send"


@dataclass(frozen=True)
class Known:
    """One e-mail service.

    `backend` is the module of anymail; `key` its argument for the secret, `user` the one for the
    public half where there are two. `probe` is a call that changes nothing and needs the key, with
    `{domain}` for that of the mailbox. `has_switch` says that tracking can be switched off for
    each message. `word` is where an error has its name, and `faults` what the names mean.
    """

    label: str
    backend: str
    url: str
    probe: str
    key: str = "api_key"
    user: str = ""
    url_eu: str = ""
    shown_as: str = "bearer"
    has_switch: bool = True
    idempotency_window: timedelta | None = None
    key_header: str = ""
    key_field: str = ""
    word: str = ""
    faults: Mapping[str, Fault] = field(default_factory=dict)
    # Words of an error that says: the key is right, and made for sending alone.
    sends_only: frozenset[str] = frozenset()
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def at(self, region: str) -> str:
        """The address of the API in a region."""
        return self.url_eu if region == "eu" and self.url_eu else self.url


PROVIDERS: Mapping[str, Known] = {
    "brevo": Known(
        "Brevo",
        "brevo",
        "https://api.brevo.com/v3/",
        "account",
        shown_as="api-key",
        has_switch=False,
        # Its pages say 15 minutes in one place and 30 in another.
        idempotency_window=timedelta(minutes=15),
        key_field="idempotencyKey",
    ),
    "mailgun": Known(
        "Mailgun",
        "mailgun",
        "https://api.mailgun.net/v3/",
        "domains/{domain}",
        url_eu="https://api.eu.mailgun.net/v3/",
        shown_as="basic",
    ),
    "mailjet": Known(
        "Mailjet",
        "mailjet",
        "https://api.mailjet.com/v3.1/",
        "../v3/REST/sender",
        key="secret_key",
        user="api_key",
        shown_as="basic",
    ),
    "mandrill": Known(
        "Mandrill",
        "mandrill",
        "https://mandrillapp.com/api/1.0/",
        "users/ping2.json",
        shown_as="body",
        # Every error of its is a 500, with a name that tells them apart.
        word="name",
        faults={
            "ValidationError": Fault.MESSAGE,
            "Invalid_Key": Fault.ACCOUNT,
            "PaymentRequired": Fault.ACCOUNT,
            "Unknown_Subaccount": Fault.ACCOUNT,
        },
    ),
    "postmark": Known(
        "Postmark",
        "postmark",
        "https://api.postmarkapp.com/",
        "server",
        key="server_token",
        shown_as="X-Postmark-Server-Token",
        word="ErrorCode",
        # Token, signature of the sender, credits, account that waits or may not send.
        faults=dict.fromkeys(("10", "400", "401", "405", "412", "413"), Fault.ACCOUNT),
    ),
    "resend": Known(
        "Resend",
        "resend",
        "https://api.resend.com/",
        "domains",
        has_switch=False,
        idempotency_window=timedelta(hours=24),
        key_header="Idempotency-Key",
        word="name",
        sends_only=frozenset({"restricted_api_key"}),
    ),
    "sparkpost": Known(
        "SparkPost",
        "sparkpost",
        "https://api.sparkpost.com/api/v1/",
        "account",
        url_eu="https://api.eu.sparkpost.com/api/v1/",
        shown_as="Authorization",
    ),
}


def headers_of(provider: Provider) -> dict[str, str]:
    """How the key is shown to the provider, as headers of a request of our own."""
    way = PROVIDERS[provider.name].shown_as
    if way == "bearer":
        return {"Authorization": f"Bearer {provider.secret}"}
    if way == "basic":
        pair = f"{provider.user or 'api'}:{provider.secret}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}
    return {} if way == "body" else {way: provider.secret}


def fault_of(known: Known, body: object) -> str:
    """The provider's word for an error, "" when it says none."""
    word = body.get(known.word) if known.word and isinstance(body, dict) else None
    return str(word) if isinstance(word, str | int) else ""
