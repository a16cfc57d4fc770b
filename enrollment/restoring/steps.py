"""The two ends of a restore: beginning it, which closes the gate of the installation and makes
Message-IDs new, and releasing it, which an admin answers for."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from audit import sealing
from audit.actions import Action
from audit.recording import record
from enrollment import gates, installation
from enrollment.models import Reconciliation, ReleaseCause, Touch
from enrollment.restoring import places
from enrollment.restoring.replaying import REPLAY
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Installation, Workspace
from tenancy.reading import own_workspace


def begin(point: datetime | None = None, newest_tx: int = 0) -> Installation:
    """Hold everything and begin a new epoch, for the installation; outside any scope.

    `point` is the moment up to which the database remembers, in real time; without one it is the
    last pulse that the database has, and when it is begun again, the moment of before. `newest_tx`
    is the highest transaction number in all trails: a server that was made anew goes on from there.
    Refused: no_point when there is no moment, or it is still to come.
    Raises OSError when the folder outside cannot be used.
    """
    with transaction.atomic():
        folder = places.outside()
        gates.take(gates.INSTALLATION)
        known = Installation.objects.select_for_update().get(pk=1)
        seen = folder.pulse() or 0 if folder else 0
        known.restore_point = _point(point, known, went_back=seen > known.pulse)
        known.restored_at = clock.real_now()
        known.restore_epoch += 1
        known.restore_hold = True
        known.tx_base = max(known.tx_base, newest_tx + 1 - _transaction())
        known.pulse = max(known.pulse, seen) + 1
        known.save()
    if folder is not None:
        folder.keep_pulse(known.pulse)
    return known


def _point(asked: datetime | None, known: Installation, *, went_back: bool) -> datetime:
    """What left before this moment is looked for nowhere, so it is never later than is known."""
    if asked is not None and asked > clock.real_now():
        message = "This moment is still to come. Give the one of the backup: --point."
        raise Refused(message, code="no_point")
    if went_back:
        # Nothing has counted the pulse on since the backup.
        found = min((at for at in (asked, known.pulse_at) if at), default=None)
    else:
        # In a hold that was begun the processes count on: the pulse says nothing of the backup.
        begun = known.restore_point if known.restore_hold else None
        found = asked or begun or known.pulse_at
    if found is None:
        message = "Say up to which moment the backup remembers: --point."
        raise Refused(message, code="no_point")
    return found


def _transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        number: int = cursor.fetchone()[0]
        return number


def newest_tx_here() -> int:
    """How far the trail of the open workspace has counted."""
    with transaction.atomic():
        return sealing.newest_tx()


def begin_here() -> int:
    """The part of each workspace: leases of workers that are gone end, and the trail says it.
    Returns how many touches are planned."""
    with transaction.atomic():
        known = Installation.objects.get(pk=1)
        planned = Touch.objects.filter(state="planned")
        planned.filter(lease_until__isnull=False).update(lease_until=None)
        record(
            Action.RESTORE_BEGUN,
            _workspace(),
            actor=REPLAY,
            epoch=known.restore_epoch,
            point=str(known.restore_point),
        )
        count: int = planned.count()
        return count


def check_here() -> None:
    """Refused: not_reconciled, while the open workspace was not compared with the evidence."""
    with transaction.atomic():
        known = Installation.objects.get(pk=1)
        if not Reconciliation.objects.filter(epoch=known.restore_epoch).exists():
            slug = _workspace().slug
            message = f"Workspace {slug} was not compared with the evidence: reconcile_restore."
            raise Refused(message, code="not_reconciled")


def hold_back_here(actor: Actor, *, at_once: bool) -> None:
    """What is due in the open workspace waits for its release plan, so that nothing bursts."""
    with transaction.atomic():
        known = Installation.objects.get(pk=1)
    since = known.restored_at or clock.real_now()
    installation.hold_back(ReleaseCause.RESTORE, since=since, by=actor, at_once=at_once)


def release_here(actor: Actor) -> None:
    """The trail of each workspace says who released it."""
    with transaction.atomic():
        epoch = Installation.objects.get(pk=1).restore_epoch
        record(Action.RESTORE_RELEASED, _workspace(), actor=actor, epoch=epoch)


def check() -> None:
    """Refused: no_hold; not_begun, where the database went back once more."""
    with transaction.atomic():
        _check(Installation.objects.get(pk=1))


def release() -> None:
    """Open the gate again; every workspace was checked before. Refused as `check`."""
    with transaction.atomic():
        gates.take(gates.INSTALLATION)
        _check(Installation.objects.select_for_update().get(pk=1))
        Installation.objects.filter(pk=1).update(restore_hold=False, pulse=F("pulse") + 1)


def _check(known: Installation) -> None:
    if not known.restore_hold:
        raise Refused("No restore is held back.", code="no_hold")
    folder = places.outside()
    if folder is not None and (folder.pulse() or 0) > known.pulse:
        message = "The database went back once more. Begin anew: manage.py after_restore."
        raise Refused(message, code="not_begun")


def _workspace() -> Workspace:
    return own_workspace()
