"""Tokens of OAuth: a consent becomes a refresh token (RFC 6749 section 4.1, RFC 7636), and a
refresh token, shown to whoever gave it, becomes access tokens (section 6)."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import requests

from enrollment.channels.web import Once, session

DEFAULT_LIFE = 3600
MOST_LIFE = 24 * 3600


@dataclass(frozen=True)
class Giver:
    """Who gives tokens: where, and for what. `{directory}` stands for the organisation's own.
    `asks` is where people consent to `scope`, with what `more` says. `scopes` stand instead of it
    for accounts that read, by their kind. `says_again` is whether the scope is said once more with
    a refresh token."""

    label: str
    url: str
    host: str
    asks: str
    scope: str
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = 587
    imap_host: str = ""
    scopes: Mapping[str, str] = field(default_factory=dict)
    says_again: bool = False

    def scope_of(self, reads: str) -> str:
        """What an account of this kind reads with; of one that sends ("") what it sends with."""
        return self.scopes.get(reads, self.scope)


GIVERS: Mapping[str, Giver] = {
    "google": Giver(
        "Google",
        "https://oauth2.googleapis.com/token",
        "smtp.gmail.com",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://mail.google.com/",
        # Without these it gives no refresh token, or only the first time.
        {"access_type": "offline", "prompt": "consent"},
        imap_host="imap.gmail.com",
        scopes={"gmail": "https://www.googleapis.com/auth/gmail.readonly"},
    ),
    "microsoft": Giver(
        "Microsoft",
        "https://login.microsoftonline.com/{directory}/oauth2/v2.0/token",
        "smtp.office365.com",
        "https://login.microsoftonline.com/{directory}/oauth2/v2.0/authorize",
        "https://outlook.office.com/SMTP.Send offline_access",
        {"prompt": "consent"},
        imap_host="outlook.office365.com",
        scopes={
            "imap": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            "graph": "https://graph.microsoft.com/Mail.Read offline_access",
        },
        says_again=True,
    ),
}
EVERY_DIRECTORY = "organizations"


@dataclass(frozen=True)
class Grant:
    """What a person entered: the application at the giver, and the refresh token. `reads` is the
    kind of an account that reads, "" for one that sends."""

    giver: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    directory: str = ""
    reads: str = ""


@dataclass(frozen=True)
class Asking:
    """One round of consent: the application, where the giver leads back to, what tells our own
    round from a forged one (`state`), and what only we can show later (`verifier`)."""

    giver: str
    client_id: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    directory: str = ""
    user: str = ""
    reads: str = ""


@dataclass(frozen=True)
class Token:
    """An access token and until when it holds (real time); a new refresh token, or the old one."""

    access: str = field(repr=False)
    until: datetime
    refresh: str = field(repr=False)


class Ungranted(Exception):
    """The giver says no: only a person can change that."""


class NoAnswer(Exception):
    """The giver could not be asked, or is out of order; later it may answer."""


def consent_url(asking: Asking) -> str:
    """Where somebody consents, with the hash of the verifier (S256)."""
    giver = GIVERS[asking.giver]
    digest = hashlib.sha256(asking.verifier.encode()).digest()
    said = {
        "response_type": "code",
        "client_id": asking.client_id,
        "redirect_uri": asking.redirect,
        "scope": giver.scope_of(asking.reads),
        "state": asking.state,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": asking.user,
        **giver.more,
    }
    return f"{giver.asks.format(directory=asking.directory or EVERY_DIRECTORY)}?{urlencode(said)}"


def redeem(asking: Asking, code: str) -> Token:
    """The tokens of a consent; raises Ungranted, also when there is no refresh token among them, or
    NoAnswer. Outside a transaction."""
    asked = {
        "grant_type": "authorization_code",
        "client_id": asking.client_id,
        "client_secret": asking.client_secret,
        "code": code,
        "code_verifier": asking.verifier,
        "redirect_uri": asking.redirect,
    }
    token = _read(_posted(asking.giver, asking.directory, asked))
    if not token.refresh:
        raise Ungranted
    return token


def refresh(grant: Grant) -> Token:
    """A fresh access token; raises Ungranted or NoAnswer. Outside a transaction."""
    giver = GIVERS[grant.giver]
    asked = {
        "grant_type": "refresh_token",
        "client_id": grant.client_id,
        "client_secret": grant.client_secret,
        "refresh_token": grant.refresh_token,
        "scope": giver.scope_of(grant.reads) if giver.says_again else "",
    }
    return _read(_posted(grant.giver, grant.directory, asked), kept=grant.refresh_token)


def _posted(giver: str, directory: str, asked: Mapping[str, str]) -> requests.Response:
    url = GIVERS[giver].url.format(directory=directory or EVERY_DIRECTORY)
    with session(Once(lambda: True)) as made:
        try:
            said = {name: value for name, value in asked.items() if value}
            return made.post(url, data=said, allow_redirects=False)
        except requests.RequestException as error:
            raise NoAnswer(type(error).__name__) from None


def _read(answer: requests.Response, kept: str = "") -> Token:
    body = _body(answer)
    if answer.status_code in (400, 401, 403):
        raise Ungranted
    access, renewed = body.get("access_token"), body.get("refresh_token") or kept
    if answer.status_code != 200 or not isinstance(access, str) or not access.isascii():
        raise NoAnswer(str(answer.status_code))
    until = datetime.now(UTC) + timedelta(seconds=_life(body.get("expires_in")))
    return Token(access, until, str(renewed))


def _life(said: object) -> int:
    """Seconds; what no giver would say becomes the usual hour."""
    if isinstance(said, int) and not isinstance(said, bool) and 0 < said <= MOST_LIFE:
        return said
    return DEFAULT_LIFE


def _body(answer: requests.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
