"""A pasted text: everybody in it is stopped in one transaction."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from compliance import services as compliance
from compliance.case import Scope
from compliance.fingerprints import Target
from compliance.models import SuppressionReason
from compliance.stop_lists.keeping import Terms, covered_of, stop_of
from compliance.stop_lists.reading import Found, Kind, read_text, unread
from contacts.models import Contact
from enrollment import gates, stops
from enrollment.models import Enrollment, ExitReason
from enrollment.stops import Stopped
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tenancy.scope import current_workspace_id

MOST_AT_ONCE = 500
SHOWN = 20


@dataclass(frozen=True)
class Pasted:
    """What became of a pasted text. `stopped` entries bind now; `unknown` of them are addresses of
    nobody here; `invalid` pieces stopped nobody (`unreadable`: the first ones).

    `ended` counts sequences, `cancelled` touches that were planned, `in_flight` messages that were
    already on their way and may still arrive.
    """

    stopped: int
    unknown: int
    invalid: int
    unreadable: tuple[str, ...] = ()
    ended: int = 0
    cancelled: int = 0
    in_flight: int = 0


@transaction.atomic
def stop_pasted(text: str, *, actor: Actor) -> Pasted:
    """Suppress everything in a pasted text and end the sequences behind it.

    Takes what `compliance.stop_lists.reading` understands. Raises Refused when the text names
    nobody, or more than MOST_AT_ONCE: those are a list for a worker.
    """
    found = read_text(text)
    wanted, bad = [each for each in found if each.kind], unread(found)
    _check(wanted, bad)
    evidence = f"paste {uuid7()}"
    terms = Terms(SuppressionReason.MANUAL, "pasted list", evidence=evidence)
    # Nothing is armed between the stop and its effects: as a stop wider than an address does it.
    gates.take(gates.key_of("workspace", current_workspace_id()))
    rows = compliance.suppress_many([stop_of(each, terms) for each in wanted], actor=actor)
    ended = _end(wanted, {(Scope(row.kind), row.key) for row in rows}, actor)
    return Pasted(
        stopped=len(wanted),
        unknown=_strangers(wanted),
        invalid=len(bad),
        unreadable=tuple(each.text for each in bad[:SHOWN]),
        ended=sum(each.exited for each in ended),
        cancelled=sum(each.cancelled for each in ended),
        in_flight=sum(each.in_flight for each in ended),
    )


def exit_all(
    rows: Sequence[Enrollment], *, cause: ExitReason, evidence: str, actor: Actor
) -> list[Stopped]:
    """Exit enrollments in one transaction; their gates are locked in one sorted sweep first."""
    gates.lock(stops.gate_key(row) for row in rows)
    return [
        stops.exit_enrollment(row, reason=cause, evidence=evidence, actor=actor) for row in rows
    ]


def _check(wanted: Sequence[Found], bad: Sequence[Found]) -> None:
    if not wanted:
        sentence = (
            "Nothing of this is understood. Paste addresses such as name@company.example, domains,"
            " or numbers with their country code."
            if bad
            else "Paste at least one address, domain or number."
        )
        raise Refused(sentence, code="invalid", fields={"addresses": sentence})
    if len(wanted) > MOST_AT_ONCE:
        sentence = f"These are more than {MOST_AT_ONCE:,} entries. Upload them as a list."
        raise Refused(sentence, code="too_many", fields={"addresses": sentence})


def _end(wanted: Sequence[Found], targets: AbstractSet[Target], actor: Actor) -> list[Stopped]:
    live = Enrollment.objects.live().filter(_may_be_meant(wanted))
    rows = list(live.select_related("contact__account").order_by("pk"))
    covered = covered_of([row.contact for row in rows], targets)
    meant = [row for row in rows if row.contact_id in covered]
    return exit_all(meant, cause=ExitReason.MANUAL, evidence="pasted list", actor=actor)


def _may_be_meant(wanted: Sequence[Found]) -> Q:
    """Whom to look at: nobody is left out whom an entry covers."""
    kinds = {each.kind for each in wanted}
    if kinds - {Kind.ADDRESS, Kind.DOMAIN}:
        return Q()
    who = Q(contact__email_base__in=[each.value for each in wanted])
    for each in wanted:
        if each.kind is Kind.DOMAIN:
            who |= Q(contact__domain=each.value) | Q(contact__domain__endswith=f".{each.value}")
    return who


def _strangers(wanted: Sequence[Found]) -> int:
    bases = {each.value for each in wanted if each.kind is Kind.ADDRESS}
    known = Contact.objects.filter(email_base__in=bases).values("email_base").distinct()
    return len(bases) - known.count()
