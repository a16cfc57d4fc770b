"""The envelope of a fetched mail: what its server wrote, and nothing that a stranger may forge."""

from signals.streams import envelopes
from tests.signals.letters import letter

REP = "rep@mail.acme.example"
TAGGED = f"rep+b-{'a' * 32}@mail.acme.example"


def test_the_sender_is_the_one_of_the_return_path() -> None:
    assert envelopes.read(letter("x", Return_Path="<a@x.example>"), REP).sender == "a@x.example"


def test_an_empty_return_path_is_a_report() -> None:
    assert envelopes.read(b"Return-Path: <>\r\n" + letter("x"), REP).sender == ""


def test_without_a_return_path_no_mail_becomes_a_report() -> None:
    assert envelopes.read(letter("x"), REP).sender == "peter@initech.example"
    assert envelopes.read(b"Subject: x\r\n\r\nx", REP).sender == "unknown"


def test_a_tagged_address_of_ours_is_found() -> None:
    raw = letter("x", Delivered_To=TAGGED.upper())
    assert envelopes.read(raw, REP).recipients == (TAGGED,)


def test_addresses_of_others_and_other_tags_count_for_nothing() -> None:
    others = f"eve+b-{'a' * 32}@mail.acme.example, rep+probe-1@mail.acme.example, {REP}"
    assert envelopes.read(letter("x", To=others), REP).recipients == ()


def test_a_header_without_end_is_read_as_far_as_it_is_allowed_to_go() -> None:
    assert envelopes.read(b"X-A: b\r\n" * 200_000, REP).sender == "unknown"
