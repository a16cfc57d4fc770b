"""Which parts of a message are its body, and in which order they are read."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from signals.reading import read
from signals.reading.lines import Line, plain_lines
from signals.reading.markup import html_lines, html_to_text

HEAD = "From: Anna Berg <anna@nord.example>\nTo: tom@ours.example\nMIME-Version: 1.0\n"
MIXED = "Content-Type: multipart/mixed; boundary=m\n"
ALTERNATIVE = "Content-Type: multipart/alternative; boundary=a\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\n"
HTML = "Content-Type: text/html; charset=utf-8\n"
QUOTE = "<blockquote type=cite>Hi there</blockquote>"


def new_text(message: str) -> str:
    raw = message.encode()
    return read(raw, received_at=datetime(2026, 3, 3, tzinfo=UTC)).new_text


def joined(boundary: str, *parts: str) -> str:
    return "".join(f"\n--{boundary}\n{part}" for part in parts) + f"\n--{boundary}--\n"


def test_text_on_both_sides_of_an_attachment_is_read() -> None:
    picture = "Content-Type: image/png; name=a.png\nContent-Disposition: inline\n\niVBOR\n"
    parts = (f"{HTML}\n<p>See here:</p>", picture, f"{HTML}\n<p>Clear?</p>{QUOTE}")
    assert new_text(f"{HEAD}{MIXED}{joined('m', *parts)}") == "See here:\n\nClear?"


def test_a_footer_part_of_a_gateway_is_read_below_the_text() -> None:
    both = f"{ALTERNATIVE}{joined('a', f'{PLAIN}{chr(10)}Yes.', f'{HTML}{chr(10)}<p>Yes.</p>')}"
    footer = f"{PLAIN}\nThis e-mail is confidential and may be privileged."
    assert new_text(f"{HEAD}{MIXED}{joined('m', both, footer)}") == "Yes."


def test_html_tells_more_than_text_of_where_the_quote_is() -> None:
    parts = (f"{PLAIN}\nYes.\nHi there", f"{HTML}\n<div>Yes.</div>{QUOTE}")
    assert new_text(f"{HEAD}{ALTERNATIVE}{joined('a', *parts)}") == "Yes."


def test_text_is_read_where_only_it_marks_the_quote() -> None:
    parts = (f"{PLAIN}\nYes.\n> Hi there", f"{HTML}\n<div>Yes.</div><div>Hi there</div>")
    assert new_text(f"{HEAD}{ALTERNATIVE}{joined('a', *parts)}") == "Yes."


@pytest.mark.parametrize("text", ["", " \n", "Your program cannot show HTML."])
def test_a_text_that_says_nothing_does_not_hide_the_html(text: str) -> None:
    parts = (f"{PLAIN}\n{text}", f"{HTML}\n<div>Call me.</div>{QUOTE}")
    assert new_text(f"{HEAD}{ALTERNATIVE}{joined('a', *parts)}") == "Call me."


def test_an_attachment_alone_is_no_text() -> None:
    pdf = f"Content-Type: application/pdf; name=a.pdf\n\n{b64encode(b'%PDF').decode()}"
    assert new_text(f"{HEAD}{MIXED}{joined('m', f'{PLAIN}{chr(10)}', pdf)}") == ""


def test_a_forwarded_message_that_is_attached_is_no_text() -> None:
    inner = f"Content-Type: message/rfc822\n\n{HEAD}{PLAIN}\nunsubscribe me"
    assert new_text(f"{HEAD}{MIXED}{joined('m', f'{PLAIN}{chr(10)}For you.', inner)}") == "For you."


def test_soft_breaks_are_joined_where_the_format_says_so() -> None:
    text = "One line that \ngoes on.\n-- \nAnna\n> quoted \n> on\n  indented"
    assert plain_lines(text, flowed=True) == [
        Line("One line that goes on."),
        Line("--"),
        Line("Anna"),
        Line("quoted on", 1),
        Line(" indented"),
    ]


def test_a_deleted_space_leaves_none() -> None:
    assert plain_lines("長い \n行", flowed=True, delsp=True) == [Line("長い行")]


def test_lines_are_not_joined_otherwise() -> None:
    assert plain_lines("one \ntwo") == [Line("one"), Line("two")]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<div>a<br>b</div>", "a\nb"),
        ("<ol><li>a<li>b</ol>c", "1. a\n2. b\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<p hidden>x</p><p style='font-size:0px'>y</p>a", "a"),
        ("a&nbsp;&amp;&zwnj;b &#x1F600;", "a &b 😀"),
        ('<a href="https://a.example" title="a>b">link</a>', "link"),
        ("a<script>b</script><style>c</style><!-- d -->", "a"),
        ("a<o:p></o:p><![if !mso]>b<![endif]>", "ab"),
    ],
)
def test_markup_becomes_the_lines_that_a_reader_sees(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


def test_an_unclosed_quote_lasts_to_the_end() -> None:
    assert [line.depth for line in html_lines("a<blockquote>b<p>c") if line.text] == [0, 1, 1]
