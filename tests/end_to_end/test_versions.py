"""The gate by keyboard, then the life of a version with people in flight: the processes of
`make run`, browsers, real mail. Both share one start, which takes as long as either.

Alice changes what people on their way will get, proves it and hands it in; Carol approves it and
moves them; nobody gets a step twice; what has left cannot be taken back.
"""

from pathlib import Path

import pytest

from tests.end_to_end.story import (
    clock,
    gate,
    moves,
    pilots,
    rep,
    rest,
    reviewer,
    stranger,
    versions,
)
from tests.end_to_end.story.admin import makes_a_key
from tests.end_to_end.story.pilots import NORA, OMAR, PETRA, QUINN, Pilot
from tests.end_to_end.test_story import Stage, stage

Enrollments = dict[Pilot, str]


@pytest.mark.end_to_end
def test_the_gate_and_the_life_of_a_version(tmp_path: Path) -> None:
    with stage(tmp_path) as on:
        gate.is_governed(on)
        versions.finds_what_the_demo_has_tried(on.alice)
        crm = rest.Client(on.console.address, makes_a_key(on.alice, "Our CRM"))
        people = four_people_are_on_their_way(on, crm)
        first, draft = a_draft_is_written_and_proven(on)
        simulations = it_is_simulated(on, first, draft)
        a_second_admin_approves_what_she_has_read(on, draft)
        migration = everybody_moves(on, people)
        the_next_mail_is_of_the_new_version(on, crm, people)
        who_waited_is_reviewed_anew(on, draft)
        what_was_tried_is_decided(on, draft)
        pilots.nobody_got_a_step_twice(crm, on.post)
        what_has_left_cannot_be_taken_back(on, crm, migration, people)
        it_is_the_same_as_text(on, crm, draft, tmp_path / "version.yaml")
        another_company_sees_nothing(on, draft, migration, [first, *simulations])


def four_people_are_on_their_way(on: Stage, crm: rest.Client) -> Enrollments:
    people = pilots.come_in(crm)
    for pilot in (NORA, OMAR, PETRA):
        reviewer.approves(on.rita, reviewer.reads(on.rita, pilot.name))
    clock.moves_to_due_touches_until(
        on.bob,
        lambda: all(len(on.post.to(each.address)) == 1 for each in (NORA, OMAR, PETRA)),
        "the first mail has left",
    )
    for pilot in (NORA, OMAR, PETRA):
        is_asked_to(on, "LinkedIn", pilot)
    for pilot in (NORA, OMAR):
        rep.does_task(on.bob, "LinkedIn", pilot.name)
    return people


def is_asked_to(on: Stage, kind: str, pilot: Pilot) -> None:
    """It falls due among Bob's tasks."""
    clock.moves_to_due_touches_until(
        on.bob, lambda: kind in rep.tasks(on.bob, pilot.name), f"{kind} for {pilot.name} is due"
    )


def a_draft_is_written_and_proven(on: Stage) -> tuple[str, str]:
    first, draft = versions.opens_a_draft(on.alice)
    versions.changes_the_words_of_a_step(on.alice)
    key = versions.adds_a_step(on.alice, draft)
    versions.sets_a_canary_and_an_exit(on.alice, draft)
    versions.writes_a_test_that_fails(on.alice, draft, key)
    versions.is_refused_while_a_test_fails(on.alice, draft)
    versions.mends_the_test(on.alice, draft)
    versions.previews_it(on.alice, draft, NORA.first_name, OMAR.first_name)
    letter = versions.sends_herself_a_test(on.alice, draft, key, NORA.first_name, on.post)
    assert letter.subject == f"[Test] {versions.ASKED_B}"
    return first, draft


def it_is_simulated(on: Stage, first: str, draft: str) -> list[str]:
    in_flight = versions.simulates(on.alice, first, "Everybody who is in this version now")
    versions.reads_the_simulation(on.alice)
    moved = versions.simulates(on.alice, draft, "People in flight on another version")
    on.alice.sees("How people come here from version 1", "Step by step", "What was asked")
    newest = versions.simulates(
        on.alice, draft, "The newest contacts", count="150", reply="5", reviewers="1"
    )
    versions.reads_the_simulation(on.alice)
    on.alice.sees("Who is left out", "One sequence at a time")
    return [in_flight, moved, newest]


def a_second_admin_approves_what_she_has_read(on: Stage, draft: str) -> None:
    versions.hands_it_in(on.alice, draft)
    versions.reads_what_she_approves(on.carol)
    versions.approves_and_moves_people(on.carol, draft)


def everybody_moves(on: Stage, people: Enrollments) -> str:
    migration = moves.makes_the_dry_run(on.carol)
    moves.sees_everybody_before_and_after(on.carol, migration)
    moves.moves_the_first_share(on.carol, migration)
    moves.waits_until_everybody_has_moved(on.carol, migration)
    for pilot in (NORA, PETRA):
        on.bob.goes_to(f"enrollments/{people[pilot]}/")
        on.bob.sees("version 2", "Moved to another version")
    rep.does_task(on.bob, "LinkedIn", PETRA.name)
    on.alice.goes_to("")
    on.alice.sees("A migration is done")
    return migration


def the_next_mail_is_of_the_new_version(on: Stage, crm: rest.Client, people: Enrollments) -> None:
    """Nora gets the new mail after her call; Omar is told why he does not."""
    for pilot in (NORA, OMAR):
        is_asked_to(on, "Call", pilot)
        rep.does_task(on.bob, "Call", pilot.name)
    clock.moves_to_due_touches_until(
        on.bob, lambda: len(on.post.to(NORA.address)) == 2, "the new mail has left"
    )
    first, second = on.post.to(NORA.address)
    assert first.subject.startswith("Downtime at")
    assert second.subject in (versions.ASKED, versions.ASKED_B)
    page = on.bob.path(f"enrollments/{people[OMAR]}/")
    clock.moves_to_due_touches_until(
        on.bob, lambda: "Does not apply, skipped" in on.bob.body_of(page), "Omar's step is skipped"
    )
    on.bob.open(page)
    on.bob.sees(f"Not so: title is “{versions.TITLE}”")


def who_waited_is_reviewed_anew(on: Stage, draft: str) -> None:
    """Quinn's first mail says the new words, and takes a place among the first few."""
    seen = reviewer.approves(on.rita, reviewer.reads(on.rita, QUINN.name))
    assert seen.subject.startswith("Short stops at")
    clock.moves_to_due_touches_until(
        on.bob, lambda: on.post.to(QUINN.address), "the first mail of version 2 has left"
    )
    (letter,) = on.post.to(QUINN.address)
    assert letter.subject == seen.subject
    on.carol.finds(f"{draft}canary/", "of 5 have a place")


def what_was_tried_is_decided(on: Stage, draft: str) -> None:
    versions.declares_a_winner(on.carol, draft)
    versions.lets_everybody_have_it(on.carol, draft)


def what_has_left_cannot_be_taken_back(
    on: Stage, crm: rest.Client, migration: str, people: Enrollments
) -> None:
    """Nora has had the new mail and stays. Petra, who has done her task meanwhile, is called once,
    in whatever version: the call is neither lost nor asked for twice."""
    moves.is_told_who_can_return(on.carol, migration, NORA)
    moves.finds_somebody_back(on.carol, migration)
    moves.cannot_do_it_twice(on.carol, migration)
    on.bob.goes_to(f"enrollments/{people[NORA]}/")
    on.bob.sees(f"{versions.SEQUENCE}, version 2")
    is_asked_to(on, "Call", PETRA)
    rep.does_task(on.bob, "Call", PETRA.name)
    pilots.nobody_got_a_step_twice(crm, on.post)


def it_is_the_same_as_text(on: Stage, crm: rest.Client, draft: str, file: Path) -> None:
    """Exported by a program and applied by an operator: nothing differs but the note."""
    version = draft.rstrip("/").rsplit("/", 1)[-1]
    text = crm.get(f"versions/{version}/text").body
    file.write_text(text, encoding="utf-8")
    plan = ("sequences", "plan", "harbour", str(file))
    assert "says this already; nothing to do." in on.console.manage(*plan)
    noted = text.replace("\nexits:", "\nnotes: As it was exported.\nexits:", 1)
    file.write_text(noted, encoding="utf-8")
    told = on.console.manage(*plan)
    assert "Opens version 3" in told and "It would do and say the same." in told, told
    told = on.console.manage(
        "sequences", "apply", "harbour", str(file), "--as", "alice@harbour.example"
    )
    assert "Opened version 3" in told and "another admin has approved it" in told, told
    versions.sees_a_draft_without_differences(on.alice)
    exported = ("sequences", "export", "harbour", versions.SEQUENCE, "--version", "3")
    assert on.console.manage(*exported) == noted


def another_company_sees_nothing(on: Stage, draft: str, migration: str, more: list[str]) -> None:
    pages = [draft, f"{draft}difference/", f"{draft}preview/", migration, *more]
    stranger.finds_nothing_by_guessing(on.gwen, pages)
    forms = {
        f"{draft}retire/": {},
        f"{draft}simulate/": {"kind": "newest", "count": "10"},
        f"{migration}roll-back/": {"reason": "A guess."},
    }
    stranger.changes_nothing_by_guessing(on.gwen, forms)
