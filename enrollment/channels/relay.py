"""Where the messages of a mailbox are handed over: an SMTP server, or a provider's API."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID


class Security(StrEnum):
    """How a connection to an SMTP server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Auth(StrEnum):
    """What the secret of a relay is: a password, or an access token of OAuth."""

    PASSWORD = "password"  # noqa: S105 - the word, not one
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Relay:
    """An SMTP server and how to log in there; without `user` nobody logs in.

    `helo` "" lets the library name this machine. `guarded` says that a person of a workspace typed
    the host: then it must be public, or in a network that the installation opens. Equal relays
    may share a connection.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    secret: str = field(default="", repr=False)
    auth: Auth = Auth.PASSWORD
    helo: str = ""
    guarded: bool = True

    def __post_init__(self) -> None:
        # The stored rows are clean; here nothing else can become a command of its own either.
        for text in (self.host, self.user, self.secret, self.helo):
            if not text.isprintable():
                raise ValueError("A relay must not hold control characters.")


@dataclass(frozen=True, slots=True)
class Provider:
    """An e-mail service and the key of the account there.

    `name` is one of `providers.PROVIDERS`; `user` is the public half of the key where there are
    two; `region` is "" or "eu"; `domain` is that of the mailbox's address.
    """

    name: str
    secret: str = field(repr=False)
    domain: str
    user: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Texter:
    """A provider of text messages: its API, the account there, and from whom they come."""

    url: str
    account: str
    secret: str = field(repr=False)
    number: str


Outlet: TypeAlias = Relay | Provider | Texter


class Unusable(Exception):
    """A mailbox has an account of its own that cannot be used now; the text is for people."""

    def __init__(self, mailbox_id: UUID) -> None:
        super().__init__("The credentials of this mailbox cannot be used. Enter them anew.")
        self.mailbox_id = mailbox_id
