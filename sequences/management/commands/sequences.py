"""`manage.py sequences`: sequences as text, for people who keep them beside their code.

The operator of the installation reads with it. Whatever is applied is done in the name of a
member, with that member's rights, and ends as a draft.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sequences.models import Sequence, Version, VersionState
from sequences.text import applying, telling
from sequences.text.checking import Report, report_alone
from sequences.text.document import MAX_BYTES, TextError
from sequences.text.reading import from_text
from sequences.text.schema import schema
from tenancy import actors
from tenancy.commands import seat_of, workspace_called
from tenancy.errors import Refused
from tenancy.scope import scope


class Command(BaseCommand):
    """Exports, checks, compares and applies."""

    help = "Sequences as text: schema, export, lint, plan, apply."

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb, each with its own arguments."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("schema", help="print the JSON Schema of the text")
        export = verbs.add_parser("export", help="print a version as text")
        export.add_argument("workspace", help="the short name, for instance acme")
        export.add_argument("sequence", help="its name or id")
        export.add_argument(
            "--version", type=int, dest="number", help="default: the live or newest"
        )
        export.add_argument("-o", "--output", help="a file instead of the terminal")
        lint = verbs.add_parser("lint", help="say what is wrong with a text")
        lint.add_argument("file", help="a file, or - for standard input")
        lint.add_argument("--workspace", help="whose settings, snippets and waivers count")
        lint.add_argument("--json", action="store_true", help="for programs")
        plan = verbs.add_parser("plan", help="show what apply would do; changes nothing")
        apply = verbs.add_parser("apply", help="make a draft of a text")
        for each in (plan, apply):
            each.add_argument("workspace", help="the short name, for instance acme")
            each.add_argument("file", help="a file, or - for standard input")
        apply.add_argument("--as", dest="email", required=True, help="the address of a member")
        apply.add_argument(
            "--replace", action="store_true", help="even a draft that somebody else edited"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when something is wrong."""
        for name in ("workspace", "sequence", "email"):
            _check_readable(options.get(name) or "")
        getattr(self, options["verb"])(options)

    def schema(self, options: dict[str, Any]) -> None:
        """The JSON Schema."""
        self._print(json.dumps(schema(), indent=2))

    def export(self, options: dict[str, Any]) -> None:
        """The canonical text of a version, byte for byte."""
        with _inside(options["workspace"]):
            version = _version(_sequence(options["sequence"]), options["number"])
            text = applying.text_of(version)
        if options["output"]:
            _store(options["output"], text)
        else:
            self.stdout.write(text, ending="")

    def lint(self, options: dict[str, Any]) -> None:
        """Problems with their lines; without any also findings and tests."""
        source = _source(options["file"])
        if options["workspace"]:
            with _inside(options["workspace"]):
                found = applying.check(source)
        else:
            found = _alone(source)
        if options["json"]:
            self._print(json.dumps(found.as_data(), indent=2))
        else:
            self._print("\n".join(telling.report(found)))
        if not found.passed:
            raise CommandError("This text could not be submitted as it is.")

    def plan(self, options: dict[str, Any]) -> None:
        """What would happen."""
        with _inside(options["workspace"]):
            proposal = applying.propose(_source(options["file"]))
        self._print("\n".join(telling.proposal(proposal)))

    def apply(self, options: dict[str, Any]) -> None:
        """A draft, and the reminder that it needs an approval."""
        source = _source(options["file"])
        with _inside(options["workspace"]):
            seat = seat_of(options["email"])
            by: dict[str, Any] = {"seat": seat, "actor": actors.member(seat)}
            done, _ = applying.apply(source, insist=options["replace"], **by)
        self._print("\n".join(telling.proposal(done, applied=True)))

    def _print(self, text: str) -> None:
        self.stdout.write(text)


@contextmanager
def _inside(slug: str) -> Iterator[None]:
    """The scope of a workspace and one transaction; what is refused ends the command."""
    with scope(workspace_called(slug)):
        try:
            with transaction.atomic():
                yield
        except Refused as refused:
            raise CommandError("\n".join(telling.refusal(refused))) from refused


def _sequence(named: str) -> Sequence:
    """By name among those in use, else by id."""
    row = Sequence.objects.filter(name=named, archived_at=None).first()
    if row is None and (key := _key(named)):
        row = Sequence.objects.filter(pk=key).first()
    if row is None:
        raise CommandError(f"There is no sequence called “{named}”. Give its name or its id.")
    return row


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _version(sequence: Sequence, number: int | None) -> Version:
    """The one asked for; else the approved one, else the newest."""
    rows = Version.objects.filter(sequence=sequence).select_related("sequence")
    if number is None:
        live = rows.filter(state=VersionState.APPROVED).first()
        found: Version | None = live or rows.order_by("-number").first()
    else:
        found = rows.filter(number=number).first()
    if found is None:
        raise CommandError(f"“{sequence.name}” has no version {number or ''}.".replace(" .", "."))
    return found


def _source(file: str) -> bytes:
    """What the file holds; of a larger one only enough to be refused."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CommandError(f"{_named(file)} cannot be read: {_cause(error)}.") from error


def _store(file: str, text: str) -> None:
    try:
        Path(file).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        raise CommandError(f"{_named(file)} cannot be written: {_cause(error)}.") from error


def _cause(error: OSError | ValueError) -> str:
    return (isinstance(error, OSError) and error.strerror) or "that is not the name of a file"


def _named(file: str) -> str:
    """A path as a terminal can show it, whatever bytes it has."""
    return file.encode(errors="backslashreplace").decode()


def _check_readable(name: str) -> None:
    """Bytes of a terminal that are no text reach us as half characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise CommandError(f"“{_named(name)}” is not text in UTF-8. Write it again.") from None


def _alone(source: bytes) -> Report:
    """Without a workspace there is no database, and so no clock but that of this machine."""
    try:
        return report_alone(from_text(source), datetime.now(UTC))
    except TextError as error:
        return Report(error.faults)
