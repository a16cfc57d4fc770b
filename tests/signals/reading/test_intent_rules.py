from datetime import date

import pytest

from signals.reading.intent import (
    Intent,
    Past,
    Rule,
    RuleRefused,
    back_test,
    make_rule,
    understand,
)

DAY = date(2026, 11, 23)
PORTAL = "Please submit your offer through our supplier portal"
RULE = Rule("portal", Intent.REFERRAL, (PORTAL,))


def meant(text: str, *rules: Rule) -> Intent:
    return understand(text, received=DAY, rules=rules).intent


@pytest.mark.parametrize(
    "text",
    [
        "Please submit your offers through our supplier portal.",
        "Hello Tom,\n\nplease submit your offer trough our supplier portal\n\nBest, Anna",
        "Thanks! Please submit this offer through our supplier portal.",
    ],
)
def test_what_is_like_an_example_means_the_same(text: str) -> None:
    assert meant(text, RULE) is Intent.REFERRAL


@pytest.mark.parametrize(
    "text",
    ["Our portal is down today", "Please do not submit your offer through our supplier portal"],
)
def test_what_is_unlike_or_says_not_is_left_alone(text: str) -> None:
    assert understand(text, received=DAY, rules=(RULE,)).rule == ""


def test_a_rule_says_which_example_it_went_by() -> None:
    found = understand(PORTAL, received=DAY, rules=(RULE,))
    assert found.said[0].words == f"it is like your example “{PORTAL}”"
    assert found.rule == "portal"


def test_an_own_rule_wins_over_what_is_built_in() -> None:
    rule = make_rule("demo", Intent.QUESTION, ["Sounds good, how do we start the pilot"])
    text = "Sounds good, how do we start the pilot?"
    assert meant(text, rule) is Intent.QUESTION


@pytest.mark.parametrize("intent", [each for each in Intent if each is not Intent.OPT_OUT])
def test_no_rule_turns_a_wish_to_be_left_alone_into_anything_else(intent: Intent) -> None:
    rule = Rule("bad", intent, ("Please remove me from your mailing list",))
    assert meant("Please remove me from your mailing list", rule) is Intent.OPT_OUT


def test_no_rule_releases_what_may_be_a_wish() -> None:
    text = "How did you get my address, dear colleague?"
    found = understand(text, received=DAY, rules=(Rule("who", Intent.QUESTION, (text,)),))
    assert (found.intent, found.held) == (Intent.UNCLEAR, True)


def test_a_rule_can_make_an_opt_out() -> None:
    rule = make_rule("tender", Intent.OPT_OUT, ["We only speak to vendors on our tender register"])
    assert meant("we only speak to vendors on our tender register", rule) is Intent.OPT_OUT


@pytest.mark.parametrize("example", ["yes", "thank you very much", "We have you on it", "資料"])
def test_too_short_or_too_general_examples_are_refused(example: str) -> None:
    with pytest.raises(RuleRefused, match="too short or too general"):
        make_rule("any", Intent.INTERESTED, [example])


def test_an_example_that_asks_to_be_left_alone_is_refused() -> None:
    with pytest.raises(RuleRefused, match="always read as an opt-out"):
        make_rule("any", Intent.QUESTION, ["Please take our address off your mailing list"])


def test_an_example_like_that_of_another_rule_is_refused() -> None:
    with pytest.raises(RuleRefused, match="means something else"):
        make_rule("other", Intent.OBJECTION, [f"{PORTAL}!"], [RULE])


@pytest.mark.parametrize(
    ("name", "examples", "why"),
    [
        (" ", [PORTAL], "name"),
        ("a", [" "], "at least one example"),
        ("a", ["supplier portal " * 40], "too long"),
        ("a", [f"supplier portal number{'x' * i} please" for i in range(21)], "at most 20"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(name: str, examples: list[str], why: str) -> None:
    with pytest.raises(RuleRefused, match=why):
        make_rule(name, Intent.QUESTION, examples)


def test_a_back_test_tells_what_would_have_changed() -> None:
    messages = [
        Past("1", PORTAL, DAY, decided=Intent.OBJECTION),
        Past("2", "Not interested, thanks.", DAY),
    ]
    found = back_test(RULE, messages)
    assert (found.asked, found.matched, found.against_people) == (2, 1, 1)
    assert [(each.key, each.after) for each in found.changes] == [("1", Intent.REFERRAL)]
