"""Pools by their names, as a sequence that is written as text names them."""

from uuid import UUID

from enrollment.models import MailboxPool
from enrollment.pools import keeping
from sequences.models import Sequence
from tenancy.actors import Actor
from tenancy.models import Membership


class Pools:
    """The pools of the open workspace (`sequences.senders.Pools`)."""

    def name_of(self, pool_id: UUID | None) -> str:
        """What a pool is called; "" for none. One query where there is one."""
        if pool_id is None:
            return ""
        return MailboxPool.objects.filter(pk=pool_id).values_list("name", flat=True).first() or ""

    def named(self, name: str) -> UUID | None:
        """The pool of this name; one query."""
        return MailboxPool.objects.filter(name=name).values_list("pk", flat=True).first()

    def give(
        self, sequence: Sequence, pool_id: UUID | None, *, seat: Membership, actor: Actor
    ) -> Sequence:
        """As `keeping.give`."""
        return keeping.give(sequence, pool_id, seat=seat, actor=actor)
