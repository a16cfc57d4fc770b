"""What the lint says about dates, senders, channels, names and trials."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from contacts.conditions import Condition, Conditions, Match, Operator
from sequences.cadence import Block, Window
from sequences.calendars import OwnClosedDate, closures
from sequences.lint import Context, Severity, lint
from sequences.plans import Canary, Experiment, StepInput, Variant
from tests.sequences.linting import CALL, CONTEXT, EMAIL, FOOTER, NOW, codes, found, only, planned

TODAY = NOW.date()  # a Monday
DAY = timedelta(days=1)
SATURDAYS = Window((Block(5, time(9), time(12)),))
SMS = StepInput("sms", "sms", delay_amount=1, text="Hello. STOP ends it.")
B = Variant("b", 50, "Another thought", "Three lines", "Hello {{ first_name }}" + FOOTER)


def told(context: Context, *steps: StepInput, **changes: object) -> list[tuple[str, bool]]:
    findings = lint(planned(*(steps or (EMAIL,)), **changes), context)
    return [(each.code, each.blocks) for each in findings]


# Dates


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, []),
        (TODAY, TODAY + 6 * DAY, []),
        (TODAY, TODAY, [("dates_closed", True)]),
        (TODAY + 6 * DAY, TODAY + 10 * DAY, [("dates_closed", True)]),
        (None, TODAY - DAY, [("dates_over", True)]),
        (TODAY - 30 * DAY, TODAY + 6 * DAY, []),
    ],
)
def test_the_window_opens_between_the_first_day_and_the_last(
    starts: date | None, ends: date | None, expected: list[tuple[str, bool]]
) -> None:
    context = replace(CONTEXT, starts_on=starts, ends_on=ends)
    assert told(context, window=SATURDAYS) == expected


@pytest.mark.parametrize(
    ("zone", "hour", "day", "over"),
    [
        ("Pacific/Pago_Pago", 2, TODAY - DAY, False),
        ("Pacific/Pago_Pago", 12, TODAY - DAY, True),
        ("Pacific/Kiritimati", 20, TODAY, True),
        ("Pacific/Kiritimati", 2, TODAY, False),
    ],
)
def test_the_last_day_ends_where_the_workspace_is(
    zone: str, hour: int, day: date, over: bool
) -> None:
    now = datetime.combine(TODAY, time(hour), UTC)
    context = replace(CONTEXT, now=now, zone=ZoneInfo(zone), ends_on=day)
    assert (("dates_over", True) in told(context)) is over


def test_a_window_that_closed_dates_cover_never_opens() -> None:
    years = OwnClosedDate(TODAY, TODAY + 500 * DAY, "Pause")
    shut = closures(country="", region="", observe=False, own=[years])
    assert told(replace(CONTEXT, closures=shut)) == [("window_closed", True)]


def test_a_block_shorter_than_the_spread_is_told() -> None:
    short = Window((Block(0, time(9), time(9, 15)),))
    assert told(CONTEXT, window=short) == [("window_short", False)]
    assert told(CONTEXT, window=short, spread_minutes=15) == []
    assert told(replace(CONTEXT, window=short)) == [("window_short", False)]


def test_a_block_until_midnight_is_as_long_as_it_is() -> None:
    late = Window((Block(0, time(23), time(0)),))
    assert told(CONTEXT, window=late, spread_minutes=60) == []
    assert told(CONTEXT, window=late, spread_minutes=61) == [("window_short", False)]


def test_a_step_after_the_last_day_is_told() -> None:
    last = replace(CALL, delay_amount=9)
    context = replace(CONTEXT, ends_on=TODAY + 5 * DAY)
    assert told(context, EMAIL, last) == [("dates_short", False)]
    assert told(replace(context, ends_on=TODAY + 9 * DAY), EMAIL, last) == []


# Senders and copies


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (replace(EMAIL, sender="Bob@Acme.example"), []),
        (replace(EMAIL, sender="eve@acme.example"), [("sender_unknown", True)]),
        (replace(EMAIL, cc=("boss@acme.example",)), []),
        (replace(EMAIL, cc=("drop@crm.example",)), []),
        (replace(EMAIL, bcc=("eve@evil.example",)), [("copy_outside", True)]),
        (replace(EMAIL, cc=("eve@notacme.example",)), [("copy_outside", True)]),
        (replace(EMAIL, reply_to="eve@evil.example"), [("reply_to_outside", False)]),
    ],
)
def test_messages_are_sent_and_copied_from_our_own(
    step: StepInput, expected: list[tuple[str, bool]]
) -> None:
    context = replace(CONTEXT, copy_addresses=frozenset({"drop@crm.example"}))
    assert told(context, step) == expected


def test_what_is_not_known_here_is_not_judged() -> None:
    step = replace(EMAIL, sender="eve@evil.example", cc=("eve@evil.example",))
    assert told(Context(now=NOW), step) == []


# SMS


CONSENT = "contact.custom.sms_consent"


def consent(operator: Operator, value: str = "", field: str = CONSENT) -> Condition:
    return Condition(field=field, operator=operator, value=value)


GERMAN = consent(Operator.IS, "DE", "contact.country")
YES = consent(Operator.IS, "yes")


@pytest.mark.parametrize(
    ("when", "asks"),
    [
        (Conditions((YES,)), True),
        (Conditions((GERMAN, YES)), True),
        (Conditions((consent(Operator.IS_NOT_EMPTY),)), True),
        (Conditions((consent(Operator.IS, "yes", "contact.custom.opt_in_sms"),)), True),
        (Conditions((YES, GERMAN), Match.ANY), False),
        (Conditions((consent(Operator.IS_NOT, "yes"),)), False),
        (Conditions((consent(Operator.IS_EMPTY),)), False),
        (Conditions((GERMAN,)), False),
        (Conditions(), False),
    ],
)
def test_an_sms_asks_for_consent(when: Conditions, asks: bool) -> None:
    expected = [] if asks else ["sms_consent"]
    assert codes(EMAIL, replace(SMS, when=when)) == expected


# Names


def test_a_name_off_the_rule_is_told_with_a_better_one() -> None:
    context = replace(CONTEXT, naming_rule="YYYY-MM-Type-Name", name="Spring", campaign_type="Cold")
    finding = only(EMAIL, context=context)
    assert (finding.severity, finding.fix) == (
        Severity.WARNING,
        "Call it “2027-01-Cold-Spring”.",
    )
    required = replace(context, naming_required=True)
    assert only(EMAIL, context=required).blocks
    assert codes(EMAIL, context=replace(required, name="2027-03-Cold-Spring")) == []


# Trials


def compared(variant: Variant) -> StepInput:
    return replace(EMAIL, variants=(variant,), experiment=Experiment())


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (compared(B), []),
        (replace(EMAIL, variants=(B,)), ["no_experiment"]),
        (replace(EMAIL, experiment=Experiment()), ["no_variants"]),
        (compared(replace(B, share=96)), ["share_small"]),
        (compared(replace(B, share=4)), ["share_small"]),
    ],
)
def test_a_comparison_needs_variants_and_people(step: StepInput, expected: list[str]) -> None:
    assert codes(step) == expected


def test_two_variants_that_say_the_same_are_told() -> None:
    same = Variant("b", 50, EMAIL.subject, EMAIL.preheader, EMAIL.text, EMAIL.html)
    assert only(compared(same)).message == "Step 1: variants a and b say the same."


def test_in_an_answer_another_subject_is_no_other_message() -> None:
    only_subject = replace(
        compared(Variant("b", 50, "Other", EMAIL.preheader, EMAIL.text)), key="answer"
    )
    assert "variants_same" in codes(EMAIL, replace(only_subject, delay_amount=2))
    assert "variants_same" not in codes(only_subject)


@pytest.mark.parametrize(
    ("canary", "expected"),
    [
        (Canary(), []),
        (Canary(share=51), ["canary_wide"]),
        (Canary(share=51, people=10), []),
        (Canary(people=1_001), ["canary_wide"]),
    ],
)
def test_the_first_few_are_few(canary: Canary, expected: list[str]) -> None:
    assert codes(EMAIL, canary=canary) == expected


def test_a_sequence_without_tests_is_told() -> None:
    (finding,) = found(EMAIL, cases=())
    assert (finding.code, finding.severity) == ("no_tests", Severity.INFO)
