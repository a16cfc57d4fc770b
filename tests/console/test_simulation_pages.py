"""Simulations at the console: asking, following, reading what they say, and who may see whom."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contacts import saved_views
from contacts.models import Contact, SavedView
from enrollment import simulating
from enrollment.tasks import run_simulation
from sequences import services
from sequences.models import Simulation, SimulationStage, Version
from sequences.services import plan_of
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import running, version_of
from tests.factories import ContactFactory
from tests.world import World, contact, draft

ASK: dict[str, Any] = {"kind": "newest", "count": "200", "do": "ask"}


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the pages asked of the queue."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(run_simulation, "delay", lambda *ids: said.append(ids))
    return said


@pytest.fixture
def version(in_acme: World) -> Version:
    return version_of(in_acme)


@pytest.fixture
def peter(in_acme: World) -> Contact:
    return contact(owner=in_acme.rep)


def of(version: Version, part: str) -> str:
    return f"/w/acme/sequences/versions/{version.pk}/{part}/"


def at(simulation: Simulation, part: str = "") -> str:
    return f"/w/acme/sequences/simulations/{simulation.pk}/{part}"


def page(seat: Membership, url: str) -> str:
    return browser(seat).get(url).content.decode()


def made(world: World, version: Version, seat: str = "admin", **more: Any) -> Simulation:
    question = {"audience": {"kind": "newest", "count": 200}, **more}
    by: Membership = getattr(world, seat)
    return simulating.request(version, asked=question, seat=by, actor=member(by))


def ran(world: World, version: Version, seat: str = "admin", **more: Any) -> Simulation:
    row = made(world, version, seat, **more)
    simulating.run(row.pk)
    return Simulation.objects.get(pk=row.pk)


def view(world: World) -> SavedView:
    conditions = [{"field": "contact.country", "operator": "is", "value": "US"}]
    by = world.rep
    return saved_views.create(
        name="Americans", kind="contacts", conditions=conditions, seat=by, actor=member(by)
    )


def test_the_page_asks_for_whom_and_how(in_acme: World, version: Version) -> None:
    view(in_acme)
    text = page(in_acme.rep, of(version, "simulate"))
    assert "Contacts: Americans" in text and "Everybody who is in this version now" in text
    assert "Reviews a day of each" in text and "Answer (%)" in text


def test_a_draft_has_nobody_in_flight(in_acme: World) -> None:
    text = page(in_acme.admin, of(draft(in_acme.admin), "simulate"))
    assert "Everybody who is in this version now" not in text


def next_draft(world: World, version: Version) -> Version:
    """The next version of the sequence, as it is."""
    return services.new_draft(version.sequence, seat=world.admin, actor=member(world.admin))


def test_a_draft_is_asked_about_people_in_flight_on_the_live_version(
    in_acme: World, version: Version, peter: Contact
) -> None:
    running(in_acme, peter)
    new = next_draft(in_acme, version)
    text = page(in_acme.admin, of(new, "simulate"))
    assert "as if they were moved to this one" in text and "Version 1 (approved): 1 person" in text
    form = {**ASK, "kind": "moved", "source": str(version.pk)}
    browser(in_acme.admin).post(of(new, "simulate"), form)
    audience = {"kind": "in_flight", "version": str(version.pk)}
    assert Simulation.objects.get().asked["audience"] == audience


def test_people_of_another_version_are_offered_to_who_sees_them(
    in_acme: World, version: Version, peter: Contact
) -> None:
    running(in_acme, peter)
    url = of(next_draft(in_acme, version), "simulate")
    seats = (in_acme.admin, in_acme.rep, in_acme.other_rep)
    assert ["were moved" in page(seat, url) for seat in seats] == [True, True, False]


def test_a_version_whose_people_are_not_chosen_is_asked_for(
    in_acme: World, version: Version, peter: Contact
) -> None:
    running(in_acme, peter)
    new = next_draft(in_acme, version)
    for source in ("", str(new.pk)):
        form = {**ASK, "kind": "moved", "source": source}
        answer = browser(in_acme.admin).post(of(new, "simulate"), form)
        assert answer.status_code == 422 and "source" in answer.context["form"].errors
    assert not Simulation.objects.exists()


def test_the_answer_tells_how_people_come_to_the_draft(
    in_acme: World, version: Version, peter: Contact
) -> None:
    running(in_acme, peter)
    row = ran(in_acme, next_draft(in_acme, version), audience={"kind": "in_flight"})
    text = page(in_acme.admin, at(row))
    assert "How people come here from version 1" in text and "step 6 here" in text
    assert "Everybody who was in version 1, as if moved to this one" in text


def test_when_its_touches_are_gone_the_page_keeps_the_figures_and_says_so(
    in_acme: World, version: Version, peter: Contact
) -> None:
    row, me = ran(in_acme, version), browser(in_acme.admin)
    Simulation.objects.filter(pk=row.pk).update(rows=b"")
    text = page(in_acme.admin, at(row))
    assert "What it says" in text and "not kept any more" in text and "Download CSV" not in text
    assert "not kept any more" in page(in_acme.admin, at(row, "touches/"))
    assert me.get(at(row, "touches.csv")).status_code == 302


def test_asking_wakes_a_worker_and_leads_to_the_answer(
    in_acme: World, version: Version, asked: list[tuple[str, str]]
) -> None:
    form = {**ASK, "reviewers": "2", "reply": "12.5", "with_overlap": "on"}
    answer = browser(in_acme.rep).post(of(version, "simulate"), form)
    row = Simulation.objects.get()
    assert answer.headers["Location"] == at(row)
    assert asked == [(str(in_acme.workspace.pk), str(row.pk))]
    said = row.asked
    assert (said["reviewers"], said["rates"], said["with_overlap"]) == (2, {"reply": 12.5}, True)


@pytest.mark.parametrize(
    ("typed", "audience"),
    [
        ({"kind": "in_flight"}, {"kind": "in_flight"}),
        ({"kind": "newest", "count": "7"}, {"kind": "newest", "count": 7}),
    ],
)
def test_each_kind_of_audience_is_asked_as_it_was_chosen(
    in_acme: World, version: Version, typed: dict[str, str], audience: dict[str, Any]
) -> None:
    browser(in_acme.rep).post(of(version, "simulate"), {**ASK, **typed})
    assert Simulation.objects.get().asked["audience"] == audience


def test_a_saved_view_can_be_simulated(in_acme: World, version: Version) -> None:
    form = {**ASK, "kind": "view", "view": str(view(in_acme).pk)}
    browser(in_acme.rep).post(of(version, "simulate"), form)
    row = Simulation.objects.get()
    assert "The saved view “Americans”" in page(in_acme.rep, at(row))


def test_conditions_can_be_simulated(in_acme: World, version: Version) -> None:
    lines = {"field-0": "contact.country", "operator-0": "is", "value-0": "US", "match": "any"}
    form = {**ASK, "kind": "conditions", "of": "contacts", **lines}
    browser(in_acme.rep).post(of(version, "simulate"), form)
    row = Simulation.objects.get()
    assert row.asked["audience"]["match"] == "any"
    assert "Contacts whose country is “US”" in page(in_acme.rep, at(row))


def test_a_button_among_the_conditions_asks_nothing_and_loses_nothing(
    in_acme: World, version: Version
) -> None:
    lines = {"field-0": "contact.country", "operator-0": "is", "value-0": "US", "match": "any"}
    form = {**ASK, "kind": "conditions", **lines, "reviewers": "3", "do": "more"}
    answer = browser(in_acme.rep).post(of(version, "simulate"), form)
    text = answer.content.decode()
    assert answer.status_code == 200 and 'value="US"' in text and 'value="3"' in text
    assert not Simulation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"count": ""}, "count"),
        ({"kind": "view", "view": ""}, "view"),
        ({"reply": "120"}, "reply"),
        ({"reviewers": "-1"}, "reviewers"),
        ({"start": "2001-01-01T09:00"}, "start"),
        ({"kind": "everybody"}, "kind"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    in_acme: World, version: Version, typed: dict[str, str], place: str
) -> None:
    answer = browser(in_acme.rep).post(of(version, "simulate"), {**ASK, "seed": "77", **typed})
    assert answer.status_code == 422 and place in answer.context["form"].errors
    assert 'value="77"' in answer.content.decode() and not Simulation.objects.exists()


def test_a_wrong_condition_is_said_at_its_line(in_acme: World, version: Version) -> None:
    lines = {"field-0": "contact.country", "operator-0": "is", "value-0": "", "match": "all"}
    answer = browser(in_acme.rep).post(
        of(version, "simulate"), {**ASK, "kind": "conditions", **lines}
    )
    (row,) = answer.context["lines"].rows
    assert answer.status_code == 422 and "value" in row.errors


def test_conditions_without_a_line_are_asked_for(in_acme: World, version: Version) -> None:
    form = {**ASK, "kind": "conditions"}
    answer = browser(in_acme.rep).post(of(version, "simulate"), form)
    assert answer.status_code == 422 and not Simulation.objects.exists()


def test_a_start_is_read_in_the_viewers_zone(in_acme: World, version: Version) -> None:
    user = in_acme.rep.user
    user.zone = "America/New_York"
    user.save()
    day = f"{clock.now() + timedelta(days=3):%Y-%m-%d}"
    browser(in_acme.rep).post(of(version, "simulate"), {**ASK, "start": f"{day}T09:00"})
    start = Simulation.objects.get().asked["start"]
    assert start.startswith(f"{day}T09:00") and start.endswith(("-05:00", "-04:00"))


def test_a_version_without_steps_is_refused_in_words(in_acme: World) -> None:
    empty = draft(in_acme.admin, cadence=())
    answer = browser(in_acme.admin).post(of(empty, "simulate"), ASK)
    assert answer.status_code == 422 and "no steps yet" in answer.content.decode()


def test_while_it_runs_the_page_shows_progress(in_acme: World, version: Version) -> None:
    row = made(in_acme, version)
    Simulation.objects.filter(pk=row.pk).update(people_total=40, progress=10, stage="running")
    assert "10 of 40" in page(in_acme.admin, at(row))
    assert "HX-Refresh" not in browser(in_acme.admin).get(at(row, "progress/")).headers


def test_when_it_is_answered_the_page_comes_by_itself(
    in_acme: World, version: Version, peter: Contact
) -> None:
    answer = browser(in_acme.admin).get(at(ran(in_acme, version), "progress/"))
    assert answer.headers["HX-Refresh"] == "true"


def test_the_answer_begins_with_sentences(in_acme: World, version: Version, peter: Contact) -> None:
    text = page(in_acme.admin, at(ran(in_acme, version)))
    assert "The last person gets the first message" in text
    assert text.index("What it says") < text.index("Step by step") < text.index("What was asked")


def test_days_are_drawn_with_a_table_under_them(
    in_acme: World, version: Version, peter: Contact
) -> None:
    answer = browser(in_acme.admin).get(at(ran(in_acme, version)))
    found = answer.context["found"]
    assert sum(count for _, count in found.messages.rows) == 3
    assert found.messages.column == "Day" and "Show as a table" in answer.content.decode()


def test_many_days_are_drawn_by_the_week(in_acme: World, version: Version) -> None:
    ContactFactory.create_batch(70, owner=in_acme.rep)
    row = ran(in_acme, version, enrolled_a_day=1)
    found = browser(in_acme.admin).get(at(row)).context["found"]
    assert found.messages.column == "Week from"
    assert sum(count for _, count in found.messages.rows) == row.result["totals"]["messages"]


def test_who_is_left_out_is_told_with_the_rule(in_acme: World, version: Version) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    contact("new@initech.example", owner=in_acme.rep)
    answer = browser(in_acme.admin).get(at(ran(in_acme, version)))
    assert answer.context["found"].left_out == 1
    assert "Who is left out, and by which rule" in answer.content.decode()


def test_one_that_failed_says_why(in_acme: World, version: Version) -> None:
    row = ran(in_acme, version)
    assert row.stage == SimulationStage.FAILED
    assert "Nobody whom you may see fits" in page(in_acme.admin, at(row))


def test_words_that_changed_since_are_told(in_acme: World, peter: Contact) -> None:
    version = draft(in_acme.admin)
    row = ran(in_acme, version)
    assert "says something else by now" not in page(in_acme.admin, at(row))
    plan, by = replace(plan_of(version), spread_minutes=5), in_acme.admin
    services.save_draft(version, plan, seat=by, actor=member(by))
    assert "says something else by now" in page(in_acme.admin, at(row))
    assert "Changed since" in page(in_acme.admin, of(version, "simulations"))


def test_every_touch_is_listed_with_zones_and_causes(
    in_acme: World, version: Version, peter: Contact
) -> None:
    row = ran(in_acme, version)
    answer = browser(in_acme.admin).get(at(row, "touches/"))
    text = answer.content.decode()
    assert answer.context["page"].paginator.count == 6 and "Step 1 (Email)" in text
    assert "Task done" in text and " EST" in text


def test_the_way_of_one_person_is_a_page(in_acme: World, version: Version, peter: Contact) -> None:
    contact("new@initech.example", first_name="Milton", owner=in_acme.rep)
    url = at(ran(in_acme, version), f"touches/?person={peter.pk}")
    text = page(in_acme.admin, url)
    assert "Peter Gibbons" in text and "Milton" not in text
    assert f"/w/acme/contacts/{peter.pk}/" in text


def test_touches_come_in_pages(in_acme: World, version: Version) -> None:
    ContactFactory.create_batch(10, owner=in_acme.rep)
    row = ran(in_acme, version)
    me = browser(in_acme.admin)
    first, second = (me.get(at(row, "touches/"), {"page": n}).context["page"] for n in (1, 2))
    assert (len(first.object_list), len(second.object_list)) == (50, 10)
    assert first.object_list[-1]["at"] <= second.object_list[0]["at"]


def test_the_file_holds_every_touch(in_acme: World, version: Version, peter: Contact) -> None:
    answer = browser(in_acme.admin).get(at(ran(in_acme, version), "touches.csv"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 7


def test_without_an_answer_there_is_no_file(in_acme: World, version: Version) -> None:
    answer = browser(in_acme.admin).get(at(made(in_acme, version), "touches.csv"))
    assert answer.status_code == 302


@pytest.mark.parametrize("part", ["touches/", "touches.csv"])
def test_people_are_named_to_whoever_asked_and_to_who_sees_everybody(
    in_acme: World, version: Version, peter: Contact, part: str
) -> None:
    row = ran(in_acme, version, seat="rep")
    seats = ("rep", "admin", "other_rep")
    found = [browser(getattr(in_acme, seat)).get(at(row, part)).status_code for seat in seats]
    assert found == [200, 200, 404]


def test_others_read_the_figures_alone(in_acme: World, version: Version, peter: Contact) -> None:
    text = page(in_acme.other_rep, at(ran(in_acme, version, seat="rep")))
    assert "What it says" in text and "Download CSV" not in text


def test_a_viewer_reads_and_asks_nothing(in_acme: World, version: Version, peter: Contact) -> None:
    row, me = ran(in_acme, version), browser(in_acme.viewer)
    assert "Simulate again" not in page(in_acme.viewer, at(row))
    assert me.get(of(version, "simulate")).status_code == 404
    assert me.get(of(version, "simulations")).status_code == 200


def test_an_outsider_finds_none(in_acme: World, globex: World, version: Version) -> None:
    row, them = made(in_acme, version), browser(globex.admin)
    for part in (f"simulations/{row.pk}/", f"versions/{version.pk}/simulate/"):
        assert them.get(f"/w/globex/sequences/{part}").status_code == 404


def test_past_simulations_are_listed_newest_first(
    in_acme: World, version: Version, peter: Contact
) -> None:
    rows = [ran(in_acme, version), made(in_acme, version, seat="rep")]
    answer = browser(in_acme.viewer).get(of(version, "simulations"))
    assert [row.pk for row, _ in answer.context["lines"]] == [row.pk for row in rows[::-1]]
    assert "as they are now" in answer.content.decode()


def test_an_empty_list_names_the_next_step(in_acme: World, version: Version) -> None:
    assert "Nothing was simulated yet" in page(in_acme.rep, of(version, "simulations"))


def test_the_pages_take_as_many_reads_for_twice_the_rows(
    in_acme: World, version: Version, peter: Contact
) -> None:
    me, row = browser(in_acme.admin), ran(in_acme, version)
    urls = (of(version, "simulations"), of(version, "simulate"), at(row), at(row, "touches/"))
    few = [_reads(me, url) for url in urls]
    ContactFactory.create_batch(9, owner=in_acme.rep)
    row = ran(in_acme, version)
    urls = (*urls[:2], at(row), at(row, "touches/"))
    assert [_reads(me, url) for url in urls] == few and max(few) <= BUDGET


def _reads(me: Any, url: str) -> int:
    with reads() as taken:
        assert me.get(url).status_code == 200
    return taken.count
