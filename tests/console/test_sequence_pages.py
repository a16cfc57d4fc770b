"""Sequences: the list, a version, its editor without a script, and the second admin's decision."""

from typing import Any

import pytest

from sequences.models import Sequence, Step, Version, VersionState
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled
from tests.world import World, approved, contact, draft

LIST = "/w/acme/sequences/"


def of(version: Version, part: str = "") -> str:
    return f"{LIST}versions/{version.pk}/{part}"


def form_of(version: Version, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a draft as it is stored."""
    steps = list(version.steps.all())
    data: dict[str, Any] = {
        "steps-count": len(steps),
        "expected": version.edited_at.isoformat(),
        "notes": version.notes,
        "do": "save",
    }
    for number, step in enumerate(steps, 1):
        for name in ("key", "kind", "delay_amount", "delay_unit", "subject", "text"):
            data[f"steps-{number}-{name}"] = getattr(step, name)
        data[f"steps-{number}-instructions"] = step.instructions
        data[f"steps-{number}-same_thread"] = "1"
    return {**data, **changes}


def keys(version: Version) -> list[str]:
    return list(Step.objects.filter(version=version).values_list("key", flat=True))


def submitted(world: World, **more: Any) -> Version:
    version = draft(world.admin, **more)
    browser(world.admin).post(of(version, "submit/"))
    fresh: Version = Version.objects.get(pk=version.pk)
    assert fresh.state == VersionState.IN_APPROVAL
    return fresh


def test_an_empty_list_names_the_next_step(in_acme: World) -> None:
    assert "No sequence yet" in browser(in_acme.admin).get(LIST).content.decode()


@pytest.mark.parametrize("seat", ["admin", "rep", "viewer", "reviewer"])
def test_everybody_of_the_workspace_reads_sequences(in_acme: World, seat: str) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    me = browser(getattr(in_acme, seat))
    assert "Outbound" in me.get(LIST).content.decode()
    assert me.get(of(version)).status_code == 200


def test_an_outsider_finds_none(in_acme: World, globex: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    assert browser(globex.admin).get(LIST).status_code == 404
    other = f"/w/globex/sequences/versions/{version.pk}/"
    assert browser(globex.admin).get(other).status_code == 404


def test_a_rep_has_no_editor(in_acme: World) -> None:
    version = draft(in_acme.admin)
    me = browser(in_acme.rep)
    assert me.get(of(version, "edit/")).status_code == 404
    assert me.post(of(version, "submit/")).status_code == 404


def test_the_list_counts_people_by_state(in_acme: World) -> None:
    enrolled(in_acme, contact(owner=in_acme.rep))
    assert "Waits for review: 1" in browser(in_acme.admin).get(LIST).content.decode()


def test_the_list_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    draft(in_acme.admin, name="A")
    with reads() as few:
        me.get(LIST)
    draft(in_acme.admin, name="B")
    with reads() as many:
        me.get(LIST)
    assert few.count == many.count <= BUDGET


def test_a_new_sequence_opens_its_first_draft(in_acme: World) -> None:
    form = {"name": "Partners", "motion": "partner", "segment": "", "purpose": ""}
    answer = browser(in_acme.admin).post(f"{LIST}new/", form)
    version = Version.objects.get()
    assert answer.headers["Location"] == of(version, "edit/")


def test_a_name_that_is_taken_is_said_at_its_field(in_acme: World) -> None:
    draft(in_acme.admin, name="Partners")
    form = {"name": "Partners", "motion": "partner"}
    page = browser(in_acme.admin).post(f"{LIST}new/", form).content.decode()
    assert "already. Choose another name." in page and Sequence.objects.count() == 1


def test_a_version_shows_its_steps_by_day(in_acme: World) -> None:
    page = browser(in_acme.rep).get(of(draft(in_acme.admin))).content.decode()
    assert all(f"Day {day}<" in page for day in (1, 2, 3, 5, 7))


def test_saving_stores_what_was_typed(in_acme: World) -> None:
    version = draft(in_acme.admin)
    form = form_of(version, notes="For the fair", **{"steps-1-text": "Hello\r\nthere"})
    browser(in_acme.admin).post(of(version, "edit/"), form)
    assert Version.objects.get(pk=version.pk).notes == "For the fair"
    assert Step.objects.get(version=version, key="intro").text == "Hello\nthere"


def test_saving_keeps_the_keys_of_the_steps(in_acme: World) -> None:
    version = draft(in_acme.admin)
    before = keys(version)
    browser(in_acme.admin).post(of(version, "edit/"), form_of(version, notes="x"))
    assert keys(version) == before


@pytest.mark.parametrize("order", ["add-call", "up-2", "down-1", "delete-1", "up-99", "nonsense"])
def test_a_button_of_the_form_stores_nothing_and_loses_nothing(in_acme: World, order: str) -> None:
    version = draft(in_acme.admin)
    form = form_of(version, do=order, notes="not saved", **{"steps-3-instructions": "Ring twice"})
    answer = browser(in_acme.admin).post(of(version, "edit/"), form)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Ring twice" in page and "not saved" in page
    assert Version.objects.get(pk=version.pk).notes == ""


def test_moving_a_step_up_changes_places(in_acme: World) -> None:
    version = draft(in_acme.admin)
    me = browser(in_acme.admin)
    rows = me.post(of(version, "edit/"), form_of(version, do="up-2")).context["draft"].rows
    assert [row.values["key"] for row in rows][:2] == ["connect", "intro"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("steps-1-text", "Hi {{ frist_name }}", "Unknown variable"),
        ("steps-1-delay_amount", "soon", "whole number"),
        ("window_0", "nine to five", "not a stretch of time"),
        ("window_0", "09:00-25:00", "not of the form"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_survives(
    in_acme: World, field: str, value: str, sentence: str
) -> None:
    version = draft(in_acme.admin)
    form = form_of(version, notes="kept", **{field: value})
    answer = browser(in_acme.admin).post(of(version, "edit/"), form)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page
    assert value in page and "kept" in page


def test_two_editors_do_not_overwrite_each_other(in_acme: World) -> None:
    version = draft(in_acme.admin)
    mine = form_of(version, notes="mine")
    browser(in_acme.other_admin).post(of(version, "edit/"), form_of(version, notes="theirs"))
    answer = browser(in_acme.admin).post(of(version, "edit/"), mine)
    assert answer.status_code == 422 and "mine" in answer.content.decode()
    assert Version.objects.get(pk=version.pk).notes == "theirs"


def test_a_draft_with_errors_is_saved_but_not_handed_in(in_acme: World) -> None:
    version = draft(in_acme.admin)
    form = form_of(version, do="submit", **{"steps-1-subject": ""})
    browser(in_acme.admin).post(of(version, "edit/"), form)
    assert Version.objects.get(pk=version.pk).state == VersionState.DRAFT
    assert Step.objects.get(version=version, key="intro").subject == ""


def test_the_author_sees_why_another_admin_has_to_approve(in_acme: World) -> None:
    version = submitted(in_acme)
    page = browser(in_acme.admin).get(of(version)).content.decode()
    assert "You wrote this version" in page
    answer = browser(in_acme.admin).post(of(version, "approve/"))
    assert answer.status_code == 409


def test_a_second_admin_makes_it_live(in_acme: World) -> None:
    version = submitted(in_acme)
    form = {"seen": version.edited_at.isoformat()}
    browser(in_acme.other_admin).post(of(version, "approve/"), form)
    assert Version.objects.get(pk=version.pk).state == VersionState.APPROVED


def test_only_what_was_looked_at_is_approved(in_acme: World) -> None:
    version = submitted(in_acme)
    form = {"seen": "2020-01-01T00:00:00+00:00"}
    answer = browser(in_acme.other_admin).post(of(version, "approve/"), form)
    assert answer.status_code == 409
    assert Version.objects.get(pk=version.pk).state == VersionState.IN_APPROVAL


def test_whoever_approves_has_the_words_before_their_eyes(in_acme: World) -> None:
    page = browser(in_acme.other_admin).get(of(submitted(in_acme))).content.decode()
    assert '<details class="disclosure">' not in page
    assert page.index("how do you check who may be contacted?") < page.index("Waits for approval")


def test_sending_back_needs_a_reason_that_the_author_reads(in_acme: World) -> None:
    version = submitted(in_acme)
    me = browser(in_acme.other_admin)
    assert me.post(of(version, "reject/"), {"reason": ""}).status_code == 409
    me.post(of(version, "reject/"), {"reason": "Too many calls"})
    assert "Too many calls" in browser(in_acme.admin).get(of(version, "edit/")).content.decode()


def test_a_live_version_has_no_editor_and_a_new_draft_copies_it(in_acme: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    me = browser(in_acme.admin)
    assert me.get(of(version, "edit/")).status_code == 302
    me.post(f"{LIST}{version.sequence_id}/draft/")
    assert keys(Version.objects.get(number=2)) == keys(version)


def test_the_difference_shows_old_and_new_words(in_acme: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    me = browser(in_acme.admin)
    me.post(f"{LIST}{version.sequence_id}/draft/")
    new = Version.objects.get(number=2)
    me.post(of(new, "edit/"), form_of(new, **{"steps-3-instructions": "Ring them."}))
    page = me.get(of(new, "difference/")).content.decode()
    assert "<ins>" in page and "<del>" in page


def test_the_preview_writes_to_real_people_and_stores_nothing(in_acme: World) -> None:
    contact(first_name="Milton", owner=in_acme.rep)
    page = browser(in_acme.rep).get(of(draft(in_acme.admin), "preview/")).content.decode()
    assert "Hi Milton," in page


def test_the_preview_shows_a_rep_nobody_elses_people(in_acme: World) -> None:
    contact(first_name="Milton", owner=in_acme.other_rep)
    page = browser(in_acme.rep).get(of(draft(in_acme.admin), "preview/")).content.decode()
    assert "Milton" not in page


def test_an_archived_sequence_leaves_the_list(in_acme: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    me = browser(in_acme.admin)
    me.post(f"{LIST}{version.sequence_id}/archive/")
    assert "No sequence yet" in me.get(LIST).content.decode()
    assert "Outbound" in me.get(LIST, {"show": "archived"}).content.decode()
