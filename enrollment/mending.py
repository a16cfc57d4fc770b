"""Mending in place what keeps people of a preflight out, and asking about only those again."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from contacts.mending import FILLABLE, OWNER, assign, fill
from enrollment import preflights
from enrollment.models import Preflight, PreflightPerson, PreflightState
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership

# Which rule asks for which field of the contact; `required_fields` names its own.
ASKS = {"segment": "segment", "owner": OWNER, "approval_tag": "approval_tag"}
REQUIRED = "required_fields"
PREFIX = "contact."


def kept_out(preflight: Preflight, seat: Membership, rule: str = "") -> QuerySet[PreflightPerson]:
    """People whom the seat sees and the rules keep out; with `rule` whom this one keeps out."""
    rows = preflights.people_of(preflight, seat).filter(outcome__in=("block", "defer"))
    if rule:
        said = [[{"r": rule, "o": outcome}] for outcome in ("block", "defer")]
        rows = rows.filter(Q(findings__contains=said[0]) | Q(findings__contains=said[1]))
    return rows.order_by("pk")


def gaps(preflight: Preflight, seat: Membership, rule: str) -> Sequence[str]:
    """The columns that one value could fill for people whom the rule keeps out and the seat sees;
    one statement."""
    if preflight.stage != PreflightState.READY:
        return ()
    if rule in ASKS:
        return (ASKS[rule],)
    if rule != REQUIRED:
        return ()
    missing: set[str] = set()
    for findings in kept_out(preflight, seat, rule).values_list("findings", flat=True):
        for each in findings:
            if each["r"] == rule:
                missing.update(str(each.get("i", {}).get("missing", "")).split(", "))
    named = {name.removeprefix(PREFIX) for name in missing if name.startswith(PREFIX)}
    return tuple(column for column in FILLABLE if column in named)


def mend(
    preflight: Preflight,
    *,
    rule: str,
    column: str,
    value: str,
    people: Collection[UUID] | None,
    seat: Membership,
    actor: Actor,
) -> int:
    """Fill the column for those whom the rule keeps out (all, or the contacts in `people`) and
    judge them again; how many were filled. For an owner `value` is the id of their seat.

    Refused: not_allowed, invalid, state_changed, nobody_chosen.
    """
    with transaction.atomic():
        if column not in gaps(preflight, seat, rule):
            raise Refused("This can no longer be mended here. Reload the page.", code="invalid")
        ids = set(kept_out(preflight, seat, rule).values_list("contact_id", flat=True))
        if people is not None:
            ids &= set(people)
        if not ids:
            raise Refused("Choose at least one person first.", code="nobody_chosen")
        if column == OWNER:
            done = assign(ids, owner=_seat(value), seat=seat, actor=actor)
        else:
            done = fill(ids, column=column, value=value, seat=seat, actor=actor)
        preflights.recheck(preflight, done, seat=seat, actor=actor)
    return len(done)


def _seat(text: str) -> Membership:
    try:
        found = Membership.objects.select_related("user").filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        message = "Choose who is to own these people."
        raise Refused(message, code="invalid", fields={"value": message})
    return found
