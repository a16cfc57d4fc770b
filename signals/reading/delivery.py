"""Delivery reports that follow RFC 3464: who failed, how, and for which message."""

import re

from signals.kinds import Kind
from signals.reading.fields import Fields, addresses, message_ids, parse_fields
from signals.reading.mime import Mail, Part
from signals.reading.reasons import judge
from signals.reading.results import Delivery

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MAX_RECIPIENTS = 100
_HEX = re.compile(r"\+([0-9A-F]{2})")


def has_report(mail: Mail) -> bool:
    """Whether the message carries a delivery-status part of its own (not an enclosed one)."""
    return any(mail.parts(name) for name in _STATUS_TYPES)


def report_deliveries(mail: Mail) -> tuple[Delivery, ...]:
    """One `Delivery` for each failed or delayed recipient, at most 100, in order.

    Recipients are given as we addressed them (Original-Recipient) where the report says so.
    Reports of success are left out; see `reports_success`.
    """
    found = [_delivery(block, mail) for block in _recipient_blocks(mail)[:_MAX_RECIPIENTS]]
    return tuple(dict.fromkeys(delivery for delivery in found if delivery is not None))


def reports_success(mail: Mail) -> bool:
    """Whether the report says delivered, relayed or expanded, and nothing else."""
    actions = {_action(block) for block in _recipient_blocks(mail)}
    return bool(actions) and actions <= {"delivered", "relayed", "expanded"}


def envelope_id(mail: Mail) -> str:
    """The Original-Envelope-Id of the report or nothing."""
    ids = (block.get("original-envelope-id") for block in _blocks(mail))
    return next((value[:250] for value in ids if value), "")


def original_ids(mail: Mail) -> tuple[str, ...]:
    """Message-IDs of the messages that a report encloses, by headers only or whole."""
    return tuple(id_ for part in mail.originals() for id_ in message_ids(_own_id(part)))


def original_recipients(mail: Mail) -> tuple[str, ...]:
    """Addresses in the To field of the enclosed messages."""
    return tuple(a for part in mail.originals() for a in addresses(part.fields.get("to")))


def _own_id(part: Part) -> str:
    return part.fields.get("message-id") or part.fields.get("x-original-message-id")


def _recipient_blocks(mail: Mail) -> list[Fields]:
    return [
        block
        for block in _blocks(mail)
        if block.has("final-recipient") or block.has("original-recipient") or block.has("action")
    ]


def _blocks(mail: Mail) -> list[Fields]:
    parts = [part for name in _STATUS_TYPES for part in mail.parts(name)]
    texts = (part.text() for part in parts)
    pieces = [piece for text in texts for piece in re.split(r"\n[ \t]*\n", text)]
    return [parse_fields(p.strip("\n").encode().split(b"\n")) for p in pieces if p.strip()][:200]


def _delivery(block: Fields, mail: Mail) -> Delivery | None:
    action, status = _action(block), block.get("status")
    if action not in ("failed", "delayed") and not (not action and status[:1] in ("4", "5")):
        return None
    recipient = _recipient(block) or _only_recipient(mail)
    diagnostic = block.get("diagnostic-code") or status.partition(" ")[2]
    return judge(recipient, action or "failed", status, diagnostic)


def _action(block: Fields) -> str:
    return re.split(r"[\s(;]", block.get("action").lower(), maxsplit=1)[0]


def _recipient(block: Fields) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = block.get(name).partition(";")[2] or block.get(name)
        if "@" not in value:
            value = _HEX.sub(lambda match: chr(int(match[1], 16)), value)
        found = addresses(value)
        if found:
            return found[0]
    return ""


def _only_recipient(mail: Mail) -> str:
    named = addresses(mail.fields.get("x-failed-recipients")) or original_recipients(mail)
    return named[0] if len(named) == 1 else ""


def worst(deliveries: tuple[Delivery, ...]) -> Kind:
    """The kind that leads: hard before soft before delayed."""
    order = (Kind.BOUNCE_HARD, Kind.BOUNCE_SOFT, Kind.DELAY)
    return min((delivery.kind for delivery in deliveries), key=order.index)
