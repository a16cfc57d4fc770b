"""Suppressing and stopping in one transaction, so that nothing is armed between the two."""

from typing import Any

from django.db import transaction

from compliance.facts import suppressions_for
from compliance.models import Suppression, SuppressionKind, SuppressionReason
from compliance.services import suppress
from contacts.addresses import AddressError, parse_address
from enrollment import gates, stops
from enrollment.models import Enrollment, ExitReason
from tenancy.actors import Actor
from tenancy.scope import current_workspace_id

CAUSES = {
    SuppressionReason.OPT_OUT: ExitReason.OPTED_OUT,
    SuppressionReason.CRM: ExitReason.OPTED_OUT,
    SuppressionReason.COMPLAINT: ExitReason.COMPLAINED,
    SuppressionReason.HARD_BOUNCE: ExitReason.BOUNCED,
    SuppressionReason.ERASED: ExitReason.ERASED,
}


def suppress_and_stop(
    *, kind: str, value: str, reason: str, source: str, actor: Actor, **more: Any
) -> Suppression:
    """Suppress, and exit whoever it covers. `more` is as `compliance.services.suppress` takes.

    A stop wider than an address takes the workspace's key, so it waits for every arm under way.
    One that covers a single channel exits nobody: the gate keeps that channel back.
    """
    cause = CAUSES.get(SuppressionReason(reason), ExitReason.MANUAL)
    with transaction.atomic():
        if kind != SuppressionKind.ADDRESS:
            gates.take(gates.key_of("workspace", current_workspace_id()))
        else:
            gates.lock([stops.key_for(_base(value))])
        row = suppress(kind=kind, value=value, reason=reason, source=source, actor=actor, **more)
        if not row.channel:
            _stop(kind, value, cause, f"suppression {row.pk}", actor)
    return row


def _stop(kind: str, value: str, cause: ExitReason, evidence: str, actor: Actor) -> None:
    if kind == SuppressionKind.ADDRESS:
        stops.stop_address(_base(value), cause=cause, evidence=evidence, actor=actor)
        return
    rows = list(Enrollment.objects.live().select_related("contact__account"))
    covered = suppressions_for([row.contact for row in rows])
    for row in rows:
        if any(fact.channel is None for fact in covered.get(row.contact_id, ())):
            stops.exit_enrollment(row, reason=cause, evidence=evidence, actor=actor)


def _base(value: str) -> str:
    try:
        return parse_address(value).base
    except AddressError:
        # `suppress` refuses it with a sentence; until then any key serves to lock.
        return "no@address.invalid"
