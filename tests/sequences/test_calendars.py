"""Days off: public holidays by country and region, and the workspace's own dates."""

from datetime import date

import pytest
from holidays.utils import list_supported_countries

from sequences import calendars
from sequences.calendars import (
    Calendar,
    OwnClosedDate,
    closures,
    holidays_of,
    region_key,
    subdivision_of,
)

EPIPHANY = date(2026, 1, 6)
CHRISTMAS = date(2026, 12, 25)
FAIR = OwnClosedDate(date(2026, 8, 30), date(2026, 9, 2), "Trade fair")


def place(country: str, region: str = "", *own: OwnClosedDate) -> Calendar:
    return closures(country=country, region=region, observe=True, own=own)


@pytest.mark.parametrize(
    ("country", "day", "words"),
    [
        ("DE", date(2026, 4, 3), "Good Friday in Germany"),
        ("GB", CHRISTMAS, "Christmas Day in the United Kingdom"),
        ("US", date(2026, 11, 26), "Thanksgiving Day in the United States"),
        ("JP", date(2026, 7, 20), "Marine Day in Japan"),
        ("DE", date(2026, 4, 7), ""),
    ],
)
def test_a_public_holiday_is_named_in_english_with_its_country(
    country: str, day: date, words: str
) -> None:
    assert place(country).why(day) == words


@pytest.mark.parametrize("region", ["Bavaria", "Bayern", "BY", "DE-BY", "de-by", " bayern "])
def test_a_region_is_known_by_its_code_and_its_names(region: str) -> None:
    assert place("DE", region).why(EPIPHANY) == "Epiphany in Bavaria, Germany"


@pytest.mark.parametrize(
    ("country", "region", "code"),
    [
        ("US", "California", "CA"),
        ("US", "ca", "CA"),
        ("GB", "Scotland", "SCT"),
        ("CH", "Zurich", "ZH"),
        ("CA", "Québec", "QC"),
        ("AT", "Vienna", "9"),
    ],
)
def test_case_and_accents_of_a_region_do_not_matter(country: str, region: str, code: str) -> None:
    assert subdivision_of(country, region) == code


@pytest.mark.parametrize("region", ["", "Atlantis", "US-CA", "12", "\0" * 90])
def test_an_unknown_region_means_the_country_alone(region: str) -> None:
    assert place("DE", region).why(EPIPHANY) == ""
    assert place("DE", region).why(CHRISTMAS) == "Christmas Day in Germany"


@pytest.mark.parametrize("country", ["", "XX", "de", "DEU", "../", "ÄÖ"])
def test_an_unknown_country_has_no_holidays(country: str) -> None:
    assert place(country, "BY").why(CHRISTMAS) == ""


def test_a_region_has_the_holidays_of_its_country_too() -> None:
    assert set(holidays_of("DE", "", 2026)) < set(holidays_of("DE", "BY", 2026))


def test_every_further_name_of_a_region_is_one_that_the_package_knows() -> None:
    lines = [line.split(" ", 1) for line in calendars._MORE_NAMES.strip().splitlines()]
    names = [(country, item) for country, items in lines for item in items.split("|")]
    codes = {(country, item.split(" ")[0]) for country, item in names}
    assert not [each for each in codes if not holidays_of(*each, 2026)]


def test_every_country_with_holidays_has_them_in_words() -> None:
    known = sorted(code for code in list_supported_countries() if len(code) == 2)
    words = [why for country in known[::9] for why in holidays_of(country, "", 2026).values()]
    assert len(words) > 100
    assert all(" in " in why and why.isprintable() for why in words)


# The workspace's own dates


def test_an_own_date_is_closed_from_its_first_day_to_its_last() -> None:
    calendar = place("DE", "", FAIR)
    days = [date(2026, 8, 29), FAIR.first, date(2026, 8, 31), FAIR.last, date(2026, 9, 3)]
    fair = "a closed date: Trade fair"
    assert [calendar.why(day) for day in days] == ["", fair, fair, fair, ""]


def test_an_own_date_over_new_year_is_closed_in_both_years() -> None:
    rest = OwnClosedDate(date(2026, 12, 28), date(2027, 1, 4), "Winter rest")
    calendar = place("", "", rest)
    assert calendar.why(date(2026, 12, 31)) and calendar.why(date(2027, 1, 4))


def test_an_own_date_of_a_country_is_for_its_people_only() -> None:
    french = OwnClosedDate(FAIR.first, FAIR.last, "Rentrée", "FR")
    assert place("FR", "", french).why(FAIR.first) == "a closed date: Rentrée"
    assert place("DE", "", french).why(FAIR.first) == ""


def test_own_dates_count_where_public_holidays_do_not() -> None:
    calendar = closures(country="FR", region="", observe=False, own=[FAIR])
    assert calendar.why(FAIR.first) == "a closed date: Trade fair"
    assert calendar.why(CHRISTMAS) == ""


def test_a_date_for_ever_costs_no_more_than_its_years() -> None:
    endless = OwnClosedDate(date.min, date.max, "Closed down")
    assert place("", "", endless).why(CHRISTMAS) == "a closed date: Closed down"


def test_equal_places_are_one_key() -> None:
    assert len({place("DE", "BY", FAIR), place("DE", "BY", FAIR), place("DE", "", FAIR)}) == 2


def test_a_region_is_compared_without_its_country() -> None:
    assert region_key("US", "US-CA") == region_key("US", "CA") == "ca"
    assert region_key("GB", "Stoke-on-Trent") == "stokeontrent"
