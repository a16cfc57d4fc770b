"""A version's page, and what differs between two versions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from enrollment.models import Touch, TouchState
from sequences import services
from sequences.models import Simulation, Version, Waiver
from sequences.plans import (
    Canary,
    Exit,
    Experiment,
    Jump,
    Plan,
    StepInput,
    Variant,
)
from tenancy import clock
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import running
from tests.console.versions import (
    CONNECTED,
    HEAD,
    NEVER,
    RED,
    SMS,
    ask_for,
    of,
    saved,
    second,
    shown,
)
from tests.sequences.drafting import BYE, CALL, INTRO, as_, drafted, live
from tests.world import World, approved, contact, draft

# What the page shows


def test_a_version_shows_its_steps_by_day(in_acme: World) -> None:
    page = shown(in_acme.rep, draft(in_acme.admin))
    assert all(f"Day {day}<" in page for day in (1, 2, 3, 5, 7))


def test_an_outsider_finds_nothing(in_acme: World, globex: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    for part in ("", "difference/", "preview/", "preview/message/"):
        other = f"/w/globex/sequences/versions/{version.pk}/{part}"
        assert browser(globex.admin).get(other).status_code == 404


def test_conditions_jumps_and_variants_stand_at_their_step(in_acme: World) -> None:
    call = StepInput("call", "call", instructions="Ring.", jumps=(Jump("bye", HEAD),))
    intro = StepInput(
        "email",
        "intro",
        subject="A",
        text=INTRO.text,
        when=HEAD,
        variants=(Variant("b", 40, subject="Other words", text=INTRO.text),),
        experiment=Experiment(),
    )
    page = shown(in_acme.rep, saved(in_acme, intro, call, BYE))
    assert "Only if title is “Head”" in page and "Goes to step 3 (Email) if" in page
    assert "40 % of new people" in page and "Other words" in page


def test_the_terms_are_sentences(in_acme: World) -> None:
    meets = Exit("Became a customer", "converted", HEAD)
    more = {"canary": Canary(people=25), "exits": (meets,), "new_a_day": 40, "min_gap_hours": 24}
    page = shown(in_acme.rep, saved(in_acme, **more))
    assert "The first 25 people get the first message; then nobody else for 2 h." in page
    assert "Became a customer (as converted): title is “Head”." in page
    assert "At most 40 new people a day." in page and "24 hours or more" in page


def test_a_live_version_counts_what_became_of_each_step(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    assert "1 waiting now" in shown(in_acme.rep, row.version)
    Touch.objects.filter(enrollment=row).update(state=TouchState.SENT, settled_at=clock.now())
    assert "1 sent" in shown(in_acme.rep, row.version)


def test_figures_are_those_of_the_last_thirty_days(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    old = clock.now() - timedelta(days=31)
    Touch.objects.filter(enrollment=row).update(state=TouchState.SENT, settled_at=old)
    assert "0 sent" in shown(in_acme.rep, row.version) and "1 sent" not in shown(
        in_acme.rep, row.version
    )


def test_a_draft_shows_no_figures_but_what_speaks_for_it(in_acme: World) -> None:
    page = shown(in_acme.rep, saved(in_acme, cases=(NEVER,)))
    assert "waiting now" not in page
    assert "Nothing to correct" in page and "1 test passes" in page and "Not simulated" in page


def test_a_red_test_says_what_happens_instead(in_acme: World) -> None:
    page = shown(in_acme.admin, saved(in_acme, cases=(NEVER, RED)))
    assert "1 of 2 tests fails" in page and "It ends early" in page
    assert "Step 2 (Call) should never be reached" in page


@pytest.mark.parametrize(("older", "words"), [(0, "Simulated<"), (1, "before the last edit")])
def test_the_last_simulation_says_whether_the_words_are_still_the_same(
    in_acme: World, older: int, words: str
) -> None:
    version = drafted(in_acme.admin)
    Simulation.objects.create(
        version=version,
        requested_by=in_acme.rep,
        edited_at=version.edited_at - timedelta(minutes=older),
        stage="done",
        result={"sentences": ["The fullest day is Thu 14 May with 12 messages."]},
        created_at=clock.now(),
    )
    page = shown(in_acme.viewer, version)
    assert words in page and "The fullest day" in page


@pytest.mark.parametrize("is_live", [True, False])
def test_a_page_takes_as_many_reads_for_twice_the_steps(in_acme: World, is_live: bool) -> None:
    ask_for(in_acme, "legal")
    few, many = (_busy(in_acme, name, steps, is_live) for name, steps in (("A", 1), ("B", 2)))
    me = browser(in_acme.other_admin)
    counts = []
    for version in (few, many):
        me.get(of(version))
        with reads() as taken:
            me.get(of(version))
        counts.append(taken.count)
    assert counts[0] == counts[1] <= BUDGET


def _busy(world: World, name: str, times: int, is_live: bool) -> Version:
    """A version with everything that its page may show."""
    steps = [
        StepInput(
            "email",
            f"mail-{n}",
            delay_amount=n,
            subject="A thought",
            text=INTRO.text,
            variants=(Variant("b", 40, subject="Other", text=INTRO.text),),
        )
        for n in range(3 * times)
    ]
    plan = Plan((*steps, SMS), canary=Canary(), cases=(NEVER,) if is_live else ())
    version = draft(world.admin, name=name, motion="event" if name == "A" else "partner")
    if is_live:
        services.save_draft(version, Plan(tuple(steps), canary=Canary()), **as_(world.admin))
        ask_for(world)
        services.submit(Version.objects.get(pk=version.pk), **as_(world.admin))
        return services.approve(Version.objects.get(pk=version.pk), **as_(world.other_admin))
    services.save_draft(version, plan, **as_(world.admin))
    Waiver.objects.create(
        sequence=version.sequence,
        code="sms_consent",
        step_key="text",
        reason="Asked on the form",
        by=world.other_admin,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=3),
    )
    return services.submit(Version.objects.get(pk=version.pk), **as_(world.admin))


# Differences


def test_differences_are_grouped_by_step_and_shown_word_by_word(in_acme: World) -> None:
    version = second(in_acme, text="Dear {{ first_name }}," + INTRO.text.partition(",")[2])
    page = shown(in_acme.viewer, version, "difference/")
    assert page.index("<h3>The sequence") < page.index("<h3>Step 1 (Email, day 1)")
    assert "<del>Hi </del><ins>Dear </ins>" in page and "The text changed." in page


def test_a_condition_names_steps_by_their_number(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    new = services.new_draft(first.sequence, **as_(in_acme.admin))
    bye = StepInput("email", "bye", delay_amount=2, subject=BYE.subject, text=BYE.text)
    bye = StepInput(**{**{n: getattr(bye, n) for n in bye.__slots__}, "when": CONNECTED})
    services.save_draft(new, Plan((INTRO, CALL, bye), mode="smart"), **as_(in_acme.admin))
    page = shown(in_acme.viewer, new, "difference/")
    assert "applies only when outcome of step 2 (Call) is “connected”" in page
    assert "step “call”" not in page


def test_a_step_that_went_and_one_that_came_in_its_place_are_told_apart(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    new = services.new_draft(first.sequence, **as_(in_acme.admin))
    other = StepInput("call", "ring", delay_amount=1, instructions="Ring twice.")
    services.save_draft(new, Plan((INTRO, other, BYE)), **as_(in_acme.admin))
    groups = browser(in_acme.viewer).get(of(new, "difference/")).context["groups"]
    assert [(group.title, group.mark) for group in groups] == [
        ("Step 2 (Call, day 2)", "New"),
        ("Step 2 (Call, day 2)", "Gone"),
    ]


def test_any_two_versions_are_compared(in_acme: World) -> None:
    newer = second(in_acme)
    first = Version.objects.get(sequence=newer.sequence_id, number=1)
    page = shown(in_acme.viewer, first, "difference/", **{"from": str(newer.pk)})
    assert "What differs in version 1" in page and "any number of people" in page


def test_the_only_version_has_nothing_to_compare_with(in_acme: World) -> None:
    page = shown(in_acme.viewer, drafted(in_acme.admin), "difference/")
    assert "nothing to compare with" in page


def test_a_warning_is_told_from_a_note(in_acme: World) -> None:
    long = replace(INTRO, subject="A thought " * 6)
    page = shown(in_acme.admin, saved(in_acme, long))
    assert "<strong>Warning</strong>" in page and "<strong>Note</strong>" in page
