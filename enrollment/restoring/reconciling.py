"""Comparing a restored database with what the relays took after its restore point.

Three things are found. A planned touch whose Message-ID of before stands in a relay's log had
left: it is recorded as sent, with the log as evidence, and never leaves again. A message of ours
that the database cannot know (it was planned after the backup) holds back the people to whom it
went. And if no log is whole, nobody knows of the touches that were due around the restore point:
their people wait for a person. Nothing leaves meanwhile: the hold is on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from enrollment import message_ids
from enrollment.evidence import sources
from enrollment.evidence.shapes import Accepted
from enrollment.models import Mailbox, Reconciliation, SenderAccount, SendIntent, Touch
from enrollment.restoring import finding, holding
from enrollment.restoring.outside import Line
from enrollment.restoring.replaying import REPLAY, EraseAgain, Replayed, replay
from sequences.models import StepKind
from tenancy import clock
from tenancy.models import Installation

# What was due so long before the restore point may not be recorded in the backup.
BEFORE = timedelta(hours=1)
# A touch is claimed again while it waits, and each claim counts its fence up.
FENCES = 200
EPOCHS = 3
CHUNK = 500


@dataclass
class Found:
    """What the comparison found in one workspace: counts, and ids of who is held back."""

    logs: int = 0
    is_proven: bool = False
    read: int = 0
    known: int = 0
    found_sent: int = 0
    strange: int = 0
    held_for_strange: list[str] = field(default_factory=list)
    held_for_doubt: list[str] = field(default_factory=list)
    # Contacts with such a message who are in no sequence here.
    strangers: list[str] = field(default_factory=list)
    replayed: Replayed = field(default_factory=Replayed)


def reconcile(lines: Sequence[Line], *, erase_again: EraseAgain) -> Found:
    """Bring back the stops, then compare the open workspace with the logs of the relays; keeps the
    report. Doing it again finds what is new alone. Raises OSError when a log cannot be read."""
    with transaction.atomic():
        known = Installation.objects.get(pk=1)
        since = point_of(known) - BEFORE
    found = Found(replayed=replay(lines, erase_again=erase_again))
    taken = _taken(since, found)
    strange = _mark(taken, known, found)
    found.held_for_strange, found.strangers = holding.hold_strange(strange)
    if not found.is_proven:
        found.held_for_doubt = holding.hold_doubtful()
    _keep(known, found)
    return found


def point_of(known: Installation) -> datetime:
    """Up to which moment the database remembers; the beginning of time when nobody knows."""
    if known.restore_point is None:
        raise ValueError("Begin the restore first: manage.py after_restore.")
    return known.restore_point


def _taken(since: datetime, found: Found) -> dict[str, Accepted]:
    """What the relays took from our mailboxes, by the digest in its Message-ID."""
    logs = sources.logs()
    lists = [log.accepted(since) for log in logs]
    found.logs = len(logs)
    found.is_proven = bool(logs) and all(log.is_complete and log.covers(since) for log in logs)
    with transaction.atomic():
        # What a mailbox hands to a server of its own is in no log of ours.
        found.is_proven &= not SenderAccount.objects.exists()
        senders = set(Mailbox.objects.values_list("address", flat=True))
    ours = [each for listed in lists for each in listed if _mailbox(each.sender) in senders]
    found.read = len(ours)
    named = {message_ids.digest_in(each.message_id): each for each in ours}
    named.pop(None, None)
    with transaction.atomic():
        ids = [each.message_id for each in named.values()]
        known = set(
            SendIntent.objects.filter(message_id__in=ids).values_list("message_id", flat=True)
        )
    found.known = len(known)
    return {
        digest: each
        for digest, each in named.items()
        if digest is not None and each.message_id not in known
    }


def _mailbox(sender: str) -> str:
    """The mailbox behind a return path: `bob+b-…@mail.example` is that of bob."""
    local, _, domain = sender.rpartition("@")
    return f"{local.partition('+b-')[0]}@{domain}".lower()


def _mark(taken: dict[str, Accepted], known: Installation, found: Found) -> list[Accepted]:
    """Record what is recognised as sent; returns the rest. What was due is tried first."""
    left = dict(taken)
    for chunk in _candidates() if left else ():
        for touch_id, fence in chunk:
            hit = _recognise(left, known, touch_id, fence)
            if hit is not None and finding.find_sent(touch_id, hit[0], left.pop(hit[1])):
                found.found_sent += 1
        if not left:
            break
    found.strange = len(left)
    return list(left.values())


def _candidates() -> Iterator[list[tuple[UUID, int]]]:
    with transaction.atomic():
        rows = Touch.objects.filter(state="planned", automatic=True, kind=StepKind.EMAIL)
        found = list(rows.order_by("due_at").values_list("pk", "fence"))
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


def _recognise(
    left: Mapping[str, Accepted], known: Installation, touch_id: UUID, fence: int
) -> tuple[int, str] | None:
    """Under which fence the touch had left, and the digest."""
    epochs = range(max(1, known.restore_epoch - EPOCHS), known.restore_epoch)
    for epoch in reversed(epochs):
        for later in range(fence + 1, fence + 1 + FENCES):
            digest = message_ids.digest(known, touch_id, later, epoch=epoch)
            if digest in left:
                return later, digest
    return None


def _keep(known: Installation, found: Found) -> None:
    with transaction.atomic():
        row, is_first = Reconciliation.objects.get_or_create(
            epoch=known.restore_epoch,
            defaults={"restore_point": point_of(known), "made_at": clock.real_now()},
        )
        figures = asdict(found)
        row.figures = figures if is_first else _together(row.figures, figures)
        row.made_at = clock.real_now()
        row.save()
        record(
            Action.RESTORE_RECONCILED,
            row,
            actor=REPLAY,
            epoch=row.epoch,
            found_sent=found.found_sent,
            strange=found.strange,
        )


def _together(former: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """A comparison that was made again adds what it found; what it read is the newest."""
    replayed = {
        name: value if name == "read" else former["replayed"][name] + value
        for name, value in newer["replayed"].items()
    }
    lists = {
        name: sorted({*former[name], *newer[name]})
        for name in ("held_for_strange", "held_for_doubt", "strangers")
    }
    count = former["found_sent"] + newer["found_sent"]
    return {**newer, **lists, "replayed": replayed, "found_sent": count}
