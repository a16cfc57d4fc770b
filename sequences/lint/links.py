"""Links: syntax that leads nowhere, texts that name another place, hosts that hide one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from compliance.markup import decoded, tags
from compliance.wording import SHORTENERS
from sequences.lint.finding import Finding
from sequences.lint.seen import Seen
from sequences.rendering.html import addresses_in

_MARKDOWN = re.compile(r"\[[^\[\]\n]{1,200}\]\((?:https?:|www\.|mailto:)[^()\s]{0,500}(\)?)")
_MISSPELT = re.compile(
    r"\bhttps?:/(?!/)[^\s<>]{0,60}|\bhttps?//[^\s<>]{1,60}|\bhttps?:\\\\[^\s<>]{0,60}"
    r"|(?<![\w/])(?:htp|htps|hhtp|hhtps|ttp|ttps|htttp|htttps|httpss|http|https)(?<!http)(?<!https)"
    r"://[^\s<>]{0,60}|\bhttps?://(?=\s|$)|\bhttps?://https?\b[^\s<>]{0,60}",
    re.IGNORECASE,
)
_NO_SCHEME = re.compile(r"(?<![\w/.@:-])www\.[a-z0-9-]{1,60}\.[a-z]{2,20}", re.IGNORECASE)
_INSECURE = re.compile(r"\bhttp://[\w\[]", re.IGNORECASE)
_SCHEMES = ("https:", "http:", "mailto:", "tel:", "sms:")
_NAMES_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{1,60}\.){1,5}[a-z]{2,20})(?:[/?#:]\S{0,300})?",
    re.IGNORECASE,
)
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_QUOTES = re.compile("[\"'<>`]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of an HTML part: where it leads (None without href) and what stands in it."""

    href: str | None
    text: str
    whole: bool = True
    closed: bool = True


def findings(seen: Seen) -> Iterator[Finding]:
    """Everything about the links of one step in one wording."""
    yield from _in_text(seen)
    yield from _in_html(seen)
    yield from _hidden_hosts(seen)


def anchors(page: str) -> Iterator[Anchor]:
    """The links of a page in order; one that is never closed ends where the next begins."""
    opened: tuple[str | None, int, bool] | None = None
    for tag in tags(page):
        if tag.name != "a":
            continue
        if opened:
            href, start, whole = opened
            yield Anchor(href, _words(page[start : tag.start]), whole, closed=tag.closing)
        opened = None if tag.closing else (tag.attributes.get("href"), tag.end, tag.whole)
    if opened:
        href, start, whole = opened
        yield Anchor(href, _words(page[start:]), whole, closed=False)


def hrefs(seen: Seen) -> list[str]:
    """The web addresses that the links of the HTML part lead to."""
    page = seen.parts["html"].text if "html" in seen.parts else ""
    found = (anchor.href.strip() for anchor in anchors(page) if anchor.href)
    return [href for href in found if href.lower().startswith("http")]


def host_of(address: str) -> str:
    """The host without www., in lower case; "" when there is none."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _words(markup: str) -> str:
    return " ".join(decoded(re.sub(r"<[^<>]*>", " ", markup)).split())


def _in_text(seen: Seen) -> Iterator[Finding]:
    shown = [seen.text_of(part) for part in _shown(seen)]
    for text in shown:
        for found in _MARKDOWN.finditer(text):
            yield from _markdown(seen, found)
        for found in _MISSPELT.finditer(text):
            message = f"“{found[0].strip()[:60]}” is no web address."
            yield seen.place.error("link_broken", message, "Write it as https://host/page.")
    if _NO_SCHEME.search(seen.text_of("text")):
        message = "a web address begins with www., so many programs do not link it."
        yield seen.place.warning("link_no_scheme", message, "Put https:// before it.")
    if any(_INSECURE.search(text) for text in (seen.step.text, seen.step.html)):
        message = "a link begins with http://, which readers' programs warn about."
        yield seen.place.warning("link_insecure", message, "Use https:// instead.")


def _shown(seen: Seen) -> list[str]:
    """The text, and the HTML where it is not made of the text."""
    return ["text", "html"] if "HTML" in seen.bodies else ["text"]


def _markdown(seen: Seen, found: re.Match[str]) -> Iterator[Finding]:
    if found[1]:
        message = f"“{found[0][:60]}” would be sent as it is: there is no Markdown here."
        fix = "Write the address alone in the text, and <a href> in the HTML."
        yield seen.place.warning("link_markdown", message, fix)
    else:
        message = f"“{found[0][:60]}” is a link whose bracket is never closed."
        yield seen.place.error("link_broken", message, "Write the address alone.")


def _in_html(seen: Seen) -> Iterator[Finding]:
    if "HTML" not in seen.bodies or "html" not in seen.parts:
        return
    for anchor in anchors(seen.parts["html"].text):
        if wrong := _wrong(anchor):
            yield seen.place.error("link_broken", wrong, "Correct the link in the HTML.")
        elif anchor.href:
            yield from _differs(seen, anchor)


def _wrong(anchor: Anchor) -> str:
    """Why an anchor cannot work; "" when it can."""
    if not anchor.whole:
        return "a link has a quote that is never closed."
    if anchor.href is None:
        return ""
    href, name = anchor.href.strip(), anchor.text[:40]
    if href in ("", "#"):
        return f"the link “{name}” leads nowhere."
    if _QUOTES.search(href):
        return f"the link “{name}” has a quote or bracket that is never closed."
    if re.search(r"\s", href):
        return f"the address of the link “{name}” has a space in it."
    if any(href.count(opening) != href.count(closing) for opening, closing in _PAIRS):
        return f"the address of the link “{name}” has a bracket without its other half."
    if not href.lower().startswith(_SCHEMES):
        return f"the address of the link “{name}” does not begin with https://."
    if href.lower().startswith("http") and not host_of(href):
        return f"the address of the link “{name}” names no host."
    if not anchor.closed:
        return f"the link “{name}” is never closed: </a> is missing."
    return ""


def _differs(seen: Seen, anchor: Anchor) -> Iterator[Finding]:
    """A text that reads as an address, and a link that leads to another host."""
    named = _NAMES_HOST.fullmatch(anchor.text)
    target = host_of(anchor.href or "")
    if not named or not target:
        return
    said = named[1].lower()
    if said != target and not said.endswith(f".{target}") and not target.endswith(f".{said}"):
        message = f"a link says {said} but leads to {target}: filters take that for fraud."
        yield seen.place.warning("link_differs", message, "Let the text name where it leads.")


def _hidden_hosts(seen: Seen) -> Iterator[Finding]:
    found = [*addresses_in(seen.text_of("text")), *hrefs(seen)]
    hosts = dict.fromkeys(map(host_of, found))
    if short := [host for host in hosts if host in SHORTENERS]:
        message = f"a link goes through {short[0]}, which hides where it leads."
        yield seen.place.warning("link_shortener", message, "Link to the page itself.")
