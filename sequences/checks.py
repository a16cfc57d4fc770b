"""What the services of this app refuse, and in which words: a check passes or raises Refused.

`checked_…` also return the value in its stored form.
"""

from collections.abc import Iterable
from collections.abc import Sequence as List
from datetime import datetime

from sequences import lint, plans, scripted
from sequences.models import Sequence, Version, VersionState
from sequences.plans import Plan, Problem
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership

MAX_REASON = 2_000


def check_not_archived(sequence: Sequence) -> None:
    """An archived sequence stays as it is."""
    if sequence.archived_at:
        message = f"“{sequence.name}” is archived. Create a new sequence instead."
        raise Refused(message, code="sequence_archived")


def check_draft(row: Version) -> None:
    """Only a draft can be edited."""
    check_not_archived(row.sequence)
    if row.state != VersionState.DRAFT:
        message = f"Version {row.number} is “{row.get_state_display()}” and cannot be edited."
        hint = "Send it back first." if row.state == VersionState.IN_APPROVAL else "Make a draft."
        raise Refused(f"{message} {hint}", code="not_a_draft")


def check_unchanged_since(row: Version, expected: datetime | None) -> None:
    """Nobody saved since the caller read the version; None when the caller does not say."""
    if expected is not None and row.edited_at != expected:
        message = (
            f"{row.last_editor.label} saved this version after you opened it. Nothing of yours was "
            "stored or lost: keep your text, reload the version and put your changes in again."
        )
        raise Refused(message, code="edited_meanwhile")


def check_four_eyes(
    row: Version, seat: Membership, actor: Actor, so: str = "another admin has to approve it"
) -> None:
    """A person decides, and nobody decides on their own work; `so` says who does instead."""
    roles = {
        "wrote": row.author_id,
        "last edited": row.last_editor_id,
        "submitted": row.submitted_by_id,
    }
    did = next((verb for verb, member_id in roles.items() if member_id == seat.pk), None)
    did = did or ("edited" if seat.pk in row.editors else None)
    if did or actor.member_id is None:
        who = f"You {did} this version" if did else "Only a person decides on a version"
        raise Refused(f"{who}, so {so}.", code="four_eyes")


def check_motion_is_free(row: Version) -> None:
    """One approved version for each motion and segment, across sequences."""
    held = Version.objects.filter(
        state=VersionState.APPROVED, motion=row.motion, segment=row.segment
    )
    rival = held.exclude(sequence=row.sequence_id).select_related("sequence").first()
    if rival:
        scope = f"{row.get_motion_display()}{f' ({row.segment})' if row.segment else ''}"
        message = (
            f"“{rival.sequence.name}” version {rival.number} is the approved one for {scope}. "
            "Retire it first, or give this sequence another motion or segment."
        )
        raise Refused(message, code="motion_taken")


def check_findings(found: List[lint.Finding], to: str = "submitted") -> None:
    """No finding blocks; else all that do are told at once."""
    fields: dict[str, str] = {}
    errors = [finding for finding in found if finding.blocks]
    for error in errors:
        name = f"{error.step_key}.{error.code}" if error.step_key else error.code
        fields[name] = " ".join(filter(None, (fields.get(name), error.message, error.fix)))
    if errors:
        first = f"{errors[0].message} {errors[0].fix}"
        message = f"{_things(len(errors))} before this can be {to}. First: {first}"
        raise Refused(message, code="findings", fields=fields)


def check_tests(results: Iterable[scripted.Result]) -> None:
    """Every scripted test passes; else refused (tests_red) with what each of the others says."""
    red = {n: result for n, result in enumerate(results, 1) if not result.passed}
    if red:
        fields = {f"cases.{n}": " ".join(result.sentences) for n, result in red.items()}
        number, first = next(iter(red.items()))
        message = f"{'A test fails' if len(red) == 1 else f'{len(red)} tests fail'}. "
        message += f"Test {number}, “{first.name}”: {fields[f'cases.{number}']}"
        raise Refused(message, code="tests_red", fields=fields)


def _things(count: int) -> str:
    return "One thing must be corrected" if count == 1 else f"{count} things must be corrected"


def checked_reason(reason: str) -> str:
    """Why a version goes back."""
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON or "\0" in reason:
        message = f"Say in 1 to {MAX_REASON:,} characters what the author should change."
        raise Refused(message, code="reason_missing", fields={"reason": message})
    return reason


def problems_of(plan: Plan) -> list[Problem]:
    """Everything that forbids storing a plan, its tests included."""
    return [*plans.problems(plan), *scripted.case_problems(plan)]


def check_plan(plan: Plan) -> None:
    """The plan can be stored; else everything that is wrong with it."""
    if found := problems_of(plan):
        message = f"{_things(len(found))} before this can be saved. First: {found[0].message}"
        fields: dict[str, str] = {}
        for problem in found:
            fields.setdefault(problem.field, problem.message)
        raise Refused(message, code="invalid", fields=fields)
