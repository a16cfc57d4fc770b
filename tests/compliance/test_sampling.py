"""How many messages of a group are opened first, and which."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import sampling
from compliance.sampling import Record

IDS = st.sets(st.uuids(), min_size=1, max_size=60)
DECIDED = st.integers(0, 500)


CLEAN = Record(100, 0)


def drawn(ids: Any, record: Record = CLEAN, **changes: Any) -> frozenset[UUID]:
    said = {"policy": 1, "key": "k", "floor": 3, **changes}
    return sampling.sample(ids, record=record, **said)


@given(IDS, DECIDED, st.integers(0, 10))
def test_a_sample_is_of_the_group_and_has_at_least_the_floor(
    ids: set[UUID], decided: int, floor: int
) -> None:
    found = drawn(ids, Record(decided, decided // 3), floor=floor)
    assert found <= ids
    assert len(found) >= min(floor, len(ids))


@given(st.lists(st.uuids(), unique=True, min_size=1, max_size=40), st.randoms())
def test_the_order_of_the_group_does_not_matter(ids: list[UUID], chance: Any) -> None:
    mixed = list(ids)
    chance.shuffle(mixed)
    assert drawn(ids) == drawn(mixed)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(1, 50))
def test_more_failures_never_make_a_sample_smaller(decided: int, failed: int, among: int) -> None:
    failed = min(failed, decided - 1)
    fewer = sampling.size(among, Record(decided, failed), floor=1)
    assert fewer <= sampling.size(among, Record(decided, failed + 1), floor=1)


@given(IDS, DECIDED)
def test_a_worse_record_asks_for_more_of_the_same(ids: set[UUID], decided: int) -> None:
    assert drawn(ids, Record(decided, 0)) <= drawn(ids, Record(decided, decided))


def test_of_an_unknown_rep_all_are_opened() -> None:
    assert sampling.size(40, Record(), floor=3) == 40


def test_of_a_rep_with_a_long_clean_record_few_are() -> None:
    assert sampling.size(50, Record(400, 0), floor=1) == 3


@pytest.mark.parametrize(
    ("failed", "decided", "upper"), [(0, 10, 0.2775), (1, 10, 0.4042), (5, 100, 0.1118)]
)
def test_the_upper_end_is_that_of_wilson(failed: int, decided: int, upper: float) -> None:
    assert sampling.upper_share(Record(decided, failed)) == pytest.approx(upper, abs=0.0001)


def test_another_group_or_policy_asks_for_others() -> None:
    ids = {UUID(int=n) for n in range(50)}
    assert len({drawn(ids), drawn(ids, key="l"), drawn(ids, policy=2)}) == 3
