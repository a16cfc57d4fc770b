"""In which band a mailbox is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.health.bands import DEFAULTS, EASED, FLOOR, Band, Limits, Sample, judge


@st.composite
def samples(draw: st.DrawFn, least: int = 0, most: int = 2_000) -> Sample:
    sent = draw(st.integers(least, most))
    some = st.integers(0, sent)
    return Sample(sent, draw(some), draw(some), draw(some))


def fine(sent: int = 1_000, **more: int) -> Sample:
    return Sample(sent, **{"replied": sent // 20, **more})


@given(samples(most=FLOOR - 1), samples(most=FLOOR - 1), st.sampled_from(Band))
def test_below_the_floor_nothing_is_judged(month: Sample, week: Sample, before: Band) -> None:
    assert judge(month, week, DEFAULTS, before).band == Band.UNJUDGED


@given(samples(most=FLOOR - 1))
def test_a_week_below_the_floor_changes_nothing(week: Sample) -> None:
    assert judge(fine(), week, DEFAULTS).band == Band.GOOD


@given(samples(least=FLOOR), samples())
def test_one_more_bounce_never_makes_it_better(month: Sample, week: Sample) -> None:
    order = [Band.GOOD, Band.WATCH, Band.PAUSE]
    limits = Limits(reply_watch=0)
    before = judge(Sample(month.sent, month.bounced), week, limits)
    after = judge(Sample(month.sent + 1, month.bounced + 1), week, limits)
    assert order.index(after.band) >= order.index(before.band)


@given(samples(least=FLOOR), samples())
def test_whatever_is_not_good_says_why(month: Sample, week: Sample) -> None:
    verdict = judge(month, week, DEFAULTS)
    assert bool(verdict.why) == (verdict.band != Band.GOOD)


@given(samples(least=FLOOR))
def test_few_replies_alone_only_warn(month: Sample) -> None:
    quiet = Sample(month.sent, replied=month.replied)
    assert judge(quiet, quiet, DEFAULTS).band != Band.PAUSE


@pytest.mark.parametrize(
    ("sample", "band"),
    [
        (fine(100, bounced=1), Band.GOOD),
        (fine(100, bounced=2), Band.WATCH),
        (fine(100, bounced=4), Band.PAUSE),
        (fine(50, bounced=2), Band.WATCH),
        (fine(1_000, complained=1), Band.WATCH),
        (fine(100, complained=1), Band.WATCH),
        (fine(600, complained=2), Band.PAUSE),
        (fine(1_000, replied=9), Band.WATCH),
    ],
)
def test_the_limits_are_those_of_mailbox_providers(sample: Sample, band: Band) -> None:
    assert judge(sample, Sample(), DEFAULTS).band == band


def test_a_bad_week_counts_more_than_a_good_month() -> None:
    verdict = judge(fine(5_000, bounced=10), fine(100, bounced=9), DEFAULTS)
    assert verdict.band == Band.PAUSE
    assert verdict.why == ("9 of 100 messages of 7 days bounced (9.00 %, the limit is 4 %).",)


def test_a_watched_mailbox_is_good_again_only_well_below_the_limit() -> None:
    at_limit, below = fine(1_000, bounced=19), fine(1_000, bounced=int(20 * EASED) - 1)
    assert judge(at_limit, Sample(), DEFAULTS, Band.GOOD).band == Band.GOOD
    assert judge(at_limit, Sample(), DEFAULTS, Band.WATCH).band == Band.WATCH
    assert judge(below, Sample(), DEFAULTS, Band.WATCH).band == Band.GOOD
