"""What tests of signals do again and again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from compliance.models import Suppression
from contacts.models import Contact
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import arm, record
from enrollment.dispatch.results import Result
from enrollment.models import Activity, Enrollment, RecipientGate, SendIntent
from sequences.models import Version
from signals import intake
from signals.models import Signal
from tenancy import clock
from tests.enrollment.stage import always_open, approve, email, enrol, in_hand, live, step
from tests.world import World


def arm_next() -> arm.Armed:
    """Claim, check and arm the due touch; nothing goes over the wire."""
    (armed,) = arm.arm(in_hand())
    return armed


def send_next() -> SendIntent:
    """The due touch leaves, as if the server had taken it."""
    armed = arm_next()
    record.record_many([(armed.intent, Result(Receipt(Answer.ACCEPTED, 250, "queued"), None))])
    return armed.intent


def started(world: World, version: Version, person: Contact) -> Enrollment:
    """A person enrolled and approved; the first message is due once the clock has moved on."""
    enrollment = enrol(world, version, person)
    approve(world, enrollment)
    return enrollment


def on_two_tracks(world: World, person: Contact) -> Enrollment:
    """A person who has had the first message of a version with a positive track."""
    always_open(world.workspace)
    version = live(
        world,
        email("one"),
        email("two", 3),
        step("call", "call-back", 1, track="positive"),
        email("thanks", 1, track="positive"),
        name="Smart",
    )
    row = started(world, version, person)
    clock.advance(timedelta(minutes=30))
    send_next()
    return row


def receive(world: World, raw: bytes, *recipients: str, sender: str = "") -> Signal:
    """A mail arrives at the rep's mailbox."""
    found = intake.receive_mail(
        raw,
        recipients=recipients or (world.mailbox.address,),
        mailbox_id=world.mailbox.pk,
        received_at=datetime.now(UTC),
        sender=sender,
    )
    assert found is not None
    return found


def report(kind: str, event_id: str = "e1", **more: Any) -> Signal:
    """A program reports something."""
    from tenancy.actors import system

    said = {"source": "crm", "occurred_at": None, "actor": system("test"), **more}
    return intake.receive_event(event_id=event_id, kind=kind, **said)


def suppressions() -> list[tuple[str, str]]:
    """Reason and channel of every suppression."""
    rows = Suppression.objects.filter(lifted_at=None).order_by("reason")
    return list(rows.values_list("reason", "channel"))


def picture(enrollment: Enrollment) -> dict[str, Any]:
    """Everything that signals can change about a person, to compare ends of stories."""
    fresh = Enrollment.objects.select_related("contact").get(pk=enrollment.pk)
    return {
        "state": fresh.state,
        "until": fresh.pause_until,
        "why": fresh.pause_reason,
        "soft": fresh.soft_bounces,
        "touches": sorted(fresh.touches.values_list("position", "state")),
        "suppressed": suppressions(),
        "shut": list(RecipientGate.objects.exclude(stopped_at=None).values_list("address_key")),
        "activities": sorted(Activity.objects.values_list("kind", "at")),
        "last activity": (fresh.contact.last_activity, fresh.contact.last_activity_at),
        "signals": sorted(Signal.objects.values_list("event_id", "state")),
    }
