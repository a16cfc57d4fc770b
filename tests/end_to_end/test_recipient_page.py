"""The recipient's page in a browser without script, by keyboard alone, on a small telephone."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from compliance import tokens
from compliance.models import Suppression
from compliance.services import address_key
from console.recipient_words.de import WORDS
from tenancy import clock
from tenancy.scope import scope
from tests.console.scenes import running
from tests.end_to_end.story.browser import opened
from tests.world import World, contact

MOST_TABS = 40
NARROW = 320


@pytest.fixture
def address(transactional_db: None, acme: World, live_server: LiveServer) -> str:
    """Where the link in Peter's message leads."""
    with scope(acme.workspace.pk), transaction.atomic():
        row = running(acme, contact(owner=acme.rep))
        owner = tokens.Owner(
            address_key=address_key("peter@initech.example"),
            hint="p…@initech.example",
            contact_id=row.contact_id,
            enrollment_id=row.pk,
        )
        return f"{live_server.url}/u/{tokens.mint_many([owner])[0]}/"


@pytest.mark.end_to_end
def test_everything_is_chosen_by_keyboard_without_script(address: str, acme: World) -> None:
    day = clock.now().date() + timedelta(days=30)
    with opened(dict(os.environ)) as browser:
        page = on_a_telephone(browser)
        page.goto(address)
        fits(page)
        chooses(page, WORDS.sms_button, WORDS.chosen_sms)
        page.get_by_label(WORDS.later_label).fill(day.isoformat())
        chooses(page, WORDS.later_button, WORDS.day(day))
        chooses(page, WORDS.wrong_button, WORDS.chosen_wrong)
        chooses(page, WORDS.all_button, "schreibt nicht mehr")
        fits(page)
        # The language, and not to be watched: nothing else is left to choose.
        expect(page.get_by_role("button")).to_have_count(2)
    with scope(acme.workspace.pk), transaction.atomic():
        found = set(Suppression.objects.values_list("reason", "channel"))
    assert found == {("opt_out", "sms"), ("later", ""), ("opt_out", "")}


def on_a_telephone(browser: Browser) -> Page:
    context = browser.new_context(
        locale="de-DE",
        java_script_enabled=False,
        viewport={"width": NARROW, "height": 640},
    )
    return context.new_page()


def chooses(page: Page, button: str, told: str) -> None:
    """Tab to a button and press it with Enter; the page tells what holds then."""
    reaches(page, page.get_by_role("button", name=button, exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("list").first).to_contain_text(told)
    expect(page.get_by_role("status")).to_contain_text(WORDS.done_title)


def reaches(page: Page, thing: Locator) -> None:
    for _ in range(MOST_TABS):
        if thing.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{thing} cannot be reached by Tab")


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways to."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW
