"""The parts of reading bounces one by one: fields, addresses, speakers, notices."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.kinds import Kind
from signals.reading import Reading, read
from signals.reading.delivery import address_in
from signals.reading.mime import parse
from signals.reading.named import find_addresses, said_of
from signals.reading.returned import split_notice
from signals.reading.speakers import LIKELY, SURE, machine_points

RECEIVED = datetime(2026, 11, 22, 9, tzinfo=UTC)
MEGABYTE = 1_000_000
DAEMON = b"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: undelivered\n\n"
REPORT = (
    b"Return-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    b"--b\nContent-Type: message/delivery-status\n\n"
)


def reading_of(raw: bytes) -> Reading:
    return read(raw, received_at=RECEIVED)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("rfc822; anna@nord.example", "anna@nord.example"),
        ("RFC822;<Anna@Nord.example>", "anna@nord.example"),
        ("anna@nord.example", "anna@nord.example"),
        ("rfc822 anna@nord.example (Anna)", "anna@nord.example"),
        ("rfc822;@relay.example:anna@nord.example", "anna@nord.example"),
        ("rfc822;anna+40nord.example", "anna@nord.example"),
        (r"utf-8; j\x{FC}rgen@nord.example", "jürgen@nord.example"),
        ('rfc822; "anna berg"@nord.example', '"anna berg"@nord.example'),
        ("rfc822;anna@intranet", "anna@intranet"),
        ("rfc822;anna@[203.0.113.9]", "anna@[203.0.113.9]"),
        ("x400; /G=Anna/S=Berg/", ""),
        ("", ""),
    ],
)
def test_a_recipient_is_found_however_its_field_is_written(value: str, address: str) -> None:
    assert address_in(value) == address


@given(st.text(max_size=300))
def test_any_recipient_field_gives_an_address_or_nothing(value: str) -> None:
    found = address_in(value)
    assert not found or ("@" in found and len(found) <= 400)


@given(st.text(alphabet="ab@.<> :\"'\n", max_size=400))
def test_addresses_are_found_where_they_stand(text: str) -> None:
    assert all(text[start:end].count("@") == 1 for _, start, end in find_addresses(text))


@given(st.lists(st.sampled_from(["a@b.example", "c@d.example", "550 no", "\n", "\n\n", ": "])))
def test_what_is_said_of_one_address_never_names_another(pieces: list[str]) -> None:
    assert "c@d.example" not in said_of("a@b.example", " ".join(pieces), {"c@d.example"})


FIELDS = st.sampled_from(
    [
        b"Final-Recipient: rfc822; a@b.example",
        b"Original-Recipient: c@d.example",
        b"Action: failed",
        b"Action: relayed",
        b"Status: 5.1.1",
        b"Diagnostic-Code: smtp; 550 no",
        b" folded",
        b"",
        b"prose without a field",
    ]
)


@given(st.lists(FIELDS, max_size=30))
def test_a_report_in_any_disorder_is_read_without_error(lines: list[bytes]) -> None:
    reading = reading_of(REPORT + b"\n".join(lines))
    assert "reader" not in {found.where for found in reading.evidence}
    assert len(reading.recipients) <= 2


@pytest.mark.parametrize(
    ("head", "least"),
    [
        (b"From: Mail Delivery Subsystem <MAILER-DAEMON>\n", SURE),
        (b"From: <>\n", SURE),
        (b"Return-Path: <>\nFrom: a@b.example\n", SURE),
        (b"From: Postmaster <postmaster@b.example>\n", SURE),
        (b"From: a@b.example\nX-Failed-Recipients: c@d.example\n", SURE),
        (b"From: no-reply@b.example\n", LIKELY),
        (b"From: a@b.example\nAuto-Submitted: auto-replied\n", LIKELY),
    ],
)
def test_a_mail_system_is_known_by_its_header(head: bytes, least: int) -> None:
    assert machine_points(parse(head + b"\nx")) >= least


@pytest.mark.parametrize(
    "head",
    [
        b"From: Anna <anna@b.example>\n",
        b"From: Anna <postmaster@b.example>\nSubject: Re: delivery\n",
        b"From: Anna, Postmaster <postmaster@b.example>\nSubject: AW: Unzustellbar\n",
        b"From: a@b.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n",
    ],
)
def test_a_person_is_no_mail_system(head: bytes) -> None:
    assert machine_points(parse(head + b"\nx")) < LIKELY


def test_ticket_systems_give_every_hint_and_are_still_no_certain_machine() -> None:
    head = b"From: no-reply@b.example\nAuto-Submitted: auto-generated\nPrecedence: bulk\n\nx"
    assert machine_points(parse(head)) == LIKELY


def test_a_torn_line_does_not_end_a_header() -> None:
    mail = parse(b"Received: by x\nwith a torn line\nFrom: a@b.example\n\nbody")
    assert (mail.fields.get("from"), mail.root.text()) == ("a@b.example", "body")


def test_a_report_of_nobody_known_is_told_by_its_first_words() -> None:
    mixed = REPORT.replace(b"report; report-type=delivery-status;", b"mixed;")
    fields = b"Final-Recipient: rfc822; c@d.example\nAction: failed\nStatus: 5.1.1\n"
    text = b"--b\n\nYour message could not be delivered.\n"
    raw = b"From: a@b.example\nSubject: Undeliverable\n" + mixed.partition(b"\n")[2]
    reading = reading_of(raw.replace(b"--b\n", text + b"--b\n", 1) + fields)
    assert reading.recipients == ("c@d.example",)


def test_the_returned_message_is_no_part_of_the_notice() -> None:
    raw = DAEMON + b"<a@b.example>: gone\n\nReceived: by x\nTo: a@b.example\nSubject: s\n\nsecret"
    words = split_notice(parse(raw))
    assert ("secret" in words.text, words.original.recipients) == (False, ("a@b.example",))


def test_a_short_list_of_fields_does_not_end_a_notice() -> None:
    raw = DAEMON + b"Your message\nTo: a@b.example\nSubject: s\nDate: d\ndid not reach c@b.example"
    assert "did not reach" in split_notice(parse(raw)).text


def test_a_return_path_of_its_own_names_who_failed() -> None:
    head = b"From: MAILER-DAEMON\nTo: b+fay=verp.example@ours.example\nSubject: Failure\n"
    assert reading_of(head + b"\nNo such user.").recipients == ("fay@verp.example",)


def test_each_recipient_keeps_his_own_cause() -> None:
    notice = b"<a@b.example>: 550 5.1.1 no such user\n<c@b.example>: 552 5.2.2 over quota\n"
    kinds = {d.recipient: d.kind for d in reading_of(DAEMON + notice).deliveries}
    assert kinds == {"a@b.example": Kind.BOUNCE_HARD, "c@b.example": Kind.BOUNCE_SOFT}


def test_a_vacation_program_with_a_null_path_is_no_bounce() -> None:
    raw = (
        b"Return-Path: <>\nFrom: Anna <anna@b.example>\nSubject: Out of office\n\n"
        b"I am on vacation; your message will not be delivered to me."
    )
    assert reading_of(raw).kind is Kind.AUTO_REPLY


LINES = {
    "at signs": DAEMON + b"@" * MEGABYTE,
    "dots": DAEMON + b"a." * (MEGABYTE // 2),
    "addresses": DAEMON + b"a@b.example " * 80_000,
    "many recipients": DAEMON + b"".join(b"<u%d@b.example>: 550 no\n" % n for n in range(40_000)),
    "quotes": DAEMON + b'"a b"@' * (MEGABYTE // 6),
    "words": DAEMON + b"your message to delivery of user mailbox host " * (MEGABYTE // 46),
    "separators": DAEMON + b"- original message " * (MEGABYTE // 19),
    "header lines": DAEMON + b"Received: x\n" * 90_000,
    "recipient fields": REPORT + b"Final-Recipient: rfc822; a@b.example\nAction: failed\n" * 20_000,
    "one recipient field": REPORT + b"Final-Recipient: " + b"rfc822; " * (MEGABYTE // 8),
    "folded lines": REPORT + b"Final-Recipient: a@b.example\n" + b" b\n" * (MEGABYTE // 3),
    "subject": b"Return-Path: <>\nSubject: " + b"mail delivery could not " * 40_000 + b"\n\nx",
    "failed field": b"X-Failed-Recipients: " + b"a@b.example, " * 80_000 + b"\n\nx",
    "messages": DAEMON.replace(b"\n\n", b"\nContent-Type: message/rfc822\n\n") * 400,
}


@pytest.mark.parametrize("name", LINES)
def test_a_megabyte_of_one_thing_takes_little_time(name: str) -> None:
    start = time.process_time()
    reading = reading_of(LINES[name])
    assert time.process_time() - start < 2
    assert len(reading.deliveries) <= 100
