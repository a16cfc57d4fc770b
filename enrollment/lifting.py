"""Lifting a stop where it binds: the suppression, the recipient's gate and the CRM's flag at once.

Nothing starts again by it: whoever was exited stays exited, and may be enrolled anew.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from compliance import lifting
from compliance.models import LiftRequest, Suppression, SuppressionKind, SuppressionReason
from contacts import services as contacts
from contacts.models import Contact
from enrollment import gates, history
from enrollment.models import RecipientGate
from enrollment.suppressing import CAUSES
from tenancy.actors import Actor
from tenancy.models import Membership


def ask(stop: Suppression, *, contact: Contact, **said: Any) -> LiftRequest:
    """Bring new consent of a stopped person, also where they were stopped at a former address.

    `said` and what is refused are those of `compliance.lifting.ask`.
    """
    with transaction.atomic():
        return lifting.ask(stop, contact=contact, former=former_keys(contact), **said)


def former_keys(contact: Contact) -> frozenset[str]:
    """The keys of the addresses at which a person was written to, the one of today among them."""
    return frozenset(history.written_to([contact.pk]).get(contact.pk, ()))


def lift(request: LiftRequest, *, seat: Membership, actor: Actor) -> LiftRequest:
    """Agree to a request as its second person. Each gate opens when nothing else shuts it.

    Holds the recipient's gates from the beginning: a stop that comes at the same moment is either
    seen here, or stands after it. Refused as `compliance.lifting.grant` refuses.
    """
    with transaction.atomic():
        rows = LiftRequest.objects.select_related("suppression", "contact")
        fresh: LiftRequest = rows.get(pk=request.pk)
        former = former_keys(fresh.contact)
        held = _alone_with(lifting.stops_like(fresh.suppression, fresh.contact, former))
        done = lifting.grant(request, seat=seat, actor=actor, former=former)
        if fresh.suppression.reason == SuppressionReason.CRM:
            contacts.clear_crm_opt_out(fresh.contact.email_base, actor=actor)
        for stop in done.lifted:
            gate = held.get(stop.key)
            if gate and gate.stopped_at and not stop.channel and not _still_shut(stop.key):
                _open(gate)
    return done.request


def _alone_with(stops: Sequence[Suppression]) -> dict[str, RecipientGate]:
    """The locked gates of these stops; one of a number takes the workspace's key first."""
    if any(stop.kind != SuppressionKind.ADDRESS for stop in stops):
        gates.take_workspace()
    keys = [stop.key for stop in stops if stop.kind == SuppressionKind.ADDRESS]
    return gates.lock(keys) if keys else {}


def _still_shut(key: str) -> bool:
    """Whether something that shuts an address for good stands besides what was lifted."""
    rows = Suppression.objects.filter(
        key=key, kind=SuppressionKind.ADDRESS, channel="", lifted_at=None, reason__in=list(CAUSES)
    )
    return bool(rows.exists())


def _open(gate: RecipientGate) -> None:
    gate.stopped_at, gate.reason = None, ""
    gate.save(update_fields=["stopped_at", "reason"])
