"""Bounces of real servers and to published formats, and letters that only look like bounces."""

from collections.abc import Callable

import pytest

from signals.reading import Reading, read
from tests.signals.reading.bounce_figures import (
    BOUNCES,
    CORPUS,
    GROUPS,
    NOT_A_BOUNCE,
    RECEIVED,
    Sample,
    figures,
    named,
    reading_of,
    samples,
)

ALL = [sample for group in GROUPS for sample in samples(group)]
EVERY = pytest.mark.parametrize("sample", ALL, ids=lambda sample: f"{sample.group}/{sample.name}")
VALUES: dict[str, Callable[[Reading], object]] = {
    "kind": lambda reading: reading.kind.value,
    "recipients": named,
    "reason": lambda reading: str(reading.reason),
    "permanent": lambda reading: reading.permanent,
    "status": lambda reading: reading.status,
}


def as_read(sample: Sample, raw: bytes) -> dict[str, object]:
    reading = reading_of(raw)
    if sample.expected["kind"] == NOT_A_BOUNCE:
        return {"kind": reading.kind.value if reading.kind in BOUNCES else NOT_A_BOUNCE}
    return {name: VALUES[name](reading) for name in sample.expected}


def expected(sample: Sample) -> dict[str, object]:
    people = sample.expected.get("recipients")
    return sample.expected if people is None else {**sample.expected, "recipients": sorted(people)}


@pytest.mark.parametrize("group", GROUPS)
def test_every_message_has_an_expectation_and_every_expectation_a_message(group: str) -> None:
    names = {path.stem for path in (CORPUS / group).glob("*.eml")}
    assert names == {sample.name for sample in samples(group)}


def test_the_corpus_is_large() -> None:
    assert len(ALL) >= 150


@EVERY
def test_a_message_is_read_as_expected(sample: Sample) -> None:
    assert as_read(sample, sample.raw) == expected(sample)


@EVERY
def test_line_endings_make_no_difference(sample: Sample) -> None:
    if sample.raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = sample.raw.decode("utf-16").replace("\n", "\r\n").encode("utf-16")
    else:
        raw = sample.raw.replace(b"\n", b"\r\n")
    assert as_read(sample, raw) == expected(sample)


@EVERY
def test_who_our_own_domains_are_need_not_be_known(sample: Sample) -> None:
    reading = read(sample.raw, received_at=RECEIVED)
    assert (reading.kind in BOUNCES) == sample.is_bounce
    assert named(reading) == sorted(sample.expected.get("recipients", []))


def test_the_figures_name_no_misses() -> None:
    assert [miss for group in figures() for miss in group.misses] == []
