"""HTML of a reply to plain text, with quotes marked as `> ` lines.

Not a sanitiser: the result is read by machines and shown as text only. One linear pass over
tags; a full HTML parser would rebuild hostile nesting at quadratic cost.
"""

import html
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<tag>[a-zA-Z][\w:-]{0,30})(?P<attributes>[^<>]*)>?"
    r"|<[!?][^<>]*>?",
    re.DOTALL,
)
_BLOCKS = re.compile(r"p|div|br|tr|li|ul|ol|table|h[1-6]|hr|pre|blockquote")
_DROPPED = frozenset({"script", "style", "head", "title", "template", "svg"})
_VOID = re.compile(r"br|hr|img|input|meta|link|area|base|col|wbr")
_QUOTE_CLASS = re.compile(
    r"gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|"
    r"moz-cite-prefix|front-blockquote|gmail_attr"
)
_CUT_HERE = re.compile(
    r"divrplyfwdmsg|appendonsend|mail-editor-reference-message-container|olk_src_body_section|"
    r"border-top:\s?solid #(?:e1e1e1|b5c4df)|ms-outlook-mobile-reference-message"
)
_INDENT_ONLY = re.compile(r"border:\s?none|margin:\s?0(?:px)? 0(?:px)? 0(?:px)? 40px")
_HIDDEN = re.compile(r"display:\s?none|mso-hide:\s?all")

#: Stands where a client put its own mark between the new text and the old.
CUT_LINE = "-----Original Message-----"
_MAX_HTML = 400_000


@dataclass(slots=True)
class _Writer:
    pieces: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def text(self, raw: str) -> None:
        if self.hidden or not raw:
            return
        plain = re.sub(r"\s+", " ", html.unescape(raw)).replace("\u00a0", " ")
        if plain.strip() or (self.pieces and not self.pieces[-1].endswith("\n")):
            self.pieces.append(plain)

    def line(self) -> None:
        self.pieces.append("\n> " if self.quotes else "\n")

    def open(self, tag: str, attributes: str) -> None:
        if _VOID.fullmatch(tag):
            if _BLOCKS.fullmatch(tag) and not self.hidden:
                self._cut(attributes)
                self.line()
            return
        self._nest(self.quotes, tag, _is_quote(tag, attributes))
        self._nest(self.hidden, tag, tag in _DROPPED or _HIDDEN.search(attributes) is not None)
        if _BLOCKS.fullmatch(tag) and not self.hidden:
            self._cut(attributes)
            self.line()

    def close(self, tag: str) -> None:
        for stack in (self.quotes, self.hidden):
            if stack and stack[-1] == tag:
                stack.pop()
        if _BLOCKS.fullmatch(tag) and not self.hidden:
            self.line()

    def _nest(self, stack: list[str], tag: str, begins: bool) -> None:
        # Inside a quote only tags of the quote's own name are counted, to find its end.
        if begins or (stack and stack[-1] == tag):
            stack.append(tag)

    def _cut(self, attributes: str) -> None:
        if _CUT_HERE.search(attributes):
            self.pieces.append(f"\n{CUT_LINE}")


def html_to_text(markup: str) -> str:
    """Plain text of `markup` (first 400,000 characters), quotes prefixed with `> `."""
    source = markup[:_MAX_HTML]
    writer, position = _Writer(), 0
    for token in _TOKEN.finditer(source):
        writer.text(source[position : token.start()])
        position = token.end()
        if token["tag"]:
            _tag(writer, token["tag"].lower(), token["close"], token["attributes"].lower())
    writer.text(source[position:])
    lines = (line.strip() for line in "".join(writer.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tag(writer: _Writer, tag: str, closing: str, attributes: str) -> None:
    if closing:
        writer.close(tag)
    else:
        writer.open(tag, attributes[:1000])


def _is_quote(tag: str, attributes: str) -> bool:
    if tag == "blockquote":
        return not _INDENT_ONLY.search(attributes)
    return tag == "div" and _QUOTE_CLASS.search(attributes) is not None
