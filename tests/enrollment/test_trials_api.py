"""REST: variants, canary sends, notices and test messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from enrollment import canaries, experiments, notices
from enrollment.models import CanaryRun, Experiment
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.services import create_key
from tests.enrollment.sink import Sink
from tests.enrollment.test_enrollment_api import call
from tests.enrollment.trials import B, did, first_touch, intent_of, people, published, sent
from tests.world import World, contact

DAY = timedelta(days=1)


def key_of(world: World, seat: str = "admin") -> str:
    with transaction.atomic():
        role, maker = getattr(world, seat).role, world.admin
        _, secret = create_key(name="CRM", role=role, seat=maker, actor=member(maker))
    return secret


@pytest.fixture
def key(stage: World) -> str:
    return key_of(stage)


@pytest.fixture
def version(stage: World) -> Version:
    with transaction.atomic():
        return published(stage, step={"variants": [B]}, canary={"people": 1, "hold_minutes": 30})


@pytest.fixture
def experiment(version: Version) -> Experiment:
    with transaction.atomic():
        (row,) = experiments.open_for(version)
    return row


@pytest.fixture
def run(stage: World, version: Version) -> CanaryRun:
    """Its one person has the message."""
    with transaction.atomic():
        (row,) = people(stage, version, 1)
        touch = first_touch(row)
        canaries.take([touch], ())
        intent_of(touch)
        run: CanaryRun = CanaryRun.objects.get()
    return run


def test_variants_with_their_figures_and_the_rule(
    stage: World, client: Client, key: str, version: Version, experiment: Experiment
) -> None:
    with transaction.atomic():
        touches = sent(people(stage, version, 4), "b", clock.now() - 8 * DAY)
        did(touches[:1], "replied", clock.now() - 7.5 * DAY)
    status, (answer,) = call(client, key, "GET", f"versions/{version.pk}/experiments")
    (figure,) = [each for each in answer["figures"] if each["variant"] == "b"]
    assert (status, figure["people"], figure["hits"], figure["rate"]) == (200, 4, 1, 25.0)
    assert answer["rule"].startswith("Fisher's exact test")


def test_without_people_there_is_no_rate_and_no_harm(
    stage: World, client: Client, key: str, version: Version, experiment: Experiment
) -> None:
    with transaction.atomic():
        CanaryRun.objects.create(version=version, size=1)
    _, (answer,) = call(client, key, "GET", f"versions/{version.pk}/experiments")
    _, canary = call(client, key, "GET", f"versions/{version.pk}/canary")
    assert {each["rate"] for each in answer["figures"]} == {None}
    assert canary["run"]["harm"] is None


def test_shares_are_changed(client: Client, key: str, experiment: Experiment) -> None:
    body = {"shares": {"a": 80, "b": 20}}
    status, answer = call(client, key, "POST", f"experiments/{experiment.pk}/shares", body)
    assert (status, answer["shares"]) == (200, {"a": 80, "b": 20})


@pytest.mark.parametrize(
    ("shares", "status"), [({"a": 80, "b": 10}, 409), ({"a": "x"}, 400), ({"a": -1}, 400)]
)
def test_wrong_shares_are_refused(
    client: Client, key: str, experiment: Experiment, shares: dict[str, Any], status: int
) -> None:
    path = f"experiments/{experiment.pk}/shares"
    found, answer = call(client, key, "POST", path, {"shares": shares})
    assert (found, list(answer["fields"])) == (status, ["shares"])


def test_a_winner_is_declared(client: Client, key: str, experiment: Experiment) -> None:
    body = {"winner": "b", "reason": "Clearer"}
    status, answer = call(client, key, "POST", f"experiments/{experiment.pk}/decide", body)
    assert (status, answer["state"], answer["winner"]) == (200, "decided", "b")


def test_the_canary_as_it_stands(
    client: Client, key: str, version: Version, run: CanaryRun
) -> None:
    status, answer = call(client, key, "GET", f"versions/{version.pk}/canary")
    assert (status, answer["asked"]["hold_minutes"], answer["asked"]["bounce"]) == (200, 30, 5.0)
    assert (answer["run"]["state"], answer["run"]["harm"]["people"]) == ("holding", 1)


def test_before_anything_left_there_is_no_run(client: Client, key: str, version: Version) -> None:
    _, answer = call(client, key, "GET", f"versions/{version.pk}/canary")
    assert answer["run"] is None
    path = f"versions/{version.pk}/canary/go-on"
    assert call(client, key, "POST", path, {"reason": "x"})[0] == 404


def test_a_person_goes_on(client: Client, key: str, version: Version, run: CanaryRun) -> None:
    path = f"versions/{version.pk}/canary/go-on"
    assert call(client, key, "POST", path, {})[0] == 400
    status, answer = call(client, key, "POST", path, {"reason": "Looks fine"})
    assert (status, answer["run"]["state"]) == (200, "passed")


def test_notices_of_the_member_behind_the_key(stage: World, client: Client, key: str) -> None:
    with transaction.atomic():
        mine = notices.tell(stage.admin, "Stopped", "Look")
        notices.tell(stage.rep, "Not for the admin")
    _, found = call(client, key, "GET", "notices")
    assert [each["title"] for each in found] == ["Stopped"]
    assert call(client, key, "POST", f"notices/{mine.pk}/read") == (200, {"read": 1})
    assert call(client, key, "GET", "notices")[1] == []


def test_a_notice_of_somebody_else_is_not_there(stage: World, client: Client, key: str) -> None:
    with transaction.atomic():
        other = notices.tell(stage.rep, "Not for the admin")
    assert call(client, key, "POST", f"notices/{other.pk}/read")[0] == 404


def test_a_test_message_goes_to_the_member_behind_the_key(
    stage: World, client: Client, key: str, version: Version, sink: Sink
) -> None:
    with transaction.atomic():
        peter = contact(owner=stage.rep)
    body = {"step": "intro", "contact": str(peter.pk)}
    status, answer = call(client, key, "POST", f"versions/{version.pk}/test", body)
    assert (status, answer["accepted"]) == (200, True)
    assert sink.envelopes[0][1] == [stage.admin.user.email]


def test_a_contact_that_nobody_knows(
    client: Client, key: str, version: Version, sink: Sink
) -> None:
    body = {"step": "intro", "contact": str(version.pk)}
    assert call(client, key, "POST", f"versions/{version.pk}/test", body)[0] == 404


@pytest.mark.parametrize("path", ["shares", "decide"])
def test_a_rep_changes_nothing(
    stage: World, client: Client, experiment: Experiment, path: str
) -> None:
    rep = key_of(stage, "rep")
    assert call(client, rep, "POST", f"experiments/{experiment.pk}/{path}", {})[0] == 403
