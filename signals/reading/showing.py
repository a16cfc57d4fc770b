"""A message as a person looks at it: its HTML made safe, all of its text, and what is attached.

Attachments are named and measured, never opened. Never raises, for any bytes.
"""

from dataclasses import dataclass

from signals.reading.bodies import unmarked_lines
from signals.reading.fields import parameters
from signals.reading.mime import Mail, Part, parse
from signals.reading.sanitising import safe_html

MAX_SHOWN = 20_000
MAX_ATTACHMENTS = 50
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached: its name (may be empty), type, and about how many bytes it has."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is the whole body with its quotes; `limits` says what was cut off and why."""

    subject: str
    sender: str
    text: str
    has_html: bool
    attachments: tuple[Attachment, ...]
    limits: tuple[str, ...]


def show(raw: bytes) -> Shown:
    """What there is to look at; at most 20,000 characters and 50 attachments."""
    mail = parse(raw)
    attached = (part for part in mail.root.walk() if part.attached or part.is_message)
    return Shown(
        subject=mail.fields.get("subject")[:500],
        sender=mail.fields.get("from")[:500],
        text=_text(mail),
        has_html=bool(_html(mail)),
        attachments=tuple(_attachment(part) for part in list(attached)[:MAX_ATTACHMENTS]),
        limits=mail.limits,
    )


def safe_body(raw: bytes) -> str:
    """The harmless part of its HTML; empty where it has none."""
    return "\n<hr>\n".join(safe_html(part.text()) for part in _html(parse(raw)))


def _text(mail: Mail) -> str:
    lines = (f"{'> ' * min(line.depth, 9)}{line.text}" for line in unmarked_lines(mail))
    return "\n".join(lines).strip()[:MAX_SHOWN]


def _html(mail: Mail) -> list[Part]:
    return [part for part in mail.parts("text/html") if not part.attached][:3]


def _attachment(part: Part) -> Attachment:
    disposition = parameters(part.fields.get("content-disposition"))
    name = disposition.get("filename") or part.params.get("name", "")
    plain = "".join(each for each in name if each.isprintable())
    return Attachment(plain[:_MAX_NAME], part.content_type, part.size)
