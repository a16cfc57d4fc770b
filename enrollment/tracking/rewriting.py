"""Links of a page, sent by way of opaque ids; and the names of campaigns in links. Pure.

Changed are links that show words. One that shows its address leads there, and so do all links of
the text part: the reader is never shown one address and led by another. Never changed either: the
ways to say no, what is no web address, what is odd about a link (reviewers see that as it is), and
what the message's own template does not hold word for word, because it may be about the person.
"""

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus, urlsplit

from compliance import links
from compliance.links import Link
from compliance.markup import decoded
from compliance.page import Anchor, read

MAX_TARGET = 2_000
MOST_LINKS = 40
_BODY_ENDS = re.compile(r"</body\s{0,8}>|</html\s{0,8}>", re.IGNORECASE)
_SHOWS_AN_ADDRESS = re.compile(r"://|\bwww\.|@|\b[\w-]{1,63}\.[a-z]{2,20}(?:/|\b)", re.IGNORECASE)
# What no address holds as it is: written otherwise on the way, it would be another one.
_UNWRITABLE = re.compile(r"[^!#-;=?-Z\[\]_a-z~]")
_SLUG = re.compile(r"[^a-z0-9]+")
_PIXEL = '<img src="{}" width="1" height="1" alt="">'


@dataclass(frozen=True, slots=True)
class Place:
    """A link that may be changed: where in the page its address stands, and the address."""

    start: int
    end: int
    target: str


def places(page: str, template: str, own: tuple[str, ...] = ()) -> list[Place]:
    """The links of a page that may be changed, in order; at most 40, the rest stay as they are.

    `template` is everything that the step says before values are put in, `own` are the domains of
    the sender.
    """
    found = list(_places(page, template, own)) if "<a" in page.lower() else []
    return found[:MOST_LINKS]


def replaced(page: str, changes: Sequence[tuple[Place, str]]) -> str:
    """The page with other addresses in places of it."""
    pieces: list[str] = []
    position = 0
    for place, address in sorted(changes, key=lambda each: each[0].start):
        pieces += [page[position : place.start], html.escape(address)]
        position = place.end
    return "".join([*pieces, page[position:]])


def with_pixel(page: str, address: str) -> str:
    """The page with an image at its end that nobody sees."""
    found = _BODY_ENDS.search(page)
    place = found.start() if found else len(page)
    return page[:place] + _PIXEL.format(html.escape(address)) + page[place:]


def with_names(target: str, names: Mapping[str, str], sites: Collection[str]) -> str:
    """The address with the names of a campaign, where it leads to one of `sites` (or below) and
    has none of that name itself."""
    parts = urlsplit(target)
    host = (parts.hostname or "").rstrip(".").lower()
    if not any(host == site or host.endswith(f".{site}") for site in sites):
        return target
    given = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    more = [f"{key}={quote_plus(value)}" for key, value in names.items() if key not in given]
    query = "&".join([*([parts.query] if parts.query else []), *(each for each in more)])
    named = parts._replace(query=query).geturl()
    return named if len(named) <= MAX_TARGET else target


def campaign(name: str, kind: str, motion: str, step: str) -> dict[str, str]:
    """The names of a campaign, by UTM parameter: what the sequence is called, of which type or
    motion it is, and which step the message is."""
    found = {
        "utm_source": _slug(kind) or _slug(motion),
        "utm_medium": "email",
        "utm_campaign": _slug(name),
        "utm_content": _slug(step),
    }
    return {key: value for key, value in found.items() if value}


def is_target(address: str) -> bool:
    """Whether a reader may be led there: a web address in one piece, with a host."""
    if len(address) > MAX_TARGET or _UNWRITABLE.search(address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    is_web = address.lower().startswith(("https://", "http://"))
    return is_web and bool(host) and "@" not in parts.netloc


def _places(page: str, template: str, own: tuple[str, ...]) -> Iterator[Place]:
    for anchor in _apart(read(page).anchors):
        target = anchor.address
        if not is_target(target) or not target.startswith("https://"):
            continue
        if anchor.is_hidden or not anchor.shown or _SHOWS_AN_ADDRESS.search(anchor.shown):
            continue
        if decoded(page[anchor.start : anchor.end]) != target:
            continue
        if target not in template and html.escape(target) not in template:
            continue
        link = Link(target, anchor.start, anchor.end, anchor.shown)
        if links.way_out(target)[1] or any(True for _ in links.problems(link, own)):
            continue
        yield Place(anchor.start, anchor.end, target)


def _apart(anchors: Sequence[Anchor]) -> Iterator[Anchor]:
    """In order, without those that stand where another does."""
    until = 0
    for anchor in sorted(anchors, key=lambda each: each.start):
        if until <= anchor.start < anchor.end:
            until = anchor.end
            yield anchor


def _slug(text: str) -> str:
    return _SLUG.sub("-", text.lower()).strip("-")[:80]
