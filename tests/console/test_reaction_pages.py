"""Settings: the reaction table as people read, write, compare and approve it."""

from datetime import timedelta
from typing import Any

import pytest

from console.forms.settings.reaction_table import shown
from enrollment.models import SendIntent
from signals import reaction_document, tables
from signals.models import ReactionTable
from signals.reacting import reports
from signals.reaction_table import Does, Topic, built_in
from tenancy import clock
from tests.compliance.test_compliance_api import Caller
from tests.console.browsing import BUDGET, browser, reads
from tests.enrollment.stage import always_open
from tests.signals.letters import reply
from tests.signals.stage import receive, report, send_next, started
from tests.signals.tables import by, document, drafted, in_force, line
from tests.world import World, approved, contact

HOME = "/w/acme/settings/reactions/"
ROLES = ("viewer", "rep", "reviewer", "manager")


@pytest.fixture
def intent(in_acme: World) -> SendIntent:
    """A message that Peter has had."""
    always_open(in_acme.workspace)
    version = approved(in_acme.admin, in_acme.other_admin)
    started(in_acme, version, contact(owner=in_acme.rep))
    clock.advance(timedelta(minutes=30))
    return send_next()


def typed(*lines: dict[str, Any]) -> dict[str, str]:
    """What a browser sends for a table of these lines."""
    return shown(reaction_document.to_data(reaction_document.read(document(*lines))))


def page(seat: Any, path: str = HOME) -> str:
    answer = browser(seat).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("path", [HOME, f"{HOME}edit/"])
def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World, path: str) -> None:
    assert browser(in_acme.admin).get(path).status_code == 200
    for other in (in_acme.manager, in_acme.reviewer, in_acme.rep, globex.admin):
        assert browser(other).get(path).status_code == 404


def test_before_the_first_table_the_page_says_what_holds(in_acme: World) -> None:
    text = page(in_acme.admin)
    assert "what every workspace starts with" in text
    assert all(topic.label in text for topic in Topic) and "locked" in text


def test_what_is_locked_cannot_be_chosen(in_acme: World) -> None:
    text = page(in_acme.admin, f"{HOME}edit/")
    assert 'name="lines-opt_out-does"' not in text and 'name="lines-reply-does"' in text


def test_what_the_editor_shows_is_what_it_saves(in_acme: World) -> None:
    lines = (line("reply", "decide", "pause"), line("reply", "exit", motion="renewal"))
    said = typed(*lines)
    answer = browser(in_acme.admin).post(f"{HOME}edit/", {**said, "do": "save"})
    assert answer.status_code == 302
    expected = reaction_document.to_data(reaction_document.read(document(*lines)))
    assert ReactionTable.objects.get().document == expected


def test_a_browser_that_lies_about_a_lock_changes_nothing(in_acme: World) -> None:
    said = {**typed(), "lines-opt_out-does": "exit", "do": "save"}
    browser(in_acme.admin).post(f"{HOME}edit/", said)
    table = tables.table_of(ReactionTable.objects.get())
    assert table.line(Topic.OPT_OUT).does == Does.SUPPRESS


def test_a_draft_is_compared_and_approved_by_the_second_admin(in_acme: World) -> None:
    browser(in_acme.admin).post(f"{HOME}edit/", {**typed(line("reply", "decide")), "do": "save"})
    text = page(in_acme.admin)
    assert "another admin has to approve it" in text and "now: Ends" in text
    seen = {"seen": ReactionTable.objects.get().edited_at.isoformat()}
    browser(in_acme.other_admin).post(f"{HOME}approve/", seen)
    assert tables.in_force().line(Topic.REPLY).does == Does.DECIDE


def test_a_mistake_stands_in_its_row(in_acme: World) -> None:
    said = typed(line("reply", "exit", motion="renewal"))
    bad = {**said, "exceptions-0-does": "suppress", "do": "save"}
    answer = browser(in_acme.admin).post(f"{HOME}edit/", bad)
    assert answer.status_code == 422 and "cannot do this" in answer.content.decode()
    assert not ReactionTable.objects.exists()


def test_lines_are_added_and_taken_out(in_acme: World) -> None:
    me, said = browser(in_acme.admin), typed(line("reply", "exit", motion="renewal"))
    more = me.post(f"{HOME}edit/", {**said, "do": "exceptions-more"}).content.decode()
    assert "Take out line 2" in more
    fewer = me.post(f"{HOME}edit/", {**said, "do": "exceptions-drop-0"}).content.decode()
    assert "Take out line 1" not in fewer


def test_a_draft_says_which_signals_would_have_acted_differently(
    in_acme: World, intent: SendIntent
) -> None:
    receive(in_acme, reply(intent, "Received, thank you."))
    report("objection", message_id=intent.message_id)
    drafted(in_acme, line("objection", "decide"), line("reply", "decide", motion="renewal"))
    text = page(in_acme.other_admin)
    assert "Would have acted differently" in text and "Waits for a decision" in text
    found = reports.report(tables.table_of(ReactionTable.objects.get()))
    assert (found.signals, found.different) == (2, 1)


def test_what_an_older_table_decided_is_compared_with_that_table(
    in_acme: World, intent: SendIntent
) -> None:
    in_force(in_acme, line("objection", "decide"))
    report("objection", message_id=intent.message_id)
    assert reports.report(built_in()).different == 1
    assert reports.report(tables.in_force()).different == 0


def test_who_opened_the_draft_before_another_saved_it_is_refused(in_acme: World) -> None:
    row = drafted(in_acme)
    tables.change_draft(row, document(line("reply", "decide")), **by(in_acme.other_admin))
    said = {**typed(), "seen": row.edited_at.isoformat(), "do": "save"}
    answer = browser(in_acme.admin).post(f"{HOME}edit/", said)
    assert answer.status_code == 422 and "saved this draft" in answer.content.decode()


@pytest.mark.parametrize("verb", ["edit", "approve", "discard"])
def test_an_outsider_and_a_manager_change_nothing(in_acme: World, globex: World, verb: str) -> None:
    row = drafted(in_acme)
    for seat, slug in ((in_acme.manager, "acme"), (globex.admin, "acme"), (globex.admin, "globex")):
        path = f"/w/{slug}/settings/reactions/{verb}/"
        browser(seat).post(path, {**typed(line("reply", "decide")), "do": "save"})
    row.refresh_from_db()
    assert (row.state, len(row.document["exceptions"])) == ("draft", 0)


def test_a_draft_is_discarded(in_acme: World) -> None:
    drafted(in_acme)
    browser(in_acme.admin).post(f"{HOME}discard/")
    assert not ReactionTable.objects.exists()


def test_the_page_takes_few_statements_whatever_came(in_acme: World, intent: SendIntent) -> None:
    in_force(in_acme, line("reply", "decide"))
    drafted(in_acme, line("reply", "exit", "pause"))
    for number in range(5):
        report("objection", f"e{number}", message_id=intent.message_id)
    me = browser(in_acme.admin)
    with reads() as taken:
        me.get(HOME)
    assert taken.count <= BUDGET


# REST


def test_a_second_admin_puts_a_draft_in_force_by_rest(acme: World) -> None:
    said = document(line("reply", "decide", "pause"))
    answer = Caller(acme, "admin").post("api_reaction_tables", document=said)
    assert answer.status_code == 201, answer.content
    row = answer.json()
    named = {"expected_edited_at": row["edited_at"]}
    mine = Caller(acme, "admin").post("api_reaction_table_approve", row["id"], **named)
    assert (mine.status_code, mine.json()["code"]) == (409, "four_eyes")
    other = Caller(acme, "admin", acme.other_admin)
    assert other.get("api_reaction_table_report", row["id"]).json()["different"] == 0
    assert other.post("api_reaction_table_approve", row["id"], **named).status_code == 200
    now = Caller(acme, "viewer").get("api_reactions_in_force").json()
    assert (now["number"], now["document"]["lines"][3]["does"]) == (1, "decide")


def test_a_table_that_weakens_is_refused_by_rest(acme: World) -> None:
    said = document(line("complaint", "exit"))
    answer = Caller(acme, "admin").post("api_reaction_tables", document=said)
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid")
    assert "document.lines.1.does" in answer.json()["fields"]


@pytest.mark.parametrize("role", ROLES)
def test_others_read_and_do_not_write_by_rest(acme: World, role: str) -> None:
    caller = Caller(acme, role)
    assert caller.get("api_reactions_in_force").status_code == 200
    assert caller.post("api_reaction_tables", document=document()).status_code == 403
