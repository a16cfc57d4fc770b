"""What tests of the engine do again and again, in the words of the product."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from audit.models import Entry
from audit.transitions import perform
from compliance.models import Review
from contacts.conditions import Condition, Conditions, Operator
from contacts.models import Contact
from enrollment import facts, first_touch, services
from enrollment.dispatch import arm, run, wire
from enrollment.evidence import patience
from enrollment.models import Enrollment, EvidenceLook, Mailbox, SendIntent, Touch
from sequences.models import Motion, Step, Version
from sequences.plans import Plan, StepInput, columns, options_of
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Workspace
from tests.world import World, draft

ALWAYS = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(7)]


def always_open(workspace: Workspace) -> None:
    """Let tests run at any hour of any day."""
    workspace.window = ALWAYS
    workspace.save()


FOOTER = "\n\n{{ sender_name }}\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"


def email(key: str, days: int = 0, **more: Any) -> StepInput:
    """An automatic e-mail that says its key."""
    words = {"subject": f"About {key}", "text": f"Hi {{{{ first_name }}}}, {key}.{FOOTER}", **more}
    return StepInput("email", key, delay_amount=days, **words)


def step(kind: str, key: str, days: int = 0, **more: Any) -> StepInput:
    """Any other step."""
    words = {"instructions": "" if kind == "wait" else f"Do {key}.", **more}
    return StepInput(kind, key, delay_amount=days, **words)


def asks(field: str, value: str = "", operator: Operator = Operator.IS) -> Conditions:
    """One condition."""
    return Conditions((Condition(field=field, operator=operator, value=value),))


@transaction.atomic
def live(
    world: World,
    *steps: StepInput,
    name: str = "Outbound",
    motion: str = Motion.OUTBOUND,
    **options: Any,
) -> Version:
    """An approved version of these steps, without holidays or a random spread."""
    plan = Plan(tuple(steps), holidays=False, spread_minutes=0, **options)
    version = draft(world.admin, name=name, motion=motion, cadence=())
    version.options = options_of(plan)
    version.save()
    Step.objects.bulk_create(
        Step(version=version, position=position, **columns(each))
        for position, each in enumerate(plan.steps, 1)
    )
    by, now = world.other_admin, clock.now()
    version = perform(version, "submit", actor=member(world.admin), by=world.admin, at=now)
    done: Version = perform(version, "approve", actor=member(by), by=by, at=now)
    return done


def started(world: World, version: Version, person: Contact) -> Enrollment:
    """The person in this version, approved if anything is to be reviewed; the first step is due."""
    row = enrol(world, version, person)
    if reload(row).state == "awaiting_review":
        approve(world, row)
    fresh: Enrollment = reload(row)
    return fresh


def hear(world: World) -> None:
    """Replies to the mailbox have just been proven to reach us."""
    with transaction.atomic():
        Mailbox.objects.update(heard_at=datetime.now(UTC))


def pass_time(world: World, **by: float) -> None:
    """Move the clock and do what is due, until nothing is."""
    clock.advance(timedelta(**by))
    hear(world)
    while work():
        pass


def states(enrollment: Enrollment) -> dict[str, str]:
    """What became of each step so far, in the order in which they were reached."""
    with transaction.atomic():
        rows = Touch.objects.filter(enrollment=enrollment).order_by("pk")
        return dict(rows.values_list("step__key", "state"))


def trail(enrollment: Enrollment, action: str) -> list[dict[str, Any]]:
    """What the audit says of one kind of event in an enrollment."""
    with transaction.atomic():
        rows = Entry.objects.filter(enrollment_id=enrollment.pk, action=action)
        return [row.data for row in rows.order_by("pk")]


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
        return list(rows.order_by("position", "pk"))


def intents(enrollment: Enrollment) -> list[SendIntent]:
    """Every attempt to send, oldest first."""
    with transaction.atomic():
        rows = SendIntent.objects.filter(touch__enrollment=enrollment)
        return list(rows.order_by("armed_at"))


def in_hand() -> list[Touch]:
    """Claim the messages that are due, as a worker that dies before arming."""
    messages, _ = run.take()
    return messages


def armed_only(enrollment: Enrollment) -> arm.Armed:
    """Claim, check and arm the due touch, as a worker that dies before the wire."""
    (armed,) = arm.arm(in_hand())
    return armed


def send(armed: arm.Armed) -> None:
    """What a worker does with an armed message."""
    run.settle(wire.transmit([armed]))


def waited(by: timedelta) -> None:
    """This process has known of every doubt for so much longer."""
    known = patience._known
    known.update({pk: (first - by.total_seconds(), last) for pk, (first, last) in known.items()})


def make_late(by: timedelta) -> None:
    """Let an armed intent's deadline have passed."""
    with transaction.atomic():
        for row in SendIntent.objects.all():
            row.armed_at, row.deadline_at = row.armed_at - by, row.deadline_at - by
            row.save()
        EvidenceLook.objects.update(looked_at=F("looked_at") - by)
