"""Release plans at the console: from the switch to the plan, to the days, to the release."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from enrollment import backlog, control
from enrollment.models import ControlGate, Release, Touch
from enrollment.tasks import run_release
from tenancy import clock
from tenancy.actors import member
from tenancy.ids import uuid7
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import running
from tests.console.submitting import sent
from tests.world import World, contact

HOME = "/w/acme/operations/"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the pages asked of the queue."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(run_release, "delay", lambda *ids: said.append(ids))
    return said


@pytest.fixture
def stopped(in_acme: World) -> Iterator[World]:
    """Two people wait behind the closed switch of the workspace."""
    waiting(in_acme, "peter", "bill")
    actor = member(in_acme.admin)
    control.close("workspace", in_acme.workspace.pk, reason="Incident", actor=actor)
    yield in_acme


def waiting(world: World, *names: str) -> None:
    for name in names:
        running(world, contact(f"{name}@initech.example", owner=world.rep))
    late = clock.now() - timedelta(hours=3)
    Touch.objects.update(due_at=late, first_due_at=late)


def opened(world: World) -> tuple[Client, str]:
    """The admin presses Release; the address of the plan."""
    me = browser(world.admin)
    form = {"kind": "workspace", "ref": str(world.workspace.pk)}
    return me, me.post(f"{HOME}release/", form)["Location"]


def decide(me: Client, url: str, do: str, **changes: Any) -> Any:
    """Send the form of the plan as a browser does."""
    given = sent(me.get(url).content.decode()).dict()
    return me.post(f"{url}decide/", {**given, "do": do, **changes}, follow=True)


def test_release_leads_to_the_plan_and_opens_nothing(stopped: World) -> None:
    me, url = opened(stopped)
    page = me.get(url).content.decode()
    assert "Touches that wait" in page and "Release by this plan" in page
    assert ControlGate.objects.exists()


def test_where_nothing_waits_release_opens_at_once(in_acme: World) -> None:
    actor = member(in_acme.admin)
    control.close("workspace", in_acme.workspace.pk, reason="Drill", actor=actor)
    _, url = opened(in_acme)
    assert url == HOME and not ControlGate.objects.exists()


def test_a_choice_is_shown_before_it_is_applied(stopped: World) -> None:
    me, url = opened(stopped)
    page = decide(me, url, "show", **{"all-how": "spread", "all-days": "2"})
    assert len(page.context["sheet"].days) == 2
    assert Release.objects.get().state == "draft"


def test_a_plan_that_was_not_looked_at_is_shown_first(stopped: World) -> None:
    me, url = opened(stopped)
    page = decide(me, url, "release", **{"all-how": "shift"})
    assert "The plan has changed" in page.content.decode()
    assert Release.objects.get().state == "draft"


def test_the_plan_is_applied_by_a_worker(stopped: World, asked: list[tuple[str, str]]) -> None:
    me, url = opened(stopped)
    choice = {"all-how": "spread", "all-days": "2"}
    decide(me, url, "show", **choice)
    decide(me, url, "release", **choice)
    row = Release.objects.get()
    assert row.state == "applying" and asked == [(str(stopped.workspace.pk), str(row.pk))]
    backlog.run(row.pk)
    assert not ControlGate.objects.exists()
    page = me.get(url).content.decode()
    assert "What became of the touches" in page and "Spread over some days: 2" in page


def test_a_group_can_have_a_choice_of_its_own(stopped: World) -> None:
    me, url = opened(stopped)
    (key,) = [line.key for line in me.get(url).context["sheet"].lines]
    decide(me, url, "show", **{f"{key}-own": "1", f"{key}-how": "shift"})
    assert Release.objects.get().choices[key]["how"] == "shift"


@pytest.mark.parametrize("days", ["0", "61", "x", ""])
def test_a_choice_that_there_is_not_comes_back_with_what_is_wrong(
    stopped: World, days: str
) -> None:
    me, url = opened(stopped)
    answer = decide(me, url, "show", **{"all-days": days})
    assert answer.status_code == 422 and "field-error" in answer.content.decode()


def test_a_plan_can_be_counted_again_and_put_away(stopped: World) -> None:
    me, url = opened(stopped)
    waiting(stopped, "milton")
    me.post(f"{url}count/")
    assert Release.objects.get().touches_total == 3
    me.post(f"{url}discard/")
    assert Release.objects.get().state == "discarded" and ControlGate.objects.exists()


def test_a_count_that_is_too_old_is_said(stopped: World) -> None:
    me, url = opened(stopped)
    decide(me, url, "show")
    Release.objects.update(cutoff=clock.now() - timedelta(minutes=20))
    assert "Count it again" in decide(me, url, "release").content.decode()
    page = me.get(url).content.decode()
    assert "counted more than 15 minutes ago" in page and "Release by this plan" not in page
    assert "Release by this plan" in me.post(f"{url}count/", follow=True).content.decode()


def test_the_bar_asks_until_the_plan_is_applied(stopped: World) -> None:
    me, url = opened(stopped)
    row = backlog.start(Release.objects.get(), seat=stopped.admin, actor=member(stopped.admin))
    assert "HX-Refresh" not in me.get(f"{url}progress/")
    backlog.run(row.pk)
    assert me.get(f"{url}progress/")["HX-Refresh"] == "true"


def test_the_operations_page_names_the_open_plan(stopped: World) -> None:
    me, url = opened(stopped)
    assert url in me.get(HOME).content.decode()
    assert url in me.get(f"{HOME}releases/").content.decode()


def test_what_waits_is_listed_with_its_cause(stopped: World) -> None:
    page = browser(stopped.admin).get(f"{HOME}waiting/").content.decode()
    assert page.count("has stopped everything (Incident)") == 2


@pytest.mark.parametrize("seat", ["rep", "viewer", "reviewer"])
def test_who_may_not_see_the_engine_finds_no_plan(stopped: World, seat: str) -> None:
    _, url = opened(stopped)
    me = browser(getattr(stopped, seat))
    assert {me.get(each).status_code for each in (url, f"{HOME}releases/")} == {404}


def test_a_manager_looks_and_does_not_decide(stopped: World) -> None:
    _, url = opened(stopped)
    me = browser(stopped.manager)
    assert "Release by this plan" not in me.get(url).content.decode()
    assert me.post(f"{url}decide/", {"do": "release"}).status_code == 404


def test_another_workspace_has_no_such_plan(stopped: World, globex: World) -> None:
    _, url = opened(stopped)
    theirs = url.replace("/acme/", "/globex/")
    assert browser(globex.admin).get(theirs).status_code == 404
    assert browser(globex.admin).post(f"{theirs}discard/").status_code == 404


def test_an_unknown_plan_is_not_found(in_acme: World) -> None:
    assert browser(in_acme.admin).get(f"{HOME}releases/{uuid7()}/").status_code == 404


def test_the_pages_take_as_many_reads_for_twice_the_touches(stopped: World) -> None:
    me, url = opened(stopped)
    pages = (url, f"{HOME}releases/", f"{HOME}waiting/")
    few = [count(me, page) for page in pages]
    waiting(stopped, "milton", "samir", "joanna")
    me.post(f"{url}count/")
    assert [count(me, page) for page in pages] == few
    assert max(few) <= BUDGET


def count(me: Client, url: str) -> int:
    with reads() as taken:
        me.get(url)
    return taken.count
