"""Storing what was fetched, as any mail is stored, whatever way it was fetched.

A mail that cannot be fetched or stored must not keep the others away for ever: three tries whole,
two with its header alone, then it is passed over, counted and shown.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from enrollment.incoming.faults import Fault
from enrollment.incoming.mails import Fetched
from signals import ears, intake
from signals.models import MailCursor, MailStream, StreamFolder
from signals.streams import envelopes, keeping
from signals.streams.jobs import Job

# A mail that cannot be stored: so often it is tried whole, then so often its header alone.
WHOLE, HEADER = 3, 2
# The database is away: no fault of the mail.
AWAY = (OperationalError, InterfaceError)

log = structlog.get_logger(__name__)


class Stuck(Fault):
    """One mail could not be fetched or stored; it is tried again."""


def store(
    work: Job,
    place: StreamFolder | MailCursor,
    mail: int,
    fetch: Callable[[bool], Fetched | None],
) -> None:
    """Fetch one mail and store it; `mail` is its number in this place. `fetch` is asked for all of
    it, or for its header alone, and says None when it is gone. Raises Fault while it is to be tried
    again, and django.db.Error when the database is away."""
    tried = place.stuck if place.stuck_at == mail else 0
    try:
        if tried < WHOLE + HEADER:
            _take(work, fetch(tried < WHOLE))
        else:
            _pass_over(work)
    except AWAY:
        raise
    except Exception as error:
        if isinstance(error, Fault) and not error.is_of_mail:
            raise
        _note_stuck(place, mail, tried + 1)
        if isinstance(error, Fault):
            raise
        log.exception("a fetched mail was not stored", mailbox_id=str(work.account.mailbox_id))
        raise Stuck("One mail could not be stored. It is tried again.") from error


def heard(work: Job, at: datetime) -> None:
    """All mail that lay in the mailbox at this moment is stored: that, and nothing else, is proof
    that it is heard."""
    with transaction.atomic():
        ears.polled(work.account.mailbox_id, at)
        keeping.note_success(work.stream.pk, at)


def _take(work: Job, found: Fetched | None) -> None:
    if found is None:
        return
    address = work.account.mailbox.address
    letter = envelopes.read(found.raw, address)
    intake.receive_mail(
        found.raw,
        recipients=letter.recipients or (address,),
        mailbox_id=work.account.mailbox_id,
        received_at=datetime.now(UTC),
        sender=letter.sender,
        cut_from=found.cut_from,
    )


@transaction.atomic
def _note_stuck(place: StreamFolder | MailCursor, mail: int, tried: int) -> None:
    rows = type(place)._default_manager.filter(pk=place.pk)
    rows.update(stuck_at=mail, stuck=tried)


@transaction.atomic
def _pass_over(work: Job) -> None:
    """It keeps all the others from being read; it is counted, and shown."""
    log.error("a mail was passed over", mailbox_id=str(work.account.mailbox_id))
    MailStream.objects.filter(pk=work.stream.pk).update(passed_over=F("passed_over") + 1)
