"""What operators read about the engine: counts, seconds and ids, for whoever has the token."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from console.queries import operations
from enrollment import figures, tasks
from enrollment.models import Enrollment
from signals.models import Asked, Signal
from tenancy import clock, sightings
from tenancy.ids import uuid7
from tenancy.models import Installation, Sighting
from tenancy.scope import scope
from tests.enrollment.conftest import active, peter, sink, stage, version, waiting
from tests.enrollment.sink import Sink
from tests.enrollment.stage import pass_time
from tests.isolation.rows import a_row
from tests.world import World

__all__ = ["active", "peter", "sink", "stage", "version", "waiting"]
TOKEN = "a token that nobody guesses"


@pytest.fixture(autouse=True)
def token(settings: Settings) -> None:
    """The installation has one."""
    settings.METRICS_TOKEN = TOKEN


def ask(client: Client, token: str = TOKEN) -> HttpResponse:
    answer: Any = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    found: HttpResponse = answer
    return found


def read(client: Client) -> dict[tuple[str, ...], float]:
    """The value of each sample, by its name and its labels in the order of their names."""
    families = text_string_to_metric_families(ask(client).content.decode())
    return {
        (sample.name, *(each for _, each in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize("shown", ["", "wrong", TOKEN[:-1]])
def test_without_the_token_there_is_no_such_page(client: Client, db: None, shown: str) -> None:
    assert ask(client, shown).status_code == 404


def test_without_a_token_being_set_there_is_no_such_page(
    client: Client, db: None, settings: Settings
) -> None:
    settings.METRICS_TOKEN = ""
    assert ask(client, "").status_code == 404


def test_what_waits_is_counted_by_workspace(
    client: Client, stage: World, active: Enrollment
) -> None:
    figures.keep()
    found, key = read(client), str(stage.workspace.pk)
    assert found["seqops_touches", "due", key] == 1
    assert 0 < found["seqops_oldest_due_seconds", key] <= 1_800


def test_lateness_is_measured_when_something_left(
    client: Client, stage: World, active: Enrollment, sink: Sink
) -> None:
    clock.advance(timedelta(minutes=10))
    pass_time(stage, minutes=1)
    figures.keep()
    found, key = read(client), str(stage.workspace.pk)
    assert found["seqops_lateness_seconds", "0.5", key] > 600
    assert found["seqops_left_today", key] == 1


def test_a_workspace_where_nothing_was_measured_has_no_quantiles(
    client: Client, stage: World
) -> None:
    figures.keep()
    assert not any(name[0] == "seqops_lateness_seconds" for name in read(client))


def test_processes_say_when_they_were_seen(
    client: Client, stage: World, active: Enrollment, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sightings, "EVERY_SECONDS", 0.0)
    tasks.dispatch_due()
    tasks.note_beat()
    found = read(client)
    taken = [value for name, value in found.items() if name[0] == "seqops_touches_taken_total"]
    assert sum(taken) >= 1
    assert found["seqops_seen_seconds", "beat"] < 60


def test_a_process_writes_at_most_every_few_seconds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sightings, "_written", {})
    sightings.at_work(handled=2)
    with CaptureQueriesContext(connection) as seen:
        sightings.at_work(handled=3)
    assert len(seen) == 0
    monkeypatch.setattr(sightings, "EVERY_SECONDS", 0.0)
    before = Sighting.objects.get().handled
    sightings.at_work()
    assert Sighting.objects.get().handled == before + 3


def test_a_stop_of_everything_is_a_metric(client: Client, db: None) -> None:
    Installation.objects.update(paused_at=clock.now())
    assert read(client)["seqops_installation_stopped",] == 1


def test_a_broker_that_is_gone_is_a_metric(client: Client, db: None, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    found = read(client)
    assert found["seqops_broker_up",] == 0
    assert ("seqops_queue_depth",) not in found


def test_the_queue_is_measured(client: Client, db: None) -> None:
    found = read(client)
    assert found["seqops_broker_up",] == 1 and found["seqops_queue_depth",] >= 0


def test_no_names_and_no_addresses_are_told(
    client: Client, stage: World, active: Enrollment
) -> None:
    figures.keep()
    text = ask(client).content.decode().lower()
    assert [word for word in ("acme", "peter", "initech", "@", "bob") if word in text] == []


def test_more_workspaces_take_no_more_statements(
    client: Client, stage: World, globex: World, active: Enrollment
) -> None:
    figures.keep()
    with CaptureQueriesContext(connection) as few:
        ask(client)
    with scope(globex.workspace.pk), transaction.atomic():
        pass
    with scope(globex.workspace.pk):
        figures.keep()
    with CaptureQueriesContext(connection) as many:
        ask(client)
    assert len(few) == len(many) <= 6


def test_refused_webhook_calls_are_counted_by_reason(client: Client, db: None) -> None:
    before = read(client).get(("seqops_hook_calls_refused_total", "events", "not_found"), 0)
    client.post(f"/hooks/{uuid7()}/{uuid7()}/guessed/events", {})
    now = read(client)[("seqops_hook_calls_refused_total", "events", "not_found")]
    assert now == before + 1


def test_what_asks_for_a_person_and_what_fails_is_counted(client: Client, stage: World) -> None:
    with transaction.atomic():
        signal = a_row(Signal, stage)
        Signal.objects.filter(pk=signal.pk).update(state="held")
        past = clock.now() - timedelta(hours=1)
        moments = {"opened_at": past, "remind_at": past, "due_at": past}
        Asked.objects.create(signal=signal, kind="unclear", **moments)
        Signal.objects.create(
            **{"source": "mail", "event_id": "2", "kind": "reply", "failures": 2},
            **{"received_at": past, "occurred_at": past},
        )
        engine = operations.engine(clock.now())
    figures.keep()
    found, key = read(client), str(stage.workspace.pk)
    assert found["seqops_inbox_open", "unclear", key] == 1
    assert found["seqops_inbox_open", "reply", key] == 0
    assert (found["seqops_inbox_overdue", key], found["seqops_signals_failing", key]) == (1, 1)
    assert engine.asking.words == "unclear: 1, 1 over their time"
