"""One step of a draft: its form, and beside it what a real person would get."""

from dataclasses import replace

import pytest

from contacts.conditions import Condition, Conditions, Operator
from sequences.plans import Jump, Plan, StepInput, Variant
from tests.console.browsing import browser
from tests.console.editing import form_in, fresh, of, plan_of, posted, saved, step_of
from tests.sequences.drafting import BYE, CALL, INTRO
from tests.world import World, contact, draft

ASKED = Conditions((Condition(field="contact.title", operator=Operator.CONTAINS, value="head"),))
OTHER = Variant("b", 40, "Another thought", "", INTRO.text)


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


def test_a_new_jump_offers_the_other_steps(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, CALL, BYE)))
    answer = posted(browser(in_acme.admin), of(version, "steps/call/"), do="jumps-more")
    (jump,) = answer.context["form"].jumps.shown
    offered = [value for value, _ in jump.fields["to"].widget.choices]
    assert offered == ["", "intro", "bye"]


@pytest.mark.parametrize(
    ("button", "left"),
    [("jumps-0-when-more", 1), ("when-more", 1), ("preview", 1), ("jumps-drop-0", 0)],
)
def test_a_new_jump_stays_until_it_is_taken_away(in_acme: World, button: str, left: int) -> None:
    me, version = browser(in_acme.admin), saved(in_acme, Plan((INTRO, CALL, BYE)))
    page = of(version, "steps/call/")
    form = form_in(posted(me, page, do="jumps-more").content.decode())
    answer = me.post(page, {**form.dict(), "do": button})
    assert len(answer.context["form"].jumps.shown) == left


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


def test_a_text_message_is_measured_as_the_person_would_get_it(in_acme: World) -> None:
    contact(first_name="Milton")
    sms = StepInput("sms", "text", delay_amount=1, text="Hi {{ first_name }}, " + "x" * 200)
    version = saved(in_acme, Plan((INTRO, sms)))
    page = browser(in_acme.admin).get(of(version, "steps/text/")).content.decode()
    assert "211 characters in 2 parts (GSM-7), room for 95 more" in page


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
