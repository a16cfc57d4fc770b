"""Asking for the end of a stop, and deciding on it, in the browser."""

from typing import Any

from django.utils import timezone

from compliance.models import LiftRequest, Suppression
from compliance.services import suppress
from tenancy import actors, clock
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World, contact

STOPS = "/w/acme/compliance/"
LIFTS = f"{STOPS}lifts/"


def stop(reason: str = "opt_out", value: str = "peter@initech.example") -> Suppression:
    actor = actors.system("tests")
    return suppress(kind="address", value=value, reason=reason, source="test", actor=actor)


def form(**changes: str) -> dict[str, str]:
    given = timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")
    return {
        "address": "Peter+fair@initech.example",
        "basis": "express",
        "channel": "",
        "given_at": given,
        "evidence": "Ticket 12",
        **changes,
    }


def ask(world: World, row: Suppression, **changes: str) -> Any:
    return browser(world.rep).post(f"{STOPS}{row.pk}/lift/ask/", form(**changes))


def requested(world: World) -> LiftRequest:
    contact(owner=world.rep)
    ask(world, stop())
    row: LiftRequest = LiftRequest.objects.get()
    return row


def test_a_rep_asks_from_the_row_of_the_stop(in_acme: World) -> None:
    contact(owner=in_acme.rep)
    row = stop()
    assert "Ask to lift" in browser(in_acme.rep).get(STOPS).content.decode()
    made = ask(in_acme, row)
    assert made.url == f"{LIFTS}{LiftRequest.objects.get().pk}/"
    assert "Waits for a second person" in browser(in_acme.rep).get(STOPS).content.decode()


def test_a_stop_for_good_offers_nothing(in_acme: World) -> None:
    row = stop("hard_bounce")
    assert "Ask to lift" not in browser(in_acme.rep).get(STOPS).content.decode()
    page = browser(in_acme.rep).get(f"{STOPS}{row.pk}/lift/ask/").content.decode()
    assert "Nothing to ask for" in page and "Ask a second person" not in page


def test_an_unknown_person_is_told_and_the_text_survives(in_acme: World) -> None:
    page = ask(in_acme, stop(), evidence="Ticket 99").content.decode()
    assert "Nobody whom you may see" in page and "Ticket 99" in page


def test_the_address_of_somebody_else_is_told_at_its_field(in_acme: World) -> None:
    contact("bill@initech.example")
    page = ask(in_acme, stop(), address="bill@initech.example").content.decode()
    assert "This stop is not about this person" in page


def test_old_consent_is_told_at_its_field(in_acme: World) -> None:
    contact()
    page = ask(in_acme, stop(), given_at="2020-01-01T10:00").content.decode()
    assert "The stop came after this consent" in page


def test_a_reviewer_lifts_and_the_page_says_who(in_acme: World) -> None:
    row = requested(in_acme)
    me = browser(in_acme.reviewer)
    assert "Ticket 12" in me.get(f"{LIFTS}{row.pk}/").content.decode()
    me.post(f"{LIFTS}{row.pk}/decide/", {"decision": "lift"})
    assert Suppression.objects.get().lifted_at is not None
    assert "Lifted by Reviewer" in me.get(f"{LIFTS}{row.pk}/").content.decode()


def test_letting_it_stand_needs_a_reason(in_acme: World) -> None:
    row = requested(in_acme)
    me = browser(in_acme.reviewer)
    page = me.post(f"{LIFTS}{row.pk}/decide/", {"decision": "refuse"}).content.decode()
    assert "why the stop stands" in page and LiftRequest.objects.get().state == "asked"
    me.post(f"{LIFTS}{row.pk}/decide/", {"decision": "refuse", "reason": "No such form"})
    assert LiftRequest.objects.get().reason == "No such form"


def test_the_owner_sees_why_the_decision_is_not_theirs_and_withdraws(in_acme: World) -> None:
    row = requested(in_acme)
    me = browser(in_acme.rep)
    page = me.get(f"{LIFTS}{row.pk}/").content.decode()
    assert "Your role may not decide" in page and "Lift the stop</" not in page
    me.post(f"{LIFTS}{row.pk}/withdraw/")
    assert LiftRequest.objects.get().state == "withdrawn"


def test_a_rep_cannot_decide_by_hand(in_acme: World) -> None:
    row = requested(in_acme)
    answer = browser(in_acme.rep).post(f"{LIFTS}{row.pk}/decide/", {"decision": "lift"})
    assert answer.status_code == 404 and LiftRequest.objects.get().state == "asked"


def test_outsiders_and_strangers_find_nothing(in_acme: World, globex: World) -> None:
    row = requested(in_acme)
    assert browser(globex.admin).get(LIFTS).status_code == 404
    assert browser(in_acme.other_rep).get(f"{LIFTS}{row.pk}/").status_code == 404
    assert browser(in_acme.other_rep).get(LIFTS).context["page"].rows == []


def test_decided_requests_have_a_list_of_their_own(in_acme: World) -> None:
    row = requested(in_acme)
    me = browser(in_acme.reviewer)
    me.post(f"{LIFTS}{row.pk}/decide/", {"decision": "lift"})
    assert me.get(LIFTS).context["page"].rows == []
    assert len(me.get(LIFTS, {"show": "decided"}).context["page"].rows) == 1


def test_the_queue_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    requested(in_acme)
    me = browser(in_acme.reviewer)
    with reads() as few:
        me.get(LIFTS)
    contact("bill@initech.example", owner=in_acme.rep)
    ask(in_acme, stop(value="bill@initech.example"), address="bill@initech.example")
    with reads() as many:
        me.get(LIFTS)
    assert few.count == many.count <= BUDGET
