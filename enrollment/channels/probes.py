"""Trying an account without sending anything, and saying in a plain sentence how that ended.

What a server says is not repeated: a hostile one could say the password that it was shown.
"""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin

import requests

from enrollment.channels import texting
from enrollment.channels.connecting import connect
from enrollment.channels.dialing import Forbidden
from enrollment.channels.providers import PROVIDERS, fault_of, headers_of
from enrollment.channels.relay import Auth, Outlet, Provider, Relay, Texter
from enrollment.channels.web import Once, session


class Verdict(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Finding:
    """How it ended, and the sentence for the person."""

    verdict: Verdict
    says: str


def probe(outlet: Outlet, address: str) -> Finding:
    """Connect, log in, and ask whether mail from `address` would be taken. Never raises for what a
    server or network does."""
    if isinstance(outlet, Provider):
        return _ask(outlet)
    if isinstance(outlet, Texter):
        return _ask_texter(outlet)
    try:
        session_ = connect(outlet)
    except (OSError, smtplib.SMTPException) as error:
        return _failed(unreached(error, outlet))
    try:
        return _envelope(session_, address)
    except (OSError, smtplib.SMTPException):
        return _failed("The server ended the connection after the log-in. Try again later.")
    finally:
        session_.close()


def unreached(error: Exception, relay: Relay) -> str:
    """Why there is no session, and what to do, in one or two sentences."""
    if isinstance(error, smtplib.SMTPException):
        return _answered(error, relay)
    for kind, sentence in _NETWORK:
        if isinstance(error, kind):
            return sentence.format(host=relay.host, port=relay.port)
    return f"{relay.host} cannot be reached at port {relay.port}. Check both."


_NETWORK: tuple[tuple[type[Exception], str], ...] = (
    (Forbidden, "{host} is not open to senders. Use a mail server with a public address."),
    (socket.gaierror, "There is no server called {host}. Check how it is written."),
    (
        ssl.SSLCertVerificationError,
        "The certificate of {host} is not valid for this name, or nobody we know vouches for it.",
    ),
    (
        ssl.SSLError,
        "{host} speaks no TLS at port {port}. Choose STARTTLS, or port 465 for TLS.",
    ),
    (TimeoutError, "{host} does not answer at port {port}. Check the port, and any firewall."),
    (
        ConnectionRefusedError,
        "{host} takes no connections at port {port}. Check the port.",
    ),
)


def _answered(error: smtplib.SMTPException, relay: Relay) -> str:
    host = relay.host
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _log_in(error, relay)
    if isinstance(error, smtplib.SMTPServerDisconnected) and "timed out" in str(error):
        return unreached(TimeoutError(), relay)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return f"{host} ended the connection. For TLS from the start, use port 465."
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return f"{host} offers no STARTTLS at port {relay.port}. Choose TLS and port 465."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{host} answered with {error.smtp_code}. Try again later, or ask its operator."
    return f"{host} offers no log-in that we know. Check the port and the encryption."


def _log_in(error: smtplib.SMTPAuthenticationError, relay: Relay) -> str:
    said = str(error.smtp_error).lower()
    if "5.7.9" in said or "application-specific" in said or "app password" in said:
        return f"{relay.host} asks for an app password. Make one in the account and enter it here."
    if "5.7.139" in said or "smtpclientauthentication is disabled" in said:
        return "The organisation has switched SMTP log-in off. Its admin can allow it again."
    if 400 <= error.smtp_code < 500:
        return f"{relay.host} does not check log-ins at the moment. Try again later."
    what = "token" if relay.auth == Auth.OAUTH else "user name or password"
    return f"{relay.host} does not take this {what}. Enter it again."


def _envelope(session_: smtplib.SMTP, address: str) -> Finding:
    is_plain = address.isascii()
    if not is_plain and not session_.has_extn("smtputf8"):
        return _failed("Logged in, but the server takes no address with letters beyond A to Z.")
    code, _ = session_.mail(address, [] if is_plain else ["SMTPUTF8"])
    session_.rset()
    session_.quit()
    if code == 250:
        return Finding(Verdict.PASSED, "Connected, logged in, and mail from this address is taken.")
    if 400 <= code < 500:
        return Finding(Verdict.UNCLEAR, f"Logged in; mail is not taken right now ({code}).")
    return _failed(f"Logged in, but mail from {address} is not taken ({code}). Allow the address.")


def _ask(provider: Provider) -> Finding:
    known = PROVIDERS[provider.name]
    url = urljoin(known.at(provider.region), known.probe.format(domain=provider.domain))
    body = {"key": provider.secret} if known.shown_as == "body" else None
    with session(Once(lambda: True)) as made:
        try:
            answer = made.request(
                "POST" if body else "GET",
                url,
                json=body,
                headers=headers_of(provider),
                allow_redirects=False,
            )
        except requests.RequestException:
            return _failed(f"{known.label} cannot be reached from here. Try again later.")
    return _reply(provider, answer)


def _reply(provider: Provider, answer: requests.Response) -> Finding:
    known, code = PROVIDERS[provider.name], answer.status_code
    try:
        word = fault_of(known, answer.json())
    except ValueError:
        word = ""
    if code == 200:
        return Finding(Verdict.PASSED, f"{known.label} takes this key.")
    if code == 403 or word in known.sends_only:
        return Finding(
            Verdict.UNCLEAR,
            f"{known.label} knows this key, but does not let it look at the account. "
            "A key for sending alone is enough.",
        )
    if code == 401 or word in known.faults:
        return _failed(f"{known.label} does not take this key. Enter it again.")
    if code == 404:
        return _failed(f"{known.label} does not know {provider.domain}. Add the domain there.")
    return Finding(Verdict.UNCLEAR, f"{known.label} answered {code}. Try again later.")


def _ask_texter(texter: Texter) -> Finding:
    try:
        answer = texting.account(texter)
    except requests.RequestException:
        return _failed("The provider cannot be reached from here. Try again later.")
    code = answer.status_code
    if code in (401, 403, 404):
        return _failed("The provider does not take this id and token. Enter them again.")
    status = texting.said(answer).get("status")
    if code != 200 or not isinstance(status, str):
        return Finding(Verdict.UNCLEAR, f"The provider answered {code}. Try again later.")
    if status != "active":
        return _failed("The provider has suspended or closed this account. Ask it why.")
    return Finding(Verdict.PASSED, "The provider takes this id and token.")


def _failed(sentence: str) -> Finding:
    return Finding(Verdict.FAILED, sentence)
