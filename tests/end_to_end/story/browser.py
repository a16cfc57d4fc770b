"""People at their browsers: a window for each, found by labels, buttons and names as people do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from config.run.browser import chromium
from console.demo.people import PASSWORD
from tests.end_to_end.story.waiting import wait_for

PATIENCE_MS = 20_000
# One process for all windows, which a test on loopback needs no protection from.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-background-networking",
    "--disable-site-isolation-trials",
    "--renderer-process-limit=1",
]
TEXT_SHOWN = 1_500


@contextmanager
def opened(env: dict[str, str]) -> Iterator[Browser]:
    """An installed Chromium, without a window."""
    path = chromium(env)
    assert path, "No Chromium was found. Install it, or set CHROMIUM to its path."
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """One browser window with its own cookies. `name` is for failures."""

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        self.name, self.address = name, address
        self._context = browser.new_context(
            base_url=address, viewport={"width": 1360, "height": 900}, accept_downloads=True
        )
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()

    def open(self, path: str) -> None:
        """Go to an address; every page of the story must be there."""
        answer = self.page.goto(path)
        assert answer and answer.ok, f"{self.name} opens {path}: {answer and answer.status}"

    def press(self, label: str, within: Locator | None = None) -> None:
        """Press the button of this name; the page that it leads to is there then."""
        self.click((within or self.page).get_by_role("button", name=label, exact=True).first)

    def follow(self, label: str) -> None:
        """Follow the link of this name, and be there."""
        self.click(self.page.get_by_role("link", name=label, exact=True).first)

    def click(self, thing: Locator) -> None:
        """Click on something that leads to another page, or to the same one anew."""
        with self.page.expect_navigation():
            thing.click()

    def types(self, key: str) -> None:
        """One key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def downloads(self, label: str, role: Literal["link", "button"] = "link") -> str:
        """The text of the file behind a link or a button."""
        with self.page.expect_download() as download:
            self.page.get_by_role(role, name=label, exact=True).first.click()
        return download.value.path().read_text(encoding="utf-8-sig")

    def fill(self, label: str, value: str) -> None:
        """Write into the field of this label."""
        self.page.get_by_label(label, exact=True).first.fill(value)

    def sees(self, *texts: str) -> None:
        """Every one of these texts stands on the page, or comes within the patience."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def has_no_button(self, label: str) -> None:
        """Nothing on the page can be pressed under this name."""
        expect(self.page.get_by_role("button", name=label, exact=True)).to_have_count(0)

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("body").inner_text()

    def tiles(self) -> dict[str, int]:
        """The figures on top of a page, by their label."""
        return {
            tile.locator(".stat-label").inner_text().strip(): _number(tile)
            for tile in self.page.locator(".stat").all()
        }

    def sends(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Post a form past the page's buttons, as somebody who wants to go round them; status
        and text of the answer."""
        cookies = {each["name"]: each["value"] for each in self._context.cookies()}
        answer = self._context.request.post(
            path,
            form={**form, "csrfmiddlewaretoken": cookies["csrftoken"]},
            headers={"Referer": self.page.url},
        )
        return answer.status, answer.text()

    def status_of(self, path: str) -> int:
        """What the server answers to an address that was guessed."""
        return self._context.request.get(path).status

    def body_of(self, path: str) -> str:
        """What the server sends for an address."""
        return self._context.request.get(path).text()

    def evidence(self, folder: Path) -> str:
        """For a failure: where this window stood and what it showed; a picture is kept."""
        picture = folder / f"{self.name}.png"
        try:
            self.page.screenshot(path=picture, full_page=True)
            body = self.page.locator("main")
            text = body.inner_text() if body.count() else self.text
        except PlaywrightError as error:
            return f"=== {self.name}: {error}"
        return f"=== {self.name} at {self.page.url}, see {picture}\n{text[:TEXT_SHOWN]}"

    def close(self) -> None:
        """Close the window."""
        self._context.close()


class Person(Window):
    """Somebody who has logged in, in one workspace."""

    def __init__(self, browser: Browser, address: str, email: str, workspace: str) -> None:
        super().__init__(browser, address, email.split("@")[0])
        self.email, self.workspace = email, workspace

    def logs_in(self) -> None:
        """With the password of the demo."""
        self.open("/accounts/login/")
        self.fill("E-mail", self.email)
        self.fill("Password", PASSWORD)
        self.press("Log in")
        expect(self.page).not_to_have_url(re.compile("/accounts/"))
        self.goes_to("")

    def path(self, place: str) -> str:
        """The address of a page of the person's workspace."""
        return f"/w/{self.workspace}/{place}"

    def goes_to(self, place: str) -> None:
        """Open a page of the workspace."""
        self.open(self.path(place))

    def finds(self, path: str, text: str, seconds: float = 45.0) -> None:
        """Come back to a page until it says something that the engine has to do first."""

        def look() -> bool:
            self.open(path)
            return text in self.text

        wait_for(look, f"“{text}” on {path}, which says:\n{self.text[:TEXT_SHOWN]}", seconds)


def _number(tile: Locator) -> int:
    digits = re.sub(r"\D", "", tile.locator(".stat-value").inner_text())
    return int(digits or 0)
