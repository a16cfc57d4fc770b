"""What no message may carry: scripts, forms, frames, foreign code and links that run any."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from compliance.markup import Tag, masked, tags
from sequences.rendering.html import URLS

MAX_FOUND = 20

_CODE = frozenset("applet embed frame frameset iframe math object script svg".split())
_FORMS = frozenset({"button", "form", "input", "select", "textarea"})
_OUTSIDE = frozenset({"base", "link"})
_HARMLESS_META = frozenset({"", "content-type", "x-ua-compatible"})
_LINKS = URLS | {"data", "longdesc", "ping", "srcset"}
_SCHEME = re.compile(r"(javascript|vbscript|livescript|data|file|blob|about|jar|view-source):")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]+")
_STYLE = re.compile(r"(expression\(|javascript:|vbscript:|-moz-binding|behavior:)")


@dataclass(frozen=True, slots=True)
class Unsafe:
    """A sentence about something unsafe, and where it stands (both from 1)."""

    message: str
    line: int
    column: int


def unsafe(source: str) -> tuple[Unsafe, ...]:
    """What an HTML template, or text that may become HTML, must not hold; at most 20."""
    text = masked(source)
    found = ((tag, message) for tag in tags(text) for message in _of_tag(tag))
    return tuple(
        Unsafe(
            message,
            text.count("\n", 0, tag.start) + 1,
            tag.start - text.rfind("\n", 0, tag.start),
        )
        for tag, message in islice(found, MAX_FOUND)
    )


def _of_tag(tag: Tag) -> Iterator[str]:
    if tag.closing:
        return
    if tag.name in _CODE:
        yield f"<{tag.name}> runs or embeds something that mail programs refuse. Delete it."
    elif tag.name in _FORMS:
        yield f"<{tag.name}> makes a form, which mail programs refuse. Link to a page instead."
    elif tag.name in _OUTSIDE:
        yield f"<{tag.name}> changes where a page loads things from. Delete it."
    elif tag.name == "meta" and _plain(tag.attributes.get("http-equiv", "")) not in _HARMLESS_META:
        yield "This <meta> leads or loads elsewhere. Delete it."
    for name, value in tag.attributes.items():
        yield from _of_attribute(name, value)


def _of_attribute(name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"The attribute {name[:30]} runs a script. Delete it."
    elif name in _LINKS and (scheme := _SCHEME.match(_plain(value))):
        yield f"A link begins with {scheme[1]}:, which mail programs refuse. Use https://."
    elif name == "style" and _STYLE.search(_plain(value)):
        yield "A style runs a script. Delete it."


def _plain(value: str) -> str:
    """As programs read it that ignore spaces and invisible letters."""
    return _IGNORED.sub("", value).lower()
