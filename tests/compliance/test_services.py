"""Lawful basis and exclusion rules, and what the gate reads of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.actions import Action
from audit.models import Entry
from compliance import facts, services
from compliance.models import Consent, ExclusionRule
from contacts.facts import fields_of
from contacts.models import Contact
from contacts.vocabulary import FIELDS
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import NotFound, Refused
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.racing import race
from tests.world import World, account, contact

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


# Exclusion rules

INTERNS = [{"field": "contact.title", "operator": "contains", "value": "intern"}]


def publish(world: World, **changes: Any) -> ExclusionRule:
    said: dict[str, Any] = {
        "name": "No interns",
        "match": "all",
        "conditions": INTERNS,
        "motion": "",
        "seat": world.admin,
        "actor": member(world.admin),
        **changes,
    }
    return services.publish_rule(**said)


def test_a_published_rule_is_in_force_for_every_motion(in_acme: World) -> None:
    publish(in_acme)
    (rule,) = facts.exclusion_rules("renewal")
    assert (rule.name, rule.version, rule.conditions[0].value) == ("No interns", 1, "intern")


def test_a_rule_of_one_motion_does_not_hold_for_another(in_acme: World) -> None:
    publish(in_acme, motion="renewal")
    assert (len(facts.exclusion_rules("renewal")), facts.exclusion_rules("outbound")) == (1, ())


def test_the_next_version_takes_the_place_of_the_former(in_acme: World) -> None:
    first = publish(in_acme)
    second = publish(in_acme, key=first.key, name="No trainees")
    assert (second.number, second.key) == (2, first.key)
    assert [rule.name for rule in facts.exclusion_rules("")] == ["No trainees"]


def test_a_retired_rule_is_out_of_force(in_acme: World) -> None:
    services.retire_rule(publish(in_acme), actor=ACTOR)
    assert facts.exclusion_rules("") == ()


def test_a_rule_is_retired_once(in_acme: World) -> None:
    rule = publish(in_acme)
    services.retire_rule(rule, actor=ACTOR)
    with pytest.raises(Refused, match="no longer in force"):
        services.retire_rule(rule, actor=ACTOR)


def test_a_rule_that_was_retired_can_be_published_again(in_acme: World) -> None:
    rule = services.retire_rule(publish(in_acme), actor=ACTOR)
    assert publish(in_acme, key=rule.key).number == 2


def test_a_version_of_an_unknown_rule_is_refused(in_acme: World) -> None:
    with pytest.raises(NotFound):
        publish(in_acme, key=uuid7())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"match": "some"}, "match"),
        ({"motion": "m" * 41}, "motion"),
        ({"conditions": []}, "conditions"),
        ({"conditions": [{**INTERNS[0], "field": "contact.titel"}]}, "conditions"),
        ({"conditions": [{**INTERNS[0], "value": ""}]}, "conditions"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_by_field(
    in_acme: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        publish(in_acme, **changes)
    assert list(refusal.value.fields) == [field]


def test_a_custom_field_may_be_named(in_acme: World) -> None:
    rule = publish(in_acme, conditions=[{**INTERNS[0], "field": "contact.custom.tier"}])
    assert rule.conditions[0]["field"] == "contact.custom.tier"


def test_every_field_that_a_rule_may_name_is_loaded_for_the_gate(in_acme: World) -> None:
    person = contact(PETER, account=account())
    assert fields_of(person, clock.now()).keys() >= FIELDS


@pytest.mark.django_db(transaction=True)
def test_two_new_versions_at_once_are_numbered_apart(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        rule = publish(acme)
    results = race(acme.workspace.pk, *[lambda: publish(acme, key=rule.key)] * 2)
    assert {row.number for row in results if isinstance(row, ExclusionRule)} == {2, 3}
    with scope(acme.workspace.pk), transaction.atomic():
        assert ExclusionRule.objects.filter(retired_at=None).count() == 1
