"""A version as a real person would get it, and a test of it to oneself."""

from typing import Any

import pytest
from django.db import transaction

from sequences.plans import Exit, Jump, StepInput, Variant
from tests.console.browsing import BUDGET, browser, reads
from tests.console.versions import (
    CONNECTED,
    HEAD,
    SMS,
    of,
    saved,
    shown,
)
from tests.enrollment import sink as sinks
from tests.sequences.drafting import BYE, CALL, INTRO, drafted
from tests.world import World, contact, draft

# The preview


def test_the_preview_shows_a_real_person_with_dates_and_their_causes(in_acme: World) -> None:
    contact(first_name="Milton", owner=in_acme.rep)
    page = shown(in_acme.rep, drafted(in_acme.admin), "preview/")
    assert "Hi Milton," in page and "America/New_York, from contact" in page


def test_the_preview_shows_a_rep_nobody_elses_people(in_acme: World) -> None:
    person = contact(first_name="Milton", owner=in_acme.other_rep)
    version = drafted(in_acme.admin)
    assert "Milton" not in shown(in_acme.rep, version, "preview/", person=str(person.pk))


def test_somebody_is_found_and_chosen(in_acme: World) -> None:
    contact("a@initech.example", first_name="Milton")
    tom = contact("b@initech.example", first_name="Tom", last_name="Smykowski")
    version = drafted(in_acme.admin)
    assert "Hi Tom," in shown(in_acme.rep, version, "preview/", q="smyk")
    assert "Hi Tom," in shown(in_acme.rep, version, "preview/", person=str(tom.pk))
    assert "Nobody matches" in shown(in_acme.rep, version, "preview/", q="nobody")


def test_a_step_that_does_not_apply_is_skipped_with_the_reason(in_acme: World) -> None:
    contact(title="Engineer")
    call = StepInput("call", "call", instructions="Ring.", when=HEAD)
    page = shown(in_acme.rep, saved(in_acme, INTRO, call, BYE), "preview/")
    assert "Skipped, not so: title is “Head”." in page and "Ring." not in page


def test_a_jump_leads_past_steps_and_says_so(in_acme: World) -> None:
    contact(title="Head")
    call = StepInput("call", "call", jumps=(Jump("bye", HEAD),), instructions="Ring.")
    page = shown(in_acme.rep, saved(in_acme, INTRO, call, SMS, BYE), "preview/")
    assert "Goes on with step 4 (Email) instead, because title is “Head”." in page
    assert "Not on this person's way as things are: step 3 (SMS)." in page


def test_what_depends_on_the_person_is_said(in_acme: World) -> None:
    contact()
    bye = StepInput("email", "bye", subject="Bye", text=BYE.text, when=CONNECTED)
    page = shown(in_acme.rep, saved(in_acme, INTRO, CALL, bye, mode="smart"), "preview/")
    assert "depends on what the person does" in page


def test_a_way_out_that_holds_already_is_named(in_acme: World) -> None:
    contact(title="Head")
    leaves = Exit("Is a head", "disqualified", HEAD)
    page = shown(in_acme.rep, saved(in_acme, exits=(leaves,)), "preview/")
    assert "would leave at once by “Is a head”" in page


def test_the_words_of_a_variant_can_be_chosen(in_acme: World) -> None:
    contact()
    variant = Variant("b", 40, subject="Other words", text=INTRO.text)
    intro = StepInput("email", "intro", subject="A", text=INTRO.text, variants=(variant,))
    version = saved(in_acme, intro)
    assert "Other words" not in shown(in_acme.rep, version, "preview/")
    assert "Other words" in shown(in_acme.rep, version, "preview/", variant="b")


def test_the_message_is_a_page_that_can_run_nothing(in_acme: World) -> None:
    person = contact(first_name="Milton")
    html = "<p>Hi {{ first_name }}</p>"
    intro = StepInput("email", "intro", subject="A", text=INTRO.text, html=html)
    query = {"person": str(person.pk), "step": "intro"}
    answer = browser(in_acme.rep).get(of(saved(in_acme, intro), "preview/message/"), query)
    assert "<p>Hi Milton</p>" in answer.content.decode()
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", [{"person": "x"}, {"step": "no-such-step"}])
def test_a_message_of_nobody_is_not_found(in_acme: World, query: dict[str, str]) -> None:
    contact()
    answer = browser(in_acme.rep).get(of(drafted(in_acme.admin), "preview/message/"), query)
    assert answer.status_code == 404


def test_a_preview_takes_as_many_reads_for_twice_the_steps(in_acme: World) -> None:
    contact(owner=in_acme.rep)
    me = browser(in_acme.rep)
    few, many = saved(in_acme, INTRO), draft(in_acme.admin, name="Long")
    with reads() as taken:
        me.get(of(few, "preview/"))
    with reads() as more:
        me.get(of(many, "preview/"))
    assert taken.count == more.count <= BUDGET


# A test to oneself


@pytest.mark.django_db(transaction=True)
def test_a_test_goes_to_whoever_asks_and_says_what_the_server_answered(
    in_acme: World, settings: Any
) -> None:
    with transaction.atomic():
        person, version = contact(owner=in_acme.rep), drafted(in_acme.admin)
    me = browser(in_acme.admin)
    with sinks.running() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.SANDBOX_DIR = ""
        form = {"person": str(person.pk), "step": "intro", "variant": ""}
        page = me.post(of(version, "test/"), form, follow=True).content.decode()
    assert sink.envelopes[0][1] == [in_acme.admin.user.email]
    assert "queued as 1" in page


@pytest.mark.django_db(transaction=True)
def test_a_test_of_a_task_is_refused_in_words(in_acme: World) -> None:
    with transaction.atomic():
        person, version = contact(owner=in_acme.rep), drafted(in_acme.admin)
    form = {"person": str(person.pk), "step": "call", "variant": ""}
    page = browser(in_acme.admin).post(of(version, "test/"), form, follow=True).content.decode()
    assert "Nothing was sent. This is no e-mail of the version." in page
