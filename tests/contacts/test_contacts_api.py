"""The list of contacts and one contact, as programs read them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from contacts.api.people import ContactDetail, ContactList
from tenancy.models import ApiKey, KeyDigest, Membership
from tenancy.roles import Capability, Role
from tenancy.scope import scope
from tests.world import World, account, contact

urlpatterns = [
    path("api/v1/contacts", ContactList.as_view(), name="contacts"),
    path("api/v1/contacts/<str:external_id>", ContactDetail.as_view(), name="contact"),
]
TABLE = {"contacts": {"GET": Capability.SEE}, "contact": {"GET": Capability.SEE}}
SETTINGS = {
    "ROOT_URLCONF": __name__,
    "CAPABILITY_TABLE": f"{__name__}.TABLE",
    # Collected files are not there in a fresh clone, and whitenoise warns of it.
    "WHITENOISE_AUTOREFRESH": True,
}


@pytest.fixture(autouse=True)
def _routes() -> Any:
    from tenancy import middleware

    middleware.table.cache_clear()
    with override_settings(**SETTINGS):
        yield
    middleware.table.cache_clear()


def key(seat: Membership, secret: str) -> Client:
    """A caller with an API key of this seat; call it in the seat's scope."""
    made = ApiKey.objects.create(name=secret, prefix=secret[:12], role=Role.REP, created_by=seat)
    KeyDigest.objects.create(
        digest=KeyDigest.of(secret), workspace_id=seat.workspace.pk, api_key_id=made.pk
    )
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def caller(acme: World) -> Client:
    with scope(acme.workspace.pk):
        return key(acme.admin, "sk_acme_admin")


def ids(caller: Client, query: str = "") -> list[str]:
    answer = caller.get(f"/api/v1/contacts?{query}")
    assert answer.status_code == 200, answer.content
    return [row["external_id"] for row in answer.json()["results"]]


@pytest.fixture
def people(acme: World) -> None:
    with scope(acme.workspace.pk):
        company = account("Initech", domain="initech.example")
        contact("a@x.example", external_id="1", owner=acme.rep, account=company, segment="big")
        contact("b@x.example", external_id="2", owner=acme.other_rep)
        contact("c@x.example", external_id="3", owner_given="zed@else.example")


def test_a_contact_is_read_in_the_words_it_is_written_in(caller: Client, people: None) -> None:
    body = caller.get("/api/v1/contacts/1").json()
    assert {
        name: body[name] for name in ("email", "timezone", "company", "owner_email", "opted_out")
    } == {
        "email": "a@x.example",
        "timezone": "America/New_York",
        "company": "Initech",
        "owner_email": "rep@acme.example",
        "opted_out": False,
    }


def test_a_contact_is_found_by_our_own_id_too(caller: Client, people: None) -> None:
    own = caller.get("/api/v1/contacts/3").json()
    assert caller.get(f"/api/v1/contacts/{own['id']}").json() == own
    assert (own["owner_email"], own["company"]) == ("zed@else.example", "")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1", "2", "3"]),
        ("external_id=2", ["2"]),
        ("email=A@X.example", ["1"]),
        ("owner=REP@acme.example", ["1"]),
        ("owner=none", ["3"]),
        ("segment=big", ["1"]),
        ("owner=rep@acme.example&segment=small", []),
        ("updated_since=2000-01-01T00:00:00Z", ["1", "2", "3"]),
        ("updated_since=2999-01-01T00:00:00Z", []),
    ],
)
def test_the_list_is_filtered(caller: Client, people: None, query: str, found: list[str]) -> None:
    assert sorted(ids(caller, query)) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("email=nonsense", "email"),
        ("updated_since=yesterday", "updated_since"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("colour=blue", "colour"),
        ("external_id=%00", "external_id"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(
    caller: Client, query: str, field: str
) -> None:
    answer = caller.get(f"/api/v1/contacts?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_the_list_comes_in_pages(caller: Client, people: None) -> None:
    first = caller.get("/api/v1/contacts?limit=2").json()
    second = caller.get(first["next"]).json()
    both = [row["external_id"] for page in (first, second) for row in page["results"]]
    assert (len(first["results"]), sorted(both)) == (2, ["1", "2", "3"])


def test_a_key_sees_what_its_person_sees(acme: World, people: None) -> None:
    with scope(acme.workspace.pk):
        caller = key(acme.rep, "sk_acme_rep")
    assert sorted(ids(caller)) == ["1", "3"]
    assert caller.get("/api/v1/contacts/2").status_code == 404


def test_another_workspace_sees_nothing(globex: World, people: None) -> None:
    with scope(globex.workspace.pk):
        caller = key(globex.admin, "sk_globex")
    assert ids(caller) == []
    assert caller.get("/api/v1/contacts/1").status_code == 404


@pytest.mark.parametrize(
    "name", ["0192f0c1-0000-7000-8000-000000000000", "no-such-id", "%00", "..%2f1"]
)
def test_what_does_not_exist_is_a_404(caller: Client, people: None, name: str) -> None:
    assert caller.get(f"/api/v1/contacts/{name}").status_code == 404


def test_without_a_key_nothing_is_read(db: None) -> None:
    assert Client().get("/api/v1/contacts").status_code == 401


def test_the_list_needs_the_same_queries_for_more_rows(acme: World, caller: Client) -> None:
    def needed() -> int:
        with CaptureQueriesContext(connection) as queries:
            ids(caller)
        return len(queries)

    with scope(acme.workspace.pk):
        contact("a@x.example", owner=acme.rep, account=account("A"))
    needed()
    one = needed()
    with scope(acme.workspace.pk):
        for number in range(10):
            contact(f"{number}@x.example", owner=acme.rep, account=account(f"A{number}"))
    assert needed() == one
