"""The file of the story: what HubSpot exports after a trade fair, with all that real files have.

UTF-8 with a byte order mark, quoted line breaks, umlauts, owners by name, HubSpot's spelling of
time zones; rows that nobody can use, and people twice under other spellings of their address.
"""

import csv
import io
from dataclasses import dataclass
from itertools import count

SEGMENT = "fair"
HEADERS = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,"
    "Company Domain Name,Country/Region,Time Zone,Job Title,Customer Segment,"
    "Unsubscribed from all email,Legal basis for processing contact's data,Favourite colour"
).split(",")
FIRST = (
    "Jürgen Zoë Åsa Noémie Björn Søren Łucja Inês Renée Günther Chloé Öyvind Mädchen Anaïs Róisín"
    " Tomáš Žofia Iñaki Ülkü Daña"
).split()
LAST = "Groß Müller O'Neil Weiß Nuñez Žižek Dvořák Sørensen Lefèvre Öztürk Björk Jäger".split()

# Bob's people in the segment, by what the checks must say of them: 200 in all.
READY, READY_GERMAN = 130, 10
GERMAN, NAMELESS, NAMELESS_GERMAN = 20, 12, 6
OPTED_OUT, PHARMA, FUNCTIONS = 8, 8, 6
BOBS = 200
DANAS = 20
ELIGIBLE = READY + READY_GERMAN
# What each rule keeps out; a person counts once for each rule that fails.
CAUSES = {
    "Lawful basis": GERMAN + NAMELESS_GERMAN + PHARMA,
    "Required fields": NAMELESS + NAMELESS_GERMAN,
    "CRM opt-out": OPTED_OUT,
    "Opt-outs": OPTED_OUT,
    "Exclusion rules": PHARMA,
    "Personal address": FUNCTIONS,
}
BAD, DOUBLED = 9, 10

Row = dict[str, str]


@dataclass(frozen=True)
class Export:
    """A file, with one person of each kind that the story looks up again."""

    content: bytes
    rows: int
    opted_out: Row
    with_two_causes: Row
    addresses: frozenset[str]


def trade_fair() -> Export:
    """The whole file."""
    numbers = count(1)
    good = [_row(next(numbers)) for _ in range(READY)]
    german = [_german(next(numbers)) for _ in range(READY_GERMAN + GERMAN + NAMELESS_GERMAN)]
    for row in german[:READY_GERMAN]:
        row["Legal basis for processing contact's data"] = "Freely given consent from contact"
    nameless = [_row(next(numbers)) for _ in range(NAMELESS)]
    for row in (*nameless, *german[READY_GERMAN + GERMAN :]):
        row["First Name"] = ""
    gone = [_row(next(numbers), **{HEADERS[12]: "true"}) for _ in range(OPTED_OUT)]
    pharma = [_pharma(next(numbers)) for _ in range(PHARMA)]
    functions = [_function(next(numbers)) for _ in range(FUNCTIONS)]
    danas = [_row(next(numbers), **{"Contact owner": "Dana Silva"}) for _ in range(DANAS)]
    people = [*good, *german, *nameless, *gone, *pharma, *functions, *danas]
    addresses = frozenset(row["Email"] for row in people)
    rows = [*people, *_doubled(good, numbers), *_bad(numbers)]
    return Export(_written(rows), len(rows), gone[0], pharma[0], addresses)


def one_person(row: Row, **changed: str) -> bytes:
    """A second export with one person of the first, as the CRM has them now."""
    return _written([row | changed])


def _row(number: int, **changed: str) -> Row:
    company = number % 37
    values = (
        str(70_000 + number),
        FIRST[number % len(FIRST)],
        LAST[number // len(FIRST) % len(LAST)],
        f"p{number}@werk{company}.example",
        "+1 212 555 0142",
        "Bob Keller",
        f'Söhne & Werk "{company}", Inc.',
        f"werk{company}.example",
        "United States",
        "america_slash_new_york" if number % 2 else "america_slash_chicago",
        "Head of\nOperations" if number % 3 else "Plant Manager",
        SEGMENT,
        "false",
        "Not applicable",
        "blue",
    )
    return dict(zip(HEADERS, values, strict=True)) | changed


def _german(number: int, **changed: str) -> Row:
    place = {"Country/Region": "Deutschland", "Time Zone": "europe_slash_berlin"}
    return _row(number, **place, **{"Phone Number": "030 901820"}, **changed)


def _pharma(number: int) -> Row:
    """A quality manager in pharma, in Germany, with no basis on record: two rules say no."""
    job = {"Associated Company": "Salbei Pharma", "Company Domain Name": "salbei.example"}
    email = f"p{number}@salbei.example"
    return _german(number, **job, **{"Job Title": "Quality Manager", "Email": email})


def _function(number: int) -> Row:
    return _row(number, Email=f"info@werkstatt{number}.example")


def _doubled(people: list[Row], numbers: "count[int]") -> list[Row]:
    """People who are in the file already: by letter case, and by a tag behind a plus."""
    half = DOUBLED // 2
    shouted = [row["Email"].upper() for row in people[:half]]
    tagged = [row["Email"].replace("@", "+fair@") for row in people[half:DOUBLED]]
    return [_row(next(numbers), Email=email) for email in (*shouted, *tagged)]


def _bad(numbers: "count[int]") -> list[Row]:
    """Rows that cannot be taken, each for one cause; the last has a cell too many."""
    wrong = [{"Email": "somebody at werk.example"}] * 5
    wrong += [{"Country/Region": "Atlantis"}, {"Time Zone": "Mars/Olympus"}]
    wrong += [{HEADERS[12]: "perhaps"}, {"one": "cell too many"}]
    return [_row(next(numbers), **each) for each in wrong]


def _written(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADERS)
    writer.writerows(row.values() for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
