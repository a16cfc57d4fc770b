"""Links and images of a message: where they lead, and whether they say so. Pure.

Positions count characters of the field as it is stored. Every pattern and every look ahead is
bounded, so that hostile text takes time in proportion to its length.
"""

import html as markup
import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from compliance.wording import LINK, SHORTENERS

MAX_ANCHOR_TEXT = 2_000

_ANCHOR = re.compile(r"<a\b([^<>]{0,3000})>", re.IGNORECASE)
_HREF = re.compile(
    r"(?<![\w-])href\s{0,8}=\s{0,8}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'<>]{1,2000}))",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"<img\b([^<>]{0,3000})>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?<![\w-])(?:width|height)\s{0,8}[=:]\s{0,8}[\"']?\s{0,8}[01](?:px)?(?![\w.%])", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,3000}>")
_SPACES = re.compile(r"\s+")
_NAMES_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20})(?:[/?#:]\S{0,2000})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"0x[0-9a-f]{0,32}|\d{1,39}", re.IGNORECASE)
_TRAILING = ".,;:!?)"
_ADDRESS_SCHEMES = ("mailto:", "tel:", "sms:", "#")

# Letters of other scripts, and pairs of our own, that read as a Latin letter.
_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u0475\u043a\u043c"
    "\u043d\u0442\u0432\u03bf\u03b1\u03bd\u03c1\u03c4\u03c5\u03ba\u03b9\u03b5\u0261\u0131\u03c9"
    "01l",
    "aeopcyxijsdhvkmhtboavptukiegiwoii",
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it stands at `start` to `end`; `shown` is the text of its anchor, if any."""

    address: str
    start: int
    end: int
    shown: str = ""


def in_text(text: str) -> Iterator[Link]:
    """The web addresses of a text, without the punctuation behind them."""
    for match in LINK.finditer(text):
        address = match[0].rstrip(_TRAILING)
        yield Link(address, match.start(), match.start() + len(address))


def in_html(page: str) -> Iterator[Link]:
    """Where the anchors of a page lead, whatever the scheme, in the order of the page."""
    for anchor in _ANCHOR.finditer(page):
        if not (href := _HREF.search(anchor[1])):
            continue
        group = next(number for number in (1, 2, 3) if href[number] is not None)
        raw = href[group]
        address = raw.strip()
        start = anchor.start(1) + href.start(group) + raw.find(address)
        yield Link(address, start, start + len(address), _shown(page, anchor.end()))


def images(page: str) -> Iterator[tuple[int, int, bool]]:
    """Each image: start, end, and whether it is too small to be seen, as those that count
    openings are."""
    for match in _IMAGE.finditer(page):
        yield match.start(), match.end(), _UNSEEN.search(match[1]) is not None


def plain(address: str) -> str:
    """The address as a reader's program opens it."""
    return markup.unescape(address).strip()


def problems(link: Link, own_domains: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is odd about a link: code and sentence."""
    address = plain(link.address)
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
        # Programs read a backslash as a slash.
        return urlsplit(address.replace("\\", "/"))
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


def _shown(page: str, start: int) -> str:
    end = page.find("</a", start, start + MAX_ANCHOR_TEXT)
    inside = page[start : end if end >= 0 else start]
    return _SPACES.sub(" ", markup.unescape(_TAG.sub(" ", inside))).strip()


def _says_another(shown: str, host: str) -> str:
    """The host that the text of an anchor names, if it is another than `host` and no part."""
    named = _NAMES_HOST.fullmatch(shown)
    said, target = named[1].lower() if named else "", host.removeprefix("www.")
    if not said or said == target or said.endswith(f".{target}") or target.endswith(f".{said}"):
        return ""
    return said
