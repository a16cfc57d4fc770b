"""The corpus of replies: the new text is what the person wrote, exactly."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.reading.lines import plain_lines
from signals.reading.markup import html_lines
from signals.reading.quoting import split_lines, split_reply
from tests.signals.reading.reply_clients import CLIENTS, mail
from tests.signals.reading.reply_corpus import figures, is_right, lines, new_text, replies
from tests.signals.reading.reply_letters import Letter

#: Known misses: none may be added, whoever mends one takes it out.
KNOWN_MISSES: frozenset[str] = frozenset()


def test_every_reply_is_read_exactly() -> None:
    assert {reply.name for reply in replies() if not is_right(reply)} == KNOWN_MISSES


def test_the_report_names_every_miss() -> None:
    found = figures(lambda raw: "nothing like it")
    assert len(found["all"]["all"].missed) == found["all"]["all"].total > 150


def test_the_report_has_a_line_for_every_client_and_language() -> None:
    shown = lines()
    assert {
        client for client in CLIENTS if not any(f"client {client}:" in s for s in shown)
    } == set()


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"], ids=["crlf", "cr"])
@pytest.mark.parametrize("client", CLIENTS)
def test_line_endings_make_no_difference(client: str, ending: bytes) -> None:
    letter = Letter("en" if client != "qq" else "zh", "One.\n\nTwo?", "Best regards,\nAnna Berg")
    raw = mail(*CLIENTS[client](letter), letter.sender)
    assert new_text(raw.replace(b"\n", ending)) == new_text(raw)


words = st.text(alphabet="abcdefghij", min_size=2, max_size=9)
bodies = st.lists(st.lists(words, min_size=2, max_size=9).map(" ".join), min_size=1, max_size=5)


@given(bodies, st.sampled_from(sorted(set(CLIENTS) - {"gmail_forward"})))
@settings(max_examples=150, deadline=None)
def test_plain_prose_survives_every_program(body: list[str], client: str) -> None:
    prose = "\n\n".join(f"I say: {paragraph}, or not?" for paragraph in body)
    raw = mail(*CLIENTS[client](Letter("en", prose)), "Anna Berg <anna@nord.example>")
    assert new_text(raw).split() == prose.split()


PIECES = (
    *("> ", ">> ", "\n", "\n\n", "-- \n", "On 3.3.2026 at 10:12 ", "<a@b.example> ", "wrote:"),
    *("From: ", "To: a\n", "Subject: b\n", "Best regards", "Anna", "yes ", "PS: x\n", "<br>"),
    *("-----Original Message-----", "<blockquote>", "</blockquote>", "</div>", "<p>"),
    "<div class=gmail_quote>",
)


@pytest.mark.parametrize("client", ["outlook", "owa", "apple", "notes"])
def test_a_long_paragraph_is_kept_whole(client: str) -> None:
    prose = "Each word counts. " * 400 + "Or not?"
    raw = mail(*CLIENTS[client](Letter("en", prose, "Regards,\nAnna")), "Anna <a@nord.example>")
    assert new_text(raw) == prose


mosaics = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(mosaics)
def test_any_mixture_is_split_without_loss_of_order(text: str) -> None:
    for made in (plain_lines(text), html_lines(text)):
        split = split_lines(made, "Anna Berg <anna@b.example>")
        own = iter(" ".join(line.text for line in made).split())
        assert all(word in own for word in split.new.split() if not split.tail)


@pytest.fixture
def seconds() -> Callable[[], float]:
    start = time.process_time()
    return lambda: time.process_time() - start


BOMBS = {
    "sign-offs": "Best regards\n" * 15_000,
    "thanks": "thanks\n" * 30_000,
    "names": "Anna\n\n" * 33_000,
    "headers": "From: a\nTo: b\n\n" * 14_000,
    "attributions": "On 1.1.2026 10:12 a@b.example wrote\n" * 5_500,
    "small print": ("this e-mail message confidential " * 60 + "\n") * 100,
    "one line": "a" * 200_000,
    "devices": ("sent from " * 150 + "\n") * 130,
    "numbers": "1.1.2026 10:12 " * 13_000,
    "contacts": ("tel: + 0 | " * 180 + "\n") * 100,
    "quotes": "> " * 100_000,
}
MARKUP_BOMBS = {
    "quotes": "<blockquote>" * 33_000 + "x",
    "paragraphs": "<p>" * 130_000,
    "open tags": "<div " * 80_000,
    "open attributes": '<a b="' * 60_000,
    "containers": "<div class=gmail_quote>" * 17_000,
    "lists": "<ol><li>x" * 40_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_text_is_split_within_a_second(name: str, seconds: Callable[[], float]) -> None:
    split_reply(BOMBS[name], "Anna <anna@b.example>")
    assert seconds() < 1.5


@pytest.mark.parametrize("name", MARKUP_BOMBS)
def test_a_bomb_of_markup_is_read_within_two_seconds(
    name: str, seconds: Callable[[], float]
) -> None:
    split_lines(html_lines(MARKUP_BOMBS[name]), "Anna <anna@b.example>")
    assert seconds() < 2
