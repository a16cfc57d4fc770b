"""Links and images of a message: where they lead, and whether they say so. Pure.

Positions count characters of the field as it is stored. Every pattern and every look ahead is
bounded, so that hostile text takes time in proportion to its length.
"""

import ipaddress
import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from compliance.page import Page
from compliance.reading import Reading
from compliance.wording import LINK, SHORTENERS
from compliance.wording.letters import ALIKE

_NAMES_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20})(?:[/?#:]\S{0,2000})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"0x[0-9a-f]{0,32}|\d{1,39}", re.IGNORECASE)
_TRAILING = ".,;:!?)"
_SAYS_HOST = ("http://", "https://", "www.")
_ADDRESS_SCHEMES = ("mailto:", "tel:", "sms:", "#")

# Programs read any number of slashes, also none, as the two of https://.
_SLASHES = re.compile(r"\A(https?):/*", re.IGNORECASE)
_CONTROLS = re.compile(r"\A[\x00-\x20]+|[\t\r\n]")
# Where we let people say no, whose the link is by its token.
_WAY_OUT = re.compile(r"/u/([\w-]+)", re.ASCII)
# In a host a digit may stand for a letter, too.
_ALIKE = str.maketrans({**ALIKE, "0": "o", "1": "i", "l": "i"})


@dataclass(frozen=True, slots=True)
class Link:
    """An address as a program opens it, written at `start` to `end`; `shown` is the text of its
    anchor, if any."""

    address: str
    start: int
    end: int
    shown: str = ""


def in_text(reading: Reading) -> Iterator[Link]:
    """The web addresses of a text, without the punctuation behind them."""
    for match in LINK.finditer(reading.text):
        address = match[0].rstrip(_TRAILING)
        yield Link(address, *reading.place(match.start(), match.start() + len(address)))


def in_page(page: Page) -> Iterator[Link]:
    """Where a page leads, whatever the scheme: what is linked, then what only reads as a link."""
    for anchor in page.anchors:
        yield Link(anchor.address, anchor.start, anchor.end, anchor.shown)
    yield from in_text(page.every)


def problems(link: Link, own_domains: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is odd about a link: code and sentence."""
    address = link.address
    if not address or address.lower().startswith(_ADDRESS_SCHEMES):
        return
    parts = _split(address)
    if parts is None or parts.scheme != "https":
        yield "link_insecure", "A link does not begin with https://: programs warn of it."
    host = host_of(parts)
    if parts is None or not host:
        return
    yield from _disguised(parts, host)
    if own := _alike(host, own_domains):
        yield "link_lookalike", f"A link leads to a host that reads like {own} but is another."
    if said := _says_another(link.shown, host):
        yield "link_differs", f"A link says {said} but leads to {host}."


def way_out(address: str) -> tuple[str, str]:
    """Host and token of an address as ours are where people say no; empty for any other."""
    parts = _split(address)
    path = posixpath.normpath("/" + unquote(parts.path).lstrip("/")) if parts else ""
    found = _WAY_OUT.match(path)
    return (host_of(parts), found[1]) if found else ("", "")


def host_of(parts: SplitResult | None) -> str:
    """The host in lower case, international letters decoded; "" when there is none."""
    try:
        host = (parts.hostname or "") if parts else ""
    except ValueError:
        return ""
    return ".".join(_decoded(label) for label in host.rstrip(".").split("."))


def _disguised(parts: SplitResult, host: str) -> Iterator[tuple[str, str]]:
    if _is_number(host):
        yield "link_ip", "A link leads to a number instead of a named host: filters distrust it."
    if "@" in parts.netloc:
        yield "link_userinfo", f"A link hides its host behind an @: it leads to {host}."
    if _has_port(parts):
        yield "link_port", "A link names a port, which ordinary pages do not have."
    if host.removeprefix("www.") in SHORTENERS:
        yield "link_shortener", f"A link goes through {host}, which hides where it leads."


def _split(address: str) -> SplitResult | None:
    """None for what no program can open as an address."""
    try:
        # As programs read it: no control signs, a backslash as a slash.
        plain = _CONTROLS.sub("", address).replace("\\", "/")
        return urlsplit(_SLASHES.sub(r"\1://", plain, count=1))
    except ValueError:
        return None


def _has_port(parts: SplitResult) -> bool:
    return ":" in parts.netloc.rpartition("@")[2].rpartition("]")[2]


def _is_number(host: str) -> bool:
    """Addresses of the Internet protocol, also in the old forms that programs still read."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return all(_NUMBER.fullmatch(label) for label in host.split("."))
    return True


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _alike(host: str, own_domains: tuple[str, ...]) -> str:
    """The own domain, or a parent of it, that the end of `host` reads like without being it."""
    labels = host.split(".")
    for own in own_domains:
        parts = own.lower().split(".")
        for size in range(len(parts), 1, -1):
            ours, theirs = ".".join(parts[-size:]), ".".join(labels[-size:])
            if ours == theirs:
                break
            if _skeleton(ours) == _skeleton(theirs):
                return ours
    return ""


def _skeleton(host: str) -> str:
    """What the eye sees: no accents, one form for letters that look the same."""
    bare = unicodedata.normalize("NFKD", host.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return letters.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def _says_another(shown: str, host: str) -> str:
    """The host that the text of an anchor names, if it is another than `host` and no part."""
    words, target = shown.split(), host.removeprefix("www.")
    for word in words:
        named = _NAMES_HOST.fullmatch(word)
        if not named or (len(words) > 1 and not word.lower().startswith(_SAYS_HOST)):
            continue
        said = named[1].lower()
        if said != target and not said.endswith(f".{target}") and not target.endswith(f".{said}"):
            return said
    return ""
