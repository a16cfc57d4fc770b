"""What Bob does: he chooses people, enrols them, answers the reviewer and does his tasks."""

import csv
import io
import re
from datetime import datetime

from playwright.sync_api import expect

from tests.end_to_end import files
from tests.end_to_end.story import clock
from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.reviewer import Seen

REASON = "Met at our stand at the trade fair in Hanover"


def chooses_two_hundred_people(bob: Person) -> None:
    """Filter by the segment of the file; Dana's people are not his to see."""
    bob.goes_to("contacts/")
    bob.fill("Segment", files.SEGMENT)
    bob.types("Enter")
    bob.page.get_by_label(f"All {files.BOBS} matching contacts").check()
    bob.press("Enrol in a sequence")
    bob.sees(f"Enrol {files.BOBS} people")


def sees_what_the_rules_say(bob: Person, sequence: str, export: files.Export) -> None:
    """Step 2 names the approved version; step 3 counts every rule that keeps anybody out."""
    bob.page.get_by_label(re.compile(sequence)).check()
    bob.press("Check everybody")
    bob.sees("May be enrolled")
    expected = {
        "May be enrolled": files.ELIGIBLE,
        "Not eligible": files.BOBS - files.ELIGIBLE,
    }
    assert bob.tiles().items() >= expected.items(), bob.tiles()
    assert causes(bob) == files.CAUSES
    everybody_kept_out_shows_every_rule(bob, export)
    everybody_kept_out_is_in_a_file(bob, export)


def causes(bob: Person) -> dict[str, int]:
    """The table of the preflight: rule to people; several sentences of one rule are added up."""
    found: dict[str, int] = {}
    for row in bob.page.locator("tbody tr").all():
        rule = row.get_by_role("link").inner_text()
        found[rule] = found.get(rule, 0) + int(row.locator("td.numeric").inner_text())
    return found


def everybody_kept_out_shows_every_rule(bob: Person, export: files.Export) -> None:
    """One person, two rules: both sentences stand beside the name."""
    checks = bob.page.url
    bob.follow("Exclusion rules")
    person = export.with_two_causes
    row = bob.page.get_by_role("row", name=f"{person['First Name']} {person['Last Name']}").first
    expect(row.locator("[data-label=Why]")).to_contain_text("In Germany")
    expect(row.locator("[data-label=Why]")).to_contain_text("No quality managers in pharma")
    bob.open(checks)


def everybody_kept_out_is_in_a_file(bob: Person, export: files.Export) -> None:
    """To be mended in the CRM: one line for each person, with every cause."""
    text = bob.downloads("Download who is kept out")
    rows = {row["Record ID"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert len(rows) == files.BOBS - files.ELIGIBLE
    assert rows[export.opted_out["Record ID"]]["Rules"] == "Opt-outs; CRM opt-out"


def enrols_them(bob: Person) -> str:
    """Schedule, reason, result; the address of that result."""
    bob.follow("Continue to the schedule")
    assert bob.tiles()["People"] == files.ELIGIBLE
    bob.follow("Continue")
    bob.fill("Reason", REASON)
    bob.press("Enrol")
    bob.sees("In the sequence")
    assert (
        bob.tiles().items()
        >= {
            "In the sequence": files.ELIGIBLE,
            "Not eligible": files.BOBS - files.ELIGIBLE,
        }.items()
    )
    bob.sees(REASON)
    result = bob.page.url.removeprefix(bob.address)
    bob.follow("See these enrollments")
    bob.page.locator("select[name=state]").select_option("awaiting_review")
    bob.sees("waits for review")
    return result


def answers_the_reviewer(bob: Person, name: str, wish: str, words: str) -> None:
    """What was sent back waits on Today; Bob writes other words, and it goes to review again."""
    bob.goes_to("")
    bob.sees("Sent back to you", wish)
    bob.follow(name)
    text = bob.page.locator("textarea[name=text]")
    text.fill(text.input_value().replace("thank you for your time", words))
    bob.press("Send to review again")
    bob.finds(
        bob.page.url.removeprefix(bob.address).removesuffix("resubmit/"), "waits for a second"
    )


def cannot_approve(bob: Person, seen: Seen) -> None:
    """Who enrols and owns has no page for it, and no way round."""
    assert bob.status_of(seen.review) in (403, 404)
    bob.goes_to("")
    status, _ = bob.sends(f"{seen.review}decide/", seen.approval)
    assert status in (403, 404), status


def tasks(bob: Person, name: str) -> list[str]:
    """What Today asks Bob to do for one person, by kind."""
    bob.goes_to("")
    rows = bob.page.get_by_role("region", name="Tasks due").locator("tbody tr")
    return [kind.strip() for kind in rows.filter(has_text=name).locator("th").all_inner_texts()]


def does_task(bob: Person, kind: str, name: str) -> None:
    """Open the task from Today and finish it with the keyboard; the next one opens."""
    bob.goes_to("")
    rows = bob.page.get_by_role("region", name="Tasks due").locator("tbody tr")
    bob.click(rows.filter(has_text=name).filter(has_text=kind).first.get_by_role("link"))
    bob.sees(f"{kind}: {name}", "What to do")
    bob.types("d")
    bob.sees("Done.")


def reads_the_timeline(bob: Person, enrollment: str) -> None:
    """One line of time from the checks to the end, and the rules behind it."""
    bob.open(enrollment)
    titles = bob.page.locator(".timeline .entry-title").all_inner_texts()
    told = (
        "Enrolment requested",
        "Eligible, waits for first-touch review",
        "First touch approved, sequence active",
        "Touch planned",
        "Touch sent",
        "Exited",
    )
    at = [titles.index(title) for title in told]
    assert at == sorted(at), titles
    bob.sees("Reply", "Ended: Replied", REASON)
    bob.click(bob.page.locator(".timeline a.why").first)
    bob.sees("Rule by rule", "Lawful basis", "Required fields", "CRM opt-out", "Allowed")


def sees_until_when(bob: Person, enrollment: str) -> datetime:
    """What ends the wait is a moment on the *now* line."""
    bob.open(enrollment)
    bob.sees("Out of office")
    return clock.read(bob.page.locator(".entry-now .entry-text time"))


def sees_no_next_step(bob: Person, enrollment: str) -> None:
    """What was planned is cancelled: the line of time ends with the present."""
    bob.open(enrollment)
    bob.sees("Touch cancelled")
    expect(bob.page.locator(".entry-future")).to_have_count(0)
