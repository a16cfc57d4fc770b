"""Why mail cannot be fetched: one sentence each for people, none of them in the server's words,
which may name somebody or repeat the password that it was shown."""

import socket
import ssl

from enrollment.channels.dialing import Forbidden


class Fault(Exception):
    """Mail cannot be fetched; the text is a sentence for people that says what to do.

    `is_lasting` says that trying again soon will not help, and may lock the account. `is_of_mail`
    is false for what is known to have nothing to do with the mail that was asked for.
    """

    is_lasting = False
    is_of_mail = True


class Broken(Fault):
    """The connection is of no use any more; a new one may be."""


class Rejected(Fault):
    """The server said no to one command; the connection is as it was."""


class NotLoggedIn(Fault):
    """The server does not take the name and the secret."""

    is_lasting = True


class NoFolder(Fault):
    """There is no such folder, or it must not be read."""


def of_network(error: OSError, host: str, port: int) -> Broken:
    """The sentence for what the system says about a connection."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return Broken(sentence.format(host=host, port=port))
    return Broken(f"{host} cannot be reached at port {port}. Check both.")


_SENTENCES: tuple[tuple[type[OSError], str], ...] = (
    (Forbidden, "{host} may not be connected to from here. Use a server with a public address."),
    (socket.gaierror, "There is no server called {host}. Check how it is written."),
    (
        ssl.SSLCertVerificationError,
        "The certificate of {host} is not valid for this name, or nobody we know vouches for it.",
    ),
    (ssl.SSLError, "{host} speaks no TLS at port {port}. Use port 993 for TLS, 143 for STARTTLS."),
    (TimeoutError, "{host} does not answer at port {port}. Check the port, and any firewall."),
    (ConnectionRefusedError, "{host} takes no connections at port {port}. Check the port."),
)
