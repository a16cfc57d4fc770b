"""What Alice and Carol do with a version: write it, prove it, simulate it, hand it in, decide."""

import re

from playwright.sync_api import Locator, expect

from console.demo.copy import COLD
from console.demo.tracks import WARM
from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.post import Letter, Post

SEQUENCE = COLD
OLD_SUBJECT, NEW_SUBJECT = "Downtime at {{ company }}", "Short stops at {{ company }}"
TITLE = "Plant Manager"
# The mail of the new step, as variant a and as variant b say it.
ASKED, ASKED_B = "Who writes down the stops?", "Three minutes, nobody writes them down"
_TEXT = "Hi {{ first_name }},\n\nwho at {{ company }} writes down a stop of three minutes?"
_CLOSE = "\n\n{{ sender_name }}\n{{ postal_address }}\nNo more messages: {{ unsubscribe_url }}\n"
TEST = "Only plant managers get the question"


def finds_what_the_demo_has_tried(alice: Person) -> None:
    """The demo has lived through some days: the first few are done, and people have answered."""
    alice.goes_to("sequences/")
    alice.follow(WARM)
    alice.follow("Version 1")
    version = alice.page.url.removeprefix(alice.address)
    alice.open(f"{version}experiments/")
    answers = alice.page.locator("tbody td[data-label=Answers]").all_inner_texts()
    assert len(answers) == 2 and sum(map(int, answers)) > 0, answers
    alice.open(f"{version}canary/")
    alice.sees("no threshold was passed")


def opens_a_draft(alice: Person) -> tuple[str, str]:
    """A new draft of the sequence that people are in; the addresses of both versions."""
    alice.goes_to("sequences/")
    alice.follow(SEQUENCE)
    first = str(alice.page.get_by_role("link", name="Version 1", exact=True).get_attribute("href"))
    alice.press("New draft")
    alice.sees("Edit version 2", "Classic.", OLD_SUBJECT)
    return first, alice.page.url.removeprefix(alice.address).removesuffix("edit/")


def changes_the_words_of_a_step(alice: Person) -> None:
    """Another subject for the first mail; and the call comes a day later."""
    alice.follow("1. Email")
    alice.fill("Subject", NEW_SUBJECT)
    alice.press("Save")
    alice.sees("Step 1 is saved.")
    alice.follow("Edit")
    alice.follow("3. Call")
    alice.page.locator("[name=delay_amount]").fill("2")
    alice.press("Save, next step")
    alice.sees("Step 3 is saved.", "Step 4: Email")


def adds_a_step(alice: Person, draft: str) -> str:
    """A mail after the call, for some people, in two wordings; the key of the step."""
    alice.open(f"{draft}edit/")
    call = alice.page.locator("li.rung", has_text="3. Call")
    call.get_by_label("More for step 3").click()
    alice.press("Email", within=call)
    key = alice.page.url.rstrip("/").rsplit("/", 1)[-1]
    alice.fill("Subject", ASKED)
    alice.page.locator("[name=text]").fill(_TEXT)
    alice.page.get_by_label("Answers in the thread of the message before").uncheck()
    _chooses(alice.page.locator("form#step-form"), "when-", "contact.title", TITLE)
    alice.press("Save")
    alice.sees("Step 4 is saved.", "has no way to unsubscribe", "has no postal address")
    alice.page.locator("[name=text]").fill(_TEXT + _CLOSE)
    _writes_a_variant(alice)
    alice.press("Save")
    alice.sees("Step 4 is saved.")
    assert "has no way to unsubscribe" not in alice.text
    return key


def _writes_a_variant(alice: Person) -> None:
    """It starts from the words of the step."""
    alice.press("Add a variant")
    alice.sees("Not saved yet.")
    # The page has come anew, and she goes on typing where she was.
    expect(alice.page.locator("[name=variants-0-key]")).to_be_focused()
    expect(alice.page.locator("[name=variants-0-subject]")).to_have_value(ASKED)
    alice.page.locator("[name=variants-0-subject]").fill(ASKED_B)
    alice.page.get_by_label("Compare by").select_option(label="Who answers")


def sets_a_canary_and_an_exit(alice: Person, draft: str) -> None:
    """The first five get the first message before others; customers leave."""
    alice.open(f"{draft}edit/timing/")
    alice.page.get_by_label("A first few get the first message, then everybody waits").check()
    alice.page.locator("[name=canary_people]").fill("5")
    alice.press("Save")
    alice.sees("Saved.")
    alice.open(f"{draft}edit/exits/")
    alice.sees("Always on", "They unsubscribe or object")
    alice.press("Add a way out")
    expect(alice.page.locator("[name=exits-0-name]")).to_be_focused()
    alice.page.locator("[name=exits-0-name]").fill("Became a customer")
    alice.page.locator("[name=exits-0-reason]").select_option(label="Converted")
    _chooses(alice.page.locator("form.editor"), "exits-0-when-", "contact.stage", "customer")
    alice.press("Save")
    alice.sees("Saved.")


def _chooses(form: Locator, prefix: str, field: str, value: str) -> None:
    """The first condition of a list: the field is this."""
    form.locator(f"[name={prefix}field-0]").select_option(field)
    form.locator(f"[name={prefix}value-0]").fill(value)


def writes_a_test_that_fails(alice: Person, draft: str, key: str) -> None:
    """What it expects is wrong, so the draft is not taken."""
    alice.open(f"{draft}edit/tests/")
    alice.follow("Write the first test")
    alice.fill("Name", TEST)
    alice.fill("Starts", "2026-03-10 09:00")
    alice.page.get_by_label("Time zone of the person").select_option("America/New_York")
    alice.page.locator("[name=people-0-name]").select_option("contact.title")
    alice.page.locator("[name=people-0-value]").fill("Head of Operations")
    alice.page.locator("[name=expect-0-step]").select_option(key)
    alice.page.locator("[name=expect-0-outcome]").select_option("sent")
    alice.press("Save")
    alice.sees("Failed", "Step 4 (Email) should have been sent, but it was skipped on 2026-03-1")


def is_refused_while_a_test_fails(alice: Person, draft: str) -> None:
    """From the editor and from the page of the version; nothing of what she wrote is lost."""
    alice.open(f"{draft}edit/")
    alice.press("Save and hand in for approval")
    alice.sees("Saved, but not handed in.", TEST)
    alice.open(draft)
    alice.sees("1 of 1 test fails", "It is refused while something above has to be corrected.")
    alice.press("Hand in for approval")
    alice.sees("Not handed in", "should have been sent, but it was skipped")


def mends_the_test(alice: Person, draft: str) -> None:
    """The expectation is put right, run without saving first, and then it is green."""
    alice.open(f"{draft}edit/tests/1/")
    alice.page.locator("[name=expect-0-outcome]").select_option("skipped")
    alice.page.locator("[name=expect-0-because]").fill("title")
    alice.press("Run without saving")
    alice.sees("Passed", "it is not saved yet")
    alice.press("Save")
    alice.sees("Test 1 is saved.", "The test passes.")


def previews_it(alice: Person, draft: str, fits: str, does_not: str) -> None:
    """As two people would get it: one gets the new mail, the other is told to skip it."""
    alice.open(f"{draft}preview/?q={fits}")
    alice.sees(f"Hi {fits}", f"Short stops at {fits}", ASKED, "their time: America/New_York")
    assert "{{" not in alice.text
    alice.open(f"{draft}preview/?q={does_not}")
    alice.sees("Skipped", f"not so: title is “{TITLE}”")


def sends_herself_a_test(alice: Person, draft: str, key: str, name: str, post: Post) -> Letter:
    """One message to her own address, marked, and none to anybody else."""
    before = len(post.everything())
    alice.open(f"{draft}preview/?q={name}&variant=b")
    step = alice.page.locator(f"#step-{key}")
    alice.press("Send a test to myself", within=step)
    alice.sees(f"The mail server has taken it for {alice.email}.")
    after = post.everything()
    assert [letter.recipient for letter in after[before:]] == [alice.email]
    return after[-1]


def simulates(alice: Person, version: str, people: str, **numbers: str) -> str:
    """Ask, wait for the worker, and read; the address of the result."""
    alice.open(f"{version}simulate/")
    alice.page.get_by_label(people).check()
    for name, value in numbers.items():
        alice.page.locator(f"[name={name}]").fill(value)
    alice.press("Simulate")
    result = alice.page.url.removeprefix(alice.address)
    alice.finds(result, "What it says")
    return result


def reads_the_simulation(alice: Person) -> None:
    """Sentences, how much leaves when, each step, who was left out by which rule."""
    tiles = alice.tiles()
    assert tiles["Messages"] >= tiles["First messages"] > 0, tiles
    alice.sees("Step by step", "Mailboxes", "What was asked")
    sentences = alice.page.locator(".sentences li").all_inner_texts()
    assert any(re.search(r"\d", sentence) for sentence in sentences), sentences


def hands_it_in(alice: Person, draft: str) -> None:
    """It is frozen then; who wrote it has no button and is refused."""
    alice.open(draft)
    alice.sees("Nothing to correct", "1 test passes", "Simulated")
    alice.press("Hand in for approval")
    alice.sees("Waits for approval", "another admin has to approve it")
    alice.has_no_button("Approve")
    status, text = alice.sends(f"{draft}approve/", {})
    assert status == 409 and "another admin" in text, status
    alice.open(f"{draft}edit/")
    expect(alice.page).to_have_url(f"{alice.address}{draft}")


def reads_what_she_approves(carol: Person) -> None:
    """Word by word and condition by condition; findings, tests and simulation beside it."""
    carol.goes_to("")
    carol.follow(f"{SEQUENCE}, version 2")
    carol.sees("What differs from version 1", "version 1 is live", "1 test passes", "Simulated")
    changes = carol.page.locator(".change-groups")
    expect(changes.locator("del", has_text="Downtime")).to_be_visible()
    expect(changes.locator("ins", has_text="Short stops")).to_be_visible()
    told = changes.inner_text().casefold()
    for words in (
        "waits 2 days instead of 1 day",
        f"applies only when title is “{TITLE}”",
        "variant b has 50 %",
        "Became a customer",
        TEST,
    ):
        assert words.casefold() in told, (words, told)
    carol.sees("The first 5 people get the first message", "Fingerprint")


def approves_and_moves_people(carol: Person, draft: str) -> None:
    """She lets the people of version 1 follow; the page of the migration opens."""
    carol.open(draft)
    carol.page.get_by_role("radio", name="New people, and then").check()
    carol.press("Approve")
    carol.sees("Approved.", "Move people from version 1 to version 2")


def declares_a_winner(carol: Person, version: str) -> None:
    """By hand and with a reason, before the comparison; first she only shifts the shares."""
    carol.open(f"{version}experiments/")
    carol.click(carol.page.get_by_role("link", name=re.compile("^Shares and winner")))
    carol.fill("Variant a (%)", "30")
    carol.fill("Variant b (%)", "70")
    carol.press("Change the shares")
    carol.sees("New people are shared out so.", "70 %")
    carol.page.locator("[name=winner]").select_option("b")
    carol.fill("Why this one", "It is shorter.")
    carol.press("Declare the winner")
    carol.sees("A winner is declared", "It is shorter.")


def lets_everybody_have_it(carol: Person, version: str) -> None:
    """The first few are not waited for any longer."""
    carol.open(f"{version}canary/")
    carol.page.locator("summary").filter(has_text="Let everybody have it").click()
    carol.fill("Why, whatever the figures say?", "They are our own people.")
    carol.press("Let everybody have it", within=carol.page.locator("details[open] form"))
    carol.sees("Everybody else gets the first message now.", "They are our own people.")


def sees_a_draft_without_differences(alice: Person) -> None:
    """What an operator has applied stands on the page of the sequence, as hers."""
    alice.goes_to("sequences/")
    alice.follow(SEQUENCE)
    alice.follow("Version 3")
    alice.sees("Nothing differs from version 2, which is live.", "As it was exported.")
