"""A send in doubt at a provider that keeps keys: the same request again, or nothing at all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import transaction

from contacts.models import Contact
from enrollment import control, stops
from enrollment.channels import esp
from enrollment.channels.providers import PROVIDERS
from enrollment.dispatch import by_provider, mending, repeating
from enrollment.models import Enrollment, EvidenceLook, ExitReason, SendIntent
from enrollment.models.control import GateKind
from enrollment.senders import accounts
from enrollment.senders.terms import Terms
from tenancy import clock
from tenancy.actors import member
from tests.enrollment import outside
from tests.enrollment.outside import Names, Request, Web, drops, says
from tests.enrollment.stage import intents, touches, work
from tests.world import World

Handler = BaseHTTPRequestHandler


@dataclass
class Recorder:
    """A provider that keeps keys: one message for each, however often it is asked. The first
    `lost` requests never arrive, the answers to the first `drops` do not."""

    web: Web
    lost: int = 0
    drops: int = 1
    messages: dict[str, bytes] = field(default_factory=dict)

    def play(self, web: Web, handler: Handler) -> None:
        request, count = web.requests[-1], len(web.requests)
        if count > self.lost:
            known = self.messages.setdefault(_key(request), request.body)
            if known != request.body:
                return says(409, {"name": "invalid_idempotent_request"})(web, handler)
        answer = drops if count <= max(self.lost, self.drops) else says(200, _TAKEN)
        return answer(web, handler)


_TAKEN = {"id": "m-1", "messageId": "m-1"}


def _key(request: Request) -> str:
    headers = json.loads(request.body).get("headers", {})
    found = request.headers.get("Idempotency-Key") or headers.get("idempotencyKey")
    return str(found)


@pytest.fixture
def provider(loopback: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Every provider is found at one server, which drops its first answer."""
    with outside.web_server() as web:
        here = {name: replace(known, url=f"{web.url}v1/") for name, known in PROVIDERS.items()}
        monkeypatch.setattr(esp, "PROVIDERS", here)
        made = Recorder(web)
        web.play = made.play
        yield made


def by(world: World, name: str) -> None:
    terms = Terms(kind="esp", provider=name, secret="key")
    accounts.save_account(world.mailbox, terms, seat=world.admin, actor=member(world.admin))


@pytest.fixture
def doubt(stage: World, provider: Recorder, active: Enrollment) -> Enrollment:
    """Peter's first message left by Resend, whose answer was lost."""
    by(stage, "resend")
    work()
    assert touches(active)[0].state == "unknown"
    return active


def sent(enrollment: Enrollment) -> bool:
    return bool(touches(enrollment)[0].state == "sent")


def older(enrollment: Enrollment, by: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it have been armed longer ago. The message is made again with the moment of its arming,
    which then has to be looked for elsewhere."""
    seconds = int(by.total_seconds())
    monkeypatch.setattr(repeating, "DATED", range(-seconds - 1, -seconds + 11))
    (intent,) = intents(enrollment)
    with transaction.atomic():
        SendIntent.objects.filter(pk=intent.pk).update(
            armed_at=intent.armed_at - by, deadline_at=intent.deadline_at - by
        )


def test_a_lost_answer_is_settled_by_the_same_request(
    doubt: Enrollment, provider: Recorder
) -> None:
    assert mending.resolve() == 1
    first, again = provider.web.requests
    assert (first.body, _key(first)) == (again.body, _key(again))
    assert sent(doubt) and len(provider.messages) == 1


def test_the_intent_and_its_fence_stay(doubt: Enrollment) -> None:
    (before,) = intents(doubt)
    mending.resolve()
    (after,) = intents(doubt)
    assert (before.pk, before.fence, before.message_id) == (after.pk, after.fence, after.message_id)
    assert (after.remote_ref, after.resolution) == ("m-1", "the provider asked again has it")


def test_a_request_that_never_arrived_is_sent_once(
    stage: World, provider: Recorder, active: Enrollment
) -> None:
    provider.lost = 1
    by(stage, "resend")
    work()
    assert provider.messages == {}
    mending.resolve()
    assert sent(active) and len(provider.messages) == 1


def test_a_key_in_the_message_does_as_well(
    stage: World, provider: Recorder, active: Enrollment
) -> None:
    by(stage, "brevo")
    work()
    mending.resolve()
    assert sent(active) and len(provider.messages) == 1


def test_a_provider_without_keys_is_not_asked_again(
    stage: World, provider: Recorder, active: Enrollment
) -> None:
    by(stage, "postmark")
    work()
    assert (mending.resolve(), len(provider.web.requests)) == (0, 1)


def stop(world: World, person: Contact) -> None:
    stops.stop_address(
        person.email_base,
        cause=ExitReason.OPTED_OUT,
        evidence="test",
        actor=member(world.admin),
        contact_id=person.pk,
    )


def test_after_a_stop_it_stays_for_other_evidence(
    stage: World, doubt: Enrollment, peter: Contact, provider: Recorder
) -> None:
    with transaction.atomic():
        stop(stage, peter)
    assert (mending.resolve(), len(provider.web.requests)) == (0, 1)
    with transaction.atomic():
        (look,) = EvidenceLook.objects.filter(source=repeating.SOURCE)
    assert (look.outcome, touches(doubt)[0].state) == ("nothing", "unknown")


def test_a_stop_while_the_request_is_made_ready_counts(
    stage: World,
    doubt: Enrollment,
    peter: Contact,
    provider: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliver = by_provider.deliver

    def stopped_first(letters: Any, look: Any) -> Any:
        with transaction.atomic():
            stop(stage, peter)
        return deliver(letters, look)

    monkeypatch.setattr(by_provider, "deliver", stopped_first)
    mending.resolve()
    assert len(provider.web.requests) == 1


@pytest.mark.parametrize("kind", [GateKind.WORKSPACE, GateKind.MAILBOX])
def test_a_closed_switch_keeps_it(
    stage: World, doubt: Enrollment, provider: Recorder, kind: GateKind
) -> None:
    ref = stage.workspace.pk if kind == GateKind.WORKSPACE else stage.mailbox.pk
    with transaction.atomic():
        control.close(kind, ref, reason="wait", actor=member(stage.admin))
    mending.resolve()
    assert len(provider.web.requests) == 1


def test_outside_the_hours_it_waits(stage: World, doubt: Enrollment, provider: Recorder) -> None:
    with transaction.atomic():
        day = (clock.now().weekday() + 3) % 7
        stage.workspace.window = [{"weekday": day, "start": "03:00", "end": "03:01"}]
        stage.workspace.save()
    mending.resolve()
    assert len(provider.web.requests) == 1


@pytest.mark.parametrize(("hours", "requests"), [(11, 2), (13, 1)])
def test_a_key_is_trusted_for_half_of_its_window(
    doubt: Enrollment,
    provider: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    requests: int,
) -> None:
    older(doubt, timedelta(hours=hours), monkeypatch)
    mending.resolve()
    assert len(provider.web.requests) == requests


def test_other_bytes_are_never_sent(doubt: Enrollment, provider: Recorder) -> None:
    with transaction.atomic():
        SendIntent.objects.update(wire_hash="0" * 64)
    assert (mending.resolve(), len(provider.web.requests)) == (0, 1)


def test_a_refusal_of_the_repeat_proves_nothing(doubt: Enrollment, provider: Recorder) -> None:
    provider.web.play = says(422, {"name": "validation_error"})
    assert mending.resolve() == 0
    assert touches(doubt)[0].state == "unknown"


def test_it_is_asked_again_when_it_is_twice_as_old(
    doubt: Enrollment, provider: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.drops = 9
    older(doubt, timedelta(seconds=60), monkeypatch)
    for _ in range(3):
        mending.resolve()
    assert len(provider.web.requests) == 2
