"""A database full of people whose messages are due: copies of the mother's.

A copy has keys, sealed texts, hashes and links of its own, made by the same functions that the
product makes them with; so its approval binds its own content, and its links are good.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from compliance import tokens, vault
from compliance.content import content_hash, from_json
from compliance.fingerprints import address_key
from compliance.models import SealedBlob
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.benchmarks.drain import copying
from tests.benchmarks.drain.copying import Rows, Table, Text
from tests.benchmarks.drain.mother import COMPANY, FIRST, PLACE, SLUG, Exemplar, Mother

CHUNK = 1_000


@dataclass(frozen=True)
class Sealed:
    """A sealed text of an exemplar, opened, and how it is named in the rows."""

    blob_id: str
    purpose: str
    cipher: str
    text: Text
    hash: str


@dataclass(frozen=True)
class Person:
    """An exemplar with everything that a copy needs."""

    known: Exemplar
    rows: Rows
    own_ids: tuple[str, ...]
    sealed: tuple[Sealed, ...]
    # What else is keyed or random, by its name in the rows.
    address_key: str
    wrapped: str
    digest: str
    token: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """What all databases are made of: the rows of the house and of the people in it."""

    mother: Mother
    house: Rows
    people: tuple[Person, ...]
    ahead: Any


@dataclass(frozen=True)
class House:
    """One copied workspace: its id, and the names that differ from the mother's."""

    workspace_id: UUID
    names: dict[str, str]


def model(connection: "psycopg.Connection[Any]", mother: Mother) -> Model:
    """Read the mother's database; runs in the process that made it."""
    rows = copying.read(connection)
    with scope(mother.workspace_id):
        seeds = [_seed(each) for each in mother.exemplars]
    house, parts = copying.parted(rows, seeds)
    shared = house.ids()
    row = connection.execute("SELECT ahead FROM tenancy_clock").fetchone()
    assert row is not None
    with scope(mother.workspace_id):
        people = [
            _person(connection, known, mine, shared)
            for known, mine in zip(mother.exemplars, parts, strict=True)
        ]
    return Model(mother, house, tuple(people), row[0])


def _seed(known: Exemplar) -> set[str]:
    """By what the rows of a person name them."""
    key = address_key(_address(known.number))
    return {str(known.contact_id), str(known.account_id), key}


def _person(
    connection: "psycopg.Connection[Any]", known: Exemplar, rows: Rows, shared: set[str]
) -> Person:
    key = address_key(_address(known.number))
    token = tokens._derived(known.enrollment_id, key)
    return Person(
        known=known,
        rows=rows,
        own_ids=tuple(sorted(rows.ids() - shared)),
        sealed=tuple(_sealed(connection, known.contact_id)),
        address_key=key,
        wrapped=_one(connection, "wrapped", "compliance_personkey", known.contact_id),
        digest=hashlib.sha256(token.encode()).hexdigest(),
        token=token,
        message_ids=tuple(_message_ids(connection, known.enrollment_id)),
    )


def _address(number: int) -> str:
    return f"{FIRST.format(number).lower()}@{PLACE.format(number)}"


def _one(connection: "psycopg.Connection[Any]", column: str, table: str, subject: UUID) -> str:
    row = connection.execute(
        f"SELECT encode({column}, 'hex') FROM {table} WHERE subject = %s".encode(), [subject]
    ).fetchone()
    assert row is not None
    return str(row[0])


def _sealed(connection: "psycopg.Connection[Any]", subject: UUID) -> Iterator[Sealed]:
    """Opened with the product's own key, so what is copied is what was really sealed."""
    from django.db import transaction

    with transaction.atomic():
        blobs = list(SealedBlob.objects.filter(key__subject=subject))
        opened = vault.unseal_many(blobs)
    for blob in blobs:
        text = opened[blob.pk].decode()
        told = content_hash(from_json(json.loads(text)))
        cipher = bytes(blob.ciphertext).hex()
        yield Sealed(str(blob.pk), blob.purpose, cipher, Text.of(text), told)


def _message_ids(connection: "psycopg.Connection[Any]", enrollment: UUID) -> Iterator[str]:
    """The part of each Message-ID that is a digest."""
    rows = connection.execute(
        "SELECT message_id FROM enrollment_sendintent intent"
        " JOIN enrollment_touch touch ON touch.id = intent.touch_id"
        " WHERE touch.enrollment_id = %s",
        [enrollment],
    )
    yield from (row[0].strip("<>").partition("@")[0] for row in rows)


def houses(model: Model, count: int) -> list[House]:
    """Names of so many workspaces."""
    return [_house(model, number) for number in range(count)]


def _house(model: Model, number: int) -> House:
    names = {old: str(_moved(UUID(old), number)) for old in model.house.ids()}
    word = f"house{number}"
    names |= {SLUG: word, SLUG.capitalize(): word.capitalize()}
    return House(UUID(names[str(model.mother.workspace_id)]), names)


def fill(
    connection: "psycopg.Connection[Any]",
    model: Model,
    homes: Sequence[House],
    count: int,
    *,
    since: int = 0,
) -> int:
    """Store `count` people, evenly over the workspaces, their mailboxes, and first messages and
    second ones. `since` is how many there are already. Returns the number of rows."""
    written = 0
    for start in range(since, since + count, CHUNK):
        numbers = range(start, min(start + CHUNK, since + count))
        written += copying.write(
            connection, (line for number in numbers for line in _copy(model, homes, number))
        )
    # Whoever plans touches says so; these were put in beside the services.
    connection.execute("UPDATE tenancy_turn SET next_due_at = app_now()")
    return written


def build(connection: "psycopg.Connection[Any]", model: Model, homes: Sequence[House]) -> None:
    """Store the workspaces themselves, and set the clock as the mother's is."""
    for home in homes:
        copying.write(connection, model.house.under(home.names), whole=True)
    connection.execute("UPDATE tenancy_clock SET ahead = %s", [model.ahead])


def _copy(model: Model, homes: Sequence[House], number: int) -> Iterator[tuple[Table, str]]:
    home = homes[number % len(homes)]
    person = model.people[number // len(homes) % len(model.people)]
    with scope(home.workspace_id):
        names = _names(person, home, number)
    return person.rows.under(names)


def _names(person: Person, home: House, number: int) -> dict[str, str]:
    """Everything of this copy that is called otherwise than in the exemplar."""
    old = person.known.number
    names = {
        **home.names,
        **{each: str(_moved(UUID(each), number)) for each in person.own_ids},
        FIRST.format(old): f"Zanna{number}",
        FIRST.format(old).lower(): f"zanna{number}",
        COMPANY.format(old): f"Zworks{number}",
        PLACE.format(old).partition(".")[0]: f"zworks{number}",
        **{each: secrets.token_hex(20) for each in person.message_ids},
    }
    key = address_key(f"zanna{number}@zworks{number}.example")
    token = tokens._derived(UUID(names[str(person.known.enrollment_id)]), key)
    names |= {
        person.address_key: key,
        person.token: token,
        person.digest: hashlib.sha256(token.encode()).hexdigest(),
    }
    return names | _sealed_again(person, names)


def _sealed_again(person: Person, names: dict[str, str]) -> dict[str, str]:
    """The copy's own key and texts; the hash of each content is of what it says now."""
    subject = UUID(names[str(person.known.contact_id)])
    key = vault._new_key(subject)
    found = {person.wrapped: bytes(key.wrapped).hex()}
    for each in person.sealed:
        text = each.text.under(names)
        blob = vault._sealed(vault.Plain(subject, each.purpose, text.encode()), key)
        found[each.blob_id], found[each.cipher] = str(blob.pk), bytes(blob.ciphertext).hex()
        found[each.hash] = content_hash(from_json(json.loads(text)))
    return found


def _moved(old: UUID, number: int) -> UUID:
    """Another id of nearly the same time: those of one copy keep their order among themselves."""
    head = (old.int >> 64) + (number << 16)
    return UUID(int=(head << 64) | (uuid7().int & ((1 << 64) - 1)))
