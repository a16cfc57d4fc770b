"""What an exception changes in a verdict, and what it never changes."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import exceptions, rules
from compliance.case import (
    ExceptionFact,
    ExclusionFact,
    Past,
    Scope,
    StopReason,
    SuppressionFact,
)
from compliance.verdicts import Outcome, Verdict, from_json, to_json
from contacts.conditions import Condition, Operator
from tests.compliance.cases import CASES, NOW, case


def exception(rule: str, **changes: Any) -> ExceptionFact:
    facts = {
        "id": "e1",
        "by": "Mia",
        "granted_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=9),
    }
    return ExceptionFact(rule=rule, **{**facts, **changes})


def judged(*standing: ExceptionFact, **changes: Any) -> Verdict:
    return exceptions.apply(rules.judge(case(**changes)), standing, NOW)


def test_a_covered_block_passes_and_says_who_until_when_and_why_it_blocked() -> None:
    (finding,) = judged(exception("segment"), segment="").let_pass
    said = "Let pass by Mia until 2 December 2026: The contact has no segment."
    assert (finding.outcome, finding.reason, finding.exception) == (Outcome.ALLOW, said, "e1")


def test_a_covered_wait_passes() -> None:
    past = {"past": Past(last_touch_at=NOW - timedelta(days=3)), "cool_off_days": 90}
    assert judged(**past).outcome is Outcome.DEFER
    assert judged(exception("cool_off"), **past).allows


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
    excluded = [exclusion("k1"), exclusion("k2")]
    one = exception("exclusion_conditions", exclusion_key="k1")
    other = exception("exclusion_conditions", exclusion_key="k2", id="e2")
    assert judged(one, exclusions=tuple(excluded)).blocks
    (finding,) = judged(one, other, exclusions=tuple(excluded)).let_pass
    assert finding.exception == "e1, e2"


def exclusion(key: str) -> ExclusionFact:
    condition = Condition(field="contact.title", operator=Operator.CONTAINS, value="Sales")
    return ExclusionFact(id=key, version=1, name=f"Rule {key}", conditions=(condition,))


def test_an_exception_for_no_exclusion_rule_covers_none() -> None:
    assert judged(exception("exclusion_conditions"), exclusions=(exclusion("k1"),)).blocks


@given(case=CASES, named=st.sets(st.sampled_from([rule.id for rule in rules.RULES])))
def test_only_overridable_findings_ever_change(case: Any, named: set[str]) -> None:
    before = rules.judge(case)
    after = exceptions.apply(before, [exception(rule) for rule in named], NOW)
    changed = [old for old, new in zip(before.findings, after.findings, strict=True) if old != new]
    assert all(finding.overridable and finding.rule in named for finding in changed)


def test_a_finding_that_was_let_pass_is_read_back_as_it_was_kept() -> None:
    verdict = judged(exception("segment"), segment="")
    assert from_json(to_json(verdict)) == verdict
