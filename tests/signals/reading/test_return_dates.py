from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.reading.dates import MAX_AHEAD, day_first, find_return

SUNDAY = date(2026, 11, 22)
#: language|day of receipt|day that is named, B for the first day back, L for the last away|text
PHRASES = Path(__file__).parent / "corpus" / "return_dates.txt"


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


DAY_IN_JUNE = date(2026, 6, 10)
FIRST_DAY_BACK = {
    "back on 3 March": date(2027, 3, 3),
    "I will not return until 06/22/2026": date(2026, 6, 22),
    "Ab dem 22. Juni bin ich wieder da": date(2026, 6, 22),
    "je serai de nouveau joignable à partir du 22 juin": date(2026, 6, 22),
    "Me reincorporo el 22 de junio": date(2026, 6, 22),
    "Retorno no dia 22/06": date(2026, 6, 22),
    "Vanaf 22 juni ben ik er weer": date(2026, 6, 22),
    "Wracam 22 czerwca": date(2026, 6, 22),
    "Åter på kontoret 22/6": date(2026, 6, 22),
    "6月22日より出社いたします": date(2026, 6, 22),
    "We reopen on the 24th": date(2026, 6, 24),
    "Back next week": date(2026, 6, 15),
    "I'll be back in the saddle Monday.": date(2026, 6, 15),
    "Ich bin übermorgen wieder da": date(2026, 6, 12),
    "Je reprends le 22 juin": date(2026, 6, 22),
    "absent à partir du 15 juin, retour prévu le 29": date(2026, 6, 29),
    "Out Thursday 11 and Friday 12 June, returning Monday 15": date(2026, 6, 15),
    "Вернусь 29 июня": date(2026, 6, 29),
    "我将于6月22日返回办公室": date(2026, 6, 22),
}
LAST_DAY_AWAY = {
    "until next Monday": date(2026, 6, 15),
    "through the end of the week": date(2026, 6, 14),
    "bis Ende Juli": date(2026, 7, 31),
    "du 3 au 10 juillet": date(2026, 7, 10),
    "från och med 1/7 till och med 15/7": date(2026, 7, 15),
    "10月3日まで": date(2026, 10, 3),
    "6月15日～19日休暇": date(2026, 6, 19),
    "out June 15-19": date(2026, 6, 19),
    "Urlaub 15.-26.06.": date(2026, 6, 26),
    "från den 15 till den 26 juni": date(2026, 6, 26),
    "in vacanza dal 15 al 26 p.v. fino al 26": date(2026, 6, 26),
    "hasta finales de julio": date(2026, 7, 31),
    "12 June 2026 to 22 June 2026": date(2026, 6, 22),
    "Leave ends 30 June.": date(2026, 6, 30),
    "OOO 6/11-6/18": date(2026, 6, 18),
    "w terminie 15.06-26.06.2026": date(2026, 6, 26),
    "chiusi dall'8 al 23 agosto": date(2026, 8, 23),
    "entre os dias 15 e 26 de junho": date(2026, 6, 26),
    "6/15(月)〜6/19(金)不在": date(2026, 6, 19),
    "Я в отпуске с 15 по 26 июня": date(2026, 6, 26),
}


@pytest.mark.parametrize("text", FIRST_DAY_BACK)
def test_the_first_day_back_is_told_as_such(text: str) -> None:
    found = find_return(text, DAY_IN_JUNE)
    assert found is not None and (found.day, found.is_first_day_back) == (
        FIRST_DAY_BACK[text],
        True,
    )


@pytest.mark.parametrize("text", LAST_DAY_AWAY)
def test_the_last_day_away_is_told_as_such(text: str) -> None:
    found = find_return(text, DAY_IN_JUNE)
    assert found is not None and (found.day, found.is_first_day_back) == (
        LAST_DAY_AWAY[text],
        False,
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am back on 10/12/2026 (away since 06/13/2026)", date(2026, 10, 12)),
        ("I am back on 10/12/2026 (away since 13/06/2026)", date(2026, 12, 10)),
        ("I am back on 10/12/2026, call +1 212 555 0147", date(2026, 10, 12)),
        ("Ich bin bis 10/12/2026 abwesend", date(2026, 12, 10)),
    ],
)
def test_other_signs_of_a_country_tell_day_from_month(text: str, day: date) -> None:
    assert return_date(text, DAY_IN_JUNE) == day


@pytest.mark.parametrize(("domain", "first"), [("a.co.uk", True), ("a.us", False), ("a.com", None)])
def test_a_domain_tells_how_its_country_writes_dates(domain: str, first: bool | None) -> None:
    assert day_first(f"jane@{domain}") is first


@pytest.mark.parametrize(
    "text",
    [
        "I was away until 3 July",
        "I'll get back to you by 15 June",
        "Ticket 2026-06-15 was opened",
        "Version 15.6 runs since 3.7.",
        "Phone 020 7946 12 06, back office",
        "Until 5.30 pm call me",
        "Open from 9 to 5",
        "jusqu'à mon retour",
        "out of the box",
        "until 1 March 2029",
    ],
)
def test_what_is_no_return_is_none(text: str) -> None:
    assert return_date(text, DAY_IN_JUNE) is None


def test_phrases_of_ten_languages_name_their_day() -> None:
    rows = [line.split("|", 3) for line in PHRASES.read_text().splitlines()]
    misses = [text for _, at, day, text in rows if told(text, date.fromisoformat(at)) != day]
    assert len({language for language, *_ in rows}) == 10
    assert len(misses) <= len(rows) * 0.02, misses


def told(text: str, received: date) -> str:
    """The day that is read, as the phrases write it."""
    found = find_return(text, received)
    return f"{found.day} {'B' if found.is_first_day_back else 'L'}" if found else "None"
