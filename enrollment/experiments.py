"""Variants at work: who gets whose words, the shares, and the winner.

A person keeps the variant that they once had of a step, whatever the shares become and whichever
version they are moved to. What the variants achieved is compared in `comparisons`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment.models import Enrollment, Experiment, ExperimentState, VariantAssignment
from sequences import published
from sequences.experiments import choose, known
from sequences.models import Version
from sequences.plans import StepInput
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

Asked = tuple[Enrollment, StepInput]
# The enrollment and the key of the step.
Place = tuple[UUID, str]


def variants_for(asked: Sequence[Asked]) -> dict[Place, str]:
    """The variant of a step that a person gets, "" for a step without any, by enrollment and step;
    no statement when no step has any.

    Assigned once and kept; whoever asks at the same moment gets the same. Who has a variant that
    this version no longer has gets the step's own words.
    """
    found: dict[Place, str] = {(row.pk, step.key): "" for row, step in asked}
    varied = [(row, step) for row, step in asked if step.variants]
    if not varied:
        return found
    kept = _assigned(varied)
    if missing := [(row, step) for row, step in varied if _who(row, step) not in kept]:
        _assign(missing)
        # Somebody may have been faster; what is stored counts.
        kept |= _assigned(missing)
    for row, step in varied:
        found[row.pk, step.key] = known(step, kept[_who(row, step)])
    return found


def _who(row: Enrollment, step: StepInput) -> tuple[UUID, UUID, str]:
    return row.contact_id, row.sequence_id, step.key


def _assigned(asked: Sequence[Asked]) -> dict[tuple[UUID, UUID, str], str]:
    rows = VariantAssignment.objects.filter(
        contact__pk__among=[row.contact_id for row, _ in asked],
        step_key__in={step.key for _, step in asked},
    )
    columns = rows.values_list("contact_id", "sequence_id", "step_key", "variant")
    return {(contact_id, sequence_id, key): name for contact_id, sequence_id, key, name in columns}


def _assign(asked: Sequence[Asked]) -> None:
    now, drawn = clock.now(), _Draws()
    rows = [
        VariantAssignment(
            contact_id=row.contact_id,
            sequence_id=row.sequence_id,
            step_key=step.key,
            variant=drawn.of(row, step),
            assigned_at=now,
        )
        for row, step in asked
    ]
    VariantAssignment.objects.bulk_create(rows, ignore_conflicts=True)


def open_for(version: Version) -> list[Experiment]:
    """The experiments of a version, one for each step with variants; opened where missing."""
    shares = {step.key: step.shares for step in published.plan(version).steps if step.variants}
    if not shares:
        return []
    rows = Experiment.objects.filter(version=version).order_by("step_key")
    if missing := shares.keys() - set(rows.values_list("step_key", flat=True)):
        Experiment.objects.bulk_create(
            [Experiment(version=version, step_key=key, shares=shares[key]) for key in missing],
            ignore_conflicts=True,
        )
    opened: list[Experiment] = list(rows)
    return opened


def change_shares(
    experiment: Experiment,
    shares: Mapping[str, int],
    *,
    seat: Membership,
    actor: Actor,
    reason: str = "",
) -> Experiment:
    """Give new people other shares: whole percents for all the variants, 100 together; 0 takes a
    variant out. Who has a variant keeps it. Refused once a winner is declared."""
    with transaction.atomic():
        check_may(seat, actor, Capability.APPROVE_SEQUENCES)
        row: Experiment = Experiment.objects.select_for_update().get(pk=experiment.pk)
        _check_shares(row, shares)
        before, row.shares = row.shares, {name: shares[name] for name in row.shares}
        if row.shares != before:
            row.save(update_fields=["shares"])
            said = about(row, before=before, now=row.shares, reason=reason[:300])
            record(Action.EXPERIMENT_SHARES, row, actor=actor, **said)
    return row


def decide(
    experiment: Experiment, winner: str, *, seat: Membership, actor: Actor, reason: str
) -> Experiment:
    """A person declares the winner, whatever the comparison said or before it was made; everybody
    new gets it. Refused without a reason, or when there is a winner already."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= 300:
        message = "Say why this variant wins, in at most 300 characters."
        raise Refused(message, code="reason_missing", fields={"reason": message})
    with transaction.atomic():
        check_may(seat, actor, Capability.APPROVE_SEQUENCES)
        row = Experiment.objects.select_for_update().get(pk=experiment.pk)
        if winner not in row.shares:
            message = f"There is no such variant. Use {', '.join(row.shares)}."
            raise Refused(message, code="invalid", fields={"winner": message})
        result = {**row.result, "by_hand": True, "reason": reason}
        return declare(row, winner, result, actor, reason=reason)


class _Draws:
    """Draws variants by the shares of now; two statements a version."""

    def __init__(self) -> None:
        self._open: dict[UUID, dict[str, Experiment]] = {}

    def of(self, enrollment: Enrollment, step: StepInput) -> str:
        """What somebody new gets."""
        if enrollment.version_id not in self._open:
            rows = open_for(enrollment.version)
            self._open[enrollment.version_id] = {row.step_key: row for row in rows}
        row = self._open[enrollment.version_id][step.key]
        if row.state == ExperimentState.DECIDED:
            return str(row.winner)
        key = f"{enrollment.sequence_id}:{step.key}:{enrollment.contact_id}"
        return choose(row.shares, key.encode())


def _check_shares(row: Experiment, shares: Mapping[str, int]) -> None:
    if row.state == ExperimentState.DECIDED:
        message = f"Variant {row.winner} has won and goes to everybody new."
        raise Refused(f"{message} Nothing is shared any more.", code="state_changed")
    whole = all(type(share) is int and 0 <= share <= 100 for share in shares.values())
    if shares.keys() != row.shares.keys() or not whole or sum(shares.values()) != 100:
        names = ", ".join(row.shares)
        message = f"Give each of {names} a whole percentage, 100 together; 0 takes one out."
        raise Refused(message, code="invalid", fields={"shares": message})


def declare(
    row: Experiment, winner: str, result: dict[str, object], actor: Actor, **more: str
) -> Experiment:
    """Name the winner: by the comparison, or by a person. Refused when there is one already."""
    data = about(row, winner=winner, **{**result, **more})
    return perform(
        row,
        "decide",
        actor=actor,
        data=data,
        winner=winner,
        result=result,
        by=actor.label,
        at=clock.now(),
    )


def about(row: Experiment, **more: object) -> dict[str, Any]:
    """What the audit says of an experiment besides: which step of which version."""
    return {"version": str(row.version_id), "step": row.step_key, **more}
