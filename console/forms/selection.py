"""Chosen rows: ticked ones, or everything that a filter matches.

A selection travels in the address (`?selected=…` or `?select_all_matching=1&q=…`), so that it
survives a reload and the Back button.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from console.forms.contacts import FILTERS, ContactFilter
from console.queries.contacts import owners
from console.queries.saved_views import chosen
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from tenancy.errors import Refused
from tenancy.models import Membership

LARGEST = 10_000


@dataclass(frozen=True)
class Selection:
    """Who was chosen: ids, or the filter whose every match is meant."""

    ids: tuple[UUID, ...]
    everybody: bool
    filters: Mapping[str, str]

    @classmethod
    def read(cls, data: QueryDict) -> "Selection":
        """From the fields of the selection bar; what is no id is left out."""
        filters = {name: str(data[name]) for name in FILTERS if data.get(name)}
        ids = tuple(found for text in data.getlist("selected") if (found := _id(text)))
        return cls(ids, data.get("select_all_matching") == "1", filters)

    def people(self, seat: Membership) -> ContactQuerySet:
        """The chosen people among those whom the seat may see."""
        rows = Contact.objects.visible_to(seat).known()
        if self.everybody:
            view = chosen(self.filters.get("view", ""))
            return ContactFilter(dict(self.filters), owners(), view).apply(rows, seat)
        return rows.filter(pk__in=self.ids)

    def contact_ids(self, seat: Membership) -> list[UUID]:
        """Their ids; raises Refused for none and for more than one preflight takes."""
        found = list(self.people(seat).order_by("pk").values_list("pk", flat=True)[: LARGEST + 1])
        if not found:
            raise Refused("Choose at least one person first.", code="nobody_chosen")
        if len(found) > LARGEST:
            raise Refused(
                f"These are more than {LARGEST:,} people. Narrow the filter and enrol in parts.",
                code="too_many",
            )
        return found

    @property
    def query(self) -> str:
        """The selection as the query part of an address."""
        return urlencode(self.fields)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The selection as hidden fields of a form."""
        if self.everybody:
            return [("select_all_matching", "1"), *self.filters.items()]
        return [("selected", str(each)) for each in self.ids]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
