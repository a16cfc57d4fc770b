"""How a new mailbox grows to its limit."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sequences.ramps import Ramp, cap, full, grown_on
from sequences.simulation.queues import Box

BEGINS = date(2026, 11, 2)
RAMP = Ramp(BEGINS, first=10, step=5)
LIMITS = st.integers(0, 10_000)
RAMPS = st.builds(
    Ramp, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 500), st.integers(1, 500)
)


def test_it_grows_by_a_step_a_day_up_to_the_limit() -> None:
    days = [BEGINS + timedelta(days=n) for n in range(-1, 5)]
    assert [cap(22, RAMP, day) for day in days] == [10, 10, 15, 20, 22, 22]


def test_a_mailbox_that_is_warm_has_its_limit() -> None:
    assert cap(200, None, BEGINS) == 200


@given(limit=LIMITS, ramp=RAMPS, days=st.integers(-30, 3_000))
def test_it_never_shrinks_and_never_passes_the_limit(limit: int, ramp: Ramp, days: int) -> None:
    day = ramp.begins + timedelta(days=days)
    assert cap(limit, ramp, day) <= cap(limit, ramp, day + timedelta(days=1)) <= limit


@given(limit=LIMITS, ramp=RAMPS)
def test_it_is_grown_on_the_first_day_that_has_the_whole_limit(limit: int, ramp: Ramp) -> None:
    day = grown_on(limit, ramp)
    assert cap(limit, ramp, day) == limit
    assert day == ramp.begins or cap(limit, ramp, day - timedelta(days=1)) < limit


def test_a_simulated_mailbox_grows_and_says_so_in_the_engines_words() -> None:
    box = Box(200, RAMP, {BEGINS: 9})
    assert box.has_room(BEGINS, 0)
    box.used[BEGINS] += 1
    assert not box.has_room(BEGINS, 0)
    assert box.cause(BEGINS) == full(200, 10)
