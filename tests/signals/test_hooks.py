"""The signed webhook: forged, stale and broken calls are told apart and touch no database."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent
from signals import hooks, intake
from signals.models import Signal
from tenancy.scope import scope
from tests.world import World, contact

EVENT = {"event_id": "e1", "kind": "reply", "email": "peter@initech.example"}


def call(
    world: World,
    body: Any = None,
    *,
    client: Client | None = None,
    secret: str = "",
    at: float | None = None,
    content_type: str = "application/json",
    **headers: str,
) -> Any:
    """A signed call, wrong in the ways that are asked for."""
    raw = body if isinstance(body, bytes) else json.dumps(EVENT if body is None else body).encode()
    stamp = str(int(time.time() if at is None else at))
    signature = hooks.sign(secret or hooks.hook_secret(world.workspace), stamp, raw)
    signed = {"X-Seqops-Timestamp": stamp, "X-Seqops-Signature": signature, **headers}
    return (client or Client()).generic(
        "POST",
        f"/hooks/{world.workspace.pk}/signals",
        raw,
        content_type=content_type,
        headers=signed,
    )


def test_a_signed_event_has_its_effect(acme: World, intent: SendIntent, in_acme: World) -> None:
    answer = call(acme)
    assert (answer.status_code, answer.json()["state"]) == (200, "applied")
    assert answer.json()["provider"] == "webhook"
    assert Enrollment.objects.get().exit_reason == "replied"


def test_a_replay_is_the_same_signal(acme: World, intent: SendIntent, in_acme: World) -> None:
    assert call(acme).json()["id"] == call(acme).json()["id"]
    assert Signal.objects.count() == 1


def test_an_event_id_for_something_else_is_a_conflict(acme: World, peter: Contact) -> None:
    call(acme)
    answer = call(acme, {**EVENT, "kind": "opt_out"})
    assert (answer.status_code, answer.json()["code"]) == (409, "event_id_reused")


FORGED: list[tuple[dict[str, Any], int, str]] = [
    ({"secret": "guessed"}, 401, "bad_signature"),
    ({"X-Seqops-Signature": "v1=é"}, 401, "bad_signature"),
    ({"X-Seqops-Signature": ""}, 401, "bad_signature"),
    ({"X-Seqops-Timestamp": "1"}, 401, "bad_signature"),
    ({"at": 0}, 401, "stale"),
    ({"at": time.time() + 7_200}, 401, "stale"),
    ({"body": b"x" * (hooks.MAX_BODY + 1)}, 413, "too_large"),
    ({"content_type": "application/json; charset=latin-1"}, 415, "charset"),
]


@pytest.mark.parametrize(("wrong", "status", "code"), FORGED)
def test_a_forged_call_is_refused_without_a_query(
    acme: World,
    django_assert_num_queries: DjangoAssertNumQueries,
    wrong: dict[str, Any],
    status: int,
    code: str,
) -> None:
    with django_assert_num_queries(0):
        answer = call(acme, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("stamp", ["", "now", "-5", "1e3", "٣", "9" * 40])
def test_a_timestamp_that_is_no_number_is_refused(acme: World, stamp: str) -> None:
    body = json.dumps(EVENT).encode()
    signature = hooks.sign(hooks.hook_secret(acme.workspace), stamp, body)
    headers: dict[str, Any] = {"X-Seqops-Timestamp": stamp, "X-Seqops-Signature": signature}
    answer = call(acme, body, **headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff", b'"x"', b"[" * 100_000])
def test_what_is_no_json_object_is_refused_without_a_query(
    acme: World, django_assert_num_queries: DjangoAssertNumQueries, body: bytes
) -> None:
    with django_assert_num_queries(0):
        answer = call(acme, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**EVENT, "mood": "good"}, "mood"),
        ({**EVENT, "kind": "letter"}, "kind"),
        ({**EVENT, "return_date": "31 February"}, "return_date"),
        ({"event_id": "1", "kind": "reply"}, "email"),
        ({**EVENT, "provider": "mail"}, "provider"),
        ({**EVENT, "email": ["a"]}, "email"),
    ],
)
def test_a_field_that_is_wrong_is_named(acme: World, body: dict[str, Any], field: str) -> None:
    answer = call(acme, body)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]


def test_the_secret_of_another_workspace_opens_nothing(acme: World, globex: World) -> None:
    answer = call(acme, secret=hooks.hook_secret(globex.workspace))
    assert answer.status_code == 401


def test_a_workspace_that_does_not_exist_is_like_a_bad_signature(acme: World) -> None:
    answer = Client().post(f"/hooks/{uuid4()}/signals", EVENT, content_type="application/json")
    assert answer.status_code == 401


def test_a_signal_stays_in_its_workspace(acme: World, globex: World, peter: Contact) -> None:
    call(globex)
    with scope(acme.workspace.pk):
        assert not Signal.objects.exists()
    with scope(globex.workspace.pk):
        assert Signal.objects.get().contact_id is None


def test_a_browser_cannot_be_made_to_call_it(acme: World, peter: Contact) -> None:
    assert call(acme, client=Client(enforce_csrf_checks=True)).status_code == 200


def test_reading_is_not_offered(acme: World) -> None:
    assert Client().get(f"/hooks/{acme.workspace.pk}/signals").status_code == 405


def test_the_database_away_asks_to_send_again(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**said: object) -> None:
        raise OperationalError

    monkeypatch.setattr(intake, "receive_event", away)
    answer = call(acme)
    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")


@pytest.mark.django_db(transaction=True)
def test_an_event_is_stored_when_no_transaction_is_open_before(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        contact()
    assert call(acme).status_code == 200
    with scope(acme.workspace.pk), transaction.atomic():
        assert Signal.objects.count() == 1
