"""Text messages on pages: the account in the settings, the step in the editor, the review."""

from typing import Any

import pytest

from compliance.models import Review
from enrollment.models import SenderAccount
from enrollment.senders import accounts, secrets
from enrollment.senders.terms import Terms
from sequences.plans import Plan, StepInput
from tenancy.actors import member
from tests.console.browsing import browser
from tests.console.editing import form_on, of, posted, saved, step_of
from tests.enrollment.stage import enrol, live
from tests.sequences.drafting import INTRO
from tests.world import World, contact

CANARY = "canary-token-5521"
ENTERED = {
    **{"user": "AC" + "0" * 32, "secret": CANARY, "number": "+1 500 555 0006"},
    **{"replies_unread": "on"},
}
TEXT = StepInput(
    "sms", "text", automatic=True, text="Hi {{ first_name }}, shall we talk? STOP ends it."
)


def page(world: World, rest: str = "texting/") -> str:
    return f"/w/acme/settings/mailboxes/{world.mailbox.pk}/{rest}"


def save(world: World, **form: str) -> Any:
    return browser(world.admin).post(page(world), ENTERED | form)


def enter(world: World) -> None:
    said: dict[str, Any] = {**ENTERED, "replies_unread": True}
    terms = Terms(kind="sms", **said)
    accounts.save_account(world.mailbox, terms, seat=world.admin, actor=member(world.admin))


def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World) -> None:
    assert browser(in_acme.admin).get(page(in_acme)).status_code == 200
    for other in (in_acme.manager, in_acme.rep, in_acme.reviewer, in_acme.viewer, globex.admin):
        assert browser(other).get(page(in_acme)).status_code == 404


def test_a_saved_token_is_on_no_page(in_acme: World) -> None:
    assert save(in_acme).status_code == 302
    assert secrets.unseal(SenderAccount.objects.get()).secret == CANARY
    for rest in ("", "texting/", "account/"):
        assert CANARY not in browser(in_acme.admin).get(page(in_acme, rest)).content.decode()


def test_the_mailbox_says_from_which_number(in_acme: World) -> None:
    save(in_acme)
    shown = browser(in_acme.admin).get(page(in_acme, "")).content.decode()
    assert "Text messages from +15005550006" in shown
    assert "By the relay of the installation" in shown


@pytest.mark.parametrize("left_out", ["replies_unread", "number", "user", "secret"])
def test_what_is_left_out_is_asked_for(in_acme: World, left_out: str) -> None:
    form = {name: value for name, value in ENTERED.items() if name != left_out}
    assert browser(in_acme.admin).post(page(in_acme), form).status_code == 422
    assert not SenderAccount.objects.exists()


def test_the_account_of_the_texts_goes_alone(in_acme: World) -> None:
    save(in_acme)
    me = browser(in_acme.admin)
    assert me.post(page(in_acme, "texting/test/")).status_code == 302
    assert me.post(page(in_acme, "texting/remove/")).status_code == 302
    assert not SenderAccount.objects.exists()
    assert "It sends none by itself." in me.get(page(in_acme, "")).content.decode()


def test_the_editor_says_whether_it_leaves_by_itself(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, StepInput("sms", "text", text="Hi. STOP ends it."))))
    me, where = browser(in_acme.admin), of(version, "steps/text/")
    posted(me, where, automatic="on")
    assert step_of(version, "text").automatic
    unticked = {name: said for name, said in form_on(me, where).items() if name != "automatic"}
    me.post(where, {**unticked, "do": "save"})
    assert not step_of(version, "text").automatic


def test_another_kind_of_step_leaves_nothing_of_it(in_acme: World) -> None:
    version = saved(in_acme, Plan((INTRO, TEXT)))
    posted(browser(in_acme.admin), of(version, "steps/text/"), kind="call")
    assert (step_of(version, "text").kind, step_of(version, "text").automatic) == ("call", False)


def test_a_reviewer_sees_it_as_a_text_message(in_acme: World) -> None:
    enter(in_acme)
    row = enrol(in_acme, live(in_acme, TEXT), contact(owner=in_acme.rep, mobile="+4915112345678"))
    review = Review.objects.get(enrollment_id=row.pk)
    shown = browser(in_acme.reviewer).get(f"/w/acme/review/{review.pk}/").content.decode()
    assert "Text message" in shown and "characters in 1 part (GSM-7)" in shown
    assert "To +4915112345678" in shown and "+15005550006" in shown
    assert 'id="pass-on-subject"' not in shown


def test_a_reviewer_writes_other_words_for_one_person(in_acme: World) -> None:
    enter(in_acme)
    row = enrol(in_acme, live(in_acme, TEXT), contact(owner=in_acme.rep, mobile="+4915112345678"))
    review = Review.objects.get(enrollment_id=row.pk)
    words = "Peter, shall we? Reply STOP to end this."
    form = {"decision": "edit", "seen_hash": review.content_hash, "subject": "", "text": words}
    browser(in_acme.reviewer).post(f"/w/acme/review/{review.pk}/decide/", form)
    renewed = Review.objects.get(supersedes=review)
    shown = browser(in_acme.other_admin).get(f"/w/acme/review/{renewed.pk}/").content.decode()
    assert words in shown and renewed.channel == "sms"
