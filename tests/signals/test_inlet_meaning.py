"""What events mean, service by service: an address is given up for what is known alone."""

import pytest

from signals.inlets.known import Lasting, lasting
from signals.inlets.meaning import meaning
from signals.inlets.views import is_amazons

GOOD, NOW, TRYING = Lasting.FOR_GOOD, Lasting.FOR_NOW, Lasting.TRYING


@pytest.mark.parametrize(
    ("event", "reason", "lasts", "words", "kind"),
    [
        ("bounced", "bounced", GOOD, "550 5.1.1 user unknown", "bounce_hard"),
        ("bounced", "bounced", None, "550 5.1.1 user unknown", "bounce_hard"),
        ("bounced", "bounced", GOOD, "", "bounce_hard"),
        ("bounced", "bounced", None, "", "bounce_soft"),
        ("bounced", "bounced", NOW, "550 5.1.1 user unknown", "bounce_soft"),
        ("bounced", "bounced", GOOD, "552 5.2.2 mailbox full", "bounce_soft"),
        ("bounced", "bounced", GOOD, "554 5.7.1 listed at spamhaus", "bounce_soft"),
        ("bounced", "bounced", TRYING, "451 4.7.1 greylisted", "delay"),
        ("bounced", "unsubscribed", None, "", "opt_out"),
        ("bounced", "spam", GOOD, "554 5.7.1 spam content rejected", "bounce_soft"),
        ("rejected", "invalid", None, "", "bounce_hard"),
        ("rejected", "bounced", None, "", "bounce_hard"),
        ("rejected", "spam", None, "", "complaint"),
        ("rejected", "unsubscribed", None, "", "opt_out"),
        ("rejected", "blocked", None, "", "bounce_soft"),
        ("failed", None, None, "", "bounce_soft"),
        ("deferred", None, None, "", "delay"),
        ("autoresponded", None, None, "", "auto_reply"),
        ("opened", None, None, "", "opened"),
        ("clicked", None, None, "", "clicked"),
        ("subscribed", None, None, "", "other"),
        ("something new", None, None, "", "other"),
    ],
)
def test_an_event_means(
    event: str, reason: str | None, lasts: Lasting | None, words: str, kind: str
) -> None:
    assert meaning(event, reason, lasts, words).kind == kind


@pytest.mark.parametrize("event", [None, 7, "x", [], {}, {"bounce": 1}, {"bounce": {}}])
def test_what_says_nothing_of_how_long_it_lasts_says_nothing(event: object) -> None:
    assert lasting("amazon_ses", event) is None


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", True),
        ("https://sns.cn-north-1.amazonaws.com.cn/?Action=x", True),
        ("http://sns.eu-west-1.amazonaws.com/", False),
        ("https://sns.eu-west-1.amazonaws.com.evil.example/", False),
        ("https://evil.example/sns.eu-west-1.amazonaws.com/", False),
        ("https://sns.eu-west-1.amazonaws.com@evil.example/", False),
        ("https://x.amazonaws.com/", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_link_to_confirm_is_amazon_s_or_none(url: str, is_theirs: bool) -> None:
    assert is_amazons(url) is is_theirs
