"""One SMTP transaction, reply by reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.dialog import (
    Dialog,
    Envelope,
    Phase,
    ProtocolError,
    Reply,
    replies,
    stuffed,
)

WIRE = b"Subject: Hi\r\n\r\nHello\r\n"
ONE = Envelope("rep@acme.example", "peter@initech.example", WIRE)
COPIED = Envelope("rep@acme.example", "peter@initech.example", WIRE, ("boss@initech.example",))
ALL = frozenset({"pipelining"})


def said(code: int, text: str = "") -> Reply:
    return Reply(code, text.encode())


def told(envelope: Envelope, *codes: int, features: frozenset[str] = ALL) -> Dialog:
    """A dialog that has heard these replies; each message is streamed at once."""
    dialog = Dialog(envelope, features, reset=False)
    for code in codes:
        dialog.say = b""
        dialog.feed(said(code))
        dialog.streamed()
    return dialog


def receipt_of(dialog: Dialog) -> Receipt:
    assert dialog.receipt is not None
    return dialog.receipt


def test_with_pipelining_everything_up_to_the_message_is_one_turn() -> None:
    assert Dialog(ONE, ALL, reset=True).say == (
        b"RSET\r\nMAIL FROM:<rep@acme.example>\r\nRCPT TO:<peter@initech.example>\r\nDATA\r\n"
    )


def test_without_pipelining_each_command_waits_for_its_answer() -> None:
    dialog = told(ONE, 250, features=frozenset())
    assert dialog.say == b"RCPT TO:<peter@initech.example>\r\n"


def test_with_copies_data_waits_for_the_recipients() -> None:
    """Were the recipient refused and a copy taken, the message could only go to the copy."""
    dialog = Dialog(COPIED, ALL, reset=False)
    assert not dialog.say.endswith(b"DATA\r\n")
    for code in (250, 550, 250):
        dialog.feed(said(code))
    assert (receipt_of(dialog).answer, dialog.clean) == (Answer.REFUSED, True)


def test_the_dot_is_written_only_when_it_is_allowed() -> None:
    dialog = told(ONE, 250, 250, 354)
    assert dialog.phase == Phase.ASKING
    dialog.allow()
    assert dialog.say == b".\r\n"


def test_what_is_withheld_ends_the_connection() -> None:
    dialog = told(ONE, 250, 250, 354)
    dialog.withhold()
    assert (receipt_of(dialog).answer, dialog.clean) == (Answer.WITHHELD, False)


def test_a_server_that_takes_data_after_refusing_the_recipient_is_left() -> None:
    dialog = told(ONE, 250, 550, 354)
    assert (receipt_of(dialog).answer, dialog.clean) == (Answer.REFUSED, False)


@pytest.mark.parametrize(
    ("codes", "answer"),
    [
        ((550, 503, 503), Answer.REFUSED),
        ((250, 450, 503), Answer.TEMPORARY),
        ((250, 250, 552), Answer.REFUSED),
        ((421,), Answer.TEMPORARY),
    ],
)
def test_the_first_no_is_the_answer(codes: tuple[int, ...], answer: Answer) -> None:
    receipt = receipt_of(told(ONE, *codes))
    assert receipt.answer == answer
    assert receipt.code == next(code for code in codes if code not in (250, 354))


def test_copies_that_are_refused_stop_nobody_else() -> None:
    dialog = told(COPIED, 250, 250, 550, 354)
    dialog.allow()
    dialog.feed(said(250, "2.0.0 queued as A1"))
    assert receipt_of(dialog) == Receipt(Answer.ACCEPTED, 250, "2.0.0 queued as A1", (550,))


@pytest.mark.parametrize(
    ("dotted", "answer"), [(False, Answer.UNREACHABLE), (True, Answer.UNKNOWN)]
)
def test_after_the_dot_a_lost_connection_leaves_a_doubt(dotted: bool, answer: Answer) -> None:
    dialog = told(ONE, 250, 250, 354)
    if dotted:
        dialog.allow()
    dialog.lost("ConnectionResetError")
    assert receipt_of(dialog).answer == answer


def test_an_address_with_a_line_break_becomes_no_command() -> None:
    with pytest.raises(ValueError, match="line break"):
        Dialog(
            Envelope("a@b.example", "x@y.example>\r\nRCPT TO:<z@y.example", WIRE), ALL, reset=False
        )


def test_replies_of_several_lines_are_one() -> None:
    incoming = bytearray(b"250-first\r\n250 second\r\n354 go")
    assert list(replies(incoming)) == [Reply(250, b"first\nsecond")]
    assert bytes(incoming) == b"354 go"


@pytest.mark.parametrize("noise", [b"hello\r\n", b"25\r\n", b"x" * 70_000])
def test_what_is_no_smtp_is_refused(noise: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(replies(bytearray(noise)))


@given(st.binary(max_size=200))
def test_nothing_in_a_message_ends_it_early(wire: bytes) -> None:
    data = stuffed(wire)
    lines = data.split(b"\r\n")
    assert data.endswith(b"\r\n") and b"." not in lines
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")


@given(st.lists(st.sampled_from([b"", b".", b"..", b".a", b"a."]), max_size=8))
def test_a_server_takes_the_stuffing_off_again(lines: list[bytes]) -> None:
    wire = b"".join(line + b"\r\n" for line in lines) or b"\r\n"
    taken = [line[1:] if line.startswith(b".") else line for line in stuffed(wire).split(b"\r\n")]
    assert b"\r\n".join(taken) == wire


@given(st.lists(st.sampled_from([220, 250, 354, 421, 450, 503, 550]), max_size=12), st.booleans())
def test_whatever_a_server_says_only_a_250_after_the_dot_is_accepted(
    codes: list[int], pipelining: bool
) -> None:
    dialog = Dialog(COPIED, ALL if pipelining else frozenset(), reset=False)
    dotted_at = None
    for number, code in enumerate(codes):
        if dialog.phase == Phase.OVER:
            break
        dialog.feed(said(code))
        dialog.streamed()
        if dialog.phase == Phase.ASKING:
            dialog.allow()
            dotted_at = number
    accepted = dialog.receipt is not None and dialog.receipt.answer == Answer.ACCEPTED
    if accepted:
        assert dotted_at is not None and codes[dotted_at + 1] == 250
