"""The content of one message as a reviewer sees and approves it, and its canonical hash.

Two contents have the same hash exactly if they say the same to the recipient: line ends and
Unicode forms do not matter, everything else does. The hash is what an approval binds.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

import orjson

FORMAT = 1


class ContentError(ValueError):
    """Stored content that cannot be read, or text that cannot be put into bytes."""


class Unsubscribe(StrEnum):
    """How a recipient can say no: RFC 8058, a mailto header, a link in the text, or not."""

    ONE_CLICK = "one-click"
    MAILTO = "mailto"
    LINK = "link"
    NONE = "none"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One value that the message uses, and the field it came from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything about a message that an approval covers; bodies are decoded text.

    Date, Message-ID and signatures come later and are not part of it.
    """

    channel: str
    sender_name: str
    sender_address: str
    reply_to: str
    recipient: str
    subject: str
    text: str
    html: str
    unsubscribe: Unsubscribe
    version_id: str
    step_key: str
    facts: tuple[Fact, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs; facts are named `facts.<name>`, and a missing one is empty."""

    field: str
    before: str
    after: str


COPIES = ("cc", "bcc")
_NO_TEXT = {"facts", "unsubscribe", *COPIES}
_TEXT_FIELDS = tuple(f.name for f in fields(Content) if f.name not in _NO_TEXT)
_CONTENT = frozenset(f.name for f in fields(Content))
_WORDS = _CONTENT - {"facts", *COPIES}
_FACT = tuple(f.name for f in fields(Fact))
_KNOWN_OF_FACT = frozenset(_FACT)


def canonical(content: Content) -> bytes:
    """The bytes that are hashed: JSON in UTF-8 with sorted keys, NFC and LF, facts in order.

    ContentError for text that UTF-8 cannot carry (half of a surrogate pair).
    """
    document = {"format": FORMAT, **to_json(_normal(content))}
    try:
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ContentError("The message contains a broken character. Retype the text.") from error


def content_hash(content: Content) -> str:
    """The SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def differences(before: Content, after: Content) -> list[Difference]:
    """What differs between two contents, field by field; empty exactly if the hashes agree."""
    first, second = _parts(_normal(before)), _parts(_normal(after))
    names = dict.fromkeys([*first, *second])
    return [
        Difference(name, "\n".join(first.get(name, ())), "\n".join(second.get(name, ())))
        for name in names
        if first.get(name) != second.get(name)
    ]


def packed(content: Content) -> bytes:
    """The bytes that are kept of it: JSON in UTF-8."""
    return orjson.dumps(to_json(content))


def unpacked(kept: bytes) -> Content:
    """Read what `packed` wrote. ContentError as `from_json`."""
    return from_json(orjson.loads(kept))


def to_json(content: Content) -> dict[str, Any]:
    """The stored form: plain JSON values, nothing changed."""
    found: dict[str, Any] = {name: getattr(content, name) for name in _TEXT_FIELDS}
    found |= {name: list(getattr(content, name)) for name in COPIES}
    found["unsubscribe"] = content.unsubscribe.value
    found["facts"] = [{name: getattr(fact, name) for name in _FACT} for fact in content.facts]
    return found


def from_json(data: object) -> Content:
    """Read what `to_json` wrote; ContentError if a field is missing, unknown or no text."""
    if not isinstance(data, Mapping) or data.keys() != _CONTENT:
        raise ContentError("The stored message does not have the expected fields.")
    if not all(isinstance(data[name], str) for name in _WORDS):
        raise ContentError("The stored message has a field that is not text.")
    try:
        unsubscribe = Unsubscribe(data["unsubscribe"])
    except ValueError as error:
        raise ContentError("The stored message has an unknown way to unsubscribe.") from error
    texts = {name: data[name] for name in _TEXT_FIELDS}
    return Content(
        **texts,
        unsubscribe=unsubscribe,
        facts=tuple(_facts(data["facts"])),
        cc=_addresses(data["cc"]),
        bcc=_addresses(data["bcc"]),
    )


def _addresses(items: object) -> tuple[str, ...]:
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ContentError("The copies of the stored message are not a list of addresses.")
    return tuple(items)


def _facts(items: object) -> Iterator[Fact]:
    if not isinstance(items, list | tuple):
        raise ContentError("The facts of the stored message are not a list.")
    for item in items:
        if not isinstance(item, Mapping) or item.keys() != _KNOWN_OF_FACT:
            raise ContentError("A fact of the stored message has unexpected fields.")
        if not all(isinstance(value, str) for value in item.values()):
            raise ContentError("A fact of the stored message has a field that is not text.")
        yield Fact(**item)


def _normal(content: Content) -> Content:
    texts: dict[str, Any] = {name: _normal_text(getattr(content, name)) for name in _TEXT_FIELDS}
    facts = (
        Fact(_normal_text(f.name), _normal_text(f.value), _normal_text(f.source))
        for f in content.facts
    )
    copies: dict[str, Any] = {
        name: tuple(map(_normal_text, getattr(content, name))) for name in COPIES
    }
    return replace(content, **texts, **copies, facts=tuple(sorted(set(facts))))


def _normal_text(text: str) -> str:
    if text.isascii() and "\r" not in text:
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _parts(content: Content) -> dict[str, tuple[str, ...]]:
    """Each field and each fact by name; tuples, so that no value can pass for two."""
    parts: dict[str, tuple[str, ...]] = {name: (getattr(content, name),) for name in _TEXT_FIELDS}
    parts["unsubscribe"] = (content.unsubscribe.value,)
    parts |= {name: getattr(content, name) for name in COPIES}
    for fact in content.facts:
        name = f"facts.{fact.name}"
        parts[name] = (*parts.get(name, ()), fact.value, f"from {fact.source}")
    return parts
