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


def with_crlf(raw: bytes) -> bytes:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16").replace("\n", "\r\n").encode("utf-16")
    return raw.replace(b"\n", b"\r\n")


def expected(sample: Sample) -> dict[str, object]:
    people = sample.expected.get("recipients")
    return sample.expected if people is None else {**sample.expected, "recipients": sorted(people)}


@pytest.mark.parametrize("group", GROUPS)
def test_every_message_has_an_expectation_and_every_expectation_a_message(group: str) -> None:
    names = {path.stem for path in (CORPUS / group).glob("*.eml")}
    assert names == {sample.name for sample in samples(group)}


def test_the_corpus_is_large() -> None:
    assert len(ALL) >= 150


def test_every_message_is_read_as_expected() -> None:
    found = {sample.place: as_read(sample, sample.raw) for sample in ALL}
    assert found == {sample.place: expected(sample) for sample in ALL}


def test_line_endings_make_no_difference() -> None:
    found = {sample.place: as_read(sample, with_crlf(sample.raw)) for sample in ALL}
    assert found == {sample.place: expected(sample) for sample in ALL}


def test_who_our_own_domains_are_need_not_be_known() -> None:
    found = {each.place: read(each.raw, received_at=RECEIVED) for each in ALL}
    assert {place for place, reading in found.items() if reading.kind in BOUNCES} == {
        each.place for each in ALL if each.is_bounce
    }
    assert {place: named(reading) for place, reading in found.items()} == {
        each.place: sorted(each.expected.get("recipients", [])) for each in ALL
    }


def test_the_figures_name_no_misses() -> None:
    assert [miss for group in figures() for miss in group.misses] == []
