"""Delivery reports in the form of RFC 3464: who failed, how, and for which message.

The form is broken in every way on the road: no blank line between recipients, blank lines inside
one, types left out, the report under a wrong content type or pasted as text. So fields are
recognised by their names wherever they stand, and a name that comes again begins a recipient.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from signals.kinds import Kind
from signals.reading.fields import Fields, addresses, message_ids, parse_fields
from signals.reading.mime import Mail, Part
from signals.reading.named import find_all, said_of
from signals.reading.reasons import judge
from signals.reading.results import Delivery

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MAX_RECIPIENTS = 100
_MAX_LINES = 4_000
_NAMES = ("original-recipient", "final-recipient", "x-actual-recipient")
_FIELD = re.compile(
    r"[ \t]{0,8}(final-recipient|original-recipient|x-actual-recipient|action|status|"
    r"diagnostic-code|"
    r"remote-mta|last-attempt-date|will-retry-until|final-log-id|reporting-mta|arrival-date|"
    r"original-envelope-id|received-from-mta|dsn-gateway|x-[\w-]{1,50})[ \t]{0,4}:[ \t]*(.*)",
    re.IGNORECASE,
)
_MESSAGE_FIELDS = ("reporting-mta", "arrival-date", "original-envelope-id", "received-from-mta")
_TYPE = re.compile(
    r"^\s*(?:rfc ?822|utf-8|smtp|x-?local|local|system|dns|unknown|x-unix|"
    r"x-[\w-]{1,20})\s?[;:]\s*",
    re.I,
)
_REPORT = re.compile(r"^(?:final|original)-recipient[ \t]{0,4}:", re.IGNORECASE | re.MULTILINE)
_HEX = re.compile(r"\+([0-9A-Fa-f]{2})")
# What RFC 3461 has written otherwise, where a real tag is unlikely: "+" and "=" anywhere, and a
# space in a quoted name.
_XTEXT = re.compile(r"\+(2B|3D)(?=[^@]*@)")
_XSPACE = re.compile(r'\+20(?=[^"@]*"@)')
_UNICODE = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_LOOSE = re.compile(r"(\"[^\"\n]{1,64}\"|[^\s<>()\[\]@:;,\"]{1,100})@([^\s<>()@;,\"]{1,250})")
_FAILED = re.compile(r"fail|error|undeliver|expired|bounce|reject|not delivered|permanent")
_DELIVERED = frozenset({"delivered", "relayed", "expanded", "deliverable"})


def has_report(mail: Mail) -> bool:
    """Whether the message carries a delivery-status part of its own (not an enclosed one)."""
    return any(mail.parts(name) for name in _STATUS_TYPES)


def report_deliveries(mail: Mail, text: str = "") -> tuple[Delivery, ...]:
    """One `Delivery` for each failed or delayed recipient, at most 100, in order.

    Recipients are given as we addressed them (Original-Recipient) where the report says so.
    text: the notice, where some gateways put the fields of the report, and where words about a
    recipient are looked up when the report has none. Reports of success are left out; see
    `reports_success`.
    """
    blocks = _recipient_blocks(mail, text)[:_MAX_RECIPIENTS]
    found = [_delivery(block, mail, text, len(blocks) == 1) for block in blocks]
    return _one_each(delivery for delivery in found if delivery is not None)


def reports_success(mail: Mail) -> bool:
    """Whether the report says delivered, relayed or expanded, and nothing else."""
    actions = {_action(block) for block in _recipient_blocks(mail, "")}
    return bool(actions) and actions <= _DELIVERED


def envelope_id(mail: Mail) -> str:
    """The Original-Envelope-Id of the report or nothing."""
    ids = (block.get("original-envelope-id") for block in _blocks(_report_texts(mail)))
    return next((value[:250] for value in ids if value), "")


def original_ids(mail: Mail) -> tuple[str, ...]:
    """Message-IDs of the messages that a report encloses, by headers only or whole."""
    return tuple(id_ for part in mail.originals() for id_ in message_ids(_own_id(part)))


def original_recipients(mail: Mail) -> tuple[str, ...]:
    """Addresses in the To field of the enclosed messages."""
    return tuple(a for part in mail.originals() for a in addresses(part.fields.get("to")))


def address_in(value: str) -> str:
    """The address in a recipient field, lower case, or nothing: with or without a type, in
    brackets, with a source route, xtext, escapes of RFC 6533, or a domain of one word."""
    bare = _UNICODE.sub(lambda match: _char(match[1]), value)
    bare = _TYPE.sub("", bare).strip(" <>'`\t")
    if "@" not in bare:
        bare = _HEX.sub(lambda match: _char(match[1]), bare)
    if bare.startswith("@"):
        bare = bare.rpartition(":")[2]
    if bare.lower().startswith("imceasmtp-"):
        bare = _HEX.sub(lambda match: _char(match[1]), bare[10:].rpartition("@")[0])
    strict = addresses(bare)
    match = _LOOSE.search(bare)
    if strict and not (match and match[1].startswith('"')):
        return strict[0]
    return f"{match[1]}@{match[2].rstrip('.>')}".lower() if match else ""


def worst(deliveries: tuple[Delivery, ...]) -> Kind:
    """The kind that leads: hard before soft before delayed."""
    order = (Kind.BOUNCE_HARD, Kind.BOUNCE_SOFT, Kind.DELAY)
    return min((delivery.kind for delivery in deliveries), key=order.index)


def _char(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if 32 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _own_id(part: Part) -> str:
    return part.fields.get("message-id") or part.fields.get("x-original-message-id")


def _recipient_blocks(mail: Mail, text: str) -> list[Fields]:
    texts = _report_texts(mail)
    found = [block for block in _blocks(texts) if _is_recipient(block)]
    return found or [block for block in _blocks([text]) if _is_recipient(block) and _named(block)]


def _report_texts(mail: Mail) -> list[str]:
    stated = [part.text() for name in _STATUS_TYPES for part in mail.parts(name)]
    # Some gateways make a file of the report.
    files = (replace(part, body=part.file).text() for part in mail.files()[:6])
    return stated or [text for text in files if _REPORT.search(text)]


def _is_recipient(block: Fields) -> bool:
    return block.has("action") or _named(block)


def _named(block: Fields) -> bool:
    return any(block.has(name) for name in _NAMES)


def _blocks(texts: Iterable[str]) -> list[Fields]:
    """The blocks of a report, however they are divided; at most 200."""
    blocks: list[Fields] = []
    for text in texts:
        for items in _divided(text.split("\n")[:_MAX_LINES]):
            block = parse_fields(line.encode("utf-8", "replace") for line in items)
            if blocks and _completes(blocks[-1], block):
                block = Fields((*blocks.pop().items, *block.items))
            blocks.append(block)
    return blocks[:200]


def _completes(first: Fields, second: Fields) -> bool:
    """Whether a blank line has torn one recipient in two."""
    names = {name for name, _ in second.items}
    if any(name in names for name in _MESSAGE_FIELDS) or not _is_recipient(first):
        return False
    if {name for name, _ in first.items} & {*_NAMES, "action", "status"} & names:
        return False
    return not (_named(first) and first.has("action") and (_named(second) or second.has("action")))


def _divided(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    seen: set[str] = set()
    for line in lines:
        match = _FIELD.match(line)
        name = match[1].lower() if match else ""
        if not line.strip() or (name in seen and name in (*_NAMES, "action")):
            if block:
                yield block
            block, seen = [], set()
        if match:
            block.append(f"{name}: {match[2]}")
            seen.add(name)
        elif block and line.strip():
            block.append(f" {line.strip()}")
    if block:
        yield block


def _delivery(block: Fields, mail: Mail, text: str, is_only: bool) -> Delivery | None:
    action, status = _action(block), block.get("status")
    silent = not (action or status or block.has("diagnostic-code"))
    if silent or action in _DELIVERED or (not action and status[:1] == "2"):
        return None
    recipient = _recipient(block, mail)
    diagnostic = block.get("diagnostic-code") or status.partition(" ")[2]
    spoken = said_of(recipient, text, frozenset(find_all(text)) - {recipient})
    notice = f"{spoken}\n{text}" if is_only else spoken
    return judge(recipient, action or "failed", status, diagnostic, notice)


def _action(block: Fields) -> str:
    said = re.split(r"[\s(;,]", block.get("action").lower().strip(" ;"), maxsplit=1)[0]
    return "failed" if _FAILED.search(said) else ("delayed" if said.startswith("delay") else said)


def _unwritten(value: str) -> str:
    """What some programs copy from ORCPT as it stands there."""
    return _XSPACE.sub(" ", _XTEXT.sub(lambda match: _char(match[1]), value))


def _recipient(block: Fields, mail: Mail) -> str:
    given = [a for name in _NAMES if (a := address_in(_unwritten(block.get(name))))]
    # Exchange's names for its own directory entries are no addresses.
    found = [a for a in given if not a.startswith("imceaex")]
    if len(found) > 1 and _HEX.sub(lambda match: _char(match[1]), found[0]) == found[1]:
        found = found[1:]
    dotted = [a for a in found if "." in a.rpartition("@")[2]]
    known = original_recipients(mail)
    if dotted and dotted[0] not in known:
        # A gateway's own name for the mailbox; the message says how we wrote it.
        dotted = [a for a in dotted if a in known] or dotted
    return next(iter((*dotted, *_only_recipient(mail, found))), "")


def _only_recipient(mail: Mail, found: list[str]) -> tuple[str, ...]:
    named = addresses(mail.fields.get("x-failed-recipients")) or original_recipients(mail)
    return named if len(named) == 1 else tuple(found)


def _one_each(deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Some reports list a recipient twice: the worse fate is told, once."""
    best: dict[str, Delivery] = {}
    for delivery in deliveries:
        known = best.get(delivery.recipient)
        if known is None or (
            known.kind is not delivery.kind and worst((known, delivery)) is delivery.kind
        ):
            best[delivery.recipient] = delivery
    return tuple(best.values())
