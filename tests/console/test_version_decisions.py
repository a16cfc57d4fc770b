"""What is decided on the page of a version: handing in, signing, approving, accepting findings."""

from datetime import timedelta
from typing import Any

import pytest

from sequences import services
from sequences.models import StageApproval, Version, VersionState, Waiver
from sequences.plans import (
    Plan,
    StepInput,
)
from tenancy import clock
from tenancy.models import Membership
from tenancy.roles import Role
from tests.console.browsing import browser
from tests.console.scenes import enrolled
from tests.console.versions import (
    RED,
    SMS,
    ask_for,
    following,
    of,
    saved,
    second,
    shown,
    state,
)
from tests.sequences.drafting import INTRO, STEPS, as_, drafted, in_approval
from tests.world import World, approved, contact, draft, seat


def looked_at(version: Version) -> dict[str, str]:
    return {"seen": version.edited_at.isoformat()}


# Handing in


@pytest.mark.parametrize(("verb", "code"), [("submit/", "draft"), ("approve/", "in_approval")])
def test_who_does_not_say_what_they_looked_at_decides_nothing(
    in_acme: World, verb: str, code: str
) -> None:
    version = drafted(in_acme.admin) if code == "draft" else in_approval(in_acme.admin)
    answer = browser(in_acme.other_admin).post(of(version, verb), {"seen": "2026-02-30"})
    assert answer.status_code == 409 and "what you looked at" in answer.content.decode()
    assert state(version) == code


def test_a_draft_is_handed_in_from_its_page(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    browser(in_acme.admin).post(of(version, "submit/"), {"seen": version.edited_at.isoformat()})
    assert state(version) == VersionState.IN_APPROVAL


def test_a_draft_that_somebody_saved_meanwhile_is_not_handed_in(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    seen = (version.edited_at - timedelta(minutes=1)).isoformat()
    answer = browser(in_acme.admin).post(of(version, "submit/"), {"seen": seen})
    assert answer.status_code == 409 and "saved this version after" in answer.content.decode()
    assert state(version) == VersionState.DRAFT


def test_everything_that_is_to_be_corrected_is_told_at_once(in_acme: World) -> None:
    version = saved(in_acme, INTRO, StepInput("email", "bare"), SMS)
    page = browser(in_acme.admin).post(of(version, "submit/"), looked_at(version)).content.decode()
    assert "Not handed in" in page and "things must be corrected" in page
    assert "Step 2: " in page and "Step 3: " in page


def test_red_tests_keep_a_draft_back_by_name(in_acme: World) -> None:
    version = saved(in_acme, cases=(RED,))
    page = browser(in_acme.admin).post(of(version, "submit/"), looked_at(version)).content.decode()
    assert "A test fails" in page and "Test 1: Step 2 (Call)" in page


# Approving and sending back


def test_the_author_sees_why_another_admin_has_to_approve(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    assert "You wrote this version" in shown(in_acme.admin, version)
    answer = browser(in_acme.admin).post(of(version, "approve/"), looked_at(version))
    assert answer.status_code == 409


def test_whoever_saved_words_in_between_may_not_approve_either(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    for editor, text in ((in_acme.other_admin, "Hello"), (in_acme.admin, "Goodbye")):
        plan = Plan((StepInput("email", "intro", subject=text, text=INTRO.text),))
        version = services.save_draft(version, plan, **as_(editor))
    services.submit(version, **as_(in_acme.admin))
    page = shown(in_acme.other_admin, version)
    assert "You edited this version" in page and "approve-form" not in page


def test_an_admin_without_a_hand_in_it_makes_it_live(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    form = {"seen": version.edited_at.isoformat(), "people": "new"}
    answer = browser(in_acme.other_admin).post(of(version, "approve/"), form)
    assert answer.headers["Location"] == of(version)
    assert state(version) == VersionState.APPROVED


def test_only_what_was_looked_at_is_approved(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    form = {"seen": "2020-01-01T00:00:00+00:00"}
    answer = browser(in_acme.other_admin).post(of(version, "approve/"), form)
    assert answer.status_code == 409 and "what is there now" in answer.content.decode()
    assert state(version) == VersionState.IN_APPROVAL


def test_whoever_approves_has_words_and_differences_before_their_eyes(in_acme: World) -> None:
    version = second(in_acme, text="Another text." + INTRO.text)
    page = shown(in_acme.other_admin, version)
    assert page.index("Another text.") < page.index("Waits for approval")
    assert '<details class="panel differs" open>' in page and "<ins>" in page
    assert '<details class="disclosure">\n            <summary>Text' not in page


def test_approving_may_lead_to_moving_the_people_of_the_former_version(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    version = following(in_acme, row.version)
    assert "and then the 1 of version 1" in shown(in_acme.other_admin, version)
    form = {"seen": version.edited_at.isoformat(), "people": "move"}
    answer = browser(in_acme.other_admin).post(of(version, "approve/"), form)
    assert answer.headers["Location"] == f"/w/acme/migrations/new/?from={row.version_id}"


def test_a_motion_that_is_taken_is_said_before_anybody_approves(in_acme: World) -> None:
    approved(in_acme.admin, in_acme.other_admin, name="The other")
    page = shown(in_acme.other_admin, in_approval(in_acme.admin))
    assert "Its motion is taken" in page and "“The other” version 1" in page


def test_sending_back_needs_a_reason_that_the_author_reads(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    me = browser(in_acme.other_admin)
    assert me.post(of(version, "reject/"), {"reason": ""}).status_code == 409
    me.post(of(version, "reject/"), {"reason": "Too many calls"})
    assert "Too many calls" in shown(in_acme.admin, version)


@pytest.mark.parametrize("verb", ["submit", "approve", "reject", "retire", "waive", "test"])
def test_a_rep_decides_nothing(in_acme: World, verb: str) -> None:
    assert browser(in_acme.rep).post(of(draft(in_acme.admin), f"{verb}/")).status_code == 404


def test_a_retired_version_takes_nobody_and_its_people_finish(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    browser(in_acme.admin).post(of(row.version, "retire/"))
    assert state(row.version) == VersionState.RETIRED
    assert "They finish here" in shown(in_acme.admin, row.version)


# Signatures


def lawyer(world: World) -> Membership:
    return seat(world.workspace.slug, "lawyer", Role.VIEWER, "Legal")


def test_who_fits_a_stage_signs_the_words_they_saw(in_acme: World) -> None:
    ask_for(in_acme, "legal")
    version, legal = in_approval(in_acme.admin), lawyer(in_acme)
    assert "Sign for Legal" in shown(legal, version)
    assert "Sign for Legal" not in shown(in_acme.other_admin, version)
    form = {"stage": "legal", "note": "Fine", "seen": version.edited_at.isoformat()}
    browser(legal).post(of(version, "sign/"), form)
    assert StageApproval.objects.get().by == legal
    assert "Signed by Lawyer" in shown(in_acme.admin, version)


def test_nothing_is_approved_before_every_stage_has_signed(in_acme: World) -> None:
    ask_for(in_acme, "legal", "peer")
    version = in_approval(in_acme.admin)
    page = (
        browser(in_acme.other_admin)
        .post(of(version, "approve/"), looked_at(version))
        .content.decode()
    )
    assert "Not signed yet: Peer, Legal." in page
    assert "Legal: To be signed by someone of the team “Legal”." in page


def test_a_signature_of_words_that_changed_is_refused_with_the_note_kept(in_acme: World) -> None:
    ask_for(in_acme, "peer")
    version = in_approval(in_acme.admin)
    form = {"stage": "peer", "note": "Well said", "seen": "2020-01-01T00:00:00+00:00"}
    answer = browser(in_acme.reviewer).post(of(version, "sign/"), form)
    assert answer.status_code == 409 and "Well said" in answer.content.decode()
    assert not StageApproval.objects.exists()


# Findings that are accepted


def accepting(version: Version, **more: Any) -> dict[str, Any]:
    until = (clock.now() + timedelta(days=10)).date().isoformat()
    return {"waive": "sms_consent", "step": "text", "reason": "Asked", "until": until, **more}


def test_an_error_that_may_be_accepted_leads_to_its_form(in_acme: World) -> None:
    version = saved(in_acme, *STEPS, SMS)
    assert "?waive=sms_consent&amp;step=text#findings" in shown(in_acme.other_admin, version)
    page = shown(in_acme.other_admin, version, waive="sms_consent", step="text")
    assert "Why is this acceptable?" in page


def test_the_author_is_told_that_somebody_else_accepts(in_acme: World) -> None:
    page = shown(in_acme.admin, saved(in_acme, *STEPS, SMS), waive="sms_consent", step="text")
    assert "another admin has to accept" in page and "Why is this acceptable?" not in page


def test_an_accepted_finding_says_until_when_and_by_whom(in_acme: World) -> None:
    version = saved(in_acme, *STEPS, SMS)
    me = browser(in_acme.other_admin)
    assert me.post(of(version, "waive/"), accepting(version)).status_code == 302
    page = shown(in_acme.rep, version)
    assert "Nothing to correct" in page and "by Other Admin: Asked" in page
    me.post(f"/w/acme/sequences/waivers/{Waiver.objects.get().pk}/end/")
    assert "1 thing to correct" in shown(in_acme.rep, version)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reason", "", "Fill this in"),
        ("until", "2020-01-01", "within the next 180 days"),
        ("waive", "no_unsubscribe", "no such finding any more"),
    ],
)
def test_a_waiver_that_is_refused_comes_back_as_it_was_typed(
    in_acme: World, field: str, value: str, words: str
) -> None:
    version = saved(in_acme, *STEPS, SMS)
    form = accepting(version, **{field: value})
    answer = browser(in_acme.other_admin).post(of(version, "waive/"), form)
    assert answer.status_code == 409 and words in answer.content.decode()
    assert not Waiver.objects.exists()


def test_who_approves_reads_which_signatures_are_missing(in_acme: World) -> None:
    ask_for(in_acme, "peer", "legal")
    version = in_approval(in_acme.admin)
    page = shown(in_acme.other_admin, version)
    assert "Not signed yet: Peer, Legal. It cannot be approved before." in page
