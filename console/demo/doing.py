"""What the demo's people do with the product: they write, approve, enrol and review."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from compliance import looking
from compliance.models import Review
from contacts.models import Contact
from enrollment import facts, first_touch, services
from enrollment.models import Enrollment, EnrollmentState
from sequences import services as sequences
from sequences.models import Version
from sequences.plans import Plan
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership

# Seats by the part of the address before the @.
Seats = dict[str, Membership]


def seats() -> Seats:
    """Who has a seat in the open scope."""
    rows = Membership.objects.select_related("user", "workspace")
    return {row.user.email.partition("@")[0]: row for row in rows}


def people_of(owner: Membership, first: int, last: int, **among: str) -> list[Contact]:
    """Some of somebody's contacts, in the order of the CRM's numbers."""
    rows = Contact.objects.filter(owner=owner, **among).order_by("external_id")
    return facts.with_companies(rows.values_list("pk", flat=True)[first:last])


def make_live(crew: Seats, plan: Plan, **sequence: Any) -> Version:
    """A new sequence of Alice's; Carol approves its first version."""
    alice = crew["alice"]
    draft = sequences.create_sequence(**sequence, seat=alice, actor=member(alice))
    return approve(crew, hand_in(crew, draft, plan))


def write_next(crew: Seats, version: Version, plan: Plan) -> Version:
    """Alice's draft of the version after this one."""
    alice = crew["alice"]
    draft = sequences.new_draft(version.sequence, seat=alice, actor=member(alice))
    return sequences.save_draft(draft, plan, seat=alice, actor=member(alice))


def hand_in(crew: Seats, draft: Version, plan: Plan | None = None) -> Version:
    """Alice saves a draft, where there is something to save, and submits it."""
    alice = crew["alice"]
    if plan is not None:
        draft = sequences.save_draft(draft, plan, seat=alice, actor=member(alice))
    return sequences.submit(draft, seat=alice, actor=member(alice))


def approve(crew: Seats, version: Version) -> Version:
    """Carol is the second admin."""
    return sequences.approve(version, seat=crew["carol"], actor=member(crew["carol"]))


def enrol(
    people: Sequence[Contact], version: Version, *, reason: str, seat: Membership
) -> list[Enrollment]:
    """Those of them who may come in; they wait for review."""
    rows = services.enrol(people, version, reason=reason, seat=seat, actor=member(seat))
    return [row for row in rows if row.state == EnrollmentState.AWAITING_REVIEW]


def review(crew: Seats, enrollments: Sequence[Enrollment]) -> None:
    """Rita reads and approves first messages."""
    rita = crew["rita"]
    ids = [row.pk for row in enrollments]
    for number, each in enumerate(Review.objects.filter(enrollment_id__in=ids).order_by("pk")):
        looking.open(each, rita)
        _read(number)
        first_touch.approve(each, seat=rita, actor=member(rita), seen_hash=each.content_hash)


def _read(number: int) -> None:
    """Reading takes a while, as far as there is time left in the demo's past."""
    if clock.behind() > timedelta(days=1):
        clock.advance(timedelta(seconds=35 + 25 * (number % 5)))
