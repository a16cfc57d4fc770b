"""Connections to hosts that people of a workspace name: resolved once, every address checked, and
the connection goes to a checked address, so that a name cannot mean two things."""

import socket
import ssl
from collections.abc import Collection

from django.conf import settings
from django.db import connection

from enrollment.channels import networks


class NetworkInTransaction(RuntimeError):
    """Somebody was about to wait for the network while a transaction was open."""


class Forbidden(OSError):
    """The host, or one of its addresses, is not for senders."""


def dial(
    host: str,
    port: int,
    *,
    timeout: float,
    in_clear: bool = False,
    ports: Collection[int] = networks.MAIL_PORTS,
) -> socket.socket:
    """A connected socket, at one of the `ports` where the installation opens no network of its own;
    `in_clear` says that no encryption follows, so only such networks will do. Raises Forbidden, or
    what the system says (OSError)."""
    if connection.in_atomic_block:
        raise NetworkInTransaction("Commit before the wire.")
    opened = networks.networks_of(settings.SENDER_NETWORKS)
    found = addresses(host, port)
    for address in found:
        if not networks.may_reach(address, port, opened, ports):
            raise Forbidden("This host is not for senders.")
        if in_clear and not networks.is_in(address, opened):
            raise Forbidden("This host may be used with encryption alone.")
    return _first(found, port, timeout)


def addresses(host: str, port: int) -> list[str]:
    """Every address of a host, each once; raises socket.gaierror when there is none."""
    try:
        name = networks.host_of(host)
    except networks.BadHost as error:
        raise Forbidden(str(error)) from error
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def tls() -> ssl.SSLContext:
    """Certificates and names are checked against the system's authorities."""
    return ssl.create_default_context()


def _first(found: list[str], port: int, timeout: float) -> socket.socket:
    """The first address that answers; each gets its share of the time."""
    last: OSError = OSError("no address")
    for address in found:
        try:
            made = socket.create_connection((address, port), timeout=timeout / len(found))
        except OSError as error:
            last = error
            continue
        made.settimeout(timeout)
        return made
    raise last
