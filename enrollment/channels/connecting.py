"""Sessions with SMTP servers: connected, encrypted and logged in as a relay asks."""

import smtplib
import socket
import time
from typing import Any

from django.conf import settings

from enrollment.channels import dialing
from enrollment.channels.relay import Auth, Relay, Security
from enrollment.channels.replies import Replies

COMMAND_TIMEOUT = 30.0
# All that a server says until the session stands, and in a test until it ends, comes within this.
SESSION_TIMEOUT = 60.0
# How an access token is handed over (Google's and Microsoft's form, and RFC 7628).
BEARERS = {
    "XOAUTH2": "user={user}\1auth=Bearer {t}\1\1",
    "OAUTHBEARER": "n,a={user},\1host={host}\1port={port}\1auth=Bearer {t}\1\1",
}


def connect(relay: Relay) -> smtplib.SMTP:
    """A session that has said hello, is encrypted and logged in as the relay asks.

    Raises OSError or smtplib.SMTPException; the session is closed then. A server that does not
    offer the encryption or the log-in that is asked for is an error, never done without.
    """
    session = _session(relay)
    try:
        session.ehlo_or_helo_if_needed()
        if relay.security == Security.STARTTLS:
            session.starttls(context=dialing.tls())
            session.ehlo()
        if relay.user:
            _log_in(session, relay)
    except BaseException:
        session.close()
        raise
    return session


def installation() -> Relay:
    """The relay of the installation, which the operator set and which may be anywhere."""
    return Relay(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        security=Security(str(settings.MAIL_SERVER["security"])),
        user=settings.EMAIL_HOST_USER,
        secret=settings.EMAIL_HOST_PASSWORD,
        guarded=False,
    )


class _Guarded(smtplib.SMTP):
    """Connects to an address that was checked; TLS asks for the name that was given. What the
    server says is read within bounds."""

    file: Any

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.until = time.monotonic() + SESSION_TIMEOUT
        super().__init__(
            relay.host, relay.port, local_hostname=relay.helo or None, timeout=COMMAND_TIMEOUT
        )

    def getreply(self) -> tuple[int, bytes]:
        """The next reply; raises smtplib.SMTPServerDisconnected also when its time is over."""
        if self.file is None and self.sock is not None:
            self.file = Replies(self.sock, self.until, COMMAND_TIMEOUT)
        if self.file is not None:
            self.file.begin()
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        in_clear = self.relay.security == Security.NONE
        made = dialing.dial(host, port, timeout=timeout, in_clear=in_clear)
        if self.relay.security != Security.TLS:
            return made
        return dialing.tls().wrap_socket(made, server_hostname=host)


def _session(relay: Relay) -> smtplib.SMTP:
    if relay.guarded:
        return _Guarded(relay)
    name = relay.helo or None
    if relay.security == Security.TLS:
        return smtplib.SMTP_SSL(
            relay.host, relay.port, name, timeout=COMMAND_TIMEOUT, context=dialing.tls()
        )
    return smtplib.SMTP(relay.host, relay.port, name, timeout=COMMAND_TIMEOUT)


def _log_in(session: smtplib.SMTP, relay: Relay) -> None:
    if relay.auth == Auth.PASSWORD:
        session.login(relay.user, relay.secret)
        return
    offered = str(session.esmtp_features.get("auth", "")).upper().split()
    for mechanism, said in BEARERS.items():
        if mechanism in offered:
            token = said.format(user=relay.user, host=relay.host, port=relay.port, t=relay.secret)
            session.auth(mechanism, _Bearer(token))
            return
    raise smtplib.SMTPNotSupportedError("The server takes no access token.")


class _Bearer:
    """The token first; then what makes the server say its refusal, which comes as a challenge."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, challenge: bytes | None = None) -> str:
        if challenge is None:
            return self.token
        return "\1" if self.token.startswith("n,") else ""
