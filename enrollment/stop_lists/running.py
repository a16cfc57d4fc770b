"""A list at work: its lines in chunks, then the people in flight whom it covers, in chunks too.

Each chunk is one transaction that also says how far it came; whoever is killed between two goes on
after the last one, and a line that is taken twice is stopped once. A chunk holds the workspace's
key, as every stop wider than an address does: no arm commits after it that it covers.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from math import inf
from time import monotonic
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from audit.transitions import perform
from compliance.facts import NOWHERE
from compliance.models import StopList, StopListState, SuppressionReason
from compliance.stop_lists.bounds import WIDE, bounded
from compliance.stop_lists.files import entries
from compliance.stop_lists.keeping import Terms, covered_by, keep_many
from compliance.stop_lists.reading import Found
from compliance.stop_lists.rejecting import reject_lines
from contacts.models import Contact
from enrollment import gates, history
from enrollment.models import Enrollment, ExitReason
from enrollment.stop_lists import former
from enrollment.stop_lists.pasting import exit_all, visible
from enrollment.stop_lists.uploading import layout
from enrollment.suppressing import CAUSES
from tenancy import clock
from tenancy.actors import Actor, member
from tenancy.alone import alone

CHUNK = 5_000
PEOPLE = 500
# What could not be read is told line by line up to here, and counted beyond.
MOST_REJECTS = 10_000
OURS = "Something went wrong on our side. What was taken is stopped; upload the list again."

log = structlog.get_logger(__name__)


def run(list_id: UUID, seconds: float | None = None) -> bool:
    """Run a started list to its end; call it in a scope, outside a transaction.

    With `seconds` no further chunk is begun after so long, and False says that there is more:
    others want the worker, too.
    While the database is away the error is raised and the list stays running, to be run again.
    """
    with alone(f"stop list:{list_id}") as is_ours:
        if not is_ours:
            return True
        try:
            return _run(list_id, inf if seconds is None else monotonic() + seconds)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("stop list failed", list_id=str(list_id))
            _fail(list_id)
            return True


@transaction.atomic
def unfinished() -> list[UUID]:
    """Lists whose nudge was lost or whose worker was killed."""
    rows = StopList.objects.filter(state=StopListState.RUNNING).order_by("created_at")
    return list(rows.values_list("pk", flat=True))


def _run(list_id: UUID, until: float) -> bool:
    with transaction.atomic():
        row = StopList.objects.select_related("uploaded_by").defer("rejects").get(pk=list_id)
    if row.state != StopListState.RUNNING:
        return True
    actor = member(row.uploaded_by)
    for chunk in _chunks(row):
        if not _take(row, chunk, actor):
            return True
        if monotonic() > until:
            return False
    former.bind(row, _terms(row), actor)
    if not row.channel:
        last: UUID | None = None
        while (last := _end(row, last, actor)) is not None:
            pass
    _finish(row, actor)
    return True


def _chunks(row: StopList) -> Iterator[list[Found]]:
    every = entries(bytes(row.content), layout(row), after=row.lines_read)
    while chunk := list(islice(every, CHUNK)):
        yield chunk


def _terms(row: StopList) -> Terms:
    return Terms(row.reason, row.source, row.channel, f"list {row.pk}", row.expires_at)


def _take(row: StopList, chunk: Sequence[Found], actor: Actor) -> bool:
    """Stop what one chunk names; False when somebody has cancelled."""
    widely = row.uploaded_by.may(WIDE)
    chunk = [bounded(each, reason=row.reason, widely=widely) for each in chunk]
    bad = [each for each in chunk if each.problem]
    with transaction.atomic():
        gates.take_workspace()
        so_far = _rejected_so_far(row)
        if so_far is None:
            return False
        kept = keep_many((each for each in chunk if each.kind), _terms(row), actor=actor)
        StopList.objects.filter(pk=row.pk).update(
            lines_read=F("lines_read") + len(chunk),
            added=F("added") + kept.added,
            known=F("known") + kept.known,
            rejected=so_far + len(bad),
        )
        _keep_rejects(row, bad[: max(0, MOST_REJECTS - so_far)])
    return True


def _rejected_so_far(row: StopList) -> int | None:
    """None when the list runs no more."""
    rows = StopList.objects.select_for_update().filter(pk=row.pk, state=StopListState.RUNNING)
    found: int | None = rows.values_list("rejected", flat=True).first()
    return found


def _keep_rejects(row: StopList, bad: Sequence[Found]) -> None:
    if bad:
        added = Concat(F("rejects"), Value(reject_lines(bad)))
        StopList.objects.filter(pk=row.pk).update(rejects=added)


def _end(row: StopList, after: UUID | None, actor: Actor) -> UUID | None:
    """Exit whom the list covers among the next people in flight; the last one looked at."""
    with transaction.atomic():
        live = Enrollment.objects.live().select_related("contact__account").order_by("pk")
        found = list((live.filter(pk__gt=after) if after else live)[:PEOPLE])
        people = [each.contact for each in found]
        covered = covered_by(_terms(row).evidence, people, _earlier(row, people))
        meant = [each for each in found if each.contact_id in covered]
        if meant:
            cause = CAUSES.get(SuppressionReason(row.reason), ExitReason.MANUAL)
            done = exit_all(meant, cause=cause, evidence=f"list {row.pk}", actor=actor)
            # Whoever reads the figure learns nothing about people of others.
            seen = visible(meant, row.uploaded_by)
            exited = sum(one.exited for each, one in zip(meant, done, strict=True) if each in seen)
            StopList.objects.filter(pk=row.pk).update(stopped=F("stopped") + exited)
        return found[-1].pk if len(found) == PEOPLE else None


def _earlier(row: StopList, people: Sequence[Contact]) -> Mapping[UUID, Collection[str]]:
    """The keys of former addresses; that a mailbox is gone does not follow anybody."""
    if row.reason == SuppressionReason.HARD_BOUNCE:
        return NOWHERE
    return history.written_to([each.pk for each in people])


@transaction.atomic
def _finish(row: StopList, actor: Actor) -> None:
    # Emptied first, so that the file is not written once more.
    running = StopList.objects.filter(pk=row.pk, state=StopListState.RUNNING)
    if running.update(content=b""):
        fresh = StopList.objects.get(pk=row.pk)
        said = {name: getattr(fresh, name) for name in ("added", "known", "rejected", "stopped")}
        perform(fresh, "finish", actor=actor, data=said, at=clock.now())


@transaction.atomic
def _fail(list_id: UUID) -> None:
    running = StopList.objects.filter(pk=list_id, state=StopListState.RUNNING)
    if running.update(content=b""):
        row = StopList.objects.select_related("uploaded_by").get(pk=list_id)
        perform(row, "fail", actor=member(row.uploaded_by), at=clock.now(), problem=OURS)
