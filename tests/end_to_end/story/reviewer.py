"""What Rita does: she reads first messages exactly as they will be sent, and decides."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.end_to_end.story.browser import Person


@dataclass(frozen=True)
class Seen:
    """A first message as a reviewer saw it, and where it and its enrollment are found."""

    name: str
    address: str
    subject: str
    text: str
    review: str
    content_hash: str
    enrollment: str

    @property
    def approval(self) -> dict[str, str]:
        """The form behind the button, for whoever wants to send it without having the button."""
        return {"decision": "approve", "seen_hash": self.content_hash}

    @property
    def enrollment_id(self) -> str:
        """The last part of the address."""
        return self.enrollment.rstrip("/").rsplit("/", 1)[-1]


def finds_waiting(rita: Person, sequence: str) -> list[str]:
    """The names on her list whose message belongs to a sequence, the oldest first."""
    rita.goes_to("review/")
    entries = rita.page.get_by_role("navigation", name="Messages").get_by_role("link")
    mine = entries.filter(has_text=sequence)
    return mine.locator("strong").all_inner_texts()


def reads(rita: Person, name: str) -> Seen:
    """Open a message from the list."""
    rita.goes_to("review/")
    entries = rita.page.get_by_role("navigation", name="Messages")
    rita.click(entries.get_by_role("link", name=name))
    return sees(rita, name)


def reads_the_answer(rita: Person, sent_back: Seen) -> Seen:
    """From what was sent back to the message that the rep has written instead."""
    rita.open(sent_back.review)
    rita.follow("Open the message that replaced it")
    rita.sees("Edited for this person")
    return sees(rita, sent_back.name)


def sees(rita: Person, name: str) -> Seen:
    """Recipient, subject, text, facts and checks are all on the page."""
    message = rita.page.get_by_role("region", name="The message")
    expect(rita.page.get_by_role("article", name=f"Message to {name}")).to_be_visible()
    rita.sees("Facts used", "Why we may write", "Earlier touches")
    link = rita.page.locator("article a[href*='/enrollments/']").first
    to = re.search(r"^To (\S+@\S+)$", message.inner_text(), re.MULTILINE)
    assert to, message.inner_text()
    return Seen(
        name=name,
        address=to[1],
        subject=message.locator(".message-subject").inner_text(),
        text=message.locator(".message-text").inner_text(),
        review=rita.page.url.removeprefix(rita.address),
        content_hash=rita.page.locator("input[name=seen_hash]").first.input_value(),
        enrollment=str(link.get_attribute("href")),
    )


def approves(rita: Person, seen: Seen) -> Seen:
    """What is open is approved with one key, and the next message opens."""
    expect(rita.page.get_by_role("article", name=f"Message to {seen.name}")).to_be_visible()
    rita.types("a")
    expect(rita.page.locator("#messages")).to_contain_text("Approved")
    return seen


def asks_for_changes(rita: Person, name: str, wish: str) -> Seen:
    """Send it back to the rep with a reason."""
    seen = reads(rita, name)
    _decides(rita, "Request changes", wish)
    return seen


def rejects(rita: Person, name: str, reason: str) -> Seen:
    """This person must not be contacted with it: the enrolment ends."""
    seen = reads(rita, name)
    _decides(rita, "Reject", reason)
    return seen


def _decides(rita: Person, label: str, reason: str) -> None:
    rita.page.locator("summary").filter(has_text=label).click()
    form = rita.page.locator("details[open] form")
    form.locator("textarea[name=reason]").fill(reason)
    rita.press(label, within=form)
    expect(rita.page.locator("#messages .message")).to_be_visible()
