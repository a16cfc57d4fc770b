"""Preflights: many people checked against one version, saved, and enrolled when asked.

A worker judges and enrols in chunks, each in its own transaction, so progress shows, a killed
worker loses nothing and a second run goes on where the first ended. Everybody is judged again at
the commit, and what changed is marked. Whoever belongs to somebody else by then is left out: a
seat reads and enrols whom it sees at that moment.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from compliance.gate import label_of
from compliance.verdicts import Finding, Outcome, Verdict, from_json, to_json
from contacts.models import Contact
from enrollment import campaign, eligibility, facts, progress, services, stops
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    Preflight,
    PreflightPerson,
    PreflightState,
    SendIntent,
    Touch,
)
from enrollment.pools.choosing import LABELS
from enrollment.pools.picking import Picker
from sequences import flow, published
from sequences.cadence import Hours, forecast
from sequences.models import Version
from sequences.plans import timings
from sequences.timetable import closed_dates, hours_for
from tenancy import clock
from tenancy.actors import Actor, member
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tenancy.reading import own_workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.statements import save_many

CHUNK = 100
MOST_PEOPLE = 10_000
STALE_AFTER = timedelta(minutes=30)
# What the hours of a person are read from; a preflight may hold ten thousand people.
PLACED = (
    "owner country region city zone account account__country account__region account__zone".split()
)


@dataclass(frozen=True)
class Cause:
    """One reason that keeps people out, and how many."""

    rule: str
    label: str
    outcome: str
    reason: str
    fix: str
    count: int


@dataclass(frozen=True)
class Day:
    """How many touches a day would see if everybody allowed were approved at once."""

    date: date
    touches: int


def create(
    version: Version,
    contact_ids: Iterable[UUID],
    *,
    seat: Membership,
    actor: Actor,
    via: str = "",
) -> Preflight:
    """Save who is to be checked; a worker does the rest. Refused: not_allowed; for nobody, for too
    many, or for a version that takes no new people or whose campaign is over."""
    ids = list(dict.fromkeys(contact_ids))
    if not ids:
        raise Refused("Choose at least one person.")
    if len(ids) > MOST_PEOPLE:
        raise Refused(f"Choose at most {MOST_PEOPLE:,} people at a time.")
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        if not Version.objects.taking_people().filter(pk=version.pk).exists():
            raise Refused("Only an approved version takes new people.", code="version_not_approved")
        campaign.check_open(version.sequence, version.workspace, clock.now())
        known = Contact.objects.known().visible_to(seat).filter(pk__in=ids)
        people = list(known.values_list("pk", flat=True))
        preflight = Preflight.objects.create(
            version=version,
            requested_by=seat,
            via=via,
            people_total=len(people),
            created_at=clock.now(),
        )
        PreflightPerson.objects.bulk_create(
            [PreflightPerson(preflight=preflight, contact_id=pk) for pk in people]
        )
    return preflight


def people_of(preflight: Preflight, seat: Membership) -> "QuerySet[PreflightPerson]":
    """Those of its people whom the seat sees now; others may belong to somebody else by then."""
    found: QuerySet[PreflightPerson] = preflight.people.filter(
        contact__in=Contact.objects.visible_to(seat)
    )
    return found


def may_enrol(seat: Membership) -> bool:
    """Whether people may come in in the name of this seat, as it is now."""
    return seat.may(Capability.ENROL) and seat.user.is_active


def run(preflight_id: UUID) -> None:
    """Do whatever the stage asks, to its end. Two workers take turns, so nothing is done twice."""
    while _one_chunk(preflight_id):
        pass


def _one_chunk(preflight_id: UUID) -> bool:
    with transaction.atomic():
        preflight = (
            Preflight.objects.select_for_update(of=("self",))
            .select_related("version__sequence", "requested_by__user")
            .get(pk=preflight_id)
        )
        if preflight.stage == PreflightState.CHECKING:
            return _judge_chunk(preflight)
        if preflight.stage == PreflightState.ENROLLING:
            return _enrol_chunk(preflight)
        return False


def _judge_chunk(preflight: Preflight) -> bool:
    people = list(preflight.people.filter(outcome="").order_by("pk")[:CHUNK])
    if not people:
        _set(preflight, stage=PreflightState.READY, judged_at=clock.now())
        return False
    for person, verdict in _judged(people, preflight):
        person.outcome, person.findings = verdict.outcome.value, to_json(verdict)
    save_many(people, ["outcome", "findings"])
    _set(preflight, progress=preflight.progress + len(people))
    return True


def _judged(
    people: Sequence[PreflightPerson], preflight: Preflight
) -> Iterable[tuple[PreflightPerson, Verdict]]:
    found = {row.pk: row for row in facts.with_companies(person.contact_id for person in people)}
    contacts = [found[person.contact_id] for person in people]
    found_out = eligibility.look(contacts, preflight.version, by=preflight.requested_by_id)
    return zip(people, found_out, strict=True)


def recheck(
    preflight: Preflight,
    contact_ids: Iterable[UUID] | None = None,
    *,
    seat: Membership,
    actor: Actor,
) -> None:
    """Judge again: all, or those whose fields were just mended. Refused: not_allowed,
    state_changed."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        fresh = _at(preflight, PreflightState.READY, "can no longer be checked")
        people = fresh.people.all()
        if contact_ids is not None:
            people = people.filter(contact_id__in=list(contact_ids))
        count = people.update(outcome="", findings=[])
        _set(fresh, stage=PreflightState.CHECKING, progress=max(fresh.progress - count, 0))


def request_commit(
    preflight: Preflight, *, reason: str, seat: Membership, actor: Actor
) -> Preflight:
    """Ask for the enrolment of whom the seat sees; asking twice is one enrolment. A worker carries
    it out. Refused: not_allowed, state_changed, and what `services.enrol` refuses."""
    services.check_reason(reason)
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        fresh = Preflight.objects.select_for_update().get(pk=preflight.pk)
        if fresh.stage in (PreflightState.ENROLLING, PreflightState.COMMITTED):
            return fresh
        _at(preflight, PreflightState.READY, "cannot be enrolled now")
        services.check_takes_people(fresh.version)
        _set(
            fresh,
            problem="",
            stage=PreflightState.ENROLLING,
            reason=reason.strip(),
            requested_by=seat,
            progress=0,
        )
    return fresh


def _enrol_chunk(preflight: Preflight) -> bool:
    seat = preflight.requested_by
    if not may_enrol(seat):
        return _stopped(
            preflight,
            f"{seat.label} may no longer enrol people, so nobody else came in. Somebody who may"
            " has to enrol them.",
        )
    rows = people_of(preflight, seat).filter(enrollment_id=None).order_by("pk")
    people = list(rows[:CHUNK])
    todo = [person for person in people if person.outcome != Outcome.BLOCK]
    if not people:
        _set(preflight, stage=PreflightState.COMMITTED, committed_at=clock.now())
        return False
    contacts = facts.with_companies(person.contact_id for person in people)
    try:
        enrolled = services.enrol(
            contacts,
            preflight.version,
            reason=preflight.reason,
            seat=seat,
            actor=member(seat),
            preflight=preflight,
            via=preflight.via,
        )
    except Refused as refused:
        # Retired or over since it was asked for.
        return _stopped(preflight, refused.message)
    _note(people, enrolled, {person.contact_id for person in todo})
    _set(preflight, progress=preflight.progress + len(people))
    return True


def _stopped(preflight: Preflight, problem: str) -> bool:
    """Who is in stays, nobody else comes."""
    _set(preflight, stage=PreflightState.READY, problem=problem)
    return False


def _note(
    people: Sequence[PreflightPerson], enrolled: Sequence[Enrollment], hoped: set[UUID]
) -> None:
    """Keep what became of each, and whether it differs from what the preflight showed."""
    by_contact = {row.contact_id: row for row in enrolled}
    for person in people:
        row = by_contact[person.contact_id]
        admitted = row.state != EnrollmentState.INELIGIBLE
        person.enrollment_id = row.pk
        person.changed = admitted != (person.contact_id in hoped)
    save_many(people, ["enrollment_id", "changed"])


def undo(preflight: Preflight, *, seat: Membership, actor: Actor) -> int:
    """Take everybody out again while nothing has left; returns how many. Refused: not_allowed,
    state_changed, and when a message has left or a task was done."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        fresh = _at(preflight, PreflightState.COMMITTED, "cannot be undone")
        if has_left(fresh):
            raise Refused(
                "A message has left already or a task was done, so this can no longer be undone."
                " Stop people one by one instead."
            )
        rows = list(fresh.enrollments.live().select_related("contact"))
        for row in rows:
            stops.exit_enrollment(
                row,
                reason=ExitReason.MANUAL,
                evidence=f"enrolment {fresh.pk} undone",
                actor=actor,
            )
        _set(fresh, stage=PreflightState.UNDONE)
        if has_left(fresh):
            raise Refused("A message is just leaving. Try again in a moment.")
    return len(rows)


def has_left(preflight: Preflight) -> bool:
    """Whether anything of this enrolment was armed and not proven to have stayed, or a person has
    called, written or visited somebody."""
    rows = SendIntent.objects.filter(touch__enrollment__preflight=preflight)
    by_hand = Touch.objects.filter(enrollment__preflight=preflight, state="done")
    sent = rows.exclude(outcome__in=("returned", "refused"))
    return bool(sent.exists() or by_hand.exclude(automatic=True).exists())


def causes(preflight: Preflight, seat: Membership) -> list[Cause]:
    """What keeps people out whom the seat sees, the most frequent first. A person counts under
    each cause."""
    people = people_of(preflight, seat).filter(outcome__in=(Outcome.BLOCK, Outcome.DEFER))
    return _counted(people, lambda verdict: (*verdict.blocks, *verdict.defers))


def warnings(preflight: Preflight, seat: Membership) -> list[Cause]:
    """What keeps nobody out and should be looked at: warnings, and who is let pass a rule."""
    people = people_of(preflight, seat).filter(findings__contains=[{"w": True}])
    return _counted(people, lambda verdict: verdict.warnings)


def _counted(
    people: QuerySet[PreflightPerson], chosen: Callable[[Verdict], Iterable[Finding]]
) -> list[Cause]:
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for findings in people.values_list("findings", flat=True):
        counted.update(
            (each.rule, each.outcome.value, each.reason, each.fix)
            for each in chosen(from_json(findings))
        )
    return [
        Cause(rule, label_of(rule), outcome, reason, fix, count)
        for (rule, outcome, reason, fix), count in counted.most_common()
    ]


def impact(preflight: Preflight, seat: Membership) -> list[Day]:
    """Automatic touches a day if everybody allowed whom the seat sees were approved now, by their
    own zones."""
    workspace = own_workspace()
    version = preflight.version
    plan = published.plan(version)
    way = list(progress.likely(plan, flow.first(plan), ()))
    steps, now = timings(step for step, _ in way), clock.now()
    starts = campaign.starts_at(version.sequence, workspace)
    days: Counter[date] = Counter()
    for hours, count in _hours(preflight, seat, workspace).items():
        dues = forecast(steps, now, hours, not_before=starts)
        for (step, arrival), due in zip(way, dues, strict=True):
            if step.leaves_by_itself and arrival.action == flow.Action.DO:
                days[due.at.astimezone(hours.zone).date()] += count
    return [Day(day, days[day]) for day in sorted(days)]


def _hours(preflight: Preflight, seat: Membership, workspace: Workspace) -> Counter[Hours]:
    """How many of those allowed have which hours; three queries, and two for each sender's."""
    closed, version, picker = closed_dates(), preflight.version, _picker(preflight, seat)
    allowed = people_of(preflight, seat).filter(outcome=Outcome.ALLOW)
    rows = Contact.objects.filter(pk__in=allowed.values("contact_id")).select_related("account")
    people = list(rows.only(*PLACED))
    picker.meet(people)
    found: Counter[Hours] = Counter()
    for contact in people:
        sender = picker.sender(contact)
        each = hours_for(version, contact, workspace=workspace, closed=closed, sender=sender)
        found[each.hours] += 1
    return found


@dataclass(frozen=True)
class Share:
    """How many of the people would be written to from a mailbox, and why from this one."""

    mailbox: str
    why: str
    count: int


def shares(preflight: Preflight, seat: Membership) -> list[Share]:
    """How a pool would be shared if everybody allowed whom the seat sees were enrolled now, the
    most first; [] for a sequence without a pool."""
    if not preflight.version.sequence.mailbox_pool:
        return []
    rows = people_of(preflight, seat).filter(outcome=Outcome.ALLOW).order_by("pk")
    people = [row.contact for row in rows.select_related("contact")]
    picker = _picker(preflight, seat)
    picker.meet(people)
    counted = Counter(picker.choose(contact) for contact in people)
    return [
        Share(box.name if box else "No mailbox", LABELS[why], count)
        for (box, why), count in counted.most_common()
    ]


def _picker(preflight: Preflight, seat: Membership) -> Picker:
    return Picker(preflight.version.sequence, seat.pk)


def is_stale(preflight: Preflight) -> bool:
    """Whether the verdicts are old enough that they may no longer hold; the commit judges anew."""
    judged = preflight.judged_at
    ready = preflight.stage == PreflightState.READY
    return ready and judged is not None and clock.now() - judged > STALE_AFTER


def unfinished() -> list[UUID]:
    """Preflights that wait for a worker, for the sweep that finds what a lost nudge left."""
    stages = (PreflightState.CHECKING, PreflightState.ENROLLING)
    return list(Preflight.objects.filter(stage__in=stages).values_list("pk", flat=True)[:20])


def _at(preflight: Preflight, stage: PreflightState, otherwise: str) -> Preflight:
    fresh = Preflight.objects.select_for_update().get(pk=preflight.pk)
    if fresh.stage != stage:
        raise Refused(
            f"This is “{fresh.get_stage_display()}” by now and {otherwise}.", code="state_changed"
        )
    return fresh


def _set(preflight: Preflight, **changes: object) -> None:
    for name, value in changes.items():
        setattr(preflight, name, value)
    preflight.save(update_fields=list(changes))
