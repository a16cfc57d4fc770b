"""`manage.py replay_stops`: bring back what the log outside the database has and it has not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts.models import Contact
from enrollment.restoring import outside, places
from enrollment.restoring.outside import Line
from enrollment.restoring.replaying import REPLAY, Replayed, replay
from signals.erasing import Erased, erase_again
from tenancy.commands import in_each_workspace


class Command(BaseCommand):
    """Applies the log of stops; doing it again changes nothing more."""

    help = "Apply every stop of the log outside the database that the database has forgotten."

    def add_arguments(self, parser: CommandParser) -> None:
        """Further logs, where several hosts kept one each."""
        parser.add_argument("logs", nargs="*", type=Path, help="instead of the one of this host")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when a log cannot be read."""
        lines = read_logs(options["logs"])
        done = in_each_workspace(lambda: replay(lines, erase_again=again))
        for workspace_id, each in done.items():
            self.stdout.write(f"{workspace_id}: {told(each)}")


def read_logs(paths: list[Path]) -> list[Line]:
    """The lines of these logs, else of the one that the settings name. Raises CommandError."""
    try:
        return list(_lines(paths))
    except OSError as error:
        raise CommandError(f"The log of stops cannot be read: {error}") from error


def _lines(paths: list[Path]) -> Iterator[Line]:
    for path in paths:
        yield from outside.read(path)
    folder = None if paths else places.outside()
    if folder is not None:
        yield from folder.lines()


def again(person: Contact) -> Erased:
    """Erase somebody once more."""
    return erase_again(person, actor=REPLAY)


def told(done: Replayed) -> str:
    """What came back, in a sentence."""
    said = f"{done.read} lines; {done.suppressed} stops, {done.ended} ends of sequences and"
    said += f" {done.erased} erasures brought back."
    return " ".join([said, *done.refused])
