"""From a country, a region and a city to a time zone, when they leave no doubt.

Pure. The zones of a country are those of the table (zone.tab) that comes with `tzdata`; a country
whose zones all keep the same time has one, but for its regions overseas. Where they differ, the
region decides, by the zone of most of its people; without a known region, a city that a zone is
named for. "" when it cannot be told, so that a wrong hour is never guessed.
"""

import functools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

from sequences.calendars import folded, region_key, subdivision_of

# Clocks are compared over these days: what differed before them does not matter here.
_COMPARED = tuple(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 1826, 7))
REMEMBERED = 8192

# Countries of which all but a few per cent live in one zone; those few are told by their region.
_MOSTLY = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
}

# Country, zone, regions: a code that `subdivision_of` gives, or a name where it knows none.
_REGIONS = """
AU Australia/Sydney ACT|NSW
AU Australia/Melbourne VIC
AU Australia/Brisbane QLD
AU Australia/Adelaide SA
AU Australia/Perth WA
AU Australia/Hobart TAS
AU Australia/Darwin NT
BR America/Sao_Paulo DF|ES|GO|MG|PR|RJ|RS|SC|SP
BR America/Bahia BA
BR America/Maceio AL|SE
BR America/Recife PE
BR America/Fortaleza CE|MA|PB|PI|RN
BR America/Belem AP|PA
BR America/Araguaina TO
BR America/Cuiaba MT
BR America/Campo_Grande MS
BR America/Manaus AM
BR America/Porto_Velho RO
BR America/Boa_Vista RR
BR America/Rio_Branco AC
BR America/Noronha FN|Fernando de Noronha
CA America/St_Johns NL
CA America/Halifax NS|PE
CA America/Moncton NB
CA America/Toronto ON|QC
CA America/Iqaluit NU
CA America/Winnipeg MB
CA America/Regina SK
CA America/Edmonton AB|NT
CA America/Vancouver BC
CA America/Whitehorse YT
CL America/Punta_Arenas MA
CL America/Coyhaique AI
EC Pacific/Galapagos Galápagos|Galápagos Islands|W
ES Atlantic/Canary CN
FR America/Guadeloupe 971|GP|MF|BL|Saint-Martin|Saint-Barthélemy
FR America/Martinique 972|MQ
FR America/Cayenne 973|GF|Guyane française|French Guiana
FR Indian/Reunion 974|RE|Réunion
FR Indian/Mayotte 976|YT
FR America/Miquelon PM
FR Pacific/Tahiti PF|French Polynesia
FR Pacific/Noumea NC|New Caledonia
ID Asia/Jakarta Jakarta|JK|Banten|BT|West Java|Jawa Barat|JB|Central Java|Jawa Tengah|JT|East Java\
|Jawa Timur|JI|Yogyakarta|YO|Aceh|AC|North Sumatra|Sumatera Utara|SU|West Sumatra|Sumatera Barat\
|SB|South Sumatra|Sumatera Selatan|SS|Riau|RI|Riau Islands|Kepulauan Riau|KR|Jambi|JA|Bengkulu|BE\
|Lampung|LA|Bangka Belitung|BB|West Kalimantan|Kalimantan Barat|KB|Central Kalimantan\
|Kalimantan Tengah|KT
ID Asia/Makassar Bali|BA|West Nusa Tenggara|Nusa Tenggara Barat|NB|East Nusa Tenggara\
|Nusa Tenggara Timur|NT|South Kalimantan|Kalimantan Selatan|KS|East Kalimantan|Kalimantan Timur|KI\
|North Kalimantan|Kalimantan Utara|KU|North Sulawesi|Sulawesi Utara|SA|Central Sulawesi\
|Sulawesi Tengah|ST|South Sulawesi|Sulawesi Selatan|SN|Southeast Sulawesi|Sulawesi Tenggara|SG\
|West Sulawesi|Sulawesi Barat|SR|Gorontalo|GO
ID Asia/Jayapura Maluku|MA|North Maluku|Maluku Utara|MU|Papua|PA|West Papua|Papua Barat|PB
MX America/Mexico_City Ciudad de México|CDMX|CMX|Mexico City|Distrito Federal|DF|México|MEX\
|Estado de México|Aguascalientes|AGU|Chiapas|CHP|Colima|COL|Guanajuato|GUA|Guerrero|GRO|Hidalgo\
|HID|Jalisco|JAL|Michoacán|MIC|Morelos|MOR|Oaxaca|OAX|Puebla|PUE|Querétaro|QUE|San Luis Potosí\
|SLP|Tabasco|TAB|Tlaxcala|TLA|Veracruz|VER|Zacatecas|ZAC
MX America/Cancun Quintana Roo|ROO
MX America/Merida Yucatán|YUC|Campeche|CAM
MX America/Monterrey Nuevo León|NLE|Coahuila|COA|Durango|DUR|Tamaulipas|TAM
MX America/Chihuahua Chihuahua|CHH
MX America/Mazatlan Sinaloa|SIN|Nayarit|NAY|Baja California Sur|BCS
MX America/Hermosillo Sonora|SON
MX America/Tijuana Baja California|BCN
NZ Pacific/Chatham CIT
PT Atlantic/Azores 20
PT Atlantic/Madeira 30
US America/New_York CT|DC|DE|FL|GA|KY|MA|MD|ME|NC|NH|NJ|NY|OH|PA|RI|SC|VA|VT|WV
US America/Detroit MI
US America/Indiana/Indianapolis IN
US America/Chicago AL|AR|IA|IL|KS|LA|MN|MO|MS|ND|NE|OK|SD|TN|TX|WI
US America/Denver CO|MT|NM|UT|WY
US America/Boise ID
US America/Phoenix AZ
US America/Los_Angeles CA|NV|OR|WA
US America/Anchorage AK
US Pacific/Honolulu HI
US America/Puerto_Rico PR|VI
US Pacific/Guam GU|MP
US Pacific/Pago_Pago AS
"""

# Larger cities on the smaller side of a region that two zones share.
_CITIES = """
MX America/Ciudad_Juarez Chihuahua:Ciudad Juárez|CHH:Ciudad Juárez
US America/New_York TN:Knoxville|TN:Chattanooga
US America/Chicago FL:Pensacola|FL:Panama City|IN:Gary|IN:Evansville|KY:Bowling Green|KY:Owensboro
US America/Denver SD:Rapid City|TX:El Paso
US America/Los_Angeles ID:Coeur d'Alene|ID:Lewiston
"""


@functools.lru_cache(maxsize=REMEMBERED)
def zone_for(country: str, region: str, city: str = "") -> str:
    """The IANA zone of a place (ISO 3166-1 alpha-2 code, any text as region and city), or "".

    A country with several zones gives none without a region or city that tells which.
    """
    zones = _zones().get(country, ())
    key = folded(subdivision_of(country, region)) or region_key(country, region)
    told = _cities().get((country, key, folded(city))) or _regions().get((country, key))
    if told or _keep_the_same_time(zones):
        return told or next(iter(zones), "")
    return _named_for(city, zones) or _MOSTLY.get(country, "")


def zones_of(country: str) -> tuple[str, ...]:
    """Every zone of a country (ISO 3166-1 alpha-2), its main one first; () for no country."""
    return _zones().get(country, ())


@functools.cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country, its main one first."""
    # The table has no code for Kosovo.
    found: dict[str, tuple[str, ...]] = {"XK": ("Europe/Belgrade",)}
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country] = (*found.get(country, ()), zone)
    return found


@functools.lru_cache(maxsize=256)
def _keep_the_same_time(zones: tuple[str, ...]) -> bool:
    if len(zones) < 2:
        return True
    clocks = {
        tuple(day.astimezone(zone).utcoffset() for day in _COMPARED)
        for zone in map(ZoneInfo, zones)
    }
    return len(clocks) == 1


def _named_for(city: str, zones: tuple[str, ...]) -> str:
    """The zone that bears the city's name. Those of a third level are named for small towns that
    share their names with others."""
    wanted = folded(city)
    named = (zone for zone in zones if zone.count("/") == 1)
    return next((z for z in named if wanted and folded(z.partition("/")[2]) == wanted), "")


@functools.cache
def _regions() -> Mapping[tuple[str, str], str]:
    return {(country, folded(name)): zone for country, zone, name in _read(_REGIONS)}


@functools.cache
def _cities() -> Mapping[tuple[str, str, str], str]:
    return {
        (country, folded(region), folded(city)): zone
        for country, zone, place in _read(_CITIES)
        for region, _, city in [place.partition(":")]
    }


def _read(table: str) -> Iterator[tuple[str, str, str]]:
    for line in table.strip().splitlines():
        country, zone, names = line.split(" ", 2)
        yield from ((country, zone, name) for name in names.split("|"))
