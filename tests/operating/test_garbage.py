"""What a worker's process does with what it has loaded."""

import gc
from collections.abc import Iterator

import pytest

from config import garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_loaded_is_set_aside_once() -> None:
    garbage.set_aside()
    assert gc.get_freeze_count() > 10_000


def test_a_ring_made_later_is_still_found() -> None:
    garbage.set_aside()
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() > 0
