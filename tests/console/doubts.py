"""A send whose outcome nobody knows, for the pages about it."""

from datetime import UTC, datetime, timedelta

from audit.transitions import perform
from enrollment import stops
from enrollment.models import IntentState, SendIntent, Touch
from tenancy import actors
from tenancy.ids import uuid7
from tests.console.scenes import running
from tests.world import World, contact

TEST = actors.system("test")


def doubtful(world: World, email: str = "peter@initech.example", age: int = 300) -> SendIntent:
    """A message that was armed `age` seconds ago and whose outcome nobody knows; the workers have
    waited for a minute."""
    row = running(world, contact(email, owner=world.rep))
    touch = perform(Touch.objects.get(enrollment=row), "arm", actor=TEST)
    perform(touch, "doubt", actor=TEST)
    armed = datetime.now(UTC) - timedelta(seconds=age)
    intent: SendIntent = SendIntent.objects.create(
        touch=touch,
        decision_id=uuid7(),
        outcome=IntentState.UNKNOWN,
        fence=1,
        message_id=f"<{touch.pk}@acme.example>",
        address_key=stops.gate_key(row),
        gate_epoch=0,
        content_hash="0" * 64,
        wire_hash="0" * 64,
        mailbox=world.mailbox,
        armed_at=armed,
        deadline_at=armed + timedelta(seconds=15),
        waited_out_at=datetime.now(UTC) if age > 60 else None,
    )
    return intent
