"""Credentials at rest: the newest key seals, every key of the ring opens, and nothing else does."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from compliance import keyring
from compliance.keyring import RingError
from tenancy.ids import uuid7
from tenancy.scope import scope

ROW = uuid7()
HERE, ELSEWHERE = uuid7(), uuid7()


@pytest.fixture(autouse=True)
def here(settings: Settings) -> Iterator[None]:
    settings.CREDENTIAL_KEYS = ["new"]
    with scope(HERE):
        yield


def seal(data: bytes = b"secret") -> bytes:
    return keyring.seal(data, row=ROW, what="password")


def unseal(stored: bytes, row: UUID = ROW, what: str = "password") -> bytes:
    return keyring.unseal(stored, row=row, what=what)


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_back(data: bytes) -> None:
    assert unseal(seal(data)) == data


def test_the_stored_form_is_not_readable_and_never_the_same() -> None:
    first, second = seal(), seal()
    assert first != second
    assert b"secret" not in first


def test_it_opens_in_its_own_row_and_column_alone() -> None:
    stored = seal()
    with pytest.raises(RingError, match="moved"):
        unseal(stored, row=uuid7())
    with pytest.raises(RingError, match="moved"):
        unseal(stored, what="access token")


def test_it_opens_in_its_own_workspace_alone() -> None:
    stored = seal()
    with scope(ELSEWHERE), pytest.raises(RingError, match="moved"):
        unseal(stored)


@pytest.mark.parametrize("place", [0, 3, 9, 12, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    stored = bytearray(seal())
    stored[place] ^= 1
    with pytest.raises(RingError):
        unseal(bytes(stored))


@pytest.mark.parametrize("stored", [b"", b"\x02", b"\x02" * 9, b"\x01" * 60])
def test_what_is_no_credential_does_not_open(stored: bytes) -> None:
    with pytest.raises(RingError):
        unseal(stored)


def test_an_older_key_still_opens_and_the_newest_seals(settings: Settings) -> None:
    old = seal()
    settings.CREDENTIAL_KEYS = ["newer", "new"]
    assert unseal(old) == b"secret"
    assert (keyring.is_newest(old), keyring.is_newest(seal())) == (False, True)


def test_without_its_key_nothing_opens(settings: Settings) -> None:
    old = seal()
    settings.CREDENTIAL_KEYS = ["newer"]
    with pytest.raises(RingError, match="CREDENTIAL_KEYS"):
        unseal(old)


def test_the_name_of_a_key_tells_nothing_of_it() -> None:
    assert b"new" not in keyring.name_of("new")
    assert keyring.name_of("a") != keyring.name_of("b")
