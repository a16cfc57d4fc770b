"""Versions that try something on a few, and people who have had their first message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.transitions import perform
from contacts.models import Contact
from enrollment.models import (
    Activity,
    Enrollment,
    EnrollmentState,
    IntentState,
    SendIntent,
    Touch,
    TouchState,
)
from enrollment.stops import gate_key
from sequences.models import StepKind, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.ids import uuid7
from tests.factories import ContactFactory
from tests.world import World, draft

TWO_EMAILS = (("intro", StepKind.EMAIL, 0), ("follow-up", StepKind.EMAIL, 3))
B = {"key": "b", "share": 50, "subject": "Other words", "text": "Hello, {{ unsubscribe_url }}"}


def published(
    world: World,
    *,
    name: str = "Outbound",
    motion: str = "outbound",
    step: dict[str, Any] | None = None,
    **options: Any,
) -> Version:
    """An approved version of two e-mails; `step` are options of the first."""
    version = draft(world.admin, name, motion, TWO_EMAILS)
    version.options = {**version.options, **options}
    version.save()
    version.steps.filter(key="intro").update(options=step or {})
    now = clock.now()
    version = perform(version, "submit", actor=member(world.admin), by=world.admin, at=now)
    boss = world.other_admin
    return perform(version, "approve", actor=member(boss), by=boss, at=now)


def people(world: World, version: Version, many: int) -> list[Enrollment]:
    """Active enrollments of as many people."""
    return enrolled(world, version, *ContactFactory.create_batch(many))


def enrolled(
    world: World, version: Version, *contacts: Contact, state: str = EnrollmentState.ACTIVE
) -> list[Enrollment]:
    """Their enrollments, active as after a review."""
    rows: list[Enrollment] = Enrollment.objects.bulk_create(
        Enrollment(
            state=state,
            contact=contact,
            sequence_id=version.sequence_id,
            version=version,
            mailbox=world.mailbox,
            enrolled_by=world.rep,
            reason="x",
            created_at=clock.now(),
        )
        for contact in contacts
    )
    return rows


def first_touch(row: Enrollment, **more: Any) -> Touch:
    """The first message of an enrollment, due now."""
    fields = {"automatic": True, "first": True, "due_at": clock.now(), **more}
    fields.setdefault("step", row.version.steps.get(key="intro"))
    touch: Touch = Touch.objects.create(
        enrollment=row,
        sequence_id=row.sequence_id,
        position=1,
        kind="email",
        mailbox=row.mailbox,
        **fields,
    )
    return touch


def intent_of(touch: Touch, outcome: IntentState = IntentState.ACCEPTED) -> SendIntent:
    """What an arm leaves behind, with the answer of the server."""
    assert touch.mailbox is not None
    intent: SendIntent = SendIntent.objects.create(
        touch=touch,
        decision_id=uuid7(),
        outcome=outcome,
        fence=1,
        message_id=f"<{uuid7()}@mail.example>",
        address_key=gate_key(touch.enrollment),
        gate_epoch=0,
        content_hash="",
        wire_hash="",
        mailbox=touch.mailbox,
        armed_at=clock.now(),
        deadline_at=clock.now(),
        remote_ref="250",
    )
    return intent


def sent(rows: Iterable[Enrollment], variant: str, at: datetime) -> list[Touch]:
    """The first message of each has been sent."""
    return [first_touch(row, variant=variant, state=TouchState.SENT, settled_at=at) for row in rows]


def did(touches: Iterable[Touch], kind: str, at: datetime) -> None:
    """Activities of those who were written to."""
    Activity.objects.bulk_create(
        Activity(
            contact_id=touch.enrollment.contact_id,
            enrollment=touch.enrollment,
            touch=touch,
            kind=kind,
            at=at,
            signal_id=uuid7(),
        )
        for touch in touches
    )


def stored(row: Any) -> Any:
    """The row as it is stored now; for tests in one transaction too."""
    with transaction.atomic():
        return type(row).objects.get(pk=row.pk)
