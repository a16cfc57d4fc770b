"""Settings: response times by kind, and readings by example."""

import pytest

from audit.models import Entry
from signals import desk, examples
from signals.models import Example
from tests.console.browsing import browser
from tests.world import World

TIMES = "/w/acme/settings/answers/"
EXAMPLES = "/w/acme/settings/examples/"
SAID = {"phrase": "We settle such matters in the spring round", "intent": "not_now"}


@pytest.mark.parametrize("address", [TIMES, EXAMPLES])
def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World, address: str) -> None:
    assert browser(in_acme.admin).get(address).status_code == 200
    for other in (in_acme.manager, in_acme.rep, globex.admin):
        assert browser(other).get(address).status_code == 404


def test_limits_are_changed_with_their_entry(in_acme: World) -> None:
    hours = {kind.value: "2" for kind in desk.kinds()}
    browser(in_acme.admin).post(TIMES, hours)
    assert set(desk.own_limits().values()) == {2}
    assert Entry.objects.get(action="signal.limits").data["before"] == {}


@pytest.mark.parametrize("hours", ["0", "401", "", "x", "9" * 30])
def test_a_senseless_limit_comes_back(in_acme: World, hours: str) -> None:
    given = {kind.value: "2" for kind in desk.kinds()} | {"unclear": hours}
    assert browser(in_acme.admin).post(TIMES, given).status_code == 422
    assert desk.own_limits() == {}


def test_an_example_is_given_listed_and_retired(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(EXAMPLES, SAID)
    assert SAID["phrase"] in client.get(EXAMPLES).content.decode()
    client.post(f"{EXAMPLES}{Example.objects.get().pk}/retire/")
    assert examples.rules_of_workspace() == ()
