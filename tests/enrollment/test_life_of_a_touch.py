"""Claim, check, arm, wire, record: from the approval to the next step."""

from datetime import timedelta

import pytest
from django.db import transaction

from compliance.content import content_hash
from compliance.models import Decision
from contacts.models import Contact
from enrollment import composing, manual
from enrollment.models import Enrollment, Mailbox, SendIntent, Touch
from tenancy import clock
from tenancy.actors import member
from tests.enrollment.sink import Sink
from tests.enrollment.stage import intents, reload, touches, work
from tests.world import World


def test_nothing_is_planned_before_the_approval(waiting: Enrollment) -> None:
    assert waiting.state == "awaiting_review"
    assert touches(waiting) == []


def test_an_approved_first_touch_leaves(active: Enrollment, sink: Sink) -> None:
    work()
    assert len(sink.accepted) == 1
    assert touches(active)[0].state == "sent"


def test_what_leaves_is_what_was_approved(active: Enrollment, sink: Sink) -> None:
    work()
    (intent,) = intents(active)
    review = reload(active).review_id
    with transaction.atomic():
        from compliance.models import Review

        assert Review.objects.get(pk=review).content_hash == intent.content_hash
        blob = SendIntent.objects.get(pk=intent.pk).content
        assert blob is not None
        stored = composing.stored(blob)
    body = sink.accepted[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == stored.text
    assert content_hash(stored) == intent.content_hash


def test_an_armed_touch_has_an_allow_decision_of_its_own(active: Enrollment, sink: Sink) -> None:
    work()
    (intent,) = intents(active)
    with transaction.atomic():
        decision = Decision.objects.get(pk=intent.decision_id)
    assert (decision.outcome, decision.purpose, decision.touch_id) == (
        "allow",
        "arm",
        intent.touch_id,
    )


def test_accepted_needs_the_servers_word(active: Enrollment, sink: Sink) -> None:
    work()
    assert "queued" in intents(active)[0].remote_ref


def test_the_headers_offer_one_click_unsubscribe(active: Enrollment, sink: Sink) -> None:
    work()
    message = sink.accepted[0]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].endswith("/one-click>")


def test_bounces_come_back_to_the_intent(active: Enrollment, sink: Sink) -> None:
    work()
    assert f"+b-{intents(active)[0].pk.hex}@" in sink.envelopes[0][0]


def test_the_next_step_is_planned_when_the_first_is_settled(active: Enrollment, sink: Sink) -> None:
    work()
    assert [touch.step.key for touch in touches(active)] == ["intro", "connect"]


def test_a_manual_step_becomes_a_task_and_moves_on_when_done(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    task = touches(active)[1]
    assert task.state == "due"
    manual.complete(task, note="Connected", actor=member(stage.rep))
    assert [touch.step.key for touch in touches(active)] == ["intro", "connect", "call-1"]


def test_a_follow_up_answers_in_the_thread(stage: World, active: Enrollment, sink: Sink) -> None:
    for _ in range(3):
        work()
        for task in touches(active):
            if task.state == "due":
                manual.complete(task, note="", actor=member(stage.rep))
        clock.advance(timedelta(days=1, hours=1))
        hear(stage)
    work()
    first, second = sink.accepted
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["Subject"] == f"Re: {first['Subject']}"


def hear(world: World) -> None:
    with transaction.atomic():
        from datetime import UTC, datetime

        Mailbox.objects.filter(pk=world.mailbox.pk).update(heard_at=datetime.now(UTC))


def test_nothing_leaves_with_stale_ears(stage: World, active: Enrollment, sink: Sink) -> None:
    with transaction.atomic():
        Mailbox.objects.update(heard_at=None)
    work()
    assert sink.accepted == []
    assert "stale ears" in touches(active)[0].cause


def test_nothing_leaves_outside_the_window(stage: World, active: Enrollment, sink: Sink) -> None:
    today = clock.now().astimezone().weekday()
    with transaction.atomic():
        stage.workspace.window = [{"weekday": (today + 3) % 7, "start": "09:00", "end": "10:00"}]
        stage.workspace.save()
    work()
    assert sink.accepted == []
    assert touches(active)[0].cause.startswith("waits for window")


def test_the_daily_limit_is_named(stage: World, active: Enrollment, sink: Sink) -> None:
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=0)
    work()
    assert sink.accepted == []
    assert "limit of 0 a day" in touches(active)[0].cause


def test_what_is_too_late_asks_a_person(active: Enrollment, sink: Sink) -> None:
    clock.advance(timedelta(hours=80))
    with transaction.atomic():
        from datetime import UTC, datetime

        Mailbox.objects.update(heard_at=datetime.now(UTC))
    work()
    assert sink.accepted == []
    assert reload(active).pause_reason == "late"


def test_a_changed_fact_makes_the_approval_void(
    active: Enrollment, peter: Contact, sink: Sink
) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")
    work()
    fresh = reload(active)
    assert sink.accepted == []
    assert fresh.state == "awaiting_review"
    assert fresh.review_id != active.review_id


def test_a_suppression_after_the_approval_keeps_it_back(
    stage: World, active: Enrollment, peter: Contact, sink: Sink
) -> None:
    from compliance.services import suppress

    suppress(
        kind="address",
        value=peter.email,
        reason="opt_out",
        source="test",
        actor=member(stage.admin),
    )
    work()
    assert sink.accepted == []
    assert reload(active).state == "paused"


@pytest.mark.parametrize("times", [3])
def test_working_again_sends_nothing_twice(active: Enrollment, sink: Sink, times: int) -> None:
    for _ in range(times):
        work()
    assert len(sink.accepted) == 1
    with transaction.atomic():
        assert Touch.objects.filter(state="sent").count() == 1
