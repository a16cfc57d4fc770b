"""One signal, one effect: in any order, however often it is delivered."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.models import Enrollment, SendIntent
from signals import intake
from signals.models import Signal
from tenancy import clock
from tenancy.scope import scope
from tests.signals.letters import absence, bounce, complaint, full, reply, unclear
from tests.signals.stage import picture
from tests.world import World

MAKERS: dict[str, Callable[[SendIntent], bytes]] = {
    "absent": absence,
    "absent for long": lambda intent: absence(
        intent, f"I am out of office until {clock.now() + timedelta(days=40):%-d %B %Y}."
    ),
    "full": full,
    "unclear": unclear,
    "reply": reply,
    "opt-out": lambda intent: reply(intent, "Please remove me from your list."),
    "complaint": complaint,
    "bounce": lambda intent: bounce(message_id=intent.message_id),
}


def told(world: World, mails: Sequence[bytes], frozen: datetime) -> None:
    for raw in mails:
        intake.receive_mail(
            raw,
            recipients=[world.mailbox.address],
            mailbox_id=world.mailbox.pk,
            received_at=frozen,
        )


def ends_as(
    world: World, enrollment: Enrollment, mails: Sequence[bytes], frozen: datetime
) -> dict[str, Any]:
    """The picture at the end of a story; the story is then undone."""
    with transaction.atomic():
        told(world, mails, frozen)
        seen = picture(enrollment)
        transaction.set_rollback(True)
    return seen


@settings(
    max_examples=30,
)
@given(data=st.data())
def test_shuffled_and_tripled_signals_end_alike(
    acme: World, intent: SendIntent, data: st.DataObject
) -> None:
    with scope(acme.workspace.pk), pytest.MonkeyPatch.context() as patch:
        frozen = datetime.now(UTC)
        patch.setattr(clock, "now", lambda: frozen)
        names = data.draw(st.lists(st.sampled_from(sorted(MAKERS)), min_size=1, max_size=4))
        order = data.draw(st.permutations([*range(len(names))] * 3))
        mails = [MAKERS[name](intent) for name in names]
        shuffled = [mails[n] for n in order]
        enrollment = intent.touch.enrollment
        expected = ends_as(acme, enrollment, mails, frozen)
        assert ends_as(acme, enrollment, shuffled, frozen) == expected


def test_three_deliveries_make_one_signal_with_one_exit(in_acme: World, intent: SendIntent) -> None:
    raw = reply(intent)
    told(in_acme, [raw] * 3, datetime.now(UTC))
    assert Signal.objects.count() == 1
    assert Enrollment.objects.get(pk=intent.touch.enrollment_id).exit_reason == "replied"
