"""The small world in which everything happens, built once and copied for each example."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from psycopg import sql

from compliance import reviews
from compliance.case import Entry
from contacts.models import Contact
from enrollment.models import Enrollment, Mailbox
from sequences.models import Motion, Sequence, Version
from tenancy.scope import scope
from tests import database
from tests.enrollment.stage import always_open, approve, email, enrol, live, step
from tests.world import World, build_world, contact, mailbox

# Two of them read the same mailbox, by two spellings of one address.
PEOPLE = (
    "ann@one.example",
    "ann+crm@one.example",
    "bob@one.example",
    "cat@two.example",
    "dan@two.example",
    "eve@two.example",
)
_TABLES = """
SELECT relname::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname NOT IN ('django_migrations', 'django_content_type', 'tenancy_clock',
                        'tenancy_installation')
ORDER BY relname
"""


@dataclass(frozen=True)
class Small:
    """Acme with two senders, six people, and two sequences: messages alone, and with a task.

    Bob waits for his review; the others are approved and due.
    """

    acme: World
    other_mailbox: Mailbox
    people: tuple[Contact, ...]
    letters: Version
    mixed: Version
    # The words that were approved, by enrollment.
    approved: Mapping[str, str]


def build() -> Small:
    """Store it; call it with nothing else stored."""
    acme = build_world("acme")
    with scope(acme.workspace.pk):
        with transaction.atomic():
            acme.workspace.cool_off_days = 0
            always_open(acme.workspace)
            other = mailbox("acme", acme.other_rep)
            people = tuple(_person(acme, number, each) for number, each in enumerate(PEOPLE))
        letters = live(acme, email("intro"), email("nudge", days=1), name="Letters")
        mixed = live(
            acme,
            email("hello"),
            step("call", "call"),
            email("bye", days=1),
            name="Mixed",
            motion=Motion.EVENT,
        )
        with transaction.atomic():
            # So one person can be in both.
            Sequence.objects.update(entry=Entry.ANY.value)
        ann, again, bob, cat, dan, eve = people
        begun = [enrol(acme, letters, each) for each in (ann, dan, eve)]
        begun += [enrol(acme, mixed, each) for each in (again, cat)]
        enrol(acme, letters, bob)
        approved = {str(row.pk): _approved(acme, row) for row in begun}
    return Small(acme, other, people, letters, mixed, approved)


def _approved(acme: World, row: Enrollment) -> str:
    review = approve(acme, row)
    with transaction.atomic():
        return reviews.content_of(review).text


def _person(acme: World, number: int, address: str) -> Contact:
    owner = acme.rep if number < 3 else acme.other_rep
    return contact(address, owner=owner, first_name=address[:3].title())


class Copy:
    """What is stored now, to be stored again."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        with database.unbound().cursor() as cursor:
            for (name,) in cursor.execute(_TABLES).fetchall():
                if rows := _read(cursor, name):
                    self._rows[name] = rows

    def restore(self) -> None:
        """Only this is stored afterwards. What holds rows together is a trigger, and rests."""
        database.wipe()
        with database.unbound().transaction(), database.unbound().cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name, rows in self._rows.items():
                with cursor.copy(_copy(name, "FROM STDIN")) as copy:
                    copy.write(rows)


def _read(cursor: Any, name: str) -> bytes:
    with cursor.copy(_copy(name, "TO STDOUT")) as copy:
        return b"".join(bytes(part) for part in copy)


def _copy(name: str, how: str) -> sql.Composed:
    return sql.SQL("COPY public.{} " + how).format(sql.Identifier(name))
