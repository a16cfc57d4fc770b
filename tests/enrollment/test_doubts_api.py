"""REST about sends in doubt: the right role, a wrong one, an outsider."""

from uuid import uuid4

import pytest

from enrollment.models import SendIntent, Touch
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.console.doubts import doubtful
from tests.world import World


@pytest.fixture
def intent(acme: World) -> SendIntent:
    with scope(acme.workspace.pk):
        return doubtful(acme)


def state_of(world: World, intent: SendIntent) -> str:
    with scope(world.workspace.pk):
        return str(Touch.objects.get(pk=intent.touch_id).state)


def test_doubts_are_listed_with_what_is_known(acme: World, intent: SendIntent) -> None:
    (found,) = Caller(acme, "manager").get("api_doubts").json()["results"]
    assert (found["id"], found["looks"]) == (str(intent.pk), [])
    assert found["armed_at"] < found["not_sent_from"] < found["assumed_at"]
    assert found["may_say_not_sent"] is True


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer"])
def test_other_roles_see_none(acme: World, intent: SendIntent, role: str) -> None:
    assert Caller(acme, role).get("api_doubts").status_code == 403


def test_an_admin_decides(acme: World, intent: SendIntent) -> None:
    said = {"sent": False, "reason": "not in the log"}
    answer = Caller(acme, "admin").post("api_doubt_decide", intent.pk, **said)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "returned")
    assert state_of(acme, intent) == "planned"


def test_a_manager_does_not_decide(acme: World, intent: SendIntent) -> None:
    said = {"sent": True, "reason": "seen"}
    assert Caller(acme, "manager").post("api_doubt_decide", intent.pk, **said).status_code == 403
    assert state_of(acme, intent) == "unknown"


def test_it_is_decided_once(acme: World, intent: SendIntent) -> None:
    said = {"sent": True, "reason": "seen"}
    Caller(acme, "admin").post("api_doubt_decide", intent.pk, **said)
    answer = Caller(acme, "admin").post("api_doubt_decide", intent.pk, **said)
    assert (answer.status_code, answer.json()["code"]) == (409, "state_changed")


def test_an_outsider_finds_nothing(acme: World, globex: World, intent: SendIntent) -> None:
    outsider = Caller(globex, "admin")
    said = {"sent": True, "reason": "seen"}
    assert outsider.get("api_doubts").json()["results"] == []
    assert outsider.post("api_doubt_decide", intent.pk, **said).status_code == 404
    assert outsider.post("api_doubt_decide", uuid4(), **said).status_code == 404
