"""Many people at once: checked, enrolled when asked, undone while nothing has left."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.services import record_consent
from contacts.models import Contact
from enrollment import eligibility, facts, manual, preflights
from enrollment.models import Enrollment, Preflight, Touch
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tests.enrollment.sink import Sink
from tests.enrollment.stage import approve, email, live, step, work
from tests.factories import ContactFactory
from tests.world import World


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def people(world: World, count: int, **fields: object) -> list[Contact]:
    with transaction.atomic():
        made: list[Contact] = ContactFactory.create_batch(count, owner=world.rep, **fields)
    return made


def ask(world: World, version: Version, chosen: list[Contact]) -> Preflight:
    return preflights.create(
        version, [each.pk for each in chosen], seat=world.rep, actor=member(world.rep)
    )


def judged(world: World, version: Version, chosen: list[Contact]) -> Preflight:
    preflight = ask(world, version, chosen)
    preflights.run(preflight.pk)
    return fresh(preflight)


def fresh(preflight: Preflight) -> Preflight:
    with transaction.atomic():
        return Preflight.objects.select_related("version").get(pk=preflight.pk)


def commit(world: World, preflight: Preflight) -> Preflight:
    preflights.request_commit(
        preflight, reason="Trade fair", seat=world.rep, actor=member(world.rep)
    )
    preflights.run(preflight.pk)
    return fresh(preflight)


def test_everybody_is_judged(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 5))
    assert (preflight.stage, preflight.progress) == ("ready", 5)


def test_every_failed_rule_of_a_person_is_listed(stage: World, version: Version) -> None:
    chosen = people(stage, 1, segment="", country="DE")
    preflight = judged(stage, version, chosen)
    with transaction.atomic():
        assert {cause.rule for cause in preflights.causes(preflight, stage.rep)} >= {
            "segment",
            "lawful_basis",
        }


def test_what_the_messages_need_is_required(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 1, first_name=""))
    with transaction.atomic():
        assert {cause.rule for cause in preflights.causes(preflight, stage.rep)} == {
            "required_fields"
        }


def test_the_commit_enrols_the_eligible_and_keeps_the_others(
    stage: World, version: Version
) -> None:
    chosen = people(stage, 3) + people(stage, 2, segment="")
    commit(stage, judged(stage, version, chosen))
    with transaction.atomic():
        states = list(Enrollment.objects.values_list("state", flat=True))
    assert sorted(states) == ["awaiting_review"] * 3 + ["ineligible"] * 2


def test_committing_twice_enrols_once(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 3))
    commit(stage, preflight)
    commit(stage, preflight)
    with transaction.atomic():
        assert Enrollment.objects.count() == 3


def test_what_changed_since_the_preflight_is_marked(stage: World, version: Version) -> None:
    chosen = people(stage, 2)
    preflight = judged(stage, version, chosen)
    with transaction.atomic():
        Contact.objects.filter(pk=chosen[0].pk).update(segment="")
    commit(stage, preflight)
    with transaction.atomic():
        assert preflight.people.get(changed=True).contact_id == chosen[0].pk


def test_an_enrolment_can_be_undone_while_nothing_has_left(stage: World, version: Version) -> None:
    preflight = commit(stage, judged(stage, version, people(stage, 3)))
    assert preflights.undo(preflight, **by(stage.rep)) == 3
    with transaction.atomic():
        assert not Enrollment.objects.live().exists()


def test_nothing_is_undone_after_a_message_has_left(
    stage: World, version: Version, sink: Sink
) -> None:
    from datetime import timedelta

    from tenancy import clock

    preflight = commit(stage, judged(stage, version, people(stage, 1)))
    with transaction.atomic():
        row = Enrollment.objects.get()
    approve(stage, row)
    clock.advance(timedelta(minutes=30))
    work()
    with pytest.raises(Refused, match="has left already"):
        preflights.undo(preflight, **by(stage.rep))


def test_a_rep_cannot_enrol_people_of_others(stage: World, version: Version) -> None:
    with transaction.atomic():
        theirs = ContactFactory.create(owner=stage.other_rep)
    assert ask(stage, version, [theirs]).people_total == 0


def test_a_reason_is_needed(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 1))
    with pytest.raises(Refused, match="why"):
        preflights.request_commit(preflight, reason=" ", seat=stage.rep, actor=member(stage.rep))


def test_the_schedule_shows_touches_a_day(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 4))
    with transaction.atomic():
        days = preflights.impact(preflight, stage.rep)
    assert [day.touches for day in days] == [4, 4, 4]


def test_judging_takes_the_same_queries_for_one_and_for_fifty(
    stage: World, version: Version
) -> None:
    chosen = people(stage, 50)

    def queries(count: int) -> int:
        with transaction.atomic(), CaptureQueriesContext(connection) as seen:
            loaded = facts.with_companies(each.pk for each in chosen[:count])
            eligibility.look(loaded, version)
        return len([query for query in seen if "tenancy_clock" not in query["sql"]])

    queries(1)  # a process reads the plan of a version once
    assert queries(1) == queries(50)


def test_a_preflight_shows_warnings_apart_from_what_keeps_people_out(
    stage: World, version: Version
) -> None:
    (person,) = people(stage, 1, country="DE", segment="")
    with transaction.atomic():
        record_consent(
            person,
            basis="express",
            channel="email",
            given_at=clock.now() - timedelta(days=1),
            expires_at=clock.now() + timedelta(days=9),
            evidence="form 7",
            actor=member(stage.rep),
        )
    preflight = judged(stage, version, [person])
    with transaction.atomic():
        warned = preflights.warnings(preflight, stage.rep)
        kept_out = preflights.causes(preflight, stage.rep)
    assert [cause.rule for cause in warned] == ["lawful_basis"]
    assert [cause.rule for cause in kept_out] == ["segment"]


# Whose people they are, and who may


def hand_over(person: Contact, seat: Membership) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=person.pk).update(owner=seat)


def has_role(seat: Membership, role: str) -> None:
    with transaction.atomic():
        Membership.objects.filter(pk=seat.pk).update(role=role)


@pytest.mark.parametrize("asked_first", [True, False])
def test_who_belongs_to_somebody_else_by_then_is_left_out(
    stage: World, version: Version, asked_first: bool
) -> None:
    mine, handed = people(stage, 2)
    preflight = judged(stage, version, [mine, handed])
    if asked_first:
        preflights.request_commit(preflight, reason="Trade fair", **by(stage.rep))
    hand_over(handed, stage.other_rep)
    assert commit(stage, preflight).stage == "committed"
    with transaction.atomic():
        assert Enrollment.objects.get().contact_id == mine.pk


def test_what_is_told_is_about_people_whom_the_reader_sees(stage: World, version: Version) -> None:
    kept_out, allowed = people(stage, 1, segment="") + people(stage, 1)
    preflight = judged(stage, version, [kept_out, allowed])
    for each in (kept_out, allowed):
        hand_over(each, stage.other_rep)
    with transaction.atomic():
        assert preflights.causes(preflight, stage.rep) == []
        assert preflights.impact(preflight, stage.rep) == []
        assert len(preflights.causes(preflight, stage.other_rep)) == 1


def test_who_may_no_longer_enrol_enrols_nobody(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 2))
    preflights.request_commit(preflight, reason="Trade fair", **by(stage.rep))
    has_role(stage.rep, "viewer")
    preflights.run(preflight.pk)
    row = fresh(preflight)
    assert (row.stage, "may no longer enrol" in row.problem) == ("ready", True)
    with transaction.atomic():
        assert not Enrollment.objects.exists()


def test_a_viewer_neither_asks_nor_enrols_nor_undoes(stage: World, version: Version) -> None:
    preflight = judged(stage, version, people(stage, 1))
    viewer = by(stage.viewer)
    for refused in (
        lambda: preflights.create(version, [stage.rep.pk], **viewer),
        lambda: preflights.recheck(preflight, **viewer),
        lambda: preflights.request_commit(preflight, reason="Trade fair", **viewer),
        lambda: preflights.undo(preflight, **viewer),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == "not_allowed"


def called(stage: World, verb: str) -> Preflight:
    """A preflight whose one person stood before a call, which was `verb`."""
    version = live(stage, step("call", "c1"), email("e1", 1), name="Calls")
    preflight = commit(stage, judged(stage, version, people(stage, 1)))
    with transaction.atomic():
        row = Enrollment.objects.get()
    if row.state == "awaiting_review":
        approve(stage, row)
    clock.advance(timedelta(minutes=30))
    work()
    with transaction.atomic():
        touch = Touch.objects.get(enrollment=row, state="due")
    if verb == "done":
        manual.complete(touch, note="", outcome="connected", actor=member(stage.rep))
    else:
        manual.skip(touch, reason="No number", actor=member(stage.rep))
    return preflight


def test_nothing_is_undone_after_a_call_was_made(stage: World, sink: Sink) -> None:
    with pytest.raises(Refused, match="a task was done"):
        preflights.undo(called(stage, "done"), **by(stage.rep))


def test_a_call_that_was_left_out_does_not_bar_undoing(stage: World, sink: Sink) -> None:
    assert preflights.undo(called(stage, "skipped"), **by(stage.rep)) == 1
