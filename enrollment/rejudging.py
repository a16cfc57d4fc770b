"""Asking the gate again about people in flight because something about them has changed.

The gate is asked at each step in any case. Here it is asked at once: whom it blocks is paused or
ended with the rule that says so, and a colleague sees why before the next message is due.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.db.models import Q

from audit.actions import Action
from audit.recording import Fact, record_many
from compliance import gate
from compliance.case import AccountState, Case, Purpose, StopReason
from compliance.gate import Decided
from compliance.packs import Channel
from compliance.rules.permission import is_of_one_channel
from compliance.verdicts import Finding, Verdict
from enrollment import facts, first_touch, notices, services, stops
from enrollment.models import Enrollment, EnrollmentState, ExitReason, PauseReason
from sequences import published
from sequences.models import StepKind
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused

# Who goes on by themselves; whom a person has paused or holds waits for that person anyway.
GOING = Q(state=EnrollmentState.ACTIVE) | Q(state=EnrollmentState.PAUSED, pause_until__isnull=False)
MAILS = (StepKind.EMAIL, StepKind.EMAIL_PERSONAL)
# What ends a sequence when it comes to be known of somebody in it; the rest pauses.
ENDS_BY_COMPANY = {
    AccountState.CUSTOMER: ExitReason.ACCOUNT_CHANGE,
    AccountState.COMPETITOR: ExitReason.ACCOUNT_CHANGE,
    AccountState.DO_NOT_CONTACT: ExitReason.ACCOUNT_CHANGE,
}
ENDS_BY_STOP = {
    StopReason.OPT_OUT: ExitReason.OPTED_OUT,
    StopReason.CRM: ExitReason.OPTED_OUT,
    StopReason.COMPLAINT: ExitReason.COMPLAINED,
    StopReason.HARD_BOUNCE: ExitReason.BOUNCED,
    StopReason.ERASED: ExitReason.ERASED,
}
NOTHING = "Asked the rules again: nothing is in the way."


@dataclass(frozen=True)
class Judged:
    """One enrollment with the case that the gate sees now, and what it says of it."""

    row: Enrollment
    case: Case
    verdict: Verdict

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to be done: nobody blocks, no message in review may have drifted,
        and the owner is the one who has it."""
        handed_over = self.row.owner_id != self.row.contact.owner_id
        in_review = self.row.state == EnrollmentState.AWAITING_REVIEW
        return not (self.verdict.blocks or handed_over or in_review)


def judge(rows: Sequence[Enrollment]) -> list[Judged]:
    """Judge people in flight by the facts as they are now, as for their next message; nothing is
    kept. As many queries for twice the people of one version."""
    by_version: dict[UUID, list[Enrollment]] = defaultdict(list)
    for row in rows:
        by_version[row.version_id].append(row)
    return list(chain.from_iterable(map(_judge, by_version.values())))


def keep(judged: Iterable[Judged]) -> list[Decided]:
    """Keep the verdicts as decisions, in their order; one statement."""
    each = list(judged)
    ids = [one.row.pk for one in each]
    cases = [one.case for one in each]
    return gate.decide(cases, purpose=Purpose.RENDER, enrollment_ids=ids)


def ask_again(rows: Sequence[Enrollment], *, actor: Actor, evidence: str) -> str:
    """Judge these live enrollments and do what follows; what was done, as a sentence.

    Who has ended or was paused meanwhile stays so. Hold the gates of these people before.
    """
    for row in rows:
        _renew_review(row, actor)
    _hand_over(rows, actor)
    fresh = Enrollment.objects.live().filter(pk__in=[row.pk for row in rows])
    judged = judge(list(fresh.select_related("contact", "version").order_by("pk")))
    said = [
        _act(one, decided, actor, evidence)
        for one, decided in zip(judged, keep(judged), strict=True)
    ]
    return " ".join(dict.fromkeys(filter(None, said))) or NOTHING


def ending(verdict: Verdict) -> ExitReason | None:
    """Why a sequence ends by this verdict; None when it does not, or only pauses."""
    found = (_ending(each) for each in verdict.blocks if not is_of_one_channel(each))
    return next(filter(None, found), None)


def _ending(finding: Finding) -> ExitReason | None:
    inputs: Mapping[str, object] = finding.inputs
    if finding.rule == "account_state":
        return ENDS_BY_COMPANY.get(AccountState(str(inputs["state"])))
    if finding.rule == "opt_out":
        return ENDS_BY_STOP[StopReason(str(inputs["reason"]))]
    return {"crm_opt_out": ExitReason.OPTED_OUT, "erased": ExitReason.ERASED}.get(finding.rule)


def _judge(rows: Sequence[Enrollment]) -> list[Judged]:
    people = {each.pk: each for each in facts.with_companies(row.contact_id for row in rows)}
    version = rows[0].version
    asked = facts.Asked(
        version,
        Purpose.RENDER,
        clock.now(),
        _channel(rows[0]),
        {row.contact_id: row.pk for row in rows},
    )
    for row in rows:
        row.contact = people[row.contact_id]
    cases = facts.load([row.contact for row in rows], asked)
    verdicts = gate.judge(cases)
    return [Judged(*each) for each in zip(rows, cases, verdicts, strict=True)]


def _channel(row: Enrollment) -> Channel:
    """By which channel people are judged: e-mail where the version sends any; else only what
    binds every channel counts now, and calls are judged when they fall due."""
    kinds = {step.kind for step in published.plan(row.version).steps}
    return Channel.EMAIL if kinds & set(MAILS) else Channel.TASK


def _act(one: Judged, decided: Decided, actor: Actor, evidence: str) -> str:
    """End or pause one enrollment, or only say what is in the way of who waits anyway."""
    # Where one channel alone is closed, its steps are left out when they fall due.
    blocks = [each for each in decided.verdict.blocks if not is_of_one_channel(each)]
    if not blocks:
        return ""
    words = " ".join(f"{gate.label_of(each.rule)}: {each.reason}" for each in blocks)
    said = {"decision": str(decided.decision_id), "rules": [each.rule for each in blocks]}
    reason = ending(decided.verdict)
    if reason is not None:
        done = stops.exit_enrollment(
            one.row, reason=reason, evidence=evidence, actor=actor, said=said
        )
        leaving = " A message was already on the way out." if done.in_flight else ""
        return f"Ended.{leaving} {words}"
    if not Enrollment.objects.filter(GOING, pk=one.row.pk).exists():
        return f"Waits already. {words}"
    services.pause(
        one.row, reason=PauseReason.BLOCKED, note=words, actor=actor, evidence=evidence, said=said
    )
    return f"Paused. {words}"


def _renew_review(row: Enrollment, actor: Actor) -> None:
    """A message that waits for review is compared with the facts as they are now."""
    if row.review_id is None:
        return
    try:
        first_touch.refresh(row.pk, actor=actor)
    except Refused:
        # What cannot be written now is found again when somebody decides on it.
        return


def _hand_over(rows: Sequence[Enrollment], actor: Actor) -> None:
    """Whoever owns the contact has the enrollment and its tasks, and is told once."""
    moved = []
    for row in rows:
        contact = row.contact
        if contact.owner_id is not None and contact.owner_id != row.owner_id:
            Enrollment.objects.filter(pk=row.pk).update(owner=contact.owner_id)
            before = str(row.owner_id) if row.owner_id else None
            said = {"owner": str(contact.owner_id), "former": before}
            moved.append(Fact(Action.ENROLLMENT_HANDED_OVER, row, data=said))
    record_many(moved, actor=actor)
    for owner in {row.contact.owner for row in rows if row.contact.owner} if moved else ():
        body = "They are in sequences. What was due for the former owner is in your list now."
        notices.tell(owner, "People were handed over to you", body, "contacts/?owner=me")
