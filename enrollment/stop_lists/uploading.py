"""An uploaded list before a worker takes it: looked at as a whole, kept, started, cancelled."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance.models import StopList, StopListState, SuppressionReason
from compliance.stop_lists.bounds import NOT_YOURS, WIDE, obstacle
from compliance.stop_lists.files import Ambiguous, Layout, ListError, layout_of
from compliance.stop_lists.reading import Kind
from compliance.suppressing import check_channel, invalid
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

# Who was erased is known to the erasure alone.
NOT_ENTERED = (SuppressionReason.ERASED, SuppressionReason.LATER)
REASONS = tuple(each for each in SuppressionReason if each not in NOT_ENTERED)


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
    column: str = "",
) -> StopList:
    """Look at a file and keep it; nobody is stopped before `start`. `column` names the one that
    counts, by its name or its number from 1, where a file has several that may be meant.

    Refused: not_allowed, invalid, unreadable_file with the reason and the remedy.
    """
    check_may(seat, actor, Capability.ENROL)
    _check(reason, channel, source, expires_at)
    try:
        layout = layout_of(content, column)
    except ListError as error:
        said = str(error)
        field = "column" if column.strip() or isinstance(error, Ambiguous) else "file"
        raise Refused(said, code="unreadable_file", fields={field: said}) from None
    if layout.kind == Kind.DOMAIN:
        _check_wide(reason, seat)
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
        if not may_cancel(row, seat):
            sentence = "Only whoever uploaded a list, or an admin, cancels it."
            raise Refused(sentence, code="not_allowed")
        problem = f"Cancelled by {seat.label}."
        done: StopList = perform(row, "fail", actor=actor, at=clock.now(), problem=problem)
        StopList.objects.filter(pk=row.pk).update(content=b"")
    return done


def may_cancel(row: StopList, seat: Membership) -> bool:
    """Somebody else's list stops people for a reason that others may not know."""
    return row.uploaded_by_id == seat.pk or seat.may(Capability.EDIT_RULES)


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


def _check_wide(reason: str, seat: Membership) -> None:
    """A list of domains; among other entries they are refused line by line."""
    widely = Membership.objects.get(pk=seat.pk).may(WIDE)
    if not widely:
        raise Refused(NOT_YOURS, code="not_allowed", fields={"file": NOT_YOURS})
    if sentence := obstacle(reason, widely=widely):
        raise invalid("reason", sentence)


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
