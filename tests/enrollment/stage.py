"""What tests of the engine do again and again, in the words of the product."""

from typing import Any

from django.db import transaction

from compliance.models import Review
from contacts.models import Contact
from enrollment import facts, first_touch, services
from enrollment.dispatch import arm, check, claim, run
from enrollment.models import Enrollment, SendIntent, Touch
from sequences.models import Version
from tenancy.actors import member
from tenancy.models import Workspace
from tests.world import World

ALWAYS = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(7)]


def always_open(workspace: Workspace) -> None:
    """Let tests run at any hour of any day."""
    workspace.window = ALWAYS
    workspace.save()


def enrol(world: World, version: Version, *people: Contact, **more: Any) -> Enrollment:
    """The rep enrols; returns the first enrollment."""
    with transaction.atomic():
        loaded = facts.with_companies(person.pk for person in people)
        rows = services.enrol(
            loaded, version, reason="Trade fair", seat=world.rep, actor=member(world.rep), **more
        )
    return rows[0]


def approve(world: World, enrollment: Enrollment) -> Review:
    """The reviewer approves what is there."""
    with transaction.atomic():
        fresh = Enrollment.objects.get(pk=enrollment.pk)
        assert fresh.review is not None, fresh.get_state_display()
        review = Review.objects.get(pk=fresh.review_id)
    return first_touch.approve(
        review, seat=world.reviewer, actor=member(world.reviewer), seen_hash=review.content_hash
    )


def work() -> int:
    """One worker's turn."""
    return run.workspace_turn()


def reload(row: Any) -> Any:
    """The row as it is stored now."""
    with transaction.atomic():
        return type(row).objects.get(pk=row.pk)


def touches(enrollment: Enrollment) -> list[Touch]:
    """The touches of an enrollment in their order."""
    with transaction.atomic():
        rows = Touch.objects.filter(enrollment=enrollment).select_related("step", "enrollment")
        return list(rows.order_by("position"))


def intents(enrollment: Enrollment) -> list[SendIntent]:
    """Every attempt to send, oldest first."""
    with transaction.atomic():
        rows = SendIntent.objects.filter(touch__enrollment=enrollment)
        return list(rows.order_by("armed_at"))


def armed_only(enrollment: Enrollment) -> arm.Armed:
    """Claim, check and arm the due touch, as a worker that dies before the wire."""
    (touch_id,) = claim.claim()
    with transaction.atomic():
        ready = check.check(claim.load(touch_id))
    assert ready is not None
    armed = arm.arm(ready)
    assert armed is not None
    return armed
