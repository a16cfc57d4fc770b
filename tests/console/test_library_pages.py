"""Settings: shared texts, snippets and closed dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sequences import services, snippets
from sequences.models import ClosedDate, Snippet
from tenancy import actors, clock
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tests.console.browsing import BUDGET, browser, reads
from tests.console.submitting import sent
from tests.sequences.drafting import INTRO, as_, drafted, planned
from tests.world import World

CONTENT = "/w/acme/settings/content/"
SNIPPETS = "/w/acme/settings/snippets/"
CLOSED = "/w/acme/settings/closed-dates/"
TEXTS = {
    "signature": "{{ sender_name }}",
    "disclosure": "You hear from us because {{ company }} builds engines.",
    "naming_rule": "YYYY-MM-Type-Name",
    "copy_addresses": "drop@crm.example\n\nlog@crm.example",
    "max_touches_a_week": "4",
}


def put(seat: Membership, name: str = "fair", text: str = "See you at the fair.") -> Snippet:
    return snippets.put_snippet(name=name, text=text, seat=seat, actor=actors.member(seat))


def stored(world: World) -> Workspace:
    return Workspace.objects.get(pk=world.workspace.pk)


@pytest.mark.parametrize("page", [CONTENT, SNIPPETS, f"{SNIPPETS}new/", CLOSED])
def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World, page: str) -> None:
    assert browser(in_acme.admin).get(page).status_code == 200
    for other in (in_acme.manager, in_acme.reviewer, in_acme.viewer, globex.admin):
        assert browser(other).get(page).status_code == 404


def test_shared_texts_are_saved(in_acme: World) -> None:
    form = {**TEXTS, "content_stages": ["legal", "peer"], "naming_required": "on"}
    browser(in_acme.admin).post(CONTENT, {**form, "do": "save"})
    row = stored(in_acme)
    assert (row.content_stages, row.naming_required) == (["peer", "legal"], True)
    assert row.copy_addresses == ["drop@crm.example", "log@crm.example"]
    assert (row.max_touches_a_week, row.disclosure) == (4, TEXTS["disclosure"])


def test_the_page_asks_for_what_is_stored(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(CONTENT, {**TEXTS, "content_stages": ["legal"]})
    form = sent(client.get(CONTENT).content.decode())
    client.post(CONTENT, form)
    row = stored(in_acme)
    assert (row.content_stages, row.signature) == (["legal"], "{{ sender_name }}")
    assert row.copy_addresses == ["drop@crm.example", "log@crm.example"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("signature", "Hi {{ frist_name }}", "Line 1, column"),
        ("disclosure", "{{ signature }}", "Line 1, column"),
        ("naming_rule", "YYYY", "Use Name once"),
        ("copy_addresses", "drop@crm.example\nnobody", "Line 2 is no e-mail address"),
        ("max_touches_a_week", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_text_is_said_at_its_field_and_nothing_is_stored(
    in_acme: World, field: str, value: str, sentence: str
) -> None:
    answer = browser(in_acme.admin).post(CONTENT, {**TEXTS, field: value, "do": "save"})
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert stored(in_acme).signature == ""


def test_a_preview_shows_the_texts_and_the_name_and_stores_nothing(in_acme: World) -> None:
    form = {**TEXTS, "naming_rule": "Type/Name", "do": "preview"}
    page = browser(in_acme.admin).post(CONTENT, form).content.decode()
    assert "because Analytical Engines Ltd builds engines" in page
    assert "Webinar/Spring offer" in page
    assert stored(in_acme).disclosure == ""


def test_each_stage_says_who_can_sign(in_acme: World) -> None:
    page = browser(in_acme.admin).get(CONTENT).content.decode()
    assert "Legal: someone of the team “Legal”; now nobody yet" in page
    assert "a manager or an admin; now Admin, Manager and Other Admin" in page


def test_a_snippet_is_written_and_listed(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(f"{SNIPPETS}new/", {"name": "fair", "text": "See you, {{ first_name }}.\n"})
    assert Snippet.objects.get().text == "See you, {{ first_name }}.\n"
    assert "nowhere" in client.get(SNIPPETS).content.decode()


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [("Fair!", "x", "name"), ("fair", "{{ oops", "text"), ("taken", "x", "name")],
)
def test_a_snippet_that_cannot_be_is_refused_at_its_field(
    in_acme: World, name: str, text: str, field: str
) -> None:
    put(in_acme.admin, "taken", "Former")
    answer = browser(in_acme.admin).post(f"{SNIPPETS}new/", {"name": name, "text": text})
    assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert Snippet.objects.get().text == "Former"


def test_a_snippet_shows_the_versions_that_keep_its_text(in_acme: World) -> None:
    row, step = put(in_acme.admin), replace(INTRO, text=f"{{{{ snippet.fair }}}}\n{INTRO.text}")
    services.save_draft(drafted(in_acme.admin), planned([step]), **as_(in_acme.admin))
    client = browser(in_acme.admin)
    assert "Outbound v1" in client.get(SNIPPETS).content.decode()
    opened = {"expected": row.updated_at.isoformat()}
    client.post(f"{SNIPPETS}{row.pk}/", {"text": "Another text.", **opened})
    page = client.get(f"{SNIPPETS}{row.pk}/").content.decode()
    assert "Outbound v1" in page and "has a former text" in page


def test_who_opened_a_snippet_before_another_changed_it_keeps_their_words(in_acme: World) -> None:
    row, client = put(in_acme.admin), browser(in_acme.admin)
    opened = client.get(f"{SNIPPETS}{row.pk}/").context["form"]["expected"].value()
    put(in_acme.other_admin, text="Theirs.")
    answer = client.post(f"{SNIPPETS}{row.pk}/", {"text": "Mine.", "expected": opened})
    assert (answer.status_code, Snippet.objects.get().text) == (422, "Theirs.")
    assert "Mine." in answer.content.decode()
    assert "put your changes in again" in answer.context["form"].errors["text"][0]


def test_a_new_snippet_never_replaces_one_that_came_meanwhile(in_acme: World) -> None:
    put(in_acme.admin)
    with pytest.raises(Refused, match="meanwhile"):
        snippets.put_snippet(name="fair", text="Mine.", only_new=True, **as_(in_acme.other_admin))


def test_a_snippet_is_deleted(in_acme: World) -> None:
    row = put(in_acme.admin)
    browser(in_acme.admin).post(f"{SNIPPETS}{row.pk}/delete/")
    assert not Snippet.objects.exists()


def test_the_snippets_take_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    client = browser(in_acme.admin)
    put(in_acme.admin)
    with reads() as few:
        client.get(SNIPPETS)
    for number in range(5):
        put(in_acme.other_admin, f"more_{number}")
    with reads() as many:
        client.get(SNIPPETS)
    assert few.count == many.count <= BUDGET


def closing(**changes: str) -> dict[str, str]:
    first = clock.now().date() + timedelta(days=20)
    days = {"first": first.isoformat(), "last": (first + timedelta(days=2)).isoformat()}
    return {**days, "name": "Works outing", "country": "", **changes}


def test_days_are_closed_for_one_country_by_its_name(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(CLOSED, closing(country="Germany"))
    row = ClosedDate.objects.get()
    assert (row.name, row.country, (row.last - row.first).days) == ("Works outing", "DE", 2)
    page = client.get(CLOSED).content.decode()
    assert "Works outing" in page and "Germany" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last": "2020-01-01"}, "last"),
        ({"first": "soon"}, "first"),
        ({"country": "Atlantis"}, "country"),
        ({"name": ""}, "name"),
    ],
)
def test_days_that_cannot_be_closed_are_refused_at_their_field(
    in_acme: World, changes: dict[str, str], field: str
) -> None:
    answer = browser(in_acme.admin).post(CLOSED, closing(**changes))
    assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert not ClosedDate.objects.exists()


def test_closed_days_are_changed_and_opened_again(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(CLOSED, closing())
    one = f"{CLOSED}{ClosedDate.objects.get().pk}/"
    form = sent(client.get(one).content.decode())
    client.post(one, {**form.dict(), "name": "Summer party"})
    assert ClosedDate.objects.get().name == "Summer party"
    client.post(f"{one}delete/")
    assert not ClosedDate.objects.exists()


def test_days_that_are_over_stand_apart(in_acme: World) -> None:
    day = date(2020, 5, 1)
    ClosedDate.objects.create(first=day, last=day, name="Long ago")
    answer = browser(in_acme.admin).get(CLOSED)
    assert answer.context["ahead"] == [] and answer.context["past"][0].name == "Long ago"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Christmas Day in Germany"),
        ("?country=France", "in France"),
        ("?country=DE&region=Bayern", "in Bavaria, Germany"),
        ("?country=Atlantis", "No public holidays are known for “Atlantis”"),
        ("?country=", "Choose a country"),
    ],
)
def test_public_holidays_stand_beside_for_reference(
    in_acme: World, query: str, sentence: str
) -> None:
    assert sentence in browser(in_acme.admin).get(CLOSED + query).content.decode()


def test_nobody_touches_the_library_of_another_workspace(in_acme: World, globex: World) -> None:
    row = put(in_acme.admin)
    there = SNIPPETS.replace("acme", "globex")
    assert browser(globex.admin).get(f"{there}{row.pk}/").status_code == 404
    assert browser(globex.admin).post(f"{there}{row.pk}/delete/").status_code == 404
    assert Snippet.objects.filter(pk=row.pk).exists()


def test_no_two_fields_of_the_closed_dates_share_an_id(in_acme: World) -> None:
    page = browser(in_acme.admin).get("/w/acme/settings/closed-dates/").content.decode()
    assert page.count('id="id_country"') == page.count('id="whose_country"') == 1
