"""Content stages: who else signs the words of a version before an admin approves it.

A signature binds the version as it was at `edited_at`. Sending the version back voids it, and so
does every edit. Which stages there are is a setting of the workspace.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from sequences.checks import check_four_eyes, check_unchanged_since
from sequences.locking import locked_version
from sequences.models import ContentStage, StageApproval, Version, VersionState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability, Role, may

MAX_NOTE = 300

# Who signs for a stage, in words.
WHO: Mapping[str, str] = {
    ContentStage.PEER: "someone who writes sequences or reviews first messages",
    ContentStage.MANAGER: "a manager or an admin",
    ContentStage.LEGAL: "someone of the team “Legal”",
    ContentStage.BRAND: "someone of the team “Brand”",
}


@transaction.atomic
def sign_stage(
    version: Version,
    stage: str,
    *,
    note: str = "",
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> StageApproval:
    """Sign the words of a version that waits for approval, for one stage.

    `expected_edited_at` says which words were read. Refused: invalid (no such stage, a long
    note), stage_off, not_in_approval, edited_meanwhile, not_allowed (who may not sign for this
    stage), four_eyes (who had a hand in the version), already_signed, signs_once.
    """
    check_may(seat, actor, Capability.SEE)
    row = locked_version(version)
    note = _checked(row, stage, note)
    check_unchanged_since(row, expected_edited_at)
    _check_signs_for(stage, Membership.objects.get(pk=seat.pk))
    check_four_eyes(row, seat, actor, "somebody else has to sign it")
    values: dict[str, Any] = {"stage": stage, "edited_at": row.edited_at, "by": seat, "note": note}
    try:
        with transaction.atomic():
            signed = StageApproval.objects.create(version=row, at=clock.now(), **values)
    except IntegrityError as error:
        raise _signed_before(row, stage) from error
    said: dict[str, Any] = {
        "number": row.number,
        "stage": stage,
        "edited_at": row.edited_at.isoformat(),
    }
    record(Action.VERSION_SIGNED, row, actor=actor, label=str(row), **said)
    return signed


def signatures(version: Version) -> QuerySet[StageApproval]:
    """The signatures under the words as they are now, in the order of signing."""
    rows = StageApproval.objects.filter(version=version, edited_at=version.edited_at)
    return rows.select_related("by").order_by("at", "id")


def stages_missing(version: Version) -> list[ContentStage]:
    """The stages that the workspace asks for and nobody has signed yet; one query."""
    asked = version.workspace.content_stages
    signed = set(signatures(version).values_list("stage", flat=True)) if asked else set()
    return [stage for stage in ContentStage if stage in asked and stage not in signed]


def void_signatures(version: Version) -> int:
    """Drop every signature of a version that goes back to its author; returns how many. That they
    were given stays in the audit trail."""
    return StageApproval.objects.filter(version=version).delete()[0]


def check_stages(version: Version) -> None:
    """Every stage has signed exactly these words; else refused (stages_missing) with their
    names."""
    if missing := stages_missing(version):
        fields = {f"stages.{stage}": f"To be signed by {WHO[stage]}." for stage in missing}
        names = ", ".join(stage.label for stage in missing)
        message = f"Not signed yet: {names}. Have it signed first, then approve."
        raise Refused(message, code="stages_missing", fields=fields)


def _checked(row: Version, stage: str, note: str) -> str:
    if stage not in ContentStage.values:
        message = f"There is no such stage. Use {', '.join(ContentStage.values)}."
        raise Refused(message, code="invalid", fields={"stage": message})
    if stage not in row.workspace.content_stages:
        message = f"This workspace asks for no signature of the stage {stage}."
        raise Refused(message, code="stage_off", fields={"stage": message})
    if row.state != VersionState.IN_APPROVAL:
        message = f"Version {row.number} is “{row.get_state_display()}”. Only a version that waits"
        raise Refused(f"{message} for approval is signed.", code="not_in_approval")
    note = note.strip()
    if len(note) > MAX_NOTE or not (note or " ").isprintable():
        message = f"The note is one line of at most {MAX_NOTE} characters."
        raise Refused(message, code="invalid", fields={"note": message})
    return note


def role_signs(stage: str, role: str) -> bool:
    """Whether a role is enough for a stage; for legal and brand the team decides."""
    if stage == ContentStage.PEER:
        return may(role, Capability.EDIT_SEQUENCES) or may(role, Capability.REVIEW)
    return stage != ContentStage.MANAGER or role in (Role.MANAGER, Role.ADMIN)


def _check_signs_for(stage: str, seat: Membership) -> None:
    if not signs_for(stage, seat):
        message = f"{ContentStage(stage).label} is signed by {WHO[stage]}. Ask one of them."
        raise Refused(message, code="not_allowed")


def signs_for(stage: str, seat: Membership) -> bool:
    """Whether a seat fits a stage, by role and team; no query."""
    names = (seat.team.strip().casefold(), seat.label.strip().casefold())
    belongs = stage in (ContentStage.PEER, ContentStage.MANAGER) or stage in names
    return seat.is_active and role_signs(stage, seat.role) and belongs


def _signed_before(row: Version, stage: str) -> Refused:
    """Which of the two unique constraints said no."""
    former = signatures(row).filter(stage=stage).first()
    if former is not None:
        message = f"{former.by.label} has signed these words for {ContentStage(stage).label}."
        return Refused(f"{message} Once is enough.", code="already_signed")
    message = "You have signed these words for another stage. Somebody else has to sign here."
    return Refused(message, code="signs_once")
