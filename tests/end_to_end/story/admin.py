"""What Alice does, and Carol, the second admin: people, a sequence, the audit trail, a key."""

import csv
import io
import re

from playwright.sync_api import FilePayload, expect

from tests.end_to_end import files
from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.reviewer import Seen

SEQUENCE = "After the trade fair"
SUBJECT = "Our talk at the fair, {{ first_name }}"
_CLOSE = "\n\n{{ sender_name }}\n{{ postal_address }}\nNo more messages: {{ unsubscribe_url }}\n"
# Kind, days after the step before, subject, text or instructions: days 1, 1, 2, 3, 5 and 7.
CADENCE = (
    (
        "email",
        0,
        SUBJECT,
        "Hi {{ first_name }},\n\nthank you for your time at our stand. Shall we look at one line of"
        " {{ company }} together?" + _CLOSE,
    ),
    ("linkedin", 0, "", "Send an invitation and mention the fair."),
    ("call", 1, "", "Ask how short stops are recorded at {{ company }}."),
    (
        "email",
        1,
        "A reading of one line",
        "Hi {{ first_name }},\n\nthis is what a week of one bottling line looked like." + _CLOSE,
    ),
    ("call", 2, "", "Offer the free reading of one line."),
    (
        "email",
        2,
        "Closing the file",
        "Hi {{ first_name }},\n\nI will not write again about this." + _CLOSE,
    ),
)


def imports_the_trade_fair(alice: Person, export: files.Export) -> str:
    """Upload, look at the proposal and at what will happen, start, and fetch the bad rows; the
    address of the import."""
    upload(alice, "hubspot-crm-exports-fair.csv", export.content)
    alice.sees("What will happen", f"{export.rows} rows", "nothing has been changed yet")
    the_columns_were_recognised(alice)
    # HubSpot's own property becomes a field of ours.
    alice.page.get_by_label("Favourite colour", exact=True).select_option(
        label="A field of its own: Favourite colour"
    )
    alice.press("Preview again")
    alice.sees("This is not a country", "exactly one @")
    expected = {
        "New people": files.BOBS + files.DANAS,
        "Updated": 0,
        "Merged with an earlier row": files.DOUBLED,
        "Opted out in the file": files.OPTED_OUT,
        "Rejected": files.BAD,
    }
    assert alice.tiles().items() >= expected.items(), alice.tiles()
    alice.press("Start the import")
    alice.sees("Download the rejected rows")
    assert alice.tiles().items() >= expected.items(), alice.tiles()
    the_bad_rows_come_back_with_their_causes(alice)
    return alice.page.url.removeprefix(alice.address)


def upload(alice: Person, name: str, content: bytes) -> None:
    """Choose a file and ask for its preview."""
    alice.goes_to("contacts/imports/")
    file = FilePayload(name=name, mimeType="text/csv", buffer=content)
    alice.page.get_by_label("CSV file").set_input_files(file)
    alice.press("Upload and preview")


def the_columns_were_recognised(alice: Person) -> None:
    """HubSpot's names were read as fields of ours; what nobody knows is left out."""
    known = {
        "Record ID": "external_id",
        "Email": "email",
        "Contact owner": "owner_email",
        "Associated Company": "company",
        "Country/Region": "country",
        "Time Zone": "timezone",
        "Customer Segment": "segment",
        "Unsubscribed from all email": "opted_out",
        "Legal basis for processing contact's data": "consent_basis",
        "Favourite colour": "",
    }
    chosen = {name: alice.page.get_by_label(name, exact=True).input_value() for name in known}
    assert chosen == known


def the_bad_rows_come_back_with_their_causes(alice: Person) -> None:
    """A CSV to correct: the row, the cause in a sentence, and the cells as they came."""
    text = alice.downloads("Download the rejected rows")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == files.BAD
    causes = " ".join(row["Import cause"] for row in rows)
    for words in ("exactly one @", "not a country", "not a time zone", "neither yes nor no"):
        assert words in causes, causes
    assert rows[0]["Email"] == "somebody at werk.example"
    assert rows[0]["Job Title"] in ("Head of\nOperations", "Plant Manager")


def cannot_opt_anybody_in_by_a_file(alice: Person, export: files.Export) -> None:
    """A later export says false: the person stays opted out."""
    later = {"Unsubscribed from all email": "false", "Job Title": "Director"}
    upload(alice, "again.csv", files.one_person(export.opted_out, **later))
    alice.press("Start the import")
    alice.sees("See these people")
    assert alice.tiles().items() >= {"New people": 0, "Updated": 1}.items(), alice.tiles()
    alice.goes_to(f"contacts/?q={export.opted_out['Email']}")
    alice.sees("Stopped")
    alice.click(alice.page.locator("tbody .row-link"))
    alice.sees("Director", "Nobody may write to this person")


def writes_the_sequence(alice: Person) -> str:
    """A new sequence with the outbound cadence, step by step; the address of its version."""
    alice.goes_to("sequences/new/")
    alice.fill("Name", SEQUENCE)
    alice.page.get_by_label("Motion").select_option(label="Event")
    alice.press("Create and write the steps")
    for kind, days, subject, text in CADENCE:
        alice.click(alice.page.locator(f"button[name=do][value=add-{kind}-main]"))
        alice.fill("Waits", str(days))
        alice.fill("Text" if kind == "email" else "Instructions for the rep", text)
        if subject:
            alice.fill("Subject", subject)
        alice.press("Save, all steps")
        alice.sees("is saved.")
    version = alice.page.url.removeprefix(alice.address).removesuffix("edit/")
    alice.open(version)
    days_shown = alice.page.locator(".rung .day").all_inner_texts()
    assert [re.sub(r"\D", "", day) for day in days_shown] == list("112357"), days_shown
    return version


def scripts_a_test(alice: Person, version: str) -> None:
    """A case that is kept with the version: whoever answers gets no call. First it fails, because
    it expects the wrong thing; nothing that was typed is lost."""
    alice.open(f"{version}edit/tests/")
    alice.follow("Write the first test")
    alice.fill("Name", "Whoever answers gets no call")
    alice.fill("Starts", "2027-02-01 10:00")
    page = alice.page
    page.locator("[name=events-0-what]").select_option("reply")
    page.locator("[name=events-0-after]").select_option(label="Step 1 (Email)")
    page.locator("[name=events-0-minutes]").fill("90")
    page.locator("[name=expect-0-step]").select_option(label="Step 3 (Call)")
    page.locator("[name=expect-0-outcome]").select_option("done")
    alice.press("Run without saving")
    alice.sees("Failed", "nobody came to it", "Not saved yet.")
    page.locator("[name=expect-0-outcome]").select_option("never")
    alice.press("Save")
    alice.sees("Passed", "Whoever answers gets no call")


def previews_it_with_real_people(alice: Person, version: str) -> None:
    """The words as two people of the import would get them."""
    alice.open(f"{version}preview/?q=Werk")
    alice.sees("Hi ", "Söhne & Werk", "Quay Street", "America/")
    assert "{{" not in alice.text


def hands_it_in(alice: Person, version: str) -> None:
    """Alice submits; she wrote it, so she has no button, and the server refuses her as well."""
    alice.open(f"{version}edit/")
    alice.press("Save and hand in for approval")
    alice.sees("Waits for approval", "another admin has to approve it")
    alice.has_no_button("Approve")
    status, text = alice.sends(f"{version}approve/", {})
    assert status == 409 and "another admin" in text, status
    alice.open(version)
    alice.sees("In approval")


def approves_it(carol: Person, version: str) -> None:
    """The second admin looks at it and approves."""
    carol.open(version)
    carol.sees("Waits for approval")
    carol.press("Approve")
    carol.sees("Approved by Carol Lindqvist")


def edits_without_touching_what_is_live(alice: Person, version: str) -> None:
    """Editing makes a new draft; the approved version stays as it was approved."""
    alice.open(version)
    alice.follow(SEQUENCE)
    alice.press("New draft")
    alice.sees("Edit version 2")
    alice.click(alice.page.locator(".rung .row-link").first)
    alice.fill("Subject", "Another subject")
    alice.press("Save")
    alice.sees("Step 1 is saved.")
    alice.open(version)
    alice.sees("Version 1", SUBJECT)
    assert "Another subject" not in alice.text
    assert alice.status_of(f"{version}edit/") == 200
    alice.open(f"{version}edit/")
    expect(alice.page.locator("form.editor")).to_have_count(0)


def is_refused_as_the_author(alice: Person, seen: Seen) -> None:
    """An admin may review, but not what she has written herself."""
    alice.open(seen.review)
    alice.has_no_button("Approve")
    why = alice.page.locator(".action-bar p").inner_text().strip()
    status, text = alice.sends(f"{seen.review}decide/", seen.approval)
    assert status == 409 and "This did not work" in text and why in text, (status, why)
    alice.open(seen.review)
    alice.sees("Waits since")


def finds_the_stops(alice: Person, addresses: list[str]) -> None:
    """Who must not be written to any more is on the list, found by the whole address alone."""
    for address in addresses:
        alice.goes_to(f"compliance/?q={address}")
        expect(alice.page.locator("#stops tbody tr")).to_have_count(1)


def reads_the_audit_trail(alice: Person, enrollment_id: str) -> None:
    """The same story as append-only entries, and a chain that verifies."""
    alice.goes_to(f"audit/?enrollment={enrollment_id}")
    alice.sees("Only entries about one enrolment")
    for title in ("Enrolment requested", "First touch approved", "Touch sent", "Exited"):
        alice.sees(title)
    alice.goes_to("audit/")
    alice.follow("Verify the chain")
    alice.finds(alice.path("audit/verify/?now=1"), "The chain is intact")


def makes_a_key(admin: Person, name: str) -> str:
    """An API key; its secret is shown once and never again."""
    admin.goes_to("settings/keys/")
    admin.fill("Name", name)
    admin.page.get_by_label("Role").select_option(label="Admin")
    admin.press("Make the key")
    secret = admin.page.locator("code.secret").inner_text().strip()
    admin.goes_to("settings/keys/")
    admin.sees(name)
    assert secret and secret not in admin.body_of(admin.path("settings/keys/"))
    return secret
