"""The gate: every rule of every case, kept in one statement and read back as it was."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from compliance import gate, services
from compliance.case import Case, Person, Purpose, SenderFact
from compliance.facts import consents_for, suppressions_for
from compliance.models import Decision
from compliance.packs import Channel
from compliance.rules import RULES
from compliance.verdicts import Outcome, from_json, to_texts
from contacts.models import Contact
from tenancy.actors import system
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.world import World, contact

MOMENT = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)


def case(contact_id: UUID | None = None, **changes: Any) -> Case:
    """Somebody whom every rule allows."""
    person = {
        "contact_id": str(contact_id or uuid7()),
        "email": "peter@initech.example",
        "address_valid": True,
        "owner_id": str(uuid7()),
        "owner_active": True,
        "segment": "mid-market",
        "country": "US",
    }
    values: dict[str, Any] = {
        "channel": Channel.EMAIL,
        "purpose": Purpose.ENROL,
        "moment": MOMENT,
        "approved_versions": 1,
        "sender": SenderFact(active=True, has_postal_address=True, can_unsubscribe=True),
        **changes,
    }
    return Case(person=Person(**{**person, **values.pop("person", {})}), **values)


ASKED = [rule for rule in RULES if rule.applies(case())]


def decide(*cases: Case, **ids: Any) -> list[gate.Decided]:
    return gate.decide(cases, purpose=Purpose.ENROL, **ids)


def test_judging_keeps_nothing(in_acme: World) -> None:
    (verdict,) = gate.judge([case()])
    assert verdict.allows
    assert not Decision.objects.exists()


def test_every_failed_rule_is_told(in_acme: World) -> None:
    (verdict,) = gate.judge([case(person={"segment": "", "owner_id": None})])
    assert {finding.rule for finding in verdict.blocks} == {"owner", "segment"}


def test_a_decision_is_kept_with_the_finding_of_every_rule(in_acme: World) -> None:
    (decided,) = decide(case())
    row = Decision.objects.get(pk=decided.decision_id)
    assert row.outcome == Outcome.ALLOW
    assert [finding["r"] for finding in row.findings] == [rule.id for rule in ASKED]


def test_a_kept_verdict_reads_as_it_was_given(in_acme: World) -> None:
    (decided,) = decide(case(person={"segment": ""}))
    row = Decision.objects.get(pk=decided.decision_id)
    assert gate.verdict_of(row) == decided.verdict


def test_why_names_every_rule_for_people(in_acme: World) -> None:
    (decided,) = decide(case())
    lines = gate.why(Decision.objects.get(pk=decided.decision_id))
    assert [line.label for line in lines] == [rule.label for rule in ASKED]


def test_a_rule_that_is_gone_is_named_by_its_id(in_acme: World) -> None:
    row = Decision(findings=[{"r": "moon_phase", "v": 1, "o": "allow", "t": "Fine."}])
    assert gate.why(row)[0].label == "Moon phase"


def test_ids_go_with_their_cases(in_acme: World) -> None:
    people, enrollments = [uuid7(), uuid7()], [uuid7(), None]
    decided = decide(*map(case, people), enrollment_ids=enrollments, touch_ids=[None, uuid7()])
    rows = Decision.objects.in_bulk([each.decision_id for each in decided])
    kept = [rows[each.decision_id] for each in decided]
    assert [(row.contact_id, row.enrollment_id) for row in kept] == list(
        zip(people, enrollments, strict=True)
    )


def test_a_case_of_another_purpose_is_refused(in_acme: World) -> None:
    with pytest.raises(ValueError, match="cannot be decided"):
        gate.decide([case()], purpose=Purpose.ARM)


def test_ids_that_do_not_match_the_cases_are_refused(in_acme: World) -> None:
    with pytest.raises(ValueError, match="zip"):
        decide(case(), enrollment_ids=[uuid7(), uuid7()])


def test_deciding_about_nobody_is_no_error(in_acme: World) -> None:
    assert decide() == []


def test_decisions_of_a_person_come_newest_first(in_acme: World) -> None:
    person = uuid7()
    later = datetime(2026, 8, 1, tzinfo=UTC)
    old, new = decide(case(person), case(person, moment=later))
    decide(case())
    found = gate.decisions_for(contact_id=person)
    assert [row.pk for row in found] == [new.decision_id, old.decision_id]


def test_decisions_of_an_enrollment_are_found(in_acme: World) -> None:
    enrollment = uuid7()
    decided = decide(case(), case(), enrollment_ids=[enrollment, uuid7()])
    found = gate.decisions_for(enrollment_id=enrollment)
    assert [row.pk for row in found] == [decided[0].decision_id]


def test_asking_about_nobody_or_two_at_once_is_refused(in_acme: World) -> None:
    for asked in ({}, {"contact_id": uuid7(), "enrollment_id": uuid7()}):
        with pytest.raises(ValueError, match="either"):
            gate.decisions_for(**asked)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_kept_decision_cannot_be_changed(in_acme: World, change: str) -> None:
    decide(case())
    statement = {
        "update": "UPDATE compliance_decision SET outcome = 'allow'",
        "delete": "DELETE FROM compliance_decision",
    }[change]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_workspace_sees_no_decision(acme: World, globex: World) -> None:
    person = uuid7()
    with scope(acme.workspace.pk):
        decide(case(person))
    with scope(globex.workspace.pk):
        assert not gate.decisions_for(contact_id=person).exists()


def test_a_decision_holds_no_address(in_acme: World) -> None:
    decide(case(person={"segment": "", "country": "DE"}))
    assert "initech" not in str(Decision.objects.values().get())


def _cases_for(people: list[Contact]) -> list[Case]:
    stops, grounds = suppressions_for(people), consents_for(people)
    return [
        case(each.pk, suppressions=stops[each.pk], consents=grounds[each.pk]) for each in people
    ]


def test_200_people_are_judged_and_kept_with_as_many_queries_as_one(in_acme: World) -> None:
    people = [contact(f"p{n}@initech.example") for n in range(200)]
    counts = []
    for some in (people[:1], people):
        with counted() as seen:
            decide(*_cases_for(some))
        counts.append(len(seen))
    assert counts == [3, 3]


@pytest.mark.parametrize("reason", ["opt_out", "complaint", "hard_bounce", "manual"])
def test_whoever_is_suppressed_is_blocked_by_the_gate(in_acme: World, reason: str) -> None:
    person = contact()
    services.suppress(
        kind="address", value=person.email, reason=reason, source="t", actor=system("tests")
    )
    (decided,) = decide(*_cases_for([person]))
    assert decided.verdict.outcome is Outcome.BLOCK


def test_people_who_are_told_the_same_share_one_text(in_acme: World) -> None:
    cases = [
        case(person={"owner_id": "o"}),
        case(person={"owner_id": "o"}),
        case(approved_versions=0),
    ]
    verdicts = gate.judge(cases)
    texts, places = to_texts(verdicts)
    assert places == [1, 1, 2]
    assert [from_json(json.loads(texts[place - 1])) for place in places] == verdicts
