"""Letting one person pass one rule: who may, what may pass, and what is written down."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Entry
from compliance.case import Purpose
from compliance.models import Decision, RuleException, Suppression
from compliance.packs import Channel
from compliance.services import suppress
from contacts.models import Contact
from enrollment import eligibility, excepting, facts, preflights, services, stop_lists
from enrollment.excepting import Wish
from enrollment.models import EnrollmentState, Preflight, PreflightState
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tests.console.scenes import enrolled, version_of
from tests.enrollment.test_ruling import in_force
from tests.world import World, account, approved, contact, mailbox

SEGMENT = Wish("segment")


@pytest.fixture
def person(in_acme: World) -> Contact:
    """Bob's contact, whom the rule about segments keeps out."""
    version_of(in_acme)
    return contact(owner=in_acme.rep, segment="")


def grant(
    seat: Membership, person: Contact, wish: Wish = SEGMENT, days: float = 9, **changes: Any
) -> RuleException:
    given = {"reason": "Known from the fair", "actor": member(seat), **changes}
    expires_at = clock.now() + timedelta(days=days)
    return excepting.grant(person, wish, seat=seat, expires_at=expires_at, **given)


def refusal(seat: Membership, person: Contact, *args: Any, **changes: Any) -> str:
    with pytest.raises(Refused) as refused:
        grant(seat, person, *args, **changes)
    return refused.value.code


def entries(action: str) -> list[Entry]:
    return list(Entry.objects.filter(action=f"exception.{action}"))


def test_whom_an_admin_lets_pass_can_be_enrolled(in_acme: World, person: Contact) -> None:
    assert enrolled(in_acme, person).state == EnrollmentState.INELIGIBLE
    grant(in_acme.admin, person)
    assert enrolled(in_acme, person).state == EnrollmentState.AWAITING_REVIEW


def test_a_manager_may_let_pass(in_acme: World, person: Contact) -> None:
    assert grant(in_acme.manager, person).granted_by == in_acme.manager


@pytest.mark.parametrize("role", ["rep", "other_rep", "reviewer", "viewer"])
def test_nobody_else_may(in_acme: World, person: Contact, role: str) -> None:
    assert refusal(getattr(in_acme, role), person) == "not_allowed"


def test_the_owner_lets_nobody_of_theirs_pass(in_acme: World) -> None:
    version_of(in_acme)
    own = contact(owner=in_acme.manager, segment="")
    assert refusal(in_acme.manager, own) == "four_eyes"


def test_who_proposed_a_person_does_not_let_them_pass(in_acme: World, person: Contact) -> None:
    row = enrolled(in_acme, person)
    type(row).objects.filter(pk=row.pk).update(enrolled_by=in_acme.manager)
    assert refusal(in_acme.manager, person) == "four_eyes"


def test_whoever_proposed_a_person_before_does_not_let_them_pass_either(
    in_acme: World, person: Contact
) -> None:
    row = enrolled(in_acme, person)
    type(row).objects.filter(pk=row.pk).update(enrolled_by=in_acme.manager)
    enrolled(in_acme, person)
    assert refusal(in_acme.manager, person) == "four_eyes"


def test_who_proposed_a_person_for_another_sequence_may_let_them_pass_in_this_one(
    in_acme: World, person: Contact
) -> None:
    row = enrolled(in_acme, person)
    other = approved(in_acme.admin, in_acme.other_admin, name="Other", motion="renewal")
    type(row).objects.filter(pk=row.pk).update(enrolled_by=in_acme.manager)
    here = Wish("segment", sequence_id=other.sequence_id)
    assert grant(in_acme.manager, person, here).sequence_id == other.sequence_id


def test_who_has_a_person_in_an_open_preflight_does_not_let_them_pass(
    in_acme: World, person: Contact
) -> None:
    open_one = checked(in_acme.manager, person)
    assert refusal(in_acme.manager, person) == "four_eyes"
    assert grant(in_acme.admin, person)
    type(open_one).objects.update(stage=PreflightState.UNDONE)
    RuleException.objects.all().delete()
    assert grant(in_acme.manager, person)


def checked(seat: Membership, *people: Contact) -> Preflight:
    """A preflight of theirs, judged."""
    version = Version.objects.taking_people().get()
    ids = [each.pk for each in people]
    row = preflights.create(version, ids, seat=seat, actor=member(seat))
    preflights.run(row.pk)
    return row


def test_who_let_a_person_pass_does_not_enrol_them_by_it(in_acme: World, person: Contact) -> None:
    grant(in_acme.manager, person)
    assert outcome(in_acme.manager, person) == EnrollmentState.INELIGIBLE
    assert outcome(in_acme.rep, person) == EnrollmentState.AWAITING_REVIEW


def outcome(seat: Membership, person: Contact) -> str:
    """What becomes of a person whom this seat enrols."""
    version = Version.objects.taking_people().get()
    people = facts.with_companies([person.pk])
    (row,) = services.enrol(people, version, reason="Fair", seat=seat, actor=member(seat))
    state: str = row.state
    return state


def test_a_preflight_of_who_let_a_person_pass_shows_that_they_stay_out(
    in_acme: World, person: Contact
) -> None:
    grant(in_acme.manager, person)
    found = [checked(seat, person).people.get().outcome for seat in (in_acme.manager, in_acme.rep)]
    assert found == ["block", "allow"]


def test_who_becomes_the_owner_has_let_nobody_pass(in_acme: World, person: Contact) -> None:
    mailbox("acme", in_acme.manager)
    grant(in_acme.manager, person)
    Contact.objects.filter(pk=person.pk).update(owner=in_acme.manager)
    assert outcome(in_acme.rep, person) == EnrollmentState.INELIGIBLE


def test_the_next_message_of_an_enrollment_asks_who_made_it(in_acme: World) -> None:
    version = version_of(in_acme)
    theirs = contact(owner=in_acme.rep, account=account(state="customer"))
    grant(in_acme.manager, theirs, Wish("account_state"))
    row = enrolled(in_acme, theirs)
    own = {theirs.pk: row.pk}
    (before,) = eligibility.decide([theirs], version, Purpose.ARM, enrollments=own)
    type(row).objects.filter(pk=row.pk).update(enrolled_by=in_acme.manager)
    (after,) = eligibility.decide([theirs], version, Purpose.ARM, enrollments=own)
    assert (before.verdict.allows, after.verdict.allows) == (True, False)


def test_a_program_alone_lets_nobody_pass(in_acme: World, person: Contact) -> None:
    assert refusal(in_acme.admin, person, actor=system("tests")) == "four_eyes"


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_an_exception_ends_within_ninety_days(in_acme: World, person: Contact, days: float) -> None:
    assert refusal(in_acme.admin, person, days=days) == "invalid"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_an_exception_needs_a_reason(in_acme: World, person: Contact, reason: str) -> None:
    assert refusal(in_acme.admin, person, reason=reason) == "invalid"


def test_a_rule_that_keeps_nobody_out_is_not_let_pass(in_acme: World, person: Contact) -> None:
    assert refusal(in_acme.admin, person, Wish("account_state")) == "not_blocked"
    assert refusal(in_acme.admin, person, Wish("no_such_rule")) == "not_blocked"


@pytest.mark.parametrize("reason", ["opt_out", "complaint", "hard_bounce"])
def test_what_the_person_or_their_server_said_stands(
    in_acme: World, person: Contact, reason: str
) -> None:
    suppress(kind="address", value=person.email, reason=reason, source="t", actor=system("tests"))
    assert refusal(in_acme.admin, person, Wish("opt_out")) == "never"
    grant(in_acme.admin, person)
    assert enrolled(in_acme, person).state == EnrollmentState.INELIGIBLE


def test_a_rule_that_nobody_may_override_stands(in_acme: World) -> None:
    version_of(in_acme)
    nobodys = contact()
    assert refusal(in_acme.admin, nobodys, Wish("owner")) == "never"


def test_only_an_exclusion_rule_has_a_key(in_acme: World, person: Contact) -> None:
    key = version_of(in_acme).pk
    assert refusal(in_acme.admin, person, Wish("segment", exclusion_key=key)) == "invalid"


def test_an_exception_for_a_sequence_holds_there_alone(in_acme: World, person: Contact) -> None:
    version = version_of(in_acme)
    row = grant(in_acme.admin, person, Wish("segment", sequence_id=version.sequence_id))
    assert enrolled(in_acme, person).state == EnrollmentState.AWAITING_REVIEW
    assert row.sequence_id == version.sequence_id


def test_an_exception_for_another_sequence_helps_nobody(in_acme: World, person: Contact) -> None:
    row = grant(in_acme.admin, person)
    RuleException.objects.filter(pk=row.pk).update(sequence_id=row.pk)
    assert enrolled(in_acme, person).state == EnrollmentState.INELIGIBLE


def test_one_persons_exception_helps_nobody_else(in_acme: World, person: Contact) -> None:
    grant(in_acme.admin, person)
    other = contact("bill@initech.example", owner=in_acme.rep, segment="")
    assert enrolled(in_acme, other).state == EnrollmentState.INELIGIBLE


def test_a_revoked_exception_is_over_at_once(in_acme: World, person: Contact) -> None:
    row = grant(in_acme.admin, person)
    excepting.revoke(row, seat=in_acme.manager, actor=member(in_acme.manager))
    assert enrolled(in_acme, person).state == EnrollmentState.INELIGIBLE


def test_an_exception_is_revoked_once(in_acme: World, person: Contact) -> None:
    row, by = grant(in_acme.admin, person), in_acme.admin
    excepting.revoke(row, seat=by, actor=member(by))
    with pytest.raises(Refused, match="over already"):
        excepting.revoke(row, seat=by, actor=member(by))


def test_a_rep_revokes_nothing(in_acme: World, person: Contact) -> None:
    row = grant(in_acme.admin, person)
    with pytest.raises(Refused, match="may not"):
        excepting.revoke(row, seat=in_acme.rep, actor=member(in_acme.rep))


def test_an_exception_that_has_run_out_helps_nobody(in_acme: World, person: Contact) -> None:
    row = grant(in_acme.admin, person)
    RuleException.objects.filter(pk=row.pk).update(expires_at=clock.now())
    assert enrolled(in_acme, person).state == EnrollmentState.INELIGIBLE


def test_the_use_of_an_exception_is_in_the_trail_with_its_decision(
    in_acme: World, person: Contact
) -> None:
    row = grant(in_acme.admin, person)
    enrollment = enrolled(in_acme, person)
    (entry,) = entries("used")
    decision = Decision.objects.get(enrollment_id=enrollment.pk)
    assert (entry.target_id, entry.contact_id) == (str(row.pk), person.pk)
    assert entry.data == {"decision": str(decision.pk), "rule": "segment", "purpose": "enrol"}


def test_an_exception_that_did_not_help_was_not_used(in_acme: World, person: Contact) -> None:
    grant(in_acme.admin, person)
    person.crm_opted_out = True
    enrolled(in_acme, person)
    assert entries("used") == []


def test_grant_and_revocation_are_in_the_trail_without_the_reason(
    in_acme: World, person: Contact
) -> None:
    row = grant(in_acme.admin, person)
    excepting.revoke(row, seat=in_acme.admin, actor=member(in_acme.admin))
    written = [*entries("granted"), *entries("revoked")]
    assert [entry.data["rule"] for entry in written] == ["segment", "segment"]
    assert "fair" not in str([entry.data for entry in written])


# What was looked at


def stop(person: Contact, **changes: Any) -> None:
    said = {"reason": "manual", "source": "page", "actor": system("tests"), **changes}
    suppress(kind="address", value=person.email, **said)


def lets_in(person: Contact) -> bool:
    version = Version.objects.taking_people().get()
    (verdict,) = eligibility.look(facts.with_companies([person.pk]), version)
    return verdict.allows


@pytest.fixture
def stoppable(in_acme: World) -> Contact:
    """Bob's contact, whom nothing keeps out."""
    version_of(in_acme)
    return contact(owner=in_acme.rep)


def test_a_stop_that_is_said_again_is_not_let_pass(in_acme: World, stoppable: Contact) -> None:
    stop(stoppable, expires_at=clock.now() + timedelta(days=3))
    grant(in_acme.manager, stoppable, Wish("suppression"))
    assert lets_in(stoppable)
    clock.advance(timedelta(hours=1))
    by = in_acme.admin
    stop_lists.stop_pasted(stoppable.email, seat=by, actor=member(by))
    assert not lets_in(stoppable)


def test_a_stop_that_comes_after_the_exception_holds(in_acme: World, stoppable: Contact) -> None:
    stop(stoppable)
    grant(in_acme.manager, stoppable, Wish("suppression"))
    suppress(
        kind="domain",
        value="initech.example",
        reason="manual",
        source="page",
        actor=system("tests"),
    )
    assert not lets_in(stoppable)


def test_a_stop_of_another_channel_is_let_pass_there_alone(
    in_acme: World, stoppable: Contact
) -> None:
    stop(stoppable, channel="linkedin")
    stop(stoppable, channel="email")
    grant(in_acme.manager, stoppable, Wish("suppression", Channel.LINKEDIN))
    assert not lets_in(stoppable)
    grant(in_acme.manager, stoppable, Wish("suppression"))
    assert lets_in(stoppable)


def test_a_company_that_stands_elsewhere_by_now_is_not_let_pass(in_acme: World) -> None:
    version_of(in_acme)
    company = account(state="customer")
    theirs = contact(owner=in_acme.rep, account=company)
    grant(in_acme.manager, theirs, Wish("account_state"))
    assert lets_in(theirs)
    type(company).objects.update(state="competitor")
    assert not lets_in(theirs)


def test_the_next_version_of_an_exclusion_rule_is_not_let_pass(in_acme: World) -> None:
    version_of(in_acme)
    engineer = contact(owner=in_acme.rep, title="Engineer")
    rule = in_force(in_acme)
    grant(in_acme.manager, engineer, Wish("exclusion_conditions", exclusion_key=rule.key))
    assert lets_in(engineer)
    in_force(in_acme, key=rule.key, name="Sanctions")
    assert not lets_in(engineer)


def test_what_was_looked_at_stays_with_the_exception(in_acme: World, stoppable: Contact) -> None:
    stop(stoppable)
    row = grant(in_acme.manager, stoppable, Wish("suppression"))
    (which,) = row.covers.values()
    assert (row.channel, which.partition("@")[0]) == ("email", str(Suppression.objects.get().pk))
