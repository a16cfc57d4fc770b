"""Editing a draft: who may, what it takes, and the overview of its steps, without a script."""

from dataclasses import replace

import pytest

from contacts.conditions import Condition, Conditions, Operator
from sequences.models import VersionState
from sequences.plans import Jump, Plan
from tests.console.browsing import BUDGET, browser, reads
from tests.console.editing import form_on, fresh, keys, of, plan_of, posted, saved
from tests.sequences.drafting import BYE, CALL, INTRO
from tests.world import World, approved, draft

PAGES = ("", "steps/intro/", "timing/", "exits/", "tests/", "tests/1/", "text/")
ASKED = Conditions((Condition(field="contact.title", operator=Operator.CONTAINS, value="head"),))
SENT = Conditions((Condition(field="step.intro.outcome", operator=Operator.IS, value="sent"),))


@pytest.mark.parametrize("part", PAGES)
def test_an_admin_opens_every_page(in_acme: World, part: str) -> None:
    answer = browser(in_acme.admin).get(of(draft(in_acme.admin), part))
    assert answer.status_code == 200


@pytest.mark.parametrize("part", PAGES)
def test_nobody_else_finds_them(in_acme: World, globex: World, part: str) -> None:
    version = draft(in_acme.admin)
    assert browser(in_acme.rep).get(of(version, part)).status_code == 404
    other = of(version, part).replace("/w/acme/", "/w/globex/")
    assert browser(globex.admin).get(other).status_code == 404


@pytest.mark.parametrize("part", PAGES)
def test_a_live_version_leads_to_its_own_page(in_acme: World, part: str) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    answer = browser(in_acme.admin).get(of(version, part))
    assert answer.headers["Location"] == of(version).removesuffix("edit/")


@pytest.mark.parametrize("part", PAGES)
def test_a_page_takes_as_many_reads_for_twice_the_steps(in_acme: World, part: str) -> None:
    me, few, many = browser(in_acme.admin), draft(in_acme.admin), draft(in_acme.admin, "B")
    for n, step in enumerate(list(many.steps.all()), 10):
        many.steps.create(key=f"again-{n}", position=n, kind=step.kind, instructions="Again.")
    with reads() as once:
        me.get(of(few, part))
    with reads() as twice:
        me.get(of(many, part))
    assert once.count == twice.count <= BUDGET


def test_the_first_message_opens_the_thread(in_acme: World) -> None:
    me, version = browser(in_acme.admin), saved(in_acme, Plan((INTRO, CALL, BYE)))
    said = "so it opens the thread"
    assert said in me.get(of(version, "steps/intro/")).content.decode()
    assert said not in me.get(of(version, "steps/bye/")).content.decode()


def test_copies_are_told_apart(in_acme: World) -> None:
    intro = replace(INTRO, cc=("a@acme.example",), bcc=("b@acme.example",))
    page = browser(in_acme.admin).get(of(saved(in_acme, Plan((intro,))))).content.decode()
    assert "Copy (Cc) to a@acme.example" in page and "Blind copy (Bcc) to b@acme.example" in page


def test_what_people_did_is_said_as_a_clause(in_acme: World) -> None:
    opened = Condition(field="step.intro.opened", operator=Operator.IS_EMPTY)
    booked = Condition(field="signal.meeting_booked", operator=Operator.IS, value="yes")
    call = replace(CALL, when=Conditions((opened, booked)))
    page = browser(in_acme.admin).get(of(saved(in_acme, Plan((INTRO, call))))).content.decode()
    assert "Only if step 1 (Email) was not opened and a “meeting booked” signal came" in page


# --- the steps -----------------------------------------------------------------------


def test_an_empty_draft_says_what_comes_first(in_acme: World) -> None:
    version = draft(in_acme.admin, cadence=())
    assert "No steps yet" in browser(in_acme.admin).get(of(version)).content.decode()


def test_the_overview_shows_days_words_and_what_a_step_asks(in_acme: World) -> None:
    call = replace(CALL, when=SENT, jumps=(Jump("bye", ASKED),))
    version = saved(in_acme, Plan((INTRO, call, BYE)))
    page = browser(in_acme.admin).get(of(version)).content.decode()
    assert "Day 2<" in page and "A thought" in page
    assert "Only if outcome of step 1 (Email) is “sent”" in page
    assert "Goes to step 3 (Email) if title contains “head”" in page


def test_a_new_step_opens_its_page(in_acme: World) -> None:
    version = draft(in_acme.admin)
    answer = posted(browser(in_acme.admin), of(version), do="add-sms-main")
    assert answer.headers["Location"] == of(version, "steps/sms/")
    assert [step.kind for step in plan_of(version).steps][-1] == "sms"


def test_a_step_is_added_right_after_another(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    posted(browser(in_acme.admin), of(version), do="after-wait-intro")
    assert keys(version) == ["intro", "wait", "call", "bye"]


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ("up-call", ["call", "intro", "bye"]),
        ("down-call", ["intro", "bye", "call"]),
        ("up-intro", ["intro", "call", "bye"]),
        ("delete-call", ["intro", "bye"]),
        ("up-nothing", ["intro", "call", "bye"]),
        ("nonsense", ["intro", "call", "bye"]),
    ],
)
def test_buttons_move_and_delete_steps(in_acme: World, button: str, order: list[str]) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    posted(browser(in_acme.admin), of(version), do=button)
    assert keys(version) == order


def test_every_button_keeps_the_notes_that_were_typed(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    posted(browser(in_acme.admin), of(version), do="up-call", notes="For the fair\r\nin May")
    assert plan_of(version).notes == "For the fair\nin May"


def test_a_step_that_a_jump_leads_to_is_not_deleted(in_acme: World) -> None:
    call = replace(CALL, jumps=(Jump("bye", ASKED),))
    version = saved(in_acme, Plan((INTRO, call, BYE)))
    answer = posted(browser(in_acme.admin), of(version), do="delete-bye", notes="typed")
    page = answer.content.decode()
    assert answer.status_code == 422 and "a jump of step 2" in page and "typed" in page
    assert keys(version) == ["intro", "call", "bye"]


def test_an_order_that_would_go_in_circles_is_refused_at_its_step(in_acme: World) -> None:
    call = replace(CALL, jumps=(Jump("bye", ASKED),))
    version = saved(in_acme, Plan((INTRO, call, BYE)))
    answer = posted(browser(in_acme.admin), of(version), do="down-call")
    rungs = {r.step.key: r for column in answer.context["columns"] for r in column.rungs}
    assert answer.status_code == 422 and any("circle" in each for each in rungs["bye"].errors)


def test_smart_shows_three_tracks(in_acme: World) -> None:
    version = draft(in_acme.admin)
    me = browser(in_acme.admin)
    posted(me, of(version), do="mode-smart")
    posted(me, of(version), do="add-call-positive")
    columns = me.get(of(version)).context["columns"]
    assert [len(column.rungs) for column in columns] == [6, 1, 0]


def test_two_editors_do_not_overwrite_each_other(in_acme: World) -> None:
    version = draft(in_acme.admin)
    mine = {**form_on(browser(in_acme.admin), of(version)).dict(), "notes": "mine", "do": "save"}
    posted(browser(in_acme.other_admin), of(version), notes="theirs")
    answer = browser(in_acme.admin).post(of(version), mine)
    assert answer.status_code == 422 and "mine" in answer.content.decode()
    assert plan_of(version).notes == "theirs"


def test_handing_in_saves_and_freezes(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE), notes="Ready"))
    posted(browser(in_acme.admin), of(version), do="submit")
    assert fresh(version).state == VersionState.IN_APPROVAL


def test_a_draft_with_errors_is_saved_but_not_handed_in(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, replace(BYE, subject="", same_thread=False))))
    posted(browser(in_acme.admin), of(version), do="submit", notes="kept")
    assert fresh(version).state == VersionState.DRAFT and plan_of(version).notes == "kept"


def test_errors_stand_first_and_lead_to_their_field(in_acme: World) -> None:
    version = saved(in_acme, Plan((CALL, replace(INTRO, subject=""))))
    found = browser(in_acme.admin).get(of(version)).context["findings"]
    assert found[0].word == "Error"
    assert any(line.url == of(version, "steps/intro/#id_subject") for line in found)
