"""Settings and operations: how mailboxes fare, and from when on they are paused."""

from typing import Any

import pytest

from enrollment.health import judging, terms
from enrollment.health.bands import DEFAULTS
from signals.kinds import Kind
from tenancy import clock
from tests.console.browsing import BUDGET, browser, reads
from tests.enrollment.sending import sent, told
from tests.world import World, approved, contact, mailbox

LIST = "/w/acme/settings/mailboxes/"
LIMITS = f"{LIST}health/"
TYPED = {
    **{"bounce_watch": "1", "bounce_pause": "3", "complaint_watch": "0.1"},
    **{"complaint_pause": "0.2", "reply_watch": "0"},
}


def judged(world: World, messages: int = 100, bounces: int = 0) -> None:
    version = approved(world.admin, world.other_admin)
    rows = sent(world, version, contact(owner=world.rep), messages)
    told(Kind.REPLY, *rows[-10:])
    told(Kind.BOUNCE_HARD, *rows[:bounces])
    judging.judge(clock.real_now())


def shown(world: World, address: str) -> str:
    answer = browser(world.admin).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_mailbox_shows_its_rates_with_both_counts(in_acme: World) -> None:
    judged(in_acme, bounces=2)
    page = shown(in_acme, f"{LIST}{in_acme.mailbox.pk}/")
    for words in ("2 of 100", "2.00 %", "watched from 2 %, paused from 4 %", "10 of 100"):
        assert words in page
    assert "2 of 100 messages of 30 days bounced (2.00 %, the limit is 2 %)." in page


def test_few_messages_are_too_few_to_judge(in_acme: World) -> None:
    judged(in_acme, messages=49, bounces=10)
    page = shown(in_acme, f"{LIST}{in_acme.mailbox.pk}/")
    assert "10 of 49" in page
    assert "It is judged when it has sent 50 messages." in page
    assert "20.41 %" not in page


def test_a_paused_mailbox_says_why_and_what_opens_it(in_acme: World) -> None:
    judged(in_acme, bounces=8)
    page = shown(in_acme, f"{LIST}{in_acme.mailbox.pk}/")
    assert "Paused for its health" in page
    assert "An admin opens it under Operations" in page
    assert "Stopped by mailbox health: 8 of 100 messages" in shown(in_acme, "/w/acme/operations/")


@pytest.mark.parametrize(
    # Operations have a budget of their own: see test_operations_pages.
    ("address", "budget"),
    [(LIST, BUDGET), ("/w/acme/operations/", BUDGET + 7)],
)
def test_lists_show_who_is_watched_within_the_budget(
    in_acme: World, address: str, budget: int
) -> None:
    judged(in_acme, bounces=3)
    for n in range(5):
        mailbox(f"more{n}", in_acme.rep)
    me = browser(in_acme.admin)
    me.get(address)
    with reads() as taken:
        page = me.get(address).content.decode()
    assert "3 of 100 messages of 30 days bounced" in page
    assert taken.count <= budget


def save(world: World, **more: str) -> Any:
    return browser(world.admin).post(LIMITS, TYPED | more)


def test_an_admin_makes_the_limits_stricter(in_acme: World) -> None:
    assert save(in_acme).status_code == 302
    assert terms.current().bounce_pause == 3
    assert 'value="3.0"' in shown(in_acme, LIMITS)


@pytest.mark.parametrize(
    "laxer", [{"bounce_pause": "6"}, {"bounce_watch": "3.5"}, {"reply_watch": ""}]
)
def test_laxer_limits_are_refused(in_acme: World, laxer: dict[str, str]) -> None:
    assert save(in_acme, **laxer).status_code == 422
    assert terms.current() == DEFAULTS


def test_only_admins_see_or_change_the_limits(in_acme: World, globex: World) -> None:
    for other in (in_acme.manager, in_acme.rep, in_acme.reviewer, in_acme.viewer, globex.admin):
        assert browser(other).get(LIMITS).status_code == 404
        assert browser(other).post(LIMITS, TYPED).status_code == 404
