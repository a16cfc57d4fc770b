import pytest

from signals.kinds import AUTOMATIC, CHOICES, HUMAN, NEEDS_PERSON, STOPPING, Kind

TONES = {"neutral", "info", "good", "warn", "bad", "muted"}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_face(kind: Kind) -> None:
    assert kind.label and kind.tone in TONES
    assert kind.effect.endswith(".")


def test_labels_are_told_apart() -> None:
    assert len({label for _, label in CHOICES}) == len(Kind)


def test_nothing_is_both_human_and_automatic() -> None:
    assert not HUMAN & AUTOMATIC


def test_what_cannot_be_read_stops_and_asks() -> None:
    assert Kind.UNCLEAR in STOPPING & NEEDS_PERSON


def test_every_human_signal_stops_and_an_absence_does_not() -> None:
    assert HUMAN <= STOPPING
    assert not {Kind.AUTO_REPLY, Kind.DELAY, Kind.BOUNCE_SOFT, Kind.OTHER} & STOPPING
