"""The three sets after a round: what was armed, what the server accepted or refused for good, what
was recorded."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.chaos import taking
from tests.chaos.taking import Standing

# Who was tried so often that a person has to look: as the product promises, and not lost.
_TOUCHES = """
SELECT touch.id::text, touch.state, enrollment.state = 'paused',
    (SELECT count(*) FROM audit_entry WHERE target_type = 'touch'
        AND target_id = touch.id::text AND action = 'touch.arm'),
    (SELECT count(*) FROM audit_entry WHERE target_type = 'touch'
        AND target_id = touch.id::text AND action = 'touch.record_sent'),
    (SELECT count(*) FROM audit_entry WHERE target_type = 'touch'
        AND target_id = touch.id::text AND action = 'touch.doubt')
FROM enrollment_touch touch JOIN enrollment_enrollment enrollment
    ON enrollment.id = touch.enrollment_id
WHERE touch.id = ANY(%s)
"""
_INTENTS = """
SELECT touch_id::text, message_id, outcome, resolved_by, mailbox_id::text
FROM enrollment_sendintent WHERE touch_id = ANY(%s)
"""


@dataclass(frozen=True)
class Touch:
    """A touch that was due, and how often the audit trail names each of three events."""

    id: str
    state: str
    paused: bool
    armed: int
    sent: int
    doubted: int


@dataclass(frozen=True)
class Intent:
    """One attempt to send it."""

    touch_id: str
    message_id: str
    outcome: str
    resolved_by: str
    mailbox_id: str


@dataclass(frozen=True)
class Found:
    """What a round came to. `broken` holds a sentence for everything that must not be."""

    touches: int
    sent: int
    unknown: int
    found_sent: int
    found_unsent: int
    for_a_person: int
    refused: int
    lost: int
    doubled: int
    broken: tuple[str, ...]


def read(execute: Callable[..., Any], due: Sequence[Any]) -> tuple[list[Touch], list[Intent]]:
    """`execute` is that of a connection that sees every workspace; `due` are ids of touches."""
    touches = [Touch(*row) for row in execute(_TOUCHES, [due]).fetchall()]
    return touches, [Intent(*row) for row in execute(_INTENTS, [due]).fetchall()]


def compare(
    touches: Sequence[Touch],
    intents: Sequence[Intent],
    log: Sequence[str],
    limits: Standing,
    refused: Collection[str] = (),
) -> Found:
    """`log` are the Message-IDs that the server accepted, in its own durable words, `refused` those
    that it refused for good; `limits` is what was added to the counters meanwhile, and what should
    have been."""
    of_message = {each.message_id: each for each in intents}
    taken = Counter(log)
    reached = Counter(of_message[key].touch_id for key in log if key in of_message)
    waiting = [each for each in touches if each.state == "planned" and each.paused]
    noes = {of_message[key].touch_id for key in refused if key in of_message}
    ended = [each for each in touches if each.state == "failed" and each.id in noes]
    lost = [
        each
        for each in touches
        if each not in waiting
        and each not in ended
        and (each.state != "sent" or not reached[each.id])
    ]
    settled = [each for each in intents if each.resolved_by == "resolver"]
    return Found(
        touches=len(touches),
        sent=sum(each.state == "sent" for each in touches),
        unknown=sum(each.doubted for each in touches),
        found_sent=sum(each.outcome == "accepted" for each in settled),
        found_unsent=sum(each.outcome == "returned" for each in settled),
        for_a_person=len(waiting),
        refused=len(ended),
        lost=len(lost),
        doubled=sum(count - 1 for count in reached.values() if count > 1),
        broken=(*_broken(touches, intents, taken, refused), *taking.differences(limits)),
    )


def _broken(
    touches: Sequence[Touch],
    intents: Sequence[Intent],
    taken: Counter[str],
    refused: Collection[str],
) -> Iterator[str]:
    noes = {each.message_id for each in intents if each.outcome == "refused"}
    failed = {each.id for each in touches if each.state == "failed"}
    accepted = {each.message_id for each in intents if each.outcome == "accepted"}
    known = {each.message_id for each in intents}
    armed = Counter(each.touch_id for each in intents)
    found = {
        "recorded as accepted, and the server has no such message": len(accepted - set(taken)),
        "the server has it, and it is not recorded as accepted": len(
            (set(taken) & known) - accepted
        ),
        "recorded as refused for good, and the server has not said so": len(noes - set(refused)),
        "a touch that failed without a refusal of it, or the reverse": len(
            failed ^ {each.touch_id for each in intents if each.message_id in noes}
        ),
        "the server has a message that nobody armed": len(set(taken) - known),
        "the server has one message twice": sum(count > 1 for count in taken.values()),
        "an intent is still open": sum(each.outcome in ("armed", "unknown") for each in intents),
        "an arming without its audit entry, or the reverse": sum(
            each.armed != armed[each.id] for each in touches
        ),
        "a touch that was sent without one audit entry of it": sum(
            each.sent != (each.state == "sent") for each in touches
        ),
    }
    return (f"{sentence}: {count}" for sentence, count in found.items() if count)
