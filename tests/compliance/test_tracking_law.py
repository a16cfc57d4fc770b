"""Whom the law lets us watch: nobody without a country, nobody who said no, few without consent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.packs import EU_OTHER, NOWHERE, PACKS, pack_for
from compliance.tracking_law import LAWS, Asks, Wish, law_for, permission

NOW = datetime(2026, 11, 23, tzinfo=UTC)
YES = Wish(True, NOW - timedelta(days=1), evidence="Form 7")
COUNTRIES = sorted({*PACKS, *EU_OTHER, "JP", "BR", ""})


def test_every_pack_says_what_it_asks() -> None:
    assert {pack_for(country).code for country in COUNTRIES} == set(LAWS)
    assert all(law.source for law in LAWS.values())


@pytest.mark.parametrize("country", ["DE", "FR", "ES", "GB", "CH", "CA", "JP"])
def test_most_countries_ask_for_consent(country: str) -> None:
    assert not permission(country, None, NOW).allowed
    assert permission(country, YES, NOW).allowed


@pytest.mark.parametrize("country", ["US", "AU"])
def test_some_ask_for_none(country: str) -> None:
    assert permission(country, None, NOW).allowed


def test_without_a_country_nothing_suffices() -> None:
    assert law_for("").asks is Asks.IMPOSSIBLE
    assert not permission("", YES, NOW).allowed


@given(st.sampled_from(COUNTRIES), st.text(max_size=20))
def test_whoever_says_no_is_watched_nowhere(country: str, evidence: str) -> None:
    no = Wish(False, NOW - timedelta(days=1), evidence=evidence)
    assert not permission(country, no, NOW).allowed


@pytest.mark.parametrize(
    "wish",
    [
        Wish(True, NOW - timedelta(days=1), evidence=" "),
        Wish(True, NOW + timedelta(days=1), evidence="Form 7"),
        Wish(True, NOW - timedelta(days=9), NOW, evidence="Form 7"),
    ],
)
def test_consent_without_evidence_too_early_or_ended_is_none(wish: Wish) -> None:
    assert not permission("DE", wish, NOW).allowed


def test_the_reason_names_the_law_and_its_version() -> None:
    said = permission("DE", None, NOW).says
    assert said == ("In Germany tracking asks for consent; none is on record (DE, tracking v1).")
    assert "given on 22 Nov 2026" in permission("DE", YES, NOW).says


def test_no_law_is_known_for_nowhere() -> None:
    assert LAWS[NOWHERE.code].asks is Asks.IMPOSSIBLE
