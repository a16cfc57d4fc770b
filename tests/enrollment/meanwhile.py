"""What may become of a person between our message and what comes back of it."""

from collections.abc import Callable

from contacts.models import Contact
from enrollment import services, stops
from enrollment.erasing import erase
from enrollment.models import Enrollment, ExitReason
from tenancy.actors import member, system
from tests.world import World

OUTSIDE = system("test")
NEW = "peter@new.example"
Meanwhile = Callable[[World, Enrollment], object]


def about(row: Enrollment, **columns: object) -> int:
    """The person is somebody else's, or elsewhere, from now on."""
    return Contact.objects.filter(pk=row.contact_id).update(**columns)


MEANWHILE: dict[str, Meanwhile] = {
    "nothing": lambda world, row: None,
    "an erasure": lambda world, row: erase(
        row.contact, reference="Ticket 7", seat=world.admin, actor=member(world.admin)
    ),
    "another address": lambda world, row: about(row, email=NEW, email_base=NEW),
    "no address": lambda world, row: about(row, email="", email_base=""),
    "an exit": lambda world, row: stops.exit_enrollment(
        row, reason=ExitReason.MANUAL, evidence="by hand", actor=OUTSIDE
    ),
    "an opt-out": lambda world, row: stops.stop_address(
        row.contact.email_base, cause=ExitReason.OPTED_OUT, evidence="s0", actor=OUTSIDE
    ),
    "a hold": lambda world, row: services.hold(row, note="Unclear", actor=OUTSIDE),
}
