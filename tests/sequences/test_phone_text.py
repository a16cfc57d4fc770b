"""Text messages as telephones get them: alphabet, length, parts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.phone_text import Alphabet, as_sent, measured

PLAIN = st.text("abcXYZ 019äÖñ", min_size=1, max_size=800)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "parts", "room"),
    [
        ("", Alphabet.GSM, 0, 0, 160),
        ("x", Alphabet.GSM, 1, 1, 159),
        ("x" * 160, Alphabet.GSM, 160, 1, 0),
        ("x" * 161, Alphabet.GSM, 161, 2, 145),
        ("x" * 306, Alphabet.GSM, 306, 2, 0),
        ("x" * 307, Alphabet.GSM, 307, 3, 152),
        ("€" * 80, Alphabet.GSM, 160, 1, 0),
        ("€" * 81, Alphabet.GSM, 162, 2, 143),
        ("ł" * 70, Alphabet.UCS2, 70, 1, 0),
        ("ł" * 71, Alphabet.UCS2, 71, 2, 63),
        ("😀" * 35, Alphabet.UCS2, 70, 1, 0),
        ("😀" * 36, Alphabet.UCS2, 72, 2, 61),
    ],
)
def test_a_text_is_measured_as_telephones_count(
    text: str, alphabet: Alphabet, length: int, parts: int, room: int
) -> None:
    found = measured(text)
    assert (found.alphabet, found.length) == (alphabet, length)
    assert (found.parts, found.room) == (parts, room)


def test_a_letter_that_counts_twice_is_never_cut() -> None:
    # 152 letters and a euro sign need 154 places: the sign goes to the next part.
    assert measured("x" * 152 + "€" + "x" * 152).parts == 3
    assert measured("x" * 151 + "€" + "x" * 153).parts == 2


@pytest.mark.parametrize(
    "text", ["grüße", "Ça va", "@£$¥èéùìòØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡§¿", "^{}\\[~]|€"]
)
def test_the_letters_of_the_table_are_of_the_short_alphabet(text: str) -> None:
    assert measured(text).alphabet is Alphabet.GSM


def test_the_letters_that_it_lacks_are_named_once() -> None:
    assert measured("złoty, łódź, ç `").foreign == ("ł", "ó", "ź", "ç", "`")


def test_a_text_is_sent_composed_with_plain_line_ends_and_no_blank_edges() -> None:
    assert as_sent("  cafe\u0301\r\nok\r \n") == "café\nok"
    assert measured("cafe\u0301").alphabet is Alphabet.GSM


@given(PLAIN)
def test_without_double_letters_the_parts_are_a_division(text: str) -> None:
    found = measured(text)
    count = len(as_sent(text))
    assert found.parts == (1 if count <= 160 else math.ceil(count / 153)) * bool(count)


@given(ANY)
def test_the_parts_hold_the_whole_text_and_a_part_less_does_not(text: str) -> None:
    found = measured(text)
    whole, part = (160, 153) if found.alphabet is Alphabet.GSM else (70, 67)
    fits = whole if found.parts <= 1 else found.parts * part
    assert found.length + found.room <= fits
    # Each cut wastes one place at most.
    assert found.parts < 2 or found.length > (found.parts - 1) * (part - 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [("x", "1 character in 1 part"), ("x" * 161, "161 characters in 2 parts")],
)
def test_the_measure_in_words(text: str, words: str) -> None:
    assert measured(text).in_words == words
