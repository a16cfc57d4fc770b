"""Variants and canary sends at the console: figures, shares, the winner, and going on."""

from datetime import timedelta
from typing import Any

import pytest

from enrollment import canaries, comparisons, experiments
from enrollment.models import (
    CanaryRun,
    CanaryState,
    Enrollment,
    Experiment,
    ExperimentState,
    IntentState,
)
from sequences.models import Version
from tenancy import actors, clock
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.enrollment.trials import B, did, enrolled, first_touch, intent_of, people, published
from tests.enrollment.trials import sent as written
from tests.factories import ContactFactory
from tests.world import World, contact, draft

DAY = timedelta(days=1)
TRY = {"metric": "replied", "minimum": 10, "automatic": False}
CANARY = {"people": 2, "hold_minutes": 90}


@pytest.fixture
def version(in_acme: World) -> Version:
    """Its first step has two variants, half and half, compared at ten people each."""
    return published(in_acme, step={"variants": [B], "experiment": TRY})


@pytest.fixture
def experiment(version: Version) -> Experiment:
    (row,) = experiments.open_for(version)
    return row


@pytest.fixture
def careful(in_acme: World) -> Version:
    """Two people go first, and are watched for 90 minutes."""
    return published(in_acme, canary=CANARY)


def answers(world: World, version: Version, a: tuple[int, int], b: tuple[int, int]) -> None:
    """People and their answers by variant, eight days ago."""
    then = clock.now() - 8 * DAY
    for variant, (many, hits) in (("a", a), ("b", b)):
        touches = written(people(world, version, many), variant, then)
        did(touches[:hits], "replied", then + DAY)


def first_few(world: World, version: Version, many: int = 2, bounced: int = 0) -> list[Enrollment]:
    """So many have taken a place and were written to; so many of the messages bounced."""
    rows = people(world, version, many)
    for number, row in enumerate(rows):
        touch = first_touch(row)
        canaries.take([touch], ())
        intent_of(touch, IntentState.REFUSED if number < bounced else IntentState.ACCEPTED)
    return rows


def of(version: Version, part: str) -> str:
    return f"/w/acme/sequences/versions/{version.pk}/{part}/"


def at(experiment: Experiment, part: str = "") -> str:
    return f"/w/acme/sequences/experiments/{experiment.pk}/{part}"


def page(seat: Membership, url: str) -> str:
    return browser(seat).get(url).content.decode()


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_each_variant_stands_with_people_answers_and_share(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    answers(in_acme, version, (8, 2), (4, 1))
    (trial,) = browser(in_acme.rep).get(of(version, "experiments")).context["experiments"]
    found = [(arm.figure.variant, arm.figure.people, arm.figure.hits) for arm in trial.arms]
    assert found == [("a", 8, 2), ("b", 4, 1)]
    text = page(in_acme.rep, of(version, "experiments"))
    assert "Step 1 (Email)" in text and "25.0 %" in text and "8 of 10" in text


def test_a_step_that_nobody_has_come_to_shows_what_is_planned(
    in_acme: World, version: Version
) -> None:
    text = page(in_acme.rep, of(version, "experiments"))
    assert "Nobody has come here yet" in text and "50 %" in text
    assert not Experiment.objects.exists()


def test_a_version_without_variants_names_the_next_step(in_acme: World) -> None:
    assert "No step has variants" in page(in_acme.rep, of(draft(in_acme.admin), "experiments"))


def test_the_comparison_is_told_before_it_is_made(in_acme: World, experiment: Experiment) -> None:
    text = page(in_acme.rep, at(experiment))
    assert "Fisher&#x27;s exact test" in text and "made once at 10 people each" in text
    assert "A person declares the winner." in text and "The comparison" not in text


def test_after_the_comparison_a_person_is_asked_to_choose(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    answers(in_acme, version, (10, 0), (10, 9))
    assert comparisons.evaluate_due() == 1
    text = page(in_acme.admin, at(experiment))
    assert "A person has to choose" in text and "variant b is ahead" in text
    assert "0.0001" in text


def test_no_difference_is_said_too(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    answers(in_acme, version, (10, 4), (10, 5))
    comparisons.evaluate_due()
    assert "No difference shown" in page(in_acme.admin, at(experiment))


def test_shares_are_changed(in_acme: World, experiment: Experiment) -> None:
    form = {"share-a": "80", "share-b": "20", "reason": "b is long"}
    answer = browser(in_acme.admin).post(at(experiment, "shares/"), form)
    assert answer.headers["Location"] == at(experiment)
    assert fresh(experiment).shares == {"a": 80, "b": 20}


@pytest.mark.parametrize(("a", "b"), [("80", "10"), ("", "100"), ("101", "0"), ("x", "50")])
def test_shares_that_are_no_whole_are_refused_with_what_was_typed(
    in_acme: World, experiment: Experiment, a: str, b: str
) -> None:
    form = {"share-a": a, "share-b": b, "reason": "because"}
    answer = browser(in_acme.admin).post(at(experiment, "shares/"), form)
    assert answer.status_code == 422 and 'value="because"' in answer.content.decode()
    assert fresh(experiment).shares == {"a": 50, "b": 50}


def test_a_winner_is_declared_with_a_reason(in_acme: World, experiment: Experiment) -> None:
    form = {"winner": "b", "reason": "Clearer"}
    browser(in_acme.admin).post(at(experiment, "winner/"), form)
    assert fresh(experiment).winner == "b"
    text = page(in_acme.admin, at(experiment))
    assert "A winner is declared" in text and "Clearer" in text
    assert "Change the shares" not in text


@pytest.mark.parametrize("form", [{"winner": "b", "reason": " "}, {"winner": "z", "reason": "x"}])
def test_a_winner_without_a_reason_or_a_name_is_refused(
    in_acme: World, experiment: Experiment, form: dict[str, str]
) -> None:
    answer = browser(in_acme.admin).post(at(experiment, "winner/"), form)
    assert answer.status_code == 422 and answer.context["winner_form"].errors
    assert fresh(experiment).state == ExperimentState.RUNNING


def test_a_winner_that_somebody_else_declared_stands(
    in_acme: World, experiment: Experiment
) -> None:
    by = in_acme.admin
    experiments.decide(experiment, "a", reason="x", seat=by, actor=actors.member(by))
    form = {"winner": "b", "reason": "Clearer"}
    answer = browser(in_acme.admin).post(at(experiment, "winner/"), form)
    assert answer.status_code == 422 and "no longer possible" in answer.content.decode()
    shares = {"share-a": "80", "share-b": "20"}
    answer = browser(in_acme.admin).post(at(experiment, "shares/"), shares)
    assert "has won" in answer.content.decode()


def test_a_rep_reads_and_decides_nothing(in_acme: World, experiment: Experiment) -> None:
    me = browser(in_acme.rep)
    assert "Change the shares" not in me.get(at(experiment)).content.decode()
    found = [me.post(at(experiment, part)).status_code for part in ("shares/", "winner/")]
    assert found == [404, 404]


def test_an_outsider_finds_no_experiment(
    in_acme: World, globex: World, experiment: Experiment
) -> None:
    them = browser(globex.admin)
    assert them.get(f"/w/globex/sequences/experiments/{experiment.pk}/").status_code == 404
    assert them.get(of(experiment.version, "experiments")).status_code == 404


def test_variants_take_as_many_reads_for_twice_the_people(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    me = browser(in_acme.admin)
    urls = (of(version, "experiments"), at(experiment))
    answers(in_acme, version, (2, 1), (2, 1))
    few = [_reads(me, url) for url in urls]
    answers(in_acme, version, (4, 1), (4, 2))
    assert [_reads(me, url) for url in urls] == few and max(few) <= BUDGET


def _reads(me: Any, url: str) -> int:
    me.get(url)
    with reads() as taken:
        me.get(url)
    return taken.count


def test_before_anything_left_the_canary_says_what_will_happen(
    in_acme: World, careful: Version
) -> None:
    text = page(in_acme.rep, of(careful, "canary"))
    assert "The first 2 people get the first message" in text and "1 h 30 min" in text


def test_a_version_without_a_canary_says_so(in_acme: World, version: Version) -> None:
    assert "No canary send" in page(in_acme.rep, of(version, "canary"))


def test_the_first_few_are_named_with_their_figures(in_acme: World, careful: Version) -> None:
    _, second = first_few(in_acme, careful, bounced=1)
    answer = browser(in_acme.admin).get(of(careful, "canary"))
    text = answer.content.decode()
    assert "The first few are watched" in text and second.contact.full_name in text
    found = [(each.label, each.count, each.over) for each in answer.context["canary"].limits]
    assert found[0] == ("Bounced", 1, True)


def test_who_comes_after_the_first_few_is_none_of_them(in_acme: World, careful: Version) -> None:
    first_few(in_acme, careful)
    (later,) = people(in_acme, careful, 1)
    intent_of(first_touch(later))
    rows = browser(in_acme.admin).get(of(careful, "canary")).context["page"].rows
    assert len(rows) == 2 and later.pk not in {row.enrollment_id for row in rows}


def test_a_stopped_canary_waits_for_a_person_with_a_reason(
    in_acme: World, careful: Version
) -> None:
    first_few(in_acme, careful, bounced=1)
    first_touch(people(in_acme, careful, 1)[0])
    assert canaries.watch() == 1
    text = page(in_acme.admin, of(careful, "canary"))
    assert "Stopped" in text and "1 of 2 bounced" in text and "Over the limit" in text
    answer = browser(in_acme.admin).post(of(careful, "canary/go-on"), {"reason": " "})
    assert answer.status_code == 409 and "Say why" in answer.content.decode()
    browser(in_acme.admin).post(of(careful, "canary/go-on"), {"reason": "A typing error."})
    assert CanaryRun.objects.get().state == CanaryState.PASSED


def test_once_it_has_passed_the_figures_are_those_of_then(in_acme: World, careful: Version) -> None:
    first_few(in_acme, careful)
    run = CanaryRun.objects.get()
    by = in_acme.admin
    canaries.go_on(run, seat=by, actor=actors.member(by), reason="Fine.")
    (later,) = people(in_acme, careful, 1)
    intent_of(first_touch(later), IntentState.REFUSED)
    answer = browser(in_acme.admin).get(of(careful, "canary"))
    assert [each.count for each in answer.context["canary"].limits] == [0, 0, 0]
    assert "Let everybody have it" not in answer.content.decode()


def test_going_on_before_anything_left_is_refused_in_words(
    in_acme: World, careful: Version
) -> None:
    answer = browser(in_acme.admin).post(of(careful, "canary/go-on"), {"reason": "x"})
    assert answer.status_code == 409 and "nothing waits" in answer.content.decode()


def test_a_rep_sees_their_own_of_the_first_few(in_acme: World, careful: Version) -> None:
    mine = contact(owner=in_acme.rep)
    other = ContactFactory.create(first_name="Milton")
    rows = enrolled(in_acme, careful, mine, other)
    Enrollment.objects.filter(contact=other).update(enrolled_by=in_acme.other_rep)
    for row in rows:
        intent_of(first_touch(row), IntentState.ACCEPTED)
    canaries.take([rows[0].touches.get()], ())
    text = page(in_acme.rep, of(careful, "canary"))
    assert "Peter Gibbons" in text and "Milton" not in text
    assert browser(in_acme.rep).post(of(careful, "canary/go-on")).status_code == 404


def test_the_canary_takes_as_many_reads_for_twice_the_people(
    in_acme: World, careful: Version
) -> None:
    me = browser(in_acme.admin)
    first_few(in_acme, careful, 1)
    few = _reads(me, of(careful, "canary"))
    first_few(in_acme, careful, 1)
    assert _reads(me, of(careful, "canary")) == few <= BUDGET


def test_an_outsider_finds_no_canary(in_acme: World, globex: World, careful: Version) -> None:
    url = f"/w/globex/sequences/versions/{careful.pk}/canary/"
    assert browser(globex.admin).get(url).status_code == 404
