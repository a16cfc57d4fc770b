"""An uploaded list before a worker takes it: looked at as a whole, kept, started, cancelled."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance.models import StopList, StopListState, SuppressionReason
from compliance.stop_lists.files import Layout, ListError, layout_of
from compliance.suppressing import check_channel, invalid
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

# Who was erased is known to the erasure alone.
REASONS = tuple(each for each in SuppressionReason if each is not SuppressionReason.ERASED)


@transaction.atomic
def upload(
    name: str,
    content: bytes,
    *,
    reason: str,
    channel: str,
    source: str,
    seat: Membership,
    actor: Actor,
    expires_at: datetime | None = None,
) -> StopList:
    """Look at a file and keep it; nobody is stopped before `start`.

    Refused: not_allowed, invalid, unreadable_file with the reason and the remedy.
    """
    check_may(seat, actor, Capability.ENROL)
    _check(reason, channel, source, expires_at)
    try:
        layout = layout_of(content)
    except ListError as error:
        said = str(error)
        raise Refused(said, code="unreadable_file", fields={"file": said}) from None
    row: StopList = StopList.objects.create(
        filename=_plain(name),
        content=content,
        reason=reason,
        channel=channel,
        source=source.strip(),
        expires_at=expires_at,
        uploaded_by=seat,
        created_at=clock.now(),
        **_columns(layout),
    )
    record(Action.STOP_LIST_UPLOADED, row, actor=actor, lines=layout.lines, reason=reason)
    return row


def start(row: StopList, *, seat: Membership, actor: Actor) -> StopList:
    """Hand the list to a worker."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        done: StopList = perform(row, "start", actor=actor, at=clock.now())
    return done


def cancel(row: StopList, *, seat: Membership, actor: Actor) -> StopList:
    """Go no further; what was taken stays stopped."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        problem = f"Cancelled by {seat.label}."
        done: StopList = perform(row, "fail", actor=actor, at=clock.now(), problem=problem)
        StopList.objects.filter(pk=row.pk).update(content=b"")
    return done


def layout(row: StopList) -> Layout:
    """How the kept file is read."""
    return Layout(
        encoding=row.encoding,
        delimiter=row.delimiter,
        header=row.header,
        headers=tuple(row.headers),
        column=row.column,
        kind=row.kind,
        lines=row.lines_total,
    )


def is_open(row: StopList) -> bool:
    """Whether its file is still kept."""
    return row.state in (StopListState.UPLOADED, StopListState.RUNNING)


def _columns(found: Layout) -> dict[str, Any]:
    return {
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "header": found.header,
        "headers": list(found.headers),
        "column": found.column,
        "kind": found.kind,
        "lines_total": found.lines,
    }


def _check(reason: str, channel: str, source: str, expires_at: datetime | None) -> None:
    check_channel(channel)
    if reason not in REASONS:
        raise invalid("reason", "This reason is not known. Choose one of the list.")
    if not 0 < len(source.strip()) <= 80:
        raise invalid("source", "Say in at most 80 characters where this list comes from.")
    if expires_at is None:
        return
    if reason != SuppressionReason.MANUAL:
        raise invalid("expires_at", "Only a stop that a colleague made can expire.")
    if expires_at <= clock.now():
        raise invalid("expires_at", "The end lies in the past. Choose a later date.")


def _plain(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[-200:] or "list.txt"
