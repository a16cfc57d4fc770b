"""Noticing that the database went back in time.

While workers run, a pulse is counted up in the database and then, after the commit, kept outside
it. So the one outside is never ahead, unless the database has forgotten commits: it was restored,
or a standby took over that had not received them. Then nothing leaves until somebody has looked.
A backup that is younger than the last pulse (15 seconds) is not noticed; `after_restore` belongs
after every restore, noticed or not.
"""

import structlog
from django.db import transaction
from django.db.models import F

from enrollment import gates
from enrollment.restoring import places
from enrollment.restoring.outside import Outside
from tenancy import clock
from tenancy.models import Installation

log = structlog.get_logger(__name__)


def watch() -> bool:
    """Compare both pulses and count on; True when the database was found to have gone back, which
    closes the gate of the whole installation. Raises OSError when the folder cannot be used."""
    with transaction.atomic():
        folder = places.outside()
    if folder is None:
        return False
    # Read before the database: what stands outside was committed earlier.
    seen = folder.pulse()
    with transaction.atomic():
        known = Installation.objects.get(pk=1)
        if seen is not None and seen > known.pulse:
            return _close(known)
    _count_on(folder)
    return False


def _close(known: Installation) -> bool:
    """Hold everything. The pulse is not counted on: it is noticed again until the restore is
    begun properly."""
    if not known.restore_hold:
        log.error("the database went back in time, nothing is sent until the restore is released")
    gates.take(gates.INSTALLATION)
    Installation.objects.filter(pk=1).update(restore_hold=True)
    return True


def _count_on(folder: Outside) -> None:
    with transaction.atomic():
        now = clock.real_now()
        Installation.objects.filter(pk=1).update(pulse=F("pulse") + 1, pulse_at=now)
        pulse = Installation.objects.get(pk=1).pulse
    folder.keep_pulse(pulse)
