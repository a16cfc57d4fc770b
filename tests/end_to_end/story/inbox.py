"""The signal inbox, by keyboard alone: one key a decision, the next opens, undo."""

from playwright.sync_api import expect

from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.keyboard import reaches, writes


def is_worked_off(alice: Person) -> None:
    """Seen to, read as something else and undone, and taught."""
    alice.goes_to("inbox/")
    first = opened(alice)
    alice.types("d")
    second = opened(alice)
    alice.sees("Seen to.")
    assert second != first
    another_reading_and_its_undo(alice, second)
    an_example_is_taught(alice)


def another_reading_and_its_undo(alice: Person, name: str) -> None:
    alice.types("8")
    alice.sees("Out of office. Paused 1 sequence")
    assert opened(alice) != name
    alice.types("u")
    alice.sees("Undone: 1 sequence as before.")
    assert opened(alice) == name


def an_example_is_taught(alice: Person) -> None:
    alice.page.keyboard.press("e")
    field = alice.page.get_by_label("Messages like this", exact=True)
    expect(field).to_be_focused()
    field.press("ControlOrMeta+a")
    alice.page.keyboard.type("Our works council has to look at this before anybody")
    writes(alice, "What they mean", "Asks")
    reaches(alice, alice.page.get_by_role("button", name="Read such messages so"))
    alice.types("Enter")
    alice.sees("From now on messages like it are read so.")


def opened(alice: Person) -> str:
    """Whose message is open."""
    return alice.page.locator("article .detail-head h2").inner_text()
