"""An import at work: read everything, then write everything in one transaction, or nothing.

Whoever was killed in the middle has written nothing but the progress, and running again starts
over; an import that has ended is left alone. Two workers never run one import: the first holds an
advisory lock for as long as its database session lives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from audit.transitions import perform
from contacts.csvfile import FileError, Row, reject_csv, rows
from contacts.imports.files import opened
from contacts.imports.outcomes import Counts, Outcome, chunks, settle
from contacts.merging import Changes, GivenConsent, Merge
from contacts.models import Contact, Import, ImportState
from contacts.services import hold_additions, is_collision
from tenancy.actors import Actor, member
from tenancy.alone import alone
from tenancy.roles import Capability

OnOptOut = Callable[[Sequence[Contact]], None]
OnConsent = Callable[[Sequence[GivenConsent]], None]
OnChange = Callable[[Sequence[Changes]], None]

_TRIES = 3
_BUSY = (
    "Others were changing the same contacts all the time. Nothing was imported; upload it again."
)
_OUR_FAULT = "Something went wrong on our side. Nothing was imported; upload the file again."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Tell:
    """Whom an import tells what, inside its writing transaction."""

    opt_out: OnOptOut
    consent: OnConsent
    change: OnChange


def run(
    import_id: UUID,
    *,
    on_opt_out: OnOptOut,
    on_consent: OnConsent = lambda consents: None,
    on_change: OnChange = lambda changes: None,
) -> None:
    """Run a started import to its end; call it in a scope, outside a transaction.

    `on_opt_out` gets the contacts that the file opted out, `on_consent` the lawful bases that it
    names, `on_change` what it changed of stored people and companies; all are called inside the
    writing transaction, in this order. Whatever goes wrong with the file or the code ends in state
    failed with a sentence; while the database is away the error is raised and the import stays
    running, to be run again.
    """
    with alone(f"import:{import_id}") as is_ours:
        if not is_ours:
            return
        with transaction.atomic():
            import_ = Import.objects.select_related("uploaded_by", "workspace").get(pk=import_id)
        if import_.state == ImportState.RUNNING:
            _run(import_, _Tell(on_opt_out, on_consent, on_change))


def _run(import_: Import, tell: _Tell) -> None:
    try:
        every_row = _read(import_)
        _write_all(import_, every_row, tell)
    except FileError as error:
        _fail(import_, str(error))
    except IntegrityError:
        _fail(import_, _BUSY)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("import failed", import_id=str(import_.pk))
        _fail(import_, _OUR_FAULT)


def _read(import_: Import) -> list[Row]:
    """Every row, checked; the progress is committed as it goes."""
    stream, dialect = opened(import_)
    kept: list[Row] = []
    for batch in chunks(rows(stream, dialect, import_.mapping)):
        kept += batch
        with transaction.atomic():
            Import.objects.filter(pk=import_.pk).update(rows_read=len(kept))
    return kept


def _write_all(import_: Import, every_row: list[Row], tell: _Tell) -> None:
    for attempt in range(1, _TRIES + 1):
        # Refusals of a former attempt are not the rows' own errors.
        errors = [list(row.errors) for row in every_row]
        try:
            with transaction.atomic():
                _write(import_, every_row, tell)
            return
        except (IntegrityError, OperationalError) as error:
            if attempt == _TRIES or not is_collision(error):
                raise
            for row, own in zip(every_row, errors, strict=True):
                row.errors[:] = own


def _write(import_: Import, every_row: list[Row], tell: _Tell) -> None:
    hold_additions()
    actor, workspace = member(import_.uploaded_by), import_.workspace
    may_except = import_.uploaded_by.may(Capability.EXCEPT)
    counts, rejected, seen = Counts(), list[Row](), set[UUID]()
    opted_out, consents, changes = list[Contact](), list[GivenConsent](), list[Changes]()
    for batch in chunks(iter(every_row)):
        merge = Merge(workspace, lock=True, may_except=may_except, seen=seen)
        for row, outcome in zip(batch, settle(merge, batch), strict=True):
            counts.add(row, outcome)
            if outcome == Outcome.REJECTED:
                rejected.append(row)
        merge.write(actor=actor, data={"import": str(import_.pk)})
        opted_out += merge.opted_out
        consents += merge.consents
        changes.append(merge.changes)
    for ids in chunks(iter(seen)):
        Contact.objects.filter(pk__in=ids).update(last_import=import_)
    if opted_out:
        tell.opt_out(opted_out)
    if consents:
        tell.consent(consents)
    if any(changes):
        tell.change(changes)
    _finish(import_, counts, rejected, actor)


def _finish(import_: Import, counts: Counts, rejected: list[Row], actor: Actor) -> None:
    perform(
        import_,
        "finish",
        actor=actor,
        data=counts.by_name(),
        rows_total=counts.total,
        rejects="".join(reject_csv(rejected, import_.headers)) if rejected else "",
        content=b"",
        finished_at=datetime.now(UTC),
        **counts.by_name(),
    )


def _fail(import_: Import, problem: str) -> None:
    with transaction.atomic():
        perform(import_, "fail", actor=member(import_.uploaded_by), problem=problem)
        ended = {"content": b"", "finished_at": datetime.now(UTC)}
        Import.objects.filter(pk=import_.pk).update(**ended)
