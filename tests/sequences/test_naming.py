"""How a workspace calls its sequences."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.naming import MAX_NAME, fits, suggested

DEFAULT = "YYYY-MM-Type-Name"
MAY = date(2026, 5, 4)
RULES = st.sampled_from([DEFAULT, "", "Name", "Type / Name (YYYY.MM)", "Name-YYYY"])
WORDS = st.text("abc XYZ-(.0", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("rule", "name", "campaign_type", "expected"),
    [
        (DEFAULT, "2026-05-Webinar-Pumps", "Webinar", True),
        (DEFAULT, "2026-05-webinar-Pumps", "Webinar", True),
        (DEFAULT, "2026-05-Webinar-Pumps", "", True),
        (DEFAULT, "2026-05-Fair-Pumps", "Webinar", False),
        (DEFAULT, "2026-13-Webinar-Pumps", "Webinar", False),
        (DEFAULT, "Pumps", "Webinar", False),
        (DEFAULT, "2026-05-Webinar-", "Webinar", False),
        ("Name (YYYY)", "Pumps (2026)", "", True),
        ("Name (YYYY)", "Pumps 2026", "", False),
        ("", "anything", "", True),
    ],
)
def test_a_name_follows_the_rule_or_not(
    rule: str, name: str, campaign_type: str, expected: bool
) -> None:
    assert fits(rule, name, campaign_type) is expected


def test_a_name_is_suggested_from_the_given_one_and_the_month() -> None:
    assert suggested(DEFAULT, "Pumps", "Webinar", MAY) == "2026-05-Webinar-Pumps"


def test_a_name_that_follows_the_rule_stays() -> None:
    assert suggested(DEFAULT, "2025-11-Fair-Pumps", "Fair", MAY) == "2025-11-Fair-Pumps"


@given(rule=RULES, name=WORDS, campaign_type=st.one_of(st.just(""), WORDS))
def test_every_suggestion_follows_the_rule(rule: str, name: str, campaign_type: str) -> None:
    better = suggested(rule, name, campaign_type, MAY)
    assert fits(rule, better, campaign_type)
    assert len(better) <= MAX_NAME
