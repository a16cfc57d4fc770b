"""Sealed texts: readable with the person's key and VAULT_KEY, gone when the key is deleted."""

import threading
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import vault
from compliance.models import PersonKey, SealedBlob
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.racing import PATIENCE, race
from tests.world import World


@given(data=st.binary(max_size=2_000))
@settings(max_examples=20)
def test_what_was_sealed_comes_back_as_it_was(in_acme: World, data: bytes) -> None:
    assert vault.unseal(vault.seal(uuid7(), "test", data)) == data


def test_the_database_holds_no_readable_text(in_acme: World) -> None:
    blob = SealedBlob.objects.get(pk=vault.seal(uuid7(), "test", b"Peter Gibbons").pk)
    assert b"Peter" not in bytes(blob.ciphertext)


def test_the_same_text_is_sealed_differently_each_time(in_acme: World) -> None:
    person = uuid7()
    first, second = (vault.seal(person, "test", b"text") for _ in range(2))
    assert first.ciphertext != second.ciphertext


def test_a_person_has_one_key(in_acme: World) -> None:
    person = uuid7()
    vault.seal(person, "test", b"one")
    vault.seal(person, "test", b"two")
    assert PersonKey.objects.filter(subject=person).count() == 1


def test_forgetting_deletes_every_text_of_the_person_and_no_other(in_acme: World) -> None:
    person, other = uuid7(), uuid7()
    blobs = [vault.seal(each, "test", b"text") for each in (person, person, other)]
    assert vault.forget(person) == 2
    assert list(SealedBlob.objects.values_list("pk", flat=True)) == [blobs[2].pk]


def test_an_erased_text_says_that_it_was_erased(in_acme: World) -> None:
    person = uuid7()
    blob = vault.seal(person, "test", b"text")
    vault.forget(person)
    with pytest.raises(vault.Erased, match="erased together"):
        vault.unseal(blob)


def test_forgetting_somebody_unknown_deletes_nothing(in_acme: World) -> None:
    assert vault.forget(uuid7()) == 0


def test_a_copy_of_the_ciphertext_does_not_open_after_erasure(in_acme: World) -> None:
    person = uuid7()
    kept = vault.seal(person, "test", b"text")
    vault.forget(person)
    new = vault.seal(person, "test", b"new")
    kept.key = new.key
    with pytest.raises(vault.VaultError):
        vault.unseal(kept)


def test_a_text_moved_to_another_person_does_not_open(in_acme: World) -> None:
    blob, other = (vault.seal(uuid7(), "test", b"text") for _ in range(2))
    blob.key = other.key
    with pytest.raises(vault.VaultError, match="VAULT_KEY"):
        vault.unseal(blob)


@pytest.mark.parametrize("position", [1, 20, -1])
def test_a_changed_text_does_not_open(in_acme: World, position: int) -> None:
    blob = vault.seal(uuid7(), "test", b"a text of some length")
    changed = bytearray(blob.ciphertext)
    changed[position] ^= 1
    blob.ciphertext = bytes(changed)
    with pytest.raises(vault.VaultError):
        vault.unseal(blob)


def test_a_text_of_an_unknown_format_is_refused(in_acme: World) -> None:
    blob = vault.seal(uuid7(), "test", b"text")
    blob.ciphertext = b"\x09" + bytes(blob.ciphertext)[1:]
    with pytest.raises(vault.VaultError, match="format"):
        vault.unseal(blob)


def test_another_vault_key_opens_nothing(in_acme: World) -> None:
    blob = vault.seal(uuid7(), "test", b"text")
    other = override_settings(VAULT_KEY="another key")
    with other, pytest.raises(vault.VaultError, match="VAULT_KEY"):
        vault.unseal(blob)


def test_derived_keys_differ_by_purpose_and_workspace(acme: World, globex: World) -> None:
    keys = set()
    for world in (acme, globex):
        with scope(world.workspace.pk):
            keys |= {vault.derived("one"), vault.derived("two")}
    assert len(keys) == 4


def test_sealing_many_takes_as_many_statements_as_sealing_one(in_acme: World) -> None:
    counts = []
    for size in (1, 100):
        texts = [vault.Plain(uuid7(), "test", b"text") for _ in range(size)]
        with counted() as seen:
            vault.seal_many(texts)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_unsealing_many_is_one_query_and_leaves_the_erased_out(in_acme: World) -> None:
    people = [uuid7() for _ in range(3)]
    blobs = [vault.seal(person, "test", str(person).encode()) for person in people]
    vault.forget(people[0])
    with counted() as seen:
        texts = vault.unseal_many(blobs)
    assert (len(seen), set(texts)) == (1, {blob.pk for blob in blobs[1:]})


@pytest.mark.django_db(transaction=True)
def test_without_care_two_first_texts_of_a_person_collide(acme: World) -> None:
    person = uuid7()
    met = threading.Barrier(2, timeout=PATIENCE)

    def careless() -> None:
        assert not PersonKey.objects.filter(subject=person).exists()
        met.wait()
        PersonKey.objects.create(subject=person, wrapped=b"")

    results = race(acme.workspace.pk, careless, careless)
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_texts_of_a_person_share_one_key(acme: World) -> None:
    person = uuid7()

    def sealing() -> SealedBlob:
        return vault.seal(person, "test", b"text")

    results = race(acme.workspace.pk, sealing, sealing)
    assert len({blob.key_id for blob in results if isinstance(blob, SealedBlob)}) == 1
    with scope(acme.workspace.pk), transaction.atomic():
        assert [vault.unseal(blob) for blob in SealedBlob.objects.all()] == [b"text"] * 2


def _forget_while_sealing(workspace_id: UUID, person: UUID, sealing: bool) -> list[object]:
    """A text is written and stays uncommitted while somebody forgets the person."""
    written, leave = threading.Event(), threading.Event()

    def write() -> None:
        if sealing:
            vault.seal(person, "test", b"late")
        else:
            key = PersonKey.objects.get(subject=person)
            SealedBlob.objects.create(key=key, purpose="test", ciphertext=b"late")
        written.set()
        leave.wait(0.4)

    def forget() -> int:
        written.wait(PATIENCE)
        return vault.forget(person)

    return race(workspace_id, write, forget)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_late_text_fails_while_its_person_is_forgotten(acme: World) -> None:
    person = uuid7()
    with scope(acme.workspace.pk), transaction.atomic():
        vault.seal(person, "test", b"early")
    results = _forget_while_sealing(acme.workspace.pk, person, sealing=False)
    assert any(isinstance(each, IntegrityError) for each in results)


@pytest.mark.django_db(transaction=True)
def test_forgetting_waits_for_a_text_that_is_being_sealed(acme: World) -> None:
    person = uuid7()
    with scope(acme.workspace.pk), transaction.atomic():
        vault.seal(person, "test", b"early")
    results = _forget_while_sealing(acme.workspace.pk, person, sealing=True)
    assert results == [None, 2]
