"""The reaction table: its defaults, its minimums, its written form, and who puts it in force."""

from typing import Any

import pytest
from django.db import Error, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from compliance.mistakes import DocumentError
from signals import reaction_document, tables
from signals.kinds import Kind
from signals.models import ReactionTable
from signals.reaction_table import (
    ALLOWED,
    SPEAKS_FOR_OTHERS,
    Does,
    Line,
    Others,
    Table,
    TableError,
    Topic,
    built_in,
    problems,
    topic_of,
)
from tenancy.errors import Refused
from tests.signals.tables import by, document, drafted, in_force, line
from tests.world import World

LOCKED = {
    Topic.OPT_OUT: Does.SUPPRESS,
    Topic.COMPLAINT: Does.SUPPRESS,
    Topic.BOUNCE_HARD: Does.SUPPRESS,
    Topic.BOUNCE_SOFT: Does.RETRY,
    Topic.UNCLEAR: Does.DECIDE,
    Topic.MEETING_BOOKED: Does.EXIT,
}
lines = st.builds(Line, st.sampled_from(Does), st.sampled_from(Others))


@pytest.mark.parametrize(("topic", "does"), LOCKED.items())
@pytest.mark.parametrize("other", Does)
def test_what_binds_us_cannot_be_weakened(topic: Topic, does: Does, other: Does) -> None:
    if other == does:
        assert Table(lines={topic: Line(does)}).line(topic).does == does
    else:
        with pytest.raises(TableError):
            Table(motions={"renewal": {topic: Line(other)}})


def test_no_line_lets_a_machine_write_on_to_who_has_answered() -> None:
    human = set(Topic) - {Topic.AUTO_REPLY, Topic.BOUNCE_SOFT}
    stops = {Does.EXIT, Does.TRACK, Does.DECIDE, Does.SUPPRESS}
    assert all(set(ALLOWED[topic]) <= stops for topic in human)


@pytest.mark.parametrize("topic", Topic)
def test_the_built_in_table_leaves_colleagues_alone(topic: Topic) -> None:
    assert built_in().line(topic, "outbound").others == Others.NOTHING
    assert not built_in().reaches_others


@given(st.dictionaries(st.sampled_from(Topic), lines))
def test_a_table_is_read_as_it_was_written_or_refused(given_lines: dict[Topic, Line]) -> None:
    wrong = {
        topic: found for topic in given_lines if (found := problems(topic, given_lines[topic]))
    }
    if wrong:
        with pytest.raises(TableError):
            Table(lines=given_lines)
    else:
        table = Table(lines=given_lines, motions={"event": given_lines})
        again = reaction_document.read(reaction_document.to_data(table))
        assert all(again.line(each, "event") == table.line(each, "event") for each in Topic)
        assert all(again.line(each) == table.line(each) for each in Topic)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(list(Topic)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["lines", "exceptions", "topic", "does", "others", "motion", "x"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_document_is_read_or_refused_with_sentences(data: Any) -> None:
    try:
        reaction_document.read(data, motions=["outbound"])
    except DocumentError as error:
        assert all(text.endswith(".") for text in error.problems.values())


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (line("opt_out", "exit"), "document.lines.1.does"),
        (line("reply", "pause"), "document.lines.1.does"),
        (line("bounce_hard", "suppress", "exit"), "document.lines.1.others"),
        (line("auto_reply", "pause", "pause"), "document.lines.1.others"),
        (line("reply", "exit", motion="mars"), "document.exceptions.1.motion"),
        (line("weather", "exit"), "document.lines.1.topic"),
        (line("reply", "exit", colour="red"), "document.lines.1"),
    ],
)
def test_a_mistake_is_named_where_it_stands(
    in_acme: World, wrong: dict[str, Any], path: str
) -> None:
    with pytest.raises(Refused) as refused:
        drafted(in_acme, wrong)
    assert path in refused.value.fields


@pytest.mark.parametrize(
    ("kind", "intent", "topic"),
    [
        (Kind.REPLY, "interested", Topic.INTERESTED),
        (Kind.REPLY, "meeting", Topic.MEETING),
        (Kind.REPLY, "question", Topic.QUESTION),
        (Kind.REPLY, "unclear", Topic.REPLY),
        (Kind.REPLY, "", Topic.REPLY),
        (Kind.COMPLAINT, "complaint", Topic.COMPLAINT),
        (Kind.OPENED, "", None),
        (Kind.RECORD_CHANGE, "", None),
    ],
)
def test_a_reply_has_the_topic_of_its_meaning(kind: Kind, intent: str, topic: Topic | None) -> None:
    assert topic_of(kind, {"understood": {"intent": intent}} if intent else {}) == topic


def test_a_machine_speaks_for_nobody_else() -> None:
    assert Topic.AUTO_REPLY not in SPEAKS_FOR_OTHERS


def test_nobody_approves_their_own_table(in_acme: World) -> None:
    draft = drafted(in_acme, line("reply", "decide"))
    with pytest.raises(Refused) as refused:
        tables.approve(draft, **by(in_acme.admin))
    assert refused.value.code == "four_eyes"


def test_a_table_holds_from_its_approval_on_and_retires_the_one_before(in_acme: World) -> None:
    first = in_force(in_acme, line("reply", "decide"))
    second = in_force(in_acme, line("reply", "exit"))
    first.refresh_from_db()
    assert (first.state, second.number) == ("retired", 2)
    assert tables.in_force().line(Topic.REPLY).does == Does.EXIT
    actions = list(Entry.objects.filter(action__startswith="reactiontable").values_list("action"))
    assert len(actions) == 5


def test_a_rep_and_a_manager_may_not_write_one(in_acme: World) -> None:
    for seat in (in_acme.rep, in_acme.manager, in_acme.reviewer):
        with pytest.raises(Refused):
            tables.write_draft(document(), **by(seat))


def test_an_approved_table_cannot_change_in_the_database(in_acme: World) -> None:
    row = in_force(in_acme, line("reply", "decide"))
    with pytest.raises(Error), transaction.atomic():
        ReactionTable.objects.filter(pk=row.pk).update(document=document())


def test_another_workspace_has_its_own_table(in_acme: World, globex: World) -> None:
    from tenancy.scope import scope

    in_force(in_acme, line("reply", "decide"))
    with scope(globex.workspace.pk):
        assert tables.in_force() == built_in()


def test_who_saved_meanwhile_is_not_overwritten(in_acme: World) -> None:
    row = drafted(in_acme, line("reply", "decide"))
    opened = row.edited_at
    tables.change_draft(row, document(line("reply", "exit")), **by(in_acme.other_admin))
    with pytest.raises(Refused) as refused:
        tables.change_draft(row, document(), expected_edited_at=opened, **by(in_acme.admin))
    assert refused.value.code == "edited_meanwhile"
