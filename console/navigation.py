"""The places of the console, and which of them a seat is shown.

A place is shown when the capability table lets the seat read it, so that the navigation never
offers a page that answers 404. `path` (or `also`) is what the addresses of the place begin with,
under `/w/<slug>/`.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from console.queries import today
from tenancy.middleware import table
from tenancy.requests import TenantRequest
from tenancy.roles import may


@dataclass(frozen=True)
class Place:
    """One line of the navigation; `key` is typed after `g`."""

    label: str
    route: str
    path: str
    icon: str
    key: str = ""
    also: str = ""

    @property
    def paths(self) -> list[str]:
        """Beginnings of the addresses that belong to it."""
        return [path for path in (self.path, self.also) if path]


@dataclass
class Link:
    """A place as one person sees it."""

    label: str
    url: str
    icon: str
    key: str
    active: bool
    count: int = 0


@dataclass
class Group:
    """Places that belong together."""

    label: str
    items: list[Link] = field(default_factory=list)


WORK = (
    Place("Today", "today", "today/", "today", "t"),
    Place("Inbox", "inbox", "inbox/", "reply", "i"),
    Place("Contacts", "contacts", "contacts/", "contacts", "c"),
    Place("Enrollments", "enrollments", "enrollments/", "enrollments", "e"),
    Place("Review", "review", "review/", "review", "r"),
)
GOVERN = (
    Place("Sequences", "sequences", "sequences/", "sequences", "s", also="migrations/"),
    Place("Compliance", "suppressions", "compliance/", "compliance", "l"),
    Place("Audit", "audit", "audit/", "audit", "a"),
    Place("Operations", "operations", "operations/", "operations", "o"),
    Place("Settings", "settings", "settings/", "settings", "x"),
)
DEMO = (Place("Outbox", "outbox", "outbox/", "outbox", "m"),)


def groups(request: TenantRequest, known: today.Counts | None = None) -> list[Group]:
    """Every place this seat may read, in groups; one statement for the counts, unless they are
    known."""
    places: list[tuple[str, tuple[Place, ...]]] = [("Work", WORK), ("Govern", GOVERN)]
    if settings.DEMO:
        places.append(("Demo", DEMO))
    counts = _counts(known or today.counts(request.seat))
    found = [
        Group(label, [_link(request, place, counts) for place in part if _open(request, place)])
        for label, part in places
    ]
    return [group for group in found if group.items]


def _open(request: TenantRequest, place: Place) -> bool:
    line = table().get(f"console:{place.route}", {})
    if "GET" not in line:
        return False
    needed = line["GET"]
    return needed is None or may(request.role, needed)


def _link(request: TenantRequest, place: Place, counts: dict[str, int]) -> Link:
    home = f"/w/{request.workspace.slug}/"
    start = place.route == "today" and request.path == home
    return Link(
        label=place.label,
        url=reverse(f"console:{place.route}", args=[request.workspace.slug]),
        icon=place.icon,
        key=place.key,
        active=start or any(request.path.startswith(home + path) for path in place.paths),
        count=counts.get(place.route, 0),
    )


def _counts(found: today.Counts) -> dict[str, int]:
    return {"today": found.today, "review": found.review, "inbox": found.inbox}
