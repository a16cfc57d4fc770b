"""Days off: a country's public holidays, a region's own ones, and dates that a workspace closes.

Pure: the holidays are computed by the `holidays` package, which reads nothing. A region counts
when it names a subdivision that the package knows, by code (BY, DE-BY) or by name (Bayern,
Bavaria); any other region means the country alone, and an unknown country has no holidays.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from holidays import HolidayBase, country_holidays

from contacts.csvfile.countries import country_name

ENGLISH = "en_US"
# Two years of every region of a dozen large countries; the rest is computed again, in under 1 ms.
REMEMBERED = 2048

# Names, mostly English, that the package does not list beside its own; the first one is shown.
_MORE_NAMES = """
AT 2 Carinthia|3 Lower Austria|4 Upper Austria|6 Styria|7 Tyrol|9 Vienna
CH BS Basel|GE Geneva|GR Grisons|LU Lucerne|SG St. Gallen|SG St Gallen|SG Saint Gallen
CL AI Aysén|AI Aisén|MA Magallanes|RM Santiago
DE BY Bavaria|HE Hesse|MV Mecklenburg-Western Pomerania|NI Lower Saxony|NW NRW\
|NW North Rhine-Westphalia|RP Rhineland-Palatinate|SN Saxony|ST Saxony-Anhalt|TH Thuringia
ES AN Andalusia|CN Canary Islands|CN Islas Canarias|CT Catalonia|IB Balearic Islands|NC Navarre\
|PV Basque Country|VC Valencia|VC Comunidad Valenciana|MD Comunidad de Madrid
PT 20 Azores|20 Açores|30 Madeira
US DC Washington DC|DC D.C.|VI US Virgin Islands
"""
_WITH_ARTICLE = re.compile(
    r"(Bahamas|British|Central African|Comoros|Democratic|Dominican|Gambia|Maldives|Netherlands"
    r"|Philippines|Republic|United)|.*\bIslands$"
)


@dataclass(frozen=True, slots=True)
class OwnClosedDate:
    """Days on which a workspace sends nothing, `first` to `last` inclusive; for the people of
    one country, or with "" for everybody."""

    first: date
    last: date
    name: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of one place; its `why` costs a look into a dictionary. See `closures`."""

    country: str
    subdivision: str
    own: tuple[OwnClosedDate, ...]
    _years: dict[int, Mapping[date, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def why(self, day: date) -> str:
        """Why `day` is closed, such as "Good Friday in Germany"; "" when it is open."""
        year = self._years.get(day.year)
        if year is None:
            year = self._years[day.year] = self._of_year(day.year)
        return year.get(day, "")

    def _of_year(self, year: int) -> Mapping[date, str]:
        public = holidays_of(self.country, self.subdivision, year)
        own = {day: f"a closed date: {each.name}" for each in self.own for day in _in(each, year)}
        return {**own, **public}


def closures(*, country: str, region: str, observe: bool, own: Iterable[OwnClosedDate]) -> Calendar:
    """The days off of somebody in this place (ISO 3166-1 alpha-2 code, any text as region).

    `observe` False leaves the public holidays out; closed dates of the workspace always count.
    Equal places give the same value, so that it may be a key.
    """
    mine = tuple(each for each in own if each.country in ("", country))
    return _calendar(country, region, mine) if observe else _calendar("", "", mine)


@functools.lru_cache(maxsize=REMEMBERED)
def _calendar(country: str, region: str, own: tuple[OwnClosedDate, ...]) -> Calendar:
    return Calendar(country, subdivision_of(country, region), own)


@functools.lru_cache(maxsize=REMEMBERED)
def holidays_of(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year, each as a sentence part that names the place. English where
    the package has it; empty for a country or a subdivision that it does not know."""
    days = _public(country, subdivision, year)
    everywhere = _public(country, "", year) if subdivision else days
    region = f"{_name_of(country, subdivision)}, " if subdivision else ""
    return MappingProxyType(
        {
            day: f"{_words(name)} in {'' if day in everywhere else region}{_place(country)}"
            for day, name in days.items()
        }
    )


@functools.lru_cache(maxsize=REMEMBERED)
def subdivision_of(country: str, region: str) -> str:
    """The package's code of a region given by code or name, or "" when it knows none."""
    return _subdivisions(country).get(region_key(country, region), "")


def region_key(country: str, region: str) -> str:
    """A region as it is compared: folded, and without the country's code before a dash."""
    head, dash, rest = region.strip().partition("-")
    return folded(rest if dash and country and head.upper() == country else region)


def folded(text: str) -> str:
    """Text as it is compared: no case, no accents, letters and digits alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


@functools.lru_cache(maxsize=256)
def _subdivisions(country: str) -> Mapping[str, str]:
    known = _package(country, "", None)
    if known is None:
        return {}
    codes = {folded(code): code for code in known.subdivisions}
    names = {folded(name): code for name, code in known.subdivisions_aliases.items()}
    extra = {folded(name): code for code, name in _more_names(country)}
    return {**extra, **names, **codes}


def _more_names(country: str) -> Iterator[tuple[str, str]]:
    for line in _MORE_NAMES.strip().splitlines():
        if line.startswith(f"{country} "):
            for item in line[3:].split("|"):
                code, _, name = item.partition(" ")
                yield code, name


def _name_of(country: str, subdivision: str) -> str:
    known = _package(country, "", None)
    names = [name for code, name in _more_names(country) if code == subdivision]
    names += [
        n
        for n, code in (known.subdivisions_aliases if known else {}).items()
        if code == subdivision
    ]
    return next(iter(names), subdivision)


def _public(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    return _package(country, subdivision, year) or {}


def _package(country: str, subdivision: str, year: int | None) -> HolidayBase | None:
    if len(country) != 2:
        return None
    try:
        found = country_holidays(country, subdiv=subdivision or None, years=year)
        if ENGLISH not in found.supported_languages:
            return found
        return country_holidays(country, subdiv=subdivision or None, years=year, language=ENGLISH)
    except NotImplementedError:
        return None


def _words(name: str) -> str:
    return name.replace("; ", " and ")


def _place(country: str) -> str:
    name = country_name(country)
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def _in(closed: OwnClosedDate, year: int) -> Iterator[date]:
    first, last = max(closed.first, date(year, 1, 1)), min(closed.last, date(year, 12, 31))
    return (first + timedelta(days=count) for count in range((last - first).days + 1))
