"""When we last did something about a person, and what they last did."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

from contacts.incoming import clean
from contacts.models import Contact
from contacts.services import upsert
from enrollment import activities
from enrollment.models import Activity, ActivityKind
from tenancy.actors import system
from tenancy.ids import uuid7
from tests.world import World, contact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TEST = system("test")


def fresh(person: Contact) -> Contact:
    return Contact.objects.get(pk=person.pk)


def last_activity(person: Contact) -> tuple[Any, str]:
    row = fresh(person)
    return row.last_activity_at, row.last_activity


def did(person: Contact, kind: ActivityKind, at: datetime, signal_id: UUID | None = None) -> bool:
    return activities.did(person.pk, kind, at, signal_id=signal_id or uuid7())


def test_the_last_contact_only_moves_forward(in_acme: World) -> None:
    peter = contact()
    activities.contacted(peter.pk, mode="call", at=LATER)
    activities.contacted(peter.pk, mode="email", at=NOW)
    row = fresh(peter)
    assert (row.last_contacted_at, row.last_contacted_by) == (LATER, "call")


def test_a_contact_is_not_changed_by_being_contacted(in_acme: World) -> None:
    before = fresh(contact())
    activities.contacted(before.pk, mode="email", at=NOW)
    did(before, ActivityKind.OPENED, NOW)
    after = fresh(before)
    assert (after.revision, after.updated_at) == (before.revision, before.updated_at)


def test_in_any_order_the_same_activity_is_the_last(in_acme: World) -> None:
    told = [
        (ActivityKind.OPENED, NOW),
        (ActivityKind.REPLIED, LATER),
        (ActivityKind.CLICKED, LATER),
    ]
    found = set()
    for number, order in enumerate(permutations(told)):
        person = contact(f"p{number}@x.example")
        for kind, at in order:
            did(person, kind, at)
        found.add(last_activity(person))
    assert found == {(LATER, "replied")}


def test_a_signal_is_noted_once(in_acme: World) -> None:
    peter, signal_id = contact(), uuid7()
    noted = [did(peter, ActivityKind.REPLIED, NOW, signal_id) for _ in range(3)]
    assert noted == [True, False, False]
    assert Activity.objects.count() == 1


def test_what_is_taken_back_counts_no_longer(in_acme: World) -> None:
    peter, signal_id = contact(), uuid7()
    did(peter, ActivityKind.OPENED, NOW)
    did(peter, ActivityKind.OUT_OF_OFFICE, LATER, signal_id)
    assert activities.take_back(signal_id)
    assert last_activity(peter) == (NOW, "opened")


def test_without_any_activity_left_there_is_no_last_one(in_acme: World) -> None:
    peter, signal_id = contact(), uuid7()
    did(peter, ActivityKind.OUT_OF_OFFICE, NOW, signal_id)
    activities.take_back(signal_id)
    assert last_activity(peter) == (None, "")


def test_taking_back_what_was_never_noted_does_nothing(in_acme: World) -> None:
    assert not activities.take_back(uuid7())


def test_a_record_of_the_crm_sets_neither(in_acme: World) -> None:
    peter = contact()
    activities.contacted(peter.pk, mode="call", at=NOW)
    record = {"email": peter.email, "title": "Lead", "last_activity": LATER.isoformat()}
    upsert(clean(record), actor=TEST)
    row = fresh(peter)
    assert (row.title, row.last_contacted_at, row.last_activity_at) == ("Lead", NOW, None)
