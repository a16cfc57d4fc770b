"""Whether a seat may do something, asked where it is done."""

from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Capability


def check_may(seat: Membership, actor: Actor, capability: Capability) -> None:
    """The seat as it is now, not as it was when the page was opened."""
    if actor.member_id not in (None, seat.pk):
        raise ValueError("The actor must be the seat that answers for this.")
    now = Membership.objects.filter(pk=seat.pk).first()
    if now is None or not now.may(capability):
        message = f"Your seat may not {capability.value}. Ask an admin of the workspace."
        raise Refused(message, code="not_allowed")
