"""A pasted text: everybody in it is stopped in one transaction, or by a worker when it is long."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from compliance import services as compliance
from compliance.case import Scope
from compliance.fingerprints import Target
from compliance.models import StopList, SuppressionReason
from compliance.stop_lists.bounds import WIDE, bounded
from compliance.stop_lists.keeping import Terms, covered_of, stop_of
from compliance.stop_lists.reading import HASHES, Found, Kind, read_text, unread
from contacts.models import Contact
from enrollment import gates, history, stops
from enrollment.models import Enrollment, ExitReason, SendIntent
from enrollment.stop_lists.uploading import start, upload
from enrollment.stops import Stopped
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MOST_AT_ONCE = 500
# Some 20,000 addresses; of a text that is none, so much takes a request a few seconds.
MAX_PASTED = 500_000
SHOWN = 20
SOURCE = "pasted list"
REASON = SuppressionReason.MANUAL


@dataclass(frozen=True)
class Pasted:
    """What became of a pasted text. `stopped` entries bind now; `unknown` of them are addresses of
    nobody whom the reader sees; `invalid` pieces stopped nobody (`unreadable`: the first ones).

    `ended` counts sequences, `cancelled` touches that were planned, `in_flight` messages that were
    already on their way and may still arrive; all of people whom the reader sees, so that nobody
    learns about those of others.
    """

    stopped: int
    unknown: int
    invalid: int
    unreadable: tuple[str, ...] = ()
    ended: int = 0
    cancelled: int = 0
    in_flight: int = 0


def read(text: str, seat: Membership) -> list[Found]:
    """Everything in a pasted text; what this seat may not stop is among what stops nobody. Refused
    (too_many) when it is longer than MAX_PASTED characters."""
    if len(text) > MAX_PASTED:
        sentence = (
            f"This is longer than {MAX_PASTED:,} characters. Save it as a file, and upload that as"
            " a list."
        )
        raise Refused(sentence, code="too_many", fields={"addresses": sentence})
    widely = seat.may(WIDE)
    return [bounded(each, reason=REASON, widely=widely) for each in read_text(text)]


def needs_worker(found: Sequence[Found]) -> bool:
    """Whether these are for `as_list`: many, or hashes, which are compared with everybody."""
    wanted = [each.kind for each in found if each.kind]
    return len(wanted) > MOST_AT_ONCE or any(kind in HASHES.values() for kind in wanted)


@transaction.atomic
def stop_pasted(text: str, *, seat: Membership, actor: Actor) -> Pasted:
    """Suppress everything in a pasted text and end the sequences behind it.

    Takes what `compliance.stop_lists.reading` understands. Raises Refused when the text names
    nobody, or what `needs_worker`: that is for `as_list`.
    """
    check_may(seat, actor, Capability.ENROL)
    found = read(text, Membership.objects.get(pk=seat.pk))
    wanted, bad = [each for each in found if each.kind], unread(found)
    _check(wanted, bad)
    evidence = f"paste {uuid7()}"
    terms = Terms(REASON, SOURCE, evidence=evidence)
    # Nothing is armed between the stop and its effects: as a stop wider than an address does it.
    gates.take_workspace()
    rows = compliance.suppress_many([stop_of(each, terms) for each in wanted], actor=actor)
    ended = _end(wanted, {(Scope(row.kind), row.key) for row in rows}, seat, actor)
    return Pasted(
        stopped=len(wanted),
        unknown=_strangers(wanted, seat),
        invalid=len(bad),
        unreadable=tuple(each.text for each in bad[:SHOWN]),
        ended=sum(each.exited for each in ended),
        cancelled=sum(each.cancelled for each in ended),
        in_flight=sum(each.in_flight for each in ended),
    )


def as_list(text: str, *, seat: Membership, actor: Actor) -> StopList:
    """A long pasted text as a list that a worker takes, which the caller nudges.

    What is not understood is among the refused lines of the list. Raises Refused when the text
    names nobody.
    """
    found = read(text, seat)
    wanted, bad = [each for each in found if each.kind], unread(found)
    _check_any(wanted, bad)
    # Whoever reads a list takes a first line that is not understood for its header.
    lines = "\n".join(each.text for each in (*wanted, *bad))
    by: dict[str, Any] = {"seat": seat, "actor": actor}
    with transaction.atomic():
        row = upload(
            "pasted.txt",
            lines.encode(),
            reason=REASON,
            channel="",
            source=SOURCE,
            **by,
        )
        return start(row, **by)


def exit_all(
    rows: Sequence[Enrollment], *, cause: ExitReason, evidence: str, actor: Actor
) -> list[Stopped]:
    """Exit enrollments in one transaction; their gates are locked in one sorted sweep first."""
    gates.lock(stops.gate_key(row) for row in rows)
    return [
        stops.exit_enrollment(row, reason=cause, evidence=evidence, actor=actor) for row in rows
    ]


def _check(wanted: Sequence[Found], bad: Sequence[Found]) -> None:
    _check_any(wanted, bad)
    if needs_worker(wanted):
        sentence = (
            f"These are hashes, or more than {MOST_AT_ONCE:,} entries. Upload them as a list."
        )
        raise Refused(sentence, code="too_many", fields={"addresses": sentence})


def _check_any(wanted: Sequence[Found], bad: Sequence[Found]) -> None:
    if not wanted:
        sentence = (
            "Nothing of this is understood. Paste addresses such as name@company.example, domains,"
            " or numbers with their country code."
            if bad
            else "Paste at least one address, domain or number."
        )
        raise Refused(sentence, code="invalid", fields={"addresses": sentence})


def visible(rows: Sequence[Enrollment], seat: Membership) -> list[Enrollment]:
    """Those of people whom somebody sees."""
    people = Contact.objects.visible_to(seat).filter(pk__in=[row.contact_id for row in rows])
    seen = set(people.values_list("pk", flat=True))
    return [row for row in rows if row.contact_id in seen]


def _end(
    wanted: Sequence[Found], targets: AbstractSet[Target], seat: Membership, actor: Actor
) -> list[Stopped]:
    """End everybody who is meant; returned is what became of those whom the reader sees."""
    live = Enrollment.objects.live().filter(_may_be_meant(wanted, targets))
    rows = list(live.select_related("contact__account").order_by("pk"))
    earlier = history.written_to([row.contact_id for row in rows])
    covered = covered_of([row.contact for row in rows], targets, earlier)
    meant = [row for row in rows if row.contact_id in covered]
    done = exit_all(meant, cause=ExitReason.MANUAL, evidence="pasted list", actor=actor)
    seen = visible(meant, seat)
    return [one for row, one in zip(meant, done, strict=True) if row in seen]


def _may_be_meant(wanted: Sequence[Found], targets: AbstractSet[Target]) -> Q:
    """Whom to look at: nobody is left out whom an entry covers, also at a former address."""
    who = Q(contact__email_base__in=[each.value for each in wanted])
    sent = SendIntent.objects.filter(address_key__in=[key for _, key in targets])
    who |= Q(contact__in=sent.values("touch__enrollment__contact_id"))
    for each in wanted:
        if each.kind is Kind.DOMAIN:
            who |= Q(contact__domain=each.value) | Q(contact__domain__endswith=f".{each.value}")
    return who


def _strangers(wanted: Sequence[Found], seat: Membership) -> int:
    bases = {each.value for each in wanted if each.kind is Kind.ADDRESS}
    people = Contact.objects.visible_to(seat).filter(email_base__in=bases)
    known = people.values("email_base").distinct()
    return len(bases) - known.count()
