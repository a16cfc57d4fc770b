"""Lifting where it binds: the gate opens, the CRM's flag goes, and nothing starts by itself."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Entry
from compliance import lifting
from compliance.models import LiftRequest, Suppression
from contacts.models import Contact
from enrollment import suppressing
from enrollment.lifting import lift
from enrollment.models import RecipientGate, Touch
from signals import crm
from tenancy import clock
from tenancy.actors import member, system
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.console.scenes import enrolled, running
from tests.world import World, contact

PETER = "peter@initech.example"


def stop(world: World, reason: str = "opt_out", **more: Any) -> Suppression:
    said: dict[str, Any] = {"kind": "address", "value": PETER, "source": "tests", **more}
    return suppressing.suppress_and_stop(reason=reason, actor=member(world.admin), **said)


def asked(world: World, row: Suppression, person: Contact, **more: Any) -> LiftRequest:
    said: dict[str, Any] = {
        "contact": person,
        "basis": "express",
        "channel": "",
        "given_at": clock.now(),
        "evidence": "Ticket 12",
        "seat": world.admin,
        **more,
    }
    return lifting.ask(row, actor=member(said["seat"]), **said)


def lifted(row: LiftRequest, by: Membership) -> LiftRequest:
    return lift(row, seat=by, actor=member(by))


def test_lifting_opens_the_gate_and_restarts_nobody(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    active = running(in_acme, peter)
    row = stop(in_acme)
    assert RecipientGate.objects.get().stopped_at is not None
    lifted(asked(in_acme, row, peter), in_acme.reviewer)
    assert RecipientGate.objects.get().stopped_at is None
    active.refresh_from_db()
    assert active.state == "exited"
    assert not Touch.objects.filter(state="planned").exists()


def test_who_was_lifted_can_be_enrolled_again(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    running(in_acme, peter)
    lifted(asked(in_acme, stop(in_acme), peter), in_acme.reviewer)
    clock.advance(timedelta(days=120))
    assert enrolled(in_acme, peter).state == "awaiting_review"


def test_the_gate_stays_shut_while_anything_else_shuts_it(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    stop(in_acme, "hard_bounce")
    lifted(asked(in_acme, stop(in_acme), peter), in_acme.reviewer)
    assert RecipientGate.objects.get().stopped_at is not None


def test_consent_for_mail_lets_mail_through_and_keeps_calls_back(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    lifted(asked(in_acme, stop(in_acme), peter, channel="email"), in_acme.reviewer)
    left = Suppression.objects.filter(lifted_at=None).values_list("channel", flat=True)
    assert RecipientGate.objects.get().stopped_at is None
    assert sorted(left) == ["call", "linkedin", "sms"]


def test_lifting_a_stop_of_one_channel_opens_no_gate(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    stop(in_acme)
    calls = stop(in_acme, "complaint", channel="call")
    lifted(asked(in_acme, calls, peter), in_acme.reviewer)
    assert RecipientGate.objects.get().stopped_at is not None


def test_a_number_is_lifted_without_any_gate(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep, mobile="+493012345678")
    row = stop(in_acme, kind="phone", value="+493012345678")
    done = lifted(asked(in_acme, row, peter), in_acme.reviewer)
    assert done.state == "lifted" and not RecipientGate.objects.exists()


def test_lifting_what_the_crm_said_clears_its_flag_until_it_says_so_again(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    said = {"email": PETER, "opted_out": True}
    crm.sync_contact(said, actor=system("CRM"))
    row = Suppression.objects.get()
    lifted(asked(in_acme, row, peter), in_acme.reviewer)
    assert Contact.objects.get().crm_opted_out is False
    assert Entry.objects.filter(action="contact.changed").count() == 2
    crm.sync_contact(said, actor=system("CRM"))
    assert Suppression.objects.filter(lifted_at=None).count() == 1


# REST


@pytest.fixture
def waiting_lift(acme: World) -> LiftRequest:
    with scope(acme.workspace.pk):
        return asked(acme, stop(acme), contact(PETER, owner=acme.rep))


def ask_by_api(world: World, role: str = "admin", **changes: Any) -> Any:
    with scope(world.workspace.pk):
        row, person = stop(world), contact(PETER)
    said = {
        "suppression": str(row.pk),
        "contact": str(person.pk),
        "basis": "double_opt_in",
        "given_at": clock.now().isoformat(),
        "evidence": "Form 7",
        **changes,
    }
    return Caller(world, role).post("api_lifts", **said)


def test_a_program_asks(acme: World) -> None:
    answer = ask_by_api(acme)
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["asked_by"]) == ("asked", "Admin")


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_may_not_enrol_does_not_ask(acme: World, role: str) -> None:
    assert ask_by_api(acme, role).status_code == 403


def test_what_is_no_consent_is_refused(acme: World) -> None:
    answer = ask_by_api(acme, basis="published_address")
    assert list(answer.json()["fields"]) == ["basis"]


def test_the_person_behind_the_key_is_the_second_one(
    acme: World, waiting_lift: LiftRequest
) -> None:
    own = Caller(acme, "admin").post("api_lift_lift", waiting_lift.pk)
    other = Caller(acme, "reviewer", acme.reviewer).post("api_lift_lift", waiting_lift.pk)
    assert (own.status_code, own.json()["code"]) == (409, "four_eyes")
    assert (other.status_code, other.json()["state"]) == (200, "lifted")


def test_a_refusal_by_a_program_keeps_its_reason(acme: World, waiting_lift: LiftRequest) -> None:
    caller = Caller(acme, "reviewer", acme.reviewer)
    answer = caller.post("api_lift_refuse", waiting_lift.pk, reason="No such form")
    assert (answer.json()["state"], answer.json()["reason"]) == ("refused", "No such form")


def test_a_program_withdraws_what_its_person_asked(acme: World, waiting_lift: LiftRequest) -> None:
    assert Caller(acme, "admin").post("api_lift_withdraw", waiting_lift.pk).json()["state"] == (
        "withdrawn"
    )


def test_a_rep_decides_nothing(acme: World, waiting_lift: LiftRequest) -> None:
    assert Caller(acme, "rep").post("api_lift_lift", waiting_lift.pk).status_code == 403


def test_requests_are_listed_by_state_and_to_whom_they_concern(
    acme: World, globex: World, waiting_lift: LiftRequest
) -> None:
    found = {
        name: len(caller.get("api_lifts", state="asked").json()["results"])
        for name, caller in {
            "viewer": Caller(acme, "viewer"),
            "other rep": Caller(acme, "rep", acme.other_rep),
            "outsider": Caller(globex, "admin"),
        }.items()
    }
    assert found == {"viewer": 1, "other rep": 0, "outsider": 0}
