"""Audit: searching entries, exporting them safely, verifying the chain."""

import csv
import io

import pytest

from audit import sealing
from audit.actions import Action
from audit.models import Entry
from audit.recording import record
from console.forms.audit_trail import SYSTEM_PARTS
from tenancy import actors
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World, contact

TRAIL = "/w/acme/audit/"


def entry(world: World, label: str = "A key", action: Action = Action.KEY_CREATED) -> Entry:
    return record(action, world.workspace, actor=actors.member(world.admin), label=label)


def labels(world: World, **filters: str) -> list[str]:
    rows = browser(world.reviewer).get(TRAIL, filters).context["rows"]
    return [row.entry.target_label for row in rows]


@pytest.mark.parametrize("seat", ["rep", "viewer"])
def test_who_may_not_read_the_trail_finds_no_page(in_acme: World, seat: str) -> None:
    me = browser(getattr(in_acme, seat))
    assert me.get(TRAIL).status_code == 404
    assert me.post(f"{TRAIL}export.csv").status_code == 404


def test_an_outsider_sees_no_entry(in_acme: World, globex: World) -> None:
    entry(in_acme, "Secret key")
    assert browser(globex.admin).get(TRAIL).status_code == 404
    assert "Secret key" not in browser(globex.admin).get("/w/globex/audit/").content.decode()


def test_entries_come_newest_first(in_acme: World) -> None:
    entry(in_acme, "First")
    entry(in_acme, "Second")
    assert labels(in_acme) == ["Second", "First"]


def test_what_happened_in_one_millisecond_keeps_its_order(in_acme: World) -> None:
    names = [f"Step {number}" for number in range(20)]
    for name in names:
        entry(in_acme, name)
    assert labels(in_acme) == names[::-1]


def test_turning_pages_shows_every_entry_once(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.queries.keyset.SIZE", 3)
    for number in range(8):
        entry(in_acme, f"Step {number}")
    seen, after = [], ""
    for _ in range(3):
        page = browser(in_acme.reviewer).get(TRAIL, {"after": after} if after else {}).context
        seen += [row.entry.target_label for row in page["rows"]]
        after = page["page"].after
    assert seen == [f"Step {number}" for number in range(7, -1, -1)] and after == ""


def test_turning_back_shows_the_page_before(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.queries.keyset.SIZE", 2)
    for number in range(4):
        entry(in_acme, f"Step {number}")
    second = browser(in_acme.reviewer).get(
        TRAIL, {"after": browser(in_acme.reviewer).get(TRAIL).context["page"].after}
    )
    assert labels(in_acme, before=second.context["page"].before) == ["Step 3", "Step 2"]


def test_actor_action_and_words_narrow_the_list(in_acme: World) -> None:
    entry(in_acme, "CRM")
    record(Action.KEY_REVOKED, in_acme.workspace, actor=actors.system("dispatch"), label="Old")
    assert labels(in_acme, actor=str(in_acme.admin.pk)) == ["CRM"]
    assert labels(in_acme, actor="dispatch") == ["Old"]
    assert labels(in_acme, action="key.revoked") == ["Old"]
    assert labels(in_acme, q="cr") == ["CRM"]


def test_a_person_s_entries_are_found_by_their_id(in_acme: World) -> None:
    person = contact()
    entry(in_acme)
    record(Action.CONTACT_CHANGED, person, actor=actors.member(in_acme.admin), label="about them")
    assert labels(in_acme, contact=str(person.pk)) == ["about them"]


def test_days_narrow_the_list_and_include_their_last(in_acme: World) -> None:
    today = entry(in_acme).at.date().isoformat()
    assert labels(in_acme, since=today, until=today) == ["A key"]
    assert labels(in_acme, until="2020-01-01") == []


@pytest.mark.parametrize(
    "filters",
    [
        {"contact": "nobody"},
        {"since": "2026-02-31"},
        {"until": "soon"},
        {"actor": "' OR 1=1"},
        {"after": "x"},
        {"before": "2026-01-01_x"},
        {"after": "2026-01-01T00:00:00_0190"},
        {"action": "no.such"},
    ],
)
def test_nonsense_in_a_filter_is_no_error(in_acme: World, filters: dict[str, str]) -> None:
    entry(in_acme)
    assert browser(in_acme.admin).get(TRAIL, filters).status_code == 200


def test_the_label_is_not_said_twice(in_acme: World) -> None:
    entry(in_acme, "CRM sync")
    (row,) = browser(in_acme.admin).get(TRAIL).context["rows"]
    assert "CRM sync" not in row.detail


def test_an_export_cannot_become_a_formula(in_acme: World) -> None:
    entry(in_acme, "=HYPERLINK(1)")
    answer = browser(in_acme.admin).post(f"{TRAIL}export.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][6] == "'=HYPERLINK(1)"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_export_holds_what_the_filters_leave(in_acme: World) -> None:
    entry(in_acme, "CRM")
    entry(in_acme, "Other")
    answer = browser(in_acme.admin).post(f"{TRAIL}export.csv", {"q": "CRM"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[6] for row in rows[1:]] == ["CRM"]


def test_that_something_was_exported_is_an_entry_without_the_words(in_acme: World) -> None:
    browser(in_acme.admin).post(f"{TRAIL}export.csv", {"q": "gibbons"})
    found = Entry.objects.get(action="data.exported")
    assert found.data == {"filters": ["q"]}


def test_an_intact_chain_is_told(in_acme: World) -> None:
    page = browser(in_acme.admin).get(f"{TRAIL}verify/", {"now": "1"}).content.decode()
    assert "nothing to verify yet" in page


def test_a_broken_chain_is_told(in_acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = sealing.Verification(7, 2, "Entries under seal 2 were changed.")
    monkeypatch.setattr(sealing, "verify", lambda: broken)
    page = browser(in_acme.admin).get(f"{TRAIL}verify/", {"now": "1"}).content.decode()
    assert "The chain is broken" in page and "Entries under seal 2 were changed." in page


def test_nothing_is_verified_before_it_is_asked_for(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "verify", pytest.fail)
    assert browser(in_acme.admin).get(f"{TRAIL}verify/").status_code == 200


def test_every_part_of_the_system_can_be_chosen(in_acme: World) -> None:
    page = browser(in_acme.admin).get(TRAIL).content.decode()
    assert all(f'value="{part}"' in page for part in SYSTEM_PARTS)


def test_the_trail_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    entry(in_acme)
    with reads() as few:
        me.get(TRAIL)
    entry(in_acme)
    with reads() as many:
        me.get(TRAIL)
    assert few.count == many.count <= BUDGET
