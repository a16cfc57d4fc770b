"""Webhooks of e-mail services: what each tells has its effect, once; what is forged has none."""

import random
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from audit.models import Entry
from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent
from enrollment.senders import rotation
from signals import intake
from signals.inlets import opening, taking, tally
from signals.inlets.known import SERVICES, Way
from signals.models import Inlet, Signal
from tenancy.actors import member
from tenancy.scope import scope
from tests.signals.callers import SECRET, WRAPS, call, open_for, plain, post, resend, url_of
from tests.signals.stage import arm_next, suppressions
from tests.signals.told_by import KINDS, TO, TOLD, Make, sendgrid_event
from tests.world import World

SIGNED = sorted(name for name, each in SERVICES.items() if each.signs(Way.EVENTS))
STOPS = {"gone": "hard_bounce", "complaint": "complaint", "out": "opt_out"}


@pytest.mark.parametrize("service", TOLD)
def test_what_a_service_tells_is_understood(
    acme: World, in_acme: World, intent: SendIntent, service: str
) -> None:
    inlet, person = open_for(acme, service), intent.touch.enrollment.contact_id
    for name, make in TOLD[service].items():
        with transaction.atomic():
            assert call(acme, inlet, make(intent)).status_code == 200
            signal = Signal.objects.get()
            assert (signal.kind, signal.contact_id) == (KINDS[name], person), name
            assert suppressions() == ([(STOPS[name], "")] if name in STOPS else []), name
            transaction.set_rollback(True)


def test_every_service_of_the_list_is_tried() -> None:
    assert set(TOLD) == set(SERVICES) - {"twilio"}
    assert set(WRAPS) == set(SERVICES)


@pytest.mark.parametrize("service", TOLD)
def test_told_three_times_in_any_order_is_told_once(
    acme: World, in_acme: World, intent: SendIntent, service: str
) -> None:
    inlet, told = open_for(acme, service), [*TOLD[service].values()] * 3
    random.Random(service).shuffle(told)
    assert {call(acme, inlet, make(intent)).status_code for make in told} == {200}
    kinds = Signal.objects.values_list("kind", flat=True)
    assert sorted(kinds) == sorted(KINDS[name] for name in TOLD[service])
    assert Enrollment.objects.get().exit_reason in ("bounced", "complained", "opted_out")


@pytest.mark.parametrize("service", SIGNED)
def test_a_signature_that_does_not_fit_is_refused_and_nothing_is_stored(
    acme: World, in_acme: World, intent: SendIntent, service: str
) -> None:
    said, inlet = TOLD[service]["gone"](intent), open_for(acme, service)
    posted = WRAPS[service](said, url_of(acme, inlet))
    changed = posted.body.replace(b"peter", b"paul") + b" "
    if service == "mailgun":
        changed = posted.body.replace(b'"token": "token"', b'"token": "other"')
    answer = post(url_of(acme, inlet), posted, body=changed)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert not Signal.objects.exists()


@pytest.mark.parametrize("service", SIGNED)
def test_without_a_signature_nothing_is_taken(acme: World, in_acme: World, service: str) -> None:
    answer = post(url_of(acme, open_for(acme, service)), plain({"event": "delivered"}, ""))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


@pytest.mark.parametrize("service", SIGNED)
def test_a_service_that_signs_is_not_heard_before_its_secret_is_entered(
    acme: World, in_acme: World, intent: SendIntent, service: str
) -> None:
    inlet = opening.open_inlet(service, "", {}, seat=acme.admin, actor=member(acme.admin))
    answer = call(acme, inlet, TOLD[service]["gone"](intent))
    assert (answer.status_code, answer.json()["code"]) == (401, "no_secret")


def _swapped(url: str, place: int, word: str) -> str:
    parts = url.split("/")
    parts[place] = word
    return "/".join(parts)


@pytest.mark.parametrize(
    ("place", "word"),
    [
        (-2, "guessed"),
        (-2, "é" * 43),
        (-3, "0190a3f0-0000-4000-8000-000000000007"),
        (-4, "0190a3f0-0000-4000-8000-000000000007"),
        (-1, "other"),
    ],
)
def test_an_address_that_was_guessed_is_refused_without_a_query(
    acme: World, django_assert_num_queries: DjangoAssertNumQueries, place: int, word: str
) -> None:
    url = url_of(acme, open_for(acme, "postmark"))
    with django_assert_num_queries(0):
        answer = post(_swapped(url, place, word), plain({}, ""))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_address_of_one_workspace_is_none_of_another(acme: World, globex: World) -> None:
    url = url_of(acme, open_for(acme, "postmark"))
    answer = post(_swapped(url, -4, str(globex.workspace.pk)), plain({}, ""))
    assert answer.status_code == 404


def test_what_is_told_of_the_message_of_another_workspace_reaches_nobody(
    acme: World, globex: World, in_acme: World, intent: SendIntent
) -> None:
    said = {**TOLD["postmark"]["out"](intent), "Email": "nobody@elsewhere.example"}
    assert call(globex, open_for(globex, "postmark"), said).status_code == 200
    assert Enrollment.objects.get().exit_reason == ""
    assert not Signal.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"body": b"x" * (2 * 1024 * 1024 + 1)}, 413, "too_large"),
        ({"content_type": "application/json; charset=latin-1"}, 415, "charset"),
    ],
)
def test_what_is_too_large_or_of_another_charset_costs_no_query(
    acme: World,
    django_assert_num_queries: DjangoAssertNumQueries,
    wrong: dict[str, Any],
    status: int,
    code: str,
) -> None:
    url = url_of(acme, open_for(acme, "postmark"))
    with django_assert_num_queries(0):
        answer = post(url, plain({}, ""), **wrong)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


SENSELESS = (b"", b"{", b"\xff\xfe", b"[" * 60_000, b"null", b"7", b"a=%")


@pytest.mark.parametrize("service", TOLD)
def test_what_is_truncated_or_senseless_is_refused_and_nothing_is_stored(
    acme: World, in_acme: World, service: str
) -> None:
    url = url_of(acme, open_for(acme, service))
    said = {body: post(url, plain({}, ""), body=body).status_code for body in SENSELESS}
    assert {body for body, status in said.items() if status not in (400, 401)} == set()
    assert not Signal.objects.exists()


def test_one_event_that_cannot_be_read_does_not_lose_the_others(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    told = TOLD["sendgrid"]
    batch = [told["delivered"](intent), {"email": TO, "event": None, "n": 1}, {"no": "event"}]
    assert call(acme, open_for(acme, "sendgrid"), [*batch, told["out"](intent)]).status_code == 200
    assert sorted(Signal.objects.values_list("kind", flat=True)) == [
        *("delivered", "opt_out", "other", "other"),
    ]


@pytest.mark.parametrize("service", ["mailjet", "mailtrap", "sparkpost", "unisender_go"])
def test_a_batch_with_poison_is_stored_but_for_the_poison(
    acme: World, in_acme: World, intent: SendIntent, service: str
) -> None:
    said = TOLD[service]["out"](intent)
    if service == "mailtrap":
        said["events"].insert(0, {"event": 3})
    else:
        said = [{"msys": 1} if service == "sparkpost" else {"status": 7}, said]
        said = [said[0], *said[1]] if isinstance(said[1], list) else said
    call(acme, open_for(acme, service), said)
    assert "opt_out" in Signal.objects.values_list("kind", flat=True)
    assert Enrollment.objects.get().exit_reason == "opted_out"


def test_what_stops_somebody_comes_before_the_rest_of_its_call(
    acme: World, in_acme: World, intent: SendIntent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "EFFECTS_SECONDS", 60)
    told = TOLD["sendgrid"]
    call(acme, open_for(acme, "sendgrid"), [told["delivered"](intent), told["out"](intent)])
    kinds = Signal.objects.order_by("applied_at").values_list("kind", flat=True)
    assert list(kinds) == ["opt_out", "delivered"]


def test_what_a_call_has_no_time_for_is_left_to_the_sweep(
    acme: World, in_acme: World, intent: SendIntent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "EFFECTS_SECONDS", -1)
    inlet, said = open_for(acme, "sendgrid"), TOLD["sendgrid"]["out"](intent)
    assert call(acme, inlet, said).status_code == 200
    assert Signal.objects.get().state == "matched"
    monkeypatch.setattr(taking, "EFFECTS_SECONDS", 60)
    call(acme, inlet, said)
    assert Enrollment.objects.get().exit_reason == "opted_out"


def test_an_event_that_breaks_the_store_is_kept_as_it_came(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    told = TOLD["sendgrid"]
    bad = {**told["gone"](intent), "email": "not an address\0"}
    call(acme, open_for(acme, "sendgrid"), [bad, told["complaint"](intent)])
    assert Signal.objects.get(kind="other").reading["unreadable"] is True
    assert Enrollment.objects.get().exit_reason == "complained"


def test_the_database_away_asks_to_send_again(
    acme: World, in_acme: World, intent: SendIntent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**said: object) -> None:
        raise OperationalError

    monkeypatch.setattr(intake, "keep_event", away)
    answer = call(acme, open_for(acme, "postmark"), TOLD["postmark"]["gone"](intent))
    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")


@pytest.mark.parametrize(
    ("service", "said"),
    [("postmark", TOLD["postmark"]["delivered"]), ("sendgrid", sendgrid_event("processed"))],
)
def test_what_a_service_has_taken_settles_a_doubt_about_the_sending(
    acme: World, in_acme: World, enrollment: Enrollment, service: str, said: Make
) -> None:
    intent = arm_next().intent
    call(acme, open_for(acme, service), said(intent))
    intent.refresh_from_db()
    assert intent.outcome == "accepted"


def test_that_a_service_has_taken_it_is_not_kept_where_nobody_doubts_it(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    call(acme, open_for(acme, "sendgrid"), sendgrid_event("processed")(intent))
    assert not Signal.objects.exists()


def test_a_bounce_of_a_copy_does_not_stop_the_person(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    said = {**TOLD["postmark"]["gone"](intent), "Email": "copy@initech.example"}
    call(acme, open_for(acme, "postmark"), said)
    assert (Signal.objects.get().contact_id, suppressions()) == (None, [])


def test_a_moment_without_a_zone_is_meant_as_utc(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    said = {**TOLD["postmark"]["delivered"](intent), "DeliveredAt": "2026-01-02T10:00:00"}
    call(acme, open_for(acme, "postmark"), said)
    assert Signal.objects.get().occurred_at.isoformat() == "2026-01-02T10:00:00+00:00"


def test_a_call_of_the_wrong_kind_says_so(acme: World, in_acme: World, intent: SendIntent) -> None:
    answer = call(acme, open_for(acme, "postmark"), TOLD["postmark"]["gone"](intent), Way.MAIL)
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_kind")


def test_a_closed_inlet_is_no_address_any_more(acme: World, intent: SendIntent) -> None:
    inlet = open_for(acme, "postmark")
    with scope(acme.workspace.pk):
        opening.close(inlet.pk, seat=acme.admin, actor=member(acme.admin))
    assert call(acme, inlet, TOLD["postmark"]["gone"](intent)).status_code == 404


def test_two_inlets_of_a_service_hear_the_same_event_once(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    for inlet in (open_for(acme, "postmark"), open_for(acme, "postmark")):
        assert call(acme, inlet, TOLD["postmark"]["gone"](intent)).status_code == 200
    assert Signal.objects.count() == 1


def test_the_address_answers_a_service_that_asks_whether_it_is_there(acme: World) -> None:
    path = url_of(acme, open_for(acme, "mandrill")).partition("//")[2].partition("/")[2]
    assert Client().head(f"/{path}").status_code == 200
    assert Client().get(f"/{path}x").status_code == 404


def test_a_subscription_waits_for_a_person_to_confirm_it_at_amazon(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    inlet, url = open_for(acme, "amazon_ses"), "https://sns.eu-west-1.amazonaws.com/?Action=x"
    for wanted, shown in (("https://evil.example/", ""), (url, url)):
        note = {"Type": "SubscriptionConfirmation", "SubscribeURL": wanted, "TopicArn": "arn"}
        assert call(acme, inlet, note).status_code == 200
        assert Inlet.objects.get().confirm_url == shown
    call(acme, inlet, TOLD["amazon_ses"]["gone"](intent))
    assert Inlet.objects.get().confirm_url == ""


def test_a_signature_of_yesterday_is_stale(acme: World, in_acme: World, intent: SendIntent) -> None:
    inlet = open_for(acme, "resend")
    posted = resend(TOLD["resend"]["gone"](intent), "", at=1_000_000_000)
    answer = post(url_of(acme, inlet), posted)
    assert (answer.status_code, answer.json()["code"]) == (401, "stale")


def test_when_a_service_called_last_is_known(
    acme: World, in_acme: World, intent: SendIntent
) -> None:
    call(acme, open_for(acme, "postmark"), TOLD["postmark"]["gone"](intent))
    assert Inlet.objects.get().last_at is not None


def test_what_was_refused_at_an_inlet_is_counted(acme: World, in_acme: World) -> None:
    inlet = open_for(acme, "mailgun")
    post(url_of(acme, inlet), plain({}, ""))
    assert tally.lately([inlet.pk]) == {inlet.pk: 1}


def test_secrets_of_an_inlet_are_in_no_row_and_no_trail(acme: World, in_acme: World) -> None:
    inlet = open_for(acme, "mailgun")
    rows = [*Inlet.objects.values(), *Entry.objects.values()]
    texts = [bytes(v) if isinstance(v, memoryview) else v for row in rows for v in row.values()]
    assert SECRET not in str(texts)
    assert opening.secrets_of(Inlet.objects.get()) == {"events": SECRET, "mail": SECRET}
    assert inlet.provider == "mailgun"


def test_a_person_is_known_by_the_address_where_a_service_tells_no_more(
    acme: World, peter: Contact, in_acme: World
) -> None:
    said = {"RecordType": "SubscriptionChange", "SuppressSending": True, "Recipient": peter.email}
    said["SuppressionReason"] = "ManualSuppression"
    call(acme, open_for(acme, "postmark"), said)
    assert suppressions() == [("opt_out", "")]


def test_secrets_of_inlets_are_sealed_anew_with_the_newest_key(
    acme: World, in_acme: World, settings: Settings
) -> None:
    open_for(acme, "mailgun")
    settings.CREDENTIAL_KEYS = ["a newer key", *settings.CREDENTIAL_KEYS]
    assert rotation.rotate().anew == 1
    settings.CREDENTIAL_KEYS = ["a newer key"]
    assert opening.secrets_of(Inlet.objects.get())["events"] == SECRET


def _bent(given: Any, chance: random.Random) -> Any:
    """The same with some of its values replaced by senseless ones, and some left out."""
    odd: tuple[Any, ...] = (
        None,
        0,
        -1,
        1e300,
        "",
        "\0",
        "\ud800",
        "x" * 3_000,
        [],
        {},
        [[]],
        {"a": {}},
        True,
    )
    if chance.random() < 0.15:
        return chance.choice(odd)
    if isinstance(given, dict):
        return {k: _bent(v, chance) for k, v in given.items() if chance.random() > 0.1}
    return [_bent(each, chance) for each in given] if isinstance(given, list) else given


@pytest.mark.parametrize("service", TOLD)
def test_whatever_a_service_sends_is_answered(
    acme: World, in_acme: World, intent: SendIntent, service: str
) -> None:
    chance, inlet = random.Random(service), open_for(acme, service)
    told = [_bent(make(intent), chance) for make in TOLD[service].values() for _ in range(6)]
    said: list[Any] = [each if each and isinstance(each, dict | list) else [{}] for each in told]
    statuses = {call(acme, inlet, each).status_code for each in said}
    assert statuses <= {200, 400, 401, 406}
