"""Due messages leave by the way that their mailbox has, signed where the domain has a key."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dkim as dkimpy
import pytest
from django.db import transaction
from pytest_django import Settings

from enrollment import dkim_keys
from enrollment.channels import esp, probes, providers
from enrollment.channels.providers import PROVIDERS
from enrollment.models import DkimKey, Enrollment, KeyState, Mailbox
from enrollment.senders import accounts
from enrollment.senders.terms import Terms
from tenancy.actors import member
from tests.enrollment import outside
from tests.enrollment.outside import Names, Web, drops, says
from tests.enrollment.sink import Sink
from tests.enrollment.stage import intents, pass_time, touches, work
from tests.world import World

TAKEN = {"id": "m-1"}


@pytest.fixture
def service(stage: World, loopback: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The rep's mailbox sends by a provider, which this server plays."""
    with outside.web_server() as made:
        here = {"resend": replace(PROVIDERS["resend"], url=f"{made.url}v1/")}
        for module in (esp, probes, providers):
            monkeypatch.setattr(module, "PROVIDERS", {**PROVIDERS, **here})
        save(stage, kind="esp", provider="resend", secret="key")
        yield made


def save(world: World, **terms: Any) -> None:
    by = world.admin
    with transaction.atomic():
        accounts.save_account(world.mailbox, Terms(**terms), seat=by, actor=member(by))


def test_a_message_leaves_by_the_provider_of_its_mailbox(
    service: Web, active: Enrollment, sink: Sink
) -> None:
    service.play = says(200, TAKEN)
    work()
    (intent,) = intents(active)
    assert (intent.outcome, intent.remote_ref, intent.elsewhere) == ("accepted", "m-1", True)
    assert (len(service.requests), sink.accepted) == (1, [])


def test_what_a_provider_left_open_is_unknown_and_never_sent_again(
    service: Web, active: Enrollment
) -> None:
    service.play = drops
    work()
    work()
    assert touches(active)[0].state == "unknown"
    assert len(service.requests) == 1


def test_the_last_look_before_a_request_is_kept_with_its_moment(
    service: Web, active: Enrollment
) -> None:
    service.play = says(200, TAKEN)
    work()
    (intent,) = intents(active)
    assert intent.looked_at is not None and intent.dot_at is not None
    assert 0 <= (intent.dot_at - intent.looked_at).total_seconds() <= 0.05


def test_without_usable_credentials_a_message_waits_and_says_so(
    stage: World, active: Enrollment, sink: Sink, settings: Settings
) -> None:
    save(stage, kind="esp", provider="resend", secret="key")
    settings.CREDENTIAL_KEYS = ["another"]
    work()
    assert touches(active)[0].cause == (
        "waits until an admin enters the credentials of its mailbox anew"
    )
    assert (intents(active), sink.accepted) == ([], [])


def test_a_domain_with_a_key_signs_what_leaves(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    seat = stage.admin
    key = dkim_keys.make(stage.mailbox, "ed25519", seat=seat, actor=member(seat))
    with transaction.atomic():
        DkimKey.objects.filter(pk=key.pk).update(**{"state": KeyState.ACTIVE})
    work()
    record = dkim_keys.publication(key).text.encode()
    assert dkimpy.verify(sink.raw[0], dnsfunc=lambda name, timeout=5: record)
    assert not intents(active)[0].elsewhere


def test_another_mailbox_of_the_workspace_keeps_the_installations_relay(
    service: Web, stage: World, active: Enrollment, sink: Sink
) -> None:
    accounts.remove_account(stage.mailbox, seat=stage.admin, actor=member(stage.admin))
    with transaction.atomic():
        assert Mailbox.objects.get(pk=stage.mailbox.pk).is_active
    pass_time(stage, minutes=1)
    assert (len(sink.accepted), service.requests) == (1, [])
