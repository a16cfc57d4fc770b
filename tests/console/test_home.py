"""The door to a workspace, its navigation, and how a refusal finds its way back to a page."""

import pytest
from django.test import Client

from tenancy.models import Membership, User
from tenancy.scope import scope
from tests.console.browsing import browser
from tests.console.scenes import enrolled
from tests.world import World, contact


def test_who_has_one_workspace_goes_straight_in(in_acme: World) -> None:
    answer = browser(in_acme.rep).get("/")
    assert answer.headers["Location"] == "/w/acme/"


def test_who_has_several_chooses(in_acme: World, globex: World) -> None:
    with scope(globex.workspace.pk):
        Membership.objects.create(user=in_acme.rep.user, role="viewer", label="Rep")
    page = browser(in_acme.rep).get("/").content.decode()
    assert "/w/acme/" in page
    assert "/w/globex/" in page


def test_without_a_seat_the_page_says_whom_to_ask(in_acme: World) -> None:
    client = Client()
    client.force_login(User.objects.create_user("lost@nowhere.example", "password", name="Lost"))
    assert "No workspace is open to you" in client.get("/").content.decode()


def test_a_stranger_is_sent_to_the_log_in() -> None:
    assert Client().get("/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("slug", "target"), [("acme", "/w/acme/"), ("globex", "/")])
def test_only_ones_own_workspaces_can_be_switched_to(
    in_acme: World, globex: World, slug: str, target: str
) -> None:
    answer = browser(in_acme.rep).post("/switch/", {"workspace": slug})
    assert answer.headers["Location"] == target


def test_the_navigation_offers_what_the_role_may_open(in_acme: World) -> None:
    admin = browser(in_acme.admin).get("/w/acme/").content.decode()
    viewer = browser(in_acme.viewer).get("/w/acme/").content.decode()
    assert "/w/acme/settings/" in admin
    assert "/w/acme/settings/" not in viewer


def test_every_place_of_the_navigation_opens(in_acme: World) -> None:
    client = browser(in_acme.admin)
    groups = client.get("/w/acme/").context["navigation"]()
    places = [link.url for group in groups for link in group.items]
    assert {client.get(place).status_code for place in places} == {200}


def test_times_are_shown_in_the_zone_of_the_viewer(in_acme: World) -> None:
    user = in_acme.rep.user
    User.objects.filter(pk=user.pk).update(zone="Asia/Tokyo")
    assert "JST" in browser(in_acme.rep).get("/w/acme/").content.decode()


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("http://testserver/w/acme/contacts/", "http://testserver/w/acme/contacts/"),
        ("https://elsewhere.example/", "/w/acme/"),
        ("", "/w/acme/"),
    ],
)
def test_a_refusal_is_shown_on_the_page_of_the_form(
    in_acme: World, came_from: str, back_to: str
) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    address = f"/w/acme/enrollments/{row.pk}/resume/"
    answer = browser(in_acme.rep).post(address, headers={"Referer": came_from})
    assert answer.headers["Location"] == back_to
