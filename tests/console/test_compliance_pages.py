"""Compliance: stops, and pasted addresses."""

from compliance import services
from compliance.models import Suppression
from tenancy import actors
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World

STOPS = "/w/acme/compliance/"


def stop(world: World, value: str = "peter@initech.example", reason: str = "manual") -> Suppression:
    actor = actors.member(world.admin)
    return services.suppress(kind="address", value=value, reason=reason, source="test", actor=actor)


def test_everybody_of_the_workspace_reads_and_outsiders_find_nothing(
    in_acme: World, globex: World
) -> None:
    assert browser(in_acme.viewer).get(STOPS).status_code == 200
    assert browser(globex.admin).get(STOPS).status_code == 404


def test_a_viewer_changes_nothing(in_acme: World) -> None:
    assert browser(in_acme.viewer).get(f"{STOPS}stop/").status_code == 404
    assert browser(in_acme.viewer).post(f"{STOPS}stop/").status_code == 404


def test_a_stop_is_shown_by_its_hint_and_never_by_its_address(in_acme: World) -> None:
    stop(in_acme)
    page = browser(in_acme.viewer).get(STOPS).content.decode()
    assert "p…@initech.example" in page and "peter@initech.example" not in page


def test_a_whole_address_finds_its_stop_however_it_is_written(in_acme: World) -> None:
    stop(in_acme)
    stop(in_acme, "bill@initech.example")
    rows = browser(in_acme.rep).get(STOPS, {"q": "Peter+fair@INITECH.example"}).context["page"].rows
    assert [row.hint for row in rows] == ["p…@initech.example"]


def test_a_stop_by_a_colleague_is_lifted_with_a_reason(in_acme: World) -> None:
    row = stop(in_acme)
    browser(in_acme.admin).post(f"{STOPS}{row.pk}/lift/", {"evidence": "They wrote to us"})
    assert Suppression.objects.get().lifted_at is not None


def test_an_opt_out_is_never_lifted(in_acme: World) -> None:
    row = stop(in_acme, reason="opt_out")
    answer = browser(in_acme.admin).post(f"{STOPS}{row.pk}/lift/", {"evidence": "Please"})
    assert "This stop stays" in answer.content.decode()
    assert Suppression.objects.get().lifted_at is None


def test_a_rep_lifts_nothing(in_acme: World) -> None:
    row = stop(in_acme)
    answer = browser(in_acme.rep).post(f"{STOPS}{row.pk}/lift/", {"evidence": "x"})
    assert answer.status_code == 404 and Suppression.objects.get().lifted_at is None


def test_the_lists_take_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    stop(in_acme)
    with reads() as few:
        me.get(STOPS)
    stop(in_acme, "bill@initech.example")
    with reads() as many:
        me.get(STOPS)
    assert few.count == many.count <= BUDGET
