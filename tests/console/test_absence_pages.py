"""Absences at the console: entering, calling off, coming back, and who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from enrollment import absences, backlog, standing_in
from enrollment.absences import Wish
from enrollment.models import Absence
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.console.submitting import sent
from tests.world import World

PAGE = "/w/acme/absences/"


def entered(world: World, days: float = 3) -> Absence:
    """The rep will be away."""
    first = clock.now() + timedelta(days=days)
    wish = Wish(starts_at=first, ends_at=first + timedelta(days=7), cover=world.other_rep)
    return absences.enter(world.rep, wish, seat=world.rep, actor=member(world.rep))


def fill(me: Client, **changes: Any) -> Any:
    """Send the form as a browser does."""
    now = clock.now()
    times = {
        "starts_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(days=8):%Y-%m-%dT%H:%M}",
    }
    given = sent(me.get(PAGE).content.decode()).dict()
    return me.post(PAGE, {**given, **times, **changes})


def test_a_rep_enters_an_absence_of_their_own(in_acme: World) -> None:
    answer = fill(browser(in_acme.rep), cover=str(in_acme.other_rep.pk))
    row = Absence.objects.get()
    assert answer.status_code == 302
    assert (row.member_id, row.cover_id) == (in_acme.rep.pk, in_acme.other_rep.pk)


def test_a_rep_cannot_name_somebody_else(in_acme: World) -> None:
    answer = fill(browser(in_acme.rep), member=str(in_acme.other_rep.pk))
    assert answer.status_code == 422 and not Absence.objects.exists()


def test_a_manager_enters_one_for_their_team(in_acme: World) -> None:
    fill(browser(in_acme.manager), member=str(in_acme.rep.pk))
    assert Absence.objects.get().created_by_id == in_acme.manager.pk


def test_what_is_wrong_is_said_at_its_field(in_acme: World) -> None:
    answer = fill(browser(in_acme.rep), new="hand_over")
    assert answer.status_code == 422
    assert "Choose who the people are handed over to." in answer.content.decode()


def test_before_it_begins_it_is_called_off(in_acme: World) -> None:
    row = entered(in_acme)
    browser(in_acme.rep).post(f"{PAGE}{row.pk}/cancel/")
    assert Absence.objects.get().state == "cancelled"


def test_who_is_back_early_says_so(in_acme: World) -> None:
    row = entered(in_acme, days=-1)
    standing_in.keep()
    browser(in_acme.rep).post(f"{PAGE}{row.pk}/back/")
    standing_in.keep()
    for release_id in backlog.unfinished():
        backlog.run(release_id)
    assert Absence.objects.get().state == "ended"


def change(me: Client, row: Absence, **changes: Any) -> Any:
    """Send the form of an absence as a browser does."""
    page = f"{PAGE}{row.pk}/"
    return me.post(page, {**sent(me.get(page).content.decode()).dict(), **changes})


def test_a_planned_one_is_changed(in_acme: World) -> None:
    row = entered(in_acme)
    answer = change(browser(in_acme.rep), row, cover="", new="go_on")
    assert answer.status_code == 302
    fresh = Absence.objects.get()
    assert (fresh.cover, fresh.new, fresh.starts_at) == (None, "go_on", row.starts_at)


def test_a_running_one_asks_for_no_beginning_and_lets_nobody_go(in_acme: World) -> None:
    row, me = entered(in_acme, days=-1), browser(in_acme.rep)
    standing_in.keep()
    page = me.get(f"{PAGE}{row.pk}/").content.decode()
    assert 'name="starts_at"' not in page and "They wait already" in page
    assert change(me, row, running="go_on").status_code == 422


def test_a_running_one_has_another_cover(in_acme: World) -> None:
    row = entered(in_acme, days=-1)
    standing_in.keep()
    change(browser(in_acme.rep), row, cover=str(in_acme.manager.pk))
    fresh = Absence.objects.select_related("member").get()
    assert fresh.member.covered_by_id == fresh.cover_id == in_acme.manager.pk
    assert fresh.ends_at == row.ends_at


def test_what_is_wrong_with_a_change_is_said(in_acme: World) -> None:
    answer = change(browser(in_acme.rep), entered(in_acme), new="hand_over", cover="")
    assert answer.status_code == 422
    assert "Choose who the people are handed over to." in answer.content.decode()


def test_a_cover_is_led_to_the_list(in_acme: World) -> None:
    row = entered(in_acme)
    assert browser(in_acme.other_rep).get(f"{PAGE}{row.pk}/").status_code == 302


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("viewer", 404)])
def test_who_may_not_see_it_finds_no_page(in_acme: World, who: str, status: int) -> None:
    row = entered(in_acme)
    assert browser(getattr(in_acme, who)).get(f"{PAGE}{row.pk}/").status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 302), ("admin", 302), ("viewer", 404), ("reviewer", 404)]
)
def test_who_does_not_see_to_it_finds_no_absence(in_acme: World, who: str, status: int) -> None:
    row, seat = entered(in_acme), getattr(in_acme, who)
    assert browser(seat).post(f"{PAGE}{row.pk}/cancel/").status_code == status


def test_a_cover_sees_it_and_cannot_call_it_off(in_acme: World) -> None:
    row, me = entered(in_acme), browser(in_acme.other_rep)
    assert "Call off" not in me.get(PAGE).content.decode()
    me.post(f"{PAGE}{row.pk}/cancel/")
    assert Absence.objects.get().state == "planned"


def test_another_workspace_has_no_such_absence(in_acme: World, globex: World) -> None:
    row = entered(in_acme)
    url = f"/w/globex/absences/{row.pk}/cancel/"
    assert browser(globex.admin).post(url).status_code == 404


def lines(seat: Membership) -> list[Absence]:
    found: list[Absence] = browser(seat).get(PAGE).context["lines"]
    return found


def test_people_see_what_concerns_them(in_acme: World) -> None:
    entered(in_acme)
    seen = {
        name
        for name in ("rep", "other_rep", "manager", "admin", "viewer", "reviewer")
        if lines(getattr(in_acme, name))
    }
    assert seen == {"rep", "other_rep", "manager", "admin"}


def test_the_page_takes_as_many_reads_for_more_absences(in_acme: World) -> None:
    me = browser(in_acme.admin)
    entered(in_acme)
    with reads() as few:
        me.get(PAGE)
    entered(in_acme, days=20)
    with reads() as many:
        me.get(PAGE)
    assert few.count == many.count <= BUDGET
