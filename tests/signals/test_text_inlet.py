"""Text messages that come in: STOP ends them, START asks a person, the rest is read as a reply."""

from typing import Any

import pytest

from compliance.case import Scope
from compliance.fingerprints import key_for
from compliance.models import Suppression
from enrollment.models import Enrollment, SendIntent, Touch
from enrollment.senders import accounts
from enrollment.senders.terms import Terms
from signals.inlets.known import Way
from signals.inlets.words import Ask, asked
from signals.models import Inlet, Signal
from tenancy.actors import member
from tests.signals.callers import SECRET, call, open_for, post, twilio, url_of
from tests.signals.stage import picture, suppressions
from tests.world import World

ACCOUNT, NUMBER = "AC" + "0" * 32, "+4915112345678"
# The number, and the person who is known by it.
BOTH = [("opt_out", "sms"), ("opt_out", "sms")]
STOPS = "STOP|stop.|Stop!|STOPALL|Unsubscribe|CANCEL|END|QUIT|ARRET|arrêt|STOPP|Abmelden|BAJA|Sair"


@pytest.fixture
def inlet(in_acme: World) -> Inlet:
    """The mailbox sends text messages, and their provider may call."""
    terms = Terms(
        kind="sms", user=ACCOUNT, secret=SECRET, number="+15005550006", replies_unread=True
    )
    admin = in_acme.admin
    accounts.save_account(in_acme.mailbox, terms, seat=admin, actor=member(admin))
    return open_for(in_acme, "twilio")


@pytest.fixture
def texted(intent: SendIntent) -> SendIntent:
    """Peter has had a text message."""
    intent.number_key, intent.remote_ref = key_for(Scope.PHONE, NUMBER), "SM1"
    intent.save()
    return intent


def text(world: World, inlet: Inlet, words: str, sid: str = "SM9", **more: Any) -> Any:
    """Somebody writes to our number."""
    said = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": NUMBER, "Body": words, **more}
    return call(world, inlet, said, Way.TEXTS)


def report(world: World, inlet: Inlet, status: str, **more: Any) -> Any:
    """The provider says what became of Peter's message."""
    said = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "To": NUMBER, "MessageStatus": status}
    return call(world, inlet, {**said, **more}, Way.REPORTS)


@pytest.mark.parametrize("word", STOPS.split("|"))
def test_a_word_that_asks_to_stop_is_known(word: str) -> None:
    assert asked(word) is Ask.STOP


@pytest.mark.parametrize("words", ["", "stop by on Monday", "yes", "Ende der Woche", "no end"])
def test_a_sentence_is_no_such_word(words: str) -> None:
    assert asked(words) is None


def test_stop_ends_the_text_messages_and_nothing_else(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    answer = text(acme, inlet, "Stop")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    stop = Suppression.objects.get(kind="phone")
    assert (stop.channel, stop.reason) == ("sms", "opt_out")
    assert (stop.key, stop.hint) == (texted.number_key, "+49…78")
    assert Signal.objects.get().kind == "channel_opt_out"
    assert Enrollment.objects.get().exit_reason == ""


@pytest.mark.parametrize("words", ["STOP", "Please stop texting me."])
def test_stop_leaves_out_the_tasks_to_text_and_other_steps_come(
    in_acme: World, acme: World, inlet: Inlet, texted: SendIntent, words: str
) -> None:
    touch = Touch.objects.get(state="planned")
    Touch.objects.filter(pk=touch.pk).update(state="due", automatic=False, kind="sms")
    text(acme, inlet, words)
    states = dict(Touch.objects.values_list("position", "state"))
    assert (states[touch.position], states[touch.position + 1]) == ("skipped", "planned")


def test_stop_from_a_number_that_nobody_has_is_kept(acme: World, inlet: Inlet) -> None:
    text(acme, inlet, "STOP")
    assert suppressions() == [("opt_out", "sms")]
    assert Signal.objects.get().state == "ignored"


def test_what_the_provider_calls_a_stop_is_one(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    text(acme, inlet, "lopeta", OptOutType="STOP")
    assert suppressions() == BOTH


def test_start_lifts_nothing_and_asks_a_person(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    text(acme, inlet, "STOP", "SM9")
    text(acme, inlet, "START", "SM10")
    assert suppressions() == BOTH
    assert Signal.objects.get(event_id="SM10").state == "held"


def test_help_is_answered_by_nobody_here(acme: World, inlet: Inlet, texted: SendIntent) -> None:
    answer = text(acme, inlet, "HELP")
    assert b"Message" not in answer.content
    assert Signal.objects.get().state == "ignored"


def test_an_answer_ends_the_sequence(acme: World, inlet: Inlet, texted: SendIntent) -> None:
    text(acme, inlet, "Sounds good, call me on Tuesday")
    assert Enrollment.objects.get().exit_reason == "replied"
    assert Signal.objects.get().touch_id == texted.touch_id


def test_a_wish_in_plain_words_ends_the_text_messages(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    text(acme, inlet, "Please stop texting me, I do not want these messages.")
    assert suppressions() == BOTH


def test_told_three_times_in_two_orders_the_end_is_the_same(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    for sid, words in [("SM9", "STOP"), ("SM8", "Call me"), ("SM9", "STOP"), ("SM8", "Call me")]:
        text(acme, inlet, words, sid)
    assert Signal.objects.count() == 2
    assert picture(Enrollment.objects.get())["suppressed"] == BOTH


@pytest.mark.parametrize(
    "wrong",
    [{"headers": {"X-Twilio-Signature": "Zm9yZ2Vk"}}, {"body": b"Body=STOP"}, {"body": b""}],
)
def test_a_forged_text_message_is_refused_and_nothing_is_stored(
    acme: World, inlet: Inlet, wrong: dict[str, Any]
) -> None:
    url = url_of(acme, inlet, Way.TEXTS)
    said = {"MessageSid": "SM9", "AccountSid": ACCOUNT, "From": NUMBER, "Body": "STOP"}
    answer = post(url, twilio(said, url), **wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert not Signal.objects.exists() and not Suppression.objects.exists()


def test_a_signature_for_another_address_does_not_fit(acme: World, inlet: Inlet) -> None:
    said = {"MessageSid": "SM9", "AccountSid": ACCOUNT, "From": NUMBER, "Body": "STOP"}
    signed = twilio(said, url_of(acme, inlet, Way.REPORTS))
    assert post(url_of(acme, inlet, Way.TEXTS), signed).status_code == 401


def test_the_account_of_another_workspace_signs_nothing_here(
    acme: World, globex: World, inlet: Inlet
) -> None:
    theirs = open_for(globex, "twilio")
    assert text(globex, theirs, "STOP").status_code == 401


def test_a_number_that_takes_no_text_messages_gets_none_any_more(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    report(acme, inlet, "undelivered", ErrorCode="30006")
    assert suppressions() == [("hard_bounce", "sms")]
    assert Enrollment.objects.get().exit_reason == ""


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("delivered", "", "delivered"),
        ("undelivered", "30003", "bounce_soft"),
        ("failed", "21610", "channel_opt_out"),
    ],
)
def test_a_report_is_a_signal_about_the_message(
    acme: World, inlet: Inlet, texted: SendIntent, status: str, code: str, kind: str
) -> None:
    report(acme, inlet, status, ErrorCode=code)
    signal = Signal.objects.get()
    assert (signal.kind, signal.touch_id) == (kind, texted.touch_id)


@pytest.mark.parametrize("status", ["queued", "sent", "sending", "nonsense"])
def test_what_says_nothing_of_the_end_is_not_kept(
    acme: World, inlet: Inlet, texted: SendIntent, status: str
) -> None:
    assert report(acme, inlet, status).status_code == 200
    assert not Signal.objects.exists()


def test_a_report_on_what_we_have_not_sent_is_not_kept(
    acme: World, inlet: Inlet, texted: SendIntent
) -> None:
    report(acme, inlet, "delivered", MessageSid="SM777")
    assert not Signal.objects.exists()
