"""Variants at work: sticky, adjustable, and compared once."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from enrollment import comparisons, experiments, notices
from enrollment.models import Enrollment, Experiment, ExperimentState, VariantAssignment
from sequences.models import Version
from sequences.plans import StepInput, read_step
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.enrollment.test_races import at_once
from tests.enrollment.trials import B, did, enrolled, first_touch, people, published, sent
from tests.factories import ContactFactory
from tests.world import World

DAY = timedelta(days=1)
TRY = {"metric": "replied", "minimum": 10, "automatic": True}


def step_of(version: Version) -> StepInput:
    """The step with the variants."""
    row = version.steps.get(key="intro")
    return read_step({"kind": "email", "key": "intro", **row.options})[0]


@pytest.fixture
def version(in_acme: World) -> Version:
    """Its first step has two variants, half and half, compared at ten people each."""
    return published(in_acme, step={"variants": [B], "experiment": TRY})


def opened(version: Version) -> Experiment:
    (row,) = experiments.open_for(version)
    return row


def written(world: World, version: Version, sums: Mapping[str, tuple[int, int]]) -> Experiment:
    """People and replies by variant, all of them eight days ago."""
    row, then = opened(version), clock.now() - 8 * DAY
    for variant, (many, replies) in sums.items():
        touches = sent(people(world, version, many), variant, then)
        did(touches[:replies], "replied", then + DAY)
    return row


def variant_for(row: Enrollment, step: StepInput) -> str:
    return experiments.variants_for([(row, step)])[row.pk, step.key]


def by(seat: Any) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def test_a_step_without_variants_has_none(in_acme: World) -> None:
    version = published(in_acme)
    (row,) = people(in_acme, version, 1)
    assert variant_for(row, step_of(version)) == ""
    assert not VariantAssignment.objects.exists()


def test_a_version_with_variants_opens_its_experiment_once(version: Version) -> None:
    assert [opened(version).pk, opened(version).shares] == [opened(version).pk, {"a": 50, "b": 50}]


def test_both_variants_are_given(in_acme: World, version: Version) -> None:
    step = step_of(version)
    found = {variant_for(row, step) for row in people(in_acme, version, 20)}
    assert found == {"a", "b"}


def test_who_has_a_variant_keeps_it_whatever_the_shares_become(
    in_acme: World, version: Version
) -> None:
    rows, step = people(in_acme, version, 12), step_of(version)
    before = [variant_for(row, step) for row in rows]
    experiments.change_shares(opened(version), {"a": 0, "b": 100}, **by(in_acme.admin))
    assert [variant_for(row, step) for row in rows] == before
    assert {variant_for(row, step) for row in people(in_acme, version, 8)} == {"b"}


def test_who_is_moved_to_another_version_keeps_it(in_acme: World, version: Version) -> None:
    rows, step = people(in_acme, version, 12), step_of(version)
    before = [variant_for(row, step) for row in rows]
    other = published(
        in_acme, name="Other", motion="inbound", step={"variants": [{**B, "share": 1}]}
    )
    for row in rows:
        row.version = other
    assert [variant_for(row, step_of(other)) for row in rows] == before


def test_who_had_a_variant_that_is_gone_gets_the_steps_own_words(
    in_acme: World, version: Version
) -> None:
    (row,) = people(in_acme, version, 1)
    VariantAssignment.objects.create(
        contact=row.contact,
        sequence_id=row.sequence_id,
        step_key="intro",
        variant="gone",
        assigned_at=clock.now(),
    )
    assert variant_for(row, step_of(version)) == "a"


def test_a_winner_goes_to_everybody_new_and_to_nobody_else(
    in_acme: World, version: Version
) -> None:
    rows, step = people(in_acme, version, 12), step_of(version)
    before = [variant_for(row, step) for row in rows]
    experiments.decide(opened(version), "b", reason="Clearer", **by(in_acme.admin))
    assert [variant_for(row, step) for row in rows] == before
    assert {variant_for(row, step) for row in people(in_acme, version, 8)} == {"b"}


def test_two_workers_who_draw_differently_at_once_give_one_variant(
    stage: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the shares change between two draws; both draw before either has stored."""
    with transaction.atomic():
        version = published(stage, step={"variants": [B]})
        (row,) = people(stage, version, 1)
        step, _ = step_of(version), opened(version)
    left, drawn, both = ["a", "b"], [], threading.Barrier(2)

    def choose(shares: Mapping[str, int], key: bytes) -> str:
        mine = left.pop()
        drawn.append(mine)
        both.wait(10)
        return mine

    monkeypatch.setattr(experiments, "choose", choose)

    def give() -> str:
        with transaction.atomic():
            return variant_for(row, step)

    given = set(at_once(stage, give, 2))
    assert (len(drawn), len(given)) == (2, 1)
    with transaction.atomic():
        assert VariantAssignment.objects.count() == 1


@pytest.mark.parametrize(
    "shares",
    [{"a": 50, "b": 40}, {"a": 100}, {"a": 40, "b": 50, "c": 10}, {"a": 150, "b": -50}, {}],
)
def test_shares_are_of_all_variants_and_100_together(
    in_acme: World, version: Version, shares: dict[str, int]
) -> None:
    with pytest.raises(Refused, match="100 together"):
        experiments.change_shares(opened(version), shares, **by(in_acme.admin))


def test_changed_shares_are_in_the_trail(in_acme: World, version: Version) -> None:
    row = opened(version)
    experiments.change_shares(row, {"a": 90, "b": 10}, reason="Careful", **by(in_acme.admin))
    entry = Entry.objects.get(action="experiment.shares")
    assert (entry.actor_label, entry.data["before"]["a"], entry.data["now"]["a"]) == (
        "Admin",
        50,
        90,
    )


def test_only_who_approves_sequences_changes_shares_or_decides(
    in_acme: World, version: Version
) -> None:
    with pytest.raises(Refused, match="may not"):
        experiments.change_shares(opened(version), {"a": 1, "b": 99}, **by(in_acme.rep))
    with pytest.raises(Refused, match="may not"):
        experiments.decide(opened(version), "b", reason="x", **by(in_acme.manager))


def test_a_clear_difference_is_declared(in_acme: World, version: Version) -> None:
    row = written(in_acme, version, {"a": (10, 0), "b": (10, 8)})
    assert comparisons.evaluate_due() == 1
    row.refresh_from_db()
    assert (row.state, row.winner, row.decided_by) == ("decided", "b", "experiments")
    assert row.result["test"] == (
        "Fisher's exact test, two-sided, 5 % level, made once at 10 people each"
    )


def test_the_comparison_is_made_once(in_acme: World, version: Version) -> None:
    row = written(in_acme, version, {"a": (10, 4), "b": (10, 5)})
    assert [comparisons.evaluate_due(), comparisons.evaluate_due()] == [1, 0]
    row.refresh_from_db()
    assert (row.state, row.winner) == (ExperimentState.UNDECIDED, "")


@pytest.mark.parametrize("short", [{"a": (9, 0), "b": (40, 30)}, {"b": (40, 30)}])
def test_nothing_is_compared_before_each_variant_has_its_people(
    in_acme: World, version: Version, short: dict[str, tuple[int, int]]
) -> None:
    written(in_acme, version, short)
    assert comparisons.evaluate_due() == 0


def test_answers_are_waited_for(in_acme: World, version: Version) -> None:
    written(in_acme, version, {"a": (10, 0), "b": (9, 8)})
    sent(people(in_acme, version, 1), "b", clock.now() - 6 * DAY)
    assert comparisons.evaluate_due() == 0
    clock.advance(2 * DAY)
    assert comparisons.evaluate_due() == 1


def test_the_first_people_count_and_nobody_later(in_acme: World, version: Version) -> None:
    row = written(in_acme, version, {"a": (10, 4), "b": (10, 5)})
    later = clock.now() - 7.5 * DAY
    did(sent(people(in_acme, version, 30), "b", later), "replied", later)
    comparisons.evaluate_due()
    row.refresh_from_db()
    assert (row.state, row.result["hits"]) == ("undecided", {"a": 4, "b": 5})


def test_late_answers_do_not_count_however_late_the_comparison_is(
    in_acme: World, version: Version
) -> None:
    row = written(in_acme, version, {"a": (10, 0), "b": (0, 0)})
    touches = sent(people(in_acme, version, 10), "b", clock.now() - 30 * DAY)
    did(touches, "replied", clock.now() - 22 * DAY)
    comparisons.evaluate_due()
    row.refresh_from_db()
    assert row.result["hits"] == {"a": 0, "b": 0}


def test_answers_before_the_message_do_not_count(in_acme: World, version: Version) -> None:
    row = written(in_acme, version, {"a": (10, 0)})
    touches = sent(people(in_acme, version, 10), "b", clock.now() - 8 * DAY)
    did(touches, "replied", clock.now() - 9 * DAY)
    comparisons.evaluate_due()
    row.refresh_from_db()
    assert row.result["hits"]["b"] == 0


def test_only_what_the_metric_names_counts(in_acme: World) -> None:
    version = published(in_acme, step={"variants": [B], "experiment": {**TRY, "metric": "clicked"}})
    row = written(in_acme, version, {"a": (10, 9)})
    touches = sent(people(in_acme, version, 10), "b", clock.now() - 8 * DAY)
    did(touches[:3], "clicked", clock.now() - 7.5 * DAY)
    comparisons.evaluate_due()
    row.refresh_from_db()
    assert (row.result["metric"], row.result["hits"]) == ("clicked", {"a": 0, "b": 3})


def test_a_click_on_another_message_does_not_count(in_acme: World) -> None:
    version = published(in_acme, step={"variants": [B], "experiment": {**TRY, "metric": "clicked"}})
    row = written(in_acme, version, {"a": (10, 0)})
    touches = sent(people(in_acme, version, 10), "b", clock.now() - 8 * DAY)
    follow_up = version.steps.get(key="follow-up")
    other = first_touch(touches[0].enrollment, step=follow_up, first=False)
    did([other], "clicked", clock.now() - 7.5 * DAY)
    comparisons.evaluate_due()
    row.refresh_from_db()
    assert row.result["hits"]["b"] == 0


def test_a_person_counts_once(in_acme: World, version: Version) -> None:
    written(in_acme, version, {"a": (10, 0), "b": (8, 0)})
    contact = ContactFactory.create()
    for ago in (20, 9):
        (again,) = enrolled(in_acme, version, contact, state="ineligible")
        sent([again], "b", clock.now() - ago * DAY)
    assert comparisons.evaluate_due() == 0
    sent(people(in_acme, version, 1), "b", clock.now() - 8 * DAY)
    assert comparisons.evaluate_due() == 1


def test_of_a_person_who_was_written_to_twice_the_first_time_counts(
    in_acme: World, version: Version
) -> None:
    row = written(in_acme, version, {"a": (10, 0), "b": (9, 0)})
    contact = ContactFactory.create()
    for ago in (20, 9):
        (again,) = enrolled(in_acme, version, contact, state="ineligible")
        touches = sent([again], "b", clock.now() - ago * DAY)
    did(touches, "replied", clock.now() - 8 * DAY)
    comparisons.evaluate_due()
    row.refresh_from_db()
    assert row.result["hits"]["b"] == 0


def test_when_and_how_often_it_is_looked_at_changes_nothing(in_acme: World) -> None:
    """Every day from the first message on, or once at the end: the same result."""
    found = []
    for name, motion, daily in (("Daily", "inbound", True), ("Once", "renewal", False)):
        version = published(
            in_acme, name=name, motion=motion, step={"variants": [B], "experiment": TRY}
        )
        start, row = clock.now(), opened(version)
        for day in range(6):
            for variant, replies in (("a", day % 2), ("b", min(3, day))):
                touches = sent(people(in_acme, version, 3), variant, start + day * DAY)
                did(touches[:replies], "replied", start + (day + 3) * DAY)
        for _ in range(20 if daily else 1):
            clock.advance(DAY if daily else 20 * DAY)
            comparisons.evaluate_due()
        row.refresh_from_db()
        found.append((row.state, row.result["hits"], row.result["p_values"]))
    assert found[0] == found[1]


def test_a_variant_that_was_taken_out_is_left_out(in_acme: World) -> None:
    third = {**B, "key": "c", "share": 20}
    version = published(in_acme, step={"variants": [{**B, "share": 40}, third], "experiment": TRY})
    row = written(in_acme, version, {"a": (10, 0), "b": (10, 8), "c": (3, 0)})
    assert comparisons.evaluate_due() == 0
    experiments.change_shares(row, {"a": 50, "b": 50, "c": 0}, **by(in_acme.admin))
    assert comparisons.evaluate_due() == 1
    row.refresh_from_db()
    assert (row.winner, row.result["left_out"], row.result["shares_changed"]) == ("b", ["c"], True)


def test_by_hand_the_owner_is_told_and_decides(in_acme: World) -> None:
    by_hand = {**TRY, "automatic": False}
    version = published(in_acme, step={"variants": [B], "experiment": by_hand})
    row = written(in_acme, version, {"a": (10, 0), "b": (10, 8)})
    assert [comparisons.evaluate_due(), comparisons.evaluate_due()] == [1, 0]
    row.refresh_from_db()
    (notice,) = notices.unread(in_acme.admin)
    assert (row.state, notice.title) == ("running", "Variant b is ahead: step 1 of “Outbound”")
    done = experiments.decide(row, "b", reason="As compared", **by(in_acme.admin))
    assert (done.state, done.decided_by, done.result["significant"]) == ("decided", "Admin", True)


def test_deciding_needs_a_reason_and_a_variant(in_acme: World, version: Version) -> None:
    with pytest.raises(Refused, match="Say why"):
        experiments.decide(opened(version), "b", reason=" ", **by(in_acme.admin))
    with pytest.raises(Refused, match="no such variant"):
        experiments.decide(opened(version), "z", reason="x", **by(in_acme.admin))


def test_a_decision_stands(in_acme: World, version: Version) -> None:
    row = experiments.decide(opened(version), "b", reason="x", **by(in_acme.admin))
    with pytest.raises(Refused, match="no longer possible"):
        experiments.decide(row, "a", reason="x", **by(in_acme.admin))
    with pytest.raises(Refused, match="has won"):
        experiments.change_shares(row, {"a": 50, "b": 50}, **by(in_acme.admin))


def test_figures_of_several_at_once_are_those_of_each(in_acme: World, version: Version) -> None:
    meetings = {"metric": "meeting", "minimum": 5}
    other = published(
        in_acme, name="Other", motion="event", step={"variants": [B], "experiment": meetings}
    )
    rows = [
        written(in_acme, version, {"a": (3, 1), "b": (2, 2)}),
        written(in_acme, other, {"a": (2, 1), "b": (1, 0)}),
    ]
    found = comparisons.figures_by(rows)
    assert [found[row.pk] for row in rows] == [comparisons.figures(row) for row in rows]
    assert [each.hits for each in found[rows[0].pk]] == [1, 2]
    assert [(each.people, each.hits) for each in found[rows[1].pk]] == [(2, 0), (1, 0)]


def test_figures_and_the_rule_in_words(in_acme: World, version: Version) -> None:
    row = written(in_acme, version, {"a": (4, 1), "b": (2, 1)})
    sent(people(in_acme, version, 5), "b", clock.now() - DAY)
    found = [
        (each.variant, each.share, each.people, each.rate) for each in comparisons.figures(row)
    ]
    assert sorted(found) == [("a", 50, 4, 25), ("b", 50, 2, 50)]
    assert comparisons.rule_of(row) == (
        "Fisher's exact test, two-sided, 5 % level, made once at 10 people each, 7 days after the"
        " last of them was written to"
    )
