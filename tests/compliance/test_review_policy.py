"""Review policies as plain data: what holds, who looks, and which documents are refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.models import reviewing
from compliance.policy_document import PolicyError, read, to_data
from compliance.review_policy import (
    COUNTED,
    Case,
    Cause,
    Handling,
    Policy,
    Rule,
    When,
    built_in,
    route,
)
from tests.compliance.policies import document, rule

CLAIMS, PRICES = UUID(int=1), UUID(int=2)
FAIR = UUID(int=9)
ALWAYS = {"cause": "always"}


def case(**more: Any) -> Case:
    return Case(motion="outbound", sequence=FAIR, sequence_name="Fair", **more)


def policy(*rules: dict[str, Any], **more: Any) -> Policy:
    return read(document(*rules, **more), number=1, names={CLAIMS: "Claims", PRICES: "Prices"})


def holds(when: dict[str, Any], **known: Any) -> bool:
    return bool(route(policy(rule("it", when)), case(**known)).causes)


def problems(**changes: Any) -> dict[str, str]:
    with pytest.raises(PolicyError) as refused:
        read({**document(rule("it", ALWAYS)), **changes})
    return refused.value.problems


groups = st.sampled_from([None, CLAIMS, PRICES])
whens = st.one_of(
    st.builds(When, st.sampled_from(sorted(COUNTED)), fewer_than=st.integers(1, 3)),
    st.builds(When, st.just(Cause.FINDING), kinds=st.just(("claim",))),
    st.builds(When, st.just(Cause.MOTION), motions=st.sampled_from([("outbound",), ("event",)])),
    st.builds(When, st.sampled_from([Cause.EDITED, Cause.ALWAYS])),
)
rules = st.builds(
    Rule,
    id=st.uuids().map(lambda each: each.hex),
    name=st.just("A rule"),
    when=whens,
    handling=st.sampled_from(Handling),
    group=groups,
    hours=st.integers(1, 240),
)
policies = st.builds(Policy, rules=st.lists(rules, max_size=5).map(tuple), groups=st.booleans())
cases = st.builds(
    Case,
    motion=st.just("outbound"),
    sequence=st.just(FAIR),
    sequence_name=st.just("Fair"),
    findings=st.frozensets(st.sampled_from(["claim", "price"])),
    is_edited=st.booleans(),
    reached=st.frozensets(st.tuples(st.sampled_from(sorted(COUNTED)), st.integers(1, 3))),
)


@given(policies, cases)
def test_every_message_has_at_least_one_stage_and_an_end(given: Policy, about: Case) -> None:
    routed = route(given, about)
    assert routed.stages and routed.expires_after


@given(policies, cases, rules, st.integers(0, 5))
def test_a_rule_more_takes_no_stage_of_another_rule_away(
    given: Policy, about: Case, added: Rule, place: int
) -> None:
    before, after = route(given, about), route(_with(given, added, place), about)
    if before.causes:
        assert {stage.group for stage in before.stages} <= {stage.group for stage in after.stages}
    assert len(before.stages) <= len(after.stages)


@given(policies, cases, rules, st.integers(0, 5))
def test_a_rule_more_never_lets_a_message_be_approved_with_others(
    given: Policy, about: Case, added: Rule, place: int
) -> None:
    before, after = route(given, about), route(_with(given, added, place), about)
    assert not (before.handling is Handling.SINGLE and after.handling is Handling.GROUP)


@given(policies, cases, rules, st.integers(0, 5))
def test_a_rule_more_gives_no_stage_more_time(
    given: Policy, about: Case, added: Rule, place: int
) -> None:
    before, after = route(given, about), route(_with(given, added, place), about)
    hours = {stage.group: stage.hours for stage in after.stages}
    assert not before.causes or all(hours[each.group] <= each.hours for each in before.stages)


@given(policies)
def test_what_is_written_is_what_is_read(given: Policy) -> None:
    assert read(to_data(given)) == given


def _with(given: Policy, added: Rule, place: int) -> Policy:
    longer = (*given.rules[:place], added, *given.rules[place:])
    return Policy(rules=longer, groups=given.groups)


def test_the_values_of_the_handling_are_those_of_the_rows() -> None:
    assert [each.value for each in Handling] == reviewing.Handling.values


def test_without_a_policy_any_reviewer_has_a_day_and_looks_at_each_alone() -> None:
    routed = route(built_in(), case())
    assert (routed.policy, routed.handling) == (0, Handling.SINGLE)
    assert [(stage.group, stage.hours) for stage in routed.stages] == [(None, 24)]
    assert routed.expires_after == timedelta(days=14)


def test_stages_follow_the_order_of_the_policy_each_group_once() -> None:
    found = route(
        policy(
            rule("a", ALWAYS, PRICES),
            rule("b", ALWAYS, CLAIMS),
            rule("c", ALWAYS, PRICES, hours=4),
        ),
        case(),
    )
    assert [(each.name, each.hours, each.says) for each in found.stages] == [
        ("Prices", 4, "A; C"),
        ("Claims", 24, "B"),
    ]


def test_one_rule_that_asks_for_it_makes_all_look_at_it_alone() -> None:
    together = rule("a", ALWAYS, handling="group")
    assert route(policy(together), case()).handling is Handling.GROUP
    assert route(policy(together, rule("b", ALWAYS)), case()).handling is Handling.SINGLE


def test_where_groups_are_not_allowed_nothing_is_approved_with_others() -> None:
    found = route(policy(rule("a", ALWAYS, handling="group"), groups=False), case())
    assert found.handling is Handling.SINGLE


def test_words_changed_for_one_person_are_looked_at_alone() -> None:
    assert route(policy(), case(is_edited=True)).handling is Handling.SINGLE


def test_a_new_segment_is_new_until_enough_was_approved() -> None:
    when = {"cause": "new_segment", "fewer_than": 20}
    assert holds(when)
    assert not holds(when, reached=frozenset({(Cause.NEW_SEGMENT, 20)}))


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        ({"segments": ["Banks"]}, {"segment": "banks"}),
        ({"industries": ["Health care"]}, {"industry": "health care"}),
        ({"countries": ["DE"]}, {"country": "DE"}),
    ],
)
def test_a_regulated_audience_is_one_of_the_listed(
    listed: dict[str, Any], known: dict[str, str]
) -> None:
    when = {"cause": "regulated_audience", **listed}
    assert holds(when, **known) and not holds(when)


def test_a_kind_of_finding_is_a_code_its_beginning_or_the_id_of_a_rule() -> None:
    when = {"cause": "finding", "kinds": ["regulated", "general.rank"]}
    assert holds(when, findings=frozenset({"regulated_financial"}))
    assert holds(when, findings=frozenset({"superlative", "general.rank"}))
    assert not holds(when, findings=frozenset({"price", "regulatedness"}))


def test_a_cause_says_why_without_naming_anybody() -> None:
    found = route(policy(rule("reps", {"cause": "new_rep", "fewer_than": 5})), case())
    (cause,) = found.causes
    assert cause.says == (
        "Fewer than 5 first messages of the person who enrolled were approved so far."
    )


def test_motions_and_sequences_are_told_apart() -> None:
    assert holds({"cause": "motion", "motions": ["outbound"]})
    assert not holds({"cause": "motion", "motions": ["event"]})
    assert holds({"cause": "sequence", "sequences": [str(FAIR)]})
    assert not holds({"cause": "sequence", "sequences": [str(uuid4())]})


def test_expiry_cannot_be_switched_off() -> None:
    assert "from 1 to 30" in problems(expire_days=0)["expire_days"]
    assert "from 1 to 30" in problems(expire_days=31)["expire_days"]


def test_a_stage_that_outlasts_the_message_is_refused() -> None:
    assert "expire before" in problems(expire_days=1, hours=48)["expire_days"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": " "}, "name"),
        ({"id": "Ä"}, "id"),
        ({"handling": "maybe"}, "handling"),
        ({"when": {"cause": "moon"}}, "when.cause"),
        ({"when": {"cause": "new_rep"}}, "when.fewer_than"),
        ({"when": {"cause": "finding", "kinds": []}}, "when.kinds"),
        ({"when": {"cause": "always", "kinds": ["price"]}}, "when.kinds"),
        ({"when": {"cause": "regulated_audience", "countries": ["de"]}}, "when.countries"),
        ({"stage": {"group": "them", "hours": 4}}, "group"),
        ({"stage": {"group": None, "hours": True}}, "hours"),
        ({"colour": "red"}, ""),
    ],
)
def test_a_mistake_in_a_rule_is_named_at_its_place(changed: dict[str, Any], path: str) -> None:
    found = problems(rules=[{**rule("it", ALWAYS), **changed}])
    assert f"rules.1.{path}".rstrip(".") in found


def test_two_rules_have_two_ids() -> None:
    found = problems(rules=[rule("it", ALWAYS), rule("it", ALWAYS)])
    assert list(found) == ["rules.2.id"]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_anything_else_is_refused_not_a_crash(given: object) -> None:
    with pytest.raises(PolicyError):
        read(given)
    assert problems(rules=given if given != [] else None)
