"""Conditions of a version may ask which signals have come in."""

from contacts.models import Contact
from enrollment import services
from enrollment.models import Enrollment
from tenancy.actors import system
from tests.enrollment.sink import Sink
from tests.enrollment.stage import asks, email, live, pass_time, reload, started, states, step
from tests.signals.stage import report
from tests.world import World

AWAY = asks("signal.auto_reply", "yes")


def awaited(stage: World, peter: Contact) -> Enrollment:
    """The message has left; a call for those who are away comes next, then a task."""
    version = live(
        stage, email("intro"), step("call", "away", days=1, when=AWAY), step("task", "t")
    )
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    return row


def test_a_step_may_be_for_those_who_are_out_of_office(
    stage: World, peter: Contact, sink: Sink
) -> None:
    row = awaited(stage, peter)
    report("auto_reply", email=peter.email)
    services.resume(reload(row), actor=system("test"))
    pass_time(stage, days=2)
    assert states(row)["away"] == "due"


def test_without_the_signal_the_step_does_not_apply(
    stage: World, peter: Contact, sink: Sink
) -> None:
    row = awaited(stage, peter)
    pass_time(stage, days=2)
    assert (states(row)["away"], states(row)["t"]) == ("skipped", "due")


def test_what_came_before_the_enrolment_does_not_count(
    stage: World, peter: Contact, sink: Sink
) -> None:
    report("auto_reply", email=peter.email)
    row = awaited(stage, peter)
    pass_time(stage, days=2)
    assert states(row)["away"] == "skipped"
