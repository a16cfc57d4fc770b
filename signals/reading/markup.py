"""HTML of a message to lines, with what its program marked as quote, signature or old message.

Not a sanitiser: the result is read by machines and shown as text only. One linear pass over
tags; a full HTML parser would rebuild hostile nesting at quadratic cost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.markup import decoded
from signals.reading.lines import MAX_LINE, MAX_LINES, Line, Mark

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<tag>[a-zA-Z][\w:-]{0,30})"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"<]{0,3000}\"|'[^'<]{0,3000}'|[\"'])*+)>?|<[!?][^<>]*>?",
    re.DOTALL,
)
_BLOCK = re.compile(
    r"p|div|tr|li|ul|ol|dl|dt|dd|table|tbody|h[1-6]|pre|blockquote|center|section|article|address|"
    r"header|footer|main|form|fieldset|details|summary|figure|hr"
)
_APART = re.compile(r"p|ul|ol|dl|table|h[1-6]|pre|blockquote")
_DROPPED = frozenset({"script", "style", "head", "title", "template", "svg", "object", "select"})
_VOID = re.compile(r"br|hr|img|input|meta|link|area|base|col|wbr|source|embed")
_NAMES = re.compile(r"\b(?:class|id|name|data-marker)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_HIDDEN = re.compile(
    r"display:\s*none|mso-hide:\s*all|visibility:\s*hidden|font-size:\s*0(?:px|pt|em|"
    r"%)?\s*(?:[;\"'!]|$)|"
    r"(?<!-)\bopacity:\s*0\s*(?:[;\"'!]|$)|(?<![-\w])max-height:\s*0|(?<=\s)hidden(?=[\s/]|$)"
)
_INDENT_ONLY = re.compile(
    r"border(?:-left)?:\s*(?:none|0)|margin:\s*0(?:px)? 0(?:px)? 0(?:px)? 40px"
)
_COLOUR = re.compile(r"(?<![-\w])color\s*[:=]\s*[\"']?\s*(#?[\w]+(?:\([\d,\s.]+\))?)")
_PRE = re.compile(r"white-space:\s*(?:pre|break-spaces)")
_FLAT = re.compile(
    r"msonormal|msoplaintext|msolist|xmsonormal|margin:\s*0|margin-(?:top|bottom):\s*0"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u034f]")
_BREAKS = re.compile("[ \\t\\r\\n]+")
_SPACES = re.compile("[\\s\u00a0\u2007\u202f]+")

_QUOTES = re.compile(
    r"yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|front-blockquote|"
    r"messagereplysection|"
    r"isreplycontent|__quoted_text__|^quote$|bm_quote|edo-reply|mailbird_quote|"
    r"gorgias_quote|"
    r"missive_quote|polymail_quote|freshdesk_quote|nylas-quote|mailspring-quote|hey-quote|"
    r"replybody\d|replied-?message|quoted-?(?:text|mail|message|content)|sh-quoted|wmquote|"
    r"oldmessage"
)
_SOFT_QUOTES = re.compile(r"^gmail_(?:quote|extra)(?:_container)?$|^quotedmailing")
_ATTRIBUTIONS = re.compile(r"moz-cite-prefix|gmail_attr|^reply-intro$|yahoo_quoted_header")
_CUTS = re.compile(
    r"divrplyfwdmsg|appendonsend|mail-editor-reference-message-container|olk_src_body_section|"
    r"ms-outlook-mobile-reference-message|outlookmessageheader|moz-forward-container|^zwchr$|"
    r"__headers__|__divider__|moz-email-headers-table|^reply-?separator|orm-original|"
    r"originalmessage|^previousmessage|_forward_header"
)
_CUT_STYLE = re.compile(
    r"border-top:\s*solid\s+(?:#?\w+|rgb\([^)]*\))\s+1(?:\.0)?p[tx]|"
    r"border-top:\s*(?:1(?:\.0)?p[tx]\s+solid|solid\s+1(?:\.0)?p[tx])\s+#(?:e1e1e1|b5c4df)"
)
_SIGNATURES = re.compile(
    r"gmail_signature|moz-signature|protonmail_signature_block|composer_signature|signaturesection|"
    r"ms-outlook-mobile-signature|applemailsignature|front-signature|zm-_id_-sgn|yahoo-signature|"
    r"zmail_signature|ydp\w*signature|email-?signature|mail-?signature|^signature$|"
    r"^x?_?signature\d*$|"
    r"signature-?(?:block|container|widget|wrapper)|wisestamp|tutanota-signature|sh-signature"
)
_SIGNATURE_WIDGET = re.compile(r"data-(?:signature-widget|smartmail=.?gmail_signature)")
_REST_IS_SIGNATURE = re.compile(r"linebreakatbeginningofsignature")

_MAX_HTML = 400_000
_LOOK_BACK = 60


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the text at one place."""

    tag: str = ""
    quote: int = 0
    soft: int = 0
    mark: Mark = Mark.OWN
    hidden: bool = False
    pre: bool = False
    flat: bool = False
    tint: str = ""
    count: int = 0


@dataclass(slots=True)
class _Row:
    line: Line
    soft: int


@dataclass(slots=True)
class _Writer:
    rows: list[_Row] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    stack: list[_State] = field(default_factory=lambda: [_State()])
    first: _State = _State()
    softs: int = 0
    signed: bool = False

    @property
    def state(self) -> _State:
        return self.stack[-1]

    def text(self, raw: str) -> None:
        state = self.state
        if not raw or state.hidden:
            return
        plain = _INVISIBLE.sub("", decoded(raw))
        if state.pre:
            first, *rest = plain.split("\n")
            self._write(first)
            for part in rest:
                self.end(keep=True)
                self._write(part)
        else:
            self._write(_BREAKS.sub(" ", plain))

    def _write(self, plain: str) -> None:
        # A no-break space alone is how programs write an empty line.
        if not self.pieces and not plain.strip(" "):
            return
        if not self.pieces or not self.pieces[-1].strip():
            self.first = self.state
        self.pieces.append(plain)

    def end(self, *, keep: bool = False) -> None:
        """End the line; an empty one only counts when `keep` says so or it holds a space."""
        text = _SPACES.sub(" ", "".join(self.pieces)).strip() if self.pieces else ""
        if text or keep or self.pieces:
            self._row(text, self.first if text else self.state)
        self.pieces = []

    def gap(self) -> None:
        """An empty line between paragraphs, never two."""
        if self.rows and self.rows[-1].line.text:
            self._row("", self.state)

    def _row(self, text: str, state: _State) -> None:
        if len(self.rows) < MAX_LINES:
            mark = state.mark
            if self.signed and not state.quote and mark is Mark.OWN:
                mark = Mark.SIGNATURE
            line = Line(text[:MAX_LINE], state.quote, mark, state.tint)
            self.rows.append(_Row(line, state.soft))

    def cut(self) -> None:
        self.end()
        self.signed = False
        self.rows.append(_Row(Line("", self.state.quote, Mark.CUT), 0))

    def open(self, tag: str, attributes: str) -> None:
        names = _names(attributes) if attributes else ""
        if attributes and not self.state.quote:
            self._marked(names, attributes)
        if _VOID.fullmatch(tag):
            self._void(tag)
            return
        if _BLOCK.fullmatch(tag):
            self._block(tag, attributes)
        elif tag in ("td", "th"):
            self.text(" ")
        self.stack.append(_below(self, tag, attributes, names))
        if tag == "li":
            self._item()

    def _marked(self, names: str, attributes: str) -> None:
        """What a tag outside quotes says of everything below it."""
        if _REST_IS_SIGNATURE.search(names):
            self.signed = True
        if _CUTS.search(names) or _CUT_STYLE.search(attributes):
            self.cut()

    def _void(self, tag: str) -> None:
        if self.state.hidden:
            return
        if tag == "br":
            self.end(keep=True)
        elif tag == "hr":
            self.end()
            self.gap()

    def _block(self, tag: str, attributes: str) -> None:
        if tag in ("p", "li") and self.state.tag == tag:
            self.stack.pop()
        self.end()
        flat = tag != "blockquote" and _FLAT.search(attributes)
        if _APART.fullmatch(tag) and not flat and not self.state.hidden:
            self.gap()

    def _item(self) -> None:
        parent = self.stack[-2]
        if parent.tag == "ol":
            self.stack[-2] = replace(parent, count=parent.count + 1)
        self.text(f"{parent.count + 1}. " if parent.tag == "ol" else "- ")

    def close(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self.end()
        for back in range(1, min(len(self.stack), _LOOK_BACK)):
            if self.stack[-back].tag == tag:
                closed = self.stack[-back]
                del self.stack[-back:]
                if _APART.fullmatch(tag) and not closed.flat and not closed.hidden:
                    self.gap()
                return


def html_lines(markup: str) -> list[Line]:
    """Lines of `markup` (its first 400,000 characters and 4,000 lines)."""
    source, writer, position = markup[:_MAX_HTML], _Writer(), 0
    for token in _TOKEN.finditer(source):
        writer.text(source[position : token.start()])
        position = token.end()
        if token["tag"]:
            _tag(writer, token["tag"].lower(), token["close"], token["attributes"].lower())
    writer.text(source[position:])
    writer.end()
    return list(_with_soft_quotes(writer.rows))


def html_to_text(markup: str) -> str:
    """Plain text of `markup`, quotes prefixed with `> `."""
    lines = (f"> {line.text}".rstrip() if line.depth else line.text for line in html_lines(markup))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tag(writer: _Writer, tag: str, closing: str, attributes: str) -> None:
    if closing:
        writer.close(tag)
    else:
        writer.open(tag, attributes[:3_000])


def _names(attributes: str) -> str:
    """Classes, id and name, one a line, without what web mail puts before foreign ones."""
    found = (a or b or c for a, b, c in _NAMES.findall(attributes))
    names = (
        re.sub(r"^(?:x_|ydp\w{6,10}(?=yahoo|gmail|moz))+", "", name)
        for n in found
        for name in n.split()
    )
    return "\n".join(names)


def _any(pattern: re.Pattern[str], names: str) -> bool:
    return any(pattern.search(name) for name in names.split("\n")) if names else False


def _below(writer: _Writer, tag: str, attributes: str, names: str) -> _State:
    above = writer.state
    if not attributes:
        return _plain_below(above, tag)
    quoted = _is_quote(tag, attributes, names)
    soft = above.soft
    if not soft and not above.quote and _any(_SOFT_QUOTES, names) and tag == "div":
        writer.softs += 1
        soft = writer.softs
    colour = _COLOUR.search(attributes)
    return _State(
        tag,
        above.quote + quoted,
        soft,
        _mark(above.mark, attributes, names),
        above.hidden or tag in _DROPPED or _HIDDEN.search(attributes) is not None,
        above.pre or tag in ("pre", "textarea") or _PRE.search(attributes) is not None,
        tag != "blockquote" and _FLAT.search(attributes) is not None,
        colour[1].replace(" ", "") if colour else above.tint,
    )


def _plain_below(above: _State, tag: str) -> _State:
    """Below a tag without attributes, as most are; a bomb has 100,000 of them."""
    return _State(
        tag,
        above.quote + (tag == "blockquote"),
        above.soft,
        above.mark,
        above.hidden or tag in _DROPPED,
        above.pre or tag in ("pre", "textarea"),
        False,
        above.tint,
    )


def _is_quote(tag: str, attributes: str, names: str) -> bool:
    if tag == "blockquote":
        return (
            "cite" in attributes or _any(_SOFT_QUOTES, names) or not _INDENT_ONLY.search(attributes)
        )
    return tag in ("div", "td", "span", "section") and _any(_QUOTES, names)


def _mark(above: Mark, attributes: str, names: str) -> Mark:
    if above is not Mark.OWN:
        return above
    if _any(_ATTRIBUTIONS, names):
        return Mark.ATTRIBUTION
    if _any(_SIGNATURES, names) or _SIGNATURE_WIDGET.search(attributes):
        return Mark.SIGNATURE
    return Mark.OWN


def _with_soft_quotes(rows: list[_Row]) -> Iterator[Line]:
    """In Gmail's container, what stands above the first quote is the old message's head.

    Without any quote in it, or when it is forwarded, the whole container is old; otherwise
    people also answer below the first quote.
    """
    answers_from: dict[int, int] = {}
    begun: dict[int, bool] = {}
    for index, row in enumerate(rows):
        if row.soft and row.line.text and row.soft not in begun:
            begun[row.soft] = row.line.text.startswith("---")
        if row.soft and row.line.depth and not begun.get(row.soft):
            answers_from.setdefault(row.soft, index)
    for index, row in enumerate(rows):
        is_old = row.soft and index < answers_from.get(row.soft, len(rows))
        yield replace(row.line, depth=1) if is_old and not row.line.depth else row.line
