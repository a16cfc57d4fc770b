"""Writing, approving and retiring versions of sequences.

A version is edited as a draft, frozen while it waits for approval, and immutable afterwards (the
database refuses too). People stay on the version that they were enrolled in, whatever happens to
it. Each service is one transaction and raises Refused with a sentence for the person.
"""

from collections.abc import Sequence as List
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance.findings import Severity
from sequences import lint, plans
from sequences.cadence import Window
from sequences.checks import (
    check_draft,
    check_findings,
    check_four_eyes,
    check_may,
    check_motion_is_free,
    check_not_archived,
    check_unchanged_since,
    checked_names,
    checked_plan,
    checked_reason,
)
from sequences.models import Motion, Sequence, Step, Version, VersionState
from sequences.plans import Plan, StepInput
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Capability

OPEN = (VersionState.DRAFT, VersionState.IN_APPROVAL)

_TICK = timedelta(microseconds=1)


@transaction.atomic
def create_sequence(
    *,
    name: str,
    motion: str = Motion.OUTBOUND,
    segment: str = "",
    purpose: str = "",
    seat: Membership,
    actor: Actor,
) -> Version:
    """A new sequence with its first, empty draft. Refused: name_taken, invalid, not_allowed."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    values = checked_names({"name": name, "segment": segment, "purpose": purpose}, motion)
    try:
        with transaction.atomic():
            sequence = Sequence.objects.create(**values, owner=seat, created_at=clock.now())
    except IntegrityError as error:
        message = f"There is a sequence called “{values['name']}” already. Choose another name."
        raise Refused(message, code="name_taken", fields={"name": message}) from error
    record(Action.SEQUENCE_CREATED, sequence, actor=actor, label=sequence.name, motion=motion)
    return _add_draft(sequence, seat, actor)


@transaction.atomic
def new_draft(sequence: Sequence, *, seat: Membership, actor: Actor) -> Version:
    """A draft that starts as a copy of the newest version, its steps with their keys.

    Refused while another draft of this sequence is open (draft_open) or it is archived.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    sequence = _locked_sequence(sequence)
    versions = sequence.versions.order_by("-number")
    if is_open := versions.filter(state__in=OPEN).first():
        message = f"Version {is_open.number} is still open. Finish it, or edit it instead."
        raise Refused(message, code="draft_open")
    return _add_draft(sequence, seat, actor, copied=versions.first())


@transaction.atomic
def save_draft(
    version: Version,
    *,
    steps: List[StepInput],
    window: object = None,
    notes: str = "",
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> Version:
    """Replace everything in a draft; returns it with new steps, keys and `edited_at`.

    A step keeps its identity by the key that the caller passes back. `window` is the list that
    `Window.parse` reads; none or an empty one means the workspace's. `expected_edited_at` is the
    `edited_at` that the caller's text started from (else the given row's): when somebody has
    saved since, this is refused (edited_meanwhile). Saving what is there already changes nothing.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = _locked(version)
    check_draft(row)
    check_unchanged_since(row, expected_edited_at or version.edited_at)
    plan = checked_plan(steps, window, notes)
    before = plan_of(row)
    if plan == before:
        return row
    plan = Plan(plans.with_keys(plan.steps, _keys_ever(row)), plan.window, plan.notes)
    _store(row, plan, seat)
    record(Action.VERSION_EDITED, row, actor=actor, label=str(row), **_summary(row, plan))
    return row


@transaction.atomic
def submit(
    version: Version,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> Version:
    """Hand a draft in for approval; it is frozen from here on.

    Refused with code `findings` while the lint has errors: all of them are in `fields`, by the
    key of the step and the code of the finding.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = _locked(version)
    check_not_archived(row.sequence)
    check_unchanged_since(row, expected_edited_at)
    if row.state == VersionState.DRAFT:
        check_findings(findings(row))
    data = _summary(row, plan_of(row))
    return perform(row, "submit", actor=actor, data=data, by=seat, at=clock.now())


@transaction.atomic
def approve(
    version: Version,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> Version:
    """Make the version live: it takes new people, and the one before it is retired.

    Refused unless `seat` may approve and is neither author, last editor nor submitter
    (four_eyes), and while another sequence holds this motion and segment (motion_taken).
    """
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    sequence = _locked_sequence(version.sequence)
    row = _locked(version)
    check_unchanged_since(row, expected_edited_at)
    check_four_eyes(row, seat, actor)
    check_motion_is_free(row)
    data = _summary(row, plan_of(row))
    former = sequence.versions.filter(state=VersionState.APPROVED).first()
    try:
        with transaction.atomic():
            if former:
                perform(former, "retire", actor=actor, data=_number(former), at=clock.now())
            return perform(row, "approve", actor=actor, data=data, by=seat, at=clock.now())
    except IntegrityError:
        # Somebody approved a rival between our look and our write; now it can be seen.
        check_motion_is_free(row)
        raise


@transaction.atomic
def reject(version: Version, *, seat: Membership, reason: str, actor: Actor) -> Version:
    """Send a version back to draft with a reason, which the author reads there."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    reason = checked_reason(reason)
    return perform(version, "reject", actor=actor, data=_number(version), reason=reason)


@transaction.atomic
def retire(version: Version, *, seat: Membership, actor: Actor) -> Version:
    """Take no new people into this version; those in it finish."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    return perform(version, "retire", actor=actor, data=_number(version), at=clock.now())


@transaction.atomic
def archive(sequence: Sequence, *, seat: Membership, actor: Actor) -> Sequence:
    """Put a sequence away and retire its live version; people in it finish, its name is free."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    sequence = _locked_sequence(sequence)
    for version in sequence.versions.filter(state=VersionState.APPROVED):
        perform(version, "retire", actor=actor, data=_number(version), at=clock.now())
    sequence.archived_at = clock.now()
    sequence.save(update_fields=["archived_at"])
    record(Action.SEQUENCE_ARCHIVED, sequence, actor=actor, label=sequence.name)
    return sequence


def findings(version: Version) -> list[lint.Finding]:
    """What the lint says about a version; errors forbid submitting it."""
    steps = plan_of(version).steps
    found = list(lint.lint(plans.lint_facts(steps)))
    has_email = any(step.kind == "email" for step in steps)
    if has_email and not version.workspace.postal_address.strip():
        message = "The workspace has no postal address, so every e-mail with it would be held."
        fix = "Enter the address in the settings of the workspace."
        severity = Severity.WARNING
        found.append(lint.Finding("workspace_address_missing", severity, None, message, fix))
    return found


def plan_of(version: Version) -> Plan:
    """What a stored version says, as plain data for the differences, the lint and forms."""
    steps = tuple(StepInput.of(step) for step in version.steps.all())
    return Plan(steps, Window.parse(version.window) if version.window else None, version.notes)


def _locked_sequence(sequence: Sequence) -> Sequence:
    locked = Sequence.objects.select_for_update().get(pk=sequence.pk)
    check_not_archived(locked)
    return locked


def _locked(version: Version) -> Version:
    """The row as it is now, held until the end of the transaction."""
    rows = Version.objects.select_for_update(of=("self",))
    row: Version = rows.select_related("sequence", "workspace", "last_editor").get(pk=version.pk)
    return row


def _keys_ever(row: Version) -> set[str]:
    return set(Step.objects.filter(version__sequence=row.sequence_id).values_list("key", flat=True))


def _add_draft(
    sequence: Sequence, seat: Membership, actor: Actor, *, copied: Version | None = None
) -> Version:
    newest = sequence.versions.aggregate(newest=Max("number"))["newest"] or 0
    now = clock.now()
    version: Version = Version.objects.create(
        sequence=sequence,
        number=newest + 1,
        motion=sequence.motion,
        segment=sequence.segment,
        author=seat,
        last_editor=seat,
        created_at=now,
        edited_at=now,
    )
    plan = plan_of(copied) if copied else Plan()
    _write(version, plan)
    version.save(update_fields=["window"])
    data = {**_summary(version, plan), "copied_from": copied.number if copied else None}
    record(Action.VERSION_CREATED, version, actor=actor, label=str(version), **data)
    return version


def _store(row: Version, plan: Plan, seat: Membership) -> None:
    row.steps.all().delete()
    _write(row, plan)
    row.notes, row.last_editor = plan.notes, seat
    # Never the same moment twice: it is what the next editor's check compares.
    row.edited_at = max(clock.now(), row.edited_at + _TICK)
    row.editors = list(dict.fromkeys([*row.editors, seat.pk]))
    row.save(update_fields=["window", "notes", "last_editor", "editors", "edited_at"])


def _write(row: Version, plan: Plan) -> None:
    row.window = plan.window.to_json() if plan.window else []
    Step.objects.bulk_create(
        Step(version=row, position=position, **_columns(step))
        for position, step in enumerate(plan.steps, 1)
    )


def _columns(step: StepInput) -> dict[str, Any]:
    return {name: getattr(step, name) for name in StepInput.__dataclass_fields__}


def _number(version: Version) -> dict[str, Any]:
    return {"number": version.number, "sequence_id": str(version.sequence_id)}


def _summary(version: Version, plan: Plan) -> dict[str, Any]:
    """What the audit keeps of a version: no words, but a digest that proves them."""
    return {**_number(version), "steps": len(plan.steps), "content": plans.digest(plan)}
