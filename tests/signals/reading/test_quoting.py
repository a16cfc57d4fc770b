import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.reading.markup import html_to_text
from signals.reading.quoting import shorten, split_reply

ATTRIBUTIONS = [
    "On Sun, Nov 22, 2026 at 8:30 AM Tom Reed <tom@ours.example> wrote:",
    "On Sun, Nov 22, 2026 at 8:30 AM Tom Reed\n<tom@ours.example> wrote:",
    "Am 22.11.2026 um 08:30 schrieb Tom Reed <tom@ours.example>:",
    "Le dim. 22 nov. 2026 à 08:30, Tom Reed <tom@ours.example> a écrit :",
    "El dom, 22 nov 2026 a las 8:30, Tom Reed (<tom@ours.example>) escribió:",
    "Il giorno dom 22 nov 2026 alle ore 08:30 Tom Reed ha scritto:",
    "Em dom., 22 de nov. de 2026 às 08:30, Tom Reed escreveu:",
    "Op zo 22 nov. 2026 om 08:30 schreef Tom Reed <tom@ours.example>:",
    "niedz., 22 lis 2026 o 08:30 Tom Reed <tom@ours.example> napisał(a):",
    "Den sön 22 nov. 2026 kl 08:30 skrev Tom Reed <tom@ours.example>:",
    "2026年11月22日(日) 17:30 Tom Reed <tom@ours.example>:",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "Begin forwarded message:",
    "________________________________\nFrom: Tom\nSent: Sunday\nTo: Anna\nSubject: Hi",
    "*Von:* Tom\n*Gesendet:* Sonntag\n*An:* Anna\n*Betreff:* Hi",
    "差出人: Tom\n送信日時: 2026年11月22日\n宛先: Anna\n件名: Hi",
]
PROSE = [
    "On Monday I wrote: the price is 10 now",
    "From: what I see here, two floors are enough.",
    "Thanks,\ncan you also send the floor plan?",
    "- first\n- second\n\n--- and a third",
]


@pytest.mark.parametrize("mark", ATTRIBUTIONS)
def test_an_old_message_is_cut_at_its_mark(mark: str) -> None:
    split = split_reply(f"Yes, gladly.\n\n{mark}\n\nHello, unsubscribe here.")
    assert (split.new, split.quoted) == ("Yes, gladly.", True)


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_looks_like_a_mark_is_kept(text: str) -> None:
    assert split_reply(text).new == text


def test_answers_between_quotes_are_kept() -> None:
    text = "On 1.2.2026 Tom wrote:\n> one?\nYes.\n> two?\nNo."
    assert split_reply(text).new == "Yes.\nNo."


@pytest.mark.parametrize(
    "mark", ["-- ", "Best regards,", "Mit freundlichen Grüßen", "Cordialement,"]
)
def test_a_signature_is_kept_apart(mark: str) -> None:
    split = split_reply(f"Yes.\n\n{mark}\nAnna Berg\n+46 1 234")
    assert (split.new, "Anna Berg" in split.tail) == ("Yes.", True)


def test_a_phone_line_is_dropped() -> None:
    assert split_reply("Yes.\n\nSent from my iPhone").new == "Yes."


def test_thanks_alone_is_an_answer_not_a_signature() -> None:
    assert split_reply("Thanks!").new == "Thanks!"


def test_html_quotes_are_marked_and_hidden_text_is_left_out() -> None:
    markup = (
        "<p>Yes</p><p style='display: none'>no</p><blockquote><p>old</p></blockquote><p>more</p>"
    )
    assert split_reply(html_to_text(markup)).new == "Yes\n\nmore"


def test_an_indented_paragraph_is_no_quote() -> None:
    markup = "<div>Yes</div><blockquote style='margin:0 0 0 40px;border:none'>mine</blockquote>"
    assert split_reply(html_to_text(markup)).new == "Yes\n\nmine"


@given(st.text(max_size=2_000))
def test_nothing_is_invented(text: str) -> None:
    split = split_reply(text)
    assert set(split.new.split()) | set(split.tail.split()) <= set(text.split())


@given(st.text(max_size=200), st.integers(0, 100))
def test_shortening_cuts_between_characters(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert text.startswith(short) and len(short.encode()) <= limit
