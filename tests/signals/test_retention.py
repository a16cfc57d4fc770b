"""Words that came in are kept for a time, the same for every way by which they come."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from compliance.models import SealedBlob
from enrollment.models import SendIntent
from signals import retention
from signals.models import Asked, Signal
from tenancy import clock
from tests.signals.letters import letter, reply, unclear
from tests.signals.stage import receive, report
from tests.world import World

WAYS: dict[str, Callable[[World, SendIntent], object]] = {
    "delivered": lambda world, intent: receive(world, reply(intent)),
    "a program": lambda world, intent: report(
        "objection", message_id=intent.message_id, data={"text": "Too dear for us."}
    ),
    "nobody": lambda world, intent: receive(
        world, letter("Buy my ladders.", sender="x@y.example"), sender="x@y.example"
    ),
}


@pytest.mark.parametrize(("way", "days"), [("delivered", 730), ("a program", 730), ("nobody", 30)])
def test_the_original_goes_when_its_time_is_over_and_the_signal_stays(
    in_acme: World, intent: SendIntent, way: str, days: int
) -> None:
    WAYS[way](in_acme, intent)
    Asked.objects.update(done_at=clock.now())
    sealed = SealedBlob.objects.count()
    for age, left in ((days - 1, sealed), (days + 1, sealed - 1)):
        Signal.objects.update(received_at=datetime.now(UTC) - timedelta(days=age))
        assert retention.forget_old() == sealed - left
        assert SealedBlob.objects.count() == left
    assert Signal.objects.get().raw is None


@pytest.mark.parametrize("mail", [unclear, reply], ids=["undecided", "unanswered"])
def test_what_waits_for_a_person_is_kept_however_old(
    in_acme: World, intent: SendIntent, mail: Callable[[SendIntent], bytes]
) -> None:
    receive(in_acme, mail(intent))
    Signal.objects.update(received_at=datetime.now(UTC) - timedelta(days=9999))
    assert retention.forget_old() == 0
