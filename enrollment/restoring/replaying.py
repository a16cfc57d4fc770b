"""Applying the log of stops to a database that has forgotten some of them.

Stops come back, lifts do not: a stop that was lifted after the backup stands in the restored
database, and whoever lifted it does so again. Replaying twice changes nothing more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from compliance.case import Scope
from compliance.fingerprints import address_key, targets_by_contact
from compliance.models import Suppression, SuppressionReason
from compliance.suppressing import Stop, suppress_many
from contacts.models import Contact
from enrollment import stops
from enrollment.models import Enrollment, ExitReason, StopRecord
from enrollment.restoring.outside import Line
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused
from tenancy.scope import current_workspace_id

REPLAY = system("restore")
SOURCE = "the log of stops"
CHUNK = 500
# What a stop of the whole address is worth, by the reason of its suppression.
CAUSES = {
    SuppressionReason.OPT_OUT.value: ExitReason.OPTED_OUT,
    SuppressionReason.COMPLAINT.value: ExitReason.COMPLAINED,
    SuppressionReason.HARD_BOUNCE.value: ExitReason.BOUNCED,
    SuppressionReason.ERASED.value: ExitReason.ERASED,
    SuppressionReason.CRM.value: ExitReason.OPTED_OUT,
}
EraseAgain = Callable[[Contact], object]


@dataclass
class Replayed:
    """What the log brought back to one workspace."""

    read: int = 0
    suppressed: int = 0
    ended: int = 0
    erased: int = 0
    refused: list[str] = field(default_factory=list)


def replay(lines: Iterable[Line], *, erase_again: EraseAgain) -> Replayed:
    """Bring back to the open workspace whatever its lines say and it does not know. `erase_again`
    empties a person who was erased and is there again. Refuses nobody: what cannot be applied is
    named in the result."""
    mine = str(current_workspace_id())
    of_here = [line for line in lines if line.get("workspace") == mine]
    done = Replayed(read=len(of_here))
    said, bases = _last_words(of_here), _bases(of_here)
    for start in range(0, len(said), CHUNK):
        _suppress(said[start : start + CHUNK], bases, done)
    ended = [line for line in of_here if line.get("what") == "stop"]
    for start in range(0, len(ended), CHUNK):
        _end(ended[start : start + CHUNK], bases, done)
    _erase(said, done, erase_again)
    return done


def _last_words(lines: Sequence[Line]) -> list[Line]:
    """The last line about each suppression, while it stood and has not run out."""
    last = {line["id"]: line for line in lines if line.get("what") == "suppression"}
    now = clock.now()
    return [
        line
        for line in last.values()
        if line["state"] == "stopped" and not (line["until"] and _moment(line["until"]) <= now)
    ]


def _suppress(lines: Sequence[Line], bases: Mapping[str, str], done: Replayed) -> None:
    with transaction.atomic():
        rows = Suppression.objects.filter(key__in={line["key"] for line in lines}, lifted_at=None)
        standing = set(rows.values_list("kind", "key", "channel", "reason"))
        lacking = [line for line in lines if _identity(line) not in standing]
        if lacking:
            suppress_many([_stop(line) for line in lacking], actor=REPLAY)
            done.suppressed += len(lacking)
        for line in lacking:
            cause = CAUSES.get(line["reason"])
            if cause and line["kind"] == Scope.ADDRESS and not line["channel"]:
                done.ended += _stop_address(line, cause, f"suppression {line['id']}", bases)


def _stop_address(line: Line, cause: ExitReason, evidence: str, bases: Mapping[str, str]) -> int:
    """The address where somebody of a live enrollment has it, else its key alone."""
    whom = bases.get(line["key"], line["key"])
    return stops.stop_address(whom, cause=cause, evidence=evidence, actor=REPLAY).exited


def _bases(lines: Sequence[Line]) -> dict[str, str]:
    """The addresses of live enrollments whose keys the log names: gates know hashes alone."""
    keys = {line["key"] for line in lines}
    with transaction.atomic():
        rows = Enrollment.objects.live().exclude(contact__email_base="")
        known = set(rows.values_list("contact__email_base", flat=True))
        return {key: base for base in known if (key := address_key(base)) in keys}


def _stop(line: Line) -> Stop:
    return Stop(
        kind=line["kind"],
        key=line["key"],
        channel=line["channel"],
        reason=line["reason"],
        source=SOURCE,
        evidence=f"suppression {line['id']}",
        expires_at=_moment(line["until"]) if line["until"] else None,
    )


def _end(lines: Sequence[Line], bases: Mapping[str, str], done: Replayed) -> None:
    """End what had been ended: the enrollment that the stop was about, or all of the address."""
    with transaction.atomic():
        ids = [UUID(line["id"]) for line in lines]
        known = {
            str(pk) for pk in StopRecord.objects.filter(pk__in=ids).values_list("pk", flat=True)
        }
        lacking = [line for line in lines if line["id"] not in known]
        wanted = [UUID(line["enrollment"]) for line in lacking if line["enrollment"]]
        running = Enrollment.objects.live().filter(pk__in=wanted).select_related("contact")
        live = {str(row.pk): row for row in running}
        for line in lacking:
            cause, row = ExitReason(line["cause"]), live.pop(line["enrollment"] or "", None)
            evidence = f"stop {line['id']}"
            if row is not None:
                stopped = stops.exit_enrollment(row, reason=cause, evidence=evidence, actor=REPLAY)
                done.ended += stopped.exited
            elif line["enrollment"] is None:
                done.ended += _stop_address(line, cause, evidence, bases)


def _erase(lines: Sequence[Line], done: Replayed, erase_again: EraseAgain) -> None:
    """Whoever was erased and is here again is erased again."""
    gone = {
        (line["kind"], line["key"])
        for line in lines
        if line["reason"] == SuppressionReason.ERASED.value
    }
    if not gone:
        return
    with transaction.atomic():
        ids = list(
            Contact.objects.filter(erased_at=None).order_by("pk").values_list("pk", flat=True)
        )
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            people = list(Contact.objects.filter(pk__in=ids[start : start + CHUNK]))
            targets = targets_by_contact(people)
        for person in people:
            if any((kind.value, key) in gone for kind, key in targets[person.pk]):
                _erase_one(person, done, erase_again)


def _erase_one(person: Contact, done: Replayed, erase_again: EraseAgain) -> None:
    try:
        erase_again(person)
        done.erased += 1
    except Refused as refused:
        # Their other record was erased a moment ago, and they with it.
        if refused.code != "erased":
            done.refused.append(f"contact {person.pk}: {refused.message}")


def _identity(line: Line) -> tuple[str, str, str, str]:
    return line["kind"], line["key"], line["channel"], line["reason"]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
