"""The chain: it verifies after anything that is allowed, and after nothing that is not."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry, Seal
from audit.sealing import FIRST, canonical, digest, seal, verify
from audit.tasks import seal_entries
from compliance import vault
from compliance.models import Decision
from tenancy.scope import scope
from tests.audit.acting import APPEND_ONLY, note, notes, owner, settle, tamper
from tests.isolation.rows import a_row
from tests.world import World, contact

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acting(acme: World) -> Iterator[World]:
    """Acme with its scope open; each test commits."""
    with scope(acme.workspace.pk):
        yield acme


@pytest.fixture
def sealed(acting: World) -> World:
    """Three seals over three entries each."""
    for _ in range(3):
        settle(notes(acting, 3))
        seal()
    return acting


def problem() -> str:
    """What verification says; empty when all is well."""
    with transaction.atomic():
        return verify().problem


def test_many_batches_verify(sealed: World) -> None:
    with transaction.atomic():
        found = verify()
    assert found.intact
    assert (found.entries, found.seals) == (9, 3)


def test_nothing_new_makes_no_seal(sealed: World) -> None:
    assert seal() is None


def test_an_empty_chain_is_intact(acting: World) -> None:
    assert seal() is None
    assert problem() == ""


def test_a_batch_never_splits_a_transaction(acting: World) -> None:
    for count in (2, 2, 5):
        with transaction.atomic():
            for number in range(count):
                note(acting, number=number)
    settle()
    sizes = []
    while (made := seal(batch=3)) is not None:
        sizes.append(len(made.entry_ids))
    assert sizes == [2, 2, 5]
    assert problem() == ""


def test_every_workspace_is_sealed_on_its_own(sealed: World, globex: World) -> None:
    with scope(globex.workspace.pk):
        settle(notes(globex, 1))
    seal_entries()
    with scope(globex.workspace.pk), transaction.atomic():
        assert [link.number for link in Seal.objects.all()] == [1]
        assert verify().intact


def entry(number: int) -> str:
    """The id of an entry under the seal of that number."""
    with transaction.atomic():
        return str(Seal.objects.get(number=number).entry_ids[1])


@pytest.mark.parametrize(
    "change",
    [
        "actor_label = 'Somebody'",
        "action = 'member.added'",
        "at = at + interval '1 microsecond'",
        "data = jsonb_set(data, '{number}', '7')",
        "contact_id = gen_random_uuid()",
        "request_id = 'another'",
    ],
)
def test_a_changed_entry_is_found(sealed: World, change: str) -> None:
    assert tamper(sealed, f"UPDATE audit_entry SET {change} WHERE id = %s", entry(2)) == 1
    assert problem() == "Entries under seal 2 were changed."


def test_a_removed_entry_is_found(sealed: World) -> None:
    assert tamper(sealed, "DELETE FROM audit_entry WHERE id = %s", entry(2)) == 1
    assert problem() == "Seal 2 names entries that are gone."


def test_two_entries_that_changed_places_are_found(sealed: World) -> None:
    turned = "entry_ids = ARRAY[entry_ids[2], entry_ids[1], entry_ids[3]]"
    assert tamper(sealed, f"UPDATE audit_seal SET {turned} WHERE number = 2") == 1
    assert problem() == "Entries under seal 2 were changed."


@pytest.mark.parametrize(("number", "missing"), [(1, 1), (2, 2)])
def test_a_cut_seal_is_found(sealed: World, number: int, missing: int) -> None:
    assert tamper(sealed, "DELETE FROM audit_seal WHERE number = %s", number) == 1
    assert problem() == f"Seal {missing} is missing."


def test_a_seal_that_was_made_again_after_a_change_does_not_fit_the_next(sealed: World) -> None:
    key = entry(2)
    tamper(sealed, "UPDATE audit_entry SET actor_label = 'Somebody' WHERE id = %s", key)
    with transaction.atomic():
        link = Seal.objects.get(number=2)
        found = Entry.objects.in_bulk(link.entry_ids)
        forged = digest(link.previous, [found[key] for key in link.entry_ids])
    tamper(sealed, "UPDATE audit_seal SET digest = %s WHERE number = 2", forged)
    assert problem() == "Entries under seal 3 were changed."


def test_erasing_a_person_leaves_the_chain_as_it_is(acting: World) -> None:
    with transaction.atomic():
        person = contact()
        vault.seal(person.pk, "mail", b"Dear Peter")
        note(acting)
    settle()
    seal()
    with transaction.atomic():
        assert vault.forget(person.pk) > 0
    assert problem() == ""


class Late:
    """Somebody whose transaction is open while a seal is made."""

    def __init__(self, world: World) -> None:
        self.written, self.go_on = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._work, args=(world,))
        self.thread.start()
        assert self.written.wait(10)

    def _work(self, world: World) -> None:
        with scope(world.workspace.pk), transaction.atomic():
            note(world, late=True)
            self.written.set()
            self.go_on.wait(10)
        connection.close()

    def commit(self) -> None:
        self.go_on.set()
        self.thread.join(10)


def test_an_entry_that_is_committed_late_is_under_the_next_seal(acting: World) -> None:
    early = notes(acting, 2)
    late = Late(acting)
    notes(acting, 2)
    settle(early)
    first = seal()
    late.commit()
    settle()
    second = seal()
    assert first is not None
    assert second is not None
    assert (len(first.entry_ids), len(second.entry_ids)) == (2, 3)
    assert problem() == ""


def test_two_sealers_at_once_make_one_chain(acting: World) -> None:
    settle(notes(acting, 4))

    def work() -> None:
        with scope(acting.workspace.pk):
            seal()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    with transaction.atomic():
        assert Seal.objects.count() == 1


@pytest.mark.parametrize("name", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_even_the_owner_is_refused(sealed: World, name: str, statement: str) -> None:
    with transaction.atomic():
        a_row(Decision, sealed)
    with (
        owner(sealed) as hand,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        hand.execute(statement.format(name).encode())


@pytest.mark.parametrize("name", APPEND_ONLY[::2])
def test_a_partition_is_no_way_round(sealed: World, name: str) -> None:
    with transaction.atomic():
        a_row(Decision, sealed)
    with owner(sealed) as hand:
        parts = hand.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [name],
        ).fetchall()
        for (part,) in parts:
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                hand.execute(f"TRUNCATE {part}".encode())
    assert len(parts) >= 49


# A copy of an entry that claims to be older than everything.
BEFORE_ALL = """
INSERT INTO audit_entry ({columns}, id, tx) SELECT {columns}, gen_random_uuid(), 1
FROM audit_entry LIMIT 1 RETURNING tx
"""


def backdated() -> str:
    """The statement that adds it."""
    own = [field.attname for field in Entry._meta.concrete_fields if field.name != "id"]
    return BEFORE_ALL.format(columns=", ".join(own))


def test_a_process_cannot_add_an_entry_before_those_that_are_sealed(sealed: World) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(backdated())


def test_what_the_owner_adds_stands_after_those_that_are_sealed(sealed: World) -> None:
    with owner(sealed) as hand:
        added = hand.execute(backdated().encode()).fetchone()
    with transaction.atomic():
        assert added is not None and added[0] >= Seal.objects.latest("number").horizon


@given(data=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=4))
def test_the_bytes_of_an_entry_do_not_depend_on_the_order_of_its_data(
    data: dict[str, int | str],
) -> None:
    fields = {"workspace_id": None, "action": "member.added", "data": data}
    backwards = dict(reversed(data.items()))
    one, other = Entry(**fields), Entry(**{**fields, "data": backwards})
    other.pk = one.pk
    assert canonical(one) == canonical(other)
    assert digest(FIRST, [one]) != digest(FIRST, [one, other])
