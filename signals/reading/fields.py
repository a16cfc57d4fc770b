"""Header fields: bounded, unfolded, decoded; addresses and Message-IDs found in them.

Every pattern here is linear: it starts only at a boundary and has bounded repeats.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from signals.reading.charset import decode, decode_words

MAX_FIELDS = 400
MAX_VALUE = 8_000

#: What mail programs put before the subject of an answer or of a forwarded mail, lower case.
ANSWER = (
    r"(?:re|r|aw|sv|vs|ang|antw|antwort|odp|rif|res|ref|ynt|fwd?|wg|tr|rv|doorst|enc|vb|i|pd|vl|fs|"
    r"bls|trs|atb|ilt|回复|答复|回覆|转发|轉寄|転送|返信|답장|전달)\s?(?:\[\d{1,3}\])?\s?[:：]"
)

_NAME = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,8}:")
_PARAM = re.compile(r';\s{0,20}([\w*-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]{0,300})"|([^;\s"]{1,300}))')
_ADDRESS = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])([\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]{0,99})"
    r"@((?:[\w-]{1,63}\.){1,10}[a-zA-Z][\w-]{1,30})(?![\w@-])"
)
# What stands around the addresses of a From: names in quotation marks and remarks in brackets.
_BESIDE = re.compile(r'"(?:[^"\\]|\\.){0,500}"|\([^()]{0,500}\)')
_ANGLE = re.compile(r"<([^<>]{1,400})>")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250}@[^<>\s]{1,250})>")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one header block: lower-case names, decoded values, in order."""

    items: tuple[tuple[str, str], ...] = ()

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field, in order."""
        return tuple(value for key, value in self.items if key == name)

    def get(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return next((value for key, value in self.items if key == name), "")

    def has(self, name: str) -> bool:
        """Whether a field is there, even empty."""
        return any(key == name for key, _ in self.items)


def parse_fields(lines: Iterable[bytes]) -> Fields:
    """Fields from the lines of a header block (no blank line), at most `MAX_FIELDS`."""
    found: list[tuple[str, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and found:
            name, value = found[-1]
            if len(value) < MAX_VALUE:
                found[-1] = (name, value + b" " + line.strip()[:MAX_VALUE])
        elif (match := _NAME.match(line)) and len(found) < MAX_FIELDS:
            found.append((match[1].decode("ascii").lower(), line[match.end() :].strip()))
    return Fields(tuple((name, _value(value)) for name, value in found))


def is_field(line: bytes) -> bool:
    """Whether a line can belong to a header block."""
    return line[:1] in (b" ", b"\t") or _NAME.match(line) is not None


def parameters(value: str) -> dict[str, str]:
    """Parameters of a structured field such as Content-Type, names in lower case."""
    return {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _PARAM.finditer(value)}


def addresses(text: str) -> tuple[str, ...]:
    """All mail addresses in a text, lower case, each once, in order."""
    return tuple(dict.fromkeys(m[0].lower().strip("'") for m in _ADDRESS.finditer(text[:100_000])))


def mailboxes(value: str) -> tuple[str, ...]:
    """The addresses of a From, Sender or Reply-To, lower case, in order; one that stands in a name
    or a remark counts only where there is no other."""
    bare = _BESIDE.sub(" ", value[:MAX_VALUE])
    angled = " ".join(match[1] for match in _ANGLE.finditer(bare))
    return addresses(angled) or addresses(bare) or addresses(value)


def message_ids(text: str) -> tuple[str, ...]:
    """All Message-IDs in a text with their brackets, each once, in order."""
    return tuple(dict.fromkeys(m[0] for m in _MESSAGE_ID.finditer(text[: 2 * MAX_VALUE])))


def domain_of(address: str) -> str:
    """The domain of an address or of a Message-ID in brackets, lower case."""
    return address.rpartition("@")[2].strip(">").lower()


def _value(raw: bytes) -> str:
    return decode_words(decode(raw[:MAX_VALUE], "")).replace("\n", " ").strip()
