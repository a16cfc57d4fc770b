"""What leaves between a stop and the news of it, or is found out later, says so."""

from datetime import timedelta

import pytest
from django.db import transaction

from contacts.models import Contact
from enrollment import control, installation, services, stops
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import arm, record
from enrollment.dispatch.results import Result
from enrollment.evidence import hearing
from enrollment.models import Enrollment, ExitReason, PauseReason, SendIntent
from tenancy import clock
from tenancy.actors import system
from tests.enrollment.sink import Sink
from tests.enrollment.stage import armed_only, intents, make_late
from tests.world import World


def test_what_left_after_a_stop_is_labelled_with_its_overlap(
    active: Enrollment, peter: Contact, sink: Sink
) -> None:
    armed = armed_only(active)
    receipt = Receipt(Answer.ACCEPTED, 250, "queued")
    stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s1", actor=system("test")
    )
    with transaction.atomic():
        dot_at = clock.real_now()
    record.record_many([(armed.intent, Result(receipt, dot_at))])
    (intent,) = intents(active)
    assert intent.left_after_stop
    assert intent.overlap_ms is not None
    assert intent.overlap_ms >= 0


@pytest.mark.parametrize("stop", ["switch", "installation", "pause", "hold"])
def test_what_left_after_any_other_stop_is_labelled_too(
    stage: World, active: Enrollment, stop: str
) -> None:
    armed = armed_only(active)
    with transaction.atomic():
        if stop == "switch":
            control.close("mailbox", stage.mailbox.pk, reason="Odd", actor=system("test"))
        elif stop == "installation":
            installation.stop(reason="Odd", by=system("test"), everywhere=lambda note: note())
        elif stop == "hold":
            services.hold(active, note="Unclear", actor=system("test"))
        else:
            services.pause(active, reason=PauseReason.MANUAL, actor=system("test"))
    with transaction.atomic():
        dot_at = clock.real_now()
    record.record_many([(armed.intent, Result(Receipt(Answer.ACCEPTED, 250, "queued"), dot_at))])
    (intent,) = intents(active)
    assert intent.left_after_stop
    assert intent.overlap_ms is not None


@pytest.mark.parametrize("stop", ["switch", "installation", "pause"])
def test_so_is_what_is_recorded_when_all_is_open_again(
    stage: World, active: Enrollment, stop: str
) -> None:
    armed, by = armed_only(active), system("test")
    if stop == "switch":
        gate = control.close("mailbox", stage.mailbox.pk, reason="Odd", actor=by)
        control.open_("mailbox", stage.mailbox.pk, actor=by, release_id=gate.pk)
    elif stop == "installation":
        installation.stop(reason="Odd", by=by, everywhere=lambda note: note())
        installation.release(by=by, everywhere=lambda work: work())
    else:
        services.resume(services.pause(active, reason=PauseReason.MANUAL, actor=by), actor=by)
    intent = taken_nobody_knows_when(armed)
    assert intent.left_after_stop


def taken_nobody_knows_when(armed: arm.Armed) -> SendIntent:
    """Its worker died; a reply names it."""
    with transaction.atomic():
        assert hearing.note_heard(armed.intent.message_id, signal_id="s1")
        found: SendIntent = SendIntent.objects.get(pk=armed.intent.pk)
    return found


def test_what_a_reply_proves_is_labelled_when_a_stop_came_before(
    active: Enrollment, peter: Contact
) -> None:
    armed = armed_only(active)
    stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s1", actor=system("test")
    )
    intent = taken_nobody_knows_when(armed)
    assert (intent.outcome, intent.left_after_stop) == ("accepted", True)
    assert intent.overlap_ms is None


def test_what_a_reply_proves_has_no_label_without_a_stop(active: Enrollment) -> None:
    assert not taken_nobody_knows_when(armed_only(active)).left_after_stop


def test_a_stop_after_no_server_takes_it_any_more_labels_nothing(
    active: Enrollment, peter: Contact
) -> None:
    armed = armed_only(active)
    make_late(timedelta(minutes=5))
    stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s1", actor=system("test")
    )
    assert not taken_nobody_knows_when(armed).left_after_stop


def test_what_left_without_a_stop_has_no_label(active: Enrollment) -> None:
    armed = armed_only(active)
    with transaction.atomic():
        dot_at = clock.real_now()
    record.record_many([(armed.intent, Result(Receipt(Answer.ACCEPTED, 250, "queued"), dot_at))])
    (intent,) = intents(active)
    assert (intent.left_after_stop, intent.overlap_ms) == (False, None)
