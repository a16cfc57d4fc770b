"""The one door: a state changes with exactly one entry, or not at all."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from audit.models import Entry
from audit.transitions import action_of, declared, perform, perform_many
from contacts.models import Import
from enrollment.models import Touch, TouchState
from sequences.models import Version
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.scope import scope
from tests.audit.acting import ENGINE
from tests.isolation.rows import a_row
from tests.world import World, draft


@pytest.fixture
def version(in_acme: World) -> Version:
    """A draft."""
    return draft(in_acme.admin)


@pytest.fixture
def touches(in_acme: World) -> list[Touch]:
    """Three planned touches; nothing else about them matters here."""
    pattern = a_row(Touch, in_acme)
    steps = draft(in_acme.admin, name="Other").steps.all()[:2]
    more = [
        Touch.objects.create(
            enrollment=pattern.enrollment,
            sequence=pattern.sequence,
            step=step,
            position=step.position,
            kind=step.kind,
            automatic=True,
            due_at=pattern.due_at,
        )
        for step in steps
    ]
    return [pattern, *more]


def now() -> datetime:
    return datetime.now(UTC)


def moves() -> Iterator[Entry]:
    yield from Entry.objects.order_by("id")


def test_a_transition_writes_exactly_one_entry(in_acme: World, version: Version) -> None:
    perform(version, "submit", actor=member(in_acme.admin), by=in_acme.admin, at=now())
    (entry,) = moves()
    assert entry.action == "version.submit"
    assert entry.data == {"from": "draft", "to": "in_approval"}


def test_a_transition_that_the_state_forbids_changes_and_writes_nothing(
    in_acme: World, version: Version
) -> None:
    with pytest.raises(Refused, match="Draft") as refused:
        perform(version, "approve", actor=ENGINE, by=in_acme.admin, at=now())
    assert refused.value.code == "state_changed"
    assert not Entry.objects.exists()


def test_a_stale_page_does_not_decide_again(in_acme: World, version: Version) -> None:
    stale = Version.objects.get(pk=version.pk)
    perform(version, "submit", actor=ENGINE, by=in_acme.admin, at=now())
    with pytest.raises(Refused):
        perform(stale, "submit", actor=ENGINE, by=in_acme.admin, at=now())


def test_what_belongs_to_the_change_is_in_the_entry(in_acme: World, version: Version) -> None:
    perform(
        version,
        "submit",
        actor=ENGINE,
        data={"findings": 2},
        by=in_acme.admin,
        at=now(),
    )
    assert next(moves()).data["findings"] == 2


def test_many_rows_move_with_one_update_and_one_entry_each(touches: list[Touch]) -> None:
    moved = perform_many(Touch, [touch.pk for touch in touches], "arm", actor=ENGINE)
    assert {touch.state for touch in moved} == {"armed"}
    assert [entry.action for entry in moves()] == ["touch.arm"] * 3


def test_rows_that_moved_already_are_left_out(touches: list[Touch]) -> None:
    first, *rest = touches
    perform(first, "fall_due", actor=ENGINE)
    moved = perform_many(Touch, [touch.pk for touch in touches], "arm", actor=ENGINE)
    assert {touch.pk for touch in moved} == {touch.pk for touch in rest}
    assert Entry.objects.filter(action="touch.arm").count() == 2


def test_columns_change_together_with_the_state(touches: list[Touch]) -> None:
    one = [touches[0].pk]
    (moved,) = perform_many(Touch, one, "arm", actor=ENGINE, changes={"cause": "now"})
    assert (moved.state, moved.cause) == ("armed", "now")


def test_both_ways_read_the_same_declaration() -> None:
    field, sources, target = declared(Touch, "cancel")
    assert (field, target) == ("state", TouchState.CANCELLED)
    assert set(sources) == {TouchState.PLANNED, TouchState.DUE, TouchState.FAILED}


def test_an_action_that_is_not_on_the_list_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"import\.vanish"):
        action_of(Import, "vanish")


@pytest.mark.django_db(transaction=True)
def test_two_people_decide_at_once_and_one_of_them_wins(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        key = draft(acme.admin).pk
    answers: list[str] = []
    together = threading.Barrier(2)
    people = [
        threading.Thread(target=decide, args=(acme, key, together, answers)) for _ in range(2)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=20)
    assert sorted(answers) == ["done", "state_changed"]


def decide(world: World, key: UUID, together: threading.Barrier, answers: list[str]) -> None:
    try:
        with scope(world.workspace.pk), transaction.atomic():
            version = Version.objects.get(pk=key)
            together.wait(timeout=10)
            perform(version, "submit", actor=ENGINE, by=world.admin, at=now())
        answers.append("done")
    except Refused as refused:
        answers.append(refused.code)
    finally:
        connection.close()
