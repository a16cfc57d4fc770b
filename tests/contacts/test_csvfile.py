"""CSV files as CRMs export them: read whatever is readable, refuse the rest row by row."""

import codecs
import io
import tracemalloc
from datetime import UTC, datetime
from typing import IO, cast

import pytest
from django.db.models import CharField
from hypothesis import given
from hypothesis import strategies as st

from contacts.csvfile import (
    FIELDS,
    Dialect,
    FileError,
    Row,
    Value,
    custom_field,
    guard_cell,
    headers,
    propose_mapping,
    reject_csv,
    rows,
    sniff,
    sniff_file,
    unguard_cell,
)
from contacts.csvfile.countries import country_code
from contacts.csvfile.reading import MAX_ROWS
from contacts.models import Contact

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,"
    "Associated Company,Country/Region,Time Zone,Job Title,Unsubscribed from all email,"
    "Last Activity Date,Legal basis for processing contact's data"
)
SALESFORCE = (
    "Contact ID 18 chars;FirstName;LastName;Email;Phone;MobilePhone;Owner.Email;Account.Name;"
    "MailingCountry;MailingState/Province;Title;HasOptedOutOfEmail;DoNotCall;LeadSource;Tier__c"
)


def read(text: str | bytes, **mapping: str | None) -> list[Row]:
    stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
    dialect = sniff_file(stream)
    return list(rows(stream, dialect, propose_mapping(headers(stream, dialect)) | mapping))


def cell(field: str, text: str, dialect: Dialect | None = None) -> Row:
    """One row with an address and one more field, given as a column of that field's key."""
    stream = io.BytesIO(f'email\t{field}\na@acme.example\t"{text}"\n'.encode())
    mapping = {"email": "email", field: field}
    return next(rows(stream, dialect or Dialect("utf-8", "\t"), mapping))


def test_a_hubspot_export_is_read() -> None:
    line = (
        '12051,Jürgen,Groß,J.Gross@Acme.Example,030 901820,Rita Rep,lead,"Acme, ""Nord"" GmbH",'
        'Deutschland,europe_slash_berlin,"Head of\nSales",true,2026-03-01 13:45,'
        "Legitimate interest – prospect/lead"
    )
    assert read(f"\ufeff{HUBSPOT}\r\n{line}\r\n")[0].values == {
        "external_id": "12051",
        "first_name": "Jürgen",
        "last_name": "Groß",
        "email": "J.Gross@Acme.Example",
        "phone": "+4930901820",
        "owner_email": "Rita Rep",
        "lifecycle": "lead",
        "company": 'Acme, "Nord" GmbH',
        "country": "DE",
        "timezone": "Europe/Berlin",
        "title": "Head of Sales",
        "opted_out": True,
        "last_activity": datetime(2026, 3, 1, 13, 45, tzinfo=UTC),
        "consent_basis": "legitimate_interest",
    }


def test_a_salesforce_export_is_read() -> None:
    line = (
        "0035g00000XyZabAAF;Ann;Lee;ann@shop.test;(212) 555-0100;;Rita@Own.example;Shop Inc;"
        "United States;NY;CFO;0;1;Web;A"
    )
    row = read(f"{SALESFORCE}\n{line}\n", Tier__c="custom.tier")[0]
    assert row.errors == []
    assert {
        key: row.values[key] for key in ("phone", "owner_email", "opted_out", "do_not_call")
    } == {
        "phone": "+12125550100",
        "owner_email": "rita@own.example",
        "opted_out": False,
        "do_not_call": True,
    }
    assert row.values["custom.tier"] == "A"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Person - Email - Work", "email"),
        ("Person - Name", "full_name"),
        ("Organization - Name", "company"),
        ("E-Mail-Adresse", "email"),
        ("Straße", None),
        ("EIGENTÜMER", "owner_email"),
        ("Bundesland", "state"),
        ("Segment__c", "segment"),
        ("hs_email_optout", "opted_out"),
        ("Opt-in Date", "consent_at"),
        ("LinkedIn URL", "linkedin_url"),
        ("Website URL", "website"),
        ("E-mail 1 - Value", "email"),
        ("Land/Region geschäftlich", "country"),
        ("Opted out of email: One to One", "opted_out"),
        ("Do not allow Bulk Emails", "opted_out"),
        ("Persona", "persona"),
        ("custom notes", None),
    ],
)
def test_columns_are_known_by_the_names_crms_give_them(header: str, field: str | None) -> None:
    assert propose_mapping([header]) == {header: field}


def test_one_yes_among_several_columns_of_a_wish_is_enough() -> None:
    says = ["Unsubscribed from all email", "Opted out of email: One to One", "Opt-Out", "DNC"]
    row = read(f"Email,{','.join(says)}\na@acme.example,no,yes,no,maybe\n")[0]
    assert row.values["opted_out"] is True
    assert [error.field for error in row.errors] == ["do_not_call"]


def test_the_best_of_several_columns_fills_a_field() -> None:
    assert propose_mapping(["Mail", "Work Email", "Email"]) == {
        "Mail": None,
        "Work Email": None,
        "Email": "email",
    }


def test_every_field_is_found_by_its_own_key_and_label_names() -> None:
    assert propose_mapping(list(FIELDS)) == {key: key for key in FIELDS}


def test_an_unknown_column_can_become_a_custom_field() -> None:
    row = read(
        "Email,2nd Größe (cm)\na@acme.example,12\n", **{"2nd Größe (cm)": "custom.2nd_groesse_cm"}
    )
    assert custom_field("2nd Größe (cm)") == "custom.2nd_groesse_cm"
    assert row[0].values["custom.2nd_groesse_cm"] == "12"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("cp1252", b""),
    ],
)
def test_encoding_and_delimiter_are_told_from_the_bytes(
    delimiter: str, encoding: str, mark: bytes
) -> None:
    lines = ['"Vor\nname, (;)"', "Email", "Nachname\nJörg", "a@acme.example", "„Ö“\n"]
    text = delimiter.join(lines)
    row = read(mark + text.encode(encoding), **{"Vor name, (;)": "first_name"})[0]
    assert (row.values["first_name"], row.values["last_name"], row.line) == ("Jörg", "„Ö“", 3)


def test_a_late_umlaut_in_cp1252_is_found_by_scanning_the_whole_file() -> None:
    text = "Email;Nachname\n" + "a@acme.example;Meier\n" * 5000 + "a@acme.example;Groß\n"
    data = text.encode("cp1252")
    assert sniff(data[:65536]).encoding == "utf-8"
    assert read(data)[-1].values["last_name"] == "Groß"


def test_a_head_cut_within_a_letter_is_still_utf8() -> None:
    assert sniff("Email,Näme".encode()[:8]).encoding == "utf-8"


@pytest.mark.parametrize(
    ("notes", "line"),
    [
        ('Notes:\n"Some addresses, as you know,\nare missing."\n\n', 6),
        ("Table 1,,\r\n", 3),
        ("", 2),
        ("\ufeff\ufeff", 2),
        ('"Email\nlist"|Name of the table\n', 4),
    ],
)
def test_notes_before_the_header_are_passed_over(notes: str, line: int) -> None:
    row = read(f'{notes}"First Name",Email Address,Position\n\ufeff"Ann",a@acme.example,CEO\n')[0]
    assert (row.line, row.values) == (
        line,
        {"first_name": "Ann", "email": "a@acme.example", "title": "CEO"},
    )


def test_excel_s_own_delimiter_line_is_obeyed() -> None:
    row = read("sep=|\r\nEmail|Company Name\r\na@acme.example|Acme, Inc.; Ltd\r\n")[0]
    assert (row.values["company"], row.line) == ("Acme, Inc.; Ltd", 3)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n", "empty"),
        (b"PK\x03\x04xxxx", "Excel"),
        (b"a\x00b\x00c\x00", "not text"),
        (b"Email,email\na@acme.example,x\n", "Two columns"),
        (b"Email,,Name\na@acme.example,x,y\n", "Column 2"),
        (b"a@acme.example,Anna\nb@acme.example,Bert\n", "column names"),
        (b'sep="\nEmail"Name\na@acme.example"Anna\n', "e-mail address or the record ID"),
        (b"Email,Name\n", "no rows"),
        (b"Name,Title\nAnna,CEO\n", "e-mail address or the record ID"),
        (b'Email,Name\na@acme.example,"Anna\nb@acme.example,Bert\n', "near line 2"),
        (b'Email,Name\na@acme.example,"An"na\n', "quotation mark"),
        (b"Email," + b",".join(b"c%d" % n for n in range(200)) + b"\n", "200 columns"),
        (b"Email\n" + b"x" * 2_000_001, "far too long"),
        (b"Email\n" + (b"a@acme.example" + b" " * 1000 + b"\n") * 26_000, "larger than 25 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_cause(data: bytes, says: str) -> None:
    with pytest.raises(FileError, match=says):
        read(data)


def test_a_wrong_encoding_is_refused_with_the_line() -> None:
    stream = io.BytesIO("Email\na@acme.example\nbö@acme.example\n".encode("cp1252"))
    with pytest.raises(FileError, match="cannot be read"):
        list(rows(stream, Dialect("utf-8", ","), {"Email": "email"}))


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"Nope": "email"}, "no column “Nope”"),
        ({"Email": "email", "Mail": "email"}, "both mapped"),
        ({"Email": "email", "Mail": "password"}, "not a field"),
        ({"Email": "email", "Mail": "custom."}, "not a field"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: dict[str, str | None], says: str) -> None:
    with pytest.raises(FileError, match=says):
        rows(io.BytesIO(b"Email,Mail\na,b\n"), Dialect("utf-8", ","), mapping)


def test_blank_lines_are_skipped_and_lines_stay_true() -> None:
    found = read('Email,Name\n\n,\na@acme.example,"Anna\n\nMeier"\n\r\nb@acme.example,Bert B\n')
    assert [(row.number, row.line) for row in found] == [(1, 4), (2, 8)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a@acme.example", "1 cells, the header 2"),
        ("a@acme.example,Anna,x", "3 cells, the header 2"),
        (",Anna", "no e-mail address and no record ID"),
        ("anna(at)acme,Anna", "one @"),
        ("a@acme.example,An\0na", "NUL"),
        ("a@acme.example,An\x07na", "control character"),
        (f"a@acme.example,{'x' * 101}", "longer than 100"),
        (f"a@acme.example,{'x' * 10_001}", "longer than 10,000"),
    ],
)
def test_a_bad_row_says_what_is_wrong(line: str, says: str) -> None:
    row = read(f"Email,First Name\n{line}\n")[0]
    assert says in row.errors[0].message


def test_a_row_lists_all_its_errors_and_keeps_its_good_values() -> None:
    row = read("Email,Country,Time Zone,Opted out\nx,Atlantis,Mars/Base,yes\n")[0]
    assert [error.field for error in row.errors] == ["country", "email", "timezone"]
    assert row.values == {"opted_out": True}


def test_trailing_empty_cells_are_no_error() -> None:
    assert read("Email,Name,,\na@acme.example,Anna Meier,,,\n")[0].errors == []


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [("phone", "call me", "dial"), ("last_activity", "3/4/2026", "told apart")],
)
def test_a_value_nothing_depends_on_costs_itself_not_the_row(
    field: str, text: str, says: str
) -> None:
    row = cell(field, text)
    assert (row.errors, field in row.values) == ([], False)
    assert says in row.warnings[0].message


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("opted_out", "TRUE", True),
        ("opted_out", "Ja", True),
        ("opted_out", "x", True),
        ("opted_out", "0", False),
        ("opted_out", "Sí", True),
        ("opted_out", "Unsubscribed", True),
        ("opted_out", "No consent", False),
        ("first_name", "n/a", None),
        ("last_name", "—", None),
        ("last_name", "Null", "Null"),
        ("external_id", "NULL", None),
        ("first_name", "\ufeffJörg", "Jörg"),
        ("phone", "+4930901820.0", "+4930901820"),
        ("owner_email", "'rita@acme.example'", "rita@acme.example"),
        ("country", "germany", "DE"),
        ("country", "Österreich", "AT"),
        ("country", "SCHWEIZ", "CH"),
        ("country", "États-Unis", "US"),
        ("country", "gbr", "GB"),
        ("country", "U.K.", "GB"),
        ("country", "Estados Unidos", "US"),
        ("country", "Duitsland", "DE"),
        ("country", "日本", "JP"),
        ("country", "Korea, Republic of", "KR"),
        ("country", "St. Lucia", "LC"),
        ("timezone", "EUROPE/berlin", "Europe/Berlin"),
        ("timezone", "america_slash_new_york", "America/New_York"),
        ("timezone", "(GMT-05:00) Eastern Standard Time (America/New_York)", "America/New_York"),
        ("company_domain", "https://www.Müller.de/kontakt", "xn--mller-kva.de"),
        ("website", "acme.com/de", "https://acme.com/de"),
        ("language", "de_at", "de-AT"),
        ("full_name", "Meier", None),
        ("consent_basis", "Double Opt-In", "double_opt_in"),
        ("consent_basis", "Not applicable", None),
        ("consent_at", "2026-02-28", datetime(2026, 2, 28, tzinfo=UTC)),
        ("consent_at", "28.02.2026", datetime(2026, 2, 28, tzinfo=UTC)),
        ("consent_at", "2/28/2026 1:05 PM", datetime(2026, 2, 28, 13, 5, tzinfo=UTC)),
        ("consent_at", "2/28/2026 12:05 a.m.", datetime(2026, 2, 28, 0, 5, tzinfo=UTC)),
        ("consent_at", "28/02/2026", datetime(2026, 2, 28, tzinfo=UTC)),
        ("consent_at", "2026-02-28T23:30:00.000+0200", datetime(2026, 2, 28, 21, 30, tzinfo=UTC)),
    ],
)
def test_cells_are_read_as_people_write_them(field: str, text: str, value: Value | None) -> None:
    row = cell(field, text)
    assert (row.errors, row.values.get(field)) == ([], value)


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("opted_out", "maybe", "neither yes nor no"),
        ("country", "Atlantis", "not a country"),
        ("timezone", "Mars/Base", "time zone"),
        ("timezone", "../etc/passwd", "time zone"),
        ("timezone", "GMT+1 or so", "time zone"),
        ("consent_at", "2026-02-30", "no such date"),
        ("consent_at", "0000-01-01", "no such date"),
        ("consent_at", "2026-02-28 25:00", "no such date"),
        ("consent_at", "2026-02-28 13:00 PM", "no such date"),
        ("consent_at", "2026-02-28T10:00+99:00", "no such date"),
        ("consent_at", "1912-01-01", "outside"),
        ("consent_at", "03/04/2026", "told apart"),
        ("consent_at", "01.02.26", "four digits"),
        ("consent_at", "yesterday", "not a date"),
        ("consent_basis", "because", "not a basis"),
        ("owner_email", "rita@", "after the @"),
    ],
)
def test_cells_that_mean_nothing_are_errors(field: str, text: str, says: str) -> None:
    assert says in cell(field, text).errors[0].message


@pytest.mark.parametrize(("day_first", "month"), [(True, 4), (False, 3)])
def test_an_ambiguous_date_is_read_once_its_order_is_settled(day_first: bool, month: int) -> None:
    row = cell("consent_at", "03/04/2026", Dialect("utf-8", "\t", day_first=day_first))
    assert row.values["consent_at"] == datetime(2026, month, 7 - month, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("Anna Meier", "Anna", "Meier"), ("Meier, Anna", "Anna", "Meier"), ("Cher", "Cher", None)],
)
def test_a_full_name_is_split(text: str, first: str, last: str | None) -> None:
    values = cell("full_name", text).values
    assert (values["first_name"], values.get("last_name")) == (first, last)


@pytest.mark.parametrize(
    ("field", "column"),
    [
        *((name, name) for name in ("external_id", "email", "first_name", "last_name", "title")),
        *((name, name) for name in ("phone", "mobile", "city", "segment", "persona")),
        *((name, name) for name in ("lead_source", "linkedin_url")),
        ("owner_email", "owner_given"),
        ("lifecycle", "stage"),
        ("state", "region"),
    ],
)
def test_no_value_is_too_long_for_its_column(field: str, column: str) -> None:
    stored = Contact._meta.get_field(column)
    assert isinstance(stored, CharField)
    assert FIELDS[field].longest <= (stored.max_length or 0)


@given(st.text() | st.text("'=+-@\t a"))
def test_a_guarded_cell_comes_back_unchanged(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@given(st.sampled_from(list("=+-@\t\r\n\0＝＋－＠")), st.text(), st.integers(0, 3))
def test_no_guarded_cell_starts_like_a_formula(start: str, rest: str, quotes: int) -> None:
    assert guard_cell("'" * quotes + start + rest).startswith("'")


def test_rejected_rows_come_back_with_their_cause_and_without_formulas() -> None:
    rejected = read("Email,Company\nx,=1+1\na@acme.example,y,z\n")
    text = "".join(reject_csv(rejected, ["Email", "Company"]))
    assert text == (
        "\ufeffImport row,Import cause,Email,Company\r\n"
        "1,E-mail: An address has exactly one @ sign.,x,'=1+1\r\n"
        '2,"The row has 3 cells, the header 2. Correct it.",a@acme.example,y,z\r\n'
    )


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
        min_size=2,
        max_size=2,
    )
)
def test_a_reject_file_reads_back_to_the_same_cells(cells: list[str]) -> None:
    row = Row(1, 2, {}, [], cells=("no address", *cells))
    text = "".join(reject_csv([row], ["Email", "A", "B"]))
    assert read(text)[0].cells == ("1", "", *row.cells)


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_file_error(data: bytes) -> None:
    try:
        found = read(b"Email;Phone;Country;Consent Date\n" + data)
    except FileError:
        return
    assert all(row.errors or row.values for row in found)


class Endless(io.RawIOBase):
    """A file of any number of rows that is never in memory."""

    def __init__(self, line: bytes, count: int) -> None:
        self.line, self.count, self.rest = line, count, b"External ID,Name\n"

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and self.count:
            self.rest, self.count = self.rest + self.line * 100, self.count - 100
        chunk, self.rest = self.rest[:size], self.rest[size:]
        return chunk


def test_too_many_rows_are_refused_without_being_held_in_memory() -> None:
    stream = cast(IO[bytes], Endless(b"12,Anna Meier\n", MAX_ROWS + 100))
    mapping: dict[str, str | None] = {"External ID": "external_id"}
    tracemalloc.start()
    with pytest.raises(FileError, match="100,000 rows"):
        for _ in rows(stream, Dialect("utf-8", ","), mapping):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_too_large_a_stream_is_refused_while_it_is_read() -> None:
    stream = cast(IO[bytes], Endless(b"12," + b"x" * 9_000 + b"\n", 3_000))
    mapping: dict[str, str | None] = {"External ID": "external_id"}
    with pytest.raises(FileError, match="25 MB"):
        list(rows(stream, Dialect("utf-8", ","), mapping))


@pytest.mark.parametrize("name", ["", "  ", "Nowhere", "D E", "\0"])
def test_what_is_no_country_has_no_code(name: str) -> None:
    assert country_code(name) is None
