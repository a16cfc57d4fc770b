"""What each jurisdiction's pack allows, as a table that counsel can read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.case import Case
from compliance.packs import EU_OTHER, PACKS, Basis, Channel, ChannelLaw, Pack, Subscriber, pack_for
from compliance.rules.permission import lawful_basis, months_after
from compliance.verdicts import Outcome
from contacts.csvfile.countries import COUNTRIES
from contacts.csvfile.values import BASES, SUBSCRIBERS
from contacts.models import SubscriberKind
from tests.compliance.cases import CASES, MOMENTS, NOW, case, consent

# channel, country, subscriber, basis on record (for that channel), allowed?
TABLE = """
email US corporate    -                    yes
email US individual   -                    yes
email US unknown      -                    yes
email GB corporate    -                    yes
email GB individual   -                    no
email GB unknown      -                    no
email GB unknown      corporate_subscriber yes
email GB individual   corporate_subscriber no
email GB individual   express              yes
email GB individual   existing_customer    yes
email GB individual   inquiry              yes
email GB unknown      legitimate_interest  no
email GB individual   published_address    no
email DE corporate    -                    no
email DE individual   -                    no
email DE corporate    express              yes
email DE corporate    double_opt_in        yes
email DE corporate    existing_customer    yes
email DE corporate    legitimate_interest  no
email DE corporate    published_address    no
email DE corporate    inquiry              no
email DE corporate    corporate_subscriber no
email AT corporate    -                    no
email AT corporate    express              yes
email AT corporate    existing_customer    yes
email AT corporate    legitimate_interest  no
email CH corporate    -                    no
email CH corporate    double_opt_in        yes
email CH corporate    existing_customer    yes
email CH corporate    published_address    no
email FR corporate    -                    no
email FR corporate    legitimate_interest  yes
email FR unknown      legitimate_interest  yes
email FR individual   legitimate_interest  no
email FR individual   express              yes
email FR individual   existing_customer    yes
email FR corporate    published_address    no
email IT corporate    -                    no
email IT corporate    express              yes
email IT corporate    existing_customer    no
email IT individual   existing_customer    yes
email IT corporate    legitimate_interest  no
email CA corporate    -                    no
email CA corporate    express              yes
email CA corporate    existing_customer    yes
email CA corporate    inquiry              yes
email CA corporate    published_address    yes
email CA corporate    legitimate_interest  no
email AU corporate    -                    no
email AU corporate    express              yes
email AU corporate    existing_customer    yes
email AU corporate    published_address    yes
email AU corporate    inquiry              no
email NL corporate    -                    no
email NL corporate    express              yes
email ES corporate    existing_customer    yes
email SE corporate    legitimate_interest  no
email NO corporate    published_address    no
email JP corporate    -                    no
email JP corporate    express              yes
email JP corporate    existing_customer    no
email -- corporate    -                    no
email -- corporate    express              no
email -- corporate    double_opt_in        no
call  US corporate    -                    yes
call  GB individual   -                    yes
call  DE corporate    -                    yes
call  DE unknown      -                    yes
call  DE individual   -                    no
call  DE individual   express              yes
call  AT corporate    -                    no
call  AT corporate    express              yes
call  AT corporate    existing_customer    no
call  FR corporate    -                    yes
call  -- corporate    -                    no
call  -- corporate    express              no
sms   -- corporate    express              no
sms   US corporate    -                    no
sms   US corporate    express              yes
sms   DE corporate    existing_customer    no
sms   GB corporate    -                    no
sms   CA corporate    double_opt_in        yes
sms   -- corporate    -                    no
linkedin DE corporate -                    yes
linkedin IT individual -                   yes
linkedin -- unknown   -                    yes
"""


def parsed(line: str) -> tuple[dict[str, Any], bool]:
    channel, country, subscriber, basis, allowed = line.split()
    facts: dict[str, Any] = {
        "channel": Channel(channel),
        "country": country.strip("-"),
        "subscriber": Subscriber(subscriber),
    }
    if basis != "-":
        facts["consents"] = (consent(basis, channel=Channel(channel)),)
    return facts, allowed == "yes"


@pytest.mark.parametrize(
    "line", TABLE.strip().splitlines(), ids=lambda line: " ".join(line.split())
)
def test_the_pack_allows_what_its_law_allows(line: str) -> None:
    facts, allowed = parsed(line)
    assert (lawful_basis(case(**facts)).outcome is Outcome.ALLOW) is allowed


@pytest.mark.parametrize(
    ("basis", "given", "allowed"),
    [
        ("existing_customer", datetime(2024, 11, 23, 9, 1, tzinfo=UTC), True),
        ("existing_customer", datetime(2024, 11, 23, 9, 0, tzinfo=UTC), False),
        ("inquiry", datetime(2026, 5, 23, 9, 1, tzinfo=UTC), True),
        ("inquiry", datetime(2026, 5, 23, 9, 0, tzinfo=UTC), False),
        ("inquiry", None, False),
        ("published_address", None, True),
        ("express", datetime(2001, 1, 1, tzinfo=UTC), True),
    ],
)
def test_implied_consent_in_canada_ends_after_6_and_24_months(
    basis: str, given: datetime | None, allowed: bool
) -> None:
    finding = lawful_basis(case(country="CA", consents=(consent(basis, given_at=given),)))
    assert (finding.outcome is Outcome.ALLOW) is allowed


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOW},
        {"given_at": datetime(2026, 11, 24, tzinfo=UTC)},
        {"channel": Channel.CALL},
        {"evidence": " "},
    ],
)
def test_a_consent_must_hold_today_on_this_channel_with_evidence(changes: dict[str, Any]) -> None:
    finding = lawful_basis(case(country="DE", consents=(consent("express", **changes),)))
    assert finding.outcome is Outcome.BLOCK


def test_a_consent_for_every_channel_holds_for_each() -> None:
    anywhere = consent("express", channel=None)
    assert lawful_basis(case(country="DE", consents=(anywhere,))).outcome is Outcome.ALLOW


def test_the_finding_keeps_the_pack_its_version_the_basis_and_the_end() -> None:
    given = datetime(2026, 8, 31, tzinfo=UTC)
    finding = lawful_basis(case(country="CA", consents=(consent("inquiry", given_at=given),)))
    assert finding.inputs == {
        "pack": "CA",
        "pack_version": 2,
        "pack_is_own": False,
        "subscriber": "corporate",
        "basis": "inquiry",
        "expires": "2027-02-28T00:00:00+00:00",
    }


def test_of_several_bases_the_one_that_lasts_longest_is_named() -> None:
    both = (consent("inquiry"), consent("express"))
    assert lawful_basis(case(country="CA", consents=both)).inputs["basis"] == "express"


def test_the_refusal_says_what_would_suffice() -> None:
    assert lawful_basis(case(country="IT")).reason == (
        "In Italy e-mails ask for express consent or consent confirmed by double opt-in; "
        "none that holds today is on record."
    )


def test_the_address_of_a_function_is_free_in_france_alone() -> None:
    info = {"email": "info@acme.example"}
    assert lawful_basis(case(country="FR", **info)).outcome is Outcome.ALLOW
    assert lawful_basis(case(country="DE", **info)).outcome is Outcome.BLOCK


def test_a_workspace_can_put_its_own_pack_in_place_of_ours() -> None:
    strict = Pack(
        "US", "the United States", 7, NOW.date(), "counsel", {Channel.EMAIL: ChannelLaw()}
    )
    finding = lawful_basis(case(country="US", pack=strict))
    assert (finding.outcome, finding.inputs["pack_version"]) == (Outcome.BLOCK, 7)


@given(CASES)
def test_without_a_country_no_e_mail_is_lawful(any_case: Case) -> None:
    facts = {"consents": any_case.consents, "channel": Channel.EMAIL, "moment": any_case.moment}
    assert lawful_basis(case(country="", **facts)).outcome is Outcome.BLOCK


@given(MOMENTS, st.integers(1, 36))
def test_months_later_is_later_by_about_that_many_months(moment: datetime, months: int) -> None:
    days = (months_after(moment, months) - moment).days
    assert months * 28 - 1 <= days <= months * 31 + 1 or moment.year > 9990


def test_every_pack_is_dated_versioned_and_names_its_source() -> None:
    packs = [pack_for(country) for country in (*COUNTRIES, "")]
    assert all(pack.source and pack.version and pack.as_of <= NOW.date() for pack in packs)


def test_every_country_has_a_pack_and_no_name_hides_another() -> None:
    assert not EU_OTHER & set(PACKS)
    assert (EU_OTHER | set(PACKS)) <= COUNTRIES


def test_codes_are_read_in_any_case() -> None:
    assert pack_for(" de ").code == "DE"


def test_the_import_knows_exactly_the_bases_of_the_packs() -> None:
    assert set(BASES.values()) == set(Basis)


def test_the_import_knows_exactly_the_subscribers_of_the_packs() -> None:
    known = {each or "unknown" for each in SUBSCRIBERS.values()}
    assert known == set(Subscriber) == set(SubscriberKind.values)
