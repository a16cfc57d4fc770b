"""Inputs for Hypothesis: seeds that were changed, parts of them repeated, and mail as a tree."""

import base64
import quopri

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.fuzz.target import Target

_EDITS = ("cut", "double", "put", "replace", "mix", "end")
_CHARSETS = (
    "",
    "utf-8",
    "latin-1",
    "utf-16",
    "utf-7",
    "iso-2022-jp",
    "gb18030",
    "hz",
    "x",
    "ascii",
)
_TEXTS = (
    "Thank you, please call me on Monday.",
    "I am out of office until 31.12.2026.",
    "Undelivered: <peter@initech.example>: 550 5.1.1 user unknown",
    "On Mon, 1 Jan 2026 at 10:00, A <a@b.example> wrote:\n> hello",
    "Please remove me from your list",
    "<p>Hello<blockquote type=cite>old</blockquote><script>x()</script>",
    "Final-Recipient: rfc822; c@d.example\nAction: failed\nStatus: 5.1.1",
    "担当者は不在です。",
    "\u202e\u200b\ufeff",
)
_TYPES = (
    *("text/plain", "text/html", "text/calendar", "text/enriched", "application/pdf"),
    *("message/delivery-status", "message/feedback-report", "message/disposition-notification"),
    *("text/rfc822-headers", "application/pkcs7-mime", "image/png", "x/y", "text/", ""),
)
_MULTIPARTS = ("mixed", "alternative", "report", "related", "signed", "encrypted", "digest")
_FIELDS = (
    *("From", "To", "Subject", "Return-Path", "Delivered-To", "In-Reply-To", "References", "Date"),
    *("Auto-Submitted", "X-Failed-Recipients", "List-Id", "Precedence", "Reply-To", "Message-Id"),
)
_VALUES = (
    *("a@b.example", "<a@b.example>", "<>", '"A, B" <a@b.example>', "=?utf-8?q?=ff=00?=", ""),
    *("=?iso-2022-jp?B?GyRCI0EbKEI=?=", "Undelivered Mail Returned to Sender", "auto-replied"),
    *("Out of office until 3 March", "Re: hello", "MAILER-DAEMON@x.example", "bulk"),
)


@st.composite
def mutated(draw: DrawFn, seeds: list[bytes], words: tuple[bytes, ...]) -> bytes:
    """A seed after a few changes, each at a place of its own."""
    found = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        edit, at = draw(st.sampled_from(_EDITS)), draw(st.integers(0, len(found)))
        length = draw(st.integers(0, min(len(found) - at, 400)))
        here = found[at : at + length]
        if edit == "put" or edit == "replace":
            new = draw(st.sampled_from(words) if words else st.binary(max_size=8))
            new = new if draw(st.booleans()) else draw(st.binary(max_size=8))
        elif edit == "double":
            new = here * draw(st.integers(2, 40))
        elif edit == "mix":
            other = draw(st.sampled_from(seeds))
            new = other[draw(st.integers(0, len(other))) :][:400]
        else:
            new = b""
        end = len(found) if edit == "end" else at if edit == "put" else at + length
        found = found[:at] + new + found[end:]
    return found[:200_000]


@st.composite
def stretched(draw: DrawFn, seeds: list[bytes], words: tuple[bytes, ...], size: int) -> bytes:
    """A seed of which one part, or a word of the format, is repeated until it is as long as that:
    what takes more than linear time is slow here."""
    found = draw(st.sampled_from(seeds))
    at = draw(st.integers(0, len(found)))
    part = found[at : at + draw(st.sampled_from((1, 2, 3, 5, 8, 20, 60, 200)))]
    if bool(words) and draw(st.booleans()):
        part = draw(st.sampled_from(words)) + draw(st.sampled_from((b"", b" ", b"\n", part[:3])))
    return found[:at] + (part or b"a") * (size // max(len(part), 1)) + found[at:][:1_000]


@st.composite
def _leaf(draw: DrawFn) -> bytes:
    text = draw(st.sampled_from(_TEXTS) | st.text(max_size=60))
    charset = draw(st.sampled_from(_CHARSETS))
    data = _encoded(text, draw(st.sampled_from(_CHARSETS)))
    encoding = draw(st.sampled_from(("", "base64", "quoted-printable", "8bit", "x-uuencode")))
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    kind = draw(st.sampled_from(_TYPES))
    named = draw(st.sampled_from(("", "; name=a.txt", "; format=flowed; delsp=yes", '; x="')))
    placed = draw(st.sampled_from(("", "attachment; filename=a.zip", "inline", "attachment")))
    head = f"Content-Type: {kind}; charset={charset}{named}\nContent-Disposition: {placed}\n"
    return head.encode() + f"Content-Transfer-Encoding: {encoding}\n\n".encode() + data


def _encoded(text: str, charset: str) -> bytes:
    try:
        return text.encode(charset or "utf-8", "replace")
    except LookupError:
        return text.encode("utf-8", "replace")


@st.composite
def _several(draw: DrawFn, parts: list[bytes]) -> bytes:
    boundary = draw(st.sampled_from((b"x", b"=_b", b"a b", b"(+)", b"")))
    kind = draw(st.sampled_from(_MULTIPARTS)).encode()
    shown = draw(st.sampled_from((boundary, b'"' + boundary + b'"')))
    head = b"Content-Type: multipart/" + kind + b"; boundary=" + shown + b"\n\npreamble\n"
    inner = b"".join(b"--" + boundary + b"\n" + part + b"\n" for part in parts)
    return head + inner + draw(st.sampled_from((b"--" + boundary + b"--\n", b"", b"--")))


def _enclosed(part: bytes) -> bytes:
    return b"Content-Type: message/rfc822\n\nFrom: a@b.example\n" + part


_TREES: SearchStrategy[bytes] = st.recursive(
    _leaf(),
    lambda inner: st.lists(inner, max_size=4).flatmap(_several) | inner.map(_enclosed),
    max_leaves=8,
)


@st.composite
def mails(draw: DrawFn) -> bytes:
    """A mail with a header, and parts in parts."""
    names = st.tuples(st.sampled_from(_FIELDS), st.sampled_from(_VALUES) | st.text(max_size=30))
    head = "".join(f"{name}: {value}\n" for name, value in draw(st.lists(names, max_size=8)))
    raw = head.encode("utf-8", "replace") + draw(_TREES)
    return raw.replace(b"\n", draw(st.sampled_from((b"\n", b"\r\n", b"\r"))))


def inputs(target: Target, *, long: bool = True) -> SearchStrategy[bytes]:
    """Everything that a target is tried with; `long` ones take their time."""
    seeds = list(target.seeds())
    ways = [mutated(seeds, target.words), *target.shapes, st.binary(max_size=200)]
    usual = st.one_of(mutated(seeds, target.words), *ways)
    if not long:
        return usual
    few = stretched(seeds, target.words, target.stretched)
    return st.integers(0, 19).flatmap(lambda chance: few if chance == 0 else usual)
