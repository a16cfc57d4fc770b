"""Exclusion rules beside people in flight: back-tests, and who is paused by a new rule."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.actions import Action
from audit.models import Entry
from compliance import ruling as governing
from compliance.models import ExclusionRule, RuleException
from contacts.models import Contact
from enrollment import backtests, ruling, services, stops, tasks
from enrollment.models import Activity, Enrollment, ExitReason, Notice, PauseReason
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tenancy.models import Workspace
from tests.compliance.counting import counted
from tests.enrollment.racing import killed_after_one_pause
from tests.enrollment.stage import approve, enrol, pass_time, reload, states, work
from tests.world import World, approved, contact, mailbox

ENGINEERS = [{"field": "contact.title", "operator": "contains", "value": "engineer"}]


def said(**changes: Any) -> dict[str, Any]:
    return {"name": "No engineers", "conditions": ENGINEERS, **changes}


def drafted(world: World, **changes: Any) -> ExclusionRule:
    key = changes.pop("key", None)
    return ruling.write_draft(said(**changes), key=key, seat=world.admin, actor=member(world.admin))


def reported(world: World, **changes: Any) -> dict[str, Any]:
    rule = drafted(world, **changes)
    backtests.run(rule.pk)
    report: dict[str, Any] = reload(rule).report
    return report


def in_force(world: World, **changes: Any) -> ExclusionRule:
    rule = drafted(world, **changes)
    backtests.run(rule.pk)
    by: dict[str, Any] = {"seat": world.other_admin, "actor": member(world.other_admin)}
    return ruling.approve(rule, **by)


def did(person: Contact, kind: str) -> None:
    with transaction.atomic():
        Activity.objects.create(contact=person, kind=kind, at=clock.now(), signal_id=uuid7())


def person(world: World, name: str, title: str = "Engineer", **more: Any) -> Contact:
    values = {"title": title, "owner": world.rep, **more}
    with transaction.atomic():
        return contact(f"{name}@initech.example", **values)


def lets_pass(world: World, person: Contact, rule: ExclusionRule) -> None:
    with transaction.atomic():
        RuleException.objects.create(
            contact=person,
            rule="exclusion_conditions",
            exclusion_key=rule.key,
            covers={"version": str(rule.number)},
            reason="Knows us",
            granted_by=world.manager,
            granted_at=clock.now(),
            expires_at=clock.now() + timedelta(days=5),
        )


# Back-tests


def test_whom_a_draft_would_have_blocked_is_counted_with_who_replied(
    stage: World, version: Version
) -> None:
    first, second = person(stage, "a"), person(stage, "b")
    enrol(stage, version, first, second, person(stage, "c", "Buyer"))
    did(first, "replied")
    did(second, "meeting")
    blocked = reported(stage)["blocked"]
    assert (blocked["people"], blocked["replied"], blocked["booked"]) == (2, 1, 1)
    assert set(blocked["sample"]) == {str(first.pk), str(second.pk)}


def test_what_somebody_did_before_they_were_judged_does_not_count(
    stage: World, version: Version
) -> None:
    peter = person(stage, "a")
    did(peter, "replied")
    clock.advance(timedelta(hours=1))
    enrol(stage, version, peter)
    assert reported(stage)["blocked"]["replied"] == 0


def test_a_next_version_is_compared_with_the_one_in_force(stage: World, version: Version) -> None:
    rule = in_force(stage)
    enrol(stage, version, person(stage, "a"), person(stage, "b", "Buyer"))
    buyers = [{**ENGINEERS[0], "value": "buyer"}]
    found = reported(stage, key=rule.key, conditions=buyers)
    assert (found["blocked"]["people"], found["admitted"]["people"], found["against"]) == (1, 1, 1)


def test_a_version_whose_time_is_over_blocks_nobody_in_the_comparison(
    stage: World, version: Version
) -> None:
    rule = in_force(stage, expires_at=clock.now() + timedelta(days=1))
    clock.advance(timedelta(days=2))
    enrol(stage, version, person(stage, "a"))
    found = reported(stage, key=rule.key)
    assert (found["blocked"]["people"], found["against"]) == (1, 1)


def test_whom_another_rule_blocks_anyway_is_neither_newly_blocked_nor_admitted(
    stage: World, version: Version
) -> None:
    in_force(stage, name="Another")
    enrol(stage, version, person(stage, "a"))
    found = reported(stage)
    assert (found["blocked"]["people"], found["already"]) == (0, 1)


def test_only_the_newest_decision_about_a_person_counts(stage: World, version: Version) -> None:
    peter = person(stage, "a")
    row = enrol(stage, version, peter)
    stops.exit_enrollment(row, reason=ExitReason.MANUAL, evidence="test", actor=member(stage.admin))
    enrol(stage, version, peter)
    assert reported(stage)["people"] == 1


def test_whom_somebody_lets_pass_is_not_admitted_by_a_next_version(
    stage: World, version: Version
) -> None:
    engineer, rule = person(stage, "a"), in_force(stage)
    lets_pass(stage, engineer, rule)
    enrol(stage, version, engineer)
    buyers = [{**ENGINEERS[0], "value": "buyer"}]
    found = reported(stage, key=rule.key, conditions=buyers)
    assert (found["people"], found["blocked"]["people"], found["admitted"]["people"]) == (1, 0, 0)


def test_whom_somebody_let_pass_then_is_not_admitted_although_that_is_over(
    stage: World, version: Version
) -> None:
    engineer, rule = person(stage, "a"), in_force(stage)
    lets_pass(stage, engineer, rule)
    assert enrol(stage, version, engineer).state == "awaiting_review"
    with transaction.atomic():
        RuleException.objects.update(revoked_at=clock.now(), revoked_by=stage.admin)
    buyers = [{**ENGINEERS[0], "value": "buyer"}]
    found = reported(stage, key=rule.key, conditions=buyers)
    assert (found["people"], found["admitted"]["people"], found["already"]) == (1, 0, 0)


def test_whom_something_else_put_off_was_kept_out_already(
    stage: World, version: Version, active: Enrollment, peter: Contact
) -> None:
    with transaction.atomic():
        Workspace.objects.update(cool_off_days=30)
        stops.exit_enrollment(
            active, reason=ExitReason.MANUAL, evidence="by hand", actor=member(stage.rep)
        )
    clock.advance(timedelta(days=1))
    assert enrol(stage, version, peter).state == "ineligible"
    found = reported(stage)
    assert (found["already"], found["blocked"]["people"]) == (1, 0)


def test_whom_somebody_lets_pass_is_blocked_by_a_next_version_that_still_matches(
    stage: World, version: Version, active: Enrollment, peter: Contact
) -> None:
    rule = in_force(stage)
    lets_pass(stage, peter, rule)
    found = reported(stage, key=rule.key, name="No engineers at all")
    assert (found["blocked"]["people"], found["in_flight"]["people"]) == (1, 1)


def test_who_was_let_pass_by_who_enrolled_them_is_paused_as_well(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    rule = in_force(stage)
    lets_pass(stage, peter, rule)
    with transaction.atomic():
        Enrollment.objects.update(enrolled_by=stage.manager)
    ruling.apply(rule.pk)
    assert reload(active).pause_reason == PauseReason.BLOCKED


def test_decisions_of_before_ninety_days_are_left_out(stage: World, version: Version) -> None:
    enrol(stage, version, person(stage, "a"))
    clock.advance(timedelta(days=91))
    assert reported(stage)["people"] == 0


def test_a_rule_of_another_sequence_blocks_nobody_of_this_one(
    stage: World, version: Version
) -> None:
    enrol(stage, version, person(stage, "a"))
    with transaction.atomic():
        other = approved(stage.admin, stage.other_admin, name="Other", motion="renewal")
    assert reported(stage, sequence_id=other.sequence_id)["people"] == 0


def test_a_rule_of_a_motion_is_tested_on_people_of_that_motion(
    stage: World, version: Version
) -> None:
    enrol(stage, version, person(stage, "a"))
    assert reported(stage, motion="outbound")["blocked"]["people"] == 1


def test_the_erased_are_counted_apart(stage: World, version: Version) -> None:
    enrol(stage, version, person(stage, "a"))
    with transaction.atomic():
        Contact.objects.update(erased_at=clock.now())
    found = reported(stage)
    assert (found["people"], found["gone"]) == (0, 1)


def test_a_report_about_a_text_that_was_changed_meanwhile_is_not_kept(stage: World) -> None:
    rule = drafted(stage)
    by: dict[str, Any] = {"seat": stage.admin, "actor": member(stage.admin)}
    ruling.change_draft(rule, {"name": "No buyers"}, **by)
    with transaction.atomic():
        assert not governing.keep_report(rule, {}, actor=backtests.WORKER)
    assert reload(rule).report == governing.WAITING


def test_a_report_takes_as_many_queries_for_twice_the_people(
    stage: World, version: Version
) -> None:
    counts = []
    for names in ("ab", "cd"):
        enrol(stage, version, *[person(stage, name) for name in names])
        rule = drafted(stage)
        with counted() as seen:
            backtests.run(rule.pk)
        counts.append(len(seen))
        governing.discard_draft(rule, seat=stage.admin, actor=member(stage.admin))
    assert counts[0] == counts[1]


def test_whom_a_rep_may_not_see_is_not_shown(stage: World, version: Version) -> None:
    with transaction.atomic():
        mailbox("acme", stage.other_rep)
    mine, other = person(stage, "a", owner=stage.rep), person(stage, "b", owner=stage.other_rep)
    enrol(stage, version, mine, other)
    sample = reported(stage)["blocked"]["sample"]
    with transaction.atomic():
        assert backtests.shown(sample, stage.rep) == [mine]
        assert len(backtests.shown(sample, stage.admin)) == 2


def test_the_sweep_makes_a_report_whose_nudge_was_lost(stage: World) -> None:
    rule = drafted(stage)
    assert backtests.unfinished() == [rule.pk]
    tasks._keep_house()
    assert governing.is_reported(reload(rule))


# Reach


def test_a_sequence_of_another_motion_is_refused(stage: World, version: Version) -> None:
    with pytest.raises(Refused) as refusal:
        drafted(stage, motion="renewal", sequence_id=version.sequence_id)
    assert list(refusal.value.fields) == ["sequence_id"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"motion": "dance"}, "motion"), ({"sequence_id": uuid7()}, "sequence_id")],
)
def test_what_does_not_exist_cannot_be_covered(
    stage: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        drafted(stage, **changes)
    assert list(refusal.value.fields) == [field]


def test_a_rule_of_one_sequence_lets_the_same_person_into_another(
    stage: World, version: Version
) -> None:
    in_force(stage, sequence_id=version.sequence_id)
    with transaction.atomic():
        other = approved(stage.admin, stage.other_admin, name="Other", motion="renewal")
    assert enrol(stage, version, person(stage, "a")).state == "ineligible"
    assert enrol(stage, other, person(stage, "b")).state == "awaiting_review"


# People in flight


def test_the_preview_counts_whom_it_would_pause_and_who_waits(
    stage: World, version: Version, active: Enrollment
) -> None:
    enrol(stage, version, person(stage, "b"))
    found = reported(stage)
    assert (found["in_flight"]["people"], found["waiting"]) == (1, 1)


def test_a_new_rule_pauses_whom_it_blocks_and_names_itself(
    stage: World, version: Version, active: Enrollment
) -> None:
    buyer = enrol(stage, version, person(stage, "b", "Buyer"))
    approve(stage, buyer)
    ruling.apply(in_force(stage).pk)
    row = reload(active)
    assert (row.state, row.pause_reason) == ("paused", PauseReason.BLOCKED)
    assert row.pause_note.startswith("“No engineers” (version 1) keeps them out: Exclude when")
    assert reload(buyer).state == "active"


def test_before_the_worker_comes_the_gate_blocks_the_next_message(
    stage: World, active: Enrollment
) -> None:
    in_force(stage)
    work()
    row = reload(active)
    assert (row.state, row.pause_reason) == ("paused", PauseReason.BLOCKED)
    assert set(states(active).values()) == {"planned"}


def test_without_a_rule_the_message_leaves(stage: World, active: Enrollment, sink: Any) -> None:
    pass_time(stage, minutes=1)
    assert "sent" in states(active).values()


def test_a_pause_that_would_end_by_itself_becomes_one_for_the_rule(
    stage: World, active: Enrollment
) -> None:
    until = clock.now() + timedelta(days=3)
    services.pause(active, reason=PauseReason.OUT_OF_OFFICE, until=until, actor=member(stage.admin))
    ruling.apply(in_force(stage).pk)
    row = reload(active)
    assert (row.pause_reason, row.pause_until) == (PauseReason.BLOCKED, None)


def test_a_pause_by_a_person_stays_theirs(stage: World, active: Enrollment) -> None:
    services.pause(active, reason=PauseReason.MANUAL, actor=member(stage.admin))
    ruling.apply(in_force(stage).pk)
    assert reload(active).pause_reason == PauseReason.MANUAL


def test_whom_a_manager_lets_pass_is_not_paused(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    rule = in_force(stage)
    lets_pass(stage, peter, rule)
    ruling.apply(rule.pk)
    assert reload(active).state == "active"


def test_a_killed_worker_is_followed_by_the_sweep_which_pauses_nobody_twice(
    stage: World, version: Version, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(stage, enrol(stage, version, person(stage, "b")))
    rule = in_force(stage)

    killed_after_one_pause(lambda: ruling.apply(rule.pk), monkeypatch)
    tasks._keep_house()
    with transaction.atomic():
        assert Entry.objects.filter(action=Action.ENROLLMENT_PAUSE).count() == 2
        assert Entry.objects.get(action=Action.RULE_APPLIED).data["paused"] == 2


def test_the_approver_is_told_how_many_were_paused(stage: World, active: Enrollment) -> None:
    rule = in_force(stage)
    ruling.apply(rule.pk)
    with transaction.atomic():
        notice = Notice.objects.get(member=stage.other_admin)
    assert "1 person in flight is paused" in notice.body
    assert notice.path == f"compliance/rules/{rule.key}/"


def test_a_rule_is_applied_once(stage: World, active: Enrollment) -> None:
    rule = in_force(stage)
    ruling.apply(rule.pk)
    services.resume(reload(active), actor=member(stage.admin))
    ruling.apply(rule.pk)
    assert (reload(active).state, ruling.unfinished()) == ("active", [])


def test_a_rule_that_was_retired_before_the_worker_came_pauses_nobody(
    stage: World, active: Enrollment
) -> None:
    rule = in_force(stage)
    governing.retire(rule, seat=stage.admin, actor=member(stage.admin))
    ruling.apply(rule.pk)
    assert reload(active).state == "active"


def test_an_expired_rule_blocks_nobody(stage: World, version: Version) -> None:
    in_force(stage, expires_at=clock.now() + timedelta(days=2))
    assert enrol(stage, version, person(stage, "a")).state == "ineligible"
    clock.advance(timedelta(days=2))
    assert enrol(stage, version, person(stage, "b")).state == "awaiting_review"
    assert ruling.unfinished() == []
