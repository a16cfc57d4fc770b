"""Migrations at the console: the map, the dry run, starting, watching, stopping, going back."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from audit.transitions import perform
from contacts.models import Contact
from enrollment import moving
from enrollment.models import Enrollment, Migration, MigrationState, Touch
from enrollment.tasks import run_migration
from sequences.models import Version
from tenancy import actors, clock
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import running, version_of
from tests.console.submitting import sent
from tests.enrollment.test_moving import THANKS, by, next_version, planned, steps_of, stored
from tests.world import World, contact

NEW = "/w/acme/migrations/new/"
WHY = {"reason": "The new words are better."}


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the pages asked of the queue."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(run_migration, "delay", lambda *ids: said.append(ids))
    return said


@pytest.fixture
def source(in_acme: World) -> Version:
    return version_of(in_acme)


@pytest.fixture
def peter(in_acme: World, source: Version) -> Enrollment:
    """On the way in version 1."""
    return running(in_acme, contact(owner=in_acme.rep))


@pytest.fixture
def target(in_acme: World, source: Version, peter: Enrollment) -> Version:
    """Version 2, approved, with one step more."""
    intro, *rest = steps_of(source)
    return next_version(in_acme, source, intro, THANKS, *rest)


@pytest.fixture
def dry(in_acme: World, source: Version, target: Version) -> Migration:
    """A migration whose dry run is done."""
    return planned(in_acme, source, target)


def at(migration: Migration, part: str = "") -> str:
    return f"/w/acme/migrations/{migration.pk}/{part}"


def page(seat: Any, url: str) -> str:
    return browser(seat).get(url).content.decode()


def form_of(me: Client, source: Version, **changes: Any) -> dict[str, Any]:
    """What the browser sends for the page as it is, with the button that makes the dry run."""
    given = sent(me.get(NEW, {"from": str(source.pk)}).content.decode())
    return {**given.dict(), "do": "create", **changes}


def started(world: World, migration: Migration) -> Migration:
    """The first share is moved, and watched."""
    moving.start(migration, **by(world, "other_admin"))
    moving.run(migration.pk)
    return stored(migration)


def people(world: World, names: Sequence[str]) -> list[Contact]:
    found = [contact(f"{name}@initech.example", owner=world.rep) for name in names]
    for each in found:
        running(world, each)
    return found


def test_versions_with_people_to_move_are_offered(in_acme: World, target: Version) -> None:
    text = page(in_acme.admin, NEW)
    assert "Outbound, version 1" in text and "1 person on the way" in text


def test_without_anybody_to_move_the_page_says_so(in_acme: World, source: Version) -> None:
    assert "Nobody to move" in page(in_acme.admin, NEW)


def test_the_approved_version_itself_has_nowhere_to_go(
    in_acme: World, source: Version, peter: Enrollment
) -> None:
    assert "This is the approved version" in page(in_acme.admin, f"{NEW}?from={source.pk}")


@pytest.mark.parametrize("typed", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_a_version_that_does_not_exist_is_not_found(in_acme: World, typed: str) -> None:
    assert browser(in_acme.admin).get(NEW, {"from": typed}).status_code == 404


def test_the_map_is_proposed_with_its_reason_and_who_waits_where(
    in_acme: World, source: Version, target: Version
) -> None:
    answer = browser(in_acme.admin).get(NEW, {"from": str(source.pk)})
    first, second, *_ = answer.context["map"].lines
    assert (first.chosen, first.reason, first.people) == ("intro", "same key", 1)
    assert [label for _, label in second.options][:1] == ["No counterpart"]
    assert answer.context["map"].added == ["Step 2 (Task)"]


def test_a_step_leads_only_to_steps_of_its_kind(
    in_acme: World, source: Version, target: Version
) -> None:
    answer = browser(in_acme.admin).get(NEW, {"from": str(source.pk)})
    (calls,) = [each for each in answer.context["map"].lines if each.step.key == "call-1"]
    assert [key for key, _ in calls.options] == ["", "call-1", "call-2"]


def test_checking_the_map_shows_problems_beside_their_lines_and_stores_nothing(
    in_acme: World, source: Version, target: Version
) -> None:
    me = browser(in_acme.admin)
    form = form_of(me, source, do="check", share="33", **{"map-call-2": "call-1", "map-intro": ""})
    answer = me.post(NEW, form)
    text = answer.content.decode()
    assert "is in the new version too" in text
    assert 'value="33"' in text and not Migration.objects.exists()


def test_a_map_that_cannot_be_used_is_refused_with_everything_typed(
    in_acme: World, source: Version, target: Version
) -> None:
    me = browser(in_acme.admin)
    answer = me.post(NEW, form_of(me, source, share="33", **{"map-call-2": "call-1"}))
    text = answer.content.decode()
    assert answer.status_code == 422 and "The step map needs attention" in text
    assert 'value="33"' in text and not Migration.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"), [("share", "0"), ("hold_minutes", "99999"), ("bounce", "101")]
)
def test_wrong_terms_are_said_at_their_field(
    in_acme: World, source: Version, target: Version, field: str, typed: str
) -> None:
    me = browser(in_acme.admin)
    answer = me.post(NEW, form_of(me, source, **{field: typed}))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert f'value="{typed}"' in answer.content.decode()


def test_a_plan_asks_a_worker_for_the_dry_run(
    in_acme: World, source: Version, target: Version, asked: list[tuple[str, str]]
) -> None:
    me = browser(in_acme.admin)
    answer = me.post(NEW, form_of(me, source, share="50", failed="7.5"))
    made = Migration.objects.get()
    assert answer.headers["Location"] == at(made)
    assert (made.share, made.thresholds["failed"], made.target_id) == (50, 7.5, target.pk)
    assert asked == [(str(in_acme.workspace.pk), str(made.pk))]


def test_before_the_worker_has_looked_the_page_shows_progress(
    in_acme: World, source: Version, target: Version
) -> None:
    made = moving.create(source, target, **by(in_acme))
    text = page(in_acme.admin, at(made))
    assert "Looking at everybody" in text and "0 of 1" in text
    assert "HX-Refresh" not in browser(in_acme.admin).get(at(made, "progress/")).headers
    moving.run(made.pk)
    assert browser(in_acme.admin).get(at(made, "progress/")).headers["HX-Refresh"] == "true"


def test_the_dry_run_shows_each_person_before_and_after_in_both_zones(
    in_acme: World, dry: Migration
) -> None:
    text = page(in_acme.admin, at(dry))
    assert "Step 1 (Email)" in text and "Will move" in text
    assert "goes back to review" in text
    assert "This is a dry run" in text


def test_starting_moves_the_first_share(
    in_acme: World, dry: Migration, asked: list[tuple[str, str]]
) -> None:
    assert dry.judged_at is not None
    form = {"seen": dry.judged_at.isoformat()}
    browser(in_acme.admin).post(at(dry, "start/"), form)
    assert stored(dry).state == MigrationState.CANARY
    assert asked == [(str(in_acme.workspace.pk), str(dry.pk))]


def test_a_dry_run_that_was_made_anew_is_not_started_unseen(in_acme: World, dry: Migration) -> None:
    form = {"seen": "2020-01-01T00:00:00+00:00"}
    answer = browser(in_acme.admin).post(at(dry, "start/"), form)
    assert answer.status_code == 409 and "Look at it again" in answer.content.decode()
    assert stored(dry).state == MigrationState.DRAFT


def test_the_map_can_be_changed_until_it_starts(
    in_acme: World, dry: Migration, asked: list[tuple[str, str]]
) -> None:
    me = browser(in_acme.admin)
    form = sent(me.get(at(dry, "map/")).content.decode()).dict()
    me.post(at(dry, "map/"), {**form, "do": "save"})
    assert stored(dry).judged_at is None
    assert asked == [(str(in_acme.workspace.pk), str(dry.pk))]


def test_a_changed_map_that_cannot_be_used_comes_back(in_acme: World, dry: Migration) -> None:
    me = browser(in_acme.admin)
    form = sent(me.get(at(dry, "map/")).content.decode()).dict()
    answer = me.post(at(dry, "map/"), {**form, "do": "save", "map-call-2": "call-1"})
    assert answer.status_code == 422 and "is in the new version too" in answer.content.decode()
    assert stored(dry).step_map["call-2"] == "call-2"


def test_once_it_has_started_the_map_is_fixed(in_acme: World, dry: Migration) -> None:
    started(in_acme, dry)
    assert browser(in_acme.admin).get(at(dry, "map/")).headers["Location"] == at(dry)
    answer = browser(in_acme.admin).post(at(dry, "map/"), {"do": "save"})
    assert answer.status_code == 422 and "fixed" in answer.content.decode()


def test_while_it_is_watched_the_figures_stand_beside_their_limits(
    in_acme: World, dry: Migration
) -> None:
    started(in_acme, dry)
    text = page(in_acme.admin, at(dry))
    assert "The first share is being watched" in text and "1 h 59 min from now" in text
    assert "more than 5 %" in text and "0.1 % or more" in text


def test_a_figure_over_its_limit_is_marked(in_acme: World, dry: Migration) -> None:
    row = started(in_acme, dry)
    perform(
        row,
        "stop",
        actor=actors.system("test"),
        figures={"people": 10, "bounce": 2, "opt_out": 0, "complaint": 0, "failed": 0},
        note="2 of the first 10 people bounced.",
        at=clock.now(),
    )
    answer = browser(in_acme.admin).get(at(dry))
    assert [each.over for each in answer.context["limits"]] == [True, False, False, False]
    assert "2 of the first 10 people bounced." in answer.content.decode()


@pytest.mark.parametrize("verb", ["stop/", "go-on/", "roll-back/"])
def test_a_decision_needs_a_reason_and_comes_back_open(
    in_acme: World, dry: Migration, verb: str
) -> None:
    started(in_acme, dry)
    answer = browser(in_acme.admin).post(at(dry, verb), {"reason": " "})
    text = answer.content.decode()
    assert answer.status_code == 409 and "Say why" in text
    assert '<details class="reason" open>' in text
    assert stored(dry).state == MigrationState.CANARY


@pytest.mark.parametrize(
    ("verb", "state"),
    [("stop/", "stopped"), ("go-on/", "running"), ("roll-back/", "rolling_back")],
)
def test_a_decision_is_taken_with_its_reason(
    in_acme: World, dry: Migration, verb: str, state: str
) -> None:
    started(in_acme, dry)
    answer = browser(in_acme.admin).post(at(dry, verb), WHY)
    assert answer.headers["Location"] == at(dry)
    assert (stored(dry).state, stored(dry).note) == (state, WHY["reason"])


def test_what_is_over_offers_nothing_and_refuses_in_words(in_acme: World, dry: Migration) -> None:
    browser(in_acme.admin).post(at(dry, "discard/"))
    assert stored(dry).state == MigrationState.DISCARDED
    answer = browser(in_acme.admin).post(at(dry, "stop/"), WHY)
    assert answer.status_code == 409 and "no longer possible" in answer.content.decode()


def test_rolling_back_says_who_returns_and_who_stays(
    in_acme: World, source: Version, target: Version
) -> None:
    made = started(in_acme, planned(in_acme, source, target, share=100))
    answer = browser(in_acme.admin).get(at(made))
    assert (answer.context["back"].returns, answer.context["back"].stays) == (1, 0)
    touch = Touch.objects.get(step__version=target)
    perform(touch, "arm", actor=actors.system("test"))
    answer = browser(in_acme.admin).get(at(made))
    assert (answer.context["back"].returns, answer.context["back"].stays) == (0, 1)
    assert "Nobody can return any more" in answer.content.decode()


def test_people_are_filtered_by_what_became_of_them(
    in_acme: World, source: Version, peter: Enrollment
) -> None:
    people(in_acme, ["ann", "bob"])
    target = next_version(in_acme, source)
    made = started(in_acme, planned(in_acme, source, target, share=1))
    answer = browser(in_acme.admin).get(at(made), {"fate": "moved"})
    assert [row.person.fate for row in answer.context["rows"]] == ["moved"]
    assert "Will move <span" in answer.content.decode()


def test_a_rep_sees_their_own_people_and_decides_nothing(
    in_acme: World, source: Version, peter: Enrollment
) -> None:
    running(in_acme, contact("x@initech.example", first_name="Milton", owner=in_acme.rep))
    Enrollment.objects.exclude(pk=peter.pk).update(
        owner=in_acme.other_rep, enrolled_by=in_acme.other_rep
    )
    made = planned(in_acme, source, next_version(in_acme, source))
    text = page(in_acme.rep, at(made))
    assert "Peter" in text and "Milton" not in text
    assert "You see your own people" in text and "Move the first share" not in text
    assert browser(in_acme.rep).post(at(made, "start/")).status_code == 404
    assert browser(in_acme.rep).get(NEW).status_code == 404


def test_an_outsider_finds_none(in_acme: World, globex: World, dry: Migration) -> None:
    them = browser(globex.admin)
    assert them.get(at(dry)).status_code == 404
    assert them.get(f"/w/globex/migrations/{dry.pk}/").status_code == 404
    assert them.get("/w/globex/migrations/new/", {"from": str(dry.source_id)}).status_code == 404


def test_the_migrations_of_a_sequence_are_listed(in_acme: World, dry: Migration) -> None:
    url = f"/w/acme/sequences/{dry.source.sequence_id}/migrations/"
    text = page(in_acme.viewer, url)
    assert "Version 1 to 2" in text and "Dry run" in text
    assert "on the way" not in text and "on the way" in page(in_acme.admin, url)


def test_a_page_of_people_takes_as_many_reads_for_twice_the_people(
    in_acme: World, source: Version, peter: Enrollment
) -> None:
    people(in_acme, ["ann"])
    target = next_version(in_acme, source)
    made = started(in_acme, planned(in_acme, source, target, share=100))
    me = browser(in_acme.admin)
    me.get(at(made))
    with reads() as many:
        me.get(at(made))
    made.people.exclude(enrollment=peter).delete()
    with reads() as few:
        me.get(at(made))
    assert few.count == many.count <= BUDGET


def test_the_audit_trail_leads_to_the_migration(in_acme: World, dry: Migration) -> None:
    trail = page(in_acme.admin, f"/w/acme/audit/?q={dry.pk}")
    assert f'href="{at(dry)}"' in trail and "Migration planned" in trail


@pytest.mark.parametrize("verb", ["stop/", "go-on/", "roll-back/"])
def test_the_reason_of_a_decision_stands_in_the_audit_trail(
    in_acme: World, dry: Migration, verb: str
) -> None:
    started(in_acme, dry)
    browser(in_acme.admin).post(at(dry, verb), WHY)
    assert WHY["reason"] in page(in_acme.admin, f"/w/acme/audit/?q={dry.pk}")
