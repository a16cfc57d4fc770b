"""Whatever arrives: an answer, within limits of time and size."""

import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from signals.kinds import Kind
from signals.reading import Reading, mime, read
from signals.reading.charset import decode, decode_words
from signals.reading.markup import html_to_text

RECEIVED = datetime(2026, 11, 22, 9, tzinfo=UTC)
PIECES = [
    b"From: a@b.example\n",
    b"Return-Path: <>\n",
    b"Subject: =?utf-8?q?=ff=00?= Undelivered\n",
    b"Content-Type: multipart/report; boundary=x\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/html; charset=utf-16\n",
    b"Content-Type: message/delivery-status\n",
    b"Content-Transfer-Encoding: base64\n",
    b"--x\n",
    b"--x--\n",
    b"\n",
    b"Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; c@d.example\n",
    b"until 31.13.2026 or 99/99/99\n",
    b"On 1 wrote:\n> <p><!--\xff\n",
]
mosaics = st.lists(st.sampled_from(PIECES) | st.binary(max_size=40), max_size=40).map(b"".join)


def reading_of(raw: bytes) -> Reading:
    return read(raw, received_at=RECEIVED)


def assert_bounded(reading: Reading) -> None:
    assert len(reading.new_text.encode()) <= 10_000
    assert len(reading.evidence) <= 40 and all(len(e.what) <= 200 for e in reading.evidence)
    assert len(reading.recipients) <= 100 and len(reading.references) <= 50


@given(st.binary(max_size=3_000))
@example(b"")
@example(b"\n\n\n")
@example(b"Content-Type: multipart/mixed\n\n")
def test_any_bytes_give_a_bounded_reading(raw: bytes) -> None:
    assert_bounded(reading_of(raw))


@given(mosaics)
@settings(max_examples=200)
def test_any_mixture_of_mail_gives_a_bounded_reading_and_no_error(raw: bytes) -> None:
    reading = reading_of(raw)
    assert_bounded(reading)
    assert "reader" not in {found.where for found in reading.evidence}


@given(st.binary(max_size=500), st.text(max_size=30))
def test_any_bytes_in_any_charset_become_storable_text(data: bytes, charset: str) -> None:
    assert "\x00" not in decode(data, charset)
    decode(data, charset).encode("utf-8")


@given(st.text(max_size=500))
def test_any_markup_becomes_text(markup: str) -> None:
    assert len(html_to_text(markup)) <= 8 * len(markup) + 100


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=60), max_size=60))
def test_a_header_without_encoded_words_is_left_alone(value: str) -> None:
    assert decode_words(value) == value


def nested(levels: int) -> bytes:
    heads = [
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels)
    ]
    return b"From: a@b.example\n" + b"".join(heads) + b"\nhello\n"


BOMBS = {
    "deep": nested(2_000),
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 50_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 100_000,
    "ten megabytes of one letter": b"From: a@b.example\n\n" + b"a" * 12_000_000,
    "ten megabytes of returns": b"\r" * 12_000_000,
    "endless header": b"References: " + b"<a@b> " * 1_500_000,
    "many headers": b"X-A: b\n" * 1_000_000,
    "open comments": b"Content-Type: text/html\n\n" + b"<!--" * 1_000_000,
    "formatting storm": b"Content-Type: text/html\n\n" + b"<b id=1><p>" * 500_000,
    "attributions": b"From: a@b.example\n\n" + b"On 1 wrote\n" * 500_000,
    "addresses": b"Return-Path: <>\nSubject: undelivered\n\n" + b"a@b.example " * 300_000,
    "stops": b"From: a@b.example\n\n" + b"please do not stop until " * 200_000,
    "dates": b"Auto-Submitted: auto-replied\n\n" + b"until 1/2 back on 3.4. " * 200_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_little_time(name: str) -> None:
    start = time.process_time()
    reading = reading_of(BOMBS[name])
    assert time.process_time() - start < 3
    assert_bounded(reading)


def test_a_number_that_python_does_not_read_hides_no_wish() -> None:
    page = b"<p>Please remove me from your list.</p>&#" + b"1" * 5_000 + b";"
    head = b"From: a@b.example\nContent-Type: text/html\n\n"
    assert reading_of(head + page).kind is Kind.OPT_OUT


def test_time_does_not_grow_with_depth() -> None:
    mail = mime.parse(nested(2_000))
    assert mail.limits == ("nested deeper than 10",)


def test_no_more_than_two_hundred_parts_are_opened() -> None:
    mail = mime.parse(BOMBS["many parts"])
    assert sum(1 for _ in mail.root.walk()) == mime.MAX_PARTS


def test_a_cut_message_that_would_be_ignored_is_unclear() -> None:
    head = b"From: n@paper.example\nList-Id: <n.paper.example>\n\n"
    whole, cut = reading_of(head + b"news"), reading_of(head + b"a" * 12_000_000)
    assert (whole.kind, cut.kind) == (Kind.OTHER, Kind.UNCLEAR)


def test_an_attachment_is_never_decoded() -> None:
    raw = b"Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nunsubscribe"
    assert mime.parse(raw).root.body == b""


def test_part_limits_keep_the_first_parts() -> None:
    mail = mime.parse(BOMBS["many parts"])
    texts = [part.text() for part in mail.root.children]
    assert all(first == second == "hi" for first, second in pairwise(texts))
