"""Saved views: named selections, each seen through the eyes of who uses it."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from contacts import erasing, saved_views
from contacts.models import SavedView
from tenancy import services
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.scope import scope
from tests.world import World, account, contact

ENGINEERS = [{"field": "contact.title", "operator": "is", "value": "engineer"}]
SOFTWARE = [{"field": "account.industry", "operator": "is", "value": "Software"}]


def save(seat: Membership, name: str = "Engineers", **more: Any) -> SavedView:
    said = {"kind": "contacts", "conditions": ENGINEERS, **more}
    return saved_views.create(name=name, seat=seat, actor=member(seat), **said)


def caller(world: World, seat: Membership) -> Client:
    with scope(world.workspace.pk):
        _, secret = services.create_key(
            name="Robot", role=seat.role, seat=seat, actor=member(world.admin)
        )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def listed(client: Client, view: SavedView) -> list[str]:
    answer = client.get(f"/api/v1/contacts?view={view.pk}")
    return sorted(row["email"] for row in answer.json()["results"])


def test_a_view_keeps_what_was_asked_for(in_acme: World) -> None:
    asked = saved_views.conditions_of(save(in_acme.rep))
    assert str(asked) == "title is “engineer”"


def test_two_views_have_two_names(in_acme: World) -> None:
    save(in_acme.rep)
    with pytest.raises(Refused) as refused:
        save(in_acme.other_rep, "  Engineers ")
    assert refused.value.code == "name_taken"


def test_nine_conditions_are_too_many(in_acme: World) -> None:
    with pytest.raises(Refused, match="at most 8"):
        save(in_acme.rep, conditions=ENGINEERS * 9)


def test_a_wrong_condition_is_named_by_its_number_and_part(in_acme: World) -> None:
    wrong = [*ENGINEERS, {"field": "contact.shoe_size", "operator": "is", "value": "44"}]
    with pytest.raises(Refused) as refused:
        save(in_acme.rep, conditions=wrong)
    assert list(refused.value.fields) == ["conditions.2.field"]


def test_companies_are_not_selected_by_fields_of_people(in_acme: World) -> None:
    with pytest.raises(Refused, match="no field that is known here"):
        save(in_acme.rep, kind="accounts", conditions=ENGINEERS)


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_what_cannot_be_stored_is_refused(in_acme: World, value: str) -> None:
    with pytest.raises(Refused, match="cannot be stored"):
        save(in_acme.rep, conditions=[{**ENGINEERS[0], "value": value}])


@given(st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x), max_leaves=5))
def test_nonsense_is_refused_in_words(data: object) -> None:
    with pytest.raises(Refused) as refused:
        saved_views.read_conditions("contacts", "all", data)
    assert refused.value.code == "invalid"


def test_a_viewer_saves_nothing(in_acme: World) -> None:
    with pytest.raises(Refused) as refused:
        save(in_acme.viewer)
    assert refused.value.code == "not_allowed"


def test_only_the_owner_and_admins_change_a_view(in_acme: World) -> None:
    view = save(in_acme.rep)
    said: dict[str, Any] = {"name": "All", "conditions": ENGINEERS}
    with pytest.raises(Refused, match="somebody else"):
        saved_views.change(view, **said, seat=in_acme.other_rep, actor=member(in_acme.other_rep))
    saved_views.change(view, **said, seat=in_acme.admin, actor=member(in_acme.admin))
    assert SavedView.objects.get().name == "All"


def test_what_happened_to_a_view_is_in_the_trail_without_its_values(in_acme: World) -> None:
    view = save(in_acme.rep)
    saved_views.delete(view, seat=in_acme.rep, actor=member(in_acme.rep))
    entries = Entry.objects.filter(action="view.changed").order_by("pk")
    assert [entry.data["how"] for entry in entries] == ["created", "deleted"]
    assert "engineer" not in str([entry.data for entry in entries])


def test_a_rep_sees_only_their_own_people_through_a_view(acme: World) -> None:
    with scope(acme.workspace.pk):
        contact("mine@x.example", owner=acme.rep)
        contact("theirs@x.example", owner=acme.other_rep)
        view = save(acme.admin)
    assert listed(caller(acme, acme.rep), view) == ["mine@x.example"]
    assert listed(caller(acme, acme.admin), view) == ["mine@x.example", "theirs@x.example"]


def test_a_view_of_companies_lists_their_people(acme: World) -> None:
    with scope(acme.workspace.pk):
        contact("a@x.example", account=account(industry="software"))
        contact("b@x.example")
        view = save(acme.admin, kind="accounts", conditions=SOFTWARE)
    assert listed(caller(acme, acme.admin), view) == ["a@x.example"]


def test_a_view_is_made_changed_and_deleted_by_a_program(acme: World) -> None:
    client = caller(acme, acme.rep)
    made = post(client, "views", name="Engineers", conditions=ENGINEERS)
    path = f"views/{made.json()['id']}"
    changed = post(client, path, name="Some", match="any", conditions=ENGINEERS)
    assert (made.status_code, changed.json()["match"]) == (201, "any")
    assert client.delete(f"/api/v1/{path}").status_code == 204
    assert client.get("/api/v1/views").json() == []


def test_a_view_of_another_workspace_does_not_exist(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        view = save(acme.admin)
    theirs = caller(globex, globex.admin)
    assert theirs.get(f"/api/v1/views/{view.pk}").status_code == 404
    assert theirs.get(f"/api/v1/contacts?view={view.pk}").status_code == 404


def test_an_unknown_view_is_no_empty_list(acme: World) -> None:
    answer = caller(acme, acme.admin).get(f"/api/v1/contacts?view={uuid7()}")
    assert answer.status_code == 404


def test_a_wrong_condition_of_a_program_is_named(acme: World) -> None:
    body = {"name": "x", "conditions": [{"field": "contact.title", "operator": "sounds_like"}]}
    answer = post(caller(acme, acme.rep), "views", **body)
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["conditions.1.operator"])


def test_conditions_that_named_an_erased_person_hold_for_nobody_and_stay_readable(
    in_acme: World,
) -> None:
    address = "zephyrine.q@quillmail.example"
    asked = [
        {"field": "contact.email", "operator": "is", "value": address.title()},
        {"field": "contact.title", "operator": "in", "values": ["CEO", address, f" {address}"]},
    ]
    save(in_acme.rep, conditions=asked)
    erasing.leave_views(erasing.traces_of([contact(address)]))
    wanted = saved_views.conditions_of(SavedView.objects.get())
    assert [(each.value, each.values) for each in wanted.items] == [
        ("(erased)", ()),
        ("", ("CEO", "(erased)")),
    ]
    assert not wanted.hold({"contact.email": "", "contact.title": "CEO"})
