"""The readable text of a message, as lines with what its program marked."""

import re
from itertools import islice

from signals.reading.lines import Line, plain_lines
from signals.reading.markup import html_lines
from signals.reading.mime import Mail, Part

MAX_BODY = 200_000
_MAX_PARTS = 5
_MAX_WAYS = 5
# As it is, or within a link of a service that looks at links first.
_WAY_OUT = re.compile(r"(?:/|%2F)u(?:/|%2F)([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype|html|body|div|p)\b", re.IGNORECASE)


def marked_lines(mail: Mail) -> list[Line]:
    """The body as its HTML says it, with plain parts where there is no HTML; may be empty."""
    return _from(mail.root, "text/html") if _leaves(mail, "text/html") else []


def unmarked_lines(mail: Mail) -> list[Line]:
    """The body as its plain text says it; may be empty."""
    return _from(mail.root, "text/plain")


def ways_out(mail: Mail) -> tuple[str, ...]:
    """What stands where our unsubscribe links have their token, at most five; links in texts and
    behind them."""
    shown = _leaves(mail, "text/plain") + _leaves(mail, "text/html")
    found = (way[1] for part in shown for way in _WAY_OUT.finditer(part.text()[:MAX_BODY]))
    return tuple(islice(dict.fromkeys(found), _MAX_WAYS))


def _from(root: Part, preferred: str) -> list[Line]:
    """Lines of the parts that a reader would see one below the other."""
    found: list[Line] = []
    for part in _shown(root, preferred)[:_MAX_PARTS]:
        found += [Line(""), *_lines(part)] if found else _lines(part)
    return found


def _shown(part: Part, preferred: str) -> list[Part]:
    if part.is_message or part.attached:
        return []
    if part.content_type == "multipart/alternative":
        return _chosen(part, preferred)
    if part.children:
        return [shown for child in part.children for shown in _shown(child, preferred)]
    return [part] if part.content_type in ("text/plain", "text/html", "text/enriched") else []


def _chosen(part: Part, preferred: str) -> list[Part]:
    ways = [shown for child in part.children if (shown := _shown(child, preferred))]
    wanted = (way for way in ways if any(p.content_type == preferred for p in way))
    return next(wanted, ways[0] if ways else [])


def _lines(part: Part) -> list[Line]:
    text = part.text()
    if part.content_type == "text/html" or _LOOKS_LIKE_HTML.match(text):
        return html_lines(text)
    flowed = part.params.get("format", "").lower() == "flowed"
    delsp = part.params.get("delsp", "").lower() == "yes"
    return plain_lines(text[:MAX_BODY], flowed=flowed, delsp=delsp)


def _leaves(mail: Mail, content_type: str) -> list[Part]:
    return [part for part in mail.parts(content_type) if not part.attached][:_MAX_PARTS]
