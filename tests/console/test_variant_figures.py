"""What variants achieved has one source: every page says the same of the same history."""

from datetime import timedelta

import pytest

from enrollment import experiments
from enrollment.models import Activity, CanaryRun, Experiment, SendIntent
from sequences import services
from sequences.models import Version
from signals import deciding
from signals.kinds import Kind
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member
from tests.console.browsing import browser
from tests.console.versions import of, shown
from tests.enrollment.trials import B, did, intent_of, people, published
from tests.enrollment.trials import sent as written
from tests.signals.stage import report
from tests.world import World

DAY = timedelta(days=1)
TRY = {"metric": "replied", "minimum": 10, "automatic": False}
NO_FIGURES = "No figures yet"


@pytest.fixture
def version(in_acme: World) -> Version:
    """Its first step has two variants, half and half."""
    return published(in_acme, step={"variants": [B], "experiment": TRY})


@pytest.fixture
def experiment(version: Version) -> Experiment:
    (row,) = experiments.open_for(version)
    return row


def had(world: World, version: Version, variant: str, many: int) -> list[SendIntent]:
    """So many people had this variant eight days ago."""
    then = clock.now() - 8 * DAY
    return [intent_of(touch) for touch in written(people(world, version, many), variant, then)]


def heard(intent: SendIntent, kind: Kind) -> Signal:
    """What came of the message a day later."""
    at = clock.now() - 7 * DAY
    return report(kind, f"{kind}-{intent.pk}", message_id=intent.message_id, occurred_at=at)


def decided(world: World, signal: Signal, kind: Kind) -> None:
    deciding.decide(signal, kind=kind, seat=world.admin, actor=member(world.admin))


def on_both_pages(world: World, version: Version) -> list[list[tuple[str, int, int]]]:
    """Variant, people and hits: of the version's page, and of that of its variants."""
    me = browser(world.admin)
    column = me.get(of(version)).context["tracks"][0]
    arms = [arm.figure for rung in column.rungs for arm in rung.arms]
    (trial,) = me.get(of(version, "experiments/")).context["experiments"]
    pages = (arms, [arm.figure for arm in trial.arms])
    return [sorted((each.variant, each.people, each.hits) for each in page) for page in pages]


def a_history(world: World, version: Version) -> None:
    """Of variant a two people answer, one is away, one opts out, and one says nothing. Of b one
    unclear mail is an answer as a person reads it, one an absence, and one was about nothing; an
    absence was taken back."""
    answers, objects, away, leaves, _ = had(world, version, "a", 5)
    for intent, kind in (
        (answers, Kind.REPLY),
        (objects, Kind.OBJECTION),
        (away, Kind.AUTO_REPLY),
        (leaves, Kind.OPT_OUT),
    ):
        heard(intent, kind)
    means_it, means_absence, means_nothing, was_away = had(world, version, "b", 4)
    decided(world, heard(means_it, Kind.UNCLEAR), Kind.NOT_NOW)
    decided(world, heard(means_absence, Kind.UNCLEAR), Kind.AUTO_REPLY)
    decided(world, heard(means_nothing, Kind.UNCLEAR), Kind.OTHER)
    signal = heard(was_away, Kind.AUTO_REPLY)
    deciding.reverse(signal, seat=world.admin, actor=member(world.admin))


def test_both_pages_count_the_same_of_replies_absences_and_what_was_decided_later(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    a_history(in_acme, version)
    told, compared = on_both_pages(in_acme, version)
    assert told == compared == [("a", 5, 2), ("b", 4, 1)]


def test_both_pages_leave_out_whose_answer_may_still_come(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    late = written(people(in_acme, version, 3), "a", clock.now() - DAY)
    did(late, "replied", clock.now())
    had(in_acme, version, "b", 1)
    told, compared = on_both_pages(in_acme, version)
    assert told == compared == [("a", 0, 0), ("b", 1, 0)]


def test_a_metric_other_than_answers_is_named_on_the_page_of_the_version(in_acme: World) -> None:
    version = published(in_acme, step={"variants": [B], "experiment": {**TRY, "metric": "meeting"}})
    experiments.open_for(version)
    heard(had(in_acme, version, "a", 1)[0], Kind.MEETING_BOOKED)
    assert "Meetings: 1" in shown(in_acme.rep, version)


def test_a_step_without_variants_counts_the_answers_to_its_own_message(in_acme: World) -> None:
    version = published(in_acme)
    one, other, _ = had(in_acme, version, "", 3)
    heard(one, Kind.REPLY)
    heard(other, Kind.AUTO_REPLY)
    assert Activity.objects.count() == 2
    assert "1 answered" in shown(in_acme.rep, version)


@pytest.mark.parametrize("part", ["", "experiments/"])
def test_before_anything_was_sent_there_are_no_figures(
    in_acme: World, version: Version, part: str
) -> None:
    text = shown(in_acme.rep, version, part)
    assert NO_FIGURES in text and "0.0 %" not in text


def test_a_message_of_yesterday_is_no_figure_yet(
    in_acme: World, version: Version, experiment: Experiment
) -> None:
    written(people(in_acme, version, 2), "a", clock.now() - DAY)
    answer = browser(in_acme.rep).get(f"/w/acme/sequences/experiments/{experiment.pk}/")
    assert NO_FIGURES in answer.content.decode()


def test_a_draft_speaks_of_no_figures(in_acme: World, version: Version) -> None:
    by = in_acme.admin
    draft = services.new_draft(version.sequence, seat=by, actor=member(by))
    text = shown(in_acme.admin, draft)
    assert NO_FIGURES not in text and "50 % of new people" in text


def test_a_canary_of_whom_nothing_has_left_has_no_figures(in_acme: World) -> None:
    version = published(in_acme, canary={"people": 2, "hold_minutes": 90})
    CanaryRun.objects.create(version=version, size=2)
    text = shown(in_acme.rep, version, "canary/")
    assert NO_FIGURES in text and "Within" not in text
