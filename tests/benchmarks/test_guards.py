"""A drain counts only while every guard holds: each doctored fact is found and named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from contacts.models import Contact
from tenancy.scope import scope
from tests.benchmarks.drain import guards, listening
from tests.benchmarks.drain.guards import Before, Evidence, Sent
from tests.benchmarks.drain.listening import Came, Sink
from tests.enrollment.stage import always_open, email, hear, live, started, work
from tests.world import World, contact

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MOMENT = timedelta(milliseconds=20)
SENT = Sent(
    id="touch",
    state="sent",
    first=True,
    workspace_id="house",
    outcome="accepted",
    remote_ref="2.0.0 taken",
    message_id="<m@x>",
    wire_hash="wire",
    content_hash="content",
    mailbox_id="box",
    left_after_stop=False,
    armed_at=NOON,
    dot_at=NOON + MOMENT,
    deadline_at=NOON + timedelta(seconds=15),
    settled_at=NOON + 2 * MOMENT,
    looked_at=NOON.isoformat(),
    decided="allow",
    purpose="arm",
    decided_on="touch",
    review_state="approved",
    review_hash="content",
    has_reviewer=True,
    armed_entries=1,
    sent_entries=1,
)
EVIDENCE = Evidence([SENT], {"box": 1}, 1)
CAME = Came(1, ["<m@x>"], ["wire"], [(NOON + MOMENT).timestamp()])


def found(name: str = "state", value: Any = "sent", came: Came = CAME) -> list[str]:
    """What is said when one fact about the touch is another, or the sink took something else."""
    doctored = replace(SENT, **{name: value})
    return guards.violations(replace(EVIDENCE, touches=[doctored]), came, 1)


def test_a_drain_with_every_guard_counts() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("state", "failed", "failed instead of sent"),
        ("outcome", "unknown", "no intent was accepted"),
        ("remote_ref", "", "without evidence"),
        ("left_after_stop", True, "after a stop"),
        ("decided", "block", "no allow decision"),
        ("purpose", "render", "no allow decision"),
        ("decided_on", "another", "no allow decision"),
        ("decided_on", None, "no allow decision"),
        ("armed_entries", 0, "entry of arming"),
        ("sent_entries", 0, "entry of sending"),
        ("sent_entries", 2, "entry of sending"),
        ("dot_at", None, "no last look"),
        ("dot_at", NOON - MOMENT, "between the arming and its deadline"),
        ("dot_at", NOON + timedelta(seconds=16), "between the arming and its deadline"),
        ("settled_at", NOON, "settled before its dot"),
        ("looked_at", None, "last look was not kept"),
        ("looked_at", (NOON - 2 * MOMENT).isoformat(), "older than 50 ms"),
        ("review_state", "void", "without a live approval"),
        ("has_reviewer", False, "without a live approval"),
        ("review_hash", "other", "not what was approved"),
        ("message_id", "<other@x>", "Message-IDs"),
        ("wire_hash", "other", "bytes on the wire"),
        ("mailbox_id", "another", "counters of the mailboxes"),
        ("first", False, "the counters say 1"),
    ],
)
def test_one_doctored_fact_is_named(name: str, value: object, said: str) -> None:
    assert any(said in line for line in found(name, value)), found(name, value)


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (Came(1, ["<m@x>"] * 2, ["wire"] * 2, CAME.dots * 2), "twice"),
        (Came(1, [], [], []), "Message-IDs"),
        (replace(CAME, dots=[CAME.dots[0] + 2]), "over 1 s after its look"),
        (replace(CAME, dots=[CAME.dots[0] - 0.1]), "before its last look"),
    ],
)
def test_what_the_sink_took_is_compared(came: Came, said: str) -> None:
    assert any(said in line for line in found(came=came))


def test_a_touch_that_nobody_attempted_is_missed() -> None:
    assert any("2 were due" in line for line in guards.violations(EVIDENCE, CAME, 2))


@pytest.fixture
def server(settings: Settings) -> Iterator[Sink]:
    """The sink of the benchmark, and the settings that point at it."""
    with listening.running() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def drained(transactional_db: None, acme: World, server: Sink) -> Iterator[tuple[Before, Came]]:
    """Two people whose approved first messages the real engine has just sent."""
    with scope(acme.workspace.pk):
        with transaction.atomic():
            always_open(acme.workspace)
            people: list[Contact] = [
                contact(f"p{number}@p{number}.example", owner=acme.rep) for number in range(2)
            ]
        version = live(acme, email("intro"), new_a_day=50)
        for person in people:
            started(acme, version, person)
        hear(acme)
        with transaction.atomic():
            known = guards.before(execute)
        assert work() == 2
        yield known, server.take()


def execute(statement: str, values: Any = None) -> Any:
    """As the harness does, but in the open scope of this process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.connection.execute(statement, values)


def said(drained: tuple[Before, Came], doctoring: str = "") -> list[str]:
    """What the guards say of the database, once it was doctored; it is undone afterwards."""
    known, came = drained
    with transaction.atomic():
        if doctoring:
            execute(doctoring)
        lines = guards.violations(guards.load(execute, known), came, len(known.due))
        transaction.set_rollback(True)
    return lines


def test_the_engine_keeps_every_guard(drained: tuple[Before, Came]) -> None:
    assert said(drained) == []


def test_a_doctored_database_fails(drained: tuple[Before, Came]) -> None:
    for doctoring, sentence in DOCTORED.items():
        assert any(sentence in line for line in said(drained, doctoring)), doctoring


DOCTORED = {
    "UPDATE enrollment_sendintent SET dot_at = NULL": "no last look",
    "UPDATE enrollment_sendintent SET outcome = 'unknown'": "no intent was accepted",
    "UPDATE enrollment_sendintent SET decision_id = gen_random_uuid()": "no allow decision",
    "UPDATE enrollment_sendintent SET content_hash = 'x'": "not what was approved",
    "UPDATE enrollment_sendintent SET wire_hash = 'x'": "bytes on the wire",
    "UPDATE enrollment_sendintent SET message_id = touch_id::text": "Message-IDs",
    "UPDATE enrollment_touch SET state = 'planned'": "planned instead of sent",
    "UPDATE enrollment_limitcounter SET n = n + 1 WHERE key LIKE 'mailbox:%'": "of the mailboxes",
    "UPDATE enrollment_limitcounter SET n = n - 1 WHERE key LIKE 'starts:%'": "the counters say 1",
    # The trail itself cannot be doctored by this role; a second entry can be added.
    "INSERT INTO audit_entry SELECT (jsonb_populate_record(entry, jsonb_build_object('id',"
    " gen_random_uuid(), 'tx', audit_stamp()))).*"
    " FROM audit_entry entry WHERE action = 'touch.arm'": "entry of arming",
}
