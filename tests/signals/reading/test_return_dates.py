from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.reading.dates import MAX_AHEAD, find_return

SUNDAY = date(2026, 11, 22)


def return_date(text: str, received: date) -> date | None:
    found = find_return(text, received)
    return found.day if found else None


NAMED = {
    "I will be back on 3 March": date(2027, 3, 3),
    "out of the office until Monday 7 December 2026": date(2026, 12, 7),
    "out of office from 1 to 5 December": date(2026, 12, 5),
    "From Nov 23 through Dec 4": date(2026, 12, 4),
    "closed 24 December - 2 January": date(2027, 1, 2),
    "until 7th of December at 10:00": date(2026, 12, 7),
    "back 2026-12-07": date(2026, 12, 7),
    "Ich bin bis einschließlich 12.5. nicht im Büro": date(2027, 5, 12),
    "vom 24.12.2026 bis 02.01.2027": date(2027, 1, 2),
    "Ich bin vom 1. bis 5. Dezember im Urlaub.": date(2026, 12, 5),
    "Ab dem 07.12. bin ich wieder erreichbar": date(2026, 12, 7),
    "Je suis absent du 3 au 10 juin": date(2027, 6, 10),
    "de retour le lundi 7 décembre": date(2026, 12, 7),
    "estaré de vuelta el 3 de enero de 2027": date(2027, 1, 3),
    "fuera de la oficina hasta el 30/11/2026": date(2026, 11, 30),
    "Sono assente dal 5 al 12 dicembre": date(2026, 12, 12),
    "sarò di nuovo in ufficio dal 9 dicembre": date(2026, 12, 9),
    "de 3 a 10 de janeiro": date(2027, 1, 10),
    "Estarei ausente até 11 de dezembro": date(2026, 12, 11),
    "ik ben afwezig tot en met 11 december": date(2026, 12, 11),
    "terug op 4 januari 2027": date(2027, 1, 4),
    "Jestem nieobecna od 1.12. do 8.12.": date(2026, 12, 8),
    "tillbaka den 4 januari": date(2027, 1, 4),
    "från 1 december till och med 5 december": date(2026, 12, 5),
    "12月1日から12月10日まで休暇": date(2026, 12, 10),
}
NOT_NAMED = [
    "We met on 5 May",
    "call 0171 12.5.33 until noon",
    "au 12 rue de Paris",
    "I am out until 20 November",
    "until 31.13. or 99/99",
    "until 3 March 2031",
    "I am away",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_date_after_a_cue_is_read(text: str) -> None:
    assert return_date(text, SUNDAY) == NAMED[text]


@pytest.mark.parametrize("text", NOT_NAMED)
def test_other_dates_are_left_alone(text: str) -> None:
    assert return_date(text, SUNDAY) is None


def test_of_two_readings_the_later_is_taken() -> None:
    assert return_date("I return on 12/05", SUNDAY) == date(2027, 5, 12)
    assert return_date("I return on 12/05", date(2026, 4, 1)) == date(2026, 12, 5)


def test_the_day_of_return_wins_over_the_end_of_the_absence() -> None:
    text = "Away until 11 December. I will be back on 14 December. Fair: until 20 December."
    assert return_date(text, SUNDAY) == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("back on Monday", 23),
        ("zurück am Mittwoch", 25),
        ("out until next week", 23),
        ("zurück morgen", 23),
        ("tillbaka på söndag", 29),
    ],
)
def test_days_may_be_named_by_words(text: str, day: int) -> None:
    assert return_date(text, SUNDAY) == date(2026, 11, day)


@given(st.text(max_size=300), st.dates(min_value=date(1990, 1, 1), max_value=date(2190, 1, 1)))
def test_a_return_lies_at_most_a_year_ahead(text: str, received: date) -> None:
    found = return_date(f"back on {text} until {text}", received)
    assert found is None or received <= found <= received + MAX_AHEAD


@given(st.dates(SUNDAY, SUNDAY + timedelta(days=320)))
def test_a_yearless_date_is_the_next_of_its_kind(day: date) -> None:
    assert return_date(f"Ich bin bis {day.day}.{day.month}. im Urlaub", SUNDAY) == day
