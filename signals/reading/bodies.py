"""The readable text of a message: plain parts first, HTML when there is nothing else."""

import re

from signals.reading.markup import html_to_text
from signals.reading.mime import Mail, Part

MAX_BODY = 200_000
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype|html|body|div|p)\b", re.IGNORECASE)


def body_text(mail: Mail) -> str:
    """Text of the message itself, without attachments and enclosed messages."""
    plain = "\n".join(_plain(part) for part in _leaves(mail, "text/plain"))
    return (plain if plain.strip() else html_text(mail))[:MAX_BODY]


def html_text(mail: Mail) -> str:
    """Text of the HTML parts, quotes marked with `> `."""
    parts = _leaves(mail, "text/html")
    return "\n".join(html_to_text(part.text()) for part in parts)[:MAX_BODY]


def _leaves(mail: Mail, content_type: str) -> list[Part]:
    return [part for part in mail.parts(content_type) if not part.attached][:5]


def _plain(part: Part) -> str:
    text = part.text()
    return html_to_text(text) if _LOOKS_LIKE_HTML.match(text) else text
