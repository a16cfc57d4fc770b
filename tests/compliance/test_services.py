"""Lawful basis, and what the gate reads of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from audit.actions import Action
from audit.models import Entry
from compliance import facts, services
from compliance.models import Consent
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused
from tests.world import World, contact

ACTOR = system("tests")
PETER = "peter@initech.example"


# Lawful basis


def consent(person: Contact, **changes: Any) -> Consent:
    said: dict[str, Any] = {
        "basis": "express",
        "channel": "email",
        "given_at": clock.now() - timedelta(days=3),
        "expires_at": None,
        "evidence": "form on our site",
        "actor": ACTOR,
        **changes,
    }
    return services.record_consent(person, **said)


def test_a_ground_on_record_is_a_fact_for_the_gate(in_acme: World) -> None:
    person = contact(PETER)
    row = consent(person)
    (fact,) = facts.consents_for([person])[person.pk]
    assert (fact.basis, fact.channel, fact.given_at) == ("express", "email", row.given_at)


def test_the_same_ground_twice_is_kept_once(in_acme: World) -> None:
    person, given_at = contact(PETER), clock.now() - timedelta(days=1)
    assert consent(person, given_at=given_at).pk == consent(person, given_at=given_at).pk


def test_the_entry_of_a_ground_holds_no_evidence(in_acme: World) -> None:
    consent(contact(PETER))
    entry = Entry.objects.get(action=Action.CONSENT_RECORDED)
    assert set(entry.data) == {"basis", "channel", "given"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"basis": "hope"}, "basis"),
        ({"channel": "fax"}, "channel"),
        ({"given_at": datetime(2999, 1, 1).astimezone()}, "given_at"),
        ({"expires_at": datetime(1999, 1, 1).astimezone()}, "expires_at"),
        ({"evidence": "x" * 301}, "evidence"),
    ],
)
def test_a_ground_that_cannot_be_is_refused_by_field(
    in_acme: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        consent(contact(PETER), **changes)
    assert list(refusal.value.fields) == [field]
