"""Answers by which a receiver asks to slow down, and for how long it is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.slowing import FORMS, LONGEST, QUIET, SHORTEST, Form, asked_by, share, wait_after

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("code", "text", "who"),
    [
        (421, "4.7.28 Unusual rate of mail from here", "Google"),
        (451, "4.7.650 The mail server has been limited", "Microsoft"),
        (421, "RP-001 (AB1) Rate exceeded", "Microsoft"),
        (421, "4.7.0 [TS01] Messages deferred", "Yahoo"),
        (450, "4.7.1 Too many messages, come back later", "the receiving server"),
        (452, "4.5.3 Too many recipients received this hour", "the receiving server"),
        (421, "Please slow down", "the receiving server"),
        (451, "Rate limit exceeded", "the receiving server"),
    ],
)
def test_words_about_rates_ask_to_slow_down(code: int, text: str, who: str) -> None:
    form = asked_by(code, text)
    assert form is not None and form.who == who


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (451, "4.7.1 Greylisted, please try again in 5 minutes"),
        (452, "4.2.2 Mailbox full, quota exceeded"),
        (450, "4.2.1 This person is receiving mail at a rate that is too high"),
        (452, "4.3.1 Out of storage"),
        (451, "4.3.0 try later"),
        (550, "5.7.1 Rate limit exceeded"),
        (250, "2.0.0 ok, slow down"),
    ],
)
def test_what_concerns_one_message_or_mailbox_does_not(code: int, text: str) -> None:
    assert asked_by(code, text) is None


def test_the_time_doubles_up_to_hours_and_begins_anew_after_a_quiet_day() -> None:
    form, waits, last = FORMS[-1], [], timedelta()
    for _ in range(8):
        last = wait_after(form, last, MINUTE)
        waits.append(last // MINUTE)
    assert waits == [5, 10, 20, 40, 80, 160, 240, 240]
    assert wait_after(form, last, QUIET) == SHORTEST


@given(
    form=st.sampled_from(FORMS),
    last=st.timedeltas(timedelta(), LONGEST),
    since=st.timedeltas(timedelta(), timedelta(days=3)),
)
def test_nobody_is_left_alone_for_shorter_or_longer(
    form: Form, last: timedelta, since: timedelta
) -> None:
    assert SHORTEST <= wait_after(form, last, since) <= LONGEST


@given(key=st.integers(0, 2**128 - 1), wait=st.timedeltas(SHORTEST, LONGEST))
def test_who_waited_comes_back_spread_over_a_quarter_of_the_time(key: int, wait: timedelta) -> None:
    assert NOW <= share(key, NOW, wait) <= NOW + wait / 4
