"""Review policies beside the sequences that they name, and the messages that they would have led.

A draft is shown with a report: how the first messages of the last 30 days would have been reviewed
under it. It is made when it is looked at, from the newest 1,000 of them and with a fixed number of
statements, and it is kept nowhere.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from compliance import policing, policy_document, review_policy, reviewer_groups
from compliance.models import Review, ReviewPolicy
from compliance.policy_document import PolicyError
from compliance.review_policy import Handling, Policy, Routed
from enrollment import routing
from sequences.models import Motion, Version
from sequences.models import Sequence as SalesSequence
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership

WITHIN = timedelta(days=30)
MOST = 1_000


@dataclass(frozen=True)
class Counted:
    """How often a rule held, or a stage was asked for."""

    name: str
    messages: int


@dataclass(frozen=True)
class Report:
    """How `messages` first messages, opened from `since` to `until`, would have been reviewed.

    `is_cut`: there were more, the newest are counted. `unruled`: no rule held. `stages` counts the
    decisions that would have been asked for.
    """

    since: datetime
    until: datetime
    messages: int
    is_cut: bool
    single: int
    group: int
    unruled: int
    rules: tuple[Counted, ...]
    stages: tuple[Counted, ...]

    @property
    def decisions(self) -> int:
        """How many decisions of people that would have been, were each looked at alone."""
        return sum(stage.messages for stage in self.stages)


def write_draft(
    document: object, *, seat: Membership, actor: Actor, note: str = ""
) -> ReviewPolicy:
    """As `compliance.policing.write_draft`; also refused when a motion, a sequence or a group that
    it names does not exist."""
    with transaction.atomic():
        _check_reach(document)
        return policing.write_draft(document, seat=seat, actor=actor, note=note)


def change_draft(
    policy: ReviewPolicy,
    document: object,
    *,
    seat: Membership,
    actor: Actor,
    note: str | None = None,
    expected_edited_at: datetime | None = None,
) -> ReviewPolicy:
    """As `compliance.policing.change_draft`, with the checks of `write_draft`."""
    with transaction.atomic():
        _check_reach(document)
        return policing.change_draft(
            policy,
            document,
            seat=seat,
            actor=actor,
            note=note,
            expected_edited_at=expected_edited_at,
        )


@transaction.atomic
def report(policy: Policy) -> Report:
    """What a policy would have said of the first messages of the last 30 days, each judged by what
    was approved before it; people and companies as they are now."""
    until = clock.now()
    since = until - WITHIN
    rows = Review.objects.filter(opened_at__gte=since).select_related("contact__account")
    found = list(rows.order_by("-opened_at", "-pk")[: MOST + 1])
    shown = found[:MOST]
    routed = list(_routed(shown, policy))
    return _counted(routed, policy, since, until, is_cut=len(found) > MOST)


def _routed(rows: Sequence[Review], policy: Policy) -> Iterable[Routed]:
    versions = Version.objects.filter(pk__in={row.version_id for row in rows})
    by_id = {row.pk: row for row in versions.select_related("sequence")}
    subjects = {
        row.pk: routing.Subject(row.contact, by_id[row.version_id], row.enroller_id, row.author_id)
        for row in rows
        if row.version_id in by_id
    }
    known = routing.reached(policy, subjects.values(), ordered=True)
    for row in rows:
        if about := subjects.get(row.pk):
            names = {name for each in row.findings for name in (each["code"], each["rule"])}
            case = routing.case_of(
                about, names, policy, known, is_edited=row.is_edited, before=row.opened_at
            )
            yield review_policy.route(policy, case)


def _counted(
    routed: Sequence[Routed], policy: Policy, since: datetime, until: datetime, *, is_cut: bool
) -> Report:
    by_rule = Counter(cause.rule for each in routed for cause in each.causes)
    by_stage = Counter(stage.name for each in routed for stage in each.stages)
    grouped = sum(each.handling is Handling.GROUP for each in routed)
    return Report(
        since=since,
        until=until,
        messages=len(routed),
        is_cut=is_cut,
        single=len(routed) - grouped,
        group=grouped,
        unruled=sum(not each.causes for each in routed),
        rules=tuple(Counted(rule.name, by_rule[rule.id]) for rule in policy.rules),
        stages=tuple(Counted(*each) for each in by_stage.most_common()),
    )


def _check_reach(document: object) -> None:
    """What a policy names has to be there; a document that cannot be read is refused below."""
    try:
        policy = policy_document.read(document)
    except PolicyError:
        return
    wanted = {each for rule in policy.rules for each in rule.when.sequences}
    known = set(SalesSequence.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    problems: dict[str, Any] = {}
    for number, rule in enumerate(policy.rules, start=1):
        path = f"document.rules.{number}"
        if set(rule.when.motions) - set(Motion.values):
            problems[f"{path}.when.motions"] = "This motion is not known. Choose one of the list."
        if set(rule.when.sequences) - known:
            problems[f"{path}.when.sequences"] = "This sequence does not exist. Choose another."
    problems |= _missing_groups(policy)
    if problems:
        raise Refused(next(iter(problems.values())), code="invalid", fields=problems)


def _missing_groups(policy: Policy) -> dict[str, str]:
    missing = policy.asked_groups() - set(reviewer_groups.names())
    said = "This group of reviewers does not exist. Choose one of the list."
    found = {
        f"document.rules.{number}.group": said
        for number, rule in enumerate(policy.rules, start=1)
        if rule.group in missing
    }
    return found | ({"document.escalate_to": said} if policy.escalate_to in missing else {})
