"""Lifting what somebody said: new consent of their own, and a second person who decides."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.models import Entry
from compliance import facts, lifting, services
from compliance.models import Consent, LiftRequest, Suppression
from compliance.stop_lists.keeping import Terms, keep_many
from compliance.stop_lists.reading import Found, Kind
from contacts.models import Contact
from enrollment.lifting import lift
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.racing import PATIENCE, race
from tests.world import World, contact

PETER = "peter@initech.example"
TESTS = system("tests")


def stopped(reason: str = "opt_out", **changes: Any) -> Suppression:
    said: dict[str, Any] = {"kind": "address", "value": PETER, "source": "tests", **changes}
    return services.suppress(reason=reason, actor=TESTS, **said)


def asked(
    world: World, stop: Suppression, person: Contact | None = None, **changes: Any
) -> LiftRequest:
    said: dict[str, Any] = {
        "contact": person or contact(PETER, owner=world.other_rep),
        "basis": "express",
        "channel": "",
        "given_at": clock.now(),
        "evidence": "Ticket 12, signed form",
        "seat": world.admin,
        **changes,
    }
    return lifting.ask(stop, actor=member(said["seat"]), **said)


def granted(row: LiftRequest, by: Membership) -> LiftRequest:
    return lift(row, seat=by, actor=member(by))


def refused(row: LiftRequest, by: Membership, reason: str = "No such form") -> LiftRequest:
    return lifting.refuse(row, reason=reason, seat=by, actor=member(by))


def channels(person: Contact) -> list[str]:
    return sorted(fact.channel or "all" for fact in facts.suppressions_for([person])[person.pk])


@pytest.mark.parametrize("reason", ["opt_out", "complaint", "crm"])
def test_a_second_person_lifts_what_somebody_said(in_acme: World, reason: str) -> None:
    row = asked(in_acme, stopped(reason))
    assert granted(row, in_acme.reviewer).state == "lifted"
    assert channels(row.contact) == []


def test_lifting_records_the_consent_and_who_did_both(in_acme: World) -> None:
    row = granted(asked(in_acme, stopped()), in_acme.reviewer)
    assert Consent.objects.get().evidence == "Ticket 12, signed form"
    said = {Action.LIFT_ASKED: "Admin", Action.LIFT_LIFT: "Reviewer"}
    for action, label in said.items():
        assert Entry.objects.get(action=action, target_id=row.pk).actor_label == label
    assert Entry.objects.filter(action=Action.SUPPRESSION_LIFTED).count() == 1


def test_until_the_decision_the_stop_stands(in_acme: World) -> None:
    assert channels(asked(in_acme, stopped()).contact) == ["all"]


@pytest.mark.parametrize("reason", ["hard_bounce", "erased"])
def test_what_is_for_good_cannot_even_be_asked(in_acme: World, reason: str) -> None:
    with pytest.raises(Refused, match="stays for good"):
        asked(in_acme, stopped(reason))


def test_a_colleagues_stop_needs_no_second_person(in_acme: World) -> None:
    with pytest.raises(Refused, match="An admin lifts it"):
        asked(in_acme, stopped("manual"))


def test_nobody_agrees_for_a_whole_company(in_acme: World) -> None:
    with pytest.raises(Refused, match="more than one person"):
        asked(in_acme, stopped(kind="domain", value="initech.example"))


def test_consent_from_before_the_stop_does_not_count(in_acme: World) -> None:
    with pytest.raises(Refused, match="came after this consent"):
        asked(in_acme, stopped(), given_at=clock.now() - timedelta(hours=1))


def test_consent_from_before_the_last_no_does_not_count(in_acme: World) -> None:
    person, stop = contact(PETER, owner=in_acme.other_rep), stopped()
    clock.advance(timedelta(days=5))
    given = clock.now()
    clock.advance(timedelta(days=5))
    assert stopped().pk == stop.pk
    with pytest.raises(Refused, match="said once more since"):
        asked(in_acme, stop, person, given_at=given)


def test_a_list_that_says_no_once_more_counts_as_well(in_acme: World) -> None:
    stop = stopped()
    clock.advance(timedelta(days=5))
    found = [Found(1, PETER, Kind.ADDRESS, PETER)]
    keep_many(found, Terms("opt_out", "Robinson list"), actor=TESTS)
    with pytest.raises(Refused, match="said once more since"):
        asked(in_acme, stop, given_at=clock.now() - timedelta(days=1))


def test_a_no_that_comes_while_a_request_waits_is_seen_by_the_decision(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    clock.advance(timedelta(days=5))
    Suppression.objects.update(said_at=clock.now())
    with pytest.raises(Refused, match="said once more since"):
        granted(row, in_acme.reviewer)
    assert Suppression.objects.get().lifted_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"basis": "legitimate_interest"}, "basis"),
        ({"basis": "existing_customer"}, "basis"),
        ({"channel": "fax"}, "channel"),
        ({"evidence": "  "}, "evidence"),
        ({"evidence": "x" * 301}, "evidence"),
    ],
)
def test_what_is_no_evidence_is_refused_by_field(
    in_acme: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        asked(in_acme, stopped(), **changes)
    assert list(refusal.value.fields) == [field]
    assert not LiftRequest.objects.exists()


def test_consent_from_the_future_is_none_yet(in_acme: World) -> None:
    with pytest.raises(Refused, match="future"):
        asked(in_acme, stopped(), given_at=clock.now() + timedelta(hours=1))


def test_the_consent_of_somebody_else_is_refused(in_acme: World) -> None:
    with pytest.raises(Refused, match="not about this person"):
        asked(in_acme, stopped(), contact("bill@initech.example"))


def test_a_rep_brings_no_consent_of_a_stranger(in_acme: World) -> None:
    with pytest.raises(NotFound):
        asked(in_acme, stopped(), seat=in_acme.rep)


def test_who_may_not_enrol_may_not_ask(in_acme: World) -> None:
    with pytest.raises(Refused, match="Your seat may not"):
        asked(in_acme, stopped(), seat=in_acme.viewer)


def test_asking_twice_is_told(in_acme: World) -> None:
    stop, person = stopped(), contact(PETER)
    asked(in_acme, stop, person)
    with pytest.raises(Refused, match="asked for this already"):
        asked(in_acme, stop, person, seat=in_acme.other_admin)


def test_who_asked_does_not_decide(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    for decide in (granted, refused):
        with pytest.raises(Refused, match="You brought this evidence"):
            decide(row, in_acme.admin)


def test_the_owner_of_the_contact_does_not_decide(in_acme: World) -> None:
    row = asked(in_acme, stopped(), contact(PETER, owner=in_acme.manager))
    with pytest.raises(Refused, match="You own this contact"):
        granted(row, in_acme.manager)


def test_a_rep_does_not_decide(in_acme: World) -> None:
    row = asked(in_acme, stopped(), contact(PETER))
    with pytest.raises(Refused, match="Your role may not decide"):
        granted(row, in_acme.rep)


def test_the_system_does_not_decide(in_acme: World) -> None:
    with pytest.raises(Refused, match="Only a person"):
        lift(asked(in_acme, stopped()), seat=in_acme.reviewer, actor=TESTS)


def test_a_manager_decides_on_nobody_of_another_team(in_acme: World) -> None:
    row = asked(in_acme, stopped(), contact(PETER, owner=in_acme.other_rep))
    with pytest.raises(NotFound):
        granted(row, in_acme.manager)


def test_the_database_refuses_one_person_for_both(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    with pytest.raises(IntegrityError, match="lift_needs_two_people"), transaction.atomic():
        row.lift(by=in_acme.admin, at=clock.now())
        row.save()


def test_a_refusal_keeps_the_stop_and_its_reason(in_acme: World) -> None:
    row = refused(asked(in_acme, stopped()), in_acme.reviewer)
    assert (row.state, row.reason, channels(row.contact)) == ("refused", "No such form", ["all"])


def test_a_refusal_needs_a_reason(in_acme: World) -> None:
    with pytest.raises(Refused, match="why the stop stands"):
        refused(asked(in_acme, stopped()), in_acme.reviewer, " ")


def test_only_who_asked_takes_it_back(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    with pytest.raises(Refused, match="Only the person who asked"):
        lifting.withdraw(row, seat=in_acme.reviewer, actor=member(in_acme.reviewer))
    mine = lifting.withdraw(row, seat=in_acme.admin, actor=member(in_acme.admin))
    assert mine.state == "withdrawn"


def test_consent_for_one_channel_leaves_the_others_stopped(in_acme: World) -> None:
    row = granted(asked(in_acme, stopped(), channel="email"), in_acme.reviewer)
    assert channels(row.contact) == ["call", "linkedin", "sms"]


def test_consent_for_another_channel_than_the_stop_is_refused(in_acme: World) -> None:
    with pytest.raises(Refused, match="another channel"):
        asked(in_acme, stopped(channel="email"), channel="call")


def test_saying_no_again_ends_the_request(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    stopped()
    fresh = LiftRequest.objects.get()
    assert (fresh.state, fresh.reason) == ("withdrawn", "They said no once more.")
    with pytest.raises(Refused, match="no longer possible"):
        granted(row, in_acme.reviewer)


def test_an_address_that_was_changed_meanwhile_lifts_nothing(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    Contact.objects.update(email_base="milton@initech.example")
    with pytest.raises(Refused, match="not about this person"):
        granted(row, in_acme.reviewer)
    assert Suppression.objects.get().lifted_at is None


def test_an_erased_person_is_not_brought_back(in_acme: World) -> None:
    row = asked(in_acme, stopped())
    Contact.objects.update(erased_at=clock.now())
    with pytest.raises(NotFound):
        granted(row, in_acme.reviewer)


def test_a_new_stop_after_lifting_binds_again(in_acme: World) -> None:
    row = granted(asked(in_acme, stopped()), in_acme.reviewer)
    stopped()
    assert channels(row.contact) == ["all"]


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        row = asked(acme, stopped())

    def decide() -> LiftRequest:
        return granted(row, acme.reviewer)

    def refuse() -> LiftRequest:
        return refused(row, acme.other_admin)

    results = race(acme.workspace.pk, decide, refuse)
    won = [each.state for each in results if isinstance(each, LiftRequest)]
    lost = [each.code for each in results if isinstance(each, Refused)]
    with scope(acme.workspace.pk), transaction.atomic():
        stands = Suppression.objects.get().lifted_at is None
        consents = Consent.objects.count()
    assert len(won) == 1 and lost == ["state_changed"]
    assert (stands, consents) == ((False, 1) if won == ["lifted"] else (True, 0))


@pytest.mark.django_db(transaction=True)
def test_without_care_both_decisions_would_be_taken(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        key = asked(acme, stopped()).pk
    met = threading.Barrier(2, timeout=PATIENCE)

    def careless(state: str) -> int:
        assert LiftRequest.objects.get(pk=key).state == "asked"
        met.wait()
        return int(LiftRequest.objects.filter(pk=key).update(state=state))

    results = race(acme.workspace.pk, lambda: careless("refused"), lambda: careless("withdrawn"))
    assert results == [1, 1]
