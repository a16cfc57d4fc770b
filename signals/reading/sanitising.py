"""HTML of a stranger's message, made safe to show in a sandboxed frame of its own.

What stays is text with its structure: paragraphs, lists, tables, emphasis, links to web pages
and mail addresses. Nothing that runs, loads, submits, redirects or covers the page stays; an
image is replaced by its description, since loading it would tell the sender that we looked.
"""

import re

import nh3

MAX_HTML = 400_000
MAX_TAGS = 20_000
_MAX_DEPTH = 200
_BLANKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]{0,40})[^<>]{0,20000}>?")
_IMAGE = re.compile(r"<ima?ge?\b(?P<attributes>[^<>]{0,20000})>?", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"<>]{1,200})\"|'([^'<>]{1,200})')", re.IGNORECASE)
#: Without an end tag, or closed by what follows: they do not nest by being repeated.
_FLAT = frozenset(
    {*("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr", "p", "li", "td")}
    | {*("tr", "th", "dt", "dd", "option", "tbody")}
)
_PLAIN_STYLE = re.compile(r"(?:[\w\s:;#%.,!-]|rgba?\([\d\s,.%]{1,40}\))*")

# A browser takes `https:a` for a place beside the page that it is on.
_PLACE = re.compile(r"\s{0,20}(?:https?://|mailto:)", re.IGNORECASE)

_TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "dd",
        "del",
    ),
    *("div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd"),
    *("li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul"),
}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "font": {"color"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}
_STYLES = {"color", "font-style", "font-weight", "text-align", "text-decoration"}
_EMPTIED = {
    *("script", "style", "title", "head", "template", "svg", "math", "object", "embed", "applet"),
    *(
        "iframe",
        "frame",
        "frameset",
        "noframes",
        "noscript",
        "form",
        "select",
        "textarea",
        "button",
    ),
    *("audio", "video", "canvas", "map", "xml", "noembed", "plaintext", "xmp"),
}


def _kept(name: str, value: str) -> str | None:
    """An attribute's value, unless it is a style that calls for anything, or a link that says no
    place of its own: that would lead into the console."""
    if name == "style":
        return value if _PLAIN_STYLE.fullmatch(value) else None
    return value if name != "href" or _PLACE.match(value) else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_EMPTIED,
    attributes={**_ATTRIBUTES, "*": {*_ATTRIBUTES["*"], "style"}},
    filter_style_properties=_STYLES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    attribute_filter=lambda tag, name, value: _kept(name, value),
    strip_comments=True,
)


def safe_html(html: str) -> str:
    """The harmless part of `html`, of which the first 400,000 characters are read.

    What nests deeper than 200 elements or has over 20,000 tags is returned as its text alone.
    Links open outside the frame and pass on no referrer. Never raises, for any text.
    """
    source = _BLANKS.sub("", html[:MAX_HTML])
    if _is_bomb(source):
        return nh3.clean_text(re.sub(r"\s+", " ", _TAG.sub(" ", source)))
    return _CLEANER.clean(_IMAGE.sub(_described, source))


def _described(image: re.Match[str]) -> str:
    """A word for an image that is not shown; nothing for one without a description."""
    found = _ALT.search(image["attributes"])
    return f"[{found[1] or found[2]}]" if found else ""


def _is_bomb(source: str) -> bool:
    """Whether building the tree could cost more than its size: the parser has no limits."""
    depth = 0
    for count, tag in enumerate(_TAG.finditer(source)):
        if tag["name"].lower() not in _FLAT:
            depth = max(0, depth - 1) if tag["close"] else depth + 1
        if count > MAX_TAGS or depth > _MAX_DEPTH:
            return True
    return False
