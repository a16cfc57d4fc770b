"""The rules of the gate, one by one and together."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given

from compliance import models
from compliance.case import (
    AccountState,
    Case,
    ExclusionFact,
    LiveEnrollment,
    Past,
    Purpose,
    Scope,
    SenderFact,
    StopReason,
    SuppressionFact,
)
from compliance.packs import Channel
from compliance.rules import BY_ID, RULES, judge
from compliance.rules.exclusion import (
    excludes,
    read,
    sentence,
)
from compliance.verdicts import Finding, Outcome, Verdict, from_json, to_json
from contacts.conditions import Condition, ConditionError, Match, Operator, holds, to_data
from contacts.models import AccountState as StoredAccountState
from tests.compliance.cases import CASES, CONDITIONS, NOW, SUPPRESSIONS, case

STUDENTS = ExclusionFact(
    id="x1",
    version=3,
    name="No students",
    conditions=(
        Condition(field="contact.title", operator=Operator.CONTAINS, value="student"),
        Condition(field="account.country", operator=Operator.IN, values=("DE", "AT")),
    ),
)


def found(rule: str, **changes: Any) -> Finding:
    return BY_ID[rule](case(**changes))


def stop(reason: StopReason, **changes: Any) -> SuppressionFact:
    return SuppressionFact(
        **{"scope": Scope.ADDRESS, "reason": reason, "source": "test", **changes}
    )


def live(**changes: Any) -> LiveEnrollment:
    return LiveEnrollment(**{"id": "e1", "sequence_id": "s2", "sequence_name": "Spring", **changes})


def test_a_person_with_everything_in_order_is_allowed() -> None:
    asked = [rule for rule in RULES if rule.applies(case())]
    assert judge(case()).summary == f"Allowed: all {len(asked)} checks passed."


SPOILT: list[tuple[str, dict[str, Any], str]] = [
    ("erased", {"erased": True}, "erased"),
    ("owner", {"owner_id": None}, "no owner"),
    ("owner", {"owner_active": False}, "no longer active"),
    ("segment", {"segment": " "}, "no segment"),
    ("required_fields", {"fields": {}}, "Missing: first name."),
    ("address_valid", {"email": ""}, "no e-mail address"),
    ("address_valid", {"address_valid": False}, "cannot be used"),
    ("role_address", {"email": "info@acme.example"}, "function"),
    ("lawful_basis", {"country": ""}, "no country"),
    ("lawful_basis", {"country": "DE"}, "Germany"),
    ("opt_out", {"suppressions": (stop(StopReason.OPT_OUT),)}, "opted out"),
    ("opt_out", {"suppressions": (stop(StopReason.COMPLAINT),)}, "complained"),
    ("opt_out", {"suppressions": (stop(StopReason.HARD_BOUNCE),)}, "does not exist"),
    ("opt_out", {"suppressions": (stop(StopReason.ERASED),)}, "erased"),
    ("opt_out", {"suppressions": (stop(StopReason.CRM),)}, "in the CRM"),
    ("suppression", {"suppressions": (stop(StopReason.MANUAL),)}, "colleague"),
    ("crm_opt_out", {"crm_opted_out": True}, "CRM"),
    ("account_state", {"account_state": AccountState.CUSTOMER}, "customer"),
    ("account_state", {"account_state": AccountState.OPEN_OPPORTUNITY}, "opportunity"),
    ("account_state", {"account_state": AccountState.COMPETITOR}, "competitor"),
    ("account_state", {"account_state": AccountState.DO_NOT_CONTACT}, "do not contact"),
    ("exclusivity", {"other_enrollments": (live(),)}, "already in “Spring”"),
    ("approved_version", {"approved_versions": 0}, "No version"),
    ("approved_version", {"approved_versions": 2}, "2 versions"),
    ("sender_ready", {"sender": None}, "No mailbox"),
    ("sender_ready", {"sender": SenderFact(active=True)}, "a postal address and a way"),
]


@pytest.mark.parametrize(("rule", "changes", "says"), SPOILT)
def test_one_wrong_fact_blocks_by_its_own_rule_alone(
    rule: str, changes: dict[str, Any], says: str
) -> None:
    verdict = judge(case(**changes))
    assert [finding.rule for finding in verdict.blocks] == [rule]
    assert says in verdict.summary


@pytest.mark.parametrize(("rule", "changes", "says"), SPOILT)
def test_every_block_says_how_to_go_on(rule: str, changes: dict[str, Any], says: str) -> None:
    finding = found(rule, **changes)
    assert finding.fix.endswith(".") and finding.reason.endswith(".")


def test_the_verdict_names_every_failed_rule_not_only_the_first() -> None:
    verdict = judge(case(owner_id=None, segment="", country="", approved_versions=0))
    assert {each.rule for each in verdict.blocks} == {
        "owner",
        "segment",
        "lawful_basis",
        "approved_version",
    }


def test_every_missing_field_is_named() -> None:
    names = ("contact.first_name", "contact.custom.tier", "account.industry")
    finding = found("required_fields", required_fields=names, fields={})
    assert finding.reason == "Missing: first name, tier and company industry."


def test_a_function_address_passes_where_workspace_or_country_allows_it() -> None:
    info = {"email": "info@acme.example"}
    assert found("role_address", **info, allow_role_addresses=True).outcome is Outcome.ALLOW
    assert found("role_address", **info, country="FR").outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("state", "motion", "outcome"),
    [
        (AccountState.CUSTOMER, "renewal", Outcome.ALLOW),
        (AccountState.CUSTOMER, "onboarding", Outcome.ALLOW),
        (AccountState.CUSTOMER, "outbound", Outcome.BLOCK),
        (AccountState.OPEN_OPPORTUNITY, "renewal", Outcome.ALLOW),
        (AccountState.OPEN_OPPORTUNITY, "event", Outcome.BLOCK),
        (AccountState.COMPETITOR, "renewal", Outcome.BLOCK),
        (AccountState.DO_NOT_CONTACT, "renewal", Outcome.BLOCK),
        (None, "outbound", Outcome.ALLOW),
    ],
)
def test_customers_are_open_to_the_motions_meant_for_them(
    state: AccountState | None, motion: str, outcome: Outcome
) -> None:
    assert found("account_state", account_state=state, motion=motion).outcome is outcome


@pytest.mark.parametrize(
    ("fact", "channel", "blocks"),
    [
        (stop(StopReason.OPT_OUT), Channel.CALL, True),
        (stop(StopReason.OPT_OUT), Channel.LINKEDIN, True),
        (stop(StopReason.OPT_OUT, channel=Channel.EMAIL), Channel.CALL, False),
        (stop(StopReason.OPT_OUT, channel=Channel.EMAIL), Channel.EMAIL, True),
        (stop(StopReason.OPT_OUT, expires=NOW), Channel.EMAIL, True),
        (stop(StopReason.OPT_OUT, overridable=True), Channel.EMAIL, True),
        (stop(StopReason.COMPLAINT), Channel.SMS, True),
        (stop(StopReason.HARD_BOUNCE), Channel.EMAIL, True),
        (stop(StopReason.HARD_BOUNCE), Channel.CALL, False),
        (stop(StopReason.MANUAL), Channel.EMAIL, True),
        (stop(StopReason.MANUAL, expires=NOW), Channel.EMAIL, False),
        (stop(StopReason.MANUAL, expires=NOW + timedelta(seconds=1)), Channel.EMAIL, True),
        (stop(StopReason.MANUAL, since=NOW + timedelta(days=1)), Channel.EMAIL, True),
        (stop(StopReason.MANUAL, scope=Scope.PHONE), Channel.EMAIL, False),
        (stop(StopReason.MANUAL, scope=Scope.PHONE), Channel.CALL, True),
        (stop(StopReason.MANUAL, scope=Scope.DOMAIN), Channel.LINKEDIN, True),
        (stop(StopReason.MANUAL, scope=Scope.ACCOUNT), Channel.CALL, True),
    ],
)
def test_a_stop_binds_its_channels_until_it_ends(
    fact: SuppressionFact, channel: Channel, blocks: bool
) -> None:
    verdict = judge(case(suppressions=(fact,), channel=channel))
    stops = {each.rule for each in verdict.blocks} & {"opt_out", "suppression"}
    assert bool(stops) is blocks


@pytest.mark.parametrize(
    ("rule", "changes", "overridable"),
    [
        ("opt_out", {"suppressions": (stop(StopReason.OPT_OUT, overridable=True),)}, False),
        ("opt_out", {"suppressions": (stop(StopReason.HARD_BOUNCE, overridable=True),)}, False),
        ("suppression", {"suppressions": (stop(StopReason.MANUAL, overridable=True),)}, True),
        ("suppression", {"suppressions": (stop(StopReason.MANUAL),)}, False),
        ("crm_opt_out", {"crm_opted_out": True}, False),
        ("erased", {"erased": True}, False),
        ("lawful_basis", {"country": "DE"}, False),
        ("account_state", {"account_state": AccountState.CUSTOMER}, True),
        ("account_state", {"account_state": AccountState.DO_NOT_CONTACT}, False),
        ("exclusivity", {"other_enrollments": (live(),)}, True),
        ("exclusivity", {"other_enrollments": (live(sequence_id="s1"),)}, False),
        ("segment", {"segment": ""}, True),
        ("segment", {}, False),
    ],
)
def test_only_some_blocks_may_be_overridden(
    rule: str, changes: dict[str, Any], overridable: bool
) -> None:
    assert found(rule, **changes).overridable is overridable


def test_the_heaviest_of_several_stops_is_named_and_all_are_counted() -> None:
    manual = stop(StopReason.MANUAL, overridable=True)
    locked = stop(StopReason.MANUAL, scope=Scope.DOMAIN, since=NOW)
    finding = found("suppression", suppressions=(manual, locked))
    assert finding.reason == "A colleague stopped contact on 23 November 2026 for the whole domain."
    assert finding.inputs["stops"] == 2


def test_do_not_call_stops_calls_and_text_messages_alone() -> None:
    outcomes = {
        channel: found("crm_opt_out", do_not_call=True, channel=channel).outcome
        for channel in (Channel.CALL, Channel.SMS, Channel.EMAIL)
    }
    assert list(outcomes.values()) == [Outcome.BLOCK, Outcome.BLOCK, Outcome.ALLOW]


def test_the_own_enrollment_is_no_other_enrollment() -> None:
    finding = found("exclusivity", other_enrollments=(live(),), own_enrollment_id="e1")
    assert finding.outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("past", "until"),
    [
        (Past(), None),
        (Past(last_touch_at=NOW - timedelta(days=30)), None),
        (Past(last_touch_at=NOW - timedelta(days=29)), NOW + timedelta(days=1)),
        (
            Past(last_touch_at=NOW - timedelta(days=20), last_finished_at=NOW - timedelta(days=10)),
            NOW + timedelta(days=20),
        ),
    ],
)
def test_the_cool_off_waits_since_the_latest_contact(past: Past, until: datetime | None) -> None:
    verdict = judge(case(past=past, cool_off_days=30))
    assert verdict.until == until
    assert verdict.outcome is (Outcome.DEFER if until else Outcome.ALLOW)


def test_who_is_under_way_is_not_stopped_by_the_rules_of_entry() -> None:
    entered = {
        "segment": "",
        "approved_versions": 0,
        "other_enrollments": (live(),),
        "past": Past(last_touch_at=NOW),
        "cool_off_days": 30,
    }
    assert judge(case(purpose=Purpose.ARM, **entered)).allows


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.LINKEDIN, Channel.TASK])
def test_a_missing_address_and_mailbox_stop_no_other_channel(channel: Channel) -> None:
    assert judge(case(channel=channel, email="", address_valid=False, sender=None)).allows


@pytest.mark.parametrize(
    ("operator", "value", "text", "held"),
    [
        (Operator.IS, "Student", " student ", True),
        (Operator.IS, "student", "students", False),
        (Operator.IS_NOT, "student", "", True),
        (Operator.IS_NOT, "student", "STUDENT", False),
        (Operator.CONTAINS, "müller", "Dr. MU\u0308LLER", True),
        (Operator.CONTAINS, "", "anything", False),
        (Operator.STARTS_WITH, "head", "Head of Sales", True),
        (Operator.STARTS_WITH, "", "Head of Sales", False),
        (Operator.IS_EMPTY, "", "  ", True),
        (Operator.IS_EMPTY, "", "x", False),
        (Operator.IS_NOT_EMPTY, "", "x", True),
        (Operator.IS_NOT_EMPTY, "", "", False),
    ],
)
def test_conditions_compare_as_people_expect(
    operator: Operator, value: str, text: str, held: bool
) -> None:
    condition = Condition(field="contact.title", operator=operator, value=value)
    assert holds(condition, {"contact.title": text}) is held


@pytest.mark.parametrize(
    ("match", "fields", "excluded"),
    [
        (Match.ALL, {"contact.title": "Student", "account.country": "de"}, True),
        (Match.ALL, {"contact.title": "Student", "account.country": "FR"}, False),
        (Match.ANY, {"contact.title": "Student", "account.country": "FR"}, True),
        (Match.ANY, {}, False),
    ],
)
def test_all_or_any_conditions_exclude(
    match: Match, fields: dict[str, str], excluded: bool
) -> None:
    assert excludes(replace(STUDENTS, match=match), fields) is excluded


def test_a_rule_without_conditions_excludes_nobody() -> None:
    assert not excludes(replace(STUDENTS, conditions=()), {"contact.title": "Student"})


def test_an_exclusion_names_its_rules_and_versions() -> None:
    fields = {"contact.first_name": "A", "contact.title": "student", "account.country": "AT"}
    finding = found("exclusion_conditions", exclusions=(STUDENTS,), fields=fields)
    assert finding.inputs == {"matched": "x1@3"}
    assert finding.reason == (
        "Excluded by “No students” (version 3): Exclude when title contains “student” "
        "and company country is one of “DE” or “AT”."
    )


def test_a_rule_with_any_condition_says_or() -> None:
    empty = Condition(field="contact.custom.lead_score", operator=Operator.IS_EMPTY)
    rule = replace(STUDENTS, match=Match.ANY, conditions=(*STUDENTS.conditions[:1], empty))
    assert sentence(rule) == "Exclude when title contains “student” or lead score is empty."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "at least one"),
        ("x", "at least one"),
        ([{}] * 9, "at most 8"),
        (["x"], "Condition 1 is not readable"),
        ([{"field": "password", "operator": "is", "value": "x"}], "no field that is known"),
        ([{"field": "contact.title", "operator": "like", "value": "x"}], "unknown way"),
        ([{"field": "contact.title", "operator": "is", "value": " "}], "no value"),
        ([{"field": "contact.title", "operator": "in", "values": [""]}], "no value"),
        ([{"field": "contact.title", "operator": "is", "value": "x" * 201}], "too long"),
    ],
)
def test_conditions_that_cannot_work_are_refused(data: object, says: str) -> None:
    with pytest.raises(ConditionError, match=says):
        read(data)


def test_conditions_survive_storage() -> None:
    stored = json.loads(json.dumps(to_data(STUDENTS.conditions)))
    assert read(stored) == STUDENTS.conditions


@given(CONDITIONS)
def test_is_and_is_not_never_agree(condition: Condition) -> None:
    fields = {"contact.title": "Student"}
    both = [
        holds(replace(condition, operator=operator), fields)
        for operator in (Operator.IS, Operator.IS_NOT)
    ]
    assert sum(both) == 1


@given(CASES)
def test_any_case_gets_a_finding_from_every_rule_that_applies(any_case: Case) -> None:
    verdict = judge(any_case)
    assert [each.rule for each in verdict.findings] == [
        rule.id for rule in RULES if rule.applies(any_case)
    ]


@given(CASES, SUPPRESSIONS)
def test_one_more_suppression_never_helps_anybody(any_case: Case, more: SuppressionFact) -> None:
    before, after = (
        judge(each).outcome
        for each in (any_case, replace(any_case, suppressions=(*any_case.suppressions, more)))
    )
    assert after.weight >= before.weight


@given(CASES)
def test_a_verdict_survives_storage(any_case: Case) -> None:
    verdict = judge(any_case)
    assert from_json(json.loads(json.dumps(to_json(verdict)))) == verdict


@given(CASES)
def test_no_verdict_keeps_the_address_or_the_fields(any_case: Case) -> None:
    # Made at run time: Hypothesis takes words of the source for the names of rules as well.
    mark = uuid4().hex
    person = replace(any_case.person, email=f"{mark}@example.org")
    fields = {"contact.title": mark, "account.industry": mark}
    stored = json.dumps(to_json(judge(replace(any_case, person=person, fields=fields))))
    assert mark not in stored


@pytest.mark.parametrize("data", [[{}], ["x"], [{"r": 1}], [None]])
def test_what_is_no_stored_verdict_is_refused(data: list[object]) -> None:
    with pytest.raises(ValueError, match="not a stored finding"):
        from_json(data)


def test_nothing_checked_is_nothing_allowed() -> None:
    assert Verdict(()).outcome is Outcome.BLOCK


def test_block_beats_defer_and_a_blocked_verdict_names_no_moment() -> None:
    waiting = {"past": Past(last_touch_at=NOW), "cool_off_days": 9}
    verdict = judge(case(**waiting, owner_id=None))
    assert (verdict.outcome, verdict.until) == (Outcome.BLOCK, None)


def test_a_case_needs_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        case(moment=NOW.replace(tzinfo=None))


def test_rule_ids_are_unique_and_every_rule_has_a_label() -> None:
    assert len(BY_ID) == len(RULES) and all(rule.label for rule in RULES)


def test_the_words_of_the_rules_are_those_of_the_stored_rows() -> None:
    assert {each.value for each in AccountState} == set(StoredAccountState.values)
    assert {each.value for each in StopReason} == set(models.SuppressionReason.values)
    assert {each.value for each in Scope} == set(models.SuppressionKind.values)


def test_far_ends_of_the_calendar_are_no_accident() -> None:
    past = Past(last_touch_at=datetime.max.replace(tzinfo=UTC))
    assert found("cool_off", past=past, cool_off_days=5).outcome is Outcome.DEFER
