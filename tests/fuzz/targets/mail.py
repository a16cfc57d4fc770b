"""Mail: from the bytes of a message to its reading, and what is shown of it."""

from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from signals.kinds import Kind
from signals.reading import Reading, Rule, read
from signals.reading.charset import decode, decode_words, transfer_decode
from signals.reading.dates import find_return
from signals.reading.fields import addresses, message_ids, parameters, parse_fields
from signals.reading.intent import Intent
from signals.reading.intent.rules import RuleRefused, make_rule
from signals.reading.intent.understanding import understand
from signals.reading.markup import html_to_text
from signals.reading.mime import MAX_PARTS, parse
from signals.reading.optout import find_wish
from signals.reading.quoting import split_reply
from signals.reading.sanitising import safe_html
from signals.reading.showing import MAX_ATTACHMENTS, MAX_SHOWN, safe_body, show
from signals.reading.stand_ins import stand_ins
from signals.streams import envelopes
from tests.fuzz.shapes import mails
from tests.fuzz.target import Target, parted, text_of
from tests.signals.reading import automatic_mail, reply_corpus
from tests.signals.reading.test_safe_html import HARMFUL

RECEIVED = datetime(2026, 11, 22, 9, tzinfo=UTC)
OURS = frozenset({"ours.example"})
RULES = (Rule("Too dear", Intent.OBJECTION, ("This is far too expensive for a firm like ours",)),)
_CORPUS = Path(reply_corpus.__file__).parent / "corpus"
_HEAD = (
    *(b"From: a@b.example\n", b"Return-Path: <>\n", b"Subject: Undelivered mail\n", b"\n\n", b"\n"),
    *(b"Content-Type: multipart/report; boundary=x\n", b"--x\n", b"--x--\n", b"\r", b"\r\n"),
    *(b"Content-Type: message/rfc822\n\n", b"Content-Type: message/delivery-status\n\n"),
    *(b"Content-Type: text/html; charset=utf-16\n", b"Content-Transfer-Encoding: base64\n"),
    *(b"Auto-Submitted: auto-replied\n", b"Final-Recipient: rfc822; c@d.example\n"),
    *(b"Action: failed\nStatus: 5.1.1\n", b"=?utf-8?b?", b"?=", b"=\n", b"> ", b"On 1 wrote:\n"),
    *(b"<a@b.example>", b"550 5.1.1 user unknown", b"until 3.4.", b"-----Original Message-----\n"),
    *(b"<div class=gmail_quote>", b"<blockquote>", b"<!--", b"&#1", b"&nbsp;", b"-- \n", b"\x1b$B"),
)
_TAGS = (
    *(b"<div>", b"</div>", b"<p>", b"<table><tr><td>", b"<b><i>", b"<a href='", b"'>", b"<!--"),
    *(b"-->", b"<![CDATA[", b"<svg>", b"<math>", b"<style>", b"<script>", b"</", b"&#", b"&#x"),
    *(b"&#1", b"&amp", b"&lt;", b"javascript:", b" style='", b"url(", b"<img src=", b" alt='"),
    *(b"<blockquote type=cite>", b"<li>", b"<ol>", b"<pre>", b"<br>", b'class="gmail_quote"'),
)
_SAID = (
    *(b"please stop", b"unsubscribe", b"do not ", b"not ", b"call me on ", b"until ", b"back on "),
    *(b"3 March 2026", b"31.12.", b"12/05", b"next week", b"Best regards\n", b"On Mon, A wrote:\n"),
    *(b"> ", b"a@b.example", b"+49 30 1234567", b"?", b"!", b". ", b"\n\n", b"\xe3\x80\x82"),
)


@cache
def messages() -> list[bytes]:
    """Messages of all kinds from the corpora."""
    found = [path.read_bytes() for path in sorted(_CORPUS.rglob("*.eml"))[::3]]
    automatic = list(automatic_mail.entries())
    found += [automatic_mail.mail(each) for each in automatic[::12]]
    replies = list(reply_corpus.replies())
    return found + [each.raw for each in replies[::12]]


@cache
def texts() -> list[bytes]:
    """What people wrote, without the mail around it."""
    found = (read(raw, received_at=RECEIVED).new_text for raw in messages()[::3])
    return [text.encode() for text in found if text] + [b"Please stop.\n|\nregards\n|\nhello"]


@cache
def pages() -> list[bytes]:
    """HTML as mail programs write it, and as attackers do."""
    parts = (part for raw in messages() for part in parse(raw).parts("text/html"))
    return [part.text().encode() for part in parts] + [each.encode() for each in HARMFUL.values()]


def bounded(reading: Reading) -> None:
    """Whatever was read is small, storable, and was not a failure of the reader."""
    assert "reader" not in {found.where for found in reading.evidence}, reading.evidence
    assert len(reading.new_text.encode()) <= 10_000
    assert len(reading.evidence) <= 40 and all(len(e.what) <= 200 for e in reading.evidence)
    assert len(reading.recipients) <= 200 and len(reading.references) <= 50
    assert len(reading.deliveries) <= 200 and len(reading.stand_ins) <= 10
    assert len(reading.subject) <= 500 and 0 <= reading.confidence <= 1
    assert "\0" not in f"{reading.new_text}{reading.subject}{reading.sender}{reading.recipients}"
    # PostgreSQL takes no half of a pair.
    repr(reading).encode("utf-8")


def _read(data: bytes) -> None:
    bounded(read(data, received_at=RECEIVED, own_domains=OURS, rules=RULES))


def _notice(data: bytes) -> None:
    """The body of a notice of a mail system, and the report beside it."""
    head = b"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: Undelivered mail\n"
    kind = b"Content-Type: multipart/report; boundary=x\n\n"
    words, bar, report = data.partition(b"\n|\n")
    status = b"\n--x\nContent-Type: message/delivery-status\n\n" + report
    raw = kind + b"--x\n\n" + words + status if bar else b"\n" + data
    bounded(read(head + raw, received_at=RECEIVED))


def _absence(data: bytes) -> None:
    head = b"From: a@b.example\nAuto-Submitted: auto-replied\nSubject: Out of office\n\n"
    reading = read(head + data, received_at=RECEIVED)
    bounded(reading)
    assert reading.kind is not Kind.REPLY or reading.understood is not None


def _show(data: bytes) -> None:
    shown = show(data)
    assert len(shown.text) <= MAX_SHOWN and len(shown.attachments) <= MAX_ATTACHMENTS
    assert sum(1 for _ in parse(data).root.walk()) <= MAX_PARTS + 1
    _harmless(safe_body(data))
    repr(shown).encode("utf-8")


def _sanitise(data: bytes) -> None:
    _harmless(safe_html(text_of(data)))


# What a browser would run or load; in a text, or in an address that is only shown, it is harmless.
_LIVE_TAGS = frozenset(
    "script style link img image form input meta base iframe svg math object embed".split()
)
_LIVE_ATTRIBUTES = frozenset("src srcset background class id action".split())
_SCHEMES = ("https:", "http:", "mailto:")


class _Live(HTMLParser):
    """Collects what would be live in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that runs or loads, or an attribute that does."""
        self.found += [tag] if tag in _LIVE_TAGS else []
        self.found += [name for name, _ in attrs if name in _LIVE_ATTRIBUTES or name[:2] == "on"]
        links = [(value or "").strip().lower() for name, value in attrs if name == "href"]
        self.found += [each for each in links if each and not each.startswith(_SCHEMES)]

    def handle_comment(self, data: str) -> None:
        """Browsers have read more than comments in them."""
        self.found.append("<!--")


def _harmless(shown: str) -> None:
    live = _Live()
    live.feed(shown)
    live.close()
    assert not live.found, live.found[:5]
    assert len(shown) <= 3_000_000
    shown.encode("utf-8")


def _markup(data: bytes) -> None:
    text = text_of(data)
    assert len(html_to_text(text)) <= 8 * len(text) + 100


def _charset(data: bytes) -> None:
    declared, encoding, *_ = parted(data[:80], 3)
    text = decode(transfer_decode(data, encoding), declared)
    assert "\0" not in text
    text.encode("utf-8")
    decode_words(text_of(data)).encode("utf-8")


def _fields(data: bytes) -> None:
    fields = parse_fields(data.split(b"\n"))
    assert len(fields.items) <= 400
    for _, value in fields.items[:20]:
        assert len(value) <= 16_000
        parameters(value)
        message_ids(value)
    addresses(text_of(data))


def _dates(data: bytes) -> None:
    found = find_return(text_of(data), RECEIVED.date())
    assert found is None or (found.day - RECEIVED.date()).days <= 550


def _split(data: bytes) -> None:
    split = split_reply(text_of(data), "A B <a@b.example>")
    assert len(split.new.encode()) <= 10_000 and len(split.tail.encode()) <= 10_000


def _meaning(data: bytes) -> None:
    text, tail, subject = parted(data, 3)
    found = understand(text, received=date(2026, 11, 22), tail=tail, subject=subject, rules=RULES)
    assert 0 <= found.confidence <= 1 and len(repr(found)) <= 200_000
    find_wish(text, tail, subject)
    assert len(stand_ins(text, frozenset())) <= 10


def _rules(data: bytes) -> None:
    name, *examples = parted(data, 4)
    try:
        rule = make_rule(name, Intent.QUESTION, examples, RULES)
    except RuleRefused:
        return
    understand(examples[0], received=date(2026, 11, 22), rules=(rule,))


def _envelope(data: bytes) -> None:
    found = envelopes.read(data, "rep@acme.example")
    assert len(found.sender) <= 250 and len(found.recipients) <= envelopes.MOST


MAIL = "mail"
TARGETS = (
    Target(
        name="reading",
        group=MAIL,
        take=_read,
        seeds=messages,
        shapes=(mails(), mails()),
        words=_HEAD,
    ),
    Target(
        name="notices", group=MAIL, take=_notice, seeds=messages, words=(*_HEAD, b"\n|\n", b"\n|\n")
    ),
    Target(name="absences", group=MAIL, take=_absence, seeds=texts, words=_SAID),
    Target(name="showing", group=MAIL, take=_show, seeds=messages, shapes=(mails(),), words=_HEAD),
    Target(name="sanitising", group=MAIL, take=_sanitise, seeds=pages, words=_TAGS),
    Target(name="markup", group=MAIL, take=_markup, seeds=pages, words=_TAGS),
    Target(name="charsets", group=MAIL, take=_charset, seeds=messages, words=_HEAD),
    Target(name="fields", group=MAIL, take=_fields, seeds=messages, words=_HEAD),
    Target(name="dates", group=MAIL, take=_dates, seeds=texts, words=_SAID),
    Target(name="quotes", group=MAIL, take=_split, seeds=texts, words=_SAID),
    Target(name="meaning", group=MAIL, take=_meaning, seeds=texts, words=_SAID),
    Target(name="examples", group=MAIL, take=_rules, seeds=texts, words=_SAID),
    Target(name="envelopes", group=MAIL, take=_envelope, seeds=messages, words=_HEAD),
)
