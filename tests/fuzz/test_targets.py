"""Each parser keeps its promises for some inputs; `make fuzz` tries many more."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.fuzz import shapes
from tests.fuzz.__main__ import GROUPS
from tests.fuzz.catalogue import TARGETS
from tests.fuzz.target import Target
from tests.fuzz.watch import Watch


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_keeps_its_promises(name: str) -> None:
    target = TARGETS[name]
    for seed in list(target.seeds())[:20]:
        target.take(seed)

    @settings(max_examples=8, database=None)
    @given(shapes.inputs(target, long=False))
    def some(data: bytes) -> None:
        target.take(data)

    some()


def test_a_target_has_a_group_and_a_name_that_can_be_a_file() -> None:
    assert {each.group for each in TARGETS.values()} == set(GROUPS)
    assert all(name.replace("-", "").isalnum() for name in TARGETS)


def _faulty(data: bytes) -> None:
    if data == b"raise":
        raise KeyError("missing")
    while data == b"hang":
        time.monotonic()


def test_what_a_parser_does_wrong_is_found_with_its_shortest_input(tmp_path: Path) -> None:
    target = Target(name="faulty", group="mail", take=_faulty, seeds=lambda: [b"fine"])
    watch = Watch(target, "hypothesis", tmp_path, most=0.05)
    watch.ready()
    for data in (b"raise", b"fine", b"hang", b"raise"):
        watch(data)
    found = {each.kind: Path(each.file).read_bytes() for each in watch.report.findings}
    assert found == {"KeyError": b"raise", "hang": b"hang"}
    assert (watch.report.inputs, len(watch.report.findings)) == (5, 2)
