"""A worker is killed while 500 touches go out: none lost, none doubled, none after a stop."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from compliance.models import Review
from contacts.models import Contact
from enrollment import facts, first_touch, services, stops
from enrollment.models import Enrollment, ExitReason, Mailbox, SendIntent, StopRecord, Touch
from sequences.models import StepKind
from tenancy import clock
from tenancy.actors import member, system
from tenancy.scope import scope
from tests.enrollment.stage import always_open
from tests.factories import ContactFactory
from tests.relay import relay, taken, wait_for
from tests.world import World, approved

PEOPLE = 500
STOPPED = 25
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stage(transactional_db: None, acme: World) -> Iterator[World]:
    with scope(acme.workspace.pk):
        with transaction.atomic():
            always_open(acme.workspace)
            Mailbox.objects.update(daily_limit=10_000, unmonitored_by=acme.admin)
        yield acme


def plan(world: World) -> list[Enrollment]:
    """500 people, each approved by the reviewer, each first touch due now."""
    with transaction.atomic():
        version = approved(world.admin, world.other_admin, cadence=(("intro", StepKind.EMAIL, 0),))
        people = ContactFactory.create_batch(PEOPLE, owner=world.rep)
        loaded = facts.with_companies(person.pk for person in people)
        rows = services.enrol(
            loaded, version, reason="load", seat=world.rep, actor=member(world.rep)
        )
    for row in rows:
        with transaction.atomic():
            review = Review.objects.get(enrollment_id=row.pk)
        first_touch.approve(
            review, seat=world.reviewer, actor=member(world.reviewer), seen_hash=review.content_hash
        )
    clock.advance(timedelta(hours=1))
    return rows


def start_worker(port: int, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """A real Celery worker on the test's database, with short limits."""
    known = connection.settings_dict
    url = f"postgresql://{known['USER']}:{known['PASSWORD']}@/{known['NAME']}?host={known['HOST']}"
    if known["PORT"]:
        url += f"&port={known['PORT']}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "SANDBOX_DIR": str(folder),
        "TOUCH_LEASE_SECONDS": "10",
        "WIRE_DEADLINE_SECONDS": "4",
        "RELAY_READ_TIMEOUT_SECONDS": "5",
    }
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-c", "2", "-B"]
    command += ["--schedule", str(log.with_suffix(".beat")), "-l", "WARNING"]
    with log.open("ab") as out:
        return subprocess.Popen(
            ["timeout", "-s", "KILL", "400", *command],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def kill(worker: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the worker and its pool, as when the machine's power fails."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)


def wait_for_mail(folder: Path, count: int) -> None:
    wait_for(lambda: len(taken(folder)) > count, 90)


def open_touches() -> int:
    with transaction.atomic():
        return len(Touch.objects.filter(state__in=("planned", "armed", "unknown")))


@pytest.mark.end_to_end
def test_a_killed_worker_loses_and_doubles_nothing(stage: World, tmp_path: Path) -> None:
    rows = plan(stage)
    folder, log = tmp_path / "mail", tmp_path / "worker.log"
    with ExitStack() as stack:
        port = stack.enter_context(relay(folder))
        worker = start_worker(port, folder, log)
        for share in (0.2, 0.5):
            stack.callback(kill, worker)
            wait_for_mail(folder, int(PEOPLE * share))
            stop_some(rows, share)
            kill(worker)
            worker = start_worker(port, folder, log)
        stack.callback(kill, worker)
        wait_for(lambda: open_touches() == 0, 200)
    connections.close_all()
    check(rows, taken(folder))


def stop_some(rows: list[Enrollment], share: float) -> None:
    """Some people opt out while their messages go out."""
    first = int(len(rows) * share)
    for row in rows[first + 50 : first + 50 + STOPPED]:
        with transaction.atomic():
            person = Contact.objects.get(pk=row.contact_id)
        stops.stop_address(
            person.email_base, cause=ExitReason.OPTED_OUT, evidence="test", actor=system("test")
        )


def check(rows: list[Enrollment], accepted: list[str]) -> None:
    """Compare what was recorded with what the relay took."""
    with transaction.atomic():
        states = Counter(Touch.objects.values_list("state", flat=True))
        intents = list(SendIntent.objects.select_related("touch__enrollment"))
        stopped = dict(StopRecord.objects.values_list("address_key", "at"))
    of_message = {intent.message_id: intent for intent in intents}
    sent_to = Counter(of_message[key].touch.enrollment_id for key in accepted)
    assert max(sent_to.values()) == 1, "doubled"
    assert states["sent"] == len(accepted) == len(sent_to)
    assert states["sent"] + states["cancelled"] == PEOPLE, states
    for intent in intents:
        stop = stopped.get(intent.address_key)
        if stop and intent.outcome == "accepted":
            assert intent.armed_at < stop, "armed after a stop"
            assert intent.dot_at is None or intent.dot_at < stop or intent.left_after_stop
