"""The corpus: messages written for this project, each with what it must be read as."""

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from signals.kinds import AUTOMATIC, Kind
from signals.reading import Reading, read

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((CORPUS / "expectations.toml").read_text())
RECEIVED = datetime(2026, 11, 22, 9, tzinfo=UTC)
OURS = frozenset({"ours.example"})
VALUES: dict[str, Callable[[Reading], object]] = {
    "kind": lambda reading: reading.kind.value,
    "recipients": lambda reading: list(reading.recipients),
    "references": lambda reading: list(reading.references),
    "contacts": lambda reading: list(reading.alternative_contacts),
    "new_text": lambda reading: reading.new_text,
    "return_date": lambda reading: reading.return_date,
    "status": lambda reading: reading.status,
    "reason": lambda reading: str(reading.reason),
    "permanent": lambda reading: reading.permanent,
}


def message(name: str) -> bytes:
    return (CORPUS / f"{name}.eml").read_bytes()


def reading_of(raw: bytes) -> Reading:
    return read(raw, received_at=RECEIVED, own_domains=OURS)


def as_expected(reading: Reading, name: str) -> dict[str, object]:
    return {field: VALUES[field](reading) for field in EXPECTED[name]}


def test_every_message_has_an_expectation_and_every_expectation_a_message() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)


def test_every_message_is_read_as_expected() -> None:
    found = {name: as_expected(reading_of(message(name)), name) for name in EXPECTED}
    assert found == EXPECTED


def test_a_date_is_found_only_where_one_is_named() -> None:
    found = {name: reading_of(message(name)).return_date for name in EXPECTED}
    assert found == {name: said.get("return_date") for name, said in EXPECTED.items()}


@pytest.mark.parametrize("ending", [b"\r\n", b"\r", b"\r\r\n"], ids=["crlf", "cr", "crcrlf"])
def test_line_endings_make_no_difference(ending: bytes) -> None:
    readings = {name: reading_of(message(name).replace(b"\n", ending)) for name in EXPECTED}
    assert {name: as_expected(each, name) for name, each in readings.items()} == EXPECTED


def test_every_reading_names_its_evidence() -> None:
    readings = {name: reading_of(message(name)) for name in EXPECTED}
    assert [name for name, each in readings.items() if not each.evidence] == []
    assert all(0 <= each.confidence <= 1 for each in readings.values())


def test_no_human_reply_is_taken_for_a_machine() -> None:
    people = [name for name in EXPECTED if name.startswith(("reply-", "optout-"))]
    machines = AUTOMATIC | {Kind.OTHER}
    known = [name for name in people if reading_of(message(name)).kind in machines]
    unknown = [
        name for name in people if read(message(name), received_at=RECEIVED).kind in machines
    ]
    assert people != [] and known == unknown == []
