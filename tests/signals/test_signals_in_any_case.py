"""Whatever has become of a person since our message left, what comes back is acted on once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from compliance.models import Suppression
from compliance.services import address_key
from enrollment import services
from enrollment.models import Enrollment, PauseReason, SendIntent
from tenancy import clock
from tests.enrollment.meanwhile import MEANWHILE as ANY
from tests.enrollment.meanwhile import NEW, OUTSIDE, Meanwhile, about
from tests.signals.letters import absence, bounce, complaint, full, letter, reply, unclear
from tests.signals.stage import picture, receive
from tests.world import World

MEANWHILE: dict[str, Meanwhile] = {
    **ANY,
    "no owner": lambda world, row: about(row, owner=None),
    "a pause": lambda world, row: services.pause(
        row, reason=PauseReason.MANUAL, actor=OUTSIDE, until=clock.now() + timedelta(days=2)
    ),
}
SIGNALS: dict[str, Callable[[SendIntent], bytes]] = {
    "a reply": reply,
    "a wish": lambda intent: reply(intent, "Please take me off your list."),
    "not now": lambda intent: reply(intent, "Not now, please come back in March."),
    "a wrong person": lambda intent: reply(intent, "I am the wrong person for this."),
    "a referral": lambda intent: reply(intent, "Please ask Ann, ann@initech.example."),
    "an absence": absence,
    "a departure": lambda intent: absence(intent, "Peter no longer works for Initech."),
    "no words": unclear,
    "a hard bounce": lambda intent: bounce(message_id=intent.message_id),
    "a full mailbox": full,
    "a complaint": complaint,
    "a stranger's answer": lambda intent: letter(
        "Yes, tell me more.", sender="ann@elsewhere.example", In_Reply_To=intent.message_id
    ),
}


@pytest.mark.parametrize("said", SIGNALS)
@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_what_comes_back_is_acted_on_once(
    in_acme: World,
    intent: SendIntent,
    meanwhile: str,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    row = intent.touch.enrollment
    with transaction.atomic():
        MEANWHILE[meanwhile](in_acme, Enrollment.objects.get(pk=row.pk))
    raw = SIGNALS[said](intent)
    signal = receive(in_acme, raw)
    signal.refresh_from_db()
    assert signal.state not in ("received", "matched")
    once = picture(row)
    assert receive(in_acme, raw).pk == signal.pk
    assert picture(row) == once
    assert not [each for each in caplog.records if each.levelname in ("ERROR", "CRITICAL")]
    if said in ("a hard bounce", "a full mailbox"):
        # What does not exist is what was written to.
        assert not Suppression.objects.filter(key=address_key(NEW)).exists()
