from datetime import date
from time import process_time

import pytest

from signals.reading.intent import Rule, understand
from signals.reading.intent.vocabulary import Intent

DAY = date(2026, 11, 23)
SECONDS = 2.0
LONG = {
    "letters": "a" * 10_000,
    "stops": "stop " * 2_000,
    "denials": "please do not " * 700,
    "commas": "not," * 2_500,
    "dates": "1 May 2027 " * 900,
    "digits": "1" * 10_000,
    "ends": ". " * 5_000,
    "addresses": "a@" * 5_000,
    "lines": "\n" * 10_000,
    "spans": "in a " * 2_000,
    "names": "Anna " * 2_000,
    "quotes": '"' * 10_000,
    "characters": "来年の" * 3_300,
    "links": "https://" * 1_250,
    "one link": "https://" + "a" * 9_990,
    "ligatures": "\ufdfa" * 10_000,
    "accents": "e" + "\u0301" * 9_999,
    "wide digits": "１" * 10_000,
    "sentences": "No, we do not need it in May. " * 330,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_and_strange_texts_take_bounded_time(text: str) -> None:
    before = process_time()
    understand(text, received=DAY, tail=text, subject=text)
    assert process_time() - before < SECONDS


def test_a_hundred_rules_take_bounded_time() -> None:
    rules = tuple(
        Rule(f"rule {i}", Intent.QUESTION, (f"please send the file number {i} to accounting",))
        for i in range(100)
    )
    before = process_time()
    understand(LONG["sentences"], received=DAY, rules=rules)
    assert process_time() - before < SECONDS


def test_what_lies_behind_ten_thousand_characters_is_not_read() -> None:
    found = understand("ok " * 3_400 + "please remove me", received=DAY)
    assert found.intent is not Intent.OPT_OUT
