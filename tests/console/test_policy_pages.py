"""Settings: the review policy as people write, read and approve it, and groups of reviewers."""

from typing import Any

import pytest

from compliance import policing, reviewer_groups
from compliance.models import ReviewerGroup, ReviewPolicy
from compliance.review_policy import Cause
from console.forms.settings.review_policy import shown
from tests.compliance.policies import by, claims, document, drafted, group, in_force, rule
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World

HOME = "/w/acme/settings/review-policy/"
GROUPS = "/w/acme/settings/reviewer-groups/"
ALWAYS = {"cause": "always"}
EVERY_CAUSE: list[dict[str, Any]] = [
    {"cause": "new_segment", "fewer_than": 20},
    {"cause": "new_product_line", "fewer_than": 5},
    {"cause": "new_rep", "fewer_than": 5},
    {"cause": "new_author", "fewer_than": 5},
    {
        "cause": "regulated_audience",
        "segments": ["a", "b"],
        "industries": ["x"],
        "countries": ["DE"],
    },
    {"cause": "finding", "kinds": ["claim", "general.rank"]},
    {"cause": "edited"},
    {"cause": "motion", "motions": ["outbound", "event"]},
    {"cause": "sequence", "sequences": ["0198f000-0000-7000-8000-000000000000"]},
    ALWAYS,
]


def typed(*rules: dict[str, Any], **more: Any) -> dict[str, list[str]]:
    """What a browser sends for a policy of these rules."""
    return dict(shown(document(*rules, **more)).lists())


def page(seat: Any, path: str = HOME) -> str:
    answer = browser(seat).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("path", [HOME, f"{HOME}edit/", GROUPS])
def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World, path: str) -> None:
    assert browser(in_acme.admin).get(path).status_code == 200
    for other in (in_acme.manager, in_acme.reviewer, in_acme.rep, globex.admin):
        assert browser(other).get(path).status_code == 404


def test_before_the_first_policy_the_page_says_what_holds(in_acme: World) -> None:
    text = page(in_acme.admin)
    assert "What every workspace starts with".lower() in text.lower()
    assert "Any reviewer, within 24 hours" in text and "Write a draft" in text


def test_every_cause_is_a_sentence(in_acme: World) -> None:
    rules = [rule(f"r{number}", when) for number, when in enumerate(EVERY_CAUSE)]
    in_force(in_acme, *rules)
    text = page(in_acme.admin)
    for said in (
        "Fewer than 20 first messages to their segment were approved",
        "The audience is of the segment a or b, or the industry x, or the country DE",
        "The check found claims or general.rank",
        "The motion is Outbound or Event",
        "a sequence that is gone",
        "The words were changed for this person",
    ):
        assert said in text
    assert len(EVERY_CAUSE) == len(Cause)


def test_what_the_editor_shows_is_what_it_saves(in_acme: World) -> None:
    rules = [rule(f"r{number}", when) for number, when in enumerate(EVERY_CAUSE[:8])]
    said = typed(*rules, hours=48)
    answer = browser(in_acme.admin).post(f"{HOME}edit/", {**said, "do": "save"})
    assert answer.status_code == 302
    assert ReviewPolicy.objects.get().document == document(*rules, hours=48)


def test_a_draft_is_written_changed_and_approved_by_the_second_admin(in_acme: World) -> None:
    me, other = browser(in_acme.admin), browser(in_acme.other_admin)
    me.post(f"{HOME}edit/", {**typed(rule("all", ALWAYS)), "do": "save"})
    opened = {"seen": ReviewPolicy.objects.get().edited_at.isoformat()}
    me.post(f"{HOME}edit/", {**typed(rule("all", ALWAYS, hours=8)), **opened, "do": "save"})
    text = page(in_acme.admin)
    assert "another admin has to approve it" in text and "Put in force" not in text
    draft = ReviewPolicy.objects.get()
    other.post(f"{HOME}approve/", {"seen": draft.edited_at.isoformat()})
    found = policing.in_force()
    assert (found.number, found.rules[0].hours) == (1, 8)


def test_a_mistake_stands_in_its_row_and_keeps_what_was_typed(in_acme: World) -> None:
    bad = rule("fine", {"cause": "new_rep", "fewer_than": 5}, hours="soon")
    said = typed(rule("all", ALWAYS), bad)
    answer = browser(in_acme.admin).post(f"{HOME}edit/", {**said, "do": "save"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Give a whole number from 1 to 240." in text
    assert 'value="soon"' in text and not ReviewPolicy.objects.exists()


def test_rows_are_added_moved_and_taken_out(in_acme: World) -> None:
    said = typed(rule("one", ALWAYS), rule("two", ALWAYS))

    def after(order: str) -> list[str]:
        answer = browser(in_acme.admin).post(f"{HOME}edit/", {**said, "do": order})
        assert answer.context_data
        return [row.typed("name") for row in answer.context_data["form"].rows]

    assert after("rules-more") == ["One", "Two", ""]
    assert after("rules-up-1") == ["Two", "One"]
    assert after("rules-drop-0") == ["Two"]
    assert not ReviewPolicy.objects.exists()


def test_who_opened_the_draft_before_another_saved_it_is_refused(in_acme: World) -> None:
    row = drafted(in_acme)
    policing.change_draft(row, document(hours=8), **by(in_acme.other_admin))
    said = {**typed(hours=9), "seen": row.edited_at.isoformat(), "do": "save"}
    answer = browser(in_acme.admin).post(f"{HOME}edit/", said)
    assert answer.status_code == 422 and "Other Admin saved this draft" in answer.content.decode()


def test_a_group_without_two_people_is_named_before_anybody_approves(in_acme: World) -> None:
    alone = group(in_acme, "Prices", in_acme.reviewer)
    drafted(in_acme, rule("all", ALWAYS, alone.pk))
    text = page(in_acme.other_admin)
    assert "fewer than 2 active people" in text and "Put in force" not in text


def test_a_draft_is_discarded(in_acme: World) -> None:
    drafted(in_acme)
    browser(in_acme.admin).post(f"{HOME}discard/")
    assert not ReviewPolicy.objects.exists()


@pytest.mark.parametrize("verb", ["edit", "approve"])
def test_who_does_not_say_what_they_looked_at_changes_nothing(in_acme: World, verb: str) -> None:
    row = drafted(in_acme)
    said = {**typed(hours=9), "seen": "2026-02-30T10:00", "do": "save"}
    browser(in_acme.other_admin).post(f"{HOME}{verb}/", said)
    kept = ReviewPolicy.objects.get()
    assert (kept.state, kept.edited_at) == ("draft", row.edited_at)


@pytest.mark.parametrize("verb", ["approve", "discard"])
def test_without_a_draft_there_is_nothing_to_decide(in_acme: World, verb: str) -> None:
    assert browser(in_acme.admin).post(f"{HOME}{verb}/").status_code == 404


@pytest.mark.parametrize("verb", ["edit", "approve", "discard"])
def test_an_outsider_and_a_manager_change_nothing(in_acme: World, globex: World, verb: str) -> None:
    row = drafted(in_acme)
    for seat, slug in ((in_acme.manager, "acme"), (globex.admin, "acme"), (globex.admin, "globex")):
        path = f"/w/{slug}/settings/review-policy/{verb}/"
        browser(seat).post(path, {**typed(hours=9), "do": "save"})
    row.refresh_from_db()
    assert (row.state, row.document["hours"]) == ("draft", 24)


def test_the_page_takes_few_statements_whatever_the_policy(in_acme: World) -> None:
    in_force(in_acme, *[rule(f"r{number}", ALWAYS) for number in range(5)])
    key = claims(in_acme).pk
    drafted(in_acme, *[rule(f"r{number}", EVERY_CAUSE[number], key) for number in range(9)])
    me = browser(in_acme.admin)
    with reads() as taken:
        me.get(HOME)
    # One more for each kind of record that the draft counts.
    assert taken.count <= BUDGET + 4


# Groups


def test_a_group_is_made_changed_and_archived(in_acme: World) -> None:
    me = browser(in_acme.admin)
    me.post(GROUPS, {"name": "Claims", "members": [str(in_acme.reviewer.pk)]})
    row = ReviewerGroup.objects.get()
    assert "Too few" in page(in_acme.admin, GROUPS)
    people = [str(in_acme.reviewer.pk), str(in_acme.manager.pk)]
    me.post(f"{GROUPS}{row.pk}/", {"name": "Promises", "members": people})
    assert reviewer_groups.names() == {row.pk: "Promises"}
    assert "Manager, Reviewer" in page(in_acme.admin, GROUPS)
    me.post(f"{GROUPS}{row.pk}/archive/")
    assert not reviewer_groups.groups().exists()


def test_a_refused_change_of_a_group_changes_nothing(in_acme: World) -> None:
    row = claims(in_acme)
    in_force(in_acme, rule("all", ALWAYS, row.pk))
    answer = browser(in_acme.admin).post(f"{GROUPS}{row.pk}/", {"name": "X", "members": []})
    assert answer.status_code == 422 and "needs 2 people" in answer.content.decode()
    assert reviewer_groups.names() == {row.pk: "Claims"}


def test_an_outsider_sees_no_group(in_acme: World, globex: World) -> None:
    row = claims(in_acme)
    for path in (f"{GROUPS}{row.pk}/", f"/w/globex/settings/reviewer-groups/{row.pk}/"):
        assert browser(globex.admin).get(path).status_code == 404
