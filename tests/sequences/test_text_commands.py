"""`manage.py sequences`: the way of a text from export to a draft, and what it refuses."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from enrollment.models import MailboxPool
from enrollment.pools import keeping
from sequences import services
from sequences.models import Sequence, Version, VersionState
from sequences.snippets import put_snippet
from sequences.text.applying import check, text_of
from sequences.text.schema import schema
from tenancy.actors import member
from tenancy.scope import scope
from tests.sequences.drafting import STEPS, as_, drafted, live, next_live, planned
from tests.world import World

DOCS = Path(__file__).parents[2] / "docs" / "sequence-as-text.md"
MINE = "admin@acme.example"
COLLEAGUE = "other_admin@acme.example"


def run(*arguments: object, **options: Any) -> str:
    out = StringIO()
    call_command("sequences", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def example() -> str:
    """The text in the documentation."""
    (text,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(), re.DOTALL)
    return str(text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "trucks.yaml"
    path.write_text(example())
    return path


def versions(world: World, name: str = "2026-01-Cold-Trucks") -> list[Version]:
    with scope(world.workspace.pk):
        rows = Version.objects.filter(sequence__name=name).select_related("sequence")
        return list(rows.order_by("number"))


def text(world: World, version: Version) -> str:
    with scope(world.workspace.pk):
        return text_of(version)


def test_the_example_of_the_documentation_is_good_and_canonical(acme: World, file: Path) -> None:
    run("apply", "acme", file, "--as", MINE)
    assert run("export", "acme", "2026-01-Cold-Trucks") == example()
    assert "Test “Nobody calls France”: passed" in run("lint", file)


def test_applying_makes_a_draft_of_the_member_and_approves_nothing(acme: World, file: Path) -> None:
    said = run("apply", "acme", file, "--as", MINE.upper())
    (version,) = versions(acme)
    assert (version.state, version.author_id) == (VersionState.DRAFT, acme.admin.pk)
    assert said.startswith("Created “2026-01-Cold-Trucks” with the draft of version 1.")
    assert "until it is submitted and another admin has approved it" in said


def test_an_exported_version_is_a_file_of_the_same_bytes(acme: World, tmp_path: Path) -> None:
    with scope(acme.workspace.pk):
        version = drafted(acme.admin)
    path = tmp_path / "out.yaml"
    assert run("export", "acme", "Outbound", "-o", path) == ""
    assert path.read_bytes().decode() == text(acme, version)


def test_applying_what_is_there_already_makes_nothing(acme: World, file: Path) -> None:
    run("apply", "acme", file, "--as", MINE)
    assert "no draft was made" in run("apply", "acme", file, "--as", COLLEAGUE)
    assert [version.last_editor_id for version in versions(acme)] == [acme.admin.pk]


def test_a_plan_shows_a_new_draft_word_by_word_and_changes_nothing(
    acme: World, tmp_path: Path
) -> None:
    with scope(acme.workspace.pk):
        version = live(acme.admin, acme.other_admin)
    path = tmp_path / "a.yaml"
    path.write_text(text(acme, version).replace("Goodbye.", "Farewell."))
    said = run("plan", "acme", path)
    assert said.startswith("Opens version 2 of “Outbound” as a draft.")
    assert "Compared with version 1 (Approved):" in said
    assert "- Goodbye" in said
    assert "+ Farewell" in said
    assert len(versions(acme, "Outbound")) == 1


def test_a_new_version_is_opened_beside_the_live_one(acme: World, tmp_path: Path) -> None:
    with scope(acme.workspace.pk):
        version = live(acme.admin, acme.other_admin)
    path = tmp_path / "a.yaml"
    path.write_text(text(acme, version).replace("Goodbye.", "Farewell."))
    run("apply", "acme", path, "--as", MINE)
    first, second = versions(acme, "Outbound")
    assert (first.state, second.state) == (VersionState.APPROVED, VersionState.DRAFT)
    assert text(acme, second) == path.read_text()


def test_a_draft_that_somebody_else_edited_is_replaced_only_on_purpose(
    acme: World, file: Path
) -> None:
    run("apply", "acme", file, "--as", MINE)
    changed = example().replace("stand still", "stand idle")
    file.write_text(changed)
    said = refused("apply", "acme", file, "--as", COLLEAGUE)
    assert "Admin edited the open draft (version 1) last." in said
    assert run("apply", "acme", file, "--as", COLLEAGUE, "--replace").startswith("Replaced")
    assert [text(acme, version) for version in versions(acme)] == [changed]


def test_my_own_draft_is_replaced(acme: World, file: Path) -> None:
    run("apply", "acme", file, "--as", MINE)
    file.write_text(example().replace("stand still", "stand idle"))
    assert run("apply", "acme", file, "--as", MINE).startswith("Replaced the open draft")


def test_a_version_that_waits_for_approval_is_left_alone(acme: World, file: Path) -> None:
    run("apply", "acme", file, "--as", MINE)
    (version,) = versions(acme)
    with scope(acme.workspace.pk):
        services.submit(version, **as_(acme.admin))
    file.write_text(example().replace("stand still", "stand idle"))
    assert "waits for approval" in refused("apply", "acme", file, "--as", MINE, "--replace")


def test_facts_of_the_sequence_change_at_once_and_are_told(acme: World, file: Path) -> None:
    run("apply", "acme", file, "--as", MINE)
    file.write_text(example().replace("Fleet managers who lease", "Fleet managers"))
    wanted = "At once: Purpose: “Fleet managers who lease” becomes “Fleet managers”."
    assert wanted in run("plan", "acme", file)
    run("apply", "acme", file, "--as", MINE)
    with scope(acme.workspace.pk):
        assert Sequence.objects.get().purpose == "Fleet managers"


def with_pool(world: World, name: str = "Desk") -> MailboxPool:
    with scope(world.workspace.pk):
        return keeping.save(
            None,
            name=name,
            sticky_days=90,
            mailboxes=[world.mailbox.pk],
            seat=world.admin,
            actor=member(world.admin),
        )


def pooled(name: str) -> str:
    """The example, whose new people are written to from a pool."""
    return example().replace("  starts_on:", f"  pool: {name}\n  starts_on:")


def pool_of(world: World) -> UUID | None:
    with scope(world.workspace.pk):
        found: UUID | None = Sequence.objects.get().mailbox_pool
        return found


def test_a_pool_is_named_and_comes_back_by_its_name(acme: World, file: Path) -> None:
    pool = with_pool(acme)
    file.write_text(pooled("Desk"))
    run("apply", "acme", file, "--as", MINE)
    assert pool_of(acme) == pool.pk
    assert "\n  pool: Desk\n" in text(acme, versions(acme)[0])
    assert "says this already" in run("apply", "acme", file, "--as", MINE)


def test_a_pool_that_is_not_there_is_refused_with_the_line(acme: World, file: Path) -> None:
    file.write_text(pooled("Desk"))
    line = file.read_text()[: file.read_text().index("  pool:")].count("\n") + 1
    said = refused("apply", "acme", file, "--as", MINE)
    assert f"sequence.pool: Line {line}: There is no pool of mailboxes called “Desk”." in said
    with scope(acme.workspace.pk):
        (fault,) = check(file.read_text()).faults
    assert (fault.field, fault.line) == ("sequence.pool", line)
    assert versions(acme) == []


def test_a_pool_is_taken_away_where_the_text_names_none(acme: World, file: Path) -> None:
    with_pool(acme)
    file.write_text(pooled("Desk"))
    run("apply", "acme", file, "--as", MINE)
    file.write_text(example())
    assert "At once: Pool: “Desk” becomes “”." in run("plan", "acme", file)
    run("apply", "acme", file, "--as", MINE)
    assert pool_of(acme) is None


def test_a_pool_of_another_workspace_is_none(acme: World, globex: World, file: Path) -> None:
    with_pool(globex)
    file.write_text(pooled("Desk"))
    assert "There is no pool" in refused("apply", "acme", file, "--as", MINE)


def test_facts_that_cannot_change_refuse_the_whole_text_with_the_line(
    acme: World, tmp_path: Path
) -> None:
    with scope(acme.workspace.pk):
        version = live(acme.admin, acme.other_admin)
    path = tmp_path / "a.yaml"
    before = text(acme, version)
    moved = before.replace("name: Outbound", "name: Outbound\n  motion: partner")
    path.write_text(moved.replace("Goodbye.", "Farewell."))
    said = refused("apply", "acme", path, "--as", MINE)
    assert "sequence.motion: Line 4: " in said
    assert len(versions(acme, "Outbound")) == 1


def test_a_member_who_may_not_write_applies_nothing(acme: World, file: Path) -> None:
    said = refused("apply", "acme", file, "--as", "rep@acme.example")
    assert said.startswith("Your seat may not")
    assert versions(acme) == []


@pytest.mark.parametrize("email", ["nobody@acme.example", "admin@globex.example"])
def test_only_a_member_applies(acme: World, globex: World, file: Path, email: str) -> None:
    assert "No active member" in refused("apply", "acme", file, "--as", email)


def test_problems_name_their_lines_and_nothing_is_stored(acme: World, file: Path) -> None:
    file.write_text(example().replace("kind: call", "kind: fax").replace("format: 1", "format: 2"))
    said = refused("apply", "acme", file, "--as", MINE)
    assert said.startswith("2 things are wrong with this text. First: Line 1, column 9: ")
    assert "steps.2.kind: Line 19, column 11: " in said
    assert versions(acme) == []


def test_lint_tells_programs_everything(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(example().replace("outcome: skipped", "outcome: done"))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("sequences", "lint", str(file), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["passed"], told["problems"]) == (False, [])
    assert [test["passed"] for test in told["tests"]] == [False]


def test_lint_tells_problems_by_field_line_and_column(file: Path) -> None:
    file.write_text(example().replace("Europe/Paris", "Europe/Pairs"))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("sequences", "lint", str(file), "--json", stdout=out)
    (problem,) = json.loads(out.getvalue())["problems"]
    assert (problem["field"], problem["line"], problem["column"]) == ("cases.1.zone", 39, 11)


def test_lint_finds_what_would_refuse_the_submission_and_says_where(file: Path) -> None:
    file.write_text(example().replace("      Unsubscribe: {{ unsubscribe_url }}\n", ""))
    out = StringIO()
    with pytest.raises(CommandError, match="could not be submitted"):
        call_command("sequences", "lint", str(file), stdout=out)
    assert re.search(r"Line 8: error: .*\[unsubscribe_missing\]", out.getvalue())


def test_lint_without_a_workspace_asks_no_database(file: Path) -> None:
    assert "Nothing stands against submitting this." in run("lint", file)


def test_lint_in_a_workspace_knows_its_settings(acme: World, file: Path) -> None:
    with scope(acme.workspace.pk):
        acme.workspace.naming_rule, acme.workspace.naming_required = "Type-Name", True
        acme.workspace.save()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("sequences", "lint", str(file), "--workspace", "acme", stdout=out)
    assert "[name_off_rule]" in out.getvalue()
    assert versions(acme) == []


def test_snippets_come_from_the_workspace(acme: World, file: Path) -> None:
    file.write_text(example().replace("Unsubscribe:", "{{ snippet.bye }}:"))
    assert "snippet" in refused("apply", "acme", file, "--as", MINE)
    with scope(acme.workspace.pk):
        put_snippet(name="bye", text="Leave", **as_(acme.admin))
    file.write_text(f"{file.read_text()}snippets:\n  bye: Go\n  rest: x\n")
    said = run("apply", "acme", file, "--as", MINE)
    assert "Snippet bye: the draft keeps what the workspace says" in said
    assert "Snippet rest: no template uses it" in said
    assert "bye: Leave\n" in run("export", "acme", "2026-01-Cold-Trucks")


def test_another_workspace_exports_nothing_of_ours(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        version = drafted(acme.admin)
    assert "no sequence called" in refused("export", "globex", "Outbound")
    assert "no sequence called" in refused("export", "globex", version.sequence_id)


def test_a_version_is_exported_by_number_and_a_sequence_by_id(acme: World) -> None:
    with scope(acme.workspace.pk):
        first = live(acme.admin, acme.other_admin)
        second = next_live(first.sequence, acme.admin, acme.other_admin)
        draft = services.new_draft(first.sequence, **as_(acme.admin))
        services.save_draft(draft, planned(STEPS[:1]), **as_(acme.admin))
    key = first.sequence_id
    assert run("export", "acme", key) == text(acme, second)
    assert run("export", "acme", "Outbound", "--version", 3) == text(
        acme, versions(acme, "Outbound")[2]
    )
    assert "has no version 9" in refused("export", "acme", key, "--version", 9)


def test_what_cannot_be_found_is_said(acme: World, tmp_path: Path) -> None:
    assert "no workspace called “nowhere”" in refused("export", "nowhere", "Outbound")
    assert "cannot be read: No such file" in refused("plan", "acme", tmp_path / "none.yaml")
    assert "no sequence called" in refused("export", "acme", "Outbound")


def test_a_place_that_cannot_be_written_is_a_sentence(acme: World, tmp_path: Path) -> None:
    with scope(acme.workspace.pk):
        drafted(acme.admin)
    for place in (tmp_path, tmp_path / "no" / "x.yaml", "a\0b"):
        assert "cannot be written" in refused("export", "acme", "Outbound", "-o", place)
    assert "cannot be read" in refused("lint", "a\0b")


@pytest.mark.parametrize("place", [1, 2, 4])
def test_bytes_that_are_no_text_are_a_sentence(acme: World, file: Path, place: int) -> None:
    words = ["apply", "acme", file, "--as", MINE]
    words[place] = "a\udcffb"
    said = refused(*words)
    assert "\\udcff" in said and said.encode()


def test_who_has_left_applies_nothing(acme: World, file: Path) -> None:
    with scope(acme.workspace.pk):
        acme.admin.user.is_active = False
        acme.admin.user.save()
    assert "No active member" in refused("apply", "acme", file, "--as", MINE)


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_lint_refuses_a_day_that_apply_refuses(acme: World, file: Path, day: str) -> None:
    file.write_text(example().replace("sequence:\n", f'sequence:\n  ends_on: "{day}"\n'))
    assert "could not be submitted" in refused("lint", file)
    assert "years 2000 to 2200" in refused("apply", "acme", file, "--as", MINE)


def test_no_control_character_of_a_text_reaches_the_terminal(acme: World, file: Path) -> None:
    file.write_text(example() + 'notes: "x"\n"\\e[2J": 1\n')
    said = refused("plan", "acme", file)
    assert "\x1b" not in said
    assert "There is no such field" in said


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema")) == schema()
