"""Somebody who has no mouse: Tab and Shift+Tab, letters, Enter and Space alone."""

from playwright.sync_api import Locator, expect

from tests.end_to_end.story.browser import Person

MOST_TABS = 150


def reaches(person: Person, thing: Locator) -> None:
    """Tab until this thing has the focus; what cannot be reached so fails."""
    thing = thing.first
    expect(thing).to_be_visible()
    for _ in range(MOST_TABS):
        if thing.evaluate("each => each === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"{person.name} cannot reach {thing} by Tab on {person.page.url}")


def writes(person: Person, label: str, text: str) -> None:
    """Tab to a field and type; in a list of choices the letters choose."""
    reaches(person, person.page.get_by_label(label, exact=True))
    person.page.keyboard.type(text)


def presses(person: Person, label: str) -> None:
    """Tab to a button and press it with Enter."""
    reaches(person, person.page.get_by_role("button", name=label, exact=True))
    person.types("Enter")


def follows(person: Person, link: Locator) -> None:
    """Tab to a link and follow it with Enter."""
    reaches(person, link)
    person.types("Enter")
