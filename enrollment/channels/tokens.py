"""Access tokens of OAuth (RFC 6749 section 6): a refresh token is shown to whoever gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from enrollment.channels.web import Once, session

DEFAULT_LIFE = 3600
MOST_LIFE = 24 * 3600


@dataclass(frozen=True)
class Giver:
    """Who gives tokens: where, and for what. `{directory}` stands for the organisation's own."""

    label: str
    url: str
    scope: str
    host: str
    port: int = 587


GIVERS: Mapping[str, Giver] = {
    "google": Giver(
        "Google",
        "https://oauth2.googleapis.com/token",
        "",
        "smtp.gmail.com",
    ),
    "microsoft": Giver(
        "Microsoft",
        "https://login.microsoftonline.com/{directory}/oauth2/v2.0/token",
        "https://outlook.office.com/SMTP.Send offline_access",
        "smtp.office365.com",
    ),
}
EVERY_DIRECTORY = "organizations"


@dataclass(frozen=True)
class Grant:
    """What a person entered: the application at the giver, and the refresh token."""

    giver: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    directory: str = ""


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


def refresh(grant: Grant) -> Token:
    """A fresh access token; raises Ungranted or NoAnswer. Outside a transaction."""
    giver = GIVERS[grant.giver]
    asked = {
        "grant_type": "refresh_token",
        "client_id": grant.client_id,
        "client_secret": grant.client_secret,
        "refresh_token": grant.refresh_token,
        "scope": giver.scope,
    }
    url = giver.url.format(directory=grant.directory or EVERY_DIRECTORY)
    with session(Once(lambda: True)) as made:
        try:
            said = {name: value for name, value in asked.items() if value}
            answer = made.post(url, data=said, allow_redirects=False)
        except requests.RequestException as error:
            raise NoAnswer(type(error).__name__) from None
    return _read(answer, grant)


def _read(answer: requests.Response, grant: Grant) -> Token:
    body = _body(answer)
    if answer.status_code in (400, 401, 403):
        raise Ungranted
    access, kept = body.get("access_token"), body.get("refresh_token") or grant.refresh_token
    if answer.status_code != 200 or not isinstance(access, str) or not access.isascii():
        raise NoAnswer(str(answer.status_code))
    until = datetime.now(UTC) + timedelta(seconds=_life(body.get("expires_in")))
    return Token(access, until, str(kept))


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
