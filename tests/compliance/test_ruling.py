"""Exclusion rules: drafts, four eyes, and what the gate reads of them."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.actions import Action
from audit.models import Entry
from compliance import facts, governed, ruling
from compliance.effects import Effect, Judged, Tally, effect, kept_out_otherwise, was_let_pass
from compliance.models import ExclusionRule
from compliance.verdicts import Finding, Outcome, Verdict
from contacts.facts import fields_of
from contacts.vocabulary import FIELDS
from tenancy import clock
from tenancy.actors import api_key, member, system
from tenancy.errors import NotFound, Refused
from tenancy.ids import uuid7
from tenancy.models import ApiKey, Membership
from tenancy.scope import scope
from tests.compliance.racing import race
from tests.world import World, account, contact

INTERNS = [{"field": "contact.title", "operator": "contains", "value": "intern"}]
NOBODY = {"people": 0, "replied": 0, "booked": 0, "sample": []}


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def drafted(world: World, **changes: Any) -> ExclusionRule:
    key = changes.pop("key", None)
    said = {"name": "No interns", "conditions": INTERNS, **changes}
    return ruling.write_draft(said, key=key, **by(world.admin))


def report(rule: ExclusionRule) -> None:
    former = ruling.in_force(rule.key)
    found = dict.fromkeys(("blocked", "admitted", "in_flight"), NOBODY)
    against = {"people": 0, "against": former.number if former else None}
    assert ruling.keep_report(rule, {**found, **against}, actor=system("back-test"))


def publish(world: World, **changes: Any) -> ExclusionRule:
    rule = drafted(world, **changes)
    report(rule)
    return ruling.approve(rule, **by(world.other_admin))


def names(motion: str = "", sequence_id: Any = None) -> list[str]:
    return [rule.name for rule in facts.exclusion_rules(motion, sequence_id, clock.now())]


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.code


# Drafts


def test_a_draft_is_in_force_for_nobody(in_acme: World) -> None:
    drafted(in_acme)
    assert names() == []


def test_a_rule_has_one_draft_at_a_time(in_acme: World) -> None:
    with pytest.raises(Refused, match="still a draft") as refusal:
        drafted(in_acme, key=drafted(in_acme).key)
    assert code_of(refusal) == "draft_open"


def test_changing_a_draft_takes_its_report_away(in_acme: World) -> None:
    rule = drafted(in_acme)
    report(rule)
    changed = ruling.change_draft(rule, {"name": "No trainees"}, **by(in_acme.other_admin))
    assert (changed.name, changed.report) == ("No trainees", ruling.WAITING)
    assert changed.last_editor_id == in_acme.other_admin.pk


def test_saying_the_same_again_keeps_report_and_editor(in_acme: World) -> None:
    rule = drafted(in_acme)
    report(rule)
    changed = ruling.change_draft(rule, {"name": " No interns "}, **by(in_acme.other_admin))
    assert ruling.is_reported(changed) and changed.last_editor_id == in_acme.admin.pk


def test_who_opened_the_draft_before_another_saved_it_is_refused(in_acme: World) -> None:
    rule = drafted(in_acme)
    ruling.change_draft(rule, {"name": "No trainees"}, **by(in_acme.other_admin))
    with pytest.raises(Refused, match="Other Admin saved this draft") as refusal:
        ruling.change_draft(
            rule, {"motion": "renewal"}, expected_edited_at=rule.edited_at, **by(in_acme.admin)
        )
    assert code_of(refusal) == "edited_meanwhile"


def test_a_discarded_draft_leaves_the_version_in_force(in_acme: World) -> None:
    first = publish(in_acme)
    ruling.discard_draft(drafted(in_acme, key=first.key, name="x"), **by(in_acme.admin))
    assert names() == ["No interns"]


def test_what_is_in_force_is_changed_by_nobody(in_acme: World) -> None:
    rule = publish(in_acme)
    with pytest.raises(Refused, match="stays as it is") as refusal:
        ruling.change_draft(rule, {"name": "x"}, **by(in_acme.admin))
    assert code_of(refusal) == "not_a_draft"


def test_a_draft_of_an_unknown_rule_is_refused(in_acme: World) -> None:
    with pytest.raises(NotFound):
        drafted(in_acme, key=uuid7())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"match": "some"}, "match"),
        ({"motion": "m" * 41}, "motion"),
        ({"conditions": []}, "conditions"),
        ({"conditions": INTERNS * 9}, "conditions"),
        ({"conditions": [{**INTERNS[0], "field": "contact.titel"}]}, "conditions"),
        ({"conditions": [{**INTERNS[0], "value": ""}]}, "conditions"),
        ({"expires_at": datetime(1999, 1, 1, tzinfo=UTC)}, "expires_at"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_by_field(
    in_acme: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        drafted(in_acme, **changes)
    assert list(refusal.value.fields) == [field]


def test_a_custom_field_may_be_named(in_acme: World) -> None:
    rule = drafted(in_acme, conditions=[{**INTERNS[0], "field": "contact.custom.tier"}])
    assert rule.conditions[0]["field"] == "contact.custom.tier"


def test_every_field_that_a_rule_may_name_is_loaded_for_the_gate(in_acme: World) -> None:
    person = contact("peter@initech.example", account=account())
    assert fields_of(person, clock.now()).keys() >= FIELDS


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer", "manager"])
def test_other_roles_write_and_approve_nothing(in_acme: World, role: str) -> None:
    rule, seat = drafted(in_acme), getattr(in_acme, role)
    report(rule)
    for attempt in (ruling.approve, ruling.discard_draft, ruling.ask_report, ruling.retire):
        with pytest.raises(Refused) as refusal:
            attempt(rule, **by(seat))
        assert code_of(refusal) == "not_allowed"


# In force


def test_an_approved_rule_holds_for_every_motion(in_acme: World) -> None:
    publish(in_acme)
    (rule,) = facts.exclusion_rules("renewal", None, clock.now())
    assert (rule.name, rule.version, rule.conditions[0].value) == ("No interns", 1, "intern")


def test_a_rule_of_one_motion_does_not_hold_for_another(in_acme: World) -> None:
    publish(in_acme, motion="renewal")
    assert (len(names("renewal")), names("outbound")) == (1, [])


def test_a_rule_of_one_sequence_does_not_hold_for_another(in_acme: World) -> None:
    mine = uuid7()
    publish(in_acme, sequence_id=mine)
    assert (len(names("", mine)), names("", uuid7())) == (1, [])


def test_a_rule_ends_at_its_moment(in_acme: World) -> None:
    rule = publish(in_acme, expires_at=clock.now() + timedelta(days=1))
    assert rule.expires_at is not None
    before, at = rule.expires_at - timedelta(seconds=1), rule.expires_at
    assert [len(facts.exclusion_rules("", None, each)) for each in (before, at)] == [1, 0]


def test_the_author_puts_nothing_in_force(in_acme: World) -> None:
    rule = drafted(in_acme)
    report(rule)
    with pytest.raises(Refused, match="You wrote this version") as refusal:
        ruling.approve(rule, **by(in_acme.admin))
    assert code_of(refusal) == "four_eyes"


def test_nor_does_who_edited_it_last(in_acme: World) -> None:
    rule = drafted(in_acme)
    changed = ruling.change_draft(rule, {"name": "No trainees"}, **by(in_acme.other_admin))
    report(changed)
    with pytest.raises(Refused, match="You last edited this version"):
        ruling.approve(changed, **by(in_acme.other_admin))


@pytest.mark.parametrize("way", ["by hand", "by a key"])
def test_nor_does_whoever_edited_it_before_that(in_acme: World, way: str) -> None:
    third = in_acme.manager
    Membership.objects.filter(pk=third.pk).update(role="admin")
    editor = by(third)
    if way == "by a key":
        made = ApiKey.objects.create(
            name="Robot", prefix="x", role="admin", created_by=third, created_at=clock.now()
        )
        editor["actor"] = api_key(made)
    rule = ruling.change_draft(drafted(in_acme), {"name": "No trainees"}, **editor)
    changed = ruling.change_draft(rule, {"name": "Nobody new"}, **by(in_acme.admin))
    report(changed)
    with pytest.raises(Refused, match="You edited this version"):
        ruling.approve(changed, **by(third))
    assert ruling.approve(changed, **by(in_acme.other_admin)).state == "approved"


def test_everybody_who_wrote_in_a_draft_stays_on_it(in_acme: World) -> None:
    rule = drafted(in_acme)
    for seat in (in_acme.other_admin, in_acme.admin, in_acme.other_admin):
        rule = ruling.change_draft(rule, {"name": f"By {seat.pk}"}, **by(seat))
    assert rule.editors == [in_acme.admin.pk, in_acme.other_admin.pk]


def test_whoever_approves_a_row_that_was_edited_since_they_read_it_is_refused(
    in_acme: World,
) -> None:
    read = drafted(in_acme)
    report(ruling.change_draft(read, {"name": "Nobody"}, **by(in_acme.admin)))
    with pytest.raises(Refused) as refusal:
        ruling.approve(read, **by(in_acme.other_admin))
    assert code_of(refusal) == "edited_meanwhile"


@pytest.mark.parametrize(("hours", "state"), [(24, "approved"), (25, "draft")])
def test_a_report_holds_for_a_day(in_acme: World, hours: int, state: str) -> None:
    rule = drafted(in_acme)
    report(rule)
    clock.advance(timedelta(hours=hours) - timedelta(minutes=1))
    try:
        ruling.approve(rule, **by(in_acme.other_admin))
    except Refused as refused:
        assert refused.code == "report_old"
    assert ExclusionRule.objects.get(pk=rule.pk).state == state


def test_nor_does_a_part_of_the_system(in_acme: World) -> None:
    rule = drafted(in_acme)
    report(rule)
    with pytest.raises(Refused, match="Only a person decides"):
        ruling.approve(rule, seat=in_acme.other_admin, actor=system("tests"))


def test_without_a_report_nothing_comes_into_force(in_acme: World) -> None:
    with pytest.raises(Refused, match="back-test") as refusal:
        ruling.approve(drafted(in_acme), **by(in_acme.other_admin))
    assert code_of(refusal) == "report_missing"


def test_a_report_beside_another_version_does_not_count(in_acme: World) -> None:
    first = publish(in_acme)
    draft = drafted(in_acme, key=first.key, name="No trainees")
    report(draft)
    ruling.retire(first, **by(in_acme.admin))
    with pytest.raises(Refused, match="Test it again") as refusal:
        ruling.approve(draft, **by(in_acme.other_admin))
    assert code_of(refusal) == "report_old"


def test_what_ended_before_it_was_approved_comes_into_force_never(in_acme: World) -> None:
    rule = drafted(in_acme, expires_at=clock.now() + timedelta(hours=1))
    report(rule)
    clock.advance(timedelta(hours=2))
    with pytest.raises(Refused, match="This end is past"):
        ruling.approve(rule, **by(in_acme.other_admin))


def test_the_next_version_takes_the_place_of_the_former(in_acme: World) -> None:
    first = publish(in_acme)
    second = publish(in_acme, key=first.key, name="No trainees")
    assert (second.number, second.key, names()) == (2, first.key, ["No trainees"])
    assert ExclusionRule.objects.get(pk=first.pk).state == "retired"


def test_the_entry_of_an_approval_carries_the_figures(in_acme: World) -> None:
    publish(in_acme)
    data = Entry.objects.get(action=Action.RULE_APPROVE).data
    assert {"people": 0, "blocked": 0, "admitted": 0, "in_flight": 0}.items() <= data.items()


def test_a_retired_rule_is_out_of_force(in_acme: World) -> None:
    ruling.retire(publish(in_acme), **by(in_acme.admin))
    assert names() == []


def test_a_rule_is_retired_once(in_acme: World) -> None:
    rule = publish(in_acme)
    ruling.retire(rule, **by(in_acme.admin))
    with pytest.raises(Refused, match="by now"):
        ruling.retire(rule, **by(in_acme.admin))


def test_a_retired_rule_can_be_brought_back_as_its_next_version(in_acme: World) -> None:
    rule = ruling.retire(publish(in_acme), **by(in_acme.admin))
    assert publish(in_acme, key=rule.key).number == 2


@pytest.mark.parametrize("column", ["name", "motion", "conditions", "expires_at", "report"])
def test_the_database_refuses_to_change_what_was_approved(in_acme: World, column: str) -> None:
    rule = publish(in_acme)
    values = {"conditions": [], "report": {}, "expires_at": clock.now()}
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        ExclusionRule.objects.filter(pk=rule.pk).update(**{column: values.get(column, "x")})


def test_the_database_refuses_to_delete_what_was_approved(in_acme: World) -> None:
    publish(in_acme)
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        ExclusionRule.objects.all().delete()


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_new_drafts_at_once_make_one(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        rule = publish(acme)
    results = race(acme.workspace.pk, *[lambda: drafted(acme, key=rule.key)] * 2)
    codes = [each.code if isinstance(each, Refused) else "" for each in results]
    assert sorted(codes) == ["", "draft_open"]


def edited_while_approved(world: World, monkeypatch: pytest.MonkeyPatch) -> ExclusionRule:
    """Somebody saves another text between the look at the report and the approval."""
    with scope(world.workspace.pk), transaction.atomic():
        rule = drafted(world)
        report(rule)
    looked, saved, in_force = threading.Event(), threading.Event(), ruling.in_force

    def dawdling(key: UUID) -> ExclusionRule | None:
        looked.set()
        saved.wait(timeout=1)
        return in_force(key)

    def save() -> None:
        looked.wait(timeout=5)
        transaction.on_commit(saved.set)
        ruling.change_draft(rule, {"name": "Everybody"}, **by(world.admin))

    monkeypatch.setattr(ruling, "in_force", dawdling)
    race(world.workspace.pk, save, lambda: ruling.approve(rule, **by(world.other_admin)))
    with scope(world.workspace.pk), transaction.atomic():
        row: ExclusionRule = ExclusionRule.objects.get()
    return row


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_an_approval_at_once_never_approve_what_was_not_reported(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = edited_while_approved(acme, monkeypatch)
    assert (row.state, row.name) == ("approved", "No interns")


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_they_would(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruling, "_queue_up", lambda key: None)
    monkeypatch.setattr(governed, "locked_draft", lambda model, pk: model.objects.get(pk=pk))
    row = edited_while_approved(acme, monkeypatch)
    assert (row.state, row.name) == ("approved", "Everybody")


# What a draft changes for one person


@given(st.builds(Judged, st.just("p"), st.booleans(), st.booleans(), st.booleans()))
def test_only_a_difference_that_nothing_else_hides_is_an_effect(each: Judged) -> None:
    is_one = effect(each) in (Effect.BLOCKED, Effect.ADMITTED)
    assert is_one == (each.drafted != each.in_force and not each.otherwise)


def test_a_tally_counts_everybody_and_names_a_hundred() -> None:
    tally = Tally()
    tally.add(Judged(str(n), True, False, False, replied=n < 3) for n in range(150))
    assert (tally.people, tally.blocked.people, tally.blocked.replied) == (150, 150, 3)
    assert len(tally.blocked.sample) == 100


@pytest.mark.parametrize(
    ("rule", "matched", "otherwise"),
    [
        ("owner", "", True),
        ("exclusion_conditions", "a@1", False),
        ("exclusion_conditions", "a@1, b@2", True),
    ],
)
def test_what_else_blocked_is_read_from_the_decision(
    rule: str, matched: str, otherwise: bool
) -> None:
    found = Finding(rule, 1, Outcome.BLOCK, "Why.", inputs={"matched": matched})
    assert kept_out_otherwise(Verdict((found,)), "a") is otherwise


def test_who_was_put_off_was_not_kept_out_by_the_rule() -> None:
    found = Finding("cool_off", 1, Outcome.DEFER, "Later.", until=datetime(2026, 12, 1, tzinfo=UTC))
    assert kept_out_otherwise(Verdict((found,)), "a")


@pytest.mark.parametrize(("exception", "passed"), [("", False), ("an id", True)])
def test_who_was_let_pass_is_read_from_the_decision(exception: str, passed: bool) -> None:
    inputs = {"matched": "a@1, b@2"}
    said: dict[str, Any] = {"inputs": inputs, "exception": exception}
    verdict = Verdict((Finding("exclusion_conditions", 1, Outcome.ALLOW, "Why.", **said),))
    assert was_let_pass(verdict, "a") is passed
    assert not was_let_pass(verdict, "c")
