"""Suppressing and stopping in one transaction, so that nothing is armed between the two."""

from typing import Any

from django.db import transaction

from compliance.case import Scope
from compliance.models import Suppression, SuppressionKind, SuppressionReason
from compliance.services import suppress
from compliance.stop_lists.bounds import WIDE_SCOPES, obstacle
from compliance.stop_lists.keeping import covered_of
from compliance.suppressing import invalid
from contacts.addresses import AddressError, parse_address
from enrollment import gates, stops
from enrollment.models import Enrollment, ExitReason
from tenancy.actors import Actor

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
    One that covers a single channel exits nobody: the gate keeps that channel back, and what is
    armed to the address is judged anew. Nor does one of a number, which is for calls and texts. A
    domain or a company has one reason, MANUAL.
    """
    if Scope(kind) in WIDE_SCOPES and (sentence := obstacle(reason, widely=True)):
        raise invalid("reason", sentence)
    cause = CAUSES.get(SuppressionReason(reason), ExitReason.MANUAL)
    with transaction.atomic():
        if kind != SuppressionKind.ADDRESS:
            gates.take_workspace()
        else:
            gates.lock([stops.key_for(_base(value))])
        row = suppress(kind=kind, value=value, reason=reason, source=source, actor=actor, **more)
        evidence = f"suppression {row.pk}"
        if row.channel and kind == SuppressionKind.ADDRESS:
            key = stops.key_for(_base(value))
            stops.close_channel([key], row.channel, evidence=evidence, actor=actor)
        if row.channel:
            return row
        if kind == SuppressionKind.ADDRESS:
            stops.stop_address(_base(value), cause=cause, evidence=evidence, actor=actor)
        elif kind != SuppressionKind.PHONE:
            _end(row, cause, evidence, actor)
    return row


def _end(stop: Suppression, cause: ExitReason, evidence: str, actor: Actor) -> None:
    rows = list(Enrollment.objects.live().select_related("contact__account"))
    covered = covered_of([row.contact for row in rows], {(Scope(stop.kind), stop.key)})
    for row in rows:
        if row.contact_id in covered:
            stops.exit_enrollment(row, reason=cause, evidence=evidence, actor=actor)


def _base(value: str) -> str:
    try:
        return parse_address(value).base
    except AddressError:
        # `suppress` refuses it with a sentence; until then any key serves to lock.
        return "no@address.invalid"
