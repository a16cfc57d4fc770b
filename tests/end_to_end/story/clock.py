"""The project's clock, moved by the buttons of the demo's bar and by nothing else."""

from collections.abc import Callable
from datetime import datetime

from playwright.sync_api import Locator

from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.waiting import wait_for

SECONDS = 60.0


def moves_to_due_touches_until(person: Person, done: Callable[[], object], what: str) -> None:
    """*Next due touch*, as often as it takes: the button does not move while something is due."""

    def press_and_look() -> object:
        if not done():
            _press(person, "Next due touch")
        return done()

    wait_for(press_and_look, what, SECONDS)


def moves_by_days_past(person: Person, moment: datetime) -> None:
    """*One day on*, until the moment has come, and less than a day further."""

    def press_and_look() -> object:
        if says(person) < moment:
            _press(person, "One day on")
        return says(person) >= moment

    wait_for(press_and_look, f"the clock of the demo is past {moment}", SECONDS)


def moves_by_a_day(person: Person) -> None:
    """*One day on*, once."""
    _press(person, "One day on")


def says(person: Person) -> datetime:
    """What Today gives as its moment."""
    person.goes_to("")
    return read(person.page.locator(".page-title time"))


def read(time: Locator) -> datetime:
    """The moment behind a time on a page, with its zone."""
    return datetime.fromisoformat(str(time.first.get_attribute("datetime")))


def _press(person: Person, button: str) -> None:
    person.goes_to("")
    person.press(button)
    person.sees("The clock says")
