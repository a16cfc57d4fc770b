"""Variants at work: who gets whose words, the shares, and the winner.

A person keeps the variant that they once had of a step, whatever the shares become and whichever
version they are moved to. What the variants achieved is compared in `comparisons`.
"""

from collections.abc import Mapping
from typing import Any

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


def variant_for(enrollment: Enrollment, step: StepInput) -> str:
    """The variant of a step that the person gets, "" for a step without any.

    Assigned once and kept; whoever asks at the same moment gets the same. Who has a variant that
    this version no longer has gets the step's own words.
    """
    if not step.variants:
        return ""
    who = {
        "contact_id": enrollment.contact_id,
        "sequence_id": enrollment.sequence_id,
        "step_key": step.key,
    }
    found = VariantAssignment.objects.filter(**who).first()
    if found is None:
        drawn = _drawn(enrollment, step)
        row = VariantAssignment(**who, variant=drawn, assigned_at=clock.now())
        VariantAssignment.objects.bulk_create([row], ignore_conflicts=True)
        # Somebody may have been faster; what is stored counts.
        found = VariantAssignment.objects.get(**who)
    return known(step, found.variant)


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


def _drawn(enrollment: Enrollment, step: StepInput) -> str:
    open_for(enrollment.version)
    row: Experiment = Experiment.objects.get(version=enrollment.version_id, step_key=step.key)
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
