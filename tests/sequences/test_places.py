"""The zone of a place, where there is no doubt about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences import places
from sequences.cadence import zone_or_error
from sequences.calendars import subdivision_of
from sequences.places import zone_for


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("DE", "Europe/Berlin"),
        ("GB", "Europe/London"),
        ("IN", "Asia/Kolkata"),
        ("AR", "America/Argentina/Buenos_Aires"),
        ("MY", "Asia/Kuala_Lumpur"),
        ("CN", "Asia/Shanghai"),
        ("ES", "Europe/Madrid"),
        ("NZ", "Pacific/Auckland"),
        ("UA", "Europe/Kyiv"),
    ],
)
def test_a_country_with_one_time_has_its_zone(country: str, zone: str) -> None:
    assert zone_for(country, "") == zone


@pytest.mark.parametrize("country", ["US", "CA", "AU", "BR", "MX", "RU", "ID", "CD", "MN"])
@pytest.mark.parametrize("region", ["", "Atlantis"])
def test_a_country_with_several_times_and_no_known_region_has_none(
    country: str, region: str
) -> None:
    assert zone_for(country, region) == ""


@pytest.mark.parametrize("country", ["", "XX", "de", "DEU", "#"])
def test_an_unknown_country_has_no_zone(country: str) -> None:
    assert zone_for(country, "BY", "Munich") == ""


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("US", "CA", "America/Los_Angeles"),
        ("US", "California", "America/Los_Angeles"),
        ("US", "US-TX", "America/Chicago"),
        ("US", "Washington DC", "America/New_York"),
        ("US", "arizona", "America/Phoenix"),
        ("CA", "Quebec", "America/Toronto"),
        ("AU", "Queensland", "Australia/Brisbane"),
        ("BR", "São Paulo", "America/Sao_Paulo"),
        ("BR", "Fernando de Noronha", "America/Noronha"),
        ("MX", "Sonora", "America/Hermosillo"),
        ("MX", "MX-ROO", "America/Cancun"),
        ("ID", "Bali", "Asia/Makassar"),
        ("ES", "Canary Islands", "Atlantic/Canary"),
        ("PT", "Açores", "Atlantic/Azores"),
        ("FR", "La Réunion", "Indian/Reunion"),
        ("FR", "Guadeloupe", "America/Guadeloupe"),
        ("FR", "Île-de-France", "Europe/Paris"),
        ("XK", "", "Europe/Belgrade"),
    ],
)
def test_a_region_tells_the_zone(country: str, region: str, zone: str) -> None:
    assert zone_for(country, region) == zone


@pytest.mark.parametrize(
    ("region", "city", "zone"),
    [
        ("Texas", "El Paso", "America/Denver"),
        ("Texas", "Austin", "America/Chicago"),
        ("", "Chicago", "America/Chicago"),
        ("", "new york", "America/New_York"),
        ("North Carolina", "Denver", "America/New_York"),
        ("", "Petersburg", ""),
        ("", "Springfield", ""),
    ],
)
def test_a_city_tells_it_where_a_region_does_not(region: str, city: str, zone: str) -> None:
    assert zone_for("US", region, city) == zone


def test_every_zone_of_the_tables_is_one_of_its_country() -> None:
    named = [*places._read(places._REGIONS), *places._read(places._CITIES)]
    pairs = {(country, zone) for country, zone, _ in named} | set(places._MOSTLY.items())
    islands = {("US", zone) for zone in ("America/Puerto_Rico", "Pacific/Guam")}
    islands.add(("US", "Pacific/Pago_Pago"))
    apart = {each for each in pairs if each[1] not in places._zones()[each[0]]}
    assert {each for each in apart if each[0] != "FR"} == islands
    assert all(zone_or_error(zone) for _, zone in apart)


@pytest.mark.parametrize("country", ["US", "CA", "AU"])
def test_every_code_of_a_state_is_one_that_the_package_knows(country: str) -> None:
    codes = [name for code, _, name in places._read(places._REGIONS) if code == country]
    assert [code for code in codes if subdivision_of(country, code) != code] == []


@given(st.text(max_size=3), st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_written_gives_a_known_zone_or_none(
    country: str, region: str, city: str
) -> None:
    found = zone_for(country, region, city)
    assert not found or zone_or_error(found)


def test_every_country_of_the_table_gives_a_known_zone_or_none() -> None:
    found = [zone_for(country, "") for country in places._zones()]
    assert sum(bool(zone) for zone in found) > 200
    assert all(zone_or_error(zone) for zone in found if zone)
