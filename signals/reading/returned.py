"""What a notice gives back: the words of the mail system, and the message that it returns.

A returned message comes as a part, below a separator, or just pasted; a run of header lines
shows where it begins. A short run ("To, Subject, Sent") only tells what the notice is about.
"""

import re
from dataclasses import dataclass

from signals.reading.bounce_tongues import saying_of_failure
from signals.reading.charset import decode, transfer_decode
from signals.reading.fields import Fields, addresses, message_ids, parse_fields
from signals.reading.markup import html_to_text
from signals.reading.mime import Mail, Part

MAX_NOTICE = 30_000
_MAX_LINES = 1_500
_MAX_LINE = 2_000
_LOOK = 4_000
_MAX_BYTES = 4 * MAX_NOTICE
#: Character sets of mail that declares none, in this order.
_CHARSETS = ("gb18030", "euc_kr", "shift_jis", "big5", "koi8_r", "cp1251")
_NO_CHARSET = ("us-ascii", "unknown-8bit", "x-unknown", "unknown", "iso-8859-1", "binary")
_QUOTED = re.compile(rb"=(?:20|3D|[89A-F][0-9A-F])")
_SOFT_BREAK = re.compile(rb"[^\s=]=\n")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{60,8000}={0,2}")
_TO = (
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "x-receiver",
    "apparently-to",
    "resent-to",
)
_FROM = ("from", "sender", "return-path", "reply-to", "errors-to", "x-sender", "resent-from")
_HEADER = re.compile(
    r"[|>\s]{0,4}(received|return-path|from|to|cc|bcc|subject|date|sent|message-id|mime-version|"
    r"content-[\w-]{1,30}|reply-to|sender|in-reply-to|references|dkim-signature|delivered-to|"
    r"x-[\w-]{1,60}|envelope-to|apparently-to|resent-\w{1,10}|organization|user-agent|importance|"
    r"errors-to|list-[\w-]{1,20}|precedence|thread-\w{1,10}|authentication-results|"
    r"arc-[\w-]{1,30})"
    r"[ \t]{0,4}:",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?:received|return-path|message-id|mime-version|content-|dkim-|x-mailer|delivered-to|"
    r"user-agent|references|in-reply-to|reply-to|list-)"
)
_SEPARATOR = re.compile(
    r"^[ \t|*]{0,4}[-=_*~ ]{0,40}.{0,30}(?:below this line is a copy|this is a copy of|"
    r"return(?:ed)? message|"
    r"(?:the |your )?(?:header|message|body|text|copy)s? of (?:the|your) (?:original |"
    r"returned )?(?:message|mail)|"
    r"original (?:message|mail)|(?:your|the) message (?=follow)|unsent message|message (?:text|"
    r"headers?|header) follow|undelivered message|"
    r"(?:first|beginning) .{0,20} of (?:the )?(?:message|original)|(?:truncated|"
    r"rejected) (?:original )?message|"
    r"kopie|originalnachricht|ursprüngliche nachricht|message d'origine|message original|"
    r"mensaje original|"
    r"messaggio originale|mensagem original|oorspronkelijk bericht|originalmeddelande|"
    r"元のメッセージ|"
    r"原始邮件).{0,40}"
    r"(?:follow\w*|below|is|[-=_*:|.~]|folgt|ci-dessous|suit)[-=_*:|.~ ]{0,80}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Original:
    """The returned message as far as it was given back."""

    recipients: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    was_returned: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The notice's own lines, and what it returned."""

    lines: tuple[str, ...]
    original: Original

    @property
    def text(self) -> str:
        """The notice as one text."""
        return "\n".join(self.lines)

    @property
    def flat(self) -> str:
        """The notice in lower case on one line, for patterns of words."""
        return " ".join(self.text.lower().replace("’", "'").split())


def split_notice(mail: Mail) -> Words:
    """The words of the mail system itself, and the facts of the message that it returns."""
    lines = [line[:_MAX_LINE] for line in notice_text(mail).split("\n")[:_MAX_LINES]]
    kept: list[str] = []
    blocks: list[Fields] = []
    returned, position = False, 0
    while position < len(lines):
        length = _run(lines, position)
        block = _block(lines[position : position + length])
        if len(block.items) >= 3:
            blocks.append(block)
            position += length
            returned = _is_message(block)
            if returned:
                break
            continue
        if _SEPARATOR.match(lines[position]) and position > 0:
            returned = True
            blocks += _first_header(lines[position + 1 : position + 80])
            break
        kept += lines[position : position + max(length, 1)]
        position += max(length, 1)
    return Words(tuple(kept), _original(mail, blocks, returned))


def notice_text(mail: Mail) -> str:
    """The readable text of a notice: its text parts, or HTML, or the body of broken MIME."""
    plain = [part for part in mail.parts("text/plain") if part.body]
    text = "\n".join(map(_plain, plain[:6]))
    markup = [part for part in mail.parts("text/html") if not part.attached][:3]
    if "@" not in text and markup:
        # Some have a plain part that only says that there is a better one.
        text = "\n".join([text, *(_cells(_decoded(part)) for part in markup)]).strip("\n")
    if not text.strip():
        text = "\n".join(_plain(part) for part in mail.files()[:6])
    if not text.strip() and mail.root.content_type.startswith(("multipart/", "message/")):
        text = mail.root.text()
    return text[:MAX_NOTICE]


def _plain(part: Part) -> str:
    text = _decoded(part)
    return _cells(text) if re.match(r"\s{0,200}<(?:!doctype|html|body)\b", text, re.I) else text


def _decoded(part: Part) -> str:
    """The text of a part, though it may fail to declare its encoding or its character set."""
    data, encoding = part.body or part.file, part.fields.get("content-transfer-encoding")
    if encoding.strip().lower() in ("", "7bit", "8bit"):
        encoding = _undeclared_encoding(data[:_LOOK]) or encoding
    raw = transfer_decode(data, encoding)
    if part.content_type == "text/plain":
        raw = _beginning(raw)
    charset = part.params.get("charset", "")
    text = decode(raw, charset)
    if (charset or "us-ascii").lower() not in _NO_CHARSET or _is_utf8(raw[:MAX_NOTICE]):
        return text
    guesses = (raw[:MAX_NOTICE].decode(codec, "ignore") for codec in _CHARSETS)
    return next((guess for guess in guesses if _says_it(guess)), text)


def _beginning(raw: bytes) -> bytes:
    """As much as is looked at, cut between lines so that no character is torn."""
    if len(raw) <= _MAX_BYTES:
        return raw
    return raw[: max(raw.rfind(b"\n", 0, _MAX_BYTES), 0) or _MAX_BYTES]


def _undeclared_encoding(data: bytes) -> str:
    if _QUOTED.search(data) and _SOFT_BREAK.search(data):
        return "quoted-printable"
    lines = data.split()
    is_long = len(lines) > 1 and all(len(line) == len(lines[0]) for line in lines[:-2])
    return "base64" if is_long and _BASE64.fullmatch(b"".join(lines)) else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start > len(data) - 4
    return True


def _says_it(text: str) -> bool:
    """Whether a text tells a failure in words that are not ASCII: then it was decoded rightly."""
    flat = " ".join(text.lower().split())[:_LOOK]
    return not saying_of_failure(flat).isascii()


def _cells(markup: str) -> str:
    return html_to_text(re.sub(r"</t[dh]>", " <br>", markup[:400_000], flags=re.IGNORECASE))


def _run(lines: list[str], start: int) -> int:
    """How many lines from here are header fields, with their continuations."""
    position, margin = start, _margin(lines[start])
    while position < len(lines):
        line = lines[position]
        folded = position > start and _margin(line) > margin and line.strip() != ""
        if not folded and not _HEADER.match(line):
            break
        position += 1
    return position - start


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip("|> \t"))


def _block(lines: list[str]) -> Fields:
    indent = min(map(_margin, lines), default=0)
    return parse_fields(line[indent:].encode("utf-8", "replace") for line in lines)


def _is_message(block: Fields) -> bool:
    names = [name for name, _ in block.items]
    strong = sum(1 for name in names if _STRONG.match(name))
    return names[0] in ("received", "return-path") or strong >= 2


def _first_header(lines: list[str]) -> list[Fields]:
    for position in range(len(lines)):
        length = _run(lines, position)
        if length >= 2:
            return [_block(lines[position : position + length])]
    return []


def _original(mail: Mail, blocks: list[Fields], returned: bool) -> Original:
    parts = [part.fields for part in mail.originals()]
    heads = [*parts, *blocks]
    ids = (head.get("message-id") or head.get("x-original-message-id") for head in heads)
    return Original(
        recipients=_named(heads, _TO),
        senders=_named(heads, _FROM),
        ids=tuple(dict.fromkeys(id_ for value in ids for id_ in message_ids(value))),
        was_returned=returned or bool(parts),
    )


def _named(heads: list[Fields], names: tuple[str, ...]) -> tuple[str, ...]:
    found = (a for name in names for h in heads for v in h.every(name) for a in addresses(v))
    return tuple(dict.fromkeys(found))
