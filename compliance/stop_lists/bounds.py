"""How much one entry may stop.

Anybody who enrols people may stop single ones. A whole domain or company is stopped by a manager or
an admin, and for no reason but their own: nobody says no, complains or bounces for all of its
people, and what a colleague has stopped a colleague can lift.
"""

from dataclasses import replace

from compliance.case import Scope, StopReason
from compliance.stop_lists.reading import Found, Kind
from tenancy.roles import Capability

WIDE = Capability.STOP_WIDELY
WIDE_SCOPES = frozenset({Scope.DOMAIN, Scope.ACCOUNT})
NOT_YOURS = "Only a manager or an admin stops a whole domain or company."
ONE_REASON = (
    "A whole domain or company has one reason: “Stopped by a person”. Nobody says no for everybody"
    " there."
)


def bounded(found: Found, *, reason: str, widely: bool) -> Found:
    """The entry, or why it stops nobody; `widely`: whether more than one person may be meant."""
    if found.kind is not Kind.DOMAIN or not (problem := obstacle(reason, widely=widely)):
        return found
    return replace(found, kind=None, value="", problem=problem)


def obstacle(reason: str, *, widely: bool) -> str:
    """Why more than one person may not be stopped for a reason; "" when they may."""
    if not widely:
        return NOT_YOURS
    return "" if reason == StopReason.MANUAL else ONE_REASON
