"""One enrollment as one line of time."""

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from enrollment import control, stops
from enrollment.models import Enrollment, ExitReason
from enrollment.timeline import Timeline, timeline
from tenancy.actors import member, system
from tests.enrollment.sink import Sink
from tests.enrollment.stage import armed_only, work
from tests.world import World


def line(enrollment: Enrollment) -> Timeline:
    with transaction.atomic():
        row = Enrollment.objects.select_related("contact", "version", "workspace", "review").get(
            pk=enrollment.pk
        )
        return timeline(row)


def test_the_past_tells_request_check_and_approval(active: Enrollment) -> None:
    titles = [event.title for event in line(active).past]
    assert titles[0] == "Enrolment requested"
    assert "First touch approved" in titles
    assert "First touch approved, sequence active" in titles


def test_a_check_leads_to_its_decision(active: Enrollment) -> None:
    events = {event.action: event for event in line(active).past}
    assert events["enrollment.admit"].decision_id is not None


def test_what_waits_for_review_says_so(waiting: Enrollment) -> None:
    seen = line(waiting)
    assert seen.now.sentence == "The first message waits for a second person."
    assert {each.cause for each in seen.future} == {"waits for review"}


def test_the_future_holds_every_step_that_is_left(active: Enrollment, sink: Sink) -> None:
    work()
    keys = [each.step.key for each in line(active).future]
    assert keys == ["connect", "call-1", "follow-up", "call-2", "break-up"]


def test_days_count_from_the_first_step(active: Enrollment, sink: Sink) -> None:
    work()
    causes = {each.step.key: each.cause for each in line(active).future}
    assert causes["call-1"].startswith("day 2")
    assert causes["break-up"].startswith("day 7")


def test_the_future_is_in_order(active: Enrollment) -> None:
    moments = [each.at for each in line(active).future]
    assert moments == sorted(moments)


def test_the_future_says_what_keeps_a_step_back_now(stage: World, active: Enrollment) -> None:
    control.close("sequence", active.sequence_id, reason="Wrong price", actor=member(stage.admin))
    seen = line(active)
    said = f"{stage.admin.label} has stopped this sequence (Wrong price)"
    assert seen.future[0].cause == f"waits: {said}"
    assert seen.now.sentence == f"Step 1 (Email) is planned. Waits: {said}."


def test_stopped_is_said_only_when_nothing_is_on_the_wire(active: Enrollment) -> None:
    armed_only(active)
    stops.exit_enrollment(active, reason=ExitReason.REPLIED, evidence="s", actor=system("test"))
    assert line(active).now.sentence == "Stopping: 1 message may still be on the wire."


def test_a_timeline_takes_few_queries(active: Enrollment, sink: Sink) -> None:
    work()
    line(active)  # a process reads the plan of a version once
    with CaptureQueriesContext(connection) as seen:
        line(active)
    assert len(seen) <= 16
