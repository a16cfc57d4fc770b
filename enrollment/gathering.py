"""Looking at audiences: who is new goes through a preflight, and then waits for review.

A look only saves who is to be checked. The preflight is judged in chunks and committed when it is
ready; whatever dies in between is found again by `keep`, which beat calls. The row of the audience
is locked while it decides, so two looks at once are one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from audit.actions import Action
from audit.recording import record
from enrollment import audiences, campaign, newcomers, notices, preflights
from enrollment.models import Audience, Preflight, PreflightState
from sequences.models import Version
from tenancy import clock
from tenancy.actors import Actor, member, system
from tenancy.errors import Refused
from tenancy.models import Membership

SYSTEM = system("audiences")
AT_A_TIME = 50
UNFINISHED = (PreflightState.CHECKING, PreflightState.READY, PreflightState.ENROLLING)

log = structlog.get_logger(__name__)


def look(audience: Audience, *, seat: Membership, actor: Actor) -> Preflight | None:
    """A person asks who is new; None when nobody is. A worker does the rest (`carry_on`).

    Refused: not_allowed (only the owner, in whose name people come in), ended, busy,
    version_not_approved, campaign_over, view_changed.
    """
    with transaction.atomic():
        row = audiences.locked(audience.pk)
        audiences.check_open(row)
        if row.owner_id != seat.pk or not preflights.may_enrol(row.owner):
            message = "People come in by this audience in its owner's name. Save it to take it over"
            raise Refused(f"{message}, or ask {row.owner.label}.", code="not_allowed")
        if is_busy(row):
            message = "The people of the last look are still being checked. Try again later."
            raise Refused(message, code="busy")
        now = clock.now()
        return _gather(row, _version_of(row, now), actor, now)


def run(audience: Audience, *, seat: Membership, actor: Actor) -> Preflight | None:
    """Look, and bring in who is new. Outside a transaction; raises what `look` raises."""
    preflight = look(audience, seat=seat, actor=actor)
    carry_on(audience.pk)
    return preflight


def carry_on(audience_id: UUID) -> None:
    """Judge who was found last, and enrol them; outside a transaction. Doing it twice, or twice
    at once, enrols once."""
    with transaction.atomic():
        preflight_id = Audience.objects.get(pk=audience_id).last_preflight_id
    if preflight_id is None:
        return
    preflights.run(preflight_id)
    if _committed(audience_id):
        preflights.run(preflight_id)


def keep() -> None:
    """One round in the open scope: look where it is time, go on where something was left."""
    for audience_id in _due():
        _attempt(_look_when_due, audience_id)
    for audience_id in _unfinished():
        _attempt(carry_on, audience_id)


def _attempt(work: Callable[[UUID], None], audience_id: UUID) -> None:
    try:
        work(audience_id)
    except Exception:
        log.exception("audience not looked at", audience_id=str(audience_id))


@transaction.atomic
def _due() -> list[UUID]:
    rows = Audience.objects.filter(ended_at=None, next_at__lte=clock.now())
    return list(rows.order_by("next_at").values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def _unfinished() -> list[UUID]:
    rows = Audience.objects.filter(ended_at=None, last_preflight__stage__in=UNFINISHED)
    return list(rows.order_by("last_at").values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def _look_when_due(audience_id: UUID) -> None:
    row, now = audiences.locked(audience_id), clock.now()
    # Another beat may have been first.
    if row.ended_at or row.next_at is None or row.next_at > now or is_busy(row):
        return
    if not preflights.may_enrol(row.owner):
        return _stop(row)
    row.next_at = audiences.next_look(row.rhythm, now)
    try:
        _gather(row, _version_of(row, now), SYSTEM, now)
    except Refused as refused:
        said = refused.message[:300]
        if refused.code == "view_changed" and row.problem != said:
            title, path = f"“{row.name}” waits for you", f"sequences/audiences/{row.pk}/"
            notices.tell(row.owner, title, body=said, path=path, tone="warn")
        _save(row, last_at=now, next_at=row.next_at, problem=said)


def _gather(row: Audience, version: Version, actor: Actor, now: datetime) -> Preflight | None:
    ids = newcomers.newcomers(
        row.sequence,
        row.kind,
        audiences.agreed_conditions(row),
        owner=row.owner,
        now=now,
        most=preflights.MOST_PEOPLE + 1,
    )
    if len(ids) > preflights.MOST_PEOPLE and row.next_at:
        # The others follow as soon as these are through.
        row.next_at = now
    found = _preflight(row, version, ids[: preflights.MOST_PEOPLE], actor) if ids else None
    kept = found or row.last_preflight
    _save(row, last_at=now, next_at=row.next_at, problem="", last_preflight=kept)
    return found


def _preflight(row: Audience, version: Version, ids: list[UUID], actor: Actor) -> Preflight:
    found = preflights.create(version, ids, seat=row.owner, actor=actor, via=f"audience {row.name}")
    said: dict[str, Any] = {
        "people": found.people_total,
        "preflight": str(found.pk),
        "version": str(version),
    }
    record(Action.AUDIENCE_RUN, row, actor=actor, label=row.name, **said)
    return found


@transaction.atomic
def _committed(audience_id: UUID) -> bool:
    """Ask for the enrolment of who was judged, unless something has come in between."""
    row = audiences.locked(audience_id)
    preflight = row.last_preflight
    if row.ended_at or preflight is None or preflight.stage != PreflightState.READY:
        return False
    if not preflights.may_enrol(row.owner):
        _stop(row)
        return False
    try:
        if _version_of(row, clock.now()).pk != preflight.version_id:
            raise Refused("The version was replaced while people were checked. Look again.")
    except Refused as refused:
        # Nobody of these comes in; the next look finds them again.
        _save(row, problem=refused.message[:300], last_preflight=None)
        return False
    preflights.request_commit(preflight, reason=row.reason, seat=row.owner, actor=member(row.owner))
    return True


def _version_of(row: Audience, now: datetime) -> Version:
    campaign.check_open(row.sequence, row.sequence.workspace, now)
    version: Version | None = (
        Version.objects.taking_people().filter(sequence_id=row.sequence_id).first()
    )
    if version is None:
        message = "No approved version of this sequence takes new people. Approve one first."
        raise Refused(message, code="version_not_approved")
    return version


def is_busy(row: Audience) -> bool:
    """Whether the people of the last look are still being checked or enrolled."""
    return bool(row.last_preflight and row.last_preflight.stage in UNFINISHED)


def _stop(row: Audience) -> None:
    """It acts for its owner, who may no longer do this; somebody else has to take it over."""
    problem = (
        f"{row.owner.label} may no longer enrol people, so this audience has stopped. Save it to"
        " take it over, or end it."
    )
    _save(row, next_at=None, problem=problem[:300], last_preflight=None)
    record(Action.AUDIENCE_STOPPED, row, actor=SYSTEM, label=row.name)
    version = Version.objects.select_related("sequence").filter(sequence_id=row.sequence_id)
    if newest := version.order_by("-number").first():
        notices.tell_about(newest, f"The audience “{row.name}” has stopped", problem, "warn")


def _save(row: Audience, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
