"""How far people have come: enrolled, running, with a task due, with a reply that waits."""

from datetime import timedelta

from compliance import vault
from contacts.models import Contact
from enrollment import first_touch
from enrollment.models import Enrollment, Touch, TouchState
from enrollment.services import enrol
from sequences.models import StepKind, Version
from signals import reactions
from signals.models import Signal, SignalState
from tenancy import actors, clock
from tests.world import World, approved


def version_of(world: World) -> Version:
    """The one approved version of the outbound motion."""
    known = Version.objects.taking_people().first()
    return known or approved(world.admin, world.other_admin)


def enrolled(world: World, person: Contact) -> Enrollment:
    """Waits for first-touch review; the rep enrolled them."""
    rows = enrol(
        [person],
        version_of(world),
        reason="Asked for it",
        seat=world.rep,
        actor=actors.member(world.rep),
    )
    return rows[0]


def running(world: World, person: Contact) -> Enrollment:
    """The reviewer has approved the first message; it is planned."""
    row = enrolled(world, person)
    assert row.review is not None
    first_touch.approve(
        row.review,
        seat=world.reviewer,
        actor=actors.member(world.reviewer),
        seen_hash=row.review.content_hash,
    )
    fresh: Enrollment = Enrollment.objects.get(pk=row.pk)
    return fresh


def task_due(world: World, person: Contact, late: timedelta = timedelta(hours=1)) -> Touch:
    """The LinkedIn step is in the rep's list."""
    row = running(world, person)
    Touch.objects.filter(enrollment=row).update(state=TouchState.SENT, settled_at=clock.now())
    step = row.version.steps.get(key="connect")
    touch: Touch = Touch.objects.create(
        state=TouchState.DUE,
        enrollment=row,
        step=step,
        sequence_id=row.sequence_id,
        position=step.position,
        kind=StepKind.LINKEDIN,
        automatic=False,
        due_at=clock.now() - late,
    )
    return touch


RAW = (
    b"From: Peter <peter@initech.example>\r\nTo: rep@mail.acme.example\r\n"
    b"Subject: Re: Question\r\nMessage-ID: <r1@initech.example>\r\n\r\n"
    b"Hm, talk to me about the TPS reports.\r\n"
)


def reply_held(person: Contact, row: Enrollment) -> Signal:
    """A reply that nobody could read for certain; the enrollment holds."""
    now = clock.now()
    signal: Signal = Signal.objects.create(
        state=SignalState.MATCHED,
        source="mail",
        event_id=f"<r1@{person.pk}>",
        kind="unclear",
        contact=person,
        enrollment_id=row.pk,
        raw=vault.seal(person.pk, "mail", RAW),
        received_at=now,
        occurred_at=now,
    )
    reactions.apply(signal.pk)
    held: Signal = Signal.objects.get(pk=signal.pk)
    return held
