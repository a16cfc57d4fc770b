"""Rules that a workspace or a sequence switches on, and the hours in which nobody is called."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.case import Entry, LiveEnrollment, Past, Policy, Purpose
from compliance.packs import Channel
from compliance.rules import BY_ID, judge
from compliance.rules.calling import CLOSES, OPENS, next_waking
from compliance.verdicts import Finding, Outcome
from tests.compliance.cases import NOW, case, consent

DAY = timedelta(days=1)
ZONES = ("America/Los_Angeles", "America/New_York", "Europe/Berlin", "Asia/Kolkata")


def found(rule: str, /, policy: dict[str, Any] | None = None, **changes: Any) -> Finding:
    """What one rule says of the case with these changes."""
    return BY_ID[rule](case(policy=Policy(**(policy or {})), **changes))


def other(entry: Entry = Entry.ONE_AT_A_TIME, **changes: Any) -> LiveEnrollment:
    """Another sequence that the person is in."""
    facts = {"id": "e2", "sequence_id": "s2", "sequence_name": "Spring", **changes}
    return LiveEnrollment(entry=entry, **facts)


SPOILT: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("stale_data", {"stale_after_days": 90}, {"confirmed_at": NOW - 91 * DAY}, "24 August 2026"),
    ("stale_data", {"stale_after_days": 90}, {"confirmed_at": None}, "ever confirmed"),
    ("lead_accepted", {"requires_acceptance": True}, {}, "has not accepted"),
    ("approval_tag", {"approval_tags": ("Fair",)}, {}, "no approved list"),
    ("approval_tag", {"approval_tags": ("Fair",)}, {"approval_tag": "Bought"}, "not approved"),
    ("company_cap", {"max_active_at_company": 2}, {"active_at_company": 2}, "2 at a time"),
]


@pytest.mark.parametrize(("rule", "policy", "changes", "says"), SPOILT)
def test_a_rule_blocks_alone_and_says_how_to_go_on(
    rule: str, policy: dict[str, Any], changes: dict[str, Any], says: str
) -> None:
    verdict = judge(case(policy=Policy(**policy), **changes))
    (finding,) = verdict.blocks
    assert (finding.rule, finding.overridable) == (rule, True)
    assert says in finding.reason and finding.fix.endswith(".")


@pytest.mark.parametrize(("rule", "policy", "changes", "says"), SPOILT)
def test_a_rule_that_is_switched_off_lets_everybody_pass(
    rule: str, policy: dict[str, Any], changes: dict[str, Any], says: str
) -> None:
    assert found(rule, **changes).outcome is Outcome.ALLOW


@pytest.mark.parametrize(("rule", "policy", "changes", "says"), SPOILT)
def test_who_is_in_stays_in_when_such_a_rule_changes(
    rule: str, policy: dict[str, Any], changes: dict[str, Any], says: str
) -> None:
    asked = judge(case(policy=Policy(**policy), purpose=Purpose.ARM, **changes)).findings
    assert rule not in {finding.rule for finding in asked}


OKAY: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("stale_data", {"stale_after_days": 90}, {"confirmed_at": NOW - 90 * DAY}),
    ("lead_accepted", {"requires_acceptance": True}, {"accepted_by_owner": True}),
    ("approval_tag", {"approval_tags": ("Fair",)}, {"approval_tag": " FAIR "}),
    ("company_cap", {"max_active_at_company": 2}, {"active_at_company": 1}),
    ("company_cap", {"max_active_at_company": 2}, {"account_state": None, "active_at_company": 9}),
]


@pytest.mark.parametrize(("rule", "policy", "changes"), OKAY)
def test_a_rule_lets_pass_what_it_asks_for(
    rule: str, policy: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert found(rule, policy, **changes).outcome is Outcome.ALLOW


def test_no_finding_holds_the_mark_of_a_contact() -> None:
    finding = found("approval_tag", {"approval_tags": ("Fair",)}, approval_tag="Bought from Bob")
    assert "Bob" not in f"{finding.reason} {finding.fix} {finding.inputs}"


# Whom a sequence takes beside others, and again

E = Entry
BESIDE = [
    (E.ONE_AT_A_TIME, E.ANY, True),
    (E.ONE_AT_A_TIME, E.EXCLUSIVE, True),
    (E.ONCE_EVER, E.ANY, True),
    (E.EXCLUSIVE, E.EXCLUSIVE, True),
    (E.EXCLUSIVE, E.ONE_AT_A_TIME, False),
    (E.EXCLUSIVE, E.ANY, False),
    (E.ANY, E.EXCLUSIVE, False),
    (E.ANY, E.ONE_AT_A_TIME, False),
]


@pytest.mark.parametrize(("ours", "theirs", "blocks"), BESIDE)
def test_a_sequence_says_beside_which_others_it_takes_people(
    ours: Entry, theirs: Entry, blocks: bool
) -> None:
    finding = found("exclusivity", {"entry": ours}, other_enrollments=(other(theirs),))
    assert (finding.outcome is Outcome.BLOCK) is blocks
    assert finding.overridable is blocks


@pytest.mark.parametrize("entry", Entry)
def test_nobody_is_twice_in_one_sequence_at_once(entry: Entry) -> None:
    here = other(E.ANY, sequence_id="s1")
    finding = found("exclusivity", {"entry": entry}, other_enrollments=(here,))
    assert (finding.outcome, finding.overridable) == (Outcome.BLOCK, False)


@pytest.mark.parametrize("entry", Entry)
def test_only_once_ever_keeps_out_who_has_been_in(entry: Entry) -> None:
    finding = found("exclusivity", {"entry": entry}, past=Past(been_here=True))
    assert (finding.outcome is Outcome.BLOCK) is (entry is E.ONCE_EVER)


# How often


def budget(touches: int, **changes: Any) -> Finding:
    """Three touches a week; so many were made, one each of the last days."""
    lately = tuple(NOW - n * DAY for n in range(1, touches + 1))
    policy = {"touch_budget": 3, "motion_priority": ("renewal", "outbound")}
    past = Past(lately=lately)
    return found("frequency_budget", policy, purpose=Purpose.ARM, past=past, **changes)


def test_a_touch_that_fits_the_week_leaves() -> None:
    assert budget(2).outcome is Outcome.ALLOW


def test_a_touch_that_does_not_fit_waits_until_the_oldest_is_a_week_old() -> None:
    finding = budget(3)
    assert (finding.outcome, finding.until) == (Outcome.DEFER, NOW + 4 * DAY)
    assert "3 touches in seven days" in finding.reason


def test_where_more_were_made_than_fit_it_waits_for_as_many_as_it_takes() -> None:
    assert budget(5).until == NOW + 4 * DAY


def test_a_touch_of_a_week_ago_counts_no_more() -> None:
    lately = (NOW - 7 * DAY, NOW - DAY, NOW - DAY)
    policy = {"touch_budget": 3}
    past = Past(lately=lately)
    finding = found("frequency_budget", policy, purpose=Purpose.ARM, past=past)
    assert finding.outcome is Outcome.ALLOW


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.CALL, Channel.SMS])
def test_the_budget_is_asked_when_something_leaves(channel: Channel) -> None:
    asked = judge(case(channel=channel, purpose=Purpose.RENDER)).findings
    assert "frequency_budget" in {finding.rule for finding in asked}


def rival(motion: str = "renewal", due: datetime = NOW + DAY) -> tuple[LiveEnrollment, ...]:
    return (other(motion=motion, next_due=due),)


def test_the_motion_that_comes_first_takes_the_last_place_and_the_loser_is_told() -> None:
    finding = budget(2, other_enrollments=rival())
    assert finding.outcome is Outcome.DEFER and finding.until == NOW + DAY + timedelta(hours=1)
    assert "“Spring” comes first" in finding.reason and finding.inputs["winner"] == "e2"


@pytest.mark.parametrize(
    "rivals",
    [
        rival(motion="outbound"),
        rival(motion="event"),
        rival(due=NOW + 8 * DAY),
        (other(motion="renewal"),),
        (other(motion="renewal", next_due=NOW, id="own"),),
    ],
    ids=["the same motion", "a later one", "not this week", "nothing planned", "the own one"],
)
def test_others_take_no_place(rivals: tuple[LiveEnrollment, ...]) -> None:
    assert budget(2, other_enrollments=rivals, own_enrollment_id="own").outcome is Outcome.ALLOW


def test_with_room_for_both_nobody_waits() -> None:
    assert budget(1, other_enrollments=rival()).outcome is Outcome.ALLOW


@given(
    one=st.sampled_from(["renewal", "outbound", "event"]),
    two=st.sampled_from(["renewal", "outbound", "event"]),
)
def test_two_sequences_never_wait_for_each_other(one: str, two: str) -> None:
    sides = [
        budget(2, motion=mine, other_enrollments=rival(motion=theirs)).outcome
        for mine, theirs in ((one, two), (two, one))
    ]
    assert sides.count(Outcome.DEFER) <= 1


# Hours in which nobody is called


def call(zones: tuple[str, ...], moment: datetime = NOW) -> Finding:
    return found("quiet_hours", channel=Channel.CALL, phone_zones=zones, moment=moment)


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [("07:59", "defer"), ("08:00", "allow"), ("20:59", "allow"), ("21:00", "defer")],
)
def test_calls_are_made_between_eight_and_nine(clock: str, outcome: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{clock}:00+00:00")
    assert call(("Europe/London",), moment).outcome == outcome


def test_a_call_waits_until_every_zone_is_awake() -> None:
    # Nine in London is four in New York and one in Los Angeles, where it is eight at 16:00 UTC.
    finding = call(("America/Los_Angeles", "America/New_York"))
    assert finding.until == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert "Los Angeles, New York" in finding.reason and not finding.overridable


def test_a_call_in_the_evening_waits_for_the_morning() -> None:
    finding = call(("Europe/Berlin",), datetime(2026, 11, 23, 22, tzinfo=UTC))
    assert finding.until == datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_the_morning_after_the_clocks_change_is_at_eight_there() -> None:
    finding = call(("Europe/Berlin",), datetime(2026, 10, 24, 22, tzinfo=UTC))
    assert finding.until == datetime(2026, 10, 25, 7, tzinfo=UTC)


def test_where_no_hour_suits_all_zones_nobody_is_called() -> None:
    finding = call(("Asia/Kolkata", "Europe/Berlin", "America/Los_Angeles"))
    assert (finding.outcome, finding.overridable) == (Outcome.BLOCK, True)


@pytest.mark.parametrize("zones", [(), ("Nowhere/Land",)])
def test_where_nobody_knows_the_zone_nobody_is_called(zones: tuple[str, ...]) -> None:
    assert call(zones).outcome is Outcome.BLOCK


def test_mail_and_tasks_know_no_quiet_hours() -> None:
    for channel in (Channel.EMAIL, Channel.LINKEDIN, Channel.TASK):
        asked = judge(case(channel=channel, phone_zones=())).findings
        assert "quiet_hours" not in {finding.rule for finding in asked}


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True).map(tuple),
)
def test_the_next_hour_is_a_waking_one_everywhere_and_never_earlier(
    moment: datetime, zones: tuple[str, ...]
) -> None:
    opens = next_waking(moment, zones)
    if opens is not None:
        local = [opens.astimezone(ZoneInfo(zone)).time() for zone in zones]
        assert opens >= moment and all(OPENS <= time < CLOSES for time in local)


# What passes and should be looked at


def test_consent_that_ends_within_thirty_days_is_a_warning() -> None:
    ground = consent("express", expires_at=NOW + 30 * DAY)
    verdict = judge(case(country="DE", consents=(ground,)))
    (finding,) = verdict.warnings
    assert verdict.allows and "until 23 December 2026 only" in finding.reason


def test_consent_that_lasts_longer_is_none() -> None:
    ground = consent("express", expires_at=NOW + 31 * DAY)
    assert judge(case(country="DE", consents=(ground,))).warnings == ()
