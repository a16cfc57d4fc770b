"""A workspace's own packs of law beside the people in flight.

What a draft would change for them is looked up before it is approved; whom it then blocks is paused
with the pack and its version (`enrollment.pausing`). As at enrolment, people are judged by the law
of e-mail: where another channel alone is closed, the gate leaves that step out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from compliance import law_packs, law_ruling
from compliance.case import Case
from compliance.facts import pack_of
from compliance.models import LawPack, RuleState
from compliance.packs import Pack
from compliance.rules.permission import lawful_basis
from compliance.rules.person import role_address
from compliance.verdicts import Outcome
from enrollment import backtests, facts, gates, notices, pausing
from enrollment.models import Enrollment
from enrollment.pausing import GOING, Blocked
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.alone import alone
from tenancy.models import Membership

WORKER = system("packs of law")
CHUNK = 1_000
# A preview is made while somebody waits for the page, so it looks at the newest only.
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Preview:
    """What a draft changes for the people in flight of its countries: `going` would be paused,
    `waiting` be stopped when they go on, `admitted` be let go on. `people` were looked at, `total`
    are there."""

    people: int
    total: int
    going: int
    waiting: int
    admitted: int


def preview(draft: LawPack) -> Preview:
    """Judge the newest 2,000 people in flight by the draft and by what is in force; six queries."""
    live = law_ruling.in_force(draft.code)
    former = pack_of(live) if live else law_packs.built_in(draft.code)
    rows = _covered(draft.code).filter(pk__in=Enrollment.objects.live().values("pk"))
    chosen = list(
        rows.select_related("contact__account", "contact__owner").order_by("-pk")[:LOOKED_AT]
    )
    before, after = _judged(chosen, former), _judged(chosen, pack_of(draft))
    stopped = after.keys() - before.keys()
    going = set(rows.filter(GOING, pk__in=stopped).values_list("pk", flat=True))
    return Preview(
        people=len(chosen),
        total=rows.count() if len(chosen) == LOOKED_AT else len(chosen),
        going=len(stopped & going),
        waiting=len(stopped - going),
        admitted=len(before.keys() - after.keys()),
    )


def approve(
    draft: LawPack, *, seat: Membership, actor: Actor, expected_edited_at: datetime | None = None
) -> LawPack:
    """As `compliance.law_ruling.approve`; a message that is being armed comes before it, or asks
    the new law."""
    with transaction.atomic():
        done = law_ruling.approve(
            draft, seat=seat, actor=actor, expected_edited_at=expected_edited_at
        )
        gates.take_workspace()
    return done


def retire(row: LawPack, *, seat: Membership, actor: Actor) -> LawPack:
    """As `compliance.law_ruling.retire`, since the built-in pack may be the stricter one."""
    with transaction.atomic():
        done = law_ruling.retire(row, seat=seat, actor=actor)
        gates.take_workspace()
    return done


def apply(pack_id: UUID) -> None:
    """Pause everybody in flight whom a pack that came into force blocks, unless somebody else is
    just doing it. Call it outside a transaction."""
    with alone(f"law:{pack_id}") as is_ours:
        with transaction.atomic():
            row = _unapplied().filter(pk=pack_id).first()
        if not is_ours or row is None:
            return
        if pausing.pause_all(
            _blocked_in_flight(row),
            holds=lambda: _holds(row),
            evidence=_evidence(row),
            actor=WORKER,
        ):
            _finish(row)


@transaction.atomic
def unfinished() -> list[UUID]:
    """Packs in force whose people in flight wait for a worker."""
    return list(_unapplied().values_list("pk", flat=True)[:20])


def _unapplied() -> "QuerySet[LawPack]":
    rows = LawPack.objects.select_related("approved_by")
    found: QuerySet[LawPack] = rows.filter(state=RuleState.APPROVED, applied_at=None)
    return found


@transaction.atomic
def _holds(row: LawPack) -> bool:
    """Whether the pack is still in force: nobody is paused for one that was retired meanwhile."""
    return _unapplied().filter(pk=row.pk).exists()


def _blocked_in_flight(row: LawPack) -> Iterator[list[Blocked]]:
    """In chunks, five queries each, each in a transaction of its own."""
    last, pack = UUID(int=0), pack_of(row)
    while True:
        with transaction.atomic():
            rows = _covered(row.code).filter(GOING, pk__gt=last).order_by("pk")
            chunk = list(rows.select_related("contact__account", "contact__owner")[:CHUNK])
            reasons = _judged(chunk, pack)
        if not chunk:
            return
        last = chunk[-1].pk
        yield [
            Blocked(each, f"{pack.title} keeps them out: {reasons[each.pk]}")
            for each in chunk
            if each.pk in reasons
        ]


def _covered(code: str) -> "QuerySet[Enrollment]":
    """Enrollments of people for whom the pack of this code counts."""
    rows: QuerySet[Enrollment] = Enrollment.objects.all()
    countries = law_packs.countries_of(code)
    if countries is not None:
        return rows.filter(_lives_in(countries))
    named = frozenset().union(*filter(None, map(law_packs.countries_of, law_packs.BUILT_IN)))
    return rows.exclude(_lives_in(named)).exclude(_lives_in(frozenset({""})))


def _lives_in(countries: frozenset[str]) -> Q:
    """As `facts.country_of`; somebody without a company has no country from it."""
    own, company = Q(contact__country__in=countries), Q(contact__account__country__in=countries)
    if "" in countries:
        company |= Q(contact__account=None)
    return own & ~Q(contact__country="") | Q(contact__country="") & company


def _judged(rows: Sequence[Enrollment], pack: Pack) -> dict[UUID, str]:
    """Why the pack blocks each of those whom it blocks; four queries."""
    now = clock.now()
    cases = facts.about_law([row.contact for row in rows], now)
    covers = {"pack": pack.code}
    passing = backtests.let_pass(rows, now, rule=role_address.id, covers=covers)
    found = {
        row.pk: _reason(replace(case, pack=pack), row.pk in passing)
        for row, case in zip(rows, cases, strict=True)
    }
    return {pk: reason for pk, reason in found.items() if reason}


def _reason(case: Case, is_let_pass: bool) -> str:
    asked = [lawful_basis] if is_let_pass else [lawful_basis, role_address]
    findings = [rule(case) for rule in asked]
    return next((each.reason for each in findings if each.outcome is Outcome.BLOCK), "")


@transaction.atomic
def _finish(row: LawPack) -> None:
    if row.approved_by is None or row.approved_at is None:
        return
    paused = pausing.paused_by(_evidence(row), row.approved_at)
    if not law_ruling.note_applied(row, paused=paused, actor=WORKER):
        return
    body = (
        f"{row.code} version {row.number} is in force; {pausing.people_are(paused)} paused by it."
    )
    path = f"settings/law/{row.code}/"
    notices.tell(row.approved_by, "A pack of law is in force", body, path)


def _evidence(row: LawPack) -> str:
    return f"law pack {row.code}@{row.number}"
