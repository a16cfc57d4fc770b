"""Every planned touch says why it waits, and until when."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enrollment import backlog, control, waits
from enrollment.dispatch import claim
from enrollment.models import Enrollment, Mailbox, PauseReason, Touch
from enrollment.services import hold, pause
from enrollment.timeline import timeline
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Installation
from tests.enrollment.stage import touches, work
from tests.enrollment.test_enrollment_api import call
from tests.enrollment.test_migrations_api import key_of
from tests.world import World


def wait(enrollment: Enrollment) -> waits.Wait:
    """Why the planned touch of an enrollment has not left."""
    with transaction.atomic():
        touch = Touch.objects.select_related("enrollment").get(enrollment=enrollment)
        return waits.why(touch, waits.surroundings())


def close(world: World, kind: str, ref: Any) -> None:
    control.close(kind, ref, reason="Wrong price", actor=member(world.admin))


def test_what_is_due_waits_for_a_worker(active: Enrollment) -> None:
    assert wait(active) == waits.Wait("waits for a worker, which takes it next", soon=True)


def test_what_a_worker_has_is_being_checked(active: Enrollment) -> None:
    claim.claim()
    assert wait(active).cause == "a worker is checking it now"


def test_what_the_engine_has_put_off_has_its_cause_and_moment(active: Enrollment) -> None:
    with transaction.atomic():
        Mailbox.objects.update(heard_at=None)
    work()
    said = wait(active)
    assert "stale ears" in said.cause and said.until == touches(active)[0].due_at


@pytest.mark.parametrize("kind", ["workspace", "sequence", "mailbox"])
def test_a_closed_switch_is_named(stage: World, active: Enrollment, kind: str) -> None:
    refs = {
        "workspace": stage.workspace.pk,
        "sequence": active.sequence_id,
        "mailbox": stage.mailbox.pk,
    }
    close(stage, kind, refs[kind])
    what = "everything" if kind == "workspace" else f"this {kind}"
    assert wait(active).cause == f"waits: Admin has stopped {what} (Wrong price)"


def test_an_open_plan_says_until_when(stage: World, active: Enrollment) -> None:
    close(stage, "workspace", stage.workspace.pk)
    row = backlog.draft(
        "workspace", stage.workspace.pk, seat=stage.admin, actor=member(stage.admin)
    )
    with transaction.atomic():
        row.auto_at = clock.now() + timedelta(minutes=15)
        row.save()
    said = wait(active)
    assert "its release plan waits to be decided" in said.cause and said.until == row.auto_at


@pytest.mark.parametrize(
    ("change", "words"),
    [({"restore_hold": True}, "was restored"), ({"paused_at": True}, "the whole installation")],
)
def test_the_installation_is_named(active: Enrollment, change: dict[str, Any], words: str) -> None:
    now = clock.now()
    Installation.objects.update(**{k: now if k == "paused_at" else v for k, v in change.items()})
    assert words in wait(active).cause


def test_a_pause_says_why_and_until_when(stage: World, active: Enrollment) -> None:
    until = clock.now() + timedelta(days=3)
    pause(active, reason=PauseReason.OUT_OF_OFFICE, until=until, actor=member(stage.rep), note="x")
    assert wait(active) == waits.Wait("waits: out of office (x)", until)


def test_a_hold_waits_for_a_person(stage: World, active: Enrollment) -> None:
    hold(active, note="Who is this?", actor=member(stage.rep))
    assert wait(active) == waits.Wait("waits: an answer needs a person (Who is this?)")


def test_the_persons_page_says_it(stage: World, active: Enrollment) -> None:
    close(stage, "workspace", stage.workspace.pk)
    with transaction.atomic():
        rows = Enrollment.objects.select_related("contact", "version", "workspace", "review")
        line = timeline(rows.get(pk=active.pk))
    assert line.now.sentence.endswith("Admin has stopped everything (Wrong price).")


def test_the_rest_edge_says_it(stage: World, active: Enrollment, client: Client) -> None:
    close(stage, "workspace", stage.workspace.pk)
    status, answer = call(client, key_of(stage.admin), "GET", f"enrollments/{active.pk}")
    assert status == 200
    assert answer["touches"][0]["waits"]["cause"].endswith("everything (Wrong price)")


def test_many_take_as_many_statements_as_one(stage: World, active: Enrollment) -> None:
    with transaction.atomic():
        touch = Touch.objects.select_related("enrollment").get(enrollment=active)
        with CaptureQueriesContext(connection) as seen:
            waits.why_each([touch] * 20)
    assert sum(" FROM " in each["sql"] for each in seen.captured_queries) <= 6
