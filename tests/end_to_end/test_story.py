"""The whole story once: the processes of `make run`, real browsers, real mail, the REST API.

Read it from top to bottom as a tour of the product; each act names who does what. Nothing is
replaced, and nothing is moved but the project's own clock, by the buttons of the demo's bar.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.end_to_end import files
from tests.end_to_end.story import (
    admin,
    browser,
    clock,
    rep,
    rest,
    reviewer,
    stranger,
    world_outside,
)
from tests.end_to_end.story.browser import Person, Window
from tests.end_to_end.story.post import Letter, Post
from tests.end_to_end.story.processes import Running, started
from tests.end_to_end.story.reviewer import Seen


@dataclass(frozen=True)
class Stage:
    """Everybody who appears, each at a browser, and the mail that leaves."""

    console: Running
    alice: Person
    carol: Person
    bob: Person
    rita: Person
    gwen: Person
    outside: Window
    post: Post


@dataclass(frozen=True)
class Cast:
    """Seven people of the file, by what they will do with our first message."""

    rejected: Seen
    silent: Seen
    replies: Seen
    away: Seen
    bounces: Seen
    one_click: Seen
    on_the_page: Seen

    @property
    def written_to(self) -> list[Seen]:
        """Everybody whose first message was approved."""
        return [self.silent, self.away, *self.ended]

    @property
    def ended(self) -> list[Seen]:
        """Those whose sequence their own answer ends."""
        return [self.replies, self.bounces, self.one_click, self.on_the_page]


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Start everything; on a failure say where everybody stood and what the processes wrote."""
    with started(folder / "state") as console, browser.opened(dict(os.environ)) as chromium:
        windows: list[Window] = []

        def person(email: str) -> Person:
            workspace = email.partition("@")[2].removesuffix(".example")
            opened = Person(chromium, console.address, email, workspace)
            windows.append(opened)
            opened.logs_in()
            return opened

        try:
            outside = Window(chromium, console.address, "outside")
            windows.append(outside)
            yield Stage(
                console=console,
                alice=person("alice@harbour.example"),
                carol=person("carol@harbour.example"),
                bob=person("bob@harbour.example"),
                rita=person("rita@harbour.example"),
                gwen=person("gwen@lumen.example"),
                outside=outside,
                post=Post(console.mail),
            )
        except BaseException as failure:
            for window in windows:
                failure.add_note(window.evidence(folder))
            failure.add_note(console.last_words())
            raise


@pytest.mark.end_to_end
def test_the_whole_story(tmp_path: Path) -> None:
    with stage(tmp_path) as on:
        export = files.trade_fair()
        import_page = people_come_in_by_a_file(on, export)
        version = a_sequence_is_written_and_approved(on)
        enrolment = two_hundred_people_are_enrolled(on, export)
        cast = every_first_message_is_seen_by_a_second_person(on)
        messages_and_tasks_fall_due(on, cast)
        answers_have_their_effect_before_anything_else_leaves(on, cast)
        nobody_else_has_heard_from_us(on, export, cast)
        everything_can_be_explained(on, cast)
        ids = a_program_does_the_same(on)
        another_company_sees_nothing(on, cast, [import_page, version, enrolment], ids)


def people_come_in_by_a_file(on: Stage, export: files.Export) -> str:
    page = admin.imports_the_trade_fair(on.alice, export)
    admin.cannot_opt_anybody_in_by_a_file(on.alice, export)
    return page


def a_sequence_is_written_and_approved(on: Stage) -> str:
    version = admin.writes_the_sequence(on.alice)
    admin.scripts_a_test(on.alice, version)
    admin.previews_it_with_real_people(on.alice, version)
    admin.hands_it_in(on.alice, version)
    admin.approves_it(on.carol, version)
    admin.edits_without_touching_what_is_live(on.alice, version)
    return version


def two_hundred_people_are_enrolled(on: Stage, export: files.Export) -> str:
    rep.chooses_two_hundred_people(on.bob)
    rep.sees_what_the_rules_say(on.bob, admin.SEQUENCE, export)
    return rep.enrols_them(on.bob)


def every_first_message_is_seen_by_a_second_person(on: Stage) -> Cast:
    names = reviewer.finds_waiting(on.rita, admin.SEQUENCE)
    assert len(names) > 8, names
    sent_back = reviewer.asks_for_changes(on.rita, names[0], "Name the fair, please.")
    rejected = reviewer.rejects(on.rita, names[1], "Their works council asked us not to.")
    nobody_else_may_approve(on, reviewer.reads(on.rita, names[2]))
    rep.answers_the_reviewer(on.bob, sent_back.name, "Name the fair", "good to meet you in Hanover")
    silent = reviewer.approves(on.rita, reviewer.reads_the_answer(on.rita, sent_back))
    assert "good to meet you in Hanover" in silent.text
    others = [reviewer.approves(on.rita, reviewer.reads(on.rita, name)) for name in names[2:7]]
    return Cast(rejected, silent, *others)


def nobody_else_may_approve(on: Stage, seen: Seen) -> None:
    admin.is_refused_as_the_author(on.alice, seen)
    rep.cannot_approve(on.bob, seen)


def messages_and_tasks_fall_due(on: Stage, cast: Cast) -> None:
    clock.moves_to_due_touches_until(
        on.bob,
        lambda: all(on.post.to(person.address) for person in cast.written_to),
        "every approved message has left",
    )
    for person in cast.written_to:
        what_left_is_what_was_approved(only_letter(on, person), person)
    does_the_task(on, "LinkedIn", cast.silent)


def what_left_is_what_was_approved(letter: Letter, seen: Seen) -> None:
    assert letter.subject == seen.subject
    assert letter.text.split() == seen.text.split()


def does_the_task(on: Stage, kind: str, person: Seen) -> None:
    """Bob finds it on Today when it has fallen due, and finishes it with the keyboard."""
    clock.moves_to_due_touches_until(
        on.bob, lambda: kind in rep.tasks(on.bob, person.name), f"{kind} is among Bob's tasks"
    )
    rep.does_task(on.bob, kind, person.name)


def only_letter(on: Stage, person: Seen) -> Letter:
    letters = on.post.to(person.address)
    assert len(letters) == 1, f"{len(letters)} messages to {person.name}"
    return letters[0]


def answers_have_their_effect_before_anything_else_leaves(on: Stage, cast: Cast) -> None:
    # Late enough for the silent one's next message, which takes four days over a weekend.
    back = clock.says(on.bob).date() + timedelta(days=5)
    world_outside.replies(on.alice, only_letter(on, cast.replies))
    world_outside.is_out_of_office(on.alice, only_letter(on, cast.away), back)
    world_outside.bounces(on.console.inbound_port, only_letter(on, cast.bounces))
    world_outside.unsubscribes_with_one_click(only_letter(on, cast.one_click))
    world_outside.unsubscribes_on_the_page(on.outside, only_letter(on, cast.on_the_page))
    each_enrollment_tells_its_end(on, cast)
    the_silent_one_gets_the_next_message(on, cast)
    who_was_away_goes_on_after_the_return(on, cast, back)


def each_enrollment_tells_its_end(on: Stage, cast: Cast) -> None:
    on.bob.finds(cast.away.enrollment, "Out of office.")
    on.bob.finds(cast.rejected.enrollment, "Ended: Rejected in review")
    ends = ("Replied", "Bounced", "Opted out", "Opted out")
    for person, end in zip(cast.ended, ends, strict=True):
        on.bob.finds(person.enrollment, f"Ended: {end}")
        rep.sees_no_next_step(on.bob, person.enrollment)
    stopped = (cast.bounces, cast.one_click, cast.on_the_page)
    admin.finds_the_stops(on.alice, [person.address for person in stopped])


def the_silent_one_gets_the_next_message(on: Stage, cast: Cast) -> None:
    does_the_task(on, "Call", cast.silent)
    for person in (*cast.ended, cast.away):
        assert rep.tasks(on.bob, person.name) == [], f"{person.name} is still among Bob's tasks"
    clock.moves_to_due_touches_until(
        on.bob,
        lambda: len(on.post.to(cast.silent.address)) == 2,
        "the second message of the sequence has left",
    )
    first, second = on.post.to(cast.silent.address)
    assert second.message["In-Reply-To"] == first.message["Message-ID"]
    for person in (*cast.ended, cast.away):
        only_letter(on, person)


def who_was_away_goes_on_after_the_return(on: Stage, cast: Cast, back: date) -> None:
    until = rep.sees_until_when(on.bob, cast.away.enrollment)
    assert until.date() > back
    assert clock.says(on.bob) < until
    clock.moves_by_days_past(on.bob, until)
    on.bob.finds(cast.away.enrollment, "Resumed")
    only_letter(on, cast.away)
    does_the_task(on, "LinkedIn", cast.away)
    does_the_task(on, "Call", cast.away)
    clock.moves_to_due_touches_until(
        on.bob,
        lambda: len(on.post.to(cast.away.address)) == 2,
        "who was away gets the next message",
    )


def nobody_else_has_heard_from_us(on: Stage, export: files.Export, cast: Cast) -> None:
    """Of all the people of the file, exactly those whose message was approved; and once, unless
    the sequence went on."""
    got = on.post.recipients(set(export.addresses))
    assert set(got) == {person.address for person in cast.written_to}
    assert [got[person.address] for person in cast.ended] == [1, 1, 1, 1]


def everything_can_be_explained(on: Stage, cast: Cast) -> None:
    rep.reads_the_timeline(on.bob, cast.replies.enrollment)
    admin.reads_the_audit_trail(on.alice, cast.replies.enrollment_id)


def a_program_does_the_same(on: Stage) -> dict[str, str]:
    crm = rest.Client(on.console.address, admin.makes_a_key(on.alice, "Our CRM"))
    contact = rest.syncs_a_contact(crm)
    enrollment = rest.enrols_it(crm)
    signal = rest.reports_a_meeting(crm, enrollment)
    rest.is_told_what_is_wrong(crm)
    rest.reads_the_document(crm)
    return {"contact": contact, "enrollment": enrollment, "signal": signal}


def another_company_sees_nothing(
    on: Stage, cast: Cast, pages: list[str], ids: dict[str, str]
) -> None:
    names = [cast.silent.name, cast.replies.name, admin.SEQUENCE]
    stranger.finds_nothing_by_looking(on.gwen, names)
    stranger.finds_nothing_by_exporting(on.gwen, [*names, rep.REASON])
    letter = on.post.to(cast.silent.address)[0]
    person = on.alice.path(f"contacts/{ids['contact']}/")
    mail = on.alice.path(f"outbox/{letter.queue_id}/")
    silent = cast.silent
    known = [*pages, f"{pages[0]}rejects.csv", silent.enrollment, silent.review, person, mail]
    stranger.finds_nothing_by_guessing(on.gwen, known)
    forms = {
        f"{silent.enrollment}stop/": {"reason": "manual", "evidence": "a guess"},
        f"{silent.review}decide/": silent.approval,
        f"{pages[1]}retire/": {},
    }
    stranger.changes_nothing_by_guessing(on.gwen, forms)
    hers = rest.Client(on.console.address, admin.makes_a_key(on.gwen, "Lumen's CRM"))
    stranger.finds_nothing_by_program(hers, ids)
