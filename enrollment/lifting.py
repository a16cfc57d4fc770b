"""Lifting a stop where it binds: the suppression, the recipient's gate and the CRM's flag at once.

Nothing starts again by it: whoever was exited stays exited, and may be enrolled anew.
"""

from django.db import transaction

from compliance import lifting
from compliance.models import LiftRequest, Suppression, SuppressionKind, SuppressionReason
from contacts import services as contacts
from contacts.models import Contact
from enrollment import gates
from enrollment.models import RecipientGate
from enrollment.suppressing import CAUSES
from tenancy.actors import Actor
from tenancy.models import Membership
from tenancy.scope import current_workspace_id


def lift(request: LiftRequest, *, seat: Membership, actor: Actor) -> LiftRequest:
    """Agree to a request as its second person. The gate opens when nothing else shuts it.

    Holds the recipient's gate from the beginning: a stop that comes at the same moment is either
    seen here, or stands after it. Refused as `compliance.lifting.grant` refuses.
    """
    with transaction.atomic():
        stop = Suppression.objects.get(pk=request.suppression_id)
        gate = _alone_with(stop)
        done = lifting.grant(request, seat=seat, actor=actor)
        if stop.reason == SuppressionReason.CRM:
            base = Contact.objects.values_list("email_base", flat=True).get(pk=done.contact_id)
            contacts.clear_crm_opt_out(base, actor=actor)
        if gate and gate.stopped_at and not stop.channel and not _still_shut(stop.key):
            _open(gate)
    return done


def _alone_with(stop: Suppression) -> RecipientGate | None:
    if stop.kind == SuppressionKind.ADDRESS:
        return gates.lock([stop.key])[stop.key]
    gates.take(gates.key_of("workspace", current_workspace_id()))
    return None


def _still_shut(key: str) -> bool:
    """Whether something that shuts an address for good stands besides what was lifted."""
    rows = Suppression.objects.filter(
        key=key, kind=SuppressionKind.ADDRESS, channel="", lifted_at=None, reason__in=list(CAUSES)
    )
    return bool(rows.exists())


def _open(gate: RecipientGate) -> None:
    gate.stopped_at, gate.reason = None, ""
    gate.save(update_fields=["stopped_at", "reason"])
