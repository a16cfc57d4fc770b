"""The signed webhook: forged, stale and broken calls are told apart and touch no database; keys
change hands without a gap."""

import json
import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent
from signals import intake
from signals.inlets import calls, hook_keys, memory, proofs, tally
from signals.models import HookKey, Signal
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.scope import scope
from tests.world import World, contact

EVENT = {"event_id": "e1", "kind": "reply", "email": "peter@initech.example"}


# By workspace, the key that signs its calls and the secret of it.
KEYS: dict[UUID, tuple[UUID, str]] = {}


def make_key(world: World) -> tuple[UUID, str]:
    """A new key, by an admin."""
    with scope(world.workspace.pk):
        row, secret = hook_keys.make(seat=world.admin, actor=member(world.admin))
    return row.pk, secret


@pytest.fixture(autouse=True)
def keys(acme: World, globex: World) -> None:
    """Both workspaces have a key before anybody calls."""
    KEYS.update({world.workspace.pk: make_key(world) for world in (acme, globex)})


def call(
    world: World,
    body: Any = None,
    *,
    client: Client | None = None,
    secret: str = "",
    key: tuple[UUID, str] | None = None,
    at: float | None = None,
    content_type: str = "application/json",
    **headers: str,
) -> Any:
    """A signed call, wrong in the ways that are asked for."""
    raw = body if isinstance(body, bytes) else json.dumps(EVENT if body is None else body).encode()
    stamp = str(int(time.time() if at is None else at))
    key_id, known = key or KEYS[world.workspace.pk]
    signature = proofs.signature(secret or known, stamp, raw)
    signed = {
        "X-Seqops-Key": str(key_id),
        "X-Seqops-Timestamp": stamp,
        "X-Seqops-Signature": signature,
        **headers,
    }
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
    ({"X-Seqops-Key": str(uuid4())}, 401, "bad_signature"),
    ({"X-Seqops-Key": "first"}, 401, "no_key"),
    ({"X-Seqops-Timestamp": "1"}, 401, "bad_signature"),
    ({"at": 0}, 401, "stale"),
    ({"at": time.time() + 7_200}, 401, "stale"),
    ({"body": b"x" * (calls.MOST + 1)}, 413, "too_large"),
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
    signature = proofs.signature(KEYS[acme.workspace.pk][1], stamp, body)
    headers: dict[str, Any] = {"X-Seqops-Timestamp": stamp, "X-Seqops-Signature": signature}
    answer = call(acme, body, **headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"[1]", b"{", b"\xff", b'"x"', b"[" * 100_000, b'{"n": 1e400}']
)
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
    answer = call(acme, secret=KEYS[globex.workspace.pk][1])
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


def test_two_keys_sign_until_the_old_one_is_retired(acme: World, peter: Contact) -> None:
    old, new = KEYS[acme.workspace.pk], make_key(acme)
    assert [call(acme, key=each).status_code for each in (old, new)] == [200, 200]
    retire(acme, old[0])
    answer = call(acme, key=old)
    assert (answer.status_code, answer.json()["code"]) == (401, "retired_key")
    assert call(acme, key=new).status_code == 200


def retire(world: World, key_id: UUID) -> None:
    with scope(world.workspace.pk):
        hook_keys.retire(key_id, seat=world.admin, actor=member(world.admin))


def test_a_third_key_waits_until_one_is_retired(acme: World) -> None:
    make_key(acme)
    with pytest.raises(Refused, match="Two keys live already"):
        make_key(acme)
    retire(acme, KEYS[acme.workspace.pk][0])
    assert make_key(acme)


def test_the_secret_of_one_key_does_not_sign_for_another(acme: World) -> None:
    new = make_key(acme)
    answer = call(acme, key=(new[0], KEYS[acme.workspace.pk][1]))
    assert answer.json()["code"] == "bad_signature"


def test_a_key_of_another_workspace_cannot_be_retired(acme: World, globex: World) -> None:
    with pytest.raises(NotFound):
        retire(acme, KEYS[globex.workspace.pk][0])


def test_only_an_admin_makes_and_retires_keys(acme: World) -> None:
    with scope(acme.workspace.pk), pytest.raises(Refused, match="may not"):
        hook_keys.make(seat=acme.rep, actor=member(acme.rep))


def test_making_and_retiring_a_key_is_in_the_trail_without_its_secret(
    acme: World, in_acme: World
) -> None:
    retire(acme, KEYS[acme.workspace.pk][0])
    entries = Entry.objects.filter(action__startswith="hookkey.").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["hookkey.made", "hookkey.retired"]
    assert KEYS[acme.workspace.pk][1] not in str(list(entries.values()))


def test_a_key_that_signs_is_known_to_be_in_use(acme: World, in_acme: World) -> None:
    call(acme)
    assert HookKey.objects.get().last_used_at is not None


def test_what_is_refused_is_counted_by_its_reason(acme: World) -> None:
    before = tally.totals().get(("signals", "bad_signature"), 0)
    call(acme, secret="guessed")
    # Tests at the same time count at the same door.
    assert tally.totals()[("signals", "bad_signature")] > before
    assert tally.lately([acme.workspace.pk])[acme.workspace.pk] >= 1


def test_a_count_that_cannot_be_kept_refuses_all_the_same(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise ConnectionError

    monkeypatch.setattr(memory, "_client", away)
    monkeypatch.setattr(memory._rest, "until", 0.0)
    assert call(acme, secret="guessed").status_code == 401
    assert tally.totals() == {}
