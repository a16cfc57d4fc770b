"""What Carol does with the people of an older version: she plans, looks, moves, and takes back."""

import re

from playwright.sync_api import Locator

from tests.end_to_end.story import clock
from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.pilots import NORA, OMAR, PETRA, QUINN, Pilot


def makes_the_dry_run(carol: Person) -> str:
    """The map is proposed with its reasons; its address once everybody was looked at."""
    reasons = carol.page.locator("#step-map td[data-label=Why]").all_inner_texts()
    assert set(reasons) == {"same key"} and len(reasons) == 6, reasons
    carol.sees("New in the other version: Step 4 (Email).", "Nobody moves yet.")
    carol.fill("First share (percent)", "20")
    carol.fill("Watched for (minutes)", "60")
    carol.press("Make the dry run")
    page = carol.page.url.removeprefix(carol.address)
    carol.finds(page, "This is a dry run")
    return page


def sees_everybody_before_and_after(carol: Person, page: str) -> None:
    """Who waits for the call waits a day longer; who holds a task keeps it; who waits for review
    will be reviewed again."""
    carol.open(page)
    for pilot in (NORA, OMAR):
        before, after = _places(carol, pilot)
        assert "Step 3 (Call)" in before and "Step 3 (Call)" in after, (before, after)
        assert re.search(r"1 d\b.* later", after), after
    before, after = _places(carol, PETRA)
    assert "Step 2 (LinkedIn)" in before and "the task stays with its person" in after.lower()
    before, after = _places(carol, QUINN)
    assert "waits for review" in before.lower() and "review of the new words" in after.lower()


def _places(carol: Person, pilot: Pilot) -> tuple[str, str]:
    row = row_of(carol, pilot)
    before, after = (row.locator(f"[data-label={name}]") for name in ("Before", "After"))
    return before.inner_text(), after.inner_text()


def row_of(carol: Person, pilot: Pilot) -> Locator:
    """The line of one person."""
    return carol.page.get_by_role("row", name=pilot.name).first


def moves_the_first_share(carol: Person, page: str) -> None:
    """A fifth moves at once; the rest stays and is not asked."""
    carol.open(page)
    carol.press("Move the first share")
    carol.finds(page, "The first share is being watched")
    carol.sees("How the first share fares", "Opted out", "more than 1 %", "Will move")
    carol.open(f"{page}?fate=moved")
    moved = carol.page.locator("tbody [data-label=Outcome]").all_inner_texts()
    assert moved and all("first share" in each.casefold() for each in moved), moved


def waits_until_everybody_has_moved(carol: Person, page: str) -> None:
    """The hour of watching passes, and the rest follows by itself."""
    clock.moves_by_a_day(carol)
    carol.finds(page, "people were moved")
    carol.open(page)
    for pilot in (NORA, OMAR, PETRA, QUINN):
        assert "Moved" in row_of(carol, pilot).inner_text(), pilot


def is_told_who_can_return(carol: Person, page: str, stays: Pilot) -> None:
    """Before she does it the page counts; after it each line says why somebody stays."""
    carol.open(page)
    carol.page.locator("summary").filter(has_text="Roll back").click()
    told = carol.page.locator("details[open] form").inner_text()
    assert re.search(r"\d+ (person returns|people return) to their place in version 1", told), told
    assert re.search(r"\d+ stays?, because something of version 2 has left", told), told
    carol.fill("Why is it rolled back?", "The new words are not ours.")
    carol.press("Roll back", within=carol.page.locator("details[open] form"))
    carol.finds(page, "back in version 1")
    carol.open(f"{page}?fate=stays")
    line = row_of(carol, stays).inner_text()
    assert "has had something of the new version" in line.lower(), line


def finds_somebody_back(carol: Person, page: str) -> None:
    """On the page of whoever returned the old version stands again, and how that came about."""
    carol.open(f"{page}?fate=returned")
    carol.click(carol.page.locator("#people tbody .row-link").first)
    carol.sees("version 1", "Moved to another version", "Moved back to the former version")


def cannot_do_it_twice(carol: Person, page: str) -> None:
    """There is no button any more, and the server says why."""
    carol.open(page)
    carol.has_no_button("Roll back")
    status, text = carol.sends(f"{page}roll-back/", {"reason": "Once more."})
    assert status == 409 and "This did not work" in text, status
