"""The audiences of a sequence: what they show, saving one, looking now, ending one."""

import pytest

from audit.transitions import perform
from enrollment import audiences, gathering
from enrollment.audiences import Asked
from enrollment.models import Audience, Enrollment, Preflight, PreflightState
from sequences.models import Sequence
from tenancy import actors, clock
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import version_of
from tests.console.submitting import sent
from tests.console.test_saved_view_pages import saved
from tests.world import World, contact

FORM = {
    "name": "Fresh engineers",
    "rhythm": "daily",
    "view": "",
    "kind": "contacts",
    "reason": "They build what we sell",
    "match": "all",
    "field-0": "contact.title",
    "operator-0": "contains",
    "value-0": "engineer",
}
ENGINEERS = [{"field": "contact.title", "operator": "contains", "value": "engineer"}]


@pytest.fixture
def sequence(in_acme: World) -> Sequence:
    found: Sequence = version_of(in_acme).sequence
    return found


def added(sequence: Sequence, seat: Membership, name: str = "Engineers") -> Audience:
    asked = Asked(name=name, reason="They asked", conditions=ENGINEERS, rhythm="daily")
    return audiences.create(sequence, asked, seat=seat, actor=actors.member(seat))


def home(sequence: Sequence) -> str:
    return f"/w/acme/sequences/{sequence.pk}/audiences/"


def page(audience: Audience, verb: str = "") -> str:
    return f"/w/acme/sequences/audiences/{audience.pk}/{verb}"


def test_a_sequence_without_audiences_names_the_next_step(
    in_acme: World, sequence: Sequence
) -> None:
    seen = browser(in_acme.rep).get(home(sequence)).content.decode()
    assert "No audience yet" in seen and f"{home(sequence)}new/" in seen


def test_the_list_says_who_how_often_and_when(in_acme: World, sequence: Sequence) -> None:
    added(sequence, in_acme.rep)
    seen = browser(in_acme.viewer).get(home(sequence)).content.decode()
    assert "people whose title contains “engineer”" in seen
    assert "Every day" in seen


def test_a_sequence_that_takes_nobody_says_so(in_acme: World, sequence: Sequence) -> None:
    added(sequence, in_acme.rep)
    actor = actors.member(in_acme.admin)
    perform(version_of(in_acme), "retire", actor=actor, at=clock.now())
    assert (
        "No version takes new people" in browser(in_acme.rep).get(home(sequence)).content.decode()
    )


def test_the_list_takes_as_many_reads_for_twice_the_audiences(
    in_acme: World, sequence: Sequence
) -> None:
    contact(owner=in_acme.rep)
    client, one = browser(in_acme.rep), added(sequence, in_acme.rep)
    gathering.look(one, seat=in_acme.rep, actor=actors.member(in_acme.rep))
    with reads() as few:
        client.get(home(sequence))
    for number in range(4):
        row = added(sequence, in_acme.rep, f"Number {number}")
        gathering.look(row, seat=in_acme.rep, actor=actors.member(in_acme.rep))
    with reads() as many:
        client.get(home(sequence))
    assert few.count == many.count <= BUDGET


def test_a_preview_counts_and_saves_nothing(in_acme: World, sequence: Sequence) -> None:
    contact("a@initech.example", first_name="Ada", owner=in_acme.rep)
    contact("b@initech.example", title="Clerk", owner=in_acme.rep)
    form = {**FORM, "name": "", "do": "preview"}
    answer = browser(in_acme.rep).post(f"{home(sequence)}new/", form)
    assert answer.context["found"].new == 1 and "Ada Gibbons" in answer.content.decode()
    assert "Fill this in" not in answer.content.decode()
    assert not Audience.objects.exists()


def test_a_preview_of_a_view_counts_its_people(in_acme: World, sequence: Sequence) -> None:
    view = saved(in_acme.rep)
    contact(owner=in_acme.rep)
    form = {"view": str(view.pk), "kind": "contacts", "do": "preview"}
    answer = browser(in_acme.rep).post(f"{home(sequence)}new/", form)
    assert answer.context["found"].matching == 1


def test_a_preview_of_nothing_asks_for_a_condition(in_acme: World, sequence: Sequence) -> None:
    form = {**FORM, "field-0": "", "value-0": "", "do": "preview"}
    answer = browser(in_acme.rep).post(f"{home(sequence)}new/", form)
    assert "Add at least one condition" in answer.content.decode()


def test_an_audience_is_saved_and_looks_by_itself(in_acme: World, sequence: Sequence) -> None:
    answer = browser(in_acme.rep).post(f"{home(sequence)}new/", {**FORM, "do": "save"})
    row = Audience.objects.get()
    assert answer.headers["Location"] == page(row)
    assert (row.name, row.rhythm, row.owner_id) == ("Fresh engineers", "daily", in_acme.rep.pk)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Fill this in"),
        ({"reason": ""}, "Fill this in"),
        ({"field-0": "contact.shoe_size"}, "names no field that is known here"),
        ({"rhythm": "always"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    in_acme: World, sequence: Sequence, changes: dict[str, str], sentence: str
) -> None:
    answer = browser(in_acme.rep).post(f"{home(sequence)}new/", {**FORM, **changes, "do": "save"})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert sent(answer.content.decode())["value-0"] == "engineer"
    assert not Audience.objects.exists()


def test_a_view_and_conditions_are_one_too_many(in_acme: World, sequence: Sequence) -> None:
    form = {**FORM, "view": str(saved(in_acme.rep).pk), "do": "save"}
    answer = browser(in_acme.rep).post(f"{home(sequence)}new/", form)
    assert answer.context["form"].errors["view"]


def test_the_page_of_an_audience_shows_whom_it_would_find(
    in_acme: World, sequence: Sequence
) -> None:
    contact(owner=in_acme.rep)
    row, client = added(sequence, in_acme.rep), browser(in_acme.rep)
    with reads() as taken:
        seen = client.get(page(row))
    assert seen.context["found"].new == 1 and "Look now" in seen.content.decode()
    assert taken.count <= BUDGET


def test_looking_now_checks_who_is_new(in_acme: World, sequence: Sequence) -> None:
    contact(owner=in_acme.rep)
    row = added(sequence, in_acme.rep)
    answer = browser(in_acme.rep).post(page(row, "run/"))
    preflight = Preflight.objects.get()
    assert answer.headers["Location"] == f"/w/acme/enrollments/new/{preflight.pk}/"
    assert preflight.people_total == 1


def test_looking_again_while_people_are_checked_is_refused(
    in_acme: World, sequence: Sequence
) -> None:
    contact(owner=in_acme.rep)
    row, client = added(sequence, in_acme.rep), browser(in_acme.rep)
    client.post(page(row, "run/"))
    assert "People are being checked" in client.get(page(row)).content.decode()
    client.post(page(row, "run/"))
    assert Preflight.objects.count() == 1


def test_the_result_of_a_look_is_a_link(in_acme: World, sequence: Sequence) -> None:
    contact(owner=in_acme.rep)
    row = added(sequence, in_acme.rep)
    gathering.run(row, seat=in_acme.rep, actor=actors.member(in_acme.rep))
    done = Preflight.objects.get()
    assert done.stage == PreflightState.COMMITTED and Enrollment.objects.count() == 1
    link = f'href="/w/acme/enrollments/new/{done.pk}/"'
    assert "1 checked</a>" in browser(in_acme.rep).get(page(row)).content.decode()
    assert link in browser(in_acme.rep).get(home(sequence)).content.decode()
    assert link not in browser(in_acme.other_rep).get(home(sequence)).content.decode()


def test_a_look_that_finds_nobody_keeps_the_former_result(
    in_acme: World, sequence: Sequence
) -> None:
    contact(owner=in_acme.rep)
    row, actor = added(sequence, in_acme.rep), actors.member(in_acme.rep)
    gathering.run(row, seat=in_acme.rep, actor=actor)
    gathering.run(row, seat=in_acme.rep, actor=actor)
    seen = " ".join(browser(in_acme.rep).get(page(row)).content.decode().split())
    assert "nobody was new" in seen and "1 checked</a>, 1 came in" in seen


def test_a_look_that_finds_nobody_says_so(in_acme: World, sequence: Sequence) -> None:
    row = added(sequence, in_acme.rep)
    answer = browser(in_acme.rep).post(page(row, "run/"), follow=True)
    assert "Nobody is new" in answer.content.decode()


def test_who_changes_an_audience_takes_it_over(in_acme: World, sequence: Sequence) -> None:
    row = added(sequence, in_acme.rep)
    client = browser(in_acme.admin)
    form = sent(client.get(page(row, "edit/")).content.decode())
    assert form["value-0"] == "engineer"
    client.post(page(row, "edit/"), {**form.dict(), "rhythm": "by_hand", "do": "save"})
    fresh = Audience.objects.get()
    assert (fresh.rhythm, fresh.owner_id) == ("by_hand", in_acme.admin.pk)


def test_another_rep_changes_nothing(in_acme: World, sequence: Sequence) -> None:
    row, client = added(sequence, in_acme.rep), browser(in_acme.other_rep)
    answer = client.post(page(row, "edit/"), {**FORM, "do": "save"})
    assert answer.status_code == 422 and "belongs to somebody else" in answer.content.decode()
    client.post(page(row, "end/"))
    assert Audience.objects.get().ended_at is None


def test_an_ended_audience_says_so_and_looks_no_more(in_acme: World, sequence: Sequence) -> None:
    row, client = added(sequence, in_acme.rep), browser(in_acme.rep)
    client.post(page(row, "end/"))
    assert Audience.objects.get().next_at is None
    seen = client.get(page(row)).content.decode()
    assert "This audience has ended" in seen and "Look now" not in seen


def test_a_problem_of_the_last_look_is_shown(in_acme: World, sequence: Sequence) -> None:
    row = added(sequence, in_acme.rep)
    Audience.objects.update(problem="No approved version of this sequence takes new people.")
    seen = browser(in_acme.rep).get(page(row)).content.decode()
    assert "The last look brought nobody in" in seen and "No approved version" in seen


def test_who_may_not_enrol_reads_alone(in_acme: World, globex: World, sequence: Sequence) -> None:
    row = added(sequence, in_acme.rep)
    client = browser(in_acme.viewer)
    assert client.get(page(row)).status_code == 200
    assert client.get(f"{home(sequence)}new/").status_code == 404
    assert client.post(page(row, "run/")).status_code == 404
    assert browser(globex.admin).get(page(row)).status_code == 404


def test_an_audience_that_follows_a_view_can_be_changed(in_acme: World, sequence: Sequence) -> None:
    view = saved(in_acme.rep)
    asked = Asked(name="A", reason="They asked", view=view)
    row = audiences.create(sequence, asked, seat=in_acme.rep, actor=actors.member(in_acme.rep))
    form = sent(browser(in_acme.rep).get(page(row, "edit/")).content.decode())
    assert form["view"] == str(view.pk) and form["value-0"] == ""
