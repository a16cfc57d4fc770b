"""Exclusion rules as governed data: written as a draft, put in force by somebody else, retired.

Each service is one transaction and raises Refused with a sentence for the person. What a draft
would do to people is found out above this app (`enrollment.backtests`) and kept with it as its
report; nobody puts a text in force whose report they could not read.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance import governed
from compliance.models import ExclusionRule, RuleState
from compliance.rules import exclusion as exclusions
from compliance.suppressing import invalid
from contacts.conditions import ConditionError, Match, to_data
from contacts.vocabulary import is_person_field
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

WAITING: Mapping[str, Any] = {"stage": "waiting"}
# People change; nobody decides by what a report said long ago.
REPORT_HOLDS = timedelta(hours=24)
OUTDATED = (
    "This was back-tested more than 24 hours ago, and people have changed since. Test it again "
    "first."
)
# What a draft says: a change of any of it asks for a new report.
SAID = ("name", "match", "conditions", "motion", "sequence_id", "expires_at")


@transaction.atomic
def write_draft(
    said: Mapping[str, Any], *, seat: Membership, actor: Actor, key: UUID | None = None
) -> ExclusionRule:
    """A draft that blocks nobody yet; with `key` the next version of that rule.

    `said` holds the names of SAID. `conditions` are as `compliance.rules.exclusion` reads them: a
    list of objects with field, operator, value or values. `motion` "" holds for every motion,
    `sequence_id` None for every sequence, `expires_at` None (else aware, in the future) for good.
    Refused: not_allowed, invalid, draft_open (the rule has a draft already), not_found.
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    values = _checked(said)
    number = 1
    if key:
        _queue_up(key)
        number = governed.next_number(ExclusionRule.objects.filter(key=key))
    row: ExclusionRule = ExclusionRule.objects.create(
        **values,
        **({"key": key} if key else {}),
        number=number,
        **governed.begun(seat),
        report=dict(WAITING),
    )
    record(Action.RULE_CREATED, row, actor=actor, label=row.name, number=number)
    return row


@transaction.atomic
def change_draft(
    rule: ExclusionRule,
    changes: Mapping[str, Any],
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> ExclusionRule:
    """Change some of SAID in a draft. Its report goes, since it was about another text.

    Saying what is there already changes nothing. Refused: not_allowed, not_a_draft, invalid,
    edited_meanwhile (somebody has saved since `expected_edited_at`).
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    row = _draft(rule)
    governed.check_unchanged_since(row, expected_edited_at)
    before = {name: getattr(row, name) for name in SAID}
    after = _checked({**before, **changes})
    changed = sorted(name for name in SAID if after[name] != before[name])
    if not changed:
        return row
    for name in changed:
        setattr(row, name, after[name])
    governed.note_edit(row, seat)
    row.report, row.reported_at = dict(WAITING), None
    row.save()
    record(Action.RULE_EDITED, row, actor=actor, label=row.name, number=row.number, changed=changed)
    return row


@transaction.atomic
def discard_draft(rule: ExclusionRule, *, seat: Membership, actor: Actor) -> None:
    """Throw a draft away; what is in force stays. Refused: not_allowed, not_a_draft."""
    check_may(seat, actor, Capability.EDIT_RULES)
    row = _draft(rule)
    record(Action.RULE_DISCARDED, row, actor=actor, label=row.name, number=row.number)
    row.delete()


@transaction.atomic
def ask_report(rule: ExclusionRule, *, seat: Membership, actor: Actor) -> ExclusionRule:
    """Have the report of a draft made anew: people have changed since. Refused: not_allowed,
    not_a_draft."""
    check_may(seat, actor, Capability.EDIT_RULES)
    row = _draft(rule)
    row.report, row.reported_at = dict(WAITING), None
    row.save(update_fields=["report", "reported_at"])
    return row


@transaction.atomic
def keep_report(rule: ExclusionRule, report: Mapping[str, Any], *, actor: Actor) -> bool:
    """Store what a draft would do to people, unless it was edited meanwhile; whether it fits.

    `rule` is the draft as it was read for the report.
    """
    row = ExclusionRule.objects.select_for_update().filter(pk=rule.pk).first()
    if row is None or row.state != RuleState.DRAFT or row.report != WAITING:
        return False
    if row.edited_at != rule.edited_at:
        return False
    text = {"stage": "done", "of": row.edited_at.isoformat()}
    row.report, row.reported_at = {**report, **text}, clock.now()
    row.save(update_fields=["report", "reported_at"])
    record(Action.RULE_TESTED, row, actor=actor, label=row.name, **figures(row))
    return True


@transaction.atomic
def approve(
    rule: ExclusionRule,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> ExclusionRule:
    """Put a draft in force for everybody it covers, in the place of the version before it.

    The gate knows it from the commit on. The entry carries the figures of the report. Refused:
    not_allowed, not_a_draft, four_eyes (who wrote in it), edited_meanwhile, expired, and
    report_missing or report_old (the report is not about this text beside this version, or was
    made more than REPORT_HOLDS ago). Without `expected_edited_at` the text is the one of `rule`.
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    _queue_up(rule.key)
    row = _draft(rule)
    governed.check_unchanged_since(row, expected_edited_at or rule.edited_at)
    governed.check_four_eyes(row, seat, actor)
    _check_expiry(row.expires_at)
    former = in_force(row.key)
    _check_report(row, former)
    if former:
        _retire(former, actor)
    said = {"number": row.number, **figures(row)}
    return perform(row, "approve", actor=actor, data=said, by=seat, at=clock.now())


@transaction.atomic
def retire(rule: ExclusionRule, *, seat: Membership, actor: Actor) -> ExclusionRule:
    """Take a rule out of force; its versions stay readable. Whom it paused stays paused until
    somebody resumes them. Refused: not_allowed, state_changed."""
    check_may(seat, actor, Capability.EDIT_RULES)
    return _retire(rule, actor)


def note_applied(rule: ExclusionRule, *, paused: int, actor: Actor) -> bool:
    """Note that everybody in flight whom the rule blocks is paused; False when that is known."""
    with transaction.atomic():
        rows = ExclusionRule.objects.filter(pk=rule.pk, applied_at=None)
        if not rows.update(applied_at=clock.now()):
            return False
        said: dict[str, Any] = {"number": rule.number, "paused": paused}
        record(Action.RULE_APPLIED, rule, actor=actor, label=rule.name, **said)
    return True


def in_force(key: UUID) -> ExclusionRule | None:
    """The version of a rule that is in force (or would be, had it not expired)."""
    rows = ExclusionRule.objects.filter(key=key, state=RuleState.APPROVED)
    found: ExclusionRule | None = rows.first()
    return found


def has_expired(rule: ExclusionRule, now: datetime) -> bool:
    """Whether an approved rule blocks nobody any more because its time is over."""
    ends: datetime | None = rule.expires_at
    return ends is not None and ends <= now


def figures(rule: ExclusionRule) -> dict[str, Any]:
    """The numbers of a report without the people, for the audit trail."""
    found = rule.report
    counted = {name: found[name]["people"] for name in ("blocked", "admitted", "in_flight")}
    return {"people": found["people"], **counted}


def is_reported(rule: ExclusionRule) -> bool:
    """Whether the report of a rule is about exactly what the rule says."""
    report = rule.report
    return bool(report.get("stage") == "done" and report.get("of") == rule.edited_at.isoformat())


def is_outdated(rule: ExclusionRule, now: datetime) -> bool:
    """Whether the report of a rule is too old to decide by."""
    made: datetime | None = rule.reported_at
    return made is not None and now - made > REPORT_HOLDS


def _retire(rule: ExclusionRule, actor: Actor) -> ExclusionRule:
    said = {"number": rule.number}
    return perform(rule, "retire", actor=actor, data=said, at=clock.now())


def _check_report(row: ExclusionRule, former: ExclusionRule | None) -> None:
    if not is_reported(row):
        message = "The back-test of this text is not done yet. Look at it when it is, then approve."
        raise Refused(message, code="report_missing")
    if row.report["against"] != (former.number if former else None):
        message = "Another version was in force when this was back-tested. Test it again first."
        raise Refused(message, code="report_old")
    if is_outdated(row, clock.now()):
        raise Refused(OUTDATED, code="report_old")


def _draft(rule: ExclusionRule) -> ExclusionRule:
    row: ExclusionRule = governed.locked_draft(ExclusionRule, rule.pk)
    return row


def _queue_up(key: UUID) -> None:
    """Everybody who adds or exchanges a version of a rule queues at its oldest one."""
    rows = ExclusionRule.objects.select_for_update().filter(key=key).order_by("number")
    if not rows.values_list("pk", flat=True).first():
        raise NotFound("This rule does not exist.")


def _checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form of what a draft says; refused by field."""
    name, motion = said["name"].strip(), said.get("motion", "")
    if not 0 < len(name) <= 120:
        raise invalid("name", "Give the rule a name of at most 120 characters.")
    match = said.get("match", Match.ALL.value)
    if match not in list(Match):
        raise invalid("match", "Choose whether all conditions must hold or any of them.")
    if len(motion) > 40:
        raise invalid("motion", "This motion is not known. Choose one of the list.")
    _check_expiry(said.get("expires_at"))
    return {
        "name": name,
        "match": match,
        "conditions": _conditions(said["conditions"]),
        "motion": motion,
        "sequence_id": said.get("sequence_id"),
        "expires_at": said.get("expires_at"),
    }


def _check_expiry(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= clock.now():
        raise invalid("expires_at", "This end is past, so the rule would block nobody. Move it.")


def _conditions(given: object) -> list[dict[str, object]]:
    try:
        read = exclusions.read(given)
    except ConditionError as error:
        raise invalid("conditions", str(error)) from error
    for number, each in enumerate(read, start=1):
        if not is_person_field(each.field):
            raise invalid("conditions", f"Condition {number} names an unknown field. Choose one.")
    return to_data(read)
