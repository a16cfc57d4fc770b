"""What is read back before a message is armed is refused unless it says what was approved."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.content import Content, Unsubscribe
from enrollment.channels import dkim, mail
from enrollment.channels.mail import MessageError
from enrollment.signing_keys import Algorithm, generate
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

FULL = replace(
    LETTER,
    sender_name="Jörg (Sales)",
    reply_to="desk@acme.example",
    cc=("boss@acme.example", "team@acme.example"),
    subject="Grüße aus Bonn",
    text="Grüße, und alles Gute für die nächste Woche.\n" * 3,
    html="<p>こんにちは</p>",
)
WIRE = mail.wire(FULL, **SENDING, thread=["<a@b.example>", "<c@d.example>"])
# Whose one body is not encoded.
PLAIN = mail.wire(LETTER, **SENDING)


def refused(wire: bytes, content: Content = FULL, **more: Any) -> bool:
    """Whether the bytes are not taken for the content."""
    try:
        mail.must_say(wire, content, **more)
    except MessageError:
        return True
    return False


def meaning(wire: bytes) -> Any:
    """What the library reads: the fields that stand in a content, and the names of all."""
    read = library.parsed(wire)
    people = [library.people(read, name) for name in ("From", "To", "Cc", "Reply-To")]
    names = [name.lower() for name, _ in read.raw_items()]
    bodies = [library.text(read, kind) for kind in ("plain", "html")]
    return people, str(read["Subject"]), bodies, names


@settings(max_examples=200, deadline=None)
@given(contents, ids)
def test_what_was_written_is_what_was_approved(content: Content, thread: list[str]) -> None:
    mail.must_say(mail.wire(content, **SENDING, thread=thread), content)


@given(far_addresses, far_addresses)
def test_so_it_is_with_far_addresses(first: str, second: str) -> None:
    content = replace(LETTER, recipient=first, cc=(second,), reply_to=second)
    mail.must_say(mail.wire(content, **SENDING), content)


CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "sender_name": words,
    "sender_address": addresses,
    "reply_to": addresses,
    "recipient": st.one_of(addresses, far_addresses),
    "cc": st.lists(addresses, max_size=3).map(tuple),
    "subject": words,
    "text": texts,
    "html": texts,
    "unsubscribe": st.just(Unsubscribe.NONE),
}


@pytest.mark.parametrize("name", CHANGES)
def test_another_content_is_refused(name: str) -> None:
    @settings(max_examples=30, deadline=None)
    @given(contents, CHANGES[name])
    def check(content: Content, value: Any) -> None:
        other = replace(content, **{name: value})
        shown = (name, getattr(content, name)), (name, value)
        if not same(*shown, content.sender_address):
            assert refused(mail.wire(content, **SENDING), other)

    check()


def same(first: tuple[str, Any], second: tuple[str, Any], sender: str) -> bool:
    """Whether two values of a field say the same."""
    name, before = first
    after = second[1]
    if name == "reply_to":
        return {before, after} <= {"", sender} or before == after
    if name not in ("text", "html"):
        return bool(before == after)
    if name == "html" and not (before and after):
        return bool(before == after)
    forms = {re.sub("\r\n?", "\n", each).removesuffix("\n") for each in (before, after)}
    return len(forms) == 1


@settings(max_examples=2000, deadline=None)
@given(st.sampled_from([(WIRE, FULL), (PLAIN, LETTER)]), st.data(), st.integers(0, 255))
def test_no_changed_byte_passes_that_changes_the_meaning(
    sent: tuple[bytes, Content], data: st.DataObject, byte: int
) -> None:
    wire, content = sent
    place = data.draw(st.integers(0, len(wire) - 1))
    changed = wire[:place] + bytes((byte,)) + wire[place + 1 :]
    assert refused(changed, content) or meaning(changed) == meaning(wire)


@settings(max_examples=1000, deadline=None)
@given(
    st.integers(0, len(WIRE) - 1),
    st.integers(0, 40),
    st.one_of(
        st.sampled_from([b"\r\n", b"\n", b"\r", b" ", b"\t", b"\0", b"=", b"\r\nBcc: a@b.example"]),
        st.binary(max_size=5),
    ),
)
def test_nothing_put_in_or_taken_out_passes_that_changes_the_meaning(
    place: int, length: int, piece: bytes
) -> None:
    changed = WIRE[:place] + piece + WIRE[place + length :]
    assert refused(changed) or meaning(changed) == meaning(WIRE)


LINES = WIRE.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b"\0").split(b"\r\n")


@pytest.mark.parametrize("line", range(len(LINES)))
def test_a_field_that_is_gone_doubled_or_elsewhere_is_refused(line: int) -> None:
    body = WIRE.partition(b"\r\n\r\n")[2]
    ways = (
        LINES[:line] + LINES[line + 1 :],
        [*LINES[: line + 1], *LINES[line:]],
        [*LINES[:line], *LINES[line + 1 :], LINES[line]] if line < len(LINES) - 1 else LINES[::-1],
    )
    for lines in ways:
        head = b"\r\n".join(lines).replace(b"\0", b"\r\n ")
        assert refused(head + b"\r\n\r\n" + body)


STRANGE = (
    *(b"Bcc: evil@x.example", b"From: evil@x.example", b"Sender: evil@x.example", b"X-A: b"),
    *(b"Content-Disposition: attachment", b"Resent-To: evil@x.example", b" evil", b"\tevil"),
    *(b"from: evil@x.example", b"Subject : x", b"nonsense", b"DKIM-Signature: v=1; x", b""),
)


@pytest.mark.parametrize("strange", STRANGE)
def test_a_field_that_is_not_ours_is_refused(strange: bytes) -> None:
    assert refused(strange + b"\r\n" + WIRE)
    assert refused(WIRE.replace(b"\r\nMIME-Version", b"\r\n" + strange + b"\r\nMIME-Version", 1))


SWAPS = (
    # What some mail programs would read as the same.
    (b"=?utf-8?Q?Gr", b"=?UTF-8?Q?Gr"),
    (b"=?utf-8?Q?Gr", b"=?utf-8?q?Gr"),
    (b"=?utf-8?Q?Gr", b"=?utf-8*de?Q?Gr"),
    (b"=C3=BC=C3=9Fe_aus", b"=c3=bc=c3=9fe_aus"),
    (b"Subject: =?", b"Subject: x =?"),
    (b"_Bonn?=", b"_Bonn?= "),
    (b"To: peter@", b"To: Peter <peter@"),
    (b"To: peter@", b"To: (peter) peter@"),
    (b"To: peter@initech.example", b"To: peter@initech.example,"),
    (b"To: peter@initech.example", b"To: <peter@initech.example>"),
    (b"To: peter@initech.example", b"To: =?utf-8?Q?peter=40initech=2Eexample?="),
    (b"Cc: boss@acme.example, team@", b"Cc: team@acme.example, boss@"),
    (b"Cc: boss@acme.example, team@", b"Cc: boss@acme.example,team@"),
    (b"charset=utf-8", b"charset=latin-1"),
    (b"text/plain", b"text/enriched"),
    (b"text/html", b"text/html; name=x"),
    (b"quoted-printable", b"Quoted-Printable"),
    (b"quoted-printable", b"8bit"),
    (b"multipart/alternative", b"multipart/mixed"),
    (b"MIME-Version: 1.0", b"MIME-Version: 1.1"),
    (b"Gr=C3=BC=C3=9Fe, und", "Grüße, und".encode()),
    (b"+0000", b"+0000 (UTC)"),
    (b"<c@d.example>\r\nReferences", b"<e@d.example>\r\nReferences"),
    (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=One-click"),
    (b"/one-click>", b"/one-click>, <mailto:x@y.example>"),
    (b"List-Unsubscribe: <https", b"List-Unsubscribe: <mailto"),
)


@pytest.mark.parametrize(("ours", "other"), SWAPS)
def test_another_spelling_than_ours_is_refused(ours: bytes, other: bytes) -> None:
    assert ours in WIRE
    assert refused(WIRE.replace(ours, other, 1))


@pytest.mark.parametrize("junk", [b"-", b"=", b" ", b"\r\n.", b"A"])
def test_base64_is_read_strictly(junk: bytes) -> None:
    html = WIRE.partition(b"base64\r\n\r\n")[2]
    mail.must_say(WIRE, FULL)
    assert html
    assert refused(WIRE.replace(html, html[:4] + junk + html[4:]))


@pytest.mark.parametrize("said", [b" a b", b"  a b", b" a  b", b" a b ", b" a\r\n  b", b"\r\n a b"])
def test_white_space_is_as_the_writer_has_it(said: bytes) -> None:
    """Whatever the content is; parsers differ about spaces where a fold is."""
    wire = mail.wire(replace(LETTER, subject="a b"), **SENDING)
    spelled = wire.replace(b"Subject: a b", b"Subject:" + said)
    subject = said.replace(b"\r\n", b"").decode()[1:]
    assert refused(spelled, replace(LETTER, subject=subject)) == (said != b" a b")


def test_an_encoded_word_that_is_too_long_is_refused() -> None:
    long = b"Subject: =?utf-8?Q?" + b"x" * 64 + b"?="
    wire = mail.wire(replace(LETTER, subject="x" * 64), **SENDING)
    assert b"Subject: " + b"x" * 64 in wire
    said = wire.replace(b"Subject: " + b"x" * 64, long)
    assert refused(said, replace(LETTER, subject="x" * 64))


def test_a_character_is_in_one_encoded_word() -> None:
    whole, parts = b"=?utf-8?Q?Gr=C3=BC", b"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC"
    assert whole in WIRE
    assert refused(WIRE.replace(whole, parts, 1))


@pytest.mark.parametrize(
    ("name", "said"),
    [("Rep, of us", b"Rep, of us"), ("=?x?=", b'"=?x?="'), ("a@b", b"a@b"), ("Rep", b"(x) Rep")],
)
def test_a_name_is_quoted_where_it_has_to_be(name: str, said: bytes) -> None:
    wire = mail.wire(replace(LETTER, sender_name=name), **SENDING)
    lines = wire.split(b"\r\n")
    lines[0] = b"From: " + said + b" <rep@mail.acme.example>"
    assert refused(b"\r\n".join(lines), replace(LETTER, sender_name=name))


def test_a_line_that_no_server_takes_is_refused() -> None:
    text = "x" * 1_200
    wire = mail.wire(replace(LETTER, text=text), **SENDING)
    head = wire.partition(b"\r\n\r\n")[0].replace(b"quoted-printable", b"7bit")
    assert refused(head + b"\r\n\r\n" + text.encode() + b"\r\n", replace(LETTER, text=text))


@pytest.mark.parametrize("end", [b"\n", b"\r\n.\r\nMAIL FROM:<a@b>\r\n", b"--x--\r\n", b"\0"])
def test_nothing_may_follow_the_last_part(end: bytes) -> None:
    assert refused(WIRE + end)
    assert refused(WIRE.removesuffix(b"\r\n") + end)


def test_a_part_more_is_refused() -> None:
    mark = re.findall(rb'boundary="(.*)"', WIRE)[0]
    part = b"--%b\r\nContent-Type: text/calendar\r\n\r\nx\r\n" % mark
    assert refused(WIRE.replace(b"--%b--" % mark, part + b"--%b--" % mark))
    assert refused(WIRE.replace(b"\r\n\r\n--", b"\r\n\r\nprologue\r\n--", 1))


def test_copies_that_were_left_out_are_left_out() -> None:
    without = frozenset({"boss@acme.example"})
    wire = mail.wire(FULL, **SENDING, without=without)
    mail.must_say(wire, FULL, without)
    assert refused(wire) and refused(WIRE, without=without)


def test_own_fields_have_to_be_known() -> None:
    more = (("X-Seqops-Test", "v1/intro"),)
    wire = mail.wire(LETTER, **SENDING, more=more)
    mail.must_say(wire, LETTER, more=more)
    assert refused(wire, LETTER)
    assert refused(wire, LETTER, more=(("X-Seqops-Test", "v2/intro"),))
    assert refused(mail.wire(LETTER, **SENDING), LETTER, more=more)


def test_signatures_come_first_and_say_nothing() -> None:
    key = dkim.Key.of("acme.example", "one", generate(Algorithm.ED25519))
    wire = mail.wire(FULL, **SENDING, signer=dkim.Signer((key, key)))
    mail.must_say(wire, FULL)
    assert refused(wire.replace(b"c=relaxed/relaxed", b"c=simple/simple"))


def test_the_sentence_says_what_differs() -> None:
    with pytest.raises(MessageError, match="The subject on the wire is not what was approved"):
        mail.must_say(WIRE, replace(FULL, subject="Other"))
