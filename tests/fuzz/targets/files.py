"""Files, forms and documents that people and programs send: contacts, lists, sequences, choices."""

import io
import json
from collections.abc import Callable
from datetime import date
from functools import cache

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from compliance import law_packs, policy_document
from compliance.markup import decoded, parts
from compliance.mistakes import DocumentError
from compliance.stop_lists.files import ListError, entries, layout_of
from compliance.stop_lists.reading import Found, read_text
from compliance.stop_lists.rejecting import reject_lines
from console.recipient_words import BY_CODE, code_for
from contacts import conditions, incoming
from contacts.addresses import AddressError, dialled, number_zones, parse_address, parse_phone
from contacts.csvfile import FileError, headers, propose_mapping, reject_csv, rows, sniff_file
from contacts.domains import receiver, registered
from sequences.plans.data import MAX_TEXT, as_data, read_plan, read_step
from sequences.rendering.parts import Kind, TemplateError
from sequences.rendering.safety import unsafe
from sequences.rendering.template import parse
from sequences.text.document import TextError
from sequences.text.reading import from_text
from sequences.text.writing import to_text
from signals import choices, reaction_document
from tenancy.errors import Refused
from tests.fuzz.target import Target, parted, text_of

TODAY = date(2026, 11, 22)
_EXPORT = b"""Record ID,First Name,Email,Phone Number,Country/Region,Time Zone,Last Activity Date,\
Unsubscribed from all email,Website
1,J\xc3\xbcrgen,j.gross@acme.example,030 901820,Germany,Europe/Berlin,2026-03-31 10:00,no,acme.com
2,"Gro\xc3\x9f, A","'=a@b.example",+49 30 901820,DE,Europe/Berlin,03/04/2026,yes,https://x.example
"""
_SEQUENCE = """format: 1
sequence: {name: 2026-01-Cold-Trucks, segment: "no", starts_on: 2026-01-05, entry: any}
steps:
  - kind: email
    key: intro
    subject: Hi {{ first_name|default:"there" }}
    text: |
      Hello {{ first_name }}, {{ unsubscribe_url }}
  - {kind: call, key: call, delay_amount: 1, instructions: "Ask about {{ company }}."}
window: {days: [mon, tue], start: "09:00", end: "17:00"}
"""
_PAGE = """<p style="color:red">Hi {{ first_name }}
<a href="https://a.example/?x={{ company }}">go</a>
<!-- note --><img src=x alt='b'>&amp;&#64;&#x40;</p>"""
_DATA = (b"[", b"]", b"{", b"}", b'"', b",", b":", b"null", b"true", b"1e999", b"-1", b'"\\ud800"')
_TEXT = (b"- ", b": ", b"|\n", b"\n  ", b"&a ", b"*a", b"!!t", b"%", b"---\n", b"? ", b"\t", b"'")
_CELLS = (b",", b";", b"\t", b'"', b'""', b"\r\n", b"\n", b"sep=;\n", b"\xff\xfe", b"'=", b"\0")


def _csv(data: bytes) -> None:
    stream = io.BytesIO(data)
    try:
        dialect = sniff_file(stream)
        names = headers(stream, dialect)
        found = list(rows(stream, dialect, propose_mapping(names)))
    except FileError as error:
        assert 10 < len(str(error)) <= 400
        return
    for row in found:
        assert all(len(str(each)) <= 10_000 for each in row.values.values())
        incoming.read(row.values)
    "".join(reject_csv(found, names)).encode("utf-8")


def _record(data: bytes) -> None:
    given = _json(data)
    if isinstance(given, dict):
        try:
            incoming.read(incoming.clean(given))
        except (Refused, AddressError) as error:
            assert str(error)


def _list(data: bytes) -> None:
    # A worker reads files line by line, and what is pasted has a limit.
    data = data[:200_000]
    _storable(read_text(text_of(data)))
    try:
        layout = layout_of(data, text_of(data[:3]) if data[:1] == b"1" else "")
    except ListError as error:
        assert 10 < len(str(error)) <= 4_000
        return
    found = list(entries(data, layout))
    _storable(found)
    reject_lines(found).encode("utf-8")


def _storable(found: list[Found]) -> None:
    for each in found:
        assert bool(each.value) == (each.kind is not None)
        assert "\0" not in each.value and len(each.value) <= 254
        each.value.encode("utf-8")


def _sequence(data: bytes) -> None:
    try:
        found = from_text(data)
    except TextError as error:
        assert 0 < len(error.faults) <= 101
        return
    again = from_text(to_text(found.facts, found.plan))
    assert (again.facts, again.plan) == (found.facts, found.plan)


def _documents(data: bytes) -> None:
    given = _json(data)
    read_step(given)
    plan, problems = read_plan(given)
    if not problems:
        assert read_plan(as_data(plan))[0] == plan
    readers: tuple[Callable[[], object], ...] = (
        lambda: reaction_document.read(given, motions=("cold",)),
        lambda: policy_document.read(given),
        lambda: law_packs.read("DE", given, version=1, as_of=TODAY),
        lambda: conditions.from_data(given, lambda name: name != "none"),
    )
    for reader in readers:
        try:
            reader()
        except (DocumentError, law_packs.LawError, conditions.ConditionError) as error:
            str(error)


def _json(data: bytes) -> object:
    """As the REST edge reads a body; what is no JSON is refused there."""
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found


def _template(data: bytes) -> None:
    source = text_of(data)
    for kind in Kind:
        try:
            parse(source, kind)
        except TemplateError as error:
            assert str(error)
    unsafe(source)
    list(parts(source))
    decoded(source)


def _address(data: bytes) -> None:
    text = text_of(data)
    try:
        found = parse_address(text)
    except AddressError as error:
        assert str(error).endswith(".") and len(str(error)) <= 2_000
        return
    assert parse_address(found.normal).normal == found.normal
    assert parse_address(found.base).base == found.base
    assert len(found.normal) <= 254 and "\0" not in found.normal
    assert receiver(found.domain) and registered(found.domain)


def _phone(data: bytes) -> None:
    text, region = parted(data, 2)
    number = parse_phone(text, region)
    assert number is None or (number.startswith("+") and parse_phone(number, "") == number)
    assert number is None or dialled(text, region) == number
    number_zones(text, region)


def _choice(data: bytes) -> None:
    form, query, accepts = parted(data, 3)
    try:
        found = choices.read(QueryDict(form).dict(), TODAY)
    except TooManyFieldsSent:
        # Django answers 400.
        return
    except Refused as refused:
        assert refused.code in ("nothing_chosen", "bad_day", "bad_language")
    else:
        assert found.day is None or found.day > TODAY
        json.dumps(found.said)
    assert code_for(query, accepts) in BY_CODE


@cache
def _lists() -> list[bytes]:
    hashes = b"d41d8cd98f00b204e9800998ecf8427e\nda39a3ee5e6b4b0d3255bfef95601890afd80709\n"
    people = b'"Gibbons, Peter" <peter@initech.example>, @initech.example\n+49 (30) 1234-5678\n'
    return [
        _EXPORT,
        hashes,
        people,
        b"\xff\xfe" + "a@b.example\n".encode("utf-16-le"),
        b"a.example",
    ]


@cache
def _objects() -> list[bytes]:
    lines = [{"topic": "reply", "do": "exit", "others": "nothing"}]
    rule = {"when": [{"field": "segment", "operator": "is", "value": "x"}], "stages": [{"of": 1}]}
    steps = [{"kind": "email", "key": "a", "subject": "b", "text": "c", "delay_amount": 1}]
    law = {"channels": {"email": {"bases": ["consent"]}}, "source": "A law", "role_addresses": True}
    condition = {"field": "country", "operator": "in", "values": ["DE", "FR"]}
    known = [
        {"lines": lines, "exceptions": [{"motion": "cold", "lines": lines}]},
        {"rules": [rule], "groups": True, "escalate_to": None, "hours": 8},
        {"steps": steps, "window": {"days": ["mon"], "start": "09:00", "end": "17:00"}},
        law,
        [condition],
        steps[0],
    ]
    return [json.dumps(each).encode() for each in known]


_PEOPLE = [
    json.dumps({"email": "a@b.example", "phone": "030 1", "country": "DE", "custom": {"a": 1}}),
    json.dumps({"external_id": 7, "opted_out": True, "last_activity": "2026-03-31"}),
]
_ADDRESSES = (
    *("a@b.example", "mailto:A.B+tag@Gmail.com?x", "jürgen@bücher.example", '"a b"@c.example'),
    *(
        "ｆｕｌｌ@ｗｉｄｅ.example",
        "a@[1.2.3.4]",
        "ß@ß.example",
        "a@xn--bcher-kva.example",
        "ﬀ@ﬀ.example",
    ),
)
_NUMBERS = ("+49 30 1234567\n|\n", "030 1234567\n|\nDE", "tel:+1-201-555-0123;ext=5\n|\nUS")
_CHOICES = ("choice=later&day=2027-01-01\n|\nde\n|\nde-AT,en;q=0.5", "choice=language&language=fr")

FILES = "files"
TARGETS = (
    Target(name="csv", group=FILES, take=_csv, seeds=lambda: [_EXPORT, _lists()[3]], words=_CELLS),
    Target(
        name="records",
        group=FILES,
        take=_record,
        seeds=lambda: [each.encode() for each in _PEOPLE],
        words=_DATA,
    ),
    Target(name="stop-lists", group=FILES, take=_list, seeds=_lists, words=_CELLS),
    Target(
        name="sequences",
        group=FILES,
        take=_sequence,
        seeds=lambda: [_SEQUENCE.encode()],
        words=_TEXT + _DATA[:6],
    ),
    Target(name="documents", group=FILES, take=_documents, seeds=_objects, words=_DATA),
    Target(
        name="templates",
        group=FILES,
        take=_template,
        # What is longer is refused by its length.
        stretched=MAX_TEXT,
        seeds=lambda: [_PAGE.encode(), _SEQUENCE.encode()],
        words=(
            b"{{ ",
            b" }}",
            b"{%",
            b"<",
            b"</",
            b"<!--",
            b"&#1",
            b"&",
            b" style='",
            b"|default:",
        ),
    ),
    Target(
        name="addresses",
        group=FILES,
        take=_address,
        seeds=lambda: [each.encode() for each in _ADDRESSES],
        words=(b"@", b".", b"+", b'"', b"xn--", b"\xe2\x80\x8b", b"\xcc\x81", b"\xef\xac\x80"),
        longest=600,
    ),
    Target(
        name="numbers",
        group=FILES,
        take=_phone,
        seeds=lambda: [each.encode() for each in _NUMBERS],
        words=(b"+", b"00", b"ext", b";", b"tel:", b"\xd9\xa1", b"(", b"\n|\nDE"),
        longest=300,
    ),
    Target(
        name="choices",
        group=FILES,
        take=_choice,
        seeds=lambda: [each.encode() for each in _CHOICES],
        words=(b"choice=", b"&", b"day=", b"\n|\n", b"%00", b";q=", b",", b"-"),
        longest=2_000,
    ),
)
