"""Which hosts of senders may be reached: names that people type, and the addresses behind them.

Pure. What a sender may name lies in the open internet, or in a network that the installation opens.
"""

import re
from collections.abc import Collection
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

import idna

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# Submission and relay: what a host that somebody typed may be asked at.
MAIL_PORTS = frozenset({25, 465, 587, 2465, 2525, 2587})
# Where mail is fetched, and where services are asked.
IMAP_PORTS = frozenset({143, 993})
WEB_PORTS = frozenset({443})
MOST_NAME = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LIKE_A_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")

# Public by the library's book, and yet nobody's mail server or a tunnel to somewhere else.
_RESERVED = tuple(
    ip_network(each)
    for each in (
        *("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "198.18.0.0/15"),
        *("192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
# Whatever is global in IPv6 lies in here; NAT64 and the other translations lie outside.
_GLOBAL_V6 = IPv6Network("2000::/3")


class BadHost(ValueError):
    """What was typed is no name of a host; the message is a sentence for the person."""


def host_of(typed: str) -> str:
    """The host in one spelling: an address, or a name in ASCII without a dot at its end.

    Raises BadHost, also for numbers that some systems read as an address (`127.1`, `0x7f000001`).
    """
    text = typed.strip()
    literal = text[1:-1] if text[:1] == "[" and text[-1:] == "]" else text
    if (address := _literal(literal)) is not None:
        return str(address)
    name = _ascii(text).removesuffix(".")
    labels = name.split(".")
    if len(name) > MOST_NAME or not all(_LABEL.fullmatch(each) for each in labels):
        raise BadHost("Enter the name of the mail server, like smtp.example.com.")
    # Full-width and circled digits have become plain ones by now.
    if _literal(name) is not None:
        return name
    if _LIKE_A_NUMBER.fullmatch(labels[-1]):
        raise BadHost("Write an address as four numbers with dots between, like 192.0.2.1.")
    return name


def networks_of(listed: Collection[str]) -> tuple[Network, ...]:
    """The networks that an installation opens; raises ValueError for what is none."""
    return tuple(ip_network(each) for each in listed)


def may_reach(
    address: str,
    port: int,
    opened: Collection[Network],
    ports: Collection[int] = MAIL_PORTS,
) -> bool:
    """Whether a sender's server may be at this address and port.

    In the networks that the installation opens everything may be; elsewhere public addresses and
    these `ports` alone.
    """
    if is_in(address, opened):
        return True
    return port in ports and is_public(_plain(ip_address(address)))


def is_address(host: str) -> bool:
    """Whether a host in its one spelling is an address."""
    return _literal(host) is not None


def is_in(address: str, opened: Collection[Network]) -> bool:
    """Whether the address lies in one of the networks."""
    plain = _plain(ip_address(address))
    return any(plain in network for network in opened)


def is_public(address: Address) -> bool:
    """Whether the address is one of the open internet."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _GLOBAL_V6):
        return False
    return not any(address in network for network in _RESERVED)


def _plain(address: Address) -> Address:
    """An IPv4 address that is written as an IPv6 one gets its packets as the former."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _literal(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.scope_id:
        raise BadHost("Leave out the part after the percent sign.")
    return found


def _ascii(text: str) -> str:
    try:
        return idna.encode(text.lower(), uts46=True).decode()
    except idna.IDNAError:
        # Underscores are no letters to IDNA, and some names of servers have them.
        if text.isascii():
            return text.lower()
        raise BadHost("Enter the name of the mail server, like smtp.example.com.") from None
