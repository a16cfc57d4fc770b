"""Any content becomes a message that says exactly that to whoever reads it by the RFCs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.content import Content, Unsubscribe
from enrollment.channels import bodies, headers, mail
from enrollment.channels.mail import MessageError
from tests.enrollment import stdlib_mail as library
from tests.enrollment.letters import (
    LETTER,
    SENDING,
    addresses,
    contents,
    far_addresses,
    ids,
    texts,
    words,
)

BROKEN = ("\r", "\n", "\0", "\r\nBcc: evil@x.example\r\n", "\n.\r\n", "\r\n\r\nHi")
GIVEN_TO_PEOPLE = ("sender_name", "sender_address", "reply_to", "recipient", "subject")


def written(**changes: Any) -> bytes:
    """The letter with some things else."""
    return mail.wire(replace(LETTER, **changes), **SENDING)


def field(wire: bytes, name: str) -> str:
    """One field as it is written, with its folds."""
    head = wire.partition(b"\r\n\r\n")[0].decode()
    found = re.search(rf"^{name}: ?([^\r]*(?:\r\n [^\r]*)*)", head, re.MULTILINE)
    assert found is not None
    return found[1]


def name_of_sender(wire: bytes) -> str:
    """The display name, by the older reader of the library where words are encoded: the newer one
    makes one space of many and adds one between two encoded words."""
    raw = str(message_from_bytes(wire, policy=policy.compat32)["From"])
    if "=?" in raw:
        return str(make_header(decode_header(raw.rpartition("<")[0].strip())))
    return library.people(library.parsed(wire), "From")[0][0]


def with_lf(text: str) -> str:
    """A body as a reader gets it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else f"{lines}\n"


@settings(max_examples=150, deadline=None)
@given(contents, ids)
def test_the_library_reads_what_was_meant(content: Content, thread: list[str]) -> None:
    wire = mail.wire(content, **SENDING, thread=thread)
    read = library.parsed(wire)
    reply_to = [content.reply_to] if content.reply_to not in ("", content.sender_address) else []
    assert (name_of_sender(wire), str(read["Subject"])) == (content.sender_name, content.subject)
    assert [library.people(read, name) for name in ("To", "Cc", "Reply-To")] == [
        [("", address) for address in each] for each in ([content.recipient], content.cc, reply_to)
    ]
    assert library.people(read, "From")[0][1] == content.sender_address
    assert library.text(read, "plain") == with_lf(content.text)
    assert library.text(read, "html") == (with_lf(content.html) if content.html else "")


@settings(max_examples=100, deadline=None)
@given(contents, ids, st.data())
def test_the_librarys_own_message_says_the_same(
    content: Content, thread: list[str], data: st.DataObject
) -> None:
    # The library refuses some characters that divide lines, and changes white space in names.
    plain = st.text(st.characters(codec="latin-1", categories=["L", "N", "P"]), max_size=20)
    content = replace(content, sender_name=data.draw(plain), subject=data.draw(plain))
    # What does not fit its line of 900 the library divides, and reads otherwise afterwards.
    few = thread[:4]
    ours = library.parsed(mail.wire(content, **SENDING, thread=few))
    theirs = library.parsed(library.built(content, **SENDING, thread=few))
    assert library.fields(ours) == library.fields(theirs)
    assert library.text(ours, "plain") == library.text(theirs, "plain")
    assert library.text(ours, "html") == library.text(theirs, "html")


@settings(max_examples=150, deadline=None)
@given(contents, ids)
def test_every_line_is_short_and_ends_in_crlf(content: Content, thread: list[str]) -> None:
    wire = mail.wire(content, **SENDING, thread=thread)
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")
    assert wire.isascii() and b"\0" not in wire
    for line in wire.split(b"\r\n"):
        # Only what cannot be divided, an address or a link, makes a longer line.
        assert len(line) <= 78 or b" " not in line.partition(b": ")[2]
        assert len(line) <= 76 or b"=?utf-8?" not in line


@settings(max_examples=150, deadline=None)
@given(contents)
def test_no_line_of_a_body_is_fragile(content: Content) -> None:
    lines = mail.wire(content, **SENDING).partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert [line for line in lines if line == b"." or line.startswith(b"From ")] == []
    assert [line for line in lines if line != line.rstrip()] == []


@settings(max_examples=100, deadline=None)
@given(contents)
def test_a_message_has_no_field_but_its_own(content: Content) -> None:
    read = library.parsed(mail.wire(content, **SENDING))
    own = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    maybe = {"Cc", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"}
    names = read.keys()
    assert len(names) == len(set(names))
    assert set(own) <= set(names) <= {*own, *maybe, "Content-Transfer-Encoding"}
    assert read.defects == []


@pytest.mark.parametrize("name", GIVEN_TO_PEOPLE)
@pytest.mark.parametrize("broken", BROKEN)
def test_no_value_can_make_another_header(name: str, broken: str) -> None:
    with pytest.raises(MessageError, match="line break"):
        written(**{name: getattr(LETTER, name) + broken + "x"})


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", ["message_id", "unsubscribe_url", "thread", "more"])
def test_no_name_of_a_message_can_make_another_header(name: str, broken: str) -> None:
    bad: dict[str, Any] = {
        "message_id": f"<a{broken}@b.example>",
        "unsubscribe_url": f"https://x.example/{broken}/",
        "thread": [f"<a{broken}@b.example>"],
        "more": [("X-Own", broken)],
    }
    with pytest.raises(MessageError, match="line break"):
        mail.wire(LETTER, **{**SENDING, name: bad[name]})


@pytest.mark.parametrize("name", ["Bcc", "From", "X-A: b\r\nBcc", "X-", "Subject "])
def test_an_own_field_is_no_other(name: str) -> None:
    with pytest.raises(MessageError):
        mail.wire(LETTER, **SENDING, more=[(name, "evil@x.example")])


@pytest.mark.parametrize("name", ["text", "html", "subject", "sender_name"])
def test_half_a_character_is_refused(name: str) -> None:
    with pytest.raises(MessageError, match="broken character"):
        written(**{name: "a\ud83d"})


NO_ADDRESSES = (
    *("peter", "@x.example", "peter@", "a b@x.example", "a@b@x.example", "a,b@x.example"),
    *("<a@x.example>", "a@x.example, b@x.example", "a@x.example>", '"a b"@x.example', "a(b)@x.y"),
    *("a@[1.2.3.4]", "a..b@x.example", ".a@x.example", "a\t@x.example", "a@x.example ", "a@x_y.z"),
    *("ü\u2028@x.example", "ü\u00a0@x.example", "a@bücher.example;", "a@bü cher.example"),
    *("a@bücher.example\u00a0", "a@bü/cher.example", "\ud83d@x.example", f"{'a' * 250}@x.example"),
    *("ü" * 130 + "@x.example", "group:a@x.example;", "a\\@x.example", "=?utf-8?Q?a?=", "a@ü.-"),
    *("=??Q??=@x.example", "=?utf-8?Q?a?=.b@x.example"),
)


@pytest.mark.parametrize("bad", NO_ADDRESSES)
@pytest.mark.parametrize("name", ["sender_address", "recipient", "cc", "bcc", "reply_to"])
def test_what_is_no_address_is_refused(name: str, bad: str) -> None:
    with pytest.raises(MessageError):
        written(**{name: (bad,) if name in ("cc", "bcc") else bad})


@pytest.mark.parametrize("name", ["sender_address", "recipient", "cc", "bcc"])
def test_nobody_is_no_address(name: str) -> None:
    with pytest.raises(MessageError, match="This is no address"):
        written(**{name: ("",) if name in ("cc", "bcc") else ""})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "rep@mail.acme.example"),
        ("Rep Smith", "Rep Smith <rep@mail.acme.example>"),
        ("Smith, Rep", '"Smith, Rep" <rep@mail.acme.example>'),
        ('Rep "R" \\ Smith', '"Rep \\"R\\" \\\\ Smith" <rep@mail.acme.example>'),
        ("boss@x.example", '"boss@x.example" <rep@mail.acme.example>'),
        ("Jörg", "=?utf-8?Q?J=C3=B6rg?= <rep@mail.acme.example>"),
        ("山田", "=?utf-8?B?5bGx55Sw?= <rep@mail.acme.example>"),
        ("=?utf-8?Q?a?=", "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?= <rep@mail.acme.example>"),
        (" R ", "=?utf-8?Q?_R_?= <rep@mail.acme.example>"),
    ],
)
def test_a_name_is_written_as_simply_as_it_can_be(name: str, expected: str) -> None:
    assert field(written(sender_name=name), "From") == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("", ""),
        ("A question: 1 + 1 = 2?", "A question: 1 + 1 = 2?"),
        ("two  spaces", "=?utf-8?Q?two__spaces?="),
        ("tab\there", "=?utf-8?Q?tab=09here?="),
        ("ends ", "=?utf-8?Q?ends_?="),
        ("non\u00a0breaking", "=?utf-8?Q?non=C2=A0breaking?="),
        ("Grüße aus Bonn", "=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_Bonn?="),
        ("Привет", "=?utf-8?B?0J/RgNC40LLQtdGC?="),
        ("word " * 20 + "end", ("word " * 13) + "word\r\n " + "word " * 6 + "end"),
    ],
)
def test_a_subject_is_written_as_simply_as_it_can_be(subject: str, expected: str) -> None:
    assert field(written(subject=subject), "Subject") == expected


@settings(max_examples=200, deadline=None)
@given(words, st.integers(20, 75))
def test_no_encoded_word_is_long_or_holds_a_part_of_a_character(text: str, first: int) -> None:
    made = headers.encoded_words("Subject", text or "x", first)
    assert len(made[0]) <= first
    assert max(map(len, made)) <= 75
    for word in made:
        # RFC 2047 section 5: each word is decoded on its own.
        ((data, charset),) = decode_header(word.decode())
        assert isinstance(data, bytes) and charset == "utf-8"
        data.decode("utf-8")


@given(st.lists(addresses, min_size=1, max_size=30))
def test_many_copies_are_folded_after_commas(cc: list[str]) -> None:
    lines = written(cc=tuple(cc)).partition(b"\r\nCc: ")[2].partition(b"\r\nSubject")[0]
    assert lines.replace(b"\r\n ", b" ").decode() == ", ".join(cc)


@given(st.one_of(far_addresses, addresses))
def test_a_domain_is_written_in_ascii_and_a_local_part_as_it_is(address: str) -> None:
    wire = written(recipient=address, reply_to=address)
    ((_, said),) = library.people(library.parsed(wire), "To")
    assert said == mail.envelope_address(address)
    assert said.rpartition("@")[0] == address.rpartition("@")[0]
    assert said.rpartition("@")[2].isascii()
    # So a server without SMTPUTF8 (RFC 6531) is in the way of such local parts alone.
    assert wire.isascii() == address.rpartition("@")[0].isascii()


def test_a_domain_with_a_sharp_s_is_another_than_one_with_two() -> None:
    assert mail.envelope_address("a@straße.example") == "a@xn--strae-oqa.example"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Hi Peter,\n\nshort lines.\n", "7bit"),
        ("x" * 79, "quoted-printable"),
        ("ends with a space \n", "quoted-printable"),
        ("ends with a tab\t\n", "quoted-printable"),
        ("a\n.\nb", "quoted-printable"),
        ("From here on", "quoted-printable"),
        ("Hi\nFrom here on", "quoted-printable"),
        ("--=_6070c729ec040f115f7238a9", "quoted-printable"),
        ("Grüße aus dem Süden, und alles Gute", "quoted-printable"),
        ("a\x0bb a", "quoted-printable"),
        ("こんにちは", "base64"),
        ("👩🏽‍🚀", "base64"),
        ("\0", "base64"),
    ],
)
def test_a_body_is_encoded_only_where_it_has_to_be(text: str, encoding: str) -> None:
    assert field(written(text=text), "Content-Transfer-Encoding") == encoding


@settings(max_examples=200, deadline=None)
@given(st.one_of(texts, st.text("From =.ü \t\n", max_size=300)))
def test_any_text_comes_back_from_quoted_printable(text: str) -> None:
    # Whichever encoding suits it: this one has the most rules.
    wide = text + "\n" + "ascii " * len(text)
    read = library.parsed(written(text=wide))
    assert library.text(read, "plain") == with_lf(wide)


@pytest.mark.parametrize("end", ["", " ", "\t", "  ", ".", "=", "ü"])
def test_no_line_of_quoted_printable_is_longer_than_76_bytes(end: str) -> None:
    # RFC 2045 section 6.7, rule 5.
    text = "".join(f"{'x' * length}{end}\n" for length in range(70, 160))
    wire = written(text=text)
    assert max(map(len, wire.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    assert library.text(library.parsed(wire), "plain") == text


def test_a_boundary_stands_in_no_body() -> None:
    mark = re.findall(r'boundary="(.*)"', field(written(html="x"), "Content-Type"))[0]
    wire = written(text=f"--{mark}\n--{mark}--\n", html=f"\n--{mark}--\n")
    assert wire.count(mark.encode()) == 4
    read = library.parsed(wire)
    assert library.text(read, "plain") == f"--{mark}\n--{mark}--\n"
    assert library.text(read, "html") == f"\n--{mark}--\n"


def test_the_same_message_is_the_same_bytes() -> None:
    assert written(html="<p>Hi</p>") == written(html="<p>Hi</p>")


@pytest.mark.parametrize(
    ("unsubscribe", "expected"), [(Unsubscribe.ONE_CLICK, True), (Unsubscribe.NONE, False)]
)
def test_one_click_stands_in_two_fields(unsubscribe: Unsubscribe, expected: bool) -> None:
    read = library.parsed(written(unsubscribe=unsubscribe))
    link = f"<{SENDING['unsubscribe_url']}one-click>" if expected else None
    post = "List-Unsubscribe=One-Click" if expected else None
    assert (read["List-Unsubscribe"], read["List-Unsubscribe-Post"]) == (link, post)


@pytest.mark.parametrize("url", ["javascript:x/", "https://x.example/a b/", "https://ü.example/"])
def test_a_link_that_no_header_can_hold_is_refused(url: str) -> None:
    with pytest.raises(MessageError, match="link"):
        mail.wire(LETTER, **{**SENDING, "unsubscribe_url": url})


@pytest.mark.parametrize(
    "bad", ["", "a@b", "<a>", "<a@b> <c@d>", "<a b@c>", "<ä@b>", "<a@b@c>", "<a(@b>", "<a..b@c>"]
)
def test_what_is_no_message_id_is_refused(bad: str) -> None:
    with pytest.raises(MessageError, match="identifiers"):
        mail.wire(LETTER, **{**SENDING, "message_id": bad})


@pytest.mark.parametrize("link", ["message_id", "unsubscribe_url"])
def test_a_line_that_no_server_takes_is_refused(link: str) -> None:
    long = {"message_id": f"<{'a' * 990}@b>", "unsubscribe_url": f"https://{'a' * 990}/"}
    with pytest.raises(MessageError, match="998"):
        mail.wire(LETTER, **{**SENDING, link: long[link]})


def test_canonical_lines_end_in_crlf() -> None:
    assert bodies.canonical("a\rb\nc\r\nd") == "a\r\nb\r\nc\r\nd\r\n"


def test_the_library_puts_a_space_between_encoded_words_where_rfc_2047_has_none() -> None:
    """Why names are compared by its older reader: section 6.2 has the space ignored."""
    wire = written(sender_name="x" * 80)
    assert library.people(library.parsed(wire), "From")[0][0] == "x" * 58 + " " + "x" * 22
    assert name_of_sender(wire) == "x" * 80


def test_copies_of_far_domains_are_named_in_ascii() -> None:
    content = replace(LETTER, cc=("a@bücher.example",), bcc=("A@xn--bcher-kva.example",))
    assert mail.envelope_copies(content) == ("a@xn--bcher-kva.example",)


def read_back(made: Sequence[bytes]) -> list[str]:
    """Encoded words, decoded."""
    return [str(make_header(decode_header(each.decode()))) for each in made]


@pytest.mark.parametrize("text", ["e\u0301" * 60, "👩🏽‍🚀" * 20, "אב" * 80, "ü" * 200])
def test_long_words_of_any_script_come_back(text: str) -> None:
    assert "".join(read_back(headers.encoded_words("Subject", text, 60))) == text


def test_a_dot_that_a_soft_break_leaves_alone_is_written_out() -> None:
    part = bodies.text_part("html", f"{'=?utf-8?Q?a?=' * 3}=?\x85{'0' * 14}.")
    assert part.endswith(b"=\r\n=2E\r\n")
