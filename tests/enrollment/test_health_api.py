"""REST: how mailboxes fare, and what the workspace bears of it."""

from typing import Any

import pytest
from django.urls import reverse

from enrollment.health import judging, terms
from enrollment.health.bands import DEFAULTS
from signals.kinds import Kind
from tenancy import clock
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.enrollment.sending import sent, told
from tests.world import World, approved, contact

LIMITS = {
    **{"bounce_watch": 1.0, "bounce_pause": 3.0, "complaint_watch": 0.1},
    **{"complaint_pause": 0.2, "reply_watch": 0.0},
}


def put(world: World, body: dict[str, Any], role: str = "admin") -> Any:
    client = Caller(world, role, getattr(world, role)).client
    address = reverse("api_health_limits")
    return client.put(address, body, content_type="application/json")


def test_a_program_reads_the_band_with_its_figures(acme: World) -> None:
    with scope(acme.workspace.pk):
        version = approved(acme.admin, acme.other_admin)
        told(Kind.BOUNCE_HARD, *sent(acme, version, contact(), 100)[:6])
        judging.judge(clock.real_now())
    (found,) = Caller(acme, "admin").get("api_mailbox_health").json()["results"]
    assert (found["mailbox_id"], found["band"]) == (str(acme.mailbox.pk), "pause")
    assert (found["sent"], found["bounced"], found["week_bounced"]) == (100, 6, 6)
    assert found["closed_at"]


def test_the_limits_are_read_and_made_stricter(acme: World) -> None:
    assert put(acme, LIMITS).json() == LIMITS
    assert Caller(acme, "admin").get("api_health_limits").json() == LIMITS


def test_a_laxer_limit_is_refused_at_its_field(acme: World) -> None:
    answer = put(acme, LIMITS | {"complaint_pause": 1.0})
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["complaint_pause"])
    with scope(acme.workspace.pk):
        assert terms.current() == DEFAULTS


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_only_admins_read_or_change_it(acme: World, role: str) -> None:
    assert put(acme, LIMITS, role).status_code == 403
    seen = Caller(acme, role, getattr(acme, role)).get("api_mailbox_health")
    assert seen.status_code == 403
