"""What the gate is told about people, in a fixed number of queries; and calls that ask it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from compliance.case import Case, Purpose
from compliance.models import Decision
from compliance.packs import Channel
from contacts.models import Contact
from contacts.services import upsert
from enrollment import facts, services
from enrollment.models import Enrollment, Touch
from sequences.models import Sequence, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Workspace
from tests.compliance.counting import counted
from tests.console.scenes import enrolled, running, version_of
from tests.enrollment import stage as play
from tests.world import World, account, contact

EVERYTHING = {
    "stale_after_days": 90,
    "max_active_at_company": 3,
    "touch_budget": 3,
    "motion_priority": ["renewal"],
    "requires_acceptance": True,
    "approval_tags": ["Fair"],
}


def set_up(**values: Any) -> None:
    Workspace.objects.update(**values)


def load(*people: Contact, purpose: Purpose = Purpose.PREFLIGHT, **more: Any) -> list[Case]:
    version = Version.objects.select_related("sequence").get()
    rows = facts.with_companies(person.pk for person in people)
    return facts.load(rows, facts.Asked(version, purpose, clock.now(), **more))


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.CALL])
def test_twice_the_people_take_as_many_queries(in_acme: World, channel: Channel) -> None:
    set_up(**EVERYTHING)
    version_of(in_acme)
    Sequence.objects.update(entry="once_ever")
    company = account()
    people = [contact(f"p{n}@x.example", owner=in_acme.rep, account=company) for n in range(8)]
    load(people[0])  # A version is read once and remembered.
    counts = []
    for some in (people[:4], people):
        with counted() as seen:
            load(*some, purpose=Purpose.ARM, channel=channel)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_record_counts_as_confirmed_when_it_was_made(in_acme: World) -> None:
    version_of(in_acme)
    person = contact(owner=in_acme.rep)
    (case,) = load(person)
    assert case.person.confirmed_at == Contact.objects.get().created_at


def test_a_record_that_was_confirmed_since_counts_from_then(in_acme: World) -> None:
    version_of(in_acme)
    person = contact(owner=in_acme.rep, external_id="1")
    done = upsert({"external_id": "1"}, actor=member(in_acme.admin))
    (case,) = load(person)
    assert case.person.confirmed_at == done.contact.confirmed_at


@pytest.mark.parametrize(
    ("subscriber", "state"),
    [("corporate", "awaiting_review"), ("individual", "ineligible"), ("unknown", "ineligible")],
)
def test_in_the_united_kingdom_a_company_is_written_to_and_a_sole_trader_is_not(
    in_acme: World, subscriber: str, state: str
) -> None:
    company = account(subscriber=subscriber)
    person = contact(owner=in_acme.rep, country="GB", account=company)
    assert enrolled(in_acme, person).state == state


def test_a_lead_that_went_to_another_owner_is_no_longer_accepted(in_acme: World) -> None:
    version_of(in_acme)
    accepted = {"accepted_at": clock.now(), "accepted_by": in_acme.rep}
    mine = contact("a@x.example", owner=in_acme.rep, **accepted)
    given = contact("b@x.example", owner=in_acme.other_rep, **accepted)
    found = {case.person.contact_id: case.person.accepted_by_owner for case in load(mine, given)}
    assert found == {str(mine.pk): True, str(given.pk): False}


def test_the_other_people_of_the_company_are_counted(in_acme: World) -> None:
    set_up(max_active_at_company=1)
    company = account()
    one, two = (contact(f"{n}@x.example", owner=in_acme.rep, account=company) for n in "ab")
    assert enrolled(in_acme, one).state == "awaiting_review"
    assert [case.active_at_company for case in load(one, two)] == [0, 1]
    assert enrolled(in_acme, two).state == "ineligible"


def test_of_people_enrolled_together_as_many_come_in_as_fit(in_acme: World) -> None:
    set_up(max_active_at_company=2)
    company, version = account(), version_of(in_acme)
    people = [contact(f"{n}@x.example", owner=in_acme.rep, account=company) for n in "abc"]
    rows = services.enrol(
        facts.with_companies(person.pk for person in people),
        version,
        reason="Fair",
        seat=in_acme.rep,
        actor=member(in_acme.rep),
    )
    assert sorted(row.state for row in rows) == ["awaiting_review", "awaiting_review", "ineligible"]


def test_who_has_been_in_a_sequence_that_takes_nobody_twice_stays_out(in_acme: World) -> None:
    set_up(cool_off_days=0)
    person = contact(owner=in_acme.rep)
    row = running(in_acme, person)
    ended = {"exit_reason": "manual", "exit_actor": "t", "exit_evidence": "t"}
    Enrollment.objects.filter(pk=row.pk).update(state="exited", exited_at=clock.now(), **ended)
    Sequence.objects.update(entry="once_ever")
    again = enrolled(in_acme, person)
    (blocked,) = (each for each in _kept(again) if each["o"] == "block")
    assert (again.state, blocked["r"]) == ("ineligible", "exclusivity")


def test_touches_of_every_sequence_and_what_may_be_leaving_count(in_acme: World) -> None:
    set_up(touch_budget=3)
    row = running(in_acme, contact(owner=in_acme.rep))
    now = clock.now()
    touches = Touch.objects.filter(enrollment=row)
    touches.update(state="sent", settled_at=now - timedelta(days=1))
    assert load(row.contact)[0].past.lately == (now - timedelta(days=1),)
    touches.update(state="armed", settled_at=None)
    assert len(load(row.contact)[0].past.lately) == 1
    touches.update(state="sent", settled_at=now - timedelta(days=8))
    assert load(row.contact)[0].past.lately == ()


def _kept(row: Enrollment) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Decision.objects.get(enrollment_id=row.pk).findings
    return found


@pytest.mark.parametrize(
    ("person", "zones"),
    [
        ({"phone": "+1 415 555 2671", "zone": ""}, {"America/Los_Angeles"}),
        (
            {"mobile": "+1 415 555 2671", "zone": "America/New_York"},
            {"America/Los_Angeles", "America/New_York"},
        ),
        ({"phone": "030 123456", "country": "DE", "zone": ""}, {"Europe/Berlin"}),
        ({"zone": "America/New_York"}, {"America/New_York"}),
        ({"country": "FR", "zone": ""}, {"Europe/Paris"}),
        ({"phone": "ask the desk", "country": "FR", "zone": ""}, {"Europe/Paris"}),
        ({"country": "", "zone": ""}, set()),
    ],
)
def test_a_telephone_may_ring_in_these_zones(
    in_acme: World, person: dict[str, str], zones: set[str]
) -> None:
    assert set(facts.phone_zones(Contact(**{"country": "US", **person}))) == zones


def test_a_number_that_does_not_tell_may_ring_in_the_whole_country(in_acme: World) -> None:
    zones = facts.phone_zones(Contact(phone="desk", country="US", zone="America/New_York"))
    assert {"Pacific/Honolulu", "America/New_York", "America/Anchorage"} <= set(zones)


# Calls ask the gate when they fall due


def _due(stage: World, **person: Any) -> tuple[Enrollment, Touch]:
    """A call that falls due at once, before an e-mail."""
    with transaction.atomic():
        peter = contact(owner=stage.rep, **person)
    version = play.live(stage, play.step("call", "ring"), play.email("after", 1))
    row = play.started(stage, version, peter)
    play.work()
    (touch, *_) = play.touches(row)
    return row, touch


def test_a_call_that_may_be_made_becomes_a_task_with_a_decision(stage: World) -> None:
    row, touch = _due(stage)
    with transaction.atomic():
        kept = Decision.objects.get(enrollment_id=row.pk, channel="call")
    assert (touch.state, kept.touch_id, kept.outcome) == ("due", touch.pk, "allow")


@pytest.mark.usefixtures("real_hours")
def test_a_call_at_night_waits_for_the_morning_and_says_so(stage: World) -> None:
    hour = clock.now().astimezone(UTC).hour
    # Noon is night on the other side: a zone in which it is now about three in the morning.
    ahead = (3 - hour) % 24
    zone = f"Etc/GMT-{ahead}" if ahead <= 14 else f"Etc/GMT+{24 - ahead}"
    _, touch = _due(stage, zone=zone)
    assert touch.state == "planned" and "outside 08:00–21:00" in touch.cause
    assert touch.due_at.minute == 0 and touch.due_at > datetime.now(UTC)


def test_whom_the_crm_says_not_to_call_is_not_called_and_goes_on(stage: World) -> None:
    row, touch = _due(stage, do_not_call=True)
    assert touch.state == "skipped"
    assert [each["rule"] for each in play.trail(row, "touch.skip")] == ["crm_opt_out"]
    assert play.states(row) == {"ring": "skipped", "after": "planned"}


def test_who_may_not_be_contacted_at_all_waits_for_a_person(stage: World) -> None:
    with transaction.atomic():
        peter = contact(owner=stage.rep)
    version = play.live(stage, play.step("call", "ring"), play.email("after", 1))
    row = play.started(stage, version, peter)
    with transaction.atomic():
        Contact.objects.update(owner=None)
    play.work()
    fresh = play.reload(row)
    assert (fresh.state, fresh.pause_reason) == ("paused", "blocked")


def test_a_field_is_asked_for_in_sequences_of_its_motion_alone(in_acme: World) -> None:
    version = version_of(in_acme)
    person = contact(owner=in_acme.rep, city="")
    for motion, missing in ((version.motion, True), ("renewal", False)):
        set_up(motion_fields={motion: ["contact.city"]})
        (case,) = load(person)
        assert ("contact.city" in case.required_fields) == missing
