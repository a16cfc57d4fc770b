"""`make pictures`: the pictures of the docs, taken from the console that `make run` serves.

Usage: python -m tests.end_to_end.pictures [address]
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from config.run.browser import chromium
from console.demo.copy import INBOUND, VISITS
from console.demo.people import PASSWORD
from console.demo.tracks import WARM

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Picture:
    """A file, who looks, where they begin, and by which links they go on, by how these begin."""

    name: str
    who: str
    place: str
    links: tuple[str, ...] = ()

    @property
    def scheme(self) -> Scheme:
        """As the name says."""
        return "dark" if self.name.endswith("-dark") else "light"


PICTURES = (
    Picture("review-light", "rita", "review/"),
    Picture("review-dark", "rita", "review/"),
    Picture("group-light", "rita", "review/groups/", (VISITS,)),
    Picture("policy-light", "alice", "settings/review-policy/"),
    Picture("rules-light", "alice", "compliance/rules/"),
    Picture("contacts-light", "bob", "contacts/"),
    Picture("operations-light", "alice", "operations/"),
    Picture("editor-light", "alice", "sequences/", (INBOUND, "Version 2", "Edit")),
    Picture("approval-light", "carol", "sequences/", (WARM, "Version 2")),
    Picture("simulation-light", "alice", "sequences/", (WARM, "Version 2", "Look at it")),
    Picture(
        "experiment-light",
        "alice",
        "sequences/",
        (WARM, "Version 1", "What the variants achieve", "Shares and winner"),
    ),
    Picture("audience-light", "dana", "sequences/", (VISITS, "Within reach")),
)
MIGRATION = Picture("migration-light", "carol", "sequences/", (VISITS, r"Move \d+ to"))


def main(address: str = "http://127.0.0.1:8000") -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = chromium(os.environ)
    if program is None:
        raise SystemExit("Install Chromium first, or name it in CHROMIUM.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        for picture in PICTURES:
            page = opened(browser, address, picture)
            keep(page, picture)
            page.context.close()
        keep_a_dry_run(opened(browser, address, MIGRATION))
        for scheme in SCHEMES:
            keep_the_recipients_page(browser, address, scheme)
        browser.close()


def keep(page: Page, picture: Picture) -> None:
    """What is seen without scrolling."""
    page.screenshot(path=FOLDER / f"{picture.name}.png")


def keep_a_dry_run(page: Page) -> None:
    """Carol plans a migration and looks at it; then she puts it away, so that nothing is left."""
    page.get_by_role("button", name="Make the dry run").click()
    expect(page.locator("body")).to_contain_text("This is a dry run", timeout=PATIENCE_MS)
    page.reload()
    keep(page, MIGRATION)
    with page.expect_navigation():
        page.get_by_role("button", name="Put away").click()
    page.context.close()


def keep_the_recipients_page(browser: Browser, address: str, scheme: Scheme) -> None:
    """What the person sees on a telephone who follows the link of the newest message."""
    sender = opened(browser, address, Picture("outbox", "alice", "outbox/"))
    text = sender.locator(".message-text").first.text_content() or ""
    sender.context.close()
    link = re.search(r"/u/[\w-]+/", text)
    if link is None:
        raise SystemExit("No message has left yet. Move the clock to the next due touch first.")
    context = browser.new_context(viewport=TELEPHONE, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}{link[0]}")
    page.screenshot(path=FOLDER / f"recipient-{scheme}.png", full_page=True)
    context.close()


def opened(browser: Browser, address: str, picture: Picture) -> Page:
    """The page of a picture, reached as a person reaches it."""
    page = signed_in(browser, address, f"{picture.who}@harbour.example", picture.scheme)
    page.goto(f"{address}/w/harbour/{picture.place}")
    for begins in picture.links:
        link = page.get_by_role("main").get_by_role("link", name=re.compile(f"^{begins}"))
        with page.expect_navigation():
            link.first.click()
    return page


def signed_in(browser: Browser, address: str, who: str, scheme: Scheme) -> Page:
    """A page of 1440 by 900 in which this person has logged in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return page


if __name__ == "__main__":
    main(*sys.argv[1:2])
