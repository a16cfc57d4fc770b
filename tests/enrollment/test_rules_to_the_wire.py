"""Rules, their exceptions and the budget of touches, all the way to the mail server."""

from datetime import timedelta

import pytest
from django.db import transaction

from audit.models import Entry
from compliance.models import Decision, ExclusionRule, RuleException
from contacts.models import Contact
from enrollment import excepting
from enrollment.excepting import Wish
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, live, pass_time, reload, started, touches, work
from tests.enrollment.test_ruling import in_force
from tests.world import World

MANY = "exclusion_conditions"


@transaction.atomic
def let_pass(seat: Membership, person: Contact, rule: ExclusionRule) -> RuleException:
    return excepting.grant(
        person,
        Wish(MANY, exclusion_key=rule.key),
        reason="Knows us from the fair",
        expires_at=clock.now() + timedelta(days=9),
        seat=seat,
        actor=member(seat),
    )


def used() -> list[tuple[str, str]]:
    with transaction.atomic():
        rows = Entry.objects.filter(action="exception.used").order_by("pk")
        return [(row.data["rule"], row.data["purpose"]) for row in rows]


def test_an_exclusion_rule_keeps_a_message_back_and_an_exception_lets_it_leave(
    stage: World, active: Enrollment, peter: Contact, sink: Sink
) -> None:
    rule = in_force(stage)
    granted = let_pass(stage.manager, peter, rule)
    work()
    assert len(sink.accepted) == 1 and (MANY, "arm") in used()
    with transaction.atomic():
        decision = Decision.objects.filter(purpose="arm").latest("at")
    (finding,) = (each for each in decision.findings if each["r"] == MANY)
    assert str(granted.pk) in str(finding)


def test_without_the_exception_it_stays(
    stage: World, active: Enrollment, peter: Contact, sink: Sink
) -> None:
    in_force(stage)
    work()
    assert not sink.accepted and used() == []


def test_an_exception_from_one_exclusion_rule_is_none_from_another(
    stage: World, active: Enrollment, peter: Contact, sink: Sink
) -> None:
    let_pass(stage.manager, peter, in_force(stage))
    in_force(stage, name="No engineers either")
    work()
    assert not sink.accepted


def test_only_a_rule_that_matches_is_let_pass(
    stage: World, version: Version, peter: Contact
) -> None:
    other = [{"field": "contact.title", "operator": "contains", "value": "buyer"}]
    in_force(stage)
    with pytest.raises(Refused, match="match this person"):
        let_pass(stage.manager, peter, in_force(stage, name="No buyers", conditions=other))


def test_what_the_budget_has_no_room_for_waits_by_name_and_leaves_later(
    stage: World, peter: Contact, sink: Sink
) -> None:
    with transaction.atomic():
        Workspace.objects.update(touch_budget=1)
    row = started(stage, live(stage, email("one"), email("two", 1)), peter)
    work()
    assert len(sink.accepted) == 1
    pass_time(stage, days=1, hours=1)
    work()
    first, second = touches(row)
    assert (len(sink.accepted), second.state) == (1, "planned")
    assert "has had 1 touches in seven days, and 1 are allowed" in second.cause
    assert first.settled_at and second.due_at
    assert second.due_at >= first.settled_at + timedelta(days=7)
    pass_time(stage, days=7)
    work()
    assert len(sink.accepted) == 2 and reload(second).state == "sent"
