from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.reading.intent import Demand, Intent, Objection, understand
from signals.reading.intent.when import moments

MONDAY = date(2026, 11, 23)


def test_the_strictest_meaning_leads_and_the_others_stay() -> None:
    found = understand("Too expensive for us. Try again in Q3, what does it cost?", received=MONDAY)
    assert found.intent is Intent.NOT_NOW
    assert found.others == (Intent.OBJECTION, Intent.QUESTION)


def test_an_opt_out_leads_over_everything() -> None:
    text = "Sounds great, but please remove me. My lawyer will be in touch. Talk to Anna."
    found = understand(text, received=MONDAY)
    assert found.intent is Intent.OPT_OUT
    assert Intent.COMPLAINT in found.others


def test_not_interested_is_an_objection_and_no_opt_out() -> None:
    found = understand("Not interested, thanks.", received=MONDAY)
    assert (found.intent, found.objections) == (Intent.OBJECTION, (Objection.NO_NEED,))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("That is over our budget", Objection.PRICE),
        ("We have no capacity for another project", Objection.TIMING),
        ("Wir haben bereits eine Lösung", Objection.COMPETITOR),
        ("C'est le siège qui décide", Objection.AUTHORITY),
        ("No lo necesitamos", Objection.NO_NEED),
    ],
)
def test_an_objection_names_what_is_in_the_way(text: str, reason: Objection) -> None:
    assert reason in understand(text, received=MONDAY).objections


def test_erasure_is_an_opt_out_that_says_so() -> None:
    found = understand("Delete all data you have about me.", received=MONDAY)
    assert (found.intent, found.demands) == (Intent.OPT_OUT, (Demand.ERASURE,))


def test_a_request_for_access_is_a_complaint_that_says_so() -> None:
    found = understand("Gemäß Art. 15 DSGVO verlange ich Auskunft.", received=MONDAY)
    assert (found.intent, found.demands) == (Intent.COMPLAINT, (Demand.ACCESS,))


def test_a_possible_wish_is_held_with_its_other_meanings() -> None:
    found = understand("How did you get my address? What does it cost?", received=MONDAY)
    assert (found.intent, found.held) == (Intent.UNCLEAR, True)
    assert found.others == (Intent.QUESTION,)


def test_a_refusal_that_nobody_understands_is_held() -> None:
    assert understand("Never in a thousand winters, sir.", received=MONDAY).held


def test_a_positive_phrase_under_not_is_none() -> None:
    assert understand("This does not sound good", received=MONDAY).intent is not Intent.INTERESTED


def test_irony_is_unclear() -> None:
    found = understand("Oh great, tell me more, exactly what I needed", received=MONDAY)
    assert (found.intent, found.sarcastic) == (Intent.UNCLEAR, True)


def test_a_meeting_has_its_day_and_hour() -> None:
    found = understand("Sure, how about Thursday at 2pm?", received=MONDAY)
    assert (found.proposed[0].day, found.proposed[0].at) == (date(2026, 11, 26), time(14))


def test_a_booking_link_is_read() -> None:
    found = understand("Let's talk: https://calendly.com/dana/30min.", received=MONDAY)
    assert found.booking_links == ("https://calendly.com/dana/30min",)


def test_a_referral_has_the_name_and_the_address() -> None:
    text = "Please talk to Anna Lind, she runs sales ops: anna@north.example"
    contact = understand(text, received=MONDAY).contacts[0]
    assert (contact.name, contact.email) == ("Anna Lind", "anna@north.example")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in q3", date(2027, 7, 1)),
        ("nach den sommerferien", date(2027, 9, 1)),
        ("in zwei monaten", date(2027, 1, 23)),
        ("after 1 may", date(2027, 5, 2)),
        ("after may", date(2027, 6, 1)),
        ("mid-march", date(2027, 3, 15)),
        ("next quarter", date(2027, 1, 1)),
        ("after easter", date(2027, 3, 30)),
        ("apres les fetes", date(2027, 1, 7)),
        ("dentro de seis meses", date(2027, 5, 23)),
        ("om tva veckor", date(2026, 12, 7)),
        ("半年後", date(2027, 5, 23)),
        ("来年の4月", date(2027, 4, 1)),
    ],
)
def test_a_time_to_come_back_is_resolved(text: str, day: date) -> None:
    assert moments(text, MONDAY)[0].day == day


@pytest.mark.parametrize("text", ["i am out today", "we may call", "on 1 may 2020", "in 99 years"])
def test_other_words_are_no_time(text: str) -> None:
    assert moments(text, MONDAY) == []


@given(st.text(max_size=300), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_is_understood(text: str, day: date) -> None:
    found = understand(text, received=day, tail=text, subject=text)
    assert 0 <= found.confidence <= 1


@given(
    st.lists(
        st.sampled_from(
            "not stop mail please remove in 3 weeks after may ? . , \n nicht mehr".split(" ")
        ),
        max_size=60,
    )
)
def test_a_date_to_come_back_lies_ahead(words: list[str]) -> None:
    found = understand(" ".join(words), received=MONDAY)
    assert found.come_back is None or found.come_back > MONDAY
