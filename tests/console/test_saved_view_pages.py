"""Saved views on the contact pages: choosing one, saving a filter as one, changing it."""

import pytest

from contacts import saved_views
from contacts.models import SavedView, ViewKind
from enrollment import audiences
from enrollment.audiences import Asked
from tenancy import actors
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import version_of
from tests.console.submitting import sent
from tests.world import World, account, contact

LIST = "/w/acme/contacts/"
VIEWS = f"{LIST}views/"
ENGINEERS = {
    "name": "Engineers",
    "kind": "contacts",
    "match": "all",
    "field-0": "contact.title",
    "operator-0": "contains",
    "value-0": "engineer",
}


def saved(
    seat: Membership,
    name: str = "Engineers",
    field: str = "contact.title",
    value: str = "engineer",
    kind: str = ViewKind.CONTACTS,
) -> SavedView:
    conditions = [{"field": field, "operator": "contains", "value": value}]
    return saved_views.create(
        name=name, kind=kind, conditions=conditions, seat=seat, actor=actors.member(seat)
    )


def test_a_view_shows_who_fits_and_no_others(in_acme: World) -> None:
    view = saved(in_acme.rep)
    contact("a@initech.example", first_name="Ada")
    contact("b@initech.example", first_name="Bill", title="Clerk")
    page = browser(in_acme.admin).get(f"{LIST}?view={view.pk}").content.decode()
    assert "Ada Gibbons" in page and "Bill Gibbons" not in page
    assert "title contains “engineer”" in page


def test_a_view_of_companies_shows_their_people(in_acme: World) -> None:
    view = saved(in_acme.rep, field="account.name", value="initech", kind=ViewKind.ACCOUNTS)
    contact("a@initech.example", first_name="Ada", account=account("Initech"))
    contact("b@other.example", first_name="Bill")
    page = browser(in_acme.admin).get(f"{LIST}?view={view.pk}").content.decode()
    assert "Ada Gibbons" in page and "Bill Gibbons" not in page


def test_filters_narrow_a_view_further_and_keep_it(in_acme: World) -> None:
    view = saved(in_acme.rep)
    contact("a@initech.example", first_name="Ada", segment="enterprise")
    contact("b@initech.example", first_name="Bill")
    answer = browser(in_acme.admin).get(f"{LIST}?view={view.pk}&segment=enterprise")
    assert [line.contact.first_name for line in answer.context["lines"]] == ["Ada"]
    assert f'name="view" value="{view.pk}"' in answer.content.decode()


def test_a_rep_sees_only_their_own_people_in_a_view(in_acme: World) -> None:
    view = saved(in_acme.admin)
    contact("a@initech.example", first_name="Mine", owner=in_acme.rep)
    contact("b@initech.example", first_name="Theirs", owner=in_acme.other_rep)
    lines = browser(in_acme.rep).get(f"{LIST}?view={view.pk}").context["lines"]
    assert [line.contact.first_name for line in lines] == ["Mine"]


def test_everybody_of_a_view_can_be_chosen_to_be_enrolled(in_acme: World) -> None:
    version_of(in_acme)
    view = saved(in_acme.rep)
    contact("a@initech.example")
    contact("b@initech.example", title="Clerk")
    query = f"select_all_matching=1&view={view.pk}"
    page = browser(in_acme.admin).get(f"/w/acme/enrollments/new/?{query}")
    assert page.context["total"] == 1


def test_choosing_everybody_of_a_deleted_view_chooses_nobody(in_acme: World) -> None:
    contact()
    query = f"select_all_matching=1&view={in_acme.admin.pk}"
    answer = browser(in_acme.admin).get(f"/w/acme/enrollments/new/?{query}")
    assert answer.status_code == 404


@pytest.mark.parametrize("typed", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
def test_a_deleted_view_leads_to_all_contacts_and_says_so(in_acme: World, typed: str) -> None:
    answer = browser(in_acme.admin).get(f"{LIST}?view={typed}", follow=True)
    assert answer.redirect_chain[0][0] == LIST
    assert "This view was deleted" in answer.content.decode()


def test_the_list_takes_as_many_reads_for_twice_the_views(in_acme: World) -> None:
    client, view = browser(in_acme.admin), saved(in_acme.admin)
    contact()
    with reads() as few:
        client.get(f"{LIST}?view={view.pk}")
    for number in range(8):
        saved(in_acme.rep, f"View {number}")
        contact(f"more{number}@initech.example")
    with reads() as many:
        client.get(f"{LIST}?view={view.pk}")
    assert few.count == many.count <= BUDGET


def test_a_filter_becomes_the_start_of_a_view(in_acme: World) -> None:
    page = browser(in_acme.rep).get(f"{VIEWS}new/?segment=enterprise&country=de&owner=me&q=x")
    form = sent(page.content.decode())
    assert (form["field-0"], form["value-0"]) == ("contact.segment", "enterprise")
    assert (form["field-1"], form["value-1"]) == ("contact.country", "de")
    assert "The search, the owner: a view asks only" in page.content.decode()


def test_a_view_and_a_filter_become_one_view(in_acme: World) -> None:
    view = saved(in_acme.admin)
    page = browser(in_acme.rep).get(f"{VIEWS}new/?view={view.pk}&segment=enterprise")
    form = sent(page.content.decode())
    assert (form["value-0"], form["value-1"]) == ("engineer", "enterprise")


def test_saving_a_view_opens_it(in_acme: World) -> None:
    answer = browser(in_acme.rep).post(f"{VIEWS}new/", {**ENGINEERS, "do": "save"})
    view = SavedView.objects.get()
    assert answer.headers["Location"] == f"{LIST}?view={view.pk}"
    assert view.owner_id == in_acme.rep.pk


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Fill this in"),
        ({"field-0": "", "value-0": ""}, "Add at least one condition"),
        ({"field-0": "contact.shoe_size"}, "names no field that is known here"),
        ({"operator-0": "more_than"}, "number"),
        ({"kind": "accounts"}, "names no field that is known here"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    in_acme: World, changes: dict[str, str], sentence: str
) -> None:
    answer = browser(in_acme.rep).post(f"{VIEWS}new/", {**ENGINEERS, **changes, "do": "save"})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not SavedView.objects.exists()


def test_two_views_cannot_have_one_name(in_acme: World) -> None:
    saved(in_acme.admin)
    answer = browser(in_acme.rep).post(f"{VIEWS}new/", ENGINEERS)
    assert answer.context["form"].errors["name"]
    assert sent(answer.content.decode())["value-0"] == "engineer"


def test_a_button_that_deletes_a_line_saves_nothing(in_acme: World) -> None:
    answer = browser(in_acme.rep).post(f"{VIEWS}new/", {**ENGINEERS, "name": "", "do": "drop-0"})
    form = sent(answer.content.decode())
    assert (answer.status_code, form["value-0"]) == (200, "")
    assert "Fill this in" not in answer.content.decode()


def test_the_owner_changes_a_view_and_its_kind_stays(in_acme: World) -> None:
    view = saved(in_acme.rep)
    form = {**ENGINEERS, "name": "Clerks", "value-0": "clerk", "kind": "accounts"}
    browser(in_acme.rep).post(f"{VIEWS}{view.pk}/", form)
    view.refresh_from_db()
    assert (view.name, view.kind, view.conditions[0]["value"]) == ("Clerks", "contacts", "clerk")


def test_another_rep_is_told_whose_view_it_is(in_acme: World) -> None:
    view = saved(in_acme.rep)
    client = browser(in_acme.other_rep)
    assert "belongs to somebody else" in client.get(f"{VIEWS}{view.pk}/").content.decode()
    answer = client.post(f"{VIEWS}{view.pk}/", {**ENGINEERS, "name": "Stolen"})
    assert answer.status_code == 422 and SavedView.objects.get().name == "Engineers"


def test_a_view_is_deleted_and_nobody_with_it(in_acme: World) -> None:
    view, person = saved(in_acme.rep), contact()
    browser(in_acme.rep).post(f"{VIEWS}{view.pk}/delete/")
    assert not SavedView.objects.exists()
    person.refresh_from_db()


def test_a_view_that_an_audience_uses_stays(in_acme: World) -> None:
    view, sequence = saved(in_acme.rep), version_of(in_acme).sequence
    asked = Asked(name="A", reason="They asked", view=view)
    audiences.create(sequence, asked, seat=in_acme.rep, actor=actors.member(in_acme.rep))
    answer = browser(in_acme.rep).post(f"{VIEWS}{view.pk}/delete/", follow=True)
    assert "End the audience first" in answer.content.decode()
    assert SavedView.objects.exists()


def test_all_views_are_listed_with_what_builds_on_them(in_acme: World) -> None:
    view, sequence = saved(in_acme.rep), version_of(in_acme).sequence
    asked = Asked(name="A", reason="They asked", view=view)
    audiences.create(sequence, asked, seat=in_acme.rep, actor=actors.member(in_acme.rep))
    answer = browser(in_acme.viewer).get(VIEWS)
    assert [line.audiences for line in answer.context["lines"]] == [1]
    assert "title contains “engineer”" in answer.content.decode()


def test_who_may_not_edit_contacts_saves_no_view(in_acme: World, globex: World) -> None:
    view = saved(in_acme.rep)
    for seat in (in_acme.reviewer, in_acme.viewer):
        assert browser(seat).get(f"{VIEWS}new/").status_code == 404
        assert browser(seat).post(f"{VIEWS}{view.pk}/delete/").status_code == 404
    assert browser(globex.admin).get(VIEWS).status_code == 404
