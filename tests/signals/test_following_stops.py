"""A stop that follows a person to another address: it is shown, and two people lift it."""

from datetime import timedelta
from typing import Any

import pytest

from compliance.models import LiftRequest, Suppression
from contacts.models import Contact
from contacts.services import upsert
from enrollment import eligibility
from enrollment.lifting import ask, lift
from enrollment.models import RecipientGate, SendIntent
from sequences.models import Version
from signals.kinds import Kind
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.console.browsing import browser
from tests.signals.stage import report
from tests.world import World, contact

NEW = "peter@globex.example"


@pytest.fixture
def moved(in_acme: World, intent: SendIntent) -> Contact:
    """Peter said no to a message, and has another address since."""
    report(Kind.OPT_OUT, message_id=intent.message_id)
    clock.advance(timedelta(hours=1))
    return upsert({"external_id": "crm-1", "email": NEW}, actor=system("CRM")).contact


def asked(world: World, person: Contact, stop: Suppression, **more: Any) -> LiftRequest:
    said = {"basis": "express", "channel": "", "given_at": clock.now(), "evidence": "Form 7"}
    by: dict[str, Any] = {"seat": world.admin, "actor": member(world.admin)}
    return ask(stop, contact=person, **{**said, **more}, **by)


def granted(world: World, request: LiftRequest) -> LiftRequest:
    return lift(request, seat=world.reviewer, actor=member(world.reviewer))


def blocked_by(person: Contact, version: Version) -> list[str]:
    fresh = Contact.objects.select_related("account", "owner").get(pk=person.pk)
    (verdict,) = eligibility.look([fresh], version)
    return [each.rule for each in verdict.blocks]


def said_no_again(address: str = NEW) -> Suppression:
    report(Kind.OPT_OUT, "e2", email=address)
    return Suppression.objects.latest("created_at")


def test_it_is_lifted_by_new_consent_and_a_second_person(
    in_acme: World, moved: Contact, version: Version
) -> None:
    stop = Suppression.objects.get()
    assert "opt_out" in blocked_by(moved, version)
    assert granted(in_acme, asked(in_acme, moved, stop)).state == "lifted"
    assert "opt_out" not in blocked_by(moved, version)
    assert RecipientGate.objects.get(address_key=stop.key).stopped_at is None


def test_the_stop_of_a_stranger_stays_out_of_reach(in_acme: World, moved: Contact) -> None:
    with pytest.raises(Refused, match="not about this person"):
        asked(in_acme, contact("bill@initech.example"), Suppression.objects.get())


def test_one_request_lifts_every_stop_of_the_same_cause(
    in_acme: World, moved: Contact, version: Version
) -> None:
    said_no_again()
    first = Suppression.objects.earliest("created_at")
    granted(in_acme, asked(in_acme, moved, first))
    assert not Suppression.objects.filter(lifted_at=None).exists()
    assert not RecipientGate.objects.exclude(stopped_at=None).exists()


def test_whoever_asks_for_the_other_one_meanwhile_is_told(in_acme: World, moved: Contact) -> None:
    second = said_no_again()
    asked(in_acme, moved, Suppression.objects.earliest("created_at"))
    with pytest.raises(Refused, match="asked for this already"):
        asked(in_acme, moved, second)


def test_what_was_said_after_the_consent_stands(in_acme: World, moved: Contact) -> None:
    request = asked(in_acme, moved, Suppression.objects.get())
    clock.advance(timedelta(hours=1))
    second = said_no_again()
    granted(in_acme, request)
    assert list(Suppression.objects.filter(lifted_at=None)) == [second]


def test_a_stop_of_another_cause_stands(in_acme: World, moved: Contact) -> None:
    report(Kind.COMPLAINT, "e2", email=NEW)
    granted(in_acme, asked(in_acme, moved, Suppression.objects.get(reason="opt_out")))
    assert Suppression.objects.get(lifted_at=None).reason == "complaint"


def test_consent_for_one_channel_leaves_the_others_stopped_at_every_address(
    in_acme: World, moved: Contact
) -> None:
    said_no_again()
    first = Suppression.objects.earliest("created_at")
    granted(in_acme, asked(in_acme, moved, first, channel="email"))
    left = Suppression.objects.filter(lifted_at=None).values_list("channel", flat=True)
    assert sorted(left) == sorted(["call", "linkedin", "sms"] * 2)


# Pages


def test_the_page_of_the_person_shows_it_as_a_former_address(
    in_acme: World, moved: Contact
) -> None:
    text = browser(in_acme.admin).get(f"/w/acme/contacts/{moved.pk}/").content.decode()
    assert "a former address" in text and "Nobody may write to this person" in text


def test_a_mailbox_that_is_gone_does_not_follow(in_acme: World, intent: SendIntent) -> None:
    report(Kind.BOUNCE_HARD, message_id=intent.message_id, data={"status": "5.1.1"})
    person = upsert({"external_id": "crm-1", "email": NEW}, actor=system("CRM")).contact
    text = browser(in_acme.admin).get(f"/w/acme/contacts/{person.pk}/").content.decode()
    assert "a former address" not in text


def test_the_list_finds_it_by_the_address_of_today(in_acme: World, moved: Contact) -> None:
    page = browser(in_acme.admin).get(f"/w/acme/compliance/?q={NEW}")
    assert [row.pk for row in page.context["page"].rows] == [Suppression.objects.get().pk]


def test_the_list_tells_no_rep_about_people_of_others(in_acme: World, moved: Contact) -> None:
    page = browser(in_acme.other_rep).get(f"/w/acme/compliance/?q={NEW}")
    assert not page.context["page"].rows


def test_it_is_asked_for_by_the_address_of_today(in_acme: World, moved: Contact) -> None:
    stop = said_no_again() and Suppression.objects.earliest("created_at")
    said = {
        "address": NEW,
        "basis": "express",
        "given_at": clock.now().strftime("%Y-%m-%dT%H:%M"),
        "evidence": "Form 7",
    }
    answer: Any = browser(in_acme.admin).post(f"/w/acme/compliance/{stop.pk}/lift/ask/", said)
    assert answer.status_code == 302
    text = browser(in_acme.reviewer).get(answer.url).content.decode()
    assert "2 stops of the same cause" in text
