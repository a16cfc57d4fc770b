"""The log outside the database has every stop, says nothing personal, and brings stops back."""

import json
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from compliance import services as compliance
from compliance.models import Suppression, SuppressionKind, SuppressionReason
from compliance.suppressing import lift
from contacts.models import Contact
from enrollment import stops
from enrollment.models import Enrollment, ExitReason, RecipientGate, StopRecord
from enrollment.restoring import outside, writing
from enrollment.restoring.outside import Line, Outside
from enrollment.restoring.replaying import Replayed, replay
from signals.erasing import erase
from signals.management.commands.replay_stops import again
from tenancy.actors import member, system
from tenancy.ids import uuid7
from tests.enrollment.stage import reload
from tests.world import World, contact

TEST = system("test")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.STOP_LOG_DIR = str(tmp_path / "stops")
    return tmp_path / "stops"


def lines(folder: Path) -> list[Line]:
    return [line for path in folder.glob("stops-*.jsonl") for line in outside.read(path)]


def opts_out(person: Contact, reason: SuppressionReason = SuppressionReason.OPT_OUT) -> None:
    with transaction.atomic():
        compliance.suppress(
            kind=SuppressionKind.ADDRESS,
            value=person.email_base,
            reason=reason,
            source="test",
            actor=TEST,
        )
        stops.stop_address(
            person.email_base, cause=ExitReason.OPTED_OUT, evidence="test", actor=TEST
        )


def forget_stops() -> None:
    """As a backup that was taken before."""
    with transaction.atomic():
        Suppression.objects.all().delete()
        StopRecord.objects.all().delete()
        RecipientGate.objects.update(stopped_at=None, reason="")


def bring_back(folder: Path) -> Replayed:
    return replay(lines(folder), erase_again=again)


def test_a_stop_is_told_once(active: Enrollment, peter: Contact, folder: Path) -> None:
    opts_out(peter)
    assert writing.tell() == 2
    assert writing.tell() == 0
    assert sorted(line["what"] for line in lines(folder)) == ["stop", "suppression"]


def test_the_log_names_nobody(active: Enrollment, peter: Contact, folder: Path) -> None:
    opts_out(peter)
    writing.tell()
    content = "".join(path.read_text() for path in folder.glob("stops-*.jsonl")).lower()
    assert content and not any(word in content for word in ("peter", "gibbons", "initech", "@"))


def test_what_could_not_be_told_is_told_later(
    active: Enrollment, peter: Contact, folder: Path
) -> None:
    opts_out(peter)
    folder.write_text("a file stands where the folder should be")
    with pytest.raises(OSError, match="exists"):
        writing.tell()
    folder.unlink()
    assert writing.tell() == 2


def test_a_torn_line_spoils_no_other(active: Enrollment, peter: Contact, folder: Path) -> None:
    opts_out(peter)
    writing.tell()
    (path,) = folder.glob("stops-*.jsonl")
    with path.open("a") as log:
        log.write('{"what": "sto')
    with transaction.atomic():
        StopRecord.objects.update(is_logged=False)
    assert writing.tell() == 1
    assert len(lines(folder)) == 3


def test_without_a_folder_nothing_is_written(active: Enrollment, peter: Contact) -> None:
    opts_out(peter)
    assert writing.tell() == 0


def test_a_forgotten_opt_out_comes_back_and_ends_the_sequence(
    active: Enrollment, peter: Contact, folder: Path
) -> None:
    with transaction.atomic():
        sid = transaction.savepoint()
        opts_out(peter)
        said = [*map(writing.line_of_suppression, Suppression.objects.all())]
        transaction.savepoint_rollback(sid)
    done = replay(said, erase_again=again)
    assert (done.suppressed, done.ended, reload(active).exit_reason) == (1, 1, "opted_out")


def test_a_forgotten_end_comes_back(active: Enrollment, folder: Path) -> None:
    with transaction.atomic():
        sid = transaction.savepoint()
        stops.exit_enrollment(active, reason=ExitReason.REPLIED, evidence="x", actor=TEST)
        said = [*map(writing.line_of_stop, StopRecord.objects.all())]
        transaction.savepoint_rollback(sid)
    done = replay(said, erase_again=again)
    assert (done.ended, reload(active).exit_reason) == (1, "replied")


def test_replaying_twice_changes_nothing_more(
    active: Enrollment, peter: Contact, folder: Path
) -> None:
    opts_out(peter)
    writing.tell()
    forget_stops()
    assert bring_back(folder).suppressed == 1
    second = bring_back(folder)
    assert (second.suppressed, second.ended, second.erased) == (0, 0, 0)


def test_a_stop_that_was_lifted_does_not_come_back(peter: Contact, folder: Path) -> None:
    opts_out(peter, SuppressionReason.MANUAL)
    writing.tell()
    with transaction.atomic():
        lift(Suppression.objects.get(), evidence="by mistake", actor=TEST)
    assert writing.tell() == 1
    forget_stops()
    assert bring_back(folder).suppressed == 0


def test_a_stop_that_has_run_out_does_not_come_back(peter: Contact, folder: Path) -> None:
    opts_out(peter)
    writing.tell()
    said = [{**line, "until": "2020-01-01T00:00:00+00:00"} for line in lines(folder)]
    forget_stops()
    assert replay(said, erase_again=again).suppressed == 0


def test_lines_of_other_workspaces_are_left_to_them(peter: Contact, folder: Path) -> None:
    opts_out(peter)
    writing.tell()
    said = [{**line, "workspace": str(uuid7())} for line in lines(folder)]
    forget_stops()
    assert replay(said, erase_again=again) == Replayed()


def test_whoever_was_erased_is_erased_again(stage: World, peter: Contact, folder: Path) -> None:
    seat = stage.admin
    with transaction.atomic():
        sid = transaction.savepoint()
        erase(peter, reference="Ticket 7", seat=seat, actor=member(seat))
        said = [*map(writing.line_of_suppression, Suppression.objects.all())]
        transaction.savepoint_rollback(sid)
    assert replay(said, erase_again=again).erased == 1
    assert reload(peter).erased_at is not None


def test_a_person_with_the_same_letters_elsewhere_is_not_erased(
    stage: World, peter: Contact, folder: Path
) -> None:
    with transaction.atomic():
        other = contact("paul@initech.example", owner=stage.rep)
    opts_out(peter, SuppressionReason.ERASED)
    writing.tell()
    forget_stops()
    bring_back(folder)
    assert reload(other).erased_at is None


def test_an_older_pulse_never_replaces_a_newer_one(tmp_path: Path) -> None:
    kept = Outside(tmp_path, uuid7())
    kept.keep_pulse(7)
    kept.keep_pulse(3)
    assert kept.pulse() == 7


def test_a_pulse_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    kept = Outside(tmp_path, uuid7())
    kept.keep_pulse(7)
    next(tmp_path.glob("pulse-*.json")).write_text(json.dumps({"no": 1}))
    with pytest.raises(OSError, match="cannot be read"):
        kept.pulse()
