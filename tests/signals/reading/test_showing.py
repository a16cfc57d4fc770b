"""A message as a person looks at it: safe HTML, all of its text, names of what is attached."""

from hypothesis import given
from hypothesis import strategies as st

from signals.reading import showing

HEAD = b"From: P <p@initech.example>\r\nSubject: Re: it\r\nMIME-Version: 1.0\r\n"
MIXED = HEAD + (
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
    b"<p>Yes<img src=http://x.example/1.gif></p><script>x</script>\r\n--b\r\n"
    b'Content-Type: application/pdf; name="a\tb.pdf"\r\n'
    b"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b"A" * 740
    + b"\r\n--b--\r\n"
)


def test_html_is_cleaned_and_the_attachment_measured() -> None:
    shown = showing.show(MIXED)
    assert shown.has_html
    assert showing.safe_body(MIXED) == "<p>Yes</p>"
    (attached,) = shown.attachments
    assert (attached.name, attached.content_type) == ("ab.pdf", "application/pdf")
    assert 500 < attached.size < 560


def test_quotes_keep_their_marks() -> None:
    raw = HEAD + b"\r\nYes.\r\n\r\n> Is it so?\r\n> > Maybe.\r\n"
    assert showing.show(raw).text == "Yes.\n\n> Is it so?\n> > Maybe."


def test_an_enclosed_message_is_listed_and_not_opened() -> None:
    raw = HEAD + (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee below\r\n--b\r\n'
        b"Content-Type: message/rfc822\r\n\r\nSubject: secret\r\n\r\nhidden\r\n--b--\r\n"
    )
    shown = showing.show(raw)
    assert [each.content_type for each in shown.attachments] == ["message/rfc822"]
    assert "hidden" not in shown.text


def test_a_bomb_of_parts_is_cut_and_said_to_be() -> None:
    part = b'--b\r\nContent-Type: image/png; name="x"\r\n\r\nx\r\n'
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 1000
    shown = showing.show(raw)
    assert len(shown.attachments) == showing.MAX_ATTACHMENTS
    assert shown.limits


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_looked_at(raw: bytes) -> None:
    shown = showing.show(raw)
    assert len(shown.text) <= showing.MAX_SHOWN
    assert "<script" not in showing.safe_body(raw)
