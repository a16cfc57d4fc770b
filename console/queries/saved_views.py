"""What the pages of saved views read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from contacts.conditions import Conditions
from contacts.models import SavedView
from contacts.saved_views import conditions_of
from enrollment.models import Audience
from tenancy.errors import NotFound
from tenancy.models import Membership
from tenancy.roles import Capability

# Tabs beside "All contacts"; the others are on the page of all views.
TABS = 6


@dataclass(frozen=True)
class Line:
    """A view, what it asks for, how many audiences build on it, and who may change it."""

    view: SavedView
    conditions: Conditions
    audiences: int
    is_mine: bool


def views() -> list[SavedView]:
    """Every view by name; one statement."""
    return list(SavedView.objects.select_related("owner").order_by("name"))


def lines(seat: Membership) -> list[Line]:
    """Every view with what builds on it; two statements."""
    live = Audience.objects.filter(ended_at=None).exclude(view=None).order_by()
    used = dict(live.values_list("view").annotate(n=Count("pk")).values_list("view", "n"))
    return [
        Line(view, conditions_of(view), used.get(view.pk, 0), may_change(view, seat))
        for view in views()
    ]


def may_change(view: SavedView, seat: Membership) -> bool:
    """Whether pages may offer it: its owner, and admins."""
    own = view.owner_id == seat.pk or seat.may(Capability.ADMINISTER)
    return own and seat.may(Capability.EDIT_CONTACTS)


def chosen(typed: str) -> SavedView | None:
    """The view that an address names, None for none; NotFound for one that is not there. At most
    one statement."""
    if not typed:
        return None
    try:
        found: SavedView | None = SavedView.objects.filter(pk=UUID(typed)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("This view was deleted.")
    return found


def shown(rows: Sequence[SavedView], active: SavedView | None) -> list[SavedView]:
    """Those that get a tab: the first ones, and the open one in any case."""
    first = list(rows[:TABS])
    if active is not None and active.pk not in {row.pk for row in first}:
        return [*first[: TABS - 1], active]
    return first
