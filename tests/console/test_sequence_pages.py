"""Sequences: the list, one sequence with its facts and versions, and how it is put away."""

from datetime import date
from typing import Any

import pytest

from enrollment.models import Audience, Enrollment
from sequences.models import Sequence, Step, Version, VersionState
from tenancy import clock
from tenancy.models import Membership, Workspace
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled
from tests.sequences.drafting import drafted, live, next_live
from tests.world import World, approved, contact, draft

LIST = "/w/acme/sequences/"
FACTS: dict[str, Any] = {
    "name": "Partners",
    "motion": "partner",
    "segment": "",
    "campaign_type": "Fair",
    "purpose": "",
    "persona": "",
    "buying_stage": "",
    "entry": "one_at_a_time",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-01",
}


def page_of(seat: Membership, sequence: Sequence, part: str = "") -> str:
    return browser(seat).get(f"{LIST}{sequence.pk}/{part}").content.decode()


# The list


def test_an_empty_list_names_the_next_step(in_acme: World) -> None:
    assert "No sequence yet" in browser(in_acme.admin).get(LIST).content.decode()


@pytest.mark.parametrize("seat", ["admin", "rep", "viewer", "reviewer"])
def test_everybody_of_the_workspace_reads_sequences(in_acme: World, seat: str) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    me = getattr(in_acme, seat)
    assert "Outbound" in browser(me).get(LIST).content.decode()
    assert "Version 1" in page_of(me, version.sequence)


def test_an_outsider_finds_none(in_acme: World, globex: World) -> None:
    version = draft(in_acme.admin)
    assert browser(globex.admin).get(LIST).status_code == 404
    other = f"/w/globex/sequences/{version.sequence_id}/"
    assert browser(globex.admin).get(other).status_code == 404


def test_the_list_counts_people_by_state(in_acme: World) -> None:
    enrolled(in_acme, contact(owner=in_acme.rep))
    assert "Waits for review: 1" in browser(in_acme.admin).get(LIST).content.decode()


def test_the_list_says_which_name_is_off_the_rule(in_acme: World) -> None:
    draft(in_acme.admin, name="2026-11-Fair-Berlin")
    page = browser(in_acme.admin).get(LIST).content.decode()
    assert "Not called" not in page
    draft(in_acme.admin, name="Some mails")
    assert "Not called YYYY-MM-Type-Name" in browser(in_acme.admin).get(LIST).content.decode()


def test_the_list_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    draft(in_acme.admin, name="A")
    with reads() as few:
        me.get(LIST)
    draft(in_acme.admin, name="B")
    with reads() as many:
        me.get(LIST)
    assert few.count == many.count <= BUDGET


# New, and its facts


def test_a_new_sequence_opens_its_first_draft_and_keeps_its_facts(in_acme: World) -> None:
    answer = browser(in_acme.admin).post(f"{LIST}new/", FACTS)
    version = Version.objects.select_related("sequence").get()
    assert answer.headers["Location"] == f"{LIST}versions/{version.pk}/edit/"
    assert (version.sequence.campaign_type, version.sequence.starts_on) == (
        "Fair",
        date(2027, 1, 4),
    )


def test_whom_a_sequence_takes_is_chosen_with_its_facts_and_shown(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    admin = browser(in_acme.admin)
    facts = {**FACTS, "motion": sequence.motion, "segment": "", "entry": "exclusive"}
    admin.post(f"{LIST}{sequence.pk}/facts/", facts)
    page = admin.get(f"{LIST}{sequence.pk}/").content.decode()
    assert "Nobody who is in another exclusive one" in page


def test_a_name_that_is_taken_is_said_at_its_field(in_acme: World) -> None:
    draft(in_acme.admin, name="Partners")
    answer = browser(in_acme.admin).post(f"{LIST}new/", FACTS)
    assert "already. Choose another name." in str(answer.context["form"].errors["name"])
    assert answer.status_code == 422 and Sequence.objects.count() == 1


def test_a_name_off_the_rule_is_refused_with_a_better_one(in_acme: World) -> None:
    Workspace.objects.filter(pk=in_acme.workspace.pk).update(naming_required=True)
    answer = browser(in_acme.admin).post(f"{LIST}new/", FACTS)
    assert "-Fair-Partners" in str(answer.context["form"].errors["name"])
    assert "2027-01-04" in answer.content.decode()


def test_an_end_before_the_start_is_said_at_its_field(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    form = {**FACTS, "ends_on": "2026-12-01"}
    answer = browser(in_acme.admin).post(f"{LIST}{sequence.pk}/facts/", form)
    assert "before the first one" in str(answer.context["form"].errors["ends_on"])


def test_facts_are_changed(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    browser(in_acme.admin).post(f"{LIST}{sequence.pk}/facts/", FACTS)
    sequence.refresh_from_db()
    assert (sequence.name, sequence.motion) == ("Partners", "partner")


def test_motion_stays_once_a_version_was_approved(in_acme: World) -> None:
    sequence = live(in_acme.admin, in_acme.other_admin).sequence
    assert "Clone the sequence instead" in page_of(in_acme.admin, sequence, "facts/")
    browser(in_acme.admin).post(f"{LIST}{sequence.pk}/facts/", FACTS)
    sequence.refresh_from_db()
    assert (sequence.name, sequence.motion) == ("Partners", "outbound")


@pytest.mark.parametrize("part", ["facts/", "clone/", "draft/", "archive/", "delete/"])
def test_a_rep_changes_nothing(in_acme: World, part: str) -> None:
    sequence = draft(in_acme.admin).sequence
    answer = browser(in_acme.rep).post(f"{LIST}{sequence.pk}/{part}", FACTS)
    assert answer.status_code == 404


# One sequence


def test_the_page_shows_its_versions_with_people_and_who_approved(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    page = page_of(in_acme.rep, row.version.sequence)
    assert "Waits for review: 1" in page and "Other Admin" in page


def test_people_of_a_former_version_can_be_moved_from_there(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    link = f"/w/acme/migrations/new/?from={row.version_id}"
    assert link not in page_of(in_acme.admin, row.version.sequence)
    next_live(row.version.sequence, in_acme.admin, in_acme.other_admin)
    assert link in page_of(in_acme.admin, row.version.sequence)
    assert link not in page_of(in_acme.rep, row.version.sequence)


def test_the_page_takes_as_many_reads_for_twice_the_versions(in_acme: World) -> None:
    sequence = live(in_acme.admin, in_acme.other_admin).sequence
    me = browser(in_acme.admin)
    with reads() as few:
        me.get(f"{LIST}{sequence.pk}/")
    next_live(sequence, in_acme.admin, in_acme.other_admin)
    with reads() as many:
        me.get(f"{LIST}{sequence.pk}/")
    assert few.count == many.count <= BUDGET


def test_a_live_version_has_no_editor_and_a_new_draft_copies_it(in_acme: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    browser(in_acme.admin).post(f"{LIST}{version.sequence_id}/draft/")
    new = Version.objects.get(number=2)
    assert _keys(new) == _keys(version)


def test_an_audience_is_named_on_the_page(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    Audience.objects.create(
        sequence=sequence,
        name="Heads of logistics",
        kind="contacts",
        reason="Fit",
        owner=in_acme.admin,
        created_at=clock.now(),
    )
    assert "Heads of logistics" in page_of(in_acme.viewer, sequence)


# Copies, owners, and the end


def test_a_copy_has_the_steps_and_opens_in_the_editor(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    answer = browser(in_acme.other_admin).post(
        f"{LIST}{version.sequence_id}/clone/", {"name": "Second"}
    )
    made = Version.objects.get(sequence__name="Second")
    assert answer.headers["Location"] == f"{LIST}versions/{made.pk}/edit/"
    assert _keys(made) == _keys(version)


def test_a_copy_with_a_taken_name_comes_back_with_what_was_typed(in_acme: World) -> None:
    sequence = drafted(in_acme.admin).sequence
    answer = browser(in_acme.admin).post(f"{LIST}{sequence.pk}/clone/", {"name": "Outbound"})
    assert answer.context["form"].errors["name"] and 'value="Outbound"' in answer.content.decode()


def test_the_owner_hands_it_over_and_loses_the_right(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    Sequence.objects.filter(pk=sequence.pk).update(owner=in_acme.rep)
    address, form = f"{LIST}{sequence.pk}/hand-over/", {"to": str(in_acme.manager.pk)}
    assert browser(in_acme.rep).post(address, form).status_code == 302
    assert Sequence.objects.get().owner == in_acme.manager
    assert browser(in_acme.rep).get(address).status_code == 404


def test_a_viewer_cannot_be_chosen_as_owner(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    address, form = f"{LIST}{sequence.pk}/hand-over/", {"to": str(in_acme.viewer.pk)}
    answer = browser(in_acme.admin).post(address, form)
    assert answer.context["form"].errors["to"] and Sequence.objects.get().owner == in_acme.admin


def test_an_archived_sequence_leaves_the_list(in_acme: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    me = browser(in_acme.admin)
    me.post(f"{LIST}{version.sequence_id}/archive/")
    assert "No sequence yet" in me.get(LIST).content.decode()
    assert "Outbound" in me.get(LIST, {"show": "archived"}).content.decode()


def test_an_archived_sequence_can_still_be_copied_but_not_changed(in_acme: World) -> None:
    sequence = approved(in_acme.admin, in_acme.other_admin).sequence
    browser(in_acme.admin).post(f"{LIST}{sequence.pk}/archive/")
    page = page_of(in_acme.admin, sequence)
    assert "clone/" in page and "facts/" not in page and "/draft/" not in page


def test_a_sequence_without_history_is_deleted(in_acme: World) -> None:
    sequence = drafted(in_acme.admin).sequence
    assert "delete/" in page_of(in_acme.admin, sequence)
    browser(in_acme.admin).post(f"{LIST}{sequence.pk}/delete/")
    assert not Sequence.objects.exists()


def test_a_sequence_with_a_history_offers_the_archive_instead(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    sequence = row.version.sequence
    page = page_of(in_acme.admin, sequence)
    assert "has a history" in page and "archive/" in page and "delete/" not in page


def test_deleting_all_the_same_says_why_not(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    address = f"{LIST}{row.version.sequence_id}/"
    me = browser(in_acme.admin)
    me.post(f"{address}delete/", headers={"referer": f"http://testserver{address}"})
    page = me.get(address).content.decode()
    assert "Archive it instead" in page and Enrollment.objects.exists()


def _keys(version: Version) -> list[str]:
    return list(Step.objects.filter(version=version).values_list("key", flat=True))


def test_a_version_that_waits_is_found_from_its_sequence(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    seen = {"seen": version.edited_at.isoformat()}
    browser(in_acme.admin).post(f"{LIST}versions/{version.pk}/submit/", seen)
    assert Version.objects.get().state == VersionState.IN_APPROVAL
    assert "Look at what waits" in page_of(in_acme.other_admin, version.sequence)


def test_nobody_is_proposed_as_the_new_owner(in_acme: World) -> None:
    address = f"{LIST}{drafted(in_acme.admin).sequence_id}/hand-over/"
    me = browser(in_acme.admin)
    assert "Choose a member" in me.get(address).content.decode()
    assert me.post(address, {"to": ""}).status_code == 422


def test_a_clone_is_told_the_naming_rule(in_acme: World) -> None:
    address = f"{LIST}{drafted(in_acme.admin).sequence_id}/clone/"
    assert "Usually YYYY-MM-Type-Name here" in browser(in_acme.admin).get(address).content.decode()
