import pytest

from signals.kinds import Kind
from signals.reading.reasons import judge
from signals.reading.results import Reason

CASES = [
    ("failed", "5.1.1", "", Kind.BOUNCE_HARD, Reason.UNKNOWN_USER),
    ("failed", "5.1.2", "", Kind.BOUNCE_HARD, Reason.NETWORK),
    ("failed", "5.2.1", "mailbox disabled", Kind.BOUNCE_HARD, Reason.UNKNOWN_USER),
    ("failed", "5.2.2", "", Kind.BOUNCE_SOFT, Reason.FULL),
    ("failed", "5.3.4", "", Kind.BOUNCE_SOFT, Reason.SIZE),
    ("failed", "5.7.1", "relaying denied", Kind.BOUNCE_HARD, Reason.POLICY),
    ("failed", "5.7.1", "listed at spamhaus", Kind.BOUNCE_SOFT, Reason.REPUTATION),
    ("failed", "5.7.1", "message looks like spam", Kind.BOUNCE_SOFT, Reason.CONTENT),
    ("failed", "5.0.0", "550 no such user", Kind.BOUNCE_HARD, Reason.UNKNOWN_USER),
    ("failed", "4.4.7", "delivery time expired", Kind.BOUNCE_SOFT, Reason.NETWORK),
    ("failed", "", "451 greylisted, try later", Kind.BOUNCE_SOFT, Reason.POLICY),
    ("failed", "", "", Kind.BOUNCE_HARD, Reason.UNSPECIFIED),
    ("delayed", "4.4.1", "connection refused", Kind.DELAY, Reason.NETWORK),
    ("delayed", "5.1.1", "", Kind.DELAY, Reason.UNKNOWN_USER),
]


@pytest.mark.parametrize(("action", "status", "words", "kind", "reason"), CASES)
def test_a_refusal_is_classed(
    action: str, status: str, words: str, kind: Kind, reason: Reason
) -> None:
    judged = judge("a@b.example", action, status, words)
    assert (judged.kind, judged.reason) == (kind, reason)


def test_words_of_the_remote_server_beat_a_code_that_says_nothing() -> None:
    assert judge("a@b.example", "failed", "5.0.0", "452 4.2.2 over quota").status == "4.2.2"


def test_an_ip_address_is_not_a_status_code() -> None:
    assert judge("a@b.example", "failed", "", "host 5.1.1.9 said 550 no").status == ""


def test_what_the_server_claims_is_kept_beside_what_it_means_for_us() -> None:
    judged = judge("a@b.example", "failed", "5.2.2", "mailbox full")
    assert (judged.permanent, judged.kind) == (True, Kind.BOUNCE_SOFT)
