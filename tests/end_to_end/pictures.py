"""`make pictures`: the pictures of the docs, taken from the console that `make run` serves.

Usage: python -m tests.end_to_end.pictures [address]
"""

import os
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from config.run.browser import chromium
from console.demo.people import PASSWORD

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Scheme = Literal["light", "dark"]
# File, who looks, at what, and in which scheme.
PICTURES: tuple[tuple[str, str, str, Scheme], ...] = (
    ("review-light", "rita@harbour.example", "/w/harbour/review/", "light"),
    ("review-dark", "rita@harbour.example", "/w/harbour/review/", "dark"),
    ("contacts-light", "bob@harbour.example", "/w/harbour/contacts/", "light"),
    ("operations-light", "alice@harbour.example", "/w/harbour/operations/", "light"),
)


def main(address: str = "http://127.0.0.1:8000") -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = chromium(os.environ)
    if program is None:
        raise SystemExit("Install Chromium first, or name it in CHROMIUM.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        for name, who, path, scheme in PICTURES:
            page = signed_in(browser, address, who, scheme)
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.context.close()
        browser.close()


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
