"""Log-in by address and password; sessions that end when they must; no way to sign up."""

import pytest
from django.test import Client

from tenancy import actors, services
from tenancy.models import Membership, User
from tenancy.scope import scope
from tests.tenancy.entrance import is_in, log_in
from tests.world import World


@pytest.mark.parametrize("email", ["rep@acme.example", "REP@Acme.Example", " rep@acme.example "])
def test_an_address_in_any_letter_case_gets_in(acme: World, client: Client, email: str) -> None:
    assert log_in(client, email).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [("rep@acme.example", "wrong"), ("nobody@acme.example", "password"), ("", "")],
)
def test_wrong_words_do_not(acme: World, client: Client, email: str, password: str) -> None:
    assert log_in(client, email, password).status_code == 200
    assert not is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    acme: World, client: Client
) -> None:
    known = log_in(client, "rep@acme.example", "wrong").context["form"].errors
    unknown = log_in(client, "nobody@acme.example", "wrong").context["form"].errors
    assert known == unknown
    assert known


def test_guessing_is_slowed_down(acme: World, client: Client) -> None:
    for guess in range(6):
        log_in(client, "rep@acme.example", f"guess {guess}")
    log_in(client, "rep@acme.example")
    assert not is_in(client)


def test_after_log_in_people_are_where_they_wanted_to_be(acme: World, client: Client) -> None:
    answer = log_in(client, "rep@acme.example", then="/w/acme/contacts/")
    assert answer.headers["Location"] == "/w/acme/contacts/"


def test_log_in_leads_to_no_other_host(acme: World, client: Client) -> None:
    answer = log_in(client, "rep@acme.example", then="https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_nobody_signs_themselves_up(db: None, client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"email": "new@acme.example", "password1": "a long secret", "password2": "a long secret"},
    )
    assert not User.objects.exists()
    assert not is_in(client)


def test_a_session_ends_with_log_out(acme: World, client: Client) -> None:
    client.force_login(acme.rep.user)
    client.post("/accounts/logout/")
    assert client.get("/w/acme/").headers["Location"].startswith("/accounts/login/")


def test_reading_the_log_out_page_ends_nothing(acme: World, client: Client) -> None:
    client.force_login(acme.rep.user)
    client.get("/accounts/logout/")
    assert is_in(client)


def test_every_session_of_a_disabled_member_ends(acme: World) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(acme.rep.user)
    with scope(acme.workspace.pk):
        services.disable_member(acme.rep, actor=actors.member(acme.admin))
    answers = [browser.get("/w/acme/") for browser in browsers]
    assert {answer.headers["Location"].split("?")[0] for answer in answers} == {"/accounts/login/"}


def test_a_new_password_ends_the_other_sessions(acme: World) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(acme.rep.user)
    user = User.objects.get(pk=acme.rep.user_id)
    user.set_password("another long one")
    user.save()
    assert there.get("/w/acme/").headers["Location"].startswith("/accounts/login/")


def test_a_person_whose_account_is_closed_does_not_get_in(acme: World, client: Client) -> None:
    User.objects.filter(pk=acme.rep.user_id).update(is_active=False)
    log_in(client, "rep@acme.example")
    assert not is_in(client)


def test_one_person_has_seats_in_several_workspaces(
    acme: World, globex: World, client: Client
) -> None:
    with scope(globex.workspace.pk):
        Membership.objects.create(user=acme.rep.user, role="viewer", label="Rep")
    client.force_login(acme.rep.user)
    answers = [client.get(f"/w/{slug}/contacts/imports/") for slug in ("acme", "globex")]
    assert "Location" not in answers[0].headers
    assert "Location" not in answers[1].headers
