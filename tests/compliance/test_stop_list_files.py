"""Files with people to stop: what they are written in, and what each line says."""

import hashlib

import pytest

from compliance.stop_lists.files import Ambiguous, ListError, entries, layout_of
from compliance.stop_lists.reading import Found, Kind
from compliance.stop_lists.rejecting import reject_lines


def read(content: bytes, after: int = 0) -> list[tuple[int, str, bool]]:
    found = entries(content, layout_of(content), after)
    return [(each.line, each.value, bool(each.problem)) for each in found]


def test_one_entry_a_line_with_blank_and_bad_lines() -> None:
    assert read(b"a@x.example\n\nnonsense\r\nB@x.example") == [
        (1, "a@x.example", False),
        (2, "", False),
        (3, "", True),
        (4, "b@x.example", False),
    ]


def test_the_column_with_the_entries_is_found_and_the_header_is_none() -> None:
    content = b'Name;E-Mail\n"Gibbons; Peter";peter@x.example\nBill;bill@x.example\n'
    found = layout_of(content)
    assert (found.delimiter, found.column, found.header, found.headers) == (
        *(";", 1, True),
        ("Name", "E-Mail"),
    )
    assert [value for _, value, _ in read(content)] == ["", "peter@x.example", "bill@x.example"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    content = "Straße;a@x.example\nÜber;b@x.example\n".encode(encoding)
    assert [value for _, value, _ in read(content)] == ["a@x.example", "b@x.example"]


def test_lines_of_an_old_mac_are_read() -> None:
    content = b"mail\ra@x.example\rb@x.example\r"
    assert layout_of(content).lines == 3
    assert [value for _, value, _ in read(content)] == ["", "a@x.example", "b@x.example"]


def test_a_line_that_is_too_long_is_refused_alone() -> None:
    content = b"mail\n" + b"a" * 200_000 + b",x\nb@x.example\n"
    assert read(content) == [(1, "", False), (2, "", True), (3, "b@x.example", False)]


def test_people_come_before_the_domains_of_their_companies() -> None:
    content = b"website,email\ninitech.example,peter@gmail.com\nhooli.example,b@gmail.com\n"
    assert (layout_of(content).column, layout_of(content).header) == (1, True)


@pytest.mark.parametrize(
    "content",
    [
        b"email,boss\na@x.example,b@x.example\n",
        b"domain,phone\nx.example,+493012345678\n",
        b"domain,mail\n" + b"x.example,\n" * 4 + b"x.example,a@x.example\n",
    ],
)
def test_where_several_columns_may_be_meant_nobody_guesses(content: bytes) -> None:
    with pytest.raises(Ambiguous, match=r"1 \(“[a-z]+”\), 2 \(“[a-z]+”\)"):
        layout_of(content)
    assert layout_of(content, "2").column == 1


def test_the_choices_name_columns_and_no_people() -> None:
    with pytest.raises(Ambiguous, match=r": 1, 2\."):
        layout_of(b"a@x.example,b@x.example\nc@x.example,d@x.example\n")


@pytest.mark.parametrize("content", [b"x.example\na@x.example", b"a@x.example\nx.example"])
def test_as_many_people_as_domains_make_a_list_of_people(content: bytes) -> None:
    assert layout_of(content).kind == Kind.ADDRESS


def test_a_named_column_counts() -> None:
    content = b"Email;Boss\na@x.example;b@x.example\n"
    found = layout_of(content, " boss ")
    assert [each.value for each in entries(content, found)] == ["", "b@x.example"]
    with pytest.raises(ListError, match="no such column"):
        layout_of(content, "chief")


@pytest.mark.parametrize("first", ["peter@initech..example", "initech..example", "030 12345678"])
def test_a_misspelled_first_line_is_no_header(first: str) -> None:
    assert read(f"{first}\nb@x.example\n".encode())[0] == (1, "", True)


@pytest.mark.parametrize("first", ["e.mail", "E-Mail", "Kunden-Nr.", "sha256 (hex)", "Web.Site"])
def test_the_name_of_a_column_stops_nobody(first: str) -> None:
    assert read(f"{first}\nb@x.example\n".encode())[0] == (1, "", False)


def test_hashes_are_told_from_addresses() -> None:
    digest = hashlib.sha256(b"a@x.example").hexdigest()
    assert layout_of(f"hash\n{digest}\n".encode()).kind == Kind.SHA256
    assert read(f"hash\n{digest.upper()}\n".encode())[1] == (2, digest, False)


def test_reading_goes_on_where_it_was_left() -> None:
    content = b"mail\na@x.example\nb@x.example\nc@x.example\n"
    assert read(content, after=2) == read(content)[2:]


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 more", "Excel"),
        (b"abc\0\0\0", "not text"),
        (b"hello\nworld\n", "No address"),
        (b"a@x.example\n" * 1_000_001, "more than 1,000,000 lines"),
    ],
)
def test_what_is_no_list_says_why(content: bytes, hint: str) -> None:
    with pytest.raises(ListError, match=hint):
        layout_of(content)


def test_refused_lines_are_no_formulas() -> None:
    said = reject_lines([Found(3, "=1+1", problem="This is none.")])
    assert said == "3,This is none.,'=1+1\r\n"
