"""Messages that a mailbox has sent, and what became of them, without an engine that sends them."""

from datetime import datetime, timedelta

from django.db import transaction

from contacts.models import Contact
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    IntentState,
    Mailbox,
    SendIntent,
    Touch,
    TouchState,
)
from sequences.models import Version
from signals.kinds import Kind
from signals.models import Signal, SignalState
from tenancy import clock
from tenancy.ids import uuid7
from tests.world import World


@transaction.atomic
def sent(
    world: World,
    version: Version,
    person: Contact,
    count: int,
    *,
    box: Mailbox | None = None,
    days_ago: float = 1,
    outcome: IntentState = IntentState.ACCEPTED,
) -> list[SendIntent]:
    """So many messages, all settled."""
    at, box = clock.real_now() - timedelta(days=days_ago), box or world.mailbox
    step = version.steps.order_by("position").first()
    assert step is not None
    rows = [
        Enrollment(
            state=EnrollmentState.EXITED,
            contact=person,
            sequence=version.sequence,
            version=version,
            mailbox=box,
            enrolled_by=world.rep,
            reason="Fair",
            exit_reason="manual",
            exit_actor="Bob",
            exit_evidence="test",
            exited_at=at,
            created_at=at,
        )
        for _ in range(count)
    ]
    Enrollment.objects.bulk_create(rows)
    touches = [
        Touch(
            state=TouchState.SENT,
            enrollment=row,
            step=step,
            sequence=version.sequence,
            position=1,
            kind=step.kind,
            automatic=True,
            mailbox=box,
            due_at=at,
            settled_at=at,
        )
        for row in rows
    ]
    Touch.objects.bulk_create(touches)
    made = [_intent(touch, box, at, outcome) for touch in touches]
    return list(SendIntent.objects.bulk_create(made))


def _intent(touch: Touch, box: Mailbox, at: datetime, outcome: IntentState) -> SendIntent:
    return SendIntent(
        touch=touch,
        decision_id=uuid7(),
        outcome=outcome,
        fence=1,
        message_id=f"<{uuid7()}@acme.example>",
        address_key="0" * 64,
        gate_epoch=0,
        content_hash="",
        wire_hash="",
        mailbox=box,
        armed_at=at,
        deadline_at=at,
        remote_ref="250",
    )


@transaction.atomic
def told(kind: Kind, *intents: SendIntent, state: SignalState = SignalState.APPLIED) -> None:
    """A signal about each of these messages has had its effect."""
    now = clock.real_now()
    Signal.objects.bulk_create(
        Signal(
            state=state,
            source="test",
            event_id=str(uuid7()),
            kind=kind,
            touch_id=intent.touch_id,
            received_at=now,
            occurred_at=now,
        )
        for intent in intents
    )
