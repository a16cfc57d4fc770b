"""A no closes what the person was asked about before, and keeps it to be read."""

from datetime import timedelta

import pytest

from compliance.models import Suppression
from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent
from enrollment.suppressing import suppress_and_stop
from signals import crm, desk, silenced
from signals.models import Asked, Signal
from tenancy import clock
from tenancy.actors import system
from tests.signals.letters import reply, unclear
from tests.signals.stage import receive, report
from tests.world import World

STOP = "Please remove me from your list and do not write again."
SYSTEM = system("test")


def ends() -> list[str]:
    return list(Asked.objects.order_by("pk").values_list("ended", flat=True))


def test_an_opt_out_closes_what_was_asked_before_and_not_what_comes_after(
    in_acme: World, intent: SendIntent
) -> None:
    for mail in (unclear(intent), reply(intent), reply(intent, STOP), reply(intent)):
        receive(in_acme, mail)
        clock.advance(timedelta(minutes=1))
    assert ends() == ["stopped", "stopped", ""]
    assert desk.waiting(in_acme.rep).count() == 1
    assert [row.answered for row in desk.times(Contact.objects.all())] == [0]


@pytest.mark.parametrize("way", ["a colleague", "the CRM", "one channel"])
def test_a_no_that_is_no_signal_closes_it_in_the_next_round(
    in_acme: World, intent: SendIntent, peter: Contact, way: str
) -> None:
    receive(in_acme, unclear(intent))
    if way == "the CRM":
        crm.sync_contact({"external_id": "crm-1", "opted_out": True}, actor=SYSTEM)
    else:
        channel = {"channel": "email"} if way == "one channel" else {}
        said = {"kind": "address", "value": peter.email, "reason": "opt_out", "source": "phone"}
        suppress_and_stop(**said, **channel, actor=SYSTEM)
    closed = way != "one channel"
    assert silenced.keep() == closed
    assert (ends(), silenced.keep()) == (["stopped" if closed else ""], 0)


def test_what_is_undecided_asks_again_when_the_no_is_lifted(
    in_acme: World, intent: SendIntent
) -> None:
    receive(in_acme, unclear(intent))
    report("opt_out", message_id=intent.message_id)
    assert (ends(), silenced.keep()) == (["stopped"], 0)
    Suppression.objects.update(lifted_at=clock.now())
    assert (silenced.keep(), ends()) == (1, [""])
    assert Signal.objects.filter(state="held").exists()
    assert Enrollment.objects.get().exit_reason == "opted_out"
