"""What a draft of an exclusion rule would do: over the decisions of 90 days, and to people now.

Decisions keep no values of fields. So the draft and the version in force are both judged by the
fields as they are today, and the report says so; what else blocked somebody or put them off, and
whether somebody let them pass the rule then, is taken from the decision. Per person only the
newest decision within the reach of either version counts. Whom somebody lets pass the version in
force is blocked by the draft until somebody looks again. A preflight keeps its newest verdicts with
itself and no decision, so people who were looked at and never enrolled are not in a report.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from compliance import gate, ruling
from compliance.case import ExclusionFact, Purpose
from compliance.effects import NAMED, Group, Judged, Tally, kept_out_otherwise, was_let_pass
from compliance.exceptions import MANY
from compliance.facts import covers, exclusion
from compliance.models import Decision, ExclusionRule, RuleException, RuleState
from compliance.rules.exclusion import excludes
from compliance.verdicts import Input
from contacts.facts import fields_of
from contacts.models import Contact
from enrollment.models import Activity, ActivityKind, Enrollment
from enrollment.pausing import GOING
from tenancy import clock
from tenancy.actors import system
from tenancy.alone import alone
from tenancy.models import Membership

WITHIN = timedelta(days=90)
CHUNK = 1_000
SHOWN = 20
WORKER = system("back-test")
DID = (ActivityKind.REPLIED, ActivityKind.MEETING)


@dataclass(frozen=True)
class Place:
    """Where somebody was judged, and whether they may pass the version in force there today."""

    motion: str = ""
    sequence_id: UUID | None = None
    passes: bool = False


@dataclass(frozen=True)
class _Compared:
    """A draft beside the version that it would replace."""

    draft: ExclusionRule
    former: ExclusionRule | None
    since: datetime
    now: datetime

    @property
    def rules(self) -> list[ExclusionRule]:
        """Both, or the draft alone."""
        return [self.draft, *([self.former] if self.former else [])]


def run(rule_id: UUID) -> None:
    """Make the report of one draft that waits for it, unless somebody else is just doing it. Call
    it outside a transaction. Five queries for each thousand people."""
    with alone(f"backtest:{rule_id}") as is_ours:
        # Whoever saves meanwhile has asked for another report.
        while is_ours and _is_edited_meanwhile(rule_id):
            pass


@transaction.atomic
def unfinished() -> list[UUID]:
    """Drafts that wait for a worker because a nudge was lost."""
    rows = ExclusionRule.objects.filter(state=RuleState.DRAFT, report=ruling.WAITING)
    return list(rows.values_list("pk", flat=True)[:20])


def blocked_in_flight(rule: ExclusionRule, who: Q = GOING) -> Iterator[list[Enrollment]]:
    """The enrollments (`who`, with contact) that a rule blocks, in chunks; whom somebody lets
    pass is not among them. Three queries a chunk, each in a transaction of its own."""
    last, fact, now = UUID(int=0), exclusion(rule), clock.now()
    while True:
        with transaction.atomic():
            rows = _reached([rule]).filter(who, pk__gt=last).order_by("pk")
            chunk = list(rows.select_related("contact__account")[:CHUNK])
            passing = _let_pass(chunk, now, rule)
        if not chunk:
            return
        last = chunk[-1].pk
        yield [
            row
            for row in chunk
            if row.pk not in passing and excludes(fact, fields_of(row.contact, now))
        ]


def let_pass(
    rows: Sequence[Enrollment],
    now: datetime,
    *,
    rule: str,
    covers: Mapping[str, Input],
    exclusion_key: UUID | None = None,
) -> set[UUID]:
    """Those of the enrollments whose person somebody lets pass a rule: neither the person's owner
    nor who enrolled them, and for exactly what `covers` says (`compliance.exceptions`)."""
    let = RuleException.objects.filter(
        rule=rule,
        exclusion_key=exclusion_key,
        covers=covers,
        contact_id__in=[row.contact_id for row in rows],
        revoked_at=None,
        expires_at__gt=now,
    )
    found: dict[UUID, list[tuple[UUID | None, UUID, UUID | None]]] = defaultdict(list)
    named = ("contact_id", "sequence_id", "granted_by", "contact__owner")
    for contact_id, *about in let.values_list(*named):
        found[contact_id].append((about[0], about[1], about[2]))
    return {
        row.pk
        for row in rows
        for sequence_id, by, owner in found[row.contact_id]
        if sequence_id in (None, row.sequence_id) and by not in (row.enrolled_by_id, owner)
    }


def _let_pass(rows: Sequence[Enrollment], now: datetime, rule: ExclusionRule) -> set[UUID]:
    covers = {"version": str(rule.number)}
    return let_pass(rows, now, rule=MANY, covers=covers, exclusion_key=rule.key)


def shown(sample: Sequence[str], seat: Membership) -> list[Contact]:
    """Of the people that a report names at most 20 whom this seat may see; one query."""
    people = Contact.objects.known().visible_to(seat).select_related("account", "owner")
    return list(people.filter(pk__in=sample).order_by("last_name", "pk")[:SHOWN])


def _is_edited_meanwhile(rule_id: UUID) -> bool:
    with transaction.atomic():
        rows = ExclusionRule.objects.filter(state=RuleState.DRAFT, report=ruling.WAITING)
        draft = rows.filter(pk=rule_id).first()
        if draft is None:
            return False
        now = clock.now()
        compared = _Compared(draft, ruling.in_force(draft.key), now - WITHIN, now)
        decision_ids = list(_newest(compared))
    tally = Tally()
    for start in range(0, len(decision_ids), CHUNK):
        with transaction.atomic():
            tally.add(_judged(decision_ids[start : start + CHUNK], compared))
    return not ruling.keep_report(draft, _report(compared, tally, len(decision_ids)), actor=WORKER)


def _report(compared: _Compared, tally: Tally, decided: int) -> dict[str, Any]:
    former = compared.former
    in_flight, waiting = _going(compared.draft), _counted(compared.draft, ~GOING)
    return {
        **asdict(tally),
        "against": former.number if former else None,
        "since": compared.since.isoformat(),
        "until": compared.now.isoformat(),
        # Erased since, so nothing can be said about them.
        "gone": decided - tally.people,
        "in_flight": in_flight,
        "waiting": waiting,
    }


def _going(rule: ExclusionRule) -> dict[str, Any]:
    found = Group()
    for rows in blocked_in_flight(rule):
        found.people += len(rows)
        found.sample += [str(row.contact_id) for row in rows][: NAMED - len(found.sample)]
    return asdict(found)


def _counted(rule: ExclusionRule, who: Q) -> int:
    live = Q(pk__in=Enrollment.objects.live().values("pk"))
    return sum(len(rows) for rows in blocked_in_flight(rule, live & who))


def _newest(compared: _Compared) -> "QuerySet[Decision, UUID]":
    """The newest decision about each person who was judged for enrolment."""
    purposes = (Purpose.ENROL, Purpose.PREFLIGHT)
    rows = Decision.objects.filter(at__gte=compared.since, purpose__in=purposes)
    if all(rule.motion or rule.sequence_id for rule in compared.rules):
        rows = rows.filter(enrollment_id__in=_reached(compared.rules).values("pk"))
    newest = rows.order_by("contact_id", "-at", "-pk").distinct("contact_id")
    found: QuerySet[Decision, UUID] = newest.values_list("pk", flat=True)
    return found


def _reached(rules: Sequence[ExclusionRule]) -> "QuerySet[Enrollment]":
    """Enrollments that at least one of the rules holds for, whatever their state."""
    reach = Q(pk__in=[])
    for rule in rules:
        one = Q(version__motion=rule.motion) if rule.motion else Q()
        one &= Q(sequence_id=rule.sequence_id) if rule.sequence_id else Q()
        if not one:
            reach = Q()
            break
        reach |= one
    found: QuerySet[Enrollment] = Enrollment.objects.filter(reach)
    return found


def _judged(ids: Sequence[UUID], compared: _Compared) -> list[Judged]:
    """What both versions say about the people of these decisions; five queries."""
    decisions = list(Decision.objects.filter(pk__in=ids, at__gte=compared.since))
    people = Contact.objects.known().select_related("account")
    known = people.in_bulk([each.contact_id for each in decisions])
    ways = Enrollment.objects.filter(pk__in=[each.enrollment_id for each in decisions])
    rows = list(ways.select_related("version"))
    former = compared.former
    passing = _let_pass(rows, compared.now, former) if former else set()
    places = {row.pk: Place(row.version.motion, row.sequence_id, row.pk in passing) for row in rows}
    did = _did(list(known), compared.since)
    # A former version whose time is over blocks nobody any more.
    facts = [
        (rule, exclusion(rule))
        for rule in compared.rules
        if rule is compared.draft or not ruling.has_expired(rule, compared.now)
    ]
    return [
        _one(each, known[each.contact_id], places.get(each.enrollment_id), did, facts, compared)
        for each in decisions
        if each.contact_id in known
    ]


def _one(
    decision: Decision,
    contact: Contact,
    place: Place | None,
    did: dict[UUID, dict[str, datetime]],
    facts: list[tuple[ExclusionRule, ExclusionFact]],
    compared: _Compared,
) -> Judged:
    way = place or Place()
    fields = fields_of(contact, compared.now)
    verdict, key = gate.verdict_of(decision), str(compared.draft.key)
    passed = way.passes or was_let_pass(verdict, key)
    said = [
        covers(row, way.motion, way.sequence_id)
        and excludes(fact, fields)
        and not (passed and row is compared.former)
        for row, fact in facts
    ]
    after = {kind for kind, at in did[contact.pk].items() if at >= decision.at}
    return Judged(
        contact_id=str(contact.pk),
        drafted=said[0],
        in_force=any(said[1:]),
        otherwise=kept_out_otherwise(verdict, key),
        replied=ActivityKind.REPLIED in after,
        booked=ActivityKind.MEETING in after,
    )


def _did(contact_ids: list[UUID], since: datetime) -> dict[UUID, dict[str, datetime]]:
    """When each person last replied and last booked."""
    found: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    rows = Activity.objects.filter(contact_id__in=contact_ids, kind__in=DID, at__gte=since)
    for contact_id, kind, at in rows.order_by("at").values_list("contact_id", "kind", "at"):
        found[contact_id][kind] = at
    return found
