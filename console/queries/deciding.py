"""The versions that wait for one person: for their approval, or for their signature."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.queries.readiness import obstacle
from console.queries.versions import signatures_in, signed
from sequences.models import ContentStage, Version, VersionState
from sequences.signing import signs_for
from tenancy.actors import member
from tenancy.models import Membership
from tenancy.roles import Capability


@dataclass(frozen=True)
class ToDecide:
    """A version in approval, and what this person may do about it."""

    version: Version
    stages: Sequence[str]
    missing: Sequence[str]
    may_approve: bool

    @property
    def asks(self) -> str:
        """What it waits for, of this person."""
        if self.stages:
            return f"Your signature: {' or '.join(self.stages)}"
        if self.missing:
            return f"Your approval, once signed: {', '.join(self.missing)}"
        return "Your approval"


def versions(seat: Membership) -> list[ToDecide]:
    """The versions that wait for this person, the oldest first; one statement."""
    rows = Version.objects.filter(state=VersionState.IN_APPROVAL, sequence__archived_at=None)
    rows = rows.select_related("sequence", "workspace", "submitted_by").annotate(signed=signed())
    found = (_to_decide(row, seat) for row in rows.order_by("submitted_at"))
    return [each for each in found if each and (each.stages or each.may_approve)]


def _to_decide(row: Version, seat: Membership) -> ToDecide | None:
    """None for who had a hand in it."""
    if obstacle(row, seat, member(seat), "somebody else decides"):
        return None
    signatures = signatures_in(row)
    done = {each.stage for each in signatures}
    missing = [s for s in ContentStage if s.value in row.workspace.content_stages]
    missing = [stage for stage in missing if stage.value not in done]
    once = any(each.member_id == seat.pk for each in signatures)
    mine = [] if once else [stage.label for stage in missing if signs_for(stage, seat)]
    may_approve = seat.may(Capability.APPROVE_SEQUENCES)
    return ToDecide(row, mine, [stage.label for stage in missing], may_approve)
