"""How a mailbox is paced: what a new one may send on which day, and who says so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from audit.models import Entry
from contacts.models import Contact
from enrollment import limits, pacing
from enrollment.backlog.counting import cap_of
from enrollment.mailboxes import add_mailbox
from enrollment.models import Enrollment, LimitCounter, Mailbox
from enrollment.pacing import Pace
from enrollment.simulating.surroundings import Sending
from sequences.ramps import Ramp
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Workspace
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, live, pass_time, started, touches, work
from tests.enrollment.test_races import at_once
from tests.world import World, contact


def began(world: World, days_ago: int = 0, first: int = 1, step: int = 1) -> None:
    begins = clock.now().astimezone(UTC).date() - timedelta(days=days_ago)
    Mailbox.objects.update(ramp_from=begins, ramp_first=first, ramp_step=step)
    world.mailbox.refresh_from_db()


def change(world: World, ramp: Ramp | None, **by: Any) -> Mailbox:
    seat = by.get("seat", world.admin)
    return pacing.change_pace(world.mailbox, Pace(ramp=ramp), seat=seat, actor=member(seat))


def test_a_new_mailbox_sends_few_on_its_first_day_and_says_why(stage: World, sink: Sink) -> None:
    version = live(stage, email("one"))
    with transaction.atomic():
        began(stage)
        people: list[Contact] = [contact(f"{n}@initech.example", owner=stage.rep) for n in "ab"]
    rows: list[Enrollment] = [started(stage, version, person) for person in people]
    work()
    assert len(sink.accepted) == 1
    cause = "the mailbox has reached its limit of 1 a day; it is new and grows to 200"
    assert sum(cause in touches(row)[0].cause for row in rows) == 1


def test_on_the_next_day_it_sends_more(stage: World, sink: Sink, morning: None) -> None:
    version = live(stage, email("one"))
    with transaction.atomic():
        began(stage, step=2)
        people = [contact(f"{n}@initech.example", owner=stage.rep) for n in "abcde"]
    for person in people:
        started(stage, version, person)
    work()
    pass_time(stage, days=1)
    assert len(sink.accepted) == 1 + 3


def test_eight_at_once_take_no_more_than_a_growing_mailbox_may(stage: World) -> None:
    with transaction.atomic():
        began(stage, days_ago=2, first=1, step=1)
        limit = limits.of_mailbox(stage.mailbox, clock.now())

    def take() -> bool:
        with transaction.atomic():
            return limits.take_one(limit.key, limit.cap)

    assert sum(at_once(stage, take, 8)) == limit.cap == 3
    with transaction.atomic():
        assert LimitCounter.objects.get().n == 3


def test_who_is_new_waits_for_the_follow_ups_of_a_growing_mailbox(in_acme: World) -> None:
    began(in_acme, first=1)
    room = limits.known([])
    assert not limits.keeping_for_follow_ups([in_acme.mailbox], room, clock.now())
    Mailbox.objects.update(ramp_first=0)
    in_acme.mailbox.refresh_from_db()
    kept = limits.keeping_for_follow_ups([in_acme.mailbox], room, clock.now())
    assert kept == {in_acme.mailbox.pk}


def test_a_mailbox_that_is_added_grows_from_today_on_unless_it_is_warm(in_acme: World) -> None:
    Workspace.objects.update(zone="Pacific/Kiritimati")
    given: dict[str, Any] = {"name": "S", "owner": None, "daily_limit": 50}
    new = add_mailbox(**given, address="new@acme.example", actor=member(in_acme.admin))
    warm = add_mailbox(
        **given, address="warm@acme.example", is_warm=True, actor=member(in_acme.admin)
    )
    assert new.ramp == Ramp((clock.now() + timedelta(hours=14)).date())
    assert warm.ramp is None


def test_a_change_is_in_the_trail_with_its_numbers(in_acme: World) -> None:
    begins = pacing.today() - timedelta(days=3)
    change(in_acme, Ramp(begins, 20, 10))
    said = Entry.objects.get(action="mailbox.changed").data
    assert said["changed"] == ["ramp_first", "ramp_from", "ramp_step"]
    assert (said["ramp_from"], said["ramp_first"]) == (begins.isoformat(), 20)
    assert change(in_acme, None).ramp is None


@pytest.mark.parametrize(
    ("field", "ramp"),
    [
        ("begins", Ramp(date(2200, 1, 1))),
        ("first", Ramp(date(2026, 1, 1), first=0)),
        ("step", Ramp(date(2026, 1, 1), step=10_001)),
    ],
)
def test_an_impossible_pace_is_refused_at_its_field(in_acme: World, field: str, ramp: Ramp) -> None:
    with pytest.raises(Refused) as refused:
        change(in_acme, ramp)
    assert list(refused.value.fields) == [field]


def test_only_admins_change_the_pace(in_acme: World) -> None:
    with pytest.raises(Refused):
        change(in_acme, None, seat=in_acme.rep)


def test_the_outlook_names_the_coming_days_and_when_it_is_grown(in_acme: World) -> None:
    began(in_acme, first=190, step=5)
    coming = pacing.outlook(in_acme.mailbox, clock.now())
    assert [each.most for each in coming.days][:4] == [190, 195, 200, 200]
    assert coming.grown_on == coming.days[2].day


def test_simulations_and_release_plans_know_how_it_grows(in_acme: World) -> None:
    began(in_acme, first=3, step=2)
    tomorrow = limits.tomorrow(clock.now()).date()
    sending = Sending([], [], in_acme.workspace, clock.now())
    sender = sending.senders()[str(in_acme.mailbox.pk)]
    lane, ramp = str(in_acme.mailbox.pk), in_acme.mailbox.ramp
    assert ramp is not None
    counted = {"limits": {lane: [200, "R"]}, "ramps": {lane: [ramp.begins.isoformat(), 3, 2]}}
    assert sender.most(tomorrow) == cap_of(counted, lane, tomorrow) == 5


def call(world: World, method: str, body: Any = None, role: str = "admin") -> Any:
    client = Caller(world, role, getattr(world, role)).client
    address = reverse("api_mailbox_pace", args=[world.mailbox.pk])
    return getattr(client, method)(address, body, content_type="application/json")


def test_the_pace_is_read_and_changed_by_rest(acme: World) -> None:
    begins = datetime.now(UTC).date() - timedelta(days=1)
    ramp = {"begins": begins.isoformat(), "first": 10, "step": 5}
    said = call(acme, "put", {"ramp": ramp}).json()
    assert said["ramp"] == ramp
    assert said["days"][0]["most"] == 15
    assert call(acme, "get").json() == said
    assert call(acme, "put", {"ramp": None}).json()["grown_on"] is None
    with scope(acme.workspace.pk):
        assert Mailbox.objects.get(pk=acme.mailbox.pk).ramp is None


def test_a_rep_does_not_read_it_by_rest(acme: World) -> None:
    assert call(acme, "get", role="rep").status_code == 403
