"""The promises, as of one step: what was stored before it and after it, and what the relay took.

Each function returns a sentence for everything that is broken.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import cache

from audit.transitions import declared
from compliance.models import Review
from enrollment.models import Enrollment as EnrollmentRow
from enrollment.models import Touch as TouchRow
from tests.machine.picture import OPEN, WAITING, Enrollment, Intent, Picture, Touch
from tests.machine.relay import Taken

MODELS = {"touch": TouchRow, "enrollment": EnrollmentRow, "review": Review}
BEGINNINGS = {
    "touch": {"planned"},
    "enrollment": {"requested", "ineligible"},
    "review": {"pending"},
}
RESTS = ("paused", "on_hold", "awaiting_review")


@dataclass
class Known:
    """What the machine knows by itself: who was stopped for good, which words a second person has
    approved, and the cap of each mailbox."""

    stopped: set[str] = field(default_factory=set)
    approved: dict[str, str] = field(default_factory=dict)
    caps: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step of the machine; `news` is what the relay took in it."""

    before: Picture
    after: Picture
    taken: Sequence[Taken]
    news: Sequence[Taken]
    known: Known

    @property
    def armed(self) -> list[Intent]:
        """What was armed in it."""
        return [each for key, each in self.after.intents.items() if key not in self.before.intents]


def broken(step: Step) -> list[str]:
    """Everything that is broken now."""
    return [sentence for promise in PROMISES for sentence in promise(step)]


def _at_most_once(step: Step) -> Iterator[str]:
    by_message = step.after.by_message
    seen: Counter[str] = Counter()
    for each in step.taken:
        intent = by_message.get(each.message_id)
        if intent is None:
            yield "the relay took a message that nobody armed"
        else:
            seen[intent.touch] += 1
    yield from (f"touch {key} was taken {count} times" for key, count in seen.items() if count > 1)


def _nothing_lost(step: Step) -> Iterator[str]:
    """What was taken is recorded or in doubt, and what is recorded was taken."""
    reached = {each.message_id for each in step.taken}
    for each in step.after.intents.values():
        if each.message_id in reached and each.outcome in ("returned", "refused"):
            yield f"the relay took a message that counts as {each.outcome}"
        if each.outcome == "accepted" and each.message_id not in reached:
            yield "a message counts as accepted that the relay has not taken"


def _sent_has_its_intent(step: Step) -> Iterator[str]:
    outcomes = defaultdict(list)
    for each in step.after.intents.values():
        outcomes[each.touch].append(each.outcome)
    for touch in step.after.touches.values():
        found = outcomes[touch.id]
        wanted = {"sent": "accepted", "assumed_sent": "assumed", "armed": "armed"}.get(touch.state)
        if wanted and found.count(wanted) != 1:
            yield f"a touch is {touch.state} and its attempts are {found}"
        if touch.state == "unknown" and found.count("unknown") != 1:
            yield f"a touch is in doubt and its attempts are {found}"
        if touch.state in WAITING and set(found) - {"returned"}:
            yield f"a touch is {touch.state} and its attempts are {found}"


def _one_at_a_time(step: Step) -> Iterator[str]:
    touches: Counter[str] = Counter()
    for each in step.after.touches.values():
        touches[each.enrollment] += each.state in (*OPEN, *WAITING)
    if max(touches.values(), default=0) > 1:
        yield "an enrollment has two open touches"
    intents: Counter[str] = Counter()
    for row in step.after.intents.values():
        intents[step.after.enrollment_of(row).id] += row.outcome in OPEN
    if max(intents.values(), default=0) > 1:
        yield "an enrollment has two messages on their way"


def _nothing_armed_that_may_not(step: Step) -> Iterator[str]:
    """Judged by what was stored before the step: within it nothing begins to be allowed."""
    for each in step.armed:
        enrollment = step.after.enrollment_of(each)
        if enrollment.person in step.known.stopped:
            yield f"armed after a stop of {enrollment.person}"
        if each.address_key in step.before.stopped:
            yield "armed behind a shut gate"
        former = step.before.enrollments.get(enrollment.id)
        if former is None or former.state != "active":
            yield f"armed while {former.state if former else 'unknown'}"
        touch = step.before.touches.get(each.touch)
        if touch is not None and (touch.state != "planned" or touch.held):
            yield "armed while it was held or settled"
        if touch is not None and not (touch.is_due or step.after.touches[each.touch].is_due):
            # Time goes on while something is done: what was due a moment later may be armed.
            yield "armed before it was due"
        if step.before.everything or step.before.shut & _switches(step.after.touches[each.touch]):
            yield "armed behind a closed switch"
        if enrollment.owner in step.before.away:
            yield "armed while its owner is away and everything waits for them"
        if step.after.touches[each.touch].mailbox in step.before.deaf:
            yield "armed from a mailbox that is deaf or out of use"


def _no_dot_after_a_stop(step: Step) -> Iterator[str]:
    """Whatever was stopped or closed when the step began."""
    for each in step.news:
        intent = step.after.by_message.get(each.message_id)
        if intent is None:
            continue
        touch, enrollment = step.after.touches[intent.touch], step.after.enrollment_of(intent)
        former = step.before.enrollments[enrollment.id]
        if enrollment.person in step.known.stopped or former.state == "exited":
            yield "a dot was written after a stop"
        if step.before.everything or step.before.shut & _switches(touch):
            yield "a dot was written behind a closed switch"


def _left_after_a_stop_is_labelled(step: Step) -> Iterator[str]:
    """Where the moment of the dot is known, or somebody has said since that it was taken."""
    for each in step.taken:
        intent = step.after.by_message.get(each.message_id)
        if intent is None or intent.labelled or not each.after_stop:
            continue
        if intent.dotted or intent.outcome == "accepted":
            yield "a message left after a stop and is not labelled"


def _switches(touch: Touch) -> set[str]:
    return {each for each in (touch.workspace, touch.sequence, touch.mailbox) if each}


def _first_messages_are_approved(step: Step) -> Iterator[str]:
    for each in step.armed:
        if not step.after.touches[each.touch].first:
            continue
        former = step.before.enrollments[step.after.enrollment_of(each).id]
        if former.review_state != "approved":
            yield f"a first message was armed with its review {former.review_state}"
        if former.approved_hash != each.content_hash:
            yield "a first message was armed that is not the one approved"


def _bytes_are_the_armed_ones(step: Step) -> Iterator[str]:
    for each in step.taken:
        intent = step.after.by_message.get(each.message_id)
        if intent is None:
            continue
        if hashlib.sha256(each.wire).hexdigest() != intent.wire_hash:
            yield "the bytes that left are not those that were armed"
        touch = step.after.touches[intent.touch]
        words = step.known.approved.get(step.after.enrollment_of(intent).id)
        if touch.first and words is not None and _words(each.wire) != words:
            yield "a first message said something else than what was approved"


@cache
def _words(wire: bytes) -> str:
    body = message_from_bytes(wire, policy=policy.default).get_body(("plain",))
    assert body is not None
    words: str = body.get_content()
    return plain(words)


def plain(words: str) -> str:
    """Words as they are compared: line ends are the wire's."""
    return words.replace("\r\n", "\n").rstrip("\n")


def _no_limit_is_passed(step: Step) -> Iterator[str]:
    for key, used in step.after.counters.items():
        kind, _, rest = key.partition(":")
        cap = step.known.caps.get(rest.partition(":")[0]) if kind == "mailbox" else None
        if cap is not None and used > cap and used > step.before.counters.get(key, 0):
            yield f"{used} of {cap} were taken of a mailbox's limit"


def _every_change_has_its_entry(step: Step) -> Iterator[str]:
    """The entries of a row make one walk from where rows begin to the state that it has, over
    edges that are declared."""
    walks: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in step.after.changes:
        walks[each.kind, each.id][each.before] += 1
        walks[each.kind, each.id][each.after] -= 1
        if each.before not in _sources(each.kind, each.action):
            yield f"{each.action} from {each.before}"
    for kind, rows in (("touch", step.after.touches), ("enrollment", step.after.enrollments)):
        for key, row in rows.items():
            if not _is_walk(walks[kind, key], BEGINNINGS[kind], row.state):
                yield f"the trail of a {kind} does not lead to {row.state}"


def _is_walk(balance: Counter[str], beginnings: set[str], end: str) -> bool:
    open_ = {state: count for state, count in balance.items() if count}
    if not open_:
        return end in beginnings or bool(balance)
    return open_.pop(end, 0) == -1 and list(open_.values()) == [1] and set(open_) <= beginnings


@cache
def _sources(kind: str, action: str) -> frozenset[str]:
    _, sources, _ = declared(MODELS[kind], action.partition(".")[2])
    return frozenset(sources)


def _held_exactly_while_at_rest(step: Step) -> Iterator[str]:
    """Else it would wait for nobody, or leave while its person is paused."""
    for touch in step.after.touches.values():
        if touch.state != "planned":
            continue
        state = step.after.enrollments[touch.enrollment].state
        if touch.held and state not in RESTS:
            yield f"a touch is held and its enrollment is {state}"
        if not touch.held and state != "active":
            yield f"a touch is not held and its enrollment is {state}"


def _ended_means_ended(step: Step) -> Iterator[str]:
    for each in step.after.enrollments.values():
        if (each.state == "exited") != bool(each.exit_reason):
            yield "an end without a reason, or a reason without an end"
    for touch in step.after.touches.values():
        if touch.state in WAITING and _state(step, touch) == "exited":
            yield f"a touch is {touch.state} and its enrollment has ended"


def _state(step: Step, touch: Touch) -> str:
    found: Enrollment = step.after.enrollments[touch.enrollment]
    return found.state


PROMISES = (
    _at_most_once,
    _nothing_lost,
    _sent_has_its_intent,
    _one_at_a_time,
    _nothing_armed_that_may_not,
    _no_dot_after_a_stop,
    _left_after_a_stop_is_labelled,
    _first_messages_are_approved,
    _bytes_are_the_armed_ones,
    _no_limit_is_passed,
    _every_change_has_its_entry,
    _held_exactly_while_at_rest,
    _ended_means_ended,
)


def unsettled(seen: Picture) -> list[str]:
    """What is still open when a relay that behaves has had the time to answer."""
    found = [f"an attempt is {x.outcome}" for x in seen.intents.values() if x.outcome in OPEN]
    for touch in seen.touches.values():
        is_free = not (seen.everything or seen.shut & _switches(touch))
        if touch.state == "planned" and not touch.held and touch.is_due and is_free:
            found.append(f"a touch is due and does not leave ({touch.cause})")
    return found
