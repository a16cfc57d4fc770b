"""Variants: whose words, how many get them, and the test that compares them."""

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequences.experiments import Arm, choose, compare, fisher, holm, known, worded
from sequences.plans import StepInput, Variant

STEP = StepInput(
    "email",
    key="intro",
    subject="Hello",
    preheader="Short",
    text="Hi",
    html="<p>Hi</p>",
    variants=(Variant("b", 30, "Question", "Why", "Well?", "<p>Well?</p>"),),
)
names = st.text("abcdefgh_1", min_size=1, max_size=20)
several = st.dictionaries(names, st.integers(0, 100), min_size=1, max_size=5)
counts = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda n: Arm(max(n), min(n)))


def test_a_variant_replaces_the_words_and_nothing_else() -> None:
    found = worded(STEP, "b")
    assert (found.subject, found.preheader, found.text) == ("Question", "Why", "Well?")
    assert (found.html, found.key, found.variants) == ("<p>Well?</p>", "intro", STEP.variants)


@pytest.mark.parametrize("variant", ["", "a", "gone"])
def test_otherwise_the_step_has_its_own_words(variant: str) -> None:
    assert worded(STEP, variant) is STEP


def test_who_had_a_variant_that_is_gone_counts_with_the_steps_own_words() -> None:
    assert (known(STEP, "b"), known(STEP, "gone")) == ("b", "a")
    assert known(StepInput("email"), "b") == ""


def test_people_are_shared_as_the_shares_say() -> None:
    drawn = [choose({"a": 70, "b": 20, "c": 10}, str(n).encode()) for n in range(10_000)]
    found = [drawn.count(each) / 100 for each in "abc"]
    assert found == pytest.approx([70, 20, 10], abs=1.5)


@given(several.filter(lambda shares: any(shares.values())), st.binary(max_size=20))
def test_the_order_of_the_variants_does_not_matter(shares: dict[str, int], key: bytes) -> None:
    backwards = dict(reversed(shares.items()))
    assert choose(shares, key) == choose(backwards, key)
    assert shares[choose(shares, key)] > 0


@given(several, st.data())
def test_a_changed_share_moves_nobody_between_the_other_variants(
    shares: dict[str, int], data: st.DataObject
) -> None:
    changed = data.draw(st.sampled_from(sorted(shares)))
    shares = {name: max(1, share) for name, share in shares.items()}
    key = data.draw(st.binary(max_size=20))
    before = choose(shares, key)
    after = choose({**shares, changed: data.draw(st.integers(1, 100))}, key)
    assert before == after or changed in (before, after)


def test_ten_points_from_one_variant_to_the_other_move_a_tenth_of_the_people() -> None:
    keys = [str(n).encode() for n in range(10_000)]
    before, after = {"a": 50, "b": 50}, {"a": 40, "b": 60}
    moved = [key for key in keys if choose(before, key) != choose(after, key)]
    assert len(moved) / 100 == pytest.approx(10, abs=1)
    assert {choose(after, key) for key in moved} == {"b"}


def test_somebody_has_to_get_something() -> None:
    with pytest.raises(ValueError, match="needs a share"):
        choose({"a": 0}, b"")


# Fisher's tea tasting (1935), 3 of 4 against 1 of 4: 34/70; and all right: 2/70.
@pytest.mark.parametrize(
    ("one", "other", "exact"),
    [
        (Arm(4, 3), Arm(4, 1), 34 / 70),
        (Arm(4, 4), Arm(4, 0), 2 / 70),
        (Arm(12, 1), Arm(12, 9), 0.0027594561852200836),
        (Arm(10, 8), Arm(6, 1), 0.034965034965034965),
        (Arm(7, 0), Arm(9, 0), 1.0),
        (Arm(0, 0), Arm(9, 3), 1.0),
    ],
)
def test_known_exact_values(one: Arm, other: Arm, exact: float) -> None:
    assert fisher(one, other) == pytest.approx(exact, rel=1e-9)


def enumerated(one: Arm, other: Arm) -> Fraction:
    """Every table with these sums, counted in whole numbers."""
    people, hits = one.people + other.people, one.hits + other.hits
    ways = [comb(one.people, x) * comb(other.people, hits - x) for x in range(hits + 1)]
    seen = ways[one.hits]
    return Fraction(sum(way for way in ways if way <= seen), comb(people, hits))


@settings(max_examples=300)
@given(counts, counts)
def test_the_p_value_is_that_of_every_table_counted(one: Arm, other: Arm) -> None:
    assert fisher(one, other) == pytest.approx(float(enumerated(one, other)), rel=1e-9)


@given(counts, counts)
def test_it_does_not_matter_which_variant_comes_first(one: Arm, other: Arm) -> None:
    assert fisher(one, other) == pytest.approx(fisher(other, one), rel=1e-9)


def test_large_numbers_are_no_trouble() -> None:
    assert fisher(Arm(100_000, 5_000), Arm(100_000, 5_001)) == pytest.approx(1, abs=0.01)
    assert fisher(Arm(100_000, 5_000), Arm(100_000, 6_000)) < 1e-20


def test_the_correction_of_several_p_values() -> None:
    found = holm({"b": 0.01, "c": 0.04, "d": 0.03})
    assert found == pytest.approx({"b": 0.03, "c": 0.06, "d": 0.06})


def test_a_clear_difference_has_a_winner() -> None:
    found = compare({"a": Arm(100, 5), "b": Arm(100, 20)})
    assert (found.leader, found.winner) == ("b", "b")
    assert found.test == "Fisher's exact test, two-sided, 5 % level"


def test_a_small_difference_has_none() -> None:
    found = compare({"a": Arm(100, 10), "b": Arm(100, 14)})
    assert (found.leader, found.winner) == ("b", "")


def test_the_leader_has_to_differ_from_every_other_variant() -> None:
    found = compare({"a": Arm(100, 5), "b": Arm(100, 22), "c": Arm(100, 20)})
    assert found.p_values["a"] < 0.05 < found.p_values["c"]
    assert (found.winner, "Holm-corrected" in found.test) == ("", True)


def test_equal_variants_have_no_winner() -> None:
    assert compare({"a": Arm(50, 10), "b": Arm(50, 10)}).winner == ""


def test_one_variant_alone_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="two variants"):
        compare({"a": Arm(10, 1)})


def test_more_hits_than_people_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="among the hits"):
        Arm(10, 11)


@pytest.mark.parametrize("variants", [2, 3, 4])
@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_where_nothing_differs_a_winner_is_rare(variants: int, rate: float) -> None:
    """600 trials of variants that are all the same: at most 5 % and noise have a winner."""
    chance = random.Random(7)
    winners = 0
    for _ in range(600):
        arms = {
            str(each): Arm(100, sum(chance.random() < rate for _ in range(100)))
            for each in range(variants)
        }
        winners += compare(arms).winner != ""
    assert winners / 600 <= 0.065


def test_looking_every_day_would_find_winners_where_there_are_none() -> None:
    """Why the comparison is made once: the control for the tests of the work."""
    chance = random.Random(7)
    found = 0
    for _ in range(150):
        hits = {"a": 0, "b": 0}
        looked = []
        for day in range(1, 21):
            for name in hits:
                hits[name] += sum(chance.random() < 0.5 for _ in range(20))
            looked.append(compare({name: Arm(20 * day, n) for name, n in hits.items()}).winner)
        found += any(looked)
    assert found / 150 > 0.1
