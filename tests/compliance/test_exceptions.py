"""What an exception changes in a verdict, and what it never changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import exceptions, rules
from compliance.case import (
    AccountState,
    Case,
    ExceptionFact,
    ExclusionFact,
    LiveEnrollment,
    Past,
    Policy,
    Purpose,
    Scope,
    StopReason,
    SuppressionFact,
)
from compliance.exceptions import MANY
from compliance.packs import Channel
from compliance.verdicts import Finding, Outcome, Verdict, from_json, to_json
from contacts.conditions import Condition, Operator
from tests.compliance.cases import CASES, NOW, case

ALWAYS = {
    "granted_at": datetime.min.replace(tzinfo=UTC),
    "expires_at": datetime.max.replace(tzinfo=UTC),
}


def exception(rule: str, **changes: Any) -> ExceptionFact:
    facts = {
        "id": "e1",
        "by": "Mia",
        "granted_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=9),
    }
    return ExceptionFact(rule=rule, **{**facts, **changes})


def judged(*standing: ExceptionFact, **changes: Any) -> Verdict:
    asked = case(**changes, exceptions=standing)
    return exceptions.apply(rules.judge(asked), asked)


def seen(rule: str, *, key: str = "", **facts: Any) -> ExceptionFact:
    """An exception of somebody who looked at the rule when the facts were these."""
    asked = case(**facts)
    (finding,) = (each for each in rules.judge(asked).findings if each.rule == rule)
    covers = exceptions.looked_at(finding, key)
    return exception(rule, channel=asked.channel.value, covers=covers, exclusion_key=key)


def stopped(*sayings: str, **changes: Any) -> dict[str, Any]:
    facts = {"scope": Scope.ADDRESS, "reason": StopReason.MANUAL, "overridable": True, **changes}
    return {"suppressions": tuple(SuppressionFact(saying=each, **facts) for each in sayings)}


def elsewhere(*ids: str) -> dict[str, Any]:
    live = (LiveEnrollment(id=each, sequence_id=each, sequence_name="Other") for each in ids)
    return {"other_enrollments": tuple(live)}


def crowded(active: int, cap: int = 2) -> dict[str, Any]:
    policy = Policy(max_active_at_company=cap)
    return {"account_state": AccountState.PROSPECT, "active_at_company": active, "policy": policy}


def written(days_ago: int) -> dict[str, Any]:
    return {"past": Past(last_touch_at=NOW - timedelta(days=days_ago)), "cool_off_days": 90}


def busy(touches: int, budget: int = 1) -> dict[str, Any]:
    lately = tuple(NOW - timedelta(days=1 + n / 10) for n in range(touches))
    policy = Policy(touch_budget=budget)
    return {"past": Past(lately=lately), "policy": policy, "purpose": Purpose.ARM}


def stands(state: AccountState) -> dict[str, Any]:
    return {"account_state": state}


def excluded(version: int) -> dict[str, Any]:
    return {"exclusions": (replace(exclusion("k1"), version=version),)}


def test_a_covered_block_passes_and_says_who_until_when_and_why_it_blocked() -> None:
    (finding,) = judged(exception("segment"), segment="").let_pass
    said = "Let pass by Mia until 2 December 2026: The contact has no segment."
    assert (finding.outcome, finding.reason, finding.exception) == (Outcome.ALLOW, said, "e1")


def test_a_covered_wait_passes() -> None:
    assert judged(**written(3)).outcome is Outcome.DEFER
    assert judged(seen("cool_off", **written(3)), **written(3)).allows


@pytest.mark.parametrize(
    ("rule", "then", "now"),
    [
        ("suppression", stopped("a@1"), stopped("a@2")),
        ("suppression", stopped("a@1"), stopped("a@1", "b@1")),
        ("account_state", stands(AccountState.CUSTOMER), stands(AccountState.COMPETITOR)),
        ("company_cap", crowded(2), crowded(3)),
        ("company_cap", crowded(2), crowded(2, cap=1)),
        ("exclusivity", elsewhere("o1"), elsewhere("o1", "o2")),
        ("cool_off", written(3), written(2)),
        ("frequency_budget", busy(1), busy(2)),
        ("role_address", {"email": "info@a.example"}, {"email": "info@a.example", "country": "FR"}),
    ],
)
def test_what_came_after_the_exception_is_not_covered(
    rule: str, then: dict[str, Any], now: dict[str, Any]
) -> None:
    assert [each.rule for each in judged(seen(rule, **then), **then).let_pass] == [rule]
    assert judged(seen(rule, **then), **now).let_pass == ()


@pytest.mark.parametrize(
    ("rule", "then", "now"),
    [
        ("suppression", stopped("a@1", "b@1"), stopped("b@1")),
        ("company_cap", crowded(4), crowded(3)),
        ("exclusivity", elsewhere("o1", "o2"), elsewhere("o2")),
        ("cool_off", written(3), written(4)),
        ("frequency_budget", busy(3), busy(2)),
    ],
)
def test_less_of_the_same_is_covered(rule: str, then: dict[str, Any], now: dict[str, Any]) -> None:
    assert [each.rule for each in judged(seen(rule, **then), **now).let_pass] == [rule]


def test_another_version_of_an_exclusion_rule_is_not_covered() -> None:
    granted = seen("exclusion_conditions", key="k1", **excluded(1))
    assert judged(granted, **excluded(1)).allows
    assert judged(granted, **excluded(2)).blocks


def test_a_stop_is_let_pass_for_the_channel_that_was_looked_at() -> None:
    granted = seen("suppression", **stopped("a@1"))
    assert judged(granted, **stopped("a@1")).let_pass
    assert not judged(granted, **stopped("a@1"), channel=Channel.LINKEDIN).let_pass


def test_what_a_rule_says_of_every_channel_is_let_pass_for_all() -> None:
    customer = stands(AccountState.CUSTOMER)
    granted = seen("account_state", **customer)
    assert judged(granted, **customer, channel=Channel.LINKEDIN).let_pass


@pytest.mark.parametrize("who", ["owner_id", "enrolled_by"])
def test_who_owns_or_enrols_the_person_has_let_nobody_pass(who: str) -> None:
    granted = exception("segment", by_id="m7")
    assert judged(granted, segment="").let_pass
    assert judged(granted, segment="", **{who: "m7"}).blocks


def test_of_two_exceptions_the_one_that_covers_counts() -> None:
    old, new = seen("suppression", **stopped("a@1")), seen("suppression", **stopped("a@2"))
    later = replace(old, id="e2", expires_at=NOW + timedelta(days=20))
    (finding,) = judged(later, new, **stopped("a@2")).let_pass
    assert finding.exception == "e1"


def test_another_rule_still_blocks() -> None:
    verdict = judged(exception("segment"), segment="", owner_id=None)
    assert [finding.rule for finding in verdict.blocks] == ["owner"]


@pytest.mark.parametrize("change", ["expires_at", "granted_at"])
def test_an_exception_holds_from_its_grant_to_its_end_only(change: str) -> None:
    late = {"expires_at": NOW, "granted_at": NOW + timedelta(seconds=1)}
    assert judged(exception("segment", **{change: late[change]}), segment="").blocks


@pytest.mark.parametrize(
    "reason", [reason for reason in StopReason if reason is not StopReason.MANUAL]
)
def test_a_final_stop_is_never_let_pass(reason: StopReason) -> None:
    stop = SuppressionFact(scope=Scope.ADDRESS, reason=reason)
    standing = [exception(rule.id) for rule in rules.RULES]
    assert not judged(*standing, suppressions=(stop,)).allows


def test_what_the_crm_and_an_erasure_say_is_never_let_pass() -> None:
    standing = [exception(rule.id) for rule in rules.RULES]
    assert not judged(*standing, crm_opted_out=True).allows
    assert not judged(*standing, erased=True).allows


def test_every_exclusion_rule_that_matches_needs_its_own_exception() -> None:
    both = {"exclusions": (exclusion("k1"), exclusion("k2"))}
    one = seen("exclusion_conditions", key="k1", **both)
    other = replace(seen("exclusion_conditions", key="k2", **both), id="e2")
    assert judged(one, **both).blocks
    (finding,) = judged(one, other, **both).let_pass
    assert finding.exception == "e1, e2"


def exclusion(key: str) -> ExclusionFact:
    condition = Condition(field="contact.title", operator=Operator.CONTAINS, value="Sales")
    return ExclusionFact(id=key, version=1, name=f"Rule {key}", conditions=(condition,))


def test_an_exception_for_no_exclusion_rule_covers_none() -> None:
    assert judged(exception("exclusion_conditions"), exclusions=(exclusion("k1"),)).blocks


@given(case=CASES, named=st.sets(st.sampled_from([rule.id for rule in rules.RULES])))
def test_only_overridable_findings_ever_change(case: Any, named: set[str]) -> None:
    before = rules.judge(case)
    standing = tuple(_of(each, case) for each in before.findings if each.rule in named)
    after = exceptions.apply(before, replace(case, exceptions=standing))
    changed = {
        old.rule for old, new in zip(before.findings, after.findings, strict=True) if old != new
    }
    open_ones = {each.rule for each in before.findings if exceptions.may_pass(each)}
    assert changed <= open_ones & named
    assert changed | {MANY} >= open_ones & named


def _of(finding: Finding, case: Case) -> ExceptionFact:
    covers = exceptions.looked_at(finding)
    return exception(finding.rule, channel=case.channel.value, covers=covers, **ALWAYS)


def test_a_finding_that_was_let_pass_is_read_back_as_it_was_kept() -> None:
    verdict = judged(exception("segment"), segment="")
    assert from_json(to_json(verdict)) == verdict
