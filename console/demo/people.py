"""Who appears in the demo."""

from dataclasses import dataclass
from random import Random

ZONE = "Europe/London"
PASSWORD = "demo-password"  # noqa: S105 - the demo prints it; production has no demo


@dataclass(frozen=True)
class Person:
    """One log-in of the demo."""

    email: str
    name: str
    role: str
    team: str = ""
    does: str = ""


HARBOUR = (
    Person("alice@harbour.example", "Alice Moreau", "admin", does="writes sequences"),
    Person("carol@harbour.example", "Carol Lindqvist", "admin", does="approves them"),
    Person("bob@harbour.example", "Bob Keller", "rep", "north", "enrols and calls"),
    Person("rita@harbour.example", "Rita Okafor", "reviewer", does="reviews first messages"),
    Person("dana@harbour.example", "Dana Silva", "rep", "south", "another rep"),
    Person("max@harbour.example", "Max Brandt", "manager", "north", "leads team north"),
    Person("vera@harbour.example", "Vera Novak", "viewer", does="only looks"),
)
LUMEN = (
    Person("gwen@lumen.example", "Gwen Archer", "admin", does="another company"),
    Person("hugo@lumen.example", "Hugo Blanc", "rep", "all"),
    Person("ivo@lumen.example", "Ivo Petrov", "reviewer"),
)

FIRST = (
    "Ada Ben Chloé David Elena Farid Grace Hannes Inga Jonas Katrin Luis Mara Nils Olga Paul"
    " Quentin Rosa Sven Tara Uwe Vanja Wanda Xaver Yara Zoë Amir Berta Carlos Doris"
).split()
LAST = (
    "Abel Becker Costa Dubois Eriksen Fischer Grant Hoffmann Ibsen Jansen Krüger Lopez Müller"
    " Nowak O'Brien Petit Quist Rossi Schröder Tanaka Ullmann Varga Weiß Young Zimmer"
).split()
COMPANIES = (
    "Alder Foods;Basalt Mining;Cobalt Paints;Delta Glass;Ember Steel;Fjord Seafood;Granite Tools"
    ";Hazel Paper;Indigo Textiles;Juniper Dairy;Kestrel Motors;Linden Pharma;Maple Furniture"
    ";Nimbus Plastics;Orchard Juices;Pinnacle Pumps;Quartz Optics;Raven Cables;Summit Valves"
    ";Timber Works;Umber Ceramics;Violet Cosmetics;Willow Baking;Yarrow Chemicals;Zephyr Fans"
).split(";")
TITLES = (
    "Plant Manager;Head of Operations;Production Engineer;COO;Maintenance Lead;Quality Manager"
).split(";")
PLACES = (
    ("US", "America/New_York", "Boston"),
    ("US", "America/Chicago", "Chicago"),
    ("US", "America/Los_Angeles", "Portland"),
    ("FR", "Europe/Paris", "Lyon"),
    ("DE", "Europe/Berlin", "Hamburg"),
    ("GB", "Europe/London", "Leeds"),
    ("AU", "Australia/Sydney", "Sydney"),
    ("US", "America/Denver", "Denver"),
)
SPELLED = {"ë": "e", "é": "e", "ü": "ue", "ö": "oe", "ß": "ss"}
SEGMENTS = ("mid-market", "enterprise", "mid-market", "small")


def contacts(count: int, owners: tuple[str, ...], seed: int) -> list[dict[str, str]]:
    """Records as a CRM exports them; the same for the same seed. Some lack a field."""
    random = Random(seed)  # noqa: S311 - believable, not secret
    records = []
    for number in range(count):
        company = COMPANIES[number % len(COMPANIES)]
        first, last = random.choice(FIRST), random.choice(LAST)
        country, zone, city = random.choice(PLACES)
        domain = f"{company.split()[0].lower()}.example"
        local = f"{first}.{last}.{number}".lower().replace("'", "").replace(" ", "")
        record = {
            "external_id": f"C-{seed}{number:05d}",
            "email": f"{_ascii(local)}@{domain}",
            "first_name": first,
            "last_name": last,
            "title": random.choice(TITLES),
            "company": company,
            "company_domain": domain,
            "country": country,
            "timezone": zone,
            "city": city,
            "segment": "" if number % 29 == 7 else random.choice(SEGMENTS),
            "owner_email": owners[number % len(owners)],
        }
        records.append(record)
    return records


def _ascii(text: str) -> str:
    for letter, spelled in SPELLED.items():
        text = text.replace(letter, spelled)
    return text.encode("ascii", "ignore").decode()
