"""What a list of people to stop says, however it is written."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.stop_lists.reading import Found, Kind, read_entry, read_text, unread
from contacts.addresses import AddressError, parse_address


def said(text: str) -> list[tuple[Kind | None, str]]:
    return [(each.kind, each.value) for each in read_text(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Peter@Initech.example", Kind.ADDRESS, "peter@initech.example"),
        ("peter+news@initech.example", Kind.ADDRESS, "peter@initech.example"),
        ("p.e.ter@googlemail.com", Kind.ADDRESS, "peter@gmail.com"),
        ("mailto:peter@initech.example", Kind.ADDRESS, "peter@initech.example"),
        ('"Gibbons, Peter" <peter@initech.example>', Kind.ADDRESS, "peter@initech.example"),
        ("Peter Gibbons peter@initech.example", Kind.ADDRESS, "peter@initech.example"),
        ("@Initech.example", Kind.DOMAIN, "initech.example"),
        ("*@initech.example", Kind.DOMAIN, "initech.example"),
        ("WWW.initech.example", Kind.DOMAIN, "initech.example"),
        ("mail.initech.example", Kind.DOMAIN, "mail.initech.example"),
        ("bücher.example", Kind.DOMAIN, "xn--bcher-kva.example"),
        ("bücher。example", Kind.DOMAIN, "xn--bcher-kva.example"),
        ("bücher\uff61example", Kind.DOMAIN, "xn--bcher-kva.example"),
        ("acme\ufe52example", Kind.DOMAIN, "acme.example"),
        ("+49 (30) 1234-5678", Kind.PHONE, "+493012345678"),
        ("0049 30 12345678", Kind.PHONE, "+493012345678"),
        ("D41D8CD98F00B204E9800998ECF8427E", Kind.MD5, "d41d8cd98f00b204e9800998ecf8427e"),
        (hashlib.sha1(b"a").hexdigest(), Kind.SHA1, hashlib.sha1(b"a").hexdigest()),
        (hashlib.sha256(b"a").hexdigest(), Kind.SHA256, hashlib.sha256(b"a").hexdigest()),
    ],
)
def test_each_kind_is_told_apart(text: str, kind: Kind, value: str) -> None:
    assert said(text) == [(kind, value)]


def test_apostrophes_of_a_spreadsheet_are_no_part_of_an_address() -> None:
    found = [
        read_entry(text, 1).value for text in ("'a@x.example", "'a@x.example'", "o'neil@x.example")
    ]
    assert found == ["a@x.example", "a@x.example", "o'neil@x.example"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("hello", "no address"),
        ("030 1234567", "country code"),
        ("+4912", "no address"),
        ("peter@", "@"),
        ("a@b@c.example", "exactly one @"),
        ("deadbeef", "no address"),
    ],
)
def test_what_is_not_understood_says_why(text: str, hint: str) -> None:
    (found,) = read_text(text)
    assert found.kind is None and hint in found.problem


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('"peter@x.example","anna@x.example"', ["peter@x.example", "anna@x.example"]),
        ("a@x.example <b@x.example>", ["a@x.example", "b@x.example"]),
        ("a@x.example <>", ["a@x.example"]),
        ("a@x.example +49 30 12345678", ["a@x.example", "+493012345678"]),
        ("x.example +49 30 12345678", ["x.example", "+493012345678"]),
        ('5" a@x.example 6"', ["a@x.example"]),
        (f"{'a' * 32} foo@x.example", ["a" * 32, "foo@x.example"]),
        ('"a@x.example', ["a@x.example"]),
    ],
)
def test_everything_that_stands_together_is_read(text: str, values: list[str]) -> None:
    assert [each.value for each in read_text(text)] == values


@pytest.mark.parametrize("beside", ["hooli.example", "030 1234567", "John.Doe", "(+49 30 1234567)"])
def test_what_may_be_meant_beside_an_address_is_named(beside: str) -> None:
    person, other = sorted(read_text(f"a@x.example {beside}"), key=lambda each: not each.kind)
    assert (person.value, other.kind) == ("a@x.example", None)
    assert beside in other.text and other.problem


def test_what_was_named_stops_nobody_when_it_is_read_as_a_line() -> None:
    again = [read_entry(each.text, 1) for each in unread(read_text("a@x.example hooli.example"))]
    assert [each.kind for each in again] == [None]


ENTRIES = ("peter@x.example", "anna@y.example", "hooli.example", "+49 30 12345678", "c" * 40)


@given(
    words=st.lists(st.sampled_from((*ENTRIES, "Peter", '"Gibbons, P."', "M.D.")), max_size=6),
    glue=st.sampled_from([" ", ", ", ";", "\n", "\t", " <", "> ", '" "', '","']),
)
def test_no_entry_is_dropped_without_being_named(words: list[str], glue: str) -> None:
    found = read_text(glue.join(words))
    told = " ".join(f"{each.text} {each.problem}" for each in found)
    assert [word for word in words if word in ENTRIES and word not in told] == []


def test_lines_are_counted_and_entries_are_kept_once() -> None:
    text = "peter@x.example, nonsense\r\n\nPETER@x.example; x.example\t+493012345678"
    found = read_text(text)
    assert [(each.line, each.kind) for each in found] == [
        (1, Kind.ADDRESS),
        (1, None),
        (3, Kind.DOMAIN),
        (3, Kind.PHONE),
    ]
    assert unread(found) == [found[1]]


@given(
    names=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, unique=True),
    glue=st.sampled_from([", ", ";", "\n", "\r\n", " ", "\t"]),
    dress=st.sampled_from(["{}", "<{}>", "A B <{}>", '"B, A" <{}>']),
)
def test_every_way_of_writing_a_list_is_read(names: list[str], glue: str, dress: str) -> None:
    addresses = [f"{name}@x.example" for name in names]
    found = read_text(glue.join(dress.format(each) for each in addresses))
    assert [each.value for each in found] == addresses


@given(st.one_of(st.emails(), st.from_regex(r"[a-z.+_-]{1,9}@[a-z.-]{1,12}", fullmatch=True)))
def test_the_short_way_reads_as_the_long_one(address: str) -> None:
    found = read_entry(address, 1)
    try:
        assert found.value == parse_address(address).base
    except AddressError:
        assert found.kind is not Kind.ADDRESS


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(isinstance(each, Found) for each in read_text(text))


@given(st.from_regex(r"[a-zA-Z0-9-]{1,20}(?:\.[a-zA-Z0-9-]{1,20}){0,3}", fullmatch=True))
def test_a_plain_domain_is_what_every_rule_says_of_it(name: str) -> None:
    try:
        expected = parse_address(f"anyone@{name}").domain
    except AddressError:
        expected = ""
    found = read_entry(f"@{name}", 1)
    assert (found.value, found.kind is Kind.DOMAIN) == (expected, bool(expected))


def test_a_number_in_any_count_of_parts_is_one_entry() -> None:
    (found,) = read_text("+49 " + "1 " * 20_000)
    assert found.kind is None and len(found.text) > 20_000
