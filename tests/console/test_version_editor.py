"""Editing a draft: overview, one step, timing, ways out, tests and text, all without a script."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from contacts.conditions import Condition, Conditions, Operator
from sequences import services
from sequences.models import ClosedDate, Version, VersionState
from sequences.plans import Case, Expectation, Jump, Plan, StepInput, Variant
from tenancy.actors import member
from tests.console.browsing import BUDGET, browser, reads
from tests.console.submitting import sent
from tests.sequences.drafting import BYE, CALL, INTRO
from tests.world import World, approved, contact, draft

PAGES = ("", "steps/intro/", "timing/", "exits/", "tests/", "tests/1/", "text/")
ASKED = Conditions((Condition(field="contact.title", operator=Operator.CONTAINS, value="head"),))
OTHER = Variant("b", 40, "Another thought", "", INTRO.text)
SENT = Conditions((Condition(field="step.intro.outcome", operator=Operator.IS, value="sent"),))


def of(version: Version, part: str = "") -> str:
    return f"/w/acme/sequences/versions/{version.pk}/edit/{part}"


def fresh(version: Version) -> Version:
    row: Version = Version.objects.select_related("sequence", "workspace").get(pk=version.pk)
    return row


def plan_of(version: Version) -> Plan:
    return services.plan_of(fresh(version))


def keys(version: Version) -> list[str]:
    return [step.key for step in plan_of(version).steps]


def step_of(version: Version, key: str) -> StepInput:
    found = plan_of(version).step(key)
    assert found is not None
    return found


def saved(world: World, plan: Plan) -> Version:
    """A draft with this plan, last saved by the admin."""
    version = draft(world.admin)
    return services.save_draft(version, plan, seat=world.admin, actor=member(world.admin))


def form_on(me: Client, url: str) -> QueryDict:
    """What the browser sends for the page's form as it is."""
    page = me.get(url).content.decode()
    start = page.index('<form class="editor"')
    return sent(page[start : page.index("</form>", start)])


def posted(me: Client, url: str, **changes: Any) -> Any:
    """Open the page, change some fields, press a button."""
    data = {**form_on(me, url).dict(), "do": "save", **changes}
    return me.post(url, data)


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


# --- one step ------------------------------------------------------------------------


def test_a_step_is_saved_with_what_was_typed(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    me = browser(in_acme.admin)
    posted(me, of(version, "steps/call/"), instructions="Ring\r\ntwice", delay_amount="3")
    step = plan_of(version).step("call")
    assert step == replace(CALL, instructions="Ring\ntwice", delay_amount=3)


def test_saving_a_page_untouched_changes_nothing(in_acme: World) -> None:
    rich = replace(INTRO, when=ASKED, cc=("sales@mail.acme.example",), variants=(OTHER,))
    version = saved(in_acme, Plan((rich, CALL, BYE)))
    before = fresh(version).edited_at
    posted(browser(in_acme.admin), of(version, "steps/intro/"))
    assert fresh(version).edited_at == before


def test_save_and_next_goes_through_the_steps(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL)))
    me = browser(in_acme.admin)
    first = posted(me, of(version, "steps/intro/"), do="next").headers["Location"]
    last = posted(me, of(version, "steps/call/"), do="next").headers["Location"]
    assert (first, last) == (of(version, "steps/call/"), of(version))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "Hi {{ frist_name }}", "Unknown variable"),
        ("delay_amount", "soon", "whole number"),
        ("html", "<p onclick=x>Hi</p>", "line 1"),
        ("cc", "nobody", "address"),
        ("when-value-0", "", "no value to compare"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    in_acme: World, field: str, value: str, sentence: str
) -> None:
    version = saved(in_acme, Plan((replace(INTRO, when=ASKED), CALL)))
    changes = {field: value, "subject": "Typed and kept"}
    answer = posted(browser(in_acme.admin), of(version, "steps/intro/"), **changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "Typed and kept" in page
    assert 'aria-invalid="true"' in page and step_of(version, "intro").subject == "A thought"


@pytest.mark.parametrize(
    "button", ["jumps-more", "variants-more", "links-more", "when-more", "when-drop-0", "preview"]
)
def test_a_button_of_the_form_stores_nothing_and_loses_nothing(in_acme: World, button: str) -> None:
    version = saved(in_acme, Plan((replace(INTRO, when=ASKED), CALL)))
    answer = posted(
        browser(in_acme.admin), of(version, "steps/intro/"), do=button, subject="Not saved"
    )
    assert answer.status_code == 200 and "Not saved" in answer.content.decode()
    assert step_of(version, "intro").subject == "A thought"


def test_a_jump_is_added_chosen_and_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    fields = {"jumps-0-to": "bye", "jumps-0-when-match": "all"}
    line = {"field-0": "contact.title", "operator-0": "contains", "value-0": "head"}
    fields |= {f"jumps-0-when-{name}": value for name, value in line.items()}
    posted(browser(in_acme.admin), of(version, "steps/call/"), **fields)
    assert step_of(version, "call").jumps == (Jump("bye", ASKED),)


def test_a_variant_starts_from_the_words_of_the_step(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL)))
    answer = posted(browser(in_acme.admin), of(version, "steps/intro/"), do="variants-more")
    variant = answer.context["form"].variants.rows[0]
    assert (variant.typed("key"), variant.typed("share")) == ("b", "50")
    assert variant.typed("subject") == "A thought"


def test_what_a_kind_does_not_ask_stays_stored(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL)))
    me = browser(in_acme.admin)
    posted(me, of(version, "steps/intro/"), kind="call")
    assert step_of(version, "intro").subject == "A thought"
    assert 'name="subject"' not in me.get(of(version, "steps/intro/")).content.decode()


def test_the_page_shows_what_a_real_person_would_get(in_acme: World) -> None:
    contact(first_name="Milton", owner=in_acme.rep)
    version = saved(in_acme, Plan((INTRO,)))
    answer = browser(in_acme.admin).get(of(version, "steps/intro/"))
    assert "Hi Milton," in answer.content.decode()
    assert answer.context["preview"].length == len("A thought")


def test_the_preview_shows_words_that_are_not_saved(in_acme: World) -> None:
    contact(first_name="Milton")
    version = saved(in_acme, Plan((INTRO,)))
    answer = posted(
        browser(in_acme.admin),
        of(version, "steps/intro/"),
        do="preview",
        text="Dear {{ first_name }}",
    )
    assert "Dear Milton" in answer.content.decode()


def test_somebody_is_found_for_the_preview_and_a_value_that_lacks_is_named(in_acme: World) -> None:
    contact("bill@initech.example", first_name="Bill")
    contact("milton@initech.example", first_name="Milton", city="")
    version = saved(in_acme, Plan((INTRO,)))
    page = posted(
        browser(in_acme.admin),
        of(version, "steps/intro/"),
        do="preview",
        text="In {{ city }}?",
        who="milton",
    ).content.decode()
    assert "No value for city" in page and "<mark" in page


def test_the_message_is_a_page_that_can_run_nothing(in_acme: World) -> None:
    contact()
    version = saved(in_acme, Plan((INTRO,)))
    answer = browser(in_acme.admin).get(of(version, "steps/intro/message/"))
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Hi Peter," in answer.content.decode()


def test_a_step_that_is_not_there_is_not_found(in_acme: World) -> None:
    me, version = browser(in_acme.admin), draft(in_acme.admin)
    assert me.get(of(version, "steps/nothing/")).status_code == 404
    assert me.get(of(version, "tests/9/")).status_code == 404


# --- timing, ways out ----------------------------------------------------------------


def test_hours_and_limits_are_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    posted(
        browser(in_acme.admin),
        of(version, "timing/"),
        window_0="9:00-12:00, 13:00-17:00",
        new_a_day="40",
        canary="1",
        canary_complaint="0,2",
    )
    plan = plan_of(version)
    assert str(plan.window) == "Mon 09:00–12:00 and 13:00–17:00" and plan.new_a_day == 40
    assert plan.canary and plan.canary.complaint == 0.2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("window_0", "nine to five", "not a stretch of time"),
        ("window_0", "09:00-25:00", "not of the form"),
        ("zone", "Europe/Atlantis", "no time zone"),
        ("canary_share", "200", "from 1 to 100"),
        ("min_gap_hours", "-1", "whole number"),
    ],
)
def test_wrong_timing_is_said_and_everything_typed_survives(
    in_acme: World, field: str, value: str, sentence: str
) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    changes = {"canary": "1", "new_a_day": "77", field: value}
    answer = posted(browser(in_acme.admin), of(version, "timing/"), **changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and 'value="77"' in page
    assert plan_of(version).new_a_day == 0


def test_the_days_off_ahead_are_named(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    days = {"first": date(2026, 11, 24), "last": date(2026, 11, 25), "name": "Works outing"}
    ClosedDate.objects.create(**days)
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        page = browser(in_acme.admin).get(of(version, "timing/")).content.decode()
    assert "Works outing" in page and "Christmas" in page


def test_a_way_out_and_a_goal_are_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    fields = {"exits-0-name": "Left the market", "exits-0-reason": "disqualified"}
    for part in ("exits-0", "goal"):
        fields |= {f"{part}-when-field-0": "contact.stage", f"{part}-when-operator-0": "is"}
        fields |= {f"{part}-when-value-0": "lost"}
    posted(browser(in_acme.admin), of(version, "exits/"), **fields, **{"goal-name": "A demo"})
    plan = plan_of(version)
    assert plan.exits[0].name == "Left the market" and plan.goal
    assert str(plan.goal.when) == "stage is “lost”"


def test_a_way_out_without_a_condition_is_refused_at_its_place(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    fields = {"exits-0-name": "Everybody", "exits-0-reason": "converted"}
    answer = posted(browser(in_acme.admin), of(version, "exits/"), **fields)
    lines = answer.context["form"].exits.rows[0].when
    assert answer.status_code == 422 and "everybody would leave" in lines.error


# --- tests and text --------------------------------------------------------------------

GREEN = Case("Is written to", "2026-03-02 09:00", expect=(Expectation("done", "intro"),))
RED = replace(GREEN, name="Never", expect=(Expectation("never", "intro"),))


def test_tests_show_what_they_come_to(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN, RED)))
    page = browser(in_acme.admin).get(of(version, "tests/")).content.decode()
    assert page.count("Passed") == 1 and "should never be reached" in page


def test_a_test_is_written_run_and_saved(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    me = browser(in_acme.admin)
    fields = {"name": "Goes out", "start": "2026-03-02 09:00"}
    fields |= {"expect-0-step": "intro", "expect-0-outcome": "done"}
    tried = posted(me, of(version, "tests/1/"), **{**fields, "do": "run"})
    assert tried.context["result"].passed and plan_of(version).cases == ()
    posted(me, of(version, "tests/1/"), **fields)
    assert plan_of(version).cases == (replace(GREEN, name="Goes out"),)


def test_what_is_wrong_with_a_test_stands_at_its_line(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN,)))
    fields = {"expect-0-outcome": "replied", "events-0-what": "reply", "events-0-minutes": "x"}
    answer = posted(browser(in_acme.admin), of(version, "tests/1/"), **fields)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.expect.rows[0].errors["outcome"] and form.events.rows[0].errors["minutes"]


def test_a_field_that_stands_twice_is_not_dropped_in_silence(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN,)))
    rows = {f"people-{n}-name": "contact.title" for n in (0, 1)} | {"people-0-value": "CTO"}
    answer = posted(browser(in_acme.admin), of(version, "tests/1/"), **rows)
    assert answer.status_code == 422 and "stands here twice" in answer.content.decode()


def test_a_test_is_deleted(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,), cases=(GREEN, RED)))
    me = browser(in_acme.admin)
    expected = fresh(version).edited_at.isoformat()
    me.post(of(version, "tests/"), {"do": "delete-1", "expected": expected})
    assert plan_of(version).cases == (RED,)


def test_the_text_is_the_draft_and_comes_back_as_it_is(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE), cases=(GREEN,)))
    before = fresh(version).edited_at
    posted(browser(in_acme.admin), of(version, "text/"))
    assert fresh(version).edited_at == before


def test_the_text_changes_the_draft_and_the_facts_of_the_sequence(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    me = browser(in_acme.admin)
    source = str(form_on(me, of(version, "text/"))["text"])
    changed = source.replace("name: Outbound", "name: Fairs").replace("A thought", "A question")
    posted(me, of(version, "text/"), text=changed)
    row = fresh(version)
    assert row.sequence.name == "Fairs" and plan_of(row).steps[0].subject == "A question"


def test_a_wrong_line_is_named_and_nothing_is_stored(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    me = browser(in_acme.admin)
    source = str(form_on(me, of(version, "text/"))["text"])
    answer = posted(me, of(version, "text/"), text=source.replace("kind: call", "kind: fax"))
    page = answer.content.decode()
    line = source.split("\r\n").index("  - kind: call") + 1 if "  - kind: call" in source else 0
    assert answer.status_code == 422 and f"Line {line or ''}" in page and "fax" in page
    assert step_of(version, "call").kind == "call"


def test_a_bomb_in_the_text_is_refused(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    bomb = "a: &a [x, x]\nb: [*a, *a]\n"
    answer = posted(browser(in_acme.admin), of(version, "text/"), text=bomb)
    assert answer.status_code == 422 and "Line 1" in answer.content.decode()


def test_the_text_is_downloaded(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO,)))
    answer = browser(in_acme.admin).get(of(version, "text/download/"))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"subject: A thought" in answer.content
