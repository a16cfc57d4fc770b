"""One empty field of many people, filled at once."""

from typing import Any
from uuid import UUID

import pytest

from audit.models import Entry
from contacts.mending import accept, assign, fill
from contacts.models import Contact
from tenancy.actors import member
from tenancy.errors import Refused
from tests.compliance.counting import counted
from tests.world import World, contact


def by(world: World, name: str = "rep") -> dict[str, Any]:
    seat = getattr(world, name)
    return {"seat": seat, "actor": member(seat)}


def people(world: World, count: int = 2, **fields: Any) -> list[Contact]:
    given: dict[str, Any] = {"owner": world.rep, "segment": "", **fields}
    return [contact(f"p{number}@initech.example", **given) for number in range(count)]


def ids(rows: list[Contact]) -> list[UUID]:
    return [row.pk for row in rows]


def test_everybody_whose_field_is_empty_gets_the_value(in_acme: World) -> None:
    rows = people(in_acme)
    full = contact("full@initech.example", owner=in_acme.rep, segment="big")
    done = fill(ids([*rows, full]), column="segment", value=" small ", **by(in_acme))
    assert sorted(done) == sorted(ids(rows))
    assert sorted(Contact.objects.values_list("segment", flat=True)) == ["big", "small", "small"]


def test_each_change_is_in_the_trail(in_acme: World) -> None:
    (row,) = people(in_acme, 1)
    fill([row.pk], column="segment", value="small", **by(in_acme))
    entry = Entry.objects.filter(contact_id=row.pk, action="contact.changed").get()
    assert entry.data == {"fields": ["segment"], "revision": row.revision + 1}


def test_nobody_fills_the_fields_of_people_they_do_not_see(in_acme: World) -> None:
    hidden = contact("hidden@initech.example", owner=in_acme.other_rep, segment="")
    assert fill([hidden.pk], column="segment", value="small", **by(in_acme)) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("country", "Atlantis"), ("segment", "  "), ("email", "a@b.example"), ("zone", "Mars/One")],
)
def test_what_cannot_be_is_refused(in_acme: World, column: str, value: str) -> None:
    (row,) = people(in_acme, 1)
    with pytest.raises(Refused):
        fill([row.pk], column=column, value=value, **by(in_acme))


def test_a_viewer_fills_nothing(in_acme: World) -> None:
    (row,) = people(in_acme, 1)
    with pytest.raises(Refused, match="may not"):
        fill([row.pk], column="segment", value="small", **by(in_acme, "viewer"))


def test_a_rep_takes_people_for_themselves_alone(in_acme: World) -> None:
    (row,) = people(in_acme, 1, owner=None)
    with pytest.raises(Refused, match="may not"):
        assign([row.pk], owner=in_acme.other_rep, **by(in_acme))
    assert assign([row.pk], owner=in_acme.rep, **by(in_acme)) == [row.pk]
    assert Contact.objects.get().owner_id == in_acme.rep.pk


def test_an_admin_assigns_who_has_nobody_and_leaves_the_others(in_acme: World) -> None:
    (row,), taken = people(in_acme, 1, owner=None), contact(owner=in_acme.rep)
    rows = ids([row, taken])
    assert assign(rows, owner=in_acme.other_rep, **by(in_acme, "admin")) == [row.pk]
    with pytest.raises(Refused, match="sends nothing"):
        assign(rows, owner=in_acme.viewer, **by(in_acme, "admin"))


def test_twice_the_people_take_as_many_statements(in_acme: World) -> None:
    taken = []
    for count in (2, 4):
        rows = people(in_acme, count, external_id="")
        with counted() as seen:
            fill(ids(rows), column="segment", value="small", **by(in_acme))
        taken.append(len(seen))
        Contact.objects.all().delete()
    assert taken[0] == taken[1]


def test_only_the_owner_accepts_a_person(in_acme: World) -> None:
    (row,) = people(in_acme, 1)
    with pytest.raises(Refused, match="Only the owner"):
        accept(row, **by(in_acme, "admin"))
    assert accept(row, **by(in_acme)).accepted_by_id == in_acme.rep.pk
    assert Entry.objects.filter(contact_id=row.pk, action="contact.accepted").exists()
