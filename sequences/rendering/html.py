"""HTML without a browser: where in a page a variable stands, and a page from plain text."""

import html
import re
from enum import StrEnum

_NEXT_TAG = re.compile(r"<(?:(!--)|([/!?]?[A-Za-z][A-Za-z0-9:-]{0,30}))")
_NEXT_IN_TAG = re.compile(r"""[>"']""")
_ATTRIBUTE = re.compile(r"(?:^|[\s\"'/])([A-Za-z_:][\w:.-]{0,60})[ \t\n]{0,8}=[ \t\n]{0,8}$")
_AFTER_HOST = re.compile(r"\s{0,8}(?:https?://[^/?#\s]{1,255}[/?#]|mailto:)", re.IGNORECASE)
_DANGLING = re.compile(r"<[/!?]?-?\Z")
_RAW = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "template"}
    | {"textarea", "title", "xmp"}
)
URLS = frozenset(
    {"action", "background", "cite", "formaction", "href", "poster", "src", "xlink:href"}
)
_CODE = frozenset({"content", "data", "srcdoc", "srcset", "style"})
_COMMENT_END = re.compile("--!?>")
_QUOTE_END = {quote: re.compile(quote) for quote in "\"'"}

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LINK = re.compile(r"\bhttps?://[\w\[][^\s<>\"']{0,2000}", re.IGNORECASE)
_CLOSING = ".,;:!?*_"


class Place(StrEnum):
    """Where a variable stands, and so how its value is written there."""

    TEXT = "text"
    ATTRIBUTE = "attribute"
    URL = "url"
    UNSAFE = "unsafe"


class HtmlContext:
    """Follows an HTML template piece by piece to know where the next variable stands.

    It only needs to be right or strict: a page that it misreads is refused, not sent.
    """

    def __init__(self) -> None:
        self._end: re.Pattern[str] | None = None  # what ends the comment, raw element or value
        self._raw = ""
        self._tag: str | None = None
        self._attribute = ""
        self._tail = ""  # the end of the tag's text, or the beginning of the value's

    def feed(self, text: str) -> None:
        """Take the fixed text up to the next variable."""
        position = 0
        while position < len(text):
            if self._end:
                position = self._skip(text, position, self._end)
            elif self._tag is not None:
                position = self._in_tag(text, position)
            else:
                position = self._in_text(text, position)

    def place(self, *, is_url: bool) -> Place:
        """Where a variable would stand now; `is_url` when its value is a link of our own."""
        if self._attribute:
            return self._in_attribute(is_url=is_url)
        if self._end or self._tag is not None:
            return Place.UNSAFE
        return Place.TEXT

    def _in_attribute(self, *, is_url: bool) -> Place:
        if self._attribute.startswith("on") or self._attribute in _CODE:
            return Place.UNSAFE
        if self._attribute not in URLS:
            return Place.ATTRIBUTE
        if not self._tail.strip():
            # Other text may not follow a variable's own link, but it would only break it.
            self._tail = "https://given/" if is_url else ""
            return Place.ATTRIBUTE if is_url else Place.UNSAFE
        return Place.URL if _AFTER_HOST.match(self._tail) else Place.UNSAFE

    def _skip(self, text: str, position: int, end: re.Pattern[str]) -> int:
        match = end.search(text, position)
        if match is None:
            self._tail = (self._tail + text[position : position + 400])[:400]
            return len(text)
        if self._raw:
            self._tag = f"/{self._raw}"
        self._end, self._raw, self._attribute, self._tail = None, "", "", ""
        return match.end()

    def _in_text(self, text: str, position: int) -> int:
        match = _NEXT_TAG.search(text, position)
        if match is None:
            # What a variable adds to an open "<" would become the name of a tag.
            self._tag = "?" if _DANGLING.search(text, len(text) - 3) else None
            return len(text)
        if match[1]:
            self._end = _COMMENT_END
            return match.start(1) + 1  # the dashes that open a comment may also close it
        self._tag, self._tail = match[2].casefold(), ""
        return match.end()

    def _in_tag(self, text: str, position: int) -> int:
        match = _NEXT_IN_TAG.search(text, position)
        end = match.start() if match else len(text)
        self._tail = (self._tail + text[max(position, end - 80) : end])[-80:]
        if match is None:
            return end
        if match[0] == ">":
            self._close_tag()
        else:
            name = _ATTRIBUTE.search(self._tail)
            # A quote that follows no attribute opens something that we do not understand.
            self._attribute = name[1].casefold() if name else "on?"
            self._end, self._tail = _QUOTE_END[match[0]], ""
        return match.end()

    def _close_tag(self) -> None:
        if self._tag in _RAW:
            self._raw = self._tag or ""
            self._end = re.compile(rf"</{self._raw}(?=[\s/>])", re.IGNORECASE | re.ASCII)
        self._tag, self._tail = None, ""


def html_from_text(text: str) -> str:
    """The HTML part of a message that was written as plain text.

    Paragraphs at blank lines, line breaks inside them; http and https addresses become links;
    all else is escaped.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    paragraphs = [block for block in _BLANK_LINES.split(lines) if block.strip()]
    return "\n".join(f"<p>{html_inline(block)}</p>" for block in paragraphs)


def html_inline(block: str, *, goes_on: bool = False) -> str:
    """Text as HTML without paragraphs: escaped, lines broken, web addresses linked.

    With `goes_on` an address at the end is left alone: a value that follows may belong to it.
    """
    pieces: list[str] = []
    position = 0
    for match in _LINK.finditer(block):
        if goes_on and match.end() == len(block):
            break
        address = _trimmed(match[0])
        pieces.append(html.escape(block[position : match.start()]))
        pieces.append(f'<a href="{html.escape(address)}">{html.escape(address)}</a>')
        position = match.start() + len(address)
    pieces.append(html.escape(block[position:]))
    return "".join(pieces).replace("\n", "<br>\n")


def addresses_in(text: str) -> list[str]:
    """The web addresses in a text, in order, as a reader would end them."""
    return [_trimmed(match[0]) for match in _LINK.finditer(text)]


def _trimmed(address: str) -> str:
    """Leave out the full stop or bracket that belongs to the sentence, not to the address."""
    address = address.rstrip(_CLOSING)
    for opening, closing in ("()", "[]", "{}"):
        if address.endswith(closing) and opening not in address:
            address = address[:-1]
    return address.rstrip(_CLOSING)
