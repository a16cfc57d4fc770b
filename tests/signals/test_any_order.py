"""One signal, one effect: in any order, however often it is delivered.

The long form is `REACTION_ORDERS=1000 pytest tests/signals/test_any_order.py`.
"""

import os
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from contacts.models import Contact
from enrollment.models import Enrollment, NextAction, SendIntent
from signals import intake
from signals.models import Signal
from signals.reaction_table import ALLOWED, SPEAKS_FOR_OTHERS, Others, Topic
from tenancy import clock
from tests.enrollment.stage import always_open, email, live, step
from tests.enrollment.stage import started as begun
from tests.signals.letters import absence, bounce, complaint, full, reply, unclear
from tests.signals.stage import picture, send_next, started
from tests.signals.tables import in_force, line
from tests.world import World, account, contact

ORDERS = int(os.environ.get("REACTION_ORDERS", "2"))
LATER = "Not now. Please come back to me on {:%-d %B %Y}."
MAKERS: dict[str, Callable[[SendIntent], bytes]] = {
    "absent": absence,
    "absent for long": lambda intent: absence(
        intent, f"I am out of office until {clock.now() + timedelta(days=40):%-d %B %Y}."
    ),
    "full": full,
    "unclear": unclear,
    "reply": lambda intent: reply(intent, "Received, thank you."),
    "interested": lambda intent: reply(intent, "This sounds great, I am very interested."),
    "meeting": lambda intent: reply(intent, "Can we meet on Tuesday at 10:00?"),
    "question": lambda intent: reply(intent, "How much does it cost for 50 users?"),
    "price": lambda intent: reply(intent, "This is too expensive, we have no budget."),
    "not now": lambda intent: reply(intent, LATER.format(clock.now() + timedelta(days=90))),
    "not yet": lambda intent: reply(intent, LATER.format(clock.now() + timedelta(days=200))),
    "wrong person": lambda intent: reply(intent, "I am not the right person for this."),
    "gone": lambda intent: absence(intent, "Peter Gibbons is no longer with the company."),
    "opt-out": lambda intent: reply(intent, "Please remove me from your list."),
    "complaint": complaint,
    "bounce": lambda intent: bounce(message_id=intent.message_id),
}


def drawn(seed: str) -> list[dict[str, Any]]:
    """A table with any of the allowed reactions to each topic, the same for a seed."""
    dice = random.Random(seed)
    others = {topic: tuple(Others) for topic in SPEAKS_FOR_OTHERS}
    return [
        line(topic, dice.choice(ALLOWED[topic]), dice.choice(others.get(topic, (Others.NOTHING,))))
        for topic in Topic
    ]


TABLES: dict[str, list[dict[str, Any]]] = {
    "built in": [],
    "cautious": [
        line("reply", "decide", "pause"),
        line("question", "decide", "pause"),
        line("interested", "decide", "pause"),
        line("auto_reply", "decide"),
        line("complaint", "suppress", "exit"),
    ],
    "strict for the company": [
        line(topic, "exit", "exit") for topic in ("reply", "question", "objection", "meeting")
    ],
    **{name: drawn(name) for name in ("drawn first", "drawn second", "drawn third")},
}


def told(world: World, mails: Sequence[bytes], frozen: datetime) -> None:
    for raw in mails:
        intake.receive_mail(
            raw,
            recipients=[world.mailbox.address],
            mailbox_id=world.mailbox.pk,
            received_at=frozen,
        )


def seen(rows: Sequence[Enrollment]) -> list[dict[str, Any]]:
    """How it ended; a touch that was planned on the way and cancelled again is history."""
    found = []
    for row in rows:
        fresh = Enrollment.objects.get(pk=row.pk)
        left = [each for each in picture(row)["touches"] if each[1] != "cancelled"]
        comes_back = fresh.next_action == NextAction.RECYCLE
        back = fresh.next_action_at if comes_back else None
        found.append({**picture(row), "touches": left, "comes back": comes_back, "at": back})
    return found


def ends_as(
    world: World, rows: Sequence[Enrollment], mails: Sequence[bytes], frozen: datetime
) -> list[dict[str, Any]]:
    """The pictures at the end of a story; the story is then undone."""
    with transaction.atomic():
        told(world, mails, frozen)
        found = seen(rows)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def company(in_acme: World, peter: Contact) -> list[Enrollment]:
    """Peter, who has had a message of a version with two tracks, and his colleague Milton."""
    always_open(in_acme.workspace)
    initech = account("Initech")
    Contact.objects.filter(pk=peter.pk).update(account=initech)
    steps = (email("one"), email("two", 3), step("call", "call-back", 1, track="positive"))
    version = live(in_acme, *steps)
    row = begun(in_acme, version, peter)
    clock.advance(timedelta(minutes=30))
    send_next()
    milton = contact("milton@initech.example", owner=in_acme.rep, account=initech)
    return [row, started(in_acme, version, milton)]


@pytest.mark.parametrize("table", TABLES)
def test_shuffled_and_tripled_signals_end_alike(
    in_acme: World, company: list[Enrollment], table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if TABLES[table]:
        in_force(in_acme, *TABLES[table])
    intent = SendIntent.objects.get(touch__enrollment=company[0])
    dice, frozen = random.Random(table), clock.now()
    monkeypatch.setattr(clock, "now", lambda: frozen)
    for number in range(ORDERS):
        names = [dice.choice(sorted(MAKERS)) for _ in range(dice.randint(1, 5))]
        mails = [MAKERS[name](intent) for name in names]
        order = [*range(len(names))] * 3
        dice.shuffle(order)
        expected = ends_as(in_acme, company, mails, datetime.now(UTC))
        found = ends_as(in_acme, company, [mails[n] for n in order], datetime.now(UTC))
        assert found == expected, (number, names, order)


def test_three_deliveries_make_one_signal_with_one_exit(in_acme: World, intent: SendIntent) -> None:
    raw = reply(intent)
    told(in_acme, [raw] * 3, datetime.now(UTC))
    assert Signal.objects.count() == 1
    assert Enrollment.objects.get(pk=intent.touch.enrollment_id).exit_reason == "replied"
