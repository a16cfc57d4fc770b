"""Writing, approving and retiring versions of sequences.

A version is edited as a draft, frozen while it waits for approval, and immutable afterwards (the
database refuses too). People stay on the version that they were enrolled in, whatever happens to
it. Each service is one transaction and raises Refused with a sentence for the person.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance.findings import Severity
from sequences import lint, plans, scripted, snippets
from sequences.checks import (
    check_draft,
    check_findings,
    check_four_eyes,
    check_motion_is_free,
    check_not_archived,
    check_plan,
    check_tests,
    check_unchanged_since,
    checked_reason,
)
from sequences.facts import DEFAULTS, Facts, check_name_follows_rule, checked_facts, name_taken
from sequences.locking import locked_sequence, locked_version
from sequences.models import Sequence, Step, Version, VersionState
from sequences.plans import Plan
from sequences.signing import check_stages, signatures, void_signatures
from sequences.surroundings import context_of
from sequences.timetable import window_of
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

OPEN = (VersionState.DRAFT, VersionState.IN_APPROVAL)

_TICK = timedelta(microseconds=1)


@transaction.atomic
def create_sequence(*, seat: Membership, actor: Actor, **facts: Unpack[Facts]) -> Version:
    """A new sequence with its first, empty draft.

    Refused: name_taken, name_off_rule (where the workspace demands its naming rule), invalid,
    not_allowed.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = add_sequence({**DEFAULTS, **facts}, seat)
    record(Action.SEQUENCE_CREATED, row, actor=actor, label=row.name, motion=row.motion)
    return add_draft(row, seat, actor)


@transaction.atomic
def new_draft(sequence: Sequence, *, seat: Membership, actor: Actor) -> Version:
    """A draft that starts as a copy of the newest version, its steps with their keys.

    Refused while another draft of this sequence is open (draft_open) or it is archived.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    sequence = locked_sequence(sequence)
    versions = sequence.versions.order_by("-number")
    if is_open := versions.filter(state__in=OPEN).first():
        message = f"Version {is_open.number} is still open. Finish it, or edit it instead."
        raise Refused(message, code="draft_open")
    return add_draft(sequence, seat, actor, copied=versions.first())


@transaction.atomic
def save_draft(
    version: Version,
    plan: Plan,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> Version:
    """Replace everything in a draft; returns it with new steps, keys and `edited_at`.

    A step keeps its identity by the key that the caller passes back. `expected_edited_at` is the
    `edited_at` that the caller's text started from (else the given row's): when somebody has
    saved since, this is refused (edited_meanwhile). Saving what is there already changes nothing.
    The workspace's snippets that the plan uses are copied into it; other ones it brings are not
    kept. Refused with everything at once that forbids storing it (invalid).
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = locked_version(version)
    check_draft(row)
    check_unchanged_since(row, expected_edited_at or version.edited_at)
    plan = snippets.frozen(plan)
    check_plan(plan)
    if plan == plan_of(row):
        return row
    plan = replace(plan, steps=plans.with_keys(plan.steps, _keys_ever(row)))
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
    key of the step and the code of the finding. Then with code `tests_red` while a test of the
    version fails: what it says instead is in `fields`, as `cases.1`, `cases.2`, …
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = locked_version(version)
    check_not_archived(row.sequence)
    check_unchanged_since(row, expected_edited_at)
    if row.state == VersionState.DRAFT:
        check_findings(findings(row))
        check_tests(results(row))
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
    (four_eyes), while another sequence holds this motion and segment (motion_taken), while a
    stage of the workspace has not signed (stages_missing), and when findings (a waiver may have
    run out) or tests stand against it after all. The entry proves what was approved, with which
    findings accepted, after how many tests and signatures.
    """
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    sequence = locked_sequence(version.sequence)
    row = locked_version(version)
    check_unchanged_since(row, expected_edited_at)
    check_four_eyes(row, seat, actor)
    check_motion_is_free(row)
    data = {**_summary(row, plan_of(row)), **_proven(row)}
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
    """Send a version back to draft with a reason, which the author reads there. What was signed
    by content stages has to be signed again."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    reason = checked_reason(reason)
    row = locked_version(version)
    data = {**_number(row), "signatures_void": void_signatures(row)}
    return perform(row, "reject", actor=actor, data=data, reason=reason)


@transaction.atomic
def retire(version: Version, *, seat: Membership, actor: Actor) -> Version:
    """Take no new people into this version; those in it finish."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    return perform(version, "retire", actor=actor, data=_number(version), at=clock.now())


@transaction.atomic
def archive(sequence: Sequence, *, seat: Membership, actor: Actor) -> Sequence:
    """Put a sequence away and retire its live version; people in it finish, its name is free."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    sequence = locked_sequence(sequence)
    for version in sequence.versions.filter(state=VersionState.APPROVED):
        perform(version, "retire", actor=actor, data=_number(version), at=clock.now())
    sequence.archived_at = clock.now()
    sequence.save(update_fields=["archived_at"])
    record(Action.SEQUENCE_ARCHIVED, sequence, actor=actor, label=sequence.name)
    return sequence


def findings(version: Version, plan: Plan | None = None) -> list[lint.Finding]:
    """What the lint says about a version now; errors that nobody waived forbid submitting it.

    `plan` is what it might say instead of what is stored.
    """
    plan = plan or plan_of(version)
    found = list(lint.lint(plan, context_of(version, plan)))
    has_email = any(step.kind == "email" for step in plan.steps)
    if has_email and not version.workspace.postal_address.strip():
        message = "The workspace has no postal address, so every e-mail with it would be held."
        fix = "Enter the address in the settings of the workspace."
        severity = Severity.WARNING
        found.append(lint.Finding("workspace_address_missing", severity, None, message, fix))
    return found


def results(version: Version, plan: Plan | None = None) -> tuple[scripted.Result, ...]:
    """What the scripted tests of a version come to, in their order; `plan` as in `findings`."""
    window, _ = window_of(version, version.workspace)
    return scripted.run_all(plan or plan_of(version), window=window)


def plan_of(version: Version) -> Plan:
    """What a stored version says, as plain data for the differences, the lint and forms."""
    steps = [plans.as_data(plans.step_of(step)) for step in version.steps.all()]
    stored = {**version.options, "steps": steps, "window": version.window, "notes": version.notes}
    return plans.read_plan(stored)[0]


def _proven(row: Version) -> dict[str, Any]:
    """What speaks for a version, for the audit; refused when something speaks against it."""
    found, tests = findings(row), results(row)
    check_findings(found, "approved")
    check_tests(tests)
    check_stages(row)
    waived = [f"{each.code} {each.step_key or ''}".strip() for each in found if each.waived_until]
    signed = [[each.stage, str(each.by_id)] for each in signatures(row)]
    return {"waived": waived, "tests": len(tests), "signed": signed}


def _keys_ever(row: Version) -> set[str]:
    return set(Step.objects.filter(version__sequence=row.sequence_id).values_list("key", flat=True))


def add_sequence(facts: Mapping[str, Any], seat: Membership) -> Sequence:
    """The checked row of a new sequence, owned by `seat`."""
    values = checked_facts(facts)
    check_name_follows_rule(values, seat.workspace)
    try:
        with transaction.atomic():
            return Sequence.objects.create(**values, owner=seat, created_at=clock.now())
    except IntegrityError as error:
        raise name_taken(values["name"]) from error


def add_draft(
    sequence: Sequence, seat: Membership, actor: Actor, *, copied: Version | None = None
) -> Version:
    """The next version of a sequence, empty or with the plan of another version."""
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
    version.save(update_fields=["window", "options"])
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
    row.save(update_fields=["window", "options", "notes", "last_editor", "editors", "edited_at"])


def _write(row: Version, plan: Plan) -> None:
    row.window = plan.window.to_json() if plan.window else []
    row.options = plans.options_of(plan)
    Step.objects.bulk_create(
        Step(version=row, position=position, **plans.columns(step))
        for position, step in enumerate(plan.steps, 1)
    )


def _number(version: Version) -> dict[str, Any]:
    return {"number": version.number, "sequence_id": str(version.sequence_id)}


def _summary(version: Version, plan: Plan) -> dict[str, Any]:
    """What the audit keeps of a version: no words, but a digest that proves them."""
    return {**_number(version), "steps": len(plan.steps), "content": plans.digest(plan)}
